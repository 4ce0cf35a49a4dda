//! `development catalogue provider` and `course`: one entry at a time.

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::NaiveDate;
use jenjang::development::catalogue::{Agreement, Course, LeadsTo, Provider};
use jenjang::legal::{Label, Language};
use jenjang::number::parse_decimal;
use jenjang::people::id::{CourseId, ProviderId};
use jenjang_asn::codes::LearningForm;
use jenjang_service::catalogue::{SaveCourse, Saved, read_catalogue, save_course, save_provider};
use serde_json::json;

use super::super::given::{Shipped, decimal, option, place, said};
use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice};

pub(super) fn provider_command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    Command::new("provider")
        .about(t(
            "Simpan penyelenggara dan perjanjiannya, sebagai pengelola kepegawaian (--as)",
            "Keep a provider and its agreements, as an HR officer (--as)",
        ))
        .after_help(t(
            "Yang tidak disebut tetap seperti semula; perjanjian ditambahkan.\n\
             Contoh: jenjang development catalogue provider lan --name \"Lembaga Administrasi Negara\" --agreement \"12/PKS/2026;2026-01-01;2026-12-31\"",
            "What is not named stays as it was; agreements are added.\n\
             Example: jenjang development catalogue provider lan --name \"Lembaga Administrasi Negara\" --agreement \"12/PKS/2026;2026-01-01;2026-12-31\"",
        ))
        .arg(place(language, "provider", "ID", ("Id penyelenggara", "Id of the provider")))
        .arg(option(language, "name", "TEXT", ("Namanya", "Its name")))
        .arg(
            Arg::new("own")
                .long("own")
                .action(ArgAction::SetTrue)
                .help(t("Bagian dari pemerintah sendiri: tidak memerlukan perjanjian", "Part of the own government: needs no agreement")),
        )
        .arg(
            option(language, "agreement", "NUMBER;SINCE;UNTIL", ("Perjanjian dengan hari pertama dan terakhirnya; dapat diulang", "An agreement with its first and last day; may be repeated"))
                .action(ArgAction::Append),
        )
        .args(arguments(language))
}

pub(super) fn course_command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    Command::new("course")
        .about(t("Simpan satu pelatihan, sebagai pengelola kepegawaian (--as)", "Keep one course, as an HR officer (--as)"))
        .after_help(t(
            "Yang tidak disebut tetap seperti semula; pelatihan baru memerlukan --title, --form, --amount, dan --provider.\n\
             Contoh: jenjang development catalogue course menulis-telaahan --title \"Menulis Telaahan Staf\" --form B3 --amount 24 --provider bpsdm --leads-to permenpanrb-38-2017:M.03=3",
            "What is not named stays as it was; a new course needs --title, --form, --amount and --provider.\n\
             Example: jenjang development catalogue course staff-papers --title \"Menulis Telaahan Staf\" --title-en \"Writing staff papers\" --form B3 --amount 24 --provider bpsdm --leads-to permenpanrb-38-2017:M.03=3",
        ))
        .arg(place(language, "course", "ID", ("Id pelatihan", "Id of the course")))
        .arg(option(language, "title", "TEXT", ("Judul", "Title in Indonesian")))
        .arg(option(language, "title-en", "TEXT", ("Judul dalam bahasa Inggris; bawaan: sama", "Title in English; default: the same")))
        .arg(option(language, "form", "CODE", ("Bentuk, misalnya B3 atau KL03", "Form, such as B3 or KL03")))
        .arg(option(language, "amount", "NUMBER", ("Banyaknya dalam satuan bentuknya", "Amount in the unit of the form")))
        .arg(option(language, "provider", "ID", ("Penyelenggara", "Provider")))
        .arg(option(language, "field", "TEXT", ("Bidang", "Field")))
        .arg(
            option(language, "leads-to", "FRAMEWORK:CODE=LEVEL", ("Kompetensi dan levelnya; dapat diulang, menggantikan yang lama", "Competency and its level; may be repeated, replaces what was there"))
                .action(ArgAction::Append),
        )
        .arg(option(language, "leadership", "CODE", ("Pelatihan kepemimpinan yang dimaksud", "The leadership training it is")))
        .arg(Arg::new("abroad").long("abroad").action(ArgAction::SetTrue).help(t("Di luar negeri", "Held abroad")))
        .arg(Arg::new("retire").long("retire").action(ArgAction::SetTrue).help(t("Tidak ditawarkan lagi", "No longer offered")))
        .arg(Arg::new("offer").long("offer").action(ArgAction::SetTrue).conflicts_with("retire").help(t("Ditawarkan lagi", "Offered again")))
        .args(arguments(language))
}

pub(super) fn provider(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let store = Session::open(matches)?;
    let id: ProviderId = shared::id(shared::word(matches, "provider"))?;
    let catalogue = store.ask(async |context| read_catalogue(context).await)?;
    let mut provider = match (catalogue.providers.get(&id), matches.get_one::<String>("name")) {
        (Some(known), _) => known.clone(),
        (None, Some(name)) => Provider { id: id.clone(), name: name.as_str().into(), own: false, agreements: Vec::new() },
        (None, None) => return Err(missing("--name")),
    };
    if let Some(name) = matches.get_one::<String>("name") {
        provider.name = name.as_str().into();
    }
    provider.own |= matches.get_flag("own");
    for given in matches.get_many::<String>("agreement").into_iter().flatten() {
        let agreement = agreement(given)?;
        if !provider.agreements.contains(&agreement) {
            provider.agreements.push(agreement);
        }
    }
    provider.agreements.sort_by(|a, b| (a.since, &a.number).cmp(&(b.since, &b.number)));
    let saved = store.ask(async |context| save_provider(context, &provider).await)?;
    kept(voice, "provider", id.as_str(), saved)
}

fn agreement(given: &str) -> Result<Agreement, Failure> {
    let parts: Vec<&str> = given.split(';').map(str::trim).collect();
    let read = match parts.as_slice() {
        [number, since, until] => since.parse::<NaiveDate>().ok().zip(until.parse::<NaiveDate>().ok()).map(|days| (number, days)),
        _ => None,
    };
    let (number, (since, last_day)) = read.ok_or_else(|| {
        Failure::said(
            format!("`--agreement {given}` tidak dapat dibaca, seharusnya seperti `12/PKS/2026;2026-01-01;2026-12-31`"),
            format!("`--agreement {given}` cannot be read, expected such as `12/PKS/2026;2026-01-01;2026-12-31`"),
        )
    })?;
    Ok(Agreement { number: (*number).into(), since, last_day })
}

pub(super) fn course(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let store = Session::open(matches)?;
    let shipped = Shipped::new();
    let id: CourseId = shared::id(shared::word(matches, "course"))?;
    let catalogue = store.ask(async |context| read_catalogue(context).await)?;
    let given = |name| matches.get_one::<String>(name).map(String::as_str);
    let form = given("form").map(|code| LearningForm::find(code).map_or(code, |form| form.as_str()));
    let amount = decimal(matches, "amount")?;
    let provider = given("provider").map(shared::id).transpose()?;
    let mut course = match catalogue.courses.get(&id) {
        Some(known) => known.clone(),
        None => {
            let title = given("title").ok_or_else(|| missing("--title"))?;
            Course {
                id: id.clone(),
                title: Label::same(title),
                form: form.ok_or_else(|| missing("--form"))?.into(),
                amount: amount.ok_or_else(|| missing("--amount"))?,
                abroad: false,
                provider: provider.clone().ok_or_else(|| missing("--provider"))?,
                leads_to: Vec::new(),
                leadership: None,
                field: None,
                retired: false,
            }
        }
    };
    if let Some(title) = given("title") {
        course.title = Label::same(title);
    }
    if let Some(title) = given("title-en") {
        course.title.en = title.into();
    }
    course.form = form.map_or(course.form, Into::into);
    course.amount = amount.unwrap_or(course.amount).normalize();
    course.provider = provider.unwrap_or(course.provider);
    course.field = given("field").map(Into::into).or(course.field);
    course.leadership = given("leadership").map(shared::id).transpose()?.or(course.leadership);
    course.abroad |= matches.get_flag("abroad");
    course.retired = (course.retired || matches.get_flag("retire")) && !matches.get_flag("offer");
    if let Some(all) = matches.get_many::<String>("leads-to") {
        course.leads_to = all.map(|given| leads_to(given)).collect::<Result<_, _>>()?;
    }
    let command = SaveCourse { course, rules: shipped.learning() };
    let saved = store.ask(async |context| save_course(context, &command).await)?;
    kept(voice, "course", id.as_str(), saved)
}

fn leads_to(given: &str) -> Result<LeadsTo, Failure> {
    let read = || {
        let (framework, rest) = given.split_once(':')?;
        let (competency, level) = rest.split_once('=')?;
        let level = parse_decimal(level.trim()).ok()?.normalize();
        Some(LeadsTo { framework: framework.trim().parse().ok()?, competency: competency.trim().parse().ok()?, level })
    };
    read().ok_or_else(|| {
        Failure::said(
            format!("`--leads-to {given}` tidak dapat dibaca, seharusnya seperti `permenpanrb-38-2017:M.03=3`"),
            format!("`--leads-to {given}` cannot be read, expected such as `permenpanrb-38-2017:M.03=3`"),
        )
    })
}

fn missing(option: &str) -> Failure {
    Failure::said(
        format!("belum ada dalam katalog: sebutkan juga `{option}`"),
        format!("it is not in the catalogue yet: give `{option}` too"),
    )
}

/// Says what became of an entry.
pub(in crate::commands::development) fn kept(voice: &Voice, kind: &str, id: &str, saved: Saved) -> Result<Answer, Failure> {
    let (word, said_id, said_en) = match saved {
        Saved::New => ("new", "baru dalam katalog", "new in the catalogue"),
        Saved::Changed => ("changed", "diubah", "changed"),
        Saved::Unchanged => ("unchanged", "tidak berubah", "as before"),
    };
    let value = json!({ "schema": "jenjang/catalogue-entry/1", "kind": kind, "id": id, "saved": word });
    said(voice, &value, format!("`{id}` {said_id}."), format!("`{id}` is {said_en}."))
}
