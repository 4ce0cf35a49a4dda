//! `development idp`: the individual development plan: draft, agree, show, close, list.

use clap::{Arg, ArgGroup, ArgMatches, Command};
use jenjang::development::plan::{ItemState, PlanItem, Side};
use jenjang::legal::Language;
use jenjang::number::parse_decimal;
use jenjang::people::id::PlanId;
use jenjang_service::Seen;
use jenjang_service::plans::{
    AgreePlan, CloseItem, DraftItem, GivenEvidence, PlanView, ReadPlan, RemoveItem, agree_plan, close_item, draft_item, list_plans,
    read_plan, remove_item,
};
use serde_json::json;

use super::need::Rules;
use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::competency::sources;
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice};
use crate::table::Table;

pub(super) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    let person = || {
        Arg::new("person").required(true).value_name("PERSON").help(t("Id internal atau nomor pegawai", "Internal id or employee number"))
    };
    let plan =
        || Arg::new("plan").required(true).value_name("PLAN").help(t("Id rencana, misalnya p-1-2026", "Id of the plan, such as p-1-2026"));
    let option = |name: &'static str, value: &'static str, id, en| Arg::new(name).long(name).value_name(value).help(t(id, en));
    Command::new("idp")
        .about(t(
            "Rencana pengembangan individu: susun, setujui, tampilkan, tutup dengan bukti",
            "The individual development plan: draft, agree, show, close with evidence",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            Command::new("draft")
                .about(t(
                    "Tambahkan butir ke rencana seseorang, atau keluarkan; persetujuan sebelumnya gugur",
                    "Put an item into somebody's plan, or take one out; agreements given before no longer hold",
                ))
                .arg(person())
                .arg(option("year", "YEAR", "Tahun rencana; bawaan: tahun ini", "Year of the plan; default: this year"))
                .arg(option(
                    "need",
                    "NEED",
                    "Kebutuhan: kode kompetensi (M.03) atau gap:…, feedback:…, performance:…, hours:…, wish:…",
                    "The need: code of a competency (M.03) or gap:…, feedback:…, performance:…, hours:…, wish:…",
                ))
                .arg(option("course", "ID", "Pelatihan dari katalog", "A course of the catalogue"))
                .arg(option(
                    "form",
                    "CODE",
                    "Kode bentuk, misalnya C1, bila bukan dari katalog",
                    "Code of the form, such as C1, where it is no course of the catalogue",
                ))
                .arg(option("title", "TEXT", "Nama kegiatan", "What it is called"))
                .arg(option("amount", "NUMBER", "Banyaknya menurut satuan bentuk", "How much, in the unit of the form"))
                .arg(option("level", "LEVEL", "Level target; bawaan: yang dipersyaratkan", "Target level; default: the required one"))
                .arg(option("due", "DATE", "Tanggal target", "Target date"))
                .arg(option("drop", "ITEM", "Keluarkan butir ini", "Take this item out"))
                .group(ArgGroup::new("what").args(["need", "drop"]).required(true))
                .args(sources::files(language))
                .args(arguments(language)),
        )
        .subcommand(
            Command::new("agree")
                .about(t(
                    "Setujui rencana, sebagai pegawai itu sendiri atau atasan langsungnya (--as)",
                    "Agree to a plan, as the employee or the direct superior (--as)",
                ))
                .arg(plan())
                .args(arguments(language)),
        )
        .subcommand(
            Command::new("show")
                .about(t(
                    "Tampilkan rencana, termasuk yang tidak dapat selesai tepat waktu dan alasannya",
                    "Show a plan, with what cannot be met in time and why",
                ))
                .arg(plan())
                .args(sources::files(language))
                .args(arguments(language))
                .after_help(t(
                    "Kode keluar 1 bila ada butir yang tidak dapat selesai pada tanggal targetnya.",
                    "Exit code 1 where an item cannot be met by its target date.",
                )),
        )
        .subcommand(
            Command::new("close")
                .about(t(
                    "Tutup butir dengan bukti, sebagai atasan atau pengelola kepegawaian (--as)",
                    "Close an item with evidence, as the superior or an HR officer (--as)",
                ))
                .arg(plan())
                .arg(Arg::new("item").required(true).value_name("ITEM").help(t("Nomor butir", "Number of the item")))
                .arg(option("certificate", "ID", "Sertifikat yang masih berlaku", "A valid certificate"))
                .arg(option("enrolment", "ID", "Pendaftaran pelatihan yang sudah diikuti", "An enrolment that was attended"))
                .arg(option("assessment", "DATE", "Penilaian kompetensi pada tanggal ini", "The assessment of this day"))
                .arg(option("activity", "ID", "Kegiatan pengembangan yang selesai", "A completed activity"))
                .group(ArgGroup::new("evidence").args(["certificate", "enrolment", "assessment", "activity"]).required(true))
                .args(arguments(language)),
        )
        .subcommand(Command::new("list").about(t("Rencana seseorang", "Somebody's plans")).arg(person()).args(arguments(language)))
}

pub(super) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let (name, matches) = shared::chosen(matches)?;
    let voice = Voice::of(matches, language);
    let session = Session::open(matches)?;
    match name {
        "draft" => draft(matches, &session, &voice),
        "agree" => agree(matches, &session, &voice),
        "show" => {
            let rules = Rules::open(matches, &voice)?;
            let command = ReadPlan { library: rules.library(), plan: shared::id(shared::word(matches, "plan"))? };
            show(&session.ask(async |context| read_plan(context, &command).await)?, &voice)
        }
        "close" => close(matches, &session, &voice),
        _ => list(matches, &session, &voice),
    }
}

fn number(matches: &ArgMatches, name: &str) -> Result<Option<jenjang::Decimal>, Failure> {
    let Some(text) = matches.get_one::<String>(name) else { return Ok(None) };
    parse_decimal(&text.replace(',', ".")).map(Some).map_err(|_| {
        Failure::said(
            format!("`--{name} {text}` bukan bilangan, diharapkan misalnya 4 atau 2.5"),
            format!("`--{name} {text}` is no number, expected one such as 4 or 2.5"),
        )
    })
}

fn whole<T: std::str::FromStr>(text: &str, name: &str) -> Result<T, Failure> {
    text.parse().map_err(|_| {
        Failure::said(
            format!("`{name} {text}` bukan bilangan bulat, diharapkan misalnya 1"),
            format!("`{name} {text}` is no whole number, expected one such as 1"),
        )
    })
}

fn draft(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    use chrono::Datelike;
    let person = session.person(shared::word(matches, "person"))?;
    let year = match matches.get_one::<String>("year") {
        Some(text) => whole(text, "--year")?,
        None => session.today().year(),
    };
    if let Some(item) = matches.get_one::<String>("drop") {
        let plan: PlanId = shared::id(&format!("{person}-{year}"))?;
        let command = RemoveItem { plan, number: whole(item, "--drop")?, seen: Seen::Anything };
        session.ask(async |context| remove_item(context, &command).await)?;
        if voice.is_json() {
            voice.json(&json!({ "schema": "jenjang/idp-item/1", "plan": command.plan, "removed": command.number }))?;
        } else {
            let (plan, number) = (&command.plan, command.number);
            voice.line(match voice.language {
                Language::Id => format!("Butir {number} dikeluarkan dari rencana {plan}; keduanya harus menyetujui lagi."),
                Language::En => format!("Item {number} is out of plan {plan}; both have to agree again."),
            });
        }
        return Ok(Answer::Positive);
    }
    let Some(due) = shared::date(matches, "due")? else {
        return Err(Failure::said("sebutkan tanggal target dengan `--due`", "say the target date with `--due`"));
    };
    let rules = Rules::open(matches, voice)?;
    let given = |name| matches.get_one::<String>(name).map(|text| text.as_str().into());
    let command = DraftItem {
        library: rules.library(),
        person,
        year,
        need: shared::word(matches, "need").to_owned(),
        form: given("form"),
        title: given("title"),
        course: matches.get_one::<String>("course").map(|id| shared::id(id)).transpose()?,
        amount: number(matches, "amount")?,
        target: number(matches, "level")?,
        due,
        seen: Seen::Anything,
    };
    let (plan, item) = session.ask(async |context| draft_item(context, &command).await)?;
    let read = ReadPlan { library: rules.library(), plan: plan.clone() };
    let view = session.ask(async |context| read_plan(context, &read).await)?;
    let outlook = view.outlook.iter().find(|found| found.number == item);
    if voice.is_json() {
        voice.json(&json!({ "schema": "jenjang/idp-item/1", "plan": plan, "item": item, "outlook": outlook }))?;
        return Ok(Answer::Positive);
    }
    voice.line(match voice.language {
        Language::Id => format!("Butir {item} masuk rencana {plan}; pegawai dan atasan perlu menyetujuinya."),
        Language::En => format!("Item {item} is in plan {plan}; employee and superior have to agree to it."),
    });
    if let Some(found) = outlook.filter(|found| !found.outlook.can_be_met()) {
        voice.line(format!("{}: {}", voice.t("perhatian", "note"), obstacles(&found.outlook, voice)));
    }
    Ok(Answer::Positive)
}

fn agree(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let command = AgreePlan { plan: shared::id(shared::word(matches, "plan"))?, seen: Seen::Anything };
    let side = session.ask(async |context| agree_plan(context, &command).await)?;
    if voice.is_json() {
        voice.json(&json!({ "schema": "jenjang/idp-agreement/1", "plan": command.plan, "side": side }))?;
        return Ok(Answer::Positive);
    }
    voice.line(match (side, voice.language) {
        (Side::Employee, Language::Id) => format!("Rencana {} disetujui oleh pegawai.", command.plan),
        (Side::Superior, Language::Id) => format!("Rencana {} disetujui oleh atasan langsung.", command.plan),
        (Side::Employee, Language::En) => format!("The employee agreed to plan {}.", command.plan),
        (Side::Superior, Language::En) => format!("The direct superior agreed to plan {}.", command.plan),
    });
    Ok(Answer::Positive)
}

fn close(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let given = |name: &str| matches.get_one::<String>(name);
    let evidence = if let Some(id) = given("certificate") {
        GivenEvidence::Certificate(shared::id(id)?)
    } else if let Some(id) = given("enrolment") {
        GivenEvidence::Enrolment(shared::id(id)?)
    } else if let Some(id) = given("activity") {
        GivenEvidence::Activity(shared::id(id)?)
    } else {
        GivenEvidence::Assessment(shared::required_date(matches, "assessment")?)
    };
    let number = whole(shared::word(matches, "item"), "ITEM")?;
    let command = CloseItem { plan: shared::id(shared::word(matches, "plan"))?, number, evidence, seen: Seen::Anything };
    let evidence = session.ask(async |context| close_item(context, &command).await)?;
    if voice.is_json() {
        voice.json(&json!({ "schema": "jenjang/idp-closed/1", "plan": command.plan, "item": number, "by": evidence }))?;
        return Ok(Answer::Positive);
    }
    let label = evidence.label();
    voice.line(match voice.language {
        Language::Id => format!("Butir {number} rencana {} ditutup dengan {}.", command.plan, label.id),
        Language::En => format!("Item {number} of plan {} is closed: {}.", command.plan, label.en),
    });
    Ok(Answer::Positive)
}

fn list(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let person = session.person(shared::word(matches, "person"))?;
    let plans = session.ask(async |context| list_plans(context, &person).await)?;
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/idp-list/1", "person": person, "plans": plans }))?;
        return Ok(Answer::Positive);
    }
    if plans.is_empty() {
        voice.line(voice.t("Belum ada rencana.", "There is no plan yet."));
        return Ok(Answer::Positive);
    }
    let mut table = Table::new(&[
        voice.t("rencana", "plan"),
        voice.t("tahun", "year"),
        voice.t("butir", "items"),
        voice.t("terbuka", "open"),
        voice.t("keadaan", "state"),
    ]);
    for plan in &plans {
        let open = plan.items.iter().filter(|item| item.is_open()).count();
        table.row(vec![
            plan.id.to_string(),
            plan.year.to_string(),
            plan.items.len().to_string(),
            open.to_string(),
            voice.label(&plan.state.label()).to_owned(),
        ]);
    }
    voice.line(table.render(voice));
    Ok(Answer::Positive)
}

fn show(view: &PlanView, voice: &Voice) -> Result<Answer, Failure> {
    let answer = Answer::positive_if(view.can_be_met());
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/idp/1", "idp": view }))?;
        return Ok(answer);
    }
    let plan = &view.plan;
    voice.line(match voice.language {
        Language::Id => format!("── {} · rencana pengembangan {} tahun {}: {}", plan.id, plan.person, plan.year, plan.state.label().id),
        Language::En => format!("── {} · development plan of {} for {}: {}", plan.id, plan.person, plan.year, plan.state.label().en),
    });
    let mut table = Table::new(&[
        voice.t("butir", "item"),
        voice.t("kebutuhan", "need"),
        voice.t("kegiatan", "activity"),
        voice.t("target", "target"),
        voice.t("tanggal target", "due"),
        voice.t("keadaan", "state"),
    ]);
    for item in &plan.items {
        table.row(vec![
            item.number.to_string(),
            item.need.to_string(),
            activity(item, voice),
            item.target.map_or_else(String::new, |level| format!("{} {}", voice.t("level", "level"), voice.decimal(level))),
            item.due.to_string(),
            state(item, view, voice),
        ]);
    }
    voice.line(table.render(voice));
    if !view.can_be_met() {
        voice.line(voice.t(
            "Rencana ini tidak dapat dipenuhi seluruhnya pada tanggal targetnya.",
            "This plan cannot be met in full by its target dates.",
        ));
    }
    if !view.outdated.is_empty() {
        let numbers = view.outdated.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        voice.line(match voice.language {
            Language::Id => format!("Kebutuhannya tidak ada lagi: butir {numbers}."),
            Language::En => format!("The need is gone: item {numbers}."),
        });
    }
    if !view.unplanned.is_empty() {
        let links = view.unplanned.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        voice.line(format!("{}: {links}", voice.t("Kebutuhan yang belum masuk rencana", "Needs that no item is about")));
    }
    Ok(answer)
}

fn activity(item: &PlanItem, voice: &Voice) -> String {
    let amount = item.amount.map_or_else(String::new, |amount| format!(" × {}", voice.decimal(amount)));
    let course = item.course.as_ref().map_or_else(String::new, |course| format!(" ({course})"));
    format!("{}{amount} {}{course}", item.form, item.title)
}

fn state(item: &PlanItem, view: &PlanView, voice: &Voice) -> String {
    if let ItemState::Closed { on, by, evidence } = &item.state {
        let label = evidence.label();
        return match voice.language {
            Language::Id => format!("ditutup {on} oleh {by}: {}", label.id),
            Language::En => format!("closed on {on} by {by}: {}", label.en),
        };
    }
    match view.outlook.iter().find(|found| found.number == item.number) {
        Some(found) if !found.outlook.can_be_met() => {
            format!("{}: {}", voice.t("terbuka, tidak dapat selesai", "open, cannot be met"), obstacles(&found.outlook, voice))
        }
        _ => voice.t("terbuka", "open").to_owned(),
    }
}

fn obstacles(outlook: &jenjang::development::plan::Outlook, voice: &Voice) -> String {
    let reasons: Vec<String> = outlook.obstacles.iter().map(|obstacle| voice.label(&obstacle.label()).to_owned()).collect();
    let earliest = match (outlook.earliest, voice.language) {
        (Some(day), Language::Id) => format!("; paling cepat {day}"),
        (Some(day), Language::En) => format!("; {day} at the earliest"),
        (None, _) => String::new(),
    };
    format!("{}{earliest}", reasons.join("; "))
}
