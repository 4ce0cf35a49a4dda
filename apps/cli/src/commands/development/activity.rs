//! `development add|complete|cancel|list`: what somebody plans to learn, and has learnt.

use clap::{Arg, ArgMatches, Command};
use jenjang::development::{DevelopmentRecord, DevelopmentState};
use jenjang::legal::Language;
use jenjang::number::parse_decimal;
use jenjang_service::development::{
    CancelDevelopment, CompleteDevelopment, CompletedDevelopment, PlanDevelopment, cancel_development, complete_development,
    plan_development,
};
use jenjang_service::file::read_person;
use serde_json::json;

use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice};
use crate::table::Table;

pub(crate) fn commands(language: Language) -> [Command; 4] {
    let t = |id, en| text(language, id, en);
    let person = || {
        Arg::new("person").required(true).value_name("PERSON").help(t("Id internal atau nomor pegawai", "Internal id or employee number"))
    };
    let activity = || Arg::new("activity").required(true).value_name("ACTIVITY").help(t("Id kegiatan", "Id of the activity"));
    let day = |name: &'static str, id, en| Arg::new(name).long(name).value_name("DATE").help(t(id, en));
    [
        Command::new("add")
            .about(t("Rencanakan kegiatan", "Plan an activity"))
            .arg(person())
            .arg(
                Arg::new("form")
                    .long("form")
                    .required(true)
                    .value_name("CODE")
                    .help(t("Kode bentuk, misalnya C11 (Peraturan LAN 10/2018)", "Code of the form, such as C11 (Peraturan LAN 10/2018)")),
            )
            .arg(Arg::new("title").long("title").required(true).value_name("TEXT").help(t("Nama kegiatan", "What it is called")))
            .arg(
                Arg::new("competency")
                    .long("competency")
                    .value_name("CODE")
                    .help(t("Kompetensi yang ditingkatkan", "The competency it is to raise")),
            )
            .arg(day("due", "Tenggat", "By when"))
            .args(arguments(language)),
        Command::new("complete")
            .about(t("Catat penyelesaian, sebagai pengelola kepegawaian (--as)", "Record a completion, as an HR officer (--as)"))
            .arg(activity())
            .arg(day("on", "Hari terakhir kegiatan", "Last day of the activity").required(true))
            .arg(Arg::new("hours").long("hours").required(true).value_name("JP").help(t("Jam pelajaran", "Learning hours")))
            .arg(Arg::new("evidence").long("evidence").value_name("TEXT").help(t("Sertifikat atau laporan", "Certificate or report")))
            .args(arguments(language)),
        Command::new("cancel")
            .about(t("Batalkan rencana", "Give a plan up"))
            .arg(activity())
            .arg(Arg::new("reason").long("reason").required(true).value_name("TEXT").help(t("Alasan", "Why")))
            .args(arguments(language)),
        Command::new("list").about(t("Kegiatan seseorang", "Somebody's activities")).arg(person()).args(arguments(language)),
    ]
}

pub(crate) fn run(name: &str, matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let voice = Voice::of(matches, language);
    let session = Session::open(matches)?;
    let word = |name| shared::word(matches, name);
    let said = |value: serde_json::Value, id: String, en: String| {
        if voice.is_json() {
            voice.json(&value)?;
        } else {
            voice.line(if language == Language::Id { id } else { en });
        }
        Ok(Answer::Positive)
    };
    match name {
        "add" => {
            let competency = matches.get_one::<String>("competency").map(|code| shared::id(code)).transpose()?;
            let command = PlanDevelopment {
                person: session.person(word("person"))?,
                form: word("form").into(),
                title: word("title").into(),
                competency,
                due: shared::date(matches, "due")?,
            };
            let id = session.ask(async |context| plan_development(context, &command).await)?;
            said(
                json!({ "schema": "jenjang/development/1", "id": id }),
                format!("Kegiatan {id} direncanakan."),
                format!("Activity {id} is planned."),
            )
        }
        "complete" => {
            let hours = parse_decimal(&word("hours").replace(',', "."))
                .map_err(|_| Failure::said("`--hours` bukan bilangan", "`--hours` is no number"))?;
            let command = CompleteDevelopment {
                id: shared::id(word("activity"))?,
                on: shared::required_date(matches, "on")?,
                hours,
                evidence: matches.get_one::<String>("evidence").map(|text| text.as_str().into()),
            };
            let done = session.ask(async |context| complete_development(context, &command).await)?;
            let (word, id, en) = match done {
                CompletedDevelopment::Entered => ("entered", "Dicatat dalam riwayat pengembangan.", "Entered in the learning register."),
                CompletedDevelopment::WasThere => ("was-there", "Riwayat sudah memuatnya.", "The register held it already."),
                CompletedDevelopment::RegisterNotConsulted => (
                    "register-not-consulted",
                    "Dicatat pada kegiatan; riwayat pengembangan orang ini belum pernah diambil.",
                    "Noted with the activity; nobody has consulted this person's learning register yet.",
                ),
            };
            said(json!({ "schema": "jenjang/development/1", "id": command.id, "register": word }), id.to_owned(), en.to_owned())
        }
        "cancel" => {
            let command = CancelDevelopment { id: shared::id(word("activity"))?, reason: word("reason").to_owned() };
            session.ask(async |context| cancel_development(context, &command).await)?;
            said(
                json!({ "schema": "jenjang/development/1", "id": command.id, "state": "cancelled" }),
                "Dibatalkan.".to_owned(),
                "Given up.".to_owned(),
            )
        }
        _ => {
            let person = session.person(word("person"))?;
            let view = session.ask(async |context| read_person(context, &person).await)?;
            list(&view.development, &voice)
        }
    }
}

fn list(records: &[DevelopmentRecord], voice: &Voice) -> Result<Answer, Failure> {
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/development-list/1", "activities": records }))?;
        return Ok(Answer::Positive);
    }
    let header: &[&str] =
        if voice.language == Language::Id { &["id", "bentuk", "kegiatan", "keadaan"] } else { &["id", "form", "activity", "state"] };
    let mut table = Table::new(header);
    for record in records {
        let state = match &record.state {
            DevelopmentState::Planned { due } => {
                format!("{} {}", voice.t("direncanakan", "planned"), due.map(|day| day.to_string()).unwrap_or_default())
            }
            DevelopmentState::Completed { on, hours, .. } => {
                format!("{} {on}, {} JP", voice.t("selesai", "completed"), voice.decimal(*hours))
            }
            DevelopmentState::Cancelled { on, .. } => format!("{} {on}", voice.t("dibatalkan", "given up")),
        };
        table.row(vec![record.id.to_string(), record.form.to_string(), record.title.to_string(), state.trim().to_owned()]);
    }
    voice.line(table.render(voice));
    Ok(Answer::Positive)
}
