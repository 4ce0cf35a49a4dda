//! `development catalogue list` and `show`: what there is to learn.

use std::collections::BTreeMap;

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::development::catalogue::{Catalogue, Course, CourseSession};
use jenjang::development::forms::Forms;
use jenjang::legal::Language;
use jenjang::people::View;
use jenjang::people::id::{CourseId, CourseSessionId};
use jenjang::policy::expression::suggest::nearest;
use jenjang_asn::codes::LearningForm;
use jenjang_service::catalogue::{Seats, read_catalogue, read_seats};
use serde_json::json;

use super::super::given::{Shipped, option, place};
use super::super::session;
use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::shared;
use crate::library::perhaps;
use crate::output::{Answer, Failure, Voice, plural};
use crate::table::Table;

pub(super) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    Command::new("list")
        .about(t("Pelatihan dalam katalog", "Courses of the catalogue"))
        .arg(option(language, "form", "CODE", ("Hanya bentuk ini, misalnya B3 atau KL03", "Only this form, such as B3 or KL03")))
        .arg(option(language, "provider", "ID", ("Hanya penyelenggara ini", "Only of this provider")))
        .arg(option(language, "field", "TEXT", ("Hanya bidang ini", "Only of this field")))
        .arg(option(language, "competency", "CODE", ("Hanya yang membawa ke kompetensi ini", "Only those that lead to this competency")))
        .arg(
            Arg::new("open")
                .long("open")
                .action(ArgAction::SetTrue)
                .help(t("Hanya yang pendaftarannya masih dibuka", "Only those with an open enrolment")),
        )
        .arg(
            Arg::new("all")
                .long("all")
                .action(ArgAction::SetTrue)
                .help(t("Juga yang tidak ditawarkan lagi", "Also those no longer offered")),
        )
        .args(arguments(language))
}

pub(super) fn show_command(language: Language) -> Command {
    Command::new("show")
        .about(text(language, "Satu pelatihan dengan jadwalnya", "One course with its sessions"))
        .arg(place(language, "course", "COURSE", ("Id pelatihan", "Id of the course")))
        .args(arguments(language))
}

/// What the store holds, and how many hours a course is worth.
struct Known {
    catalogue: Catalogue,
    seats: BTreeMap<CourseSessionId, Seats>,
    forms: Forms,
}

fn known(session: &Session) -> Result<Known, Failure> {
    let shipped = Shipped::new();
    let view = View::on(session.today());
    session.ask(async |context| {
        let catalogue = read_catalogue(context).await?;
        let seats = read_seats(context).await?;
        let mut tx = context.store.read().await?;
        let forms = shipped.learning().forms(&mut *tx, view).await?;
        Ok(Known { catalogue, seats, forms })
    })
}

fn is_open(session: &CourseSession, today: jenjang::NaiveDate) -> bool {
    session.cancelled.is_none() && today <= session.enrol_until
}

pub(super) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let store = Session::open(matches)?;
    let Known { catalogue, forms, .. } = known(&store)?;
    let today = store.today();
    let given = |name| matches.get_one::<String>(name).map(String::as_str);
    let form = match given("form") {
        None => None,
        Some(code) => Some(LearningForm::find(code).map(LearningForm::as_str).ok_or_else(|| {
            Failure::said(
                format!("bentuk `{code}` tidak dikenal (lihat `jenjang development catalogue forms`)"),
                format!("unknown form `{code}` (see `jenjang development catalogue forms`)"),
            )
        })?),
    };
    let open =
        |course: &Course| catalogue.sessions.values().filter(|session| session.course == course.id && is_open(session, today)).count();
    let wanted = |course: &&Course| {
        (matches.get_flag("all") || !course.retired)
            && form.is_none_or(|form| *course.form == *form)
            && given("provider").is_none_or(|provider| course.provider.as_str() == provider)
            && given("field").is_none_or(|field| course.field.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(field)))
            && given("competency").is_none_or(|code| course.leads_to.iter().any(|to| to.competency.as_str() == code))
            && (!matches.get_flag("open") || open(course) > 0)
    };
    let courses: Vec<&Course> = catalogue.courses.values().filter(wanted).collect();
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/catalogue/1", "courses": courses }))?;
        return Ok(Answer::Positive);
    }
    let mut table = Table::new(&[
        "id",
        voice.t("judul", "title"),
        voice.t("bentuk", "form"),
        "JP",
        voice.t("menuju", "leads to"),
        voice.t("penyelenggara", "provider"),
        voice.t("jadwal dibuka", "open sessions"),
    ]);
    for course in &courses {
        table.row(vec![
            course.id.to_string(),
            titled(course, voice),
            course.form.to_string(),
            worth(course, &forms, voice),
            leads_to(course, voice),
            course.provider.to_string(),
            open(course).to_string(),
        ]);
    }
    if !courses.is_empty() {
        voice.line(table.render(voice));
    }
    let count = courses.len();
    voice.line(match voice.language {
        Language::Id => format!("{count} pelatihan dari {}.", catalogue.courses.len()),
        Language::En => format!("{} of {}.", plural(count, "course", "courses"), catalogue.courses.len()),
    });
    Ok(Answer::Positive)
}

fn titled(course: &Course, voice: &Voice) -> String {
    let title = voice.label(&course.title);
    if course.retired { format!("{title} ({})", voice.t("tidak ditawarkan lagi", "no longer offered")) } else { title.to_owned() }
}

fn leads_to(course: &Course, voice: &Voice) -> String {
    course.leads_to.iter().map(|to| format!("{} {}", to.competency, voice.decimal(to.level))).collect::<Vec<_>>().join(", ")
}

/// The learning hours of a course before the limits of days and months; empty where its form has no rule.
fn worth(course: &Course, forms: &Forms, voice: &Voice) -> String {
    let hours = forms.get(&course.form).and_then(|form| form.rule(course.abroad).hours_per_unit);
    hours.and_then(|hours| hours.checked_mul(course.amount)).map_or_else(|| "-".to_owned(), |hours| voice.decimal(hours))
}

pub(super) fn show(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let store = Session::open(matches)?;
    let Known { catalogue, seats, forms } = known(&store)?;
    let id: CourseId = shared::id(shared::word(matches, "course"))?;
    let course = catalogue.courses.get(&id).ok_or_else(|| {
        let (maybe_id, maybe_en) = perhaps(nearest(id.as_str(), catalogue.courses.keys().map(CourseId::as_str)));
        Failure::said(
            format!("pelatihan `{id}` tidak ada dalam katalog{maybe_id}"),
            format!("course `{id}` is not in the catalogue{maybe_en}"),
        )
    })?;
    let sessions: Vec<&CourseSession> = catalogue.sessions.values().filter(|session| session.course == id).collect();
    if voice.is_json() {
        let provider = catalogue.provider_of(course);
        voice.json_pretty(&json!({ "schema": "jenjang/course/1", "course": course, "provider": provider, "sessions": sessions }))?;
        return Ok(Answer::Positive);
    }
    voice.line(format!("{}: {}", course.id, titled(course, voice)));
    let say = |id: &'static str, en: &'static str, value: String| {
        if !value.is_empty() {
            voice.line(format!("  {}: {value}", voice.t(id, en)));
        }
    };
    let form = forms.get(&course.form);
    let unit = form.and_then(|form| form.unit.as_ref()).map_or("", |unit| voice.label(&unit.label));
    say("bentuk", "form", format!("{} {}", course.form, form.map_or("", |form| voice.label(&form.label))));
    say("banyaknya", "amount", format!("{} {unit}", voice.decimal(course.amount)).trim_end().to_owned());
    let hours = match worth(course, &forms, voice).as_str() {
        "-" => {
            voice.t("ditentukan instansi, bentuk ini tanpa ketentuan konversi", "as the agency says, the form has no conversion").to_owned()
        }
        hours => format!("{hours} JP"),
    };
    say("jam pelajaran", "learning hours", hours);
    if course.abroad {
        say("tempat", "place", voice.t("luar negeri", "abroad").to_owned());
    }
    let provider = catalogue.provider_of(course);
    say("penyelenggara", "provider", provider.map_or_else(String::new, |provider| format!("{} ({})", provider.name, provider.id)));
    for agreement in provider.iter().flat_map(|provider| &provider.agreements) {
        say("perjanjian", "agreement", format!("{}, {} – {}", agreement.number, agreement.since, agreement.last_day));
    }
    say("menuju", "leads to", leads_to(course, voice));
    say("bidang", "field", course.field.as_deref().unwrap_or_default().to_owned());
    session::table(&sessions, &seats, store.today(), voice);
    Ok(Answer::Positive)
}
