//! `development enrol …`: asking for a seat, approving, giving up, attendance.

use std::sync::Arc;

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::development::enrolment::EnrolmentState;
use jenjang::legal::Language;
use jenjang::people::id::{CourseSessionId, EnrolmentId};
use jenjang_service::development::CompletedDevelopment;
use jenjang_service::enrolment::{
    ApproveEnrolment, Enrol, Presence, RecordResults, RefuseEnrolment, SessionResult, WithdrawEnrolment, approve_enrolment, enrol,
    enrolment_id, enrolments_of, record_results, refuse_enrolment, withdraw_enrolment,
};
use serde_json::json;

use super::given::{Shipped, decimal, option, place, said};
use super::session::remark;
use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice};
use crate::table::Table;

pub(super) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    let person = || place(language, "person", "PERSON", ("Id internal atau nomor pegawai", "Internal id or employee number"));
    let session = || place(language, "session", "SESSION", ("Id jadwal", "Id of the session"));
    let reason = || option(language, "reason", "TEXT", ("Alasan", "Why")).required(true);
    Command::new("enrol")
        .about(t(
            "Daftarkan seseorang pada jadwal, sendiri, sebagai atasan, atau sebagai pengelola kepegawaian (--as)",
            "Enrol somebody in a session: oneself, as the superior or as an HR officer (--as)",
        ))
        .after_help(t(
            "Alurnya: enrol, approve oleh atasan atau pengelola kepegawaian, lalu mendapat tempat atau daftar tunggu, dan attend setelah selesai.\n\
             Contoh: jenjang development enrol 199001012015031900 menulis-1 --as 199001012015031900",
            "The way: enrol, approve by the superior or an HR officer, then a seat or the waiting list, and attend once it is over.\n\
             Example: jenjang development enrol 199001012015031900 writing-1 --as 199001012015031900",
        ))
        .arg_required_else_help(true)
        .subcommand_negates_reqs(true)
        .args_conflicts_with_subcommands(true)
        .arg(person())
        .arg(session())
        .args(arguments(language))
        .subcommands([
            Command::new("approve")
                .about(t("Setujui pendaftaran orang lain", "Approve somebody else's enrolment"))
                .arg(person())
                .arg(session())
                .args(arguments(language)),
            Command::new("refuse")
                .about(t("Tolak pendaftaran orang lain", "Refuse somebody else's enrolment"))
                .arg(person())
                .arg(session())
                .arg(reason())
                .args(arguments(language)),
            Command::new("withdraw")
                .about(t(
                    "Batalkan pendaftaran; tempatnya diberikan kepada urutan pertama daftar tunggu",
                    "Give an enrolment up; the seat goes to whoever comes next on the waiting list",
                ))
                .arg(person())
                .arg(session())
                .arg(reason())
                .args(arguments(language)),
            Command::new("attend")
                .about(t(
                    "Catat kehadiran dan hasil, sebagai pengelola kepegawaian unit penyelenggara (--as); jam pelajaran dihitung menurut bentuknya",
                    "Record attendance and result, as an HR officer of the unit that holds it (--as); hours follow from the form",
                ))
                .after_help(t(
                    "Contoh: jenjang development enrol attend menulis-1 199001012015031900 199102022016042900 --passed --evidence \"Sertifikat 7/2026\"",
                    "Example: jenjang development enrol attend writing-1 199001012015031900 199102022016042900 --passed --evidence \"Certificate 7/2026\"",
                ))
                .arg(session())
                .arg(person().action(ArgAction::Append).num_args(1..))
                .arg(Arg::new("absent").long("absent").action(ArgAction::SetTrue).help(t("Mereka tidak hadir", "They did not come")))
                .arg(Arg::new("passed").long("passed").action(ArgAction::SetTrue).conflicts_with("absent").help(t("Mereka lulus", "They passed")))
                .arg(Arg::new("failed").long("failed").action(ArgAction::SetTrue).conflicts_with_all(["absent", "passed"]).help(t("Mereka tidak lulus", "They did not pass")))
                .arg(option(language, "amount", "NUMBER", ("Bagian yang diikuti, dalam satuan bentuknya; bawaan: seluruhnya", "How much of it, in the unit of the form; default: all")))
                .arg(option(language, "hours", "JP", ("Jam yang diberikan instansi, bagi bentuk tanpa ketentuan konversi", "Hours the agency credits, for forms without a conversion")))
                .arg(option(language, "evidence", "TEXT", ("Sertifikat atau laporan", "Certificate or report")))
                .args(arguments(language)),
            Command::new("list").about(t("Pendaftaran seseorang", "Somebody's enrolments")).arg(person()).args(arguments(language)),
        ])
}

pub(super) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let (name, matches) = matches.subcommand().unwrap_or(("enrol", matches));
    let voice = Voice::of(matches, language);
    let store = Session::open(matches)?;
    match name {
        "enrol" => ask(matches, &store, &voice),
        "approve" => approve(matches, &store, &voice),
        "refuse" => refuse(matches, &store, &voice),
        "withdraw" => withdraw(matches, &store, &voice),
        "attend" => attend(matches, &store, &voice),
        _ => list(matches, &store, &voice),
    }
}

fn session(matches: &ArgMatches) -> Result<CourseSessionId, Failure> {
    shared::id(shared::word(matches, "session"))
}

fn enrolment(matches: &ArgMatches, store: &Session) -> Result<EnrolmentId, Failure> {
    Ok(enrolment_id(&session(matches)?, &store.person(shared::word(matches, "person"))?)?)
}

fn record(id: &EnrolmentId, state: &str) -> serde_json::Value {
    json!({ "schema": "jenjang/enrolment/1", "id": id, "state": state })
}

fn ask(matches: &ArgMatches, store: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let command = Enrol { session: session(matches)?, person: store.person(shared::word(matches, "person"))? };
    let id = store.ask(async |context| enrol(context, &command).await)?;
    said(
        voice,
        &record(&id, "requested"),
        format!("Pendaftaran `{id}` menunggu persetujuan atasan atau pengelola kepegawaian."),
        format!("Enrolment `{id}` waits for approval by the superior or an HR officer."),
    )
}

fn approve(matches: &ArgMatches, store: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let shipped = Shipped::new();
    let command = ApproveEnrolment { enrolment: enrolment(matches, store)?, needs: shipped.needs() };
    let done = store.ask(async |context| approve_enrolment(context, &command).await)?;
    let (id, en) = match done.place {
        None => ("Disetujui: mendapat tempat.".to_owned(), "Approved: there is a seat.".to_owned()),
        Some(place) => (format!("Disetujui: daftar tunggu, urutan {place}."), format!("Approved: on the waiting list, place {place}.")),
    };
    said(
        voice,
        &json!({ "schema": "jenjang/enrolment/1", "id": command.enrolment, "state": done.state.word(), "place": done.place }),
        id,
        en,
    )
}

fn refuse(matches: &ArgMatches, store: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let command = RefuseEnrolment { enrolment: enrolment(matches, store)?, reason: shared::word(matches, "reason").to_owned() };
    store.ask(async |context| refuse_enrolment(context, &command).await)?;
    said(
        voice,
        &record(&command.enrolment, "refused"),
        "Ditolak; yang bersangkutan diberi tahu.".to_owned(),
        "Refused; the person is told.".to_owned(),
    )
}

fn withdraw(matches: &ArgMatches, store: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let command = WithdrawEnrolment { enrolment: enrolment(matches, store)?, reason: shared::word(matches, "reason").to_owned() };
    let done = store.ask(async |context| withdraw_enrolment(context, &command).await)?;
    // who comes next is told by a message; here the name is nobody's business but of those who run the session
    let (id, en) = if done.seated.is_empty() {
        ("Dibatalkan.", "Withdrawn.")
    } else {
        ("Dibatalkan; tempatnya diberikan kepada urutan pertama daftar tunggu.", "Withdrawn; the seat goes to whoever came next.")
    };
    said(voice, &record(&command.enrolment, "withdrawn"), id.to_owned(), en.to_owned())
}

fn attend(matches: &ArgMatches, store: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let shipped = Shipped::new();
    let passed = match (matches.get_flag("passed"), matches.get_flag("failed")) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    };
    let evidence: Option<Arc<str>> = matches.get_one::<String>("evidence").map(|text| text.as_str().into());
    let presence = if matches.get_flag("absent") {
        Presence::Absent
    } else {
        Presence::Attended { passed, amount: decimal(matches, "amount")?, hours: decimal(matches, "hours")?, evidence }
    };
    let people = matches.get_many::<String>("person").into_iter().flatten();
    let results = people.map(|person| Ok(SessionResult { person: store.person(person)?, presence: presence.clone() }));
    let results = results.collect::<Result<Vec<_>, Failure>>()?;
    let command = RecordResults { session: session(matches)?, results, rules: shipped.learning() };
    let done = store.ask(async |context| record_results(context, &command).await)?;
    if voice.is_json() {
        let rows: Vec<_> = done
            .iter()
            .map(|recorded| json!({ "person": recorded.person, "attended": recorded.credited.is_some(), "hours": recorded.credited.map(|c| c.0) }))
            .collect();
        voice.json_pretty(&json!({ "schema": "jenjang/session-results/1", "session": command.session, "results": rows }))?;
        return Ok(Answer::Positive);
    }
    for recorded in &done {
        let person = &recorded.person;
        let Some((hours, register)) = recorded.credited else {
            voice.line(format!("{person}: {}", voice.t("tidak hadir.", "absent.")));
            continue;
        };
        let hours = voice.decimal(hours);
        let register = match register {
            CompletedDevelopment::Entered => voice.t("dicatat dalam riwayat pengembangan", "entered in the learning register"),
            CompletedDevelopment::WasThere => voice.t("riwayat sudah memuatnya", "the register held it already"),
            CompletedDevelopment::RegisterNotConsulted => voice.t(
                "dicatat pada kegiatan; riwayatnya belum pernah diambil",
                "noted with the activity; nobody has consulted the register yet",
            ),
        };
        voice.line(format!("{person}: {hours} JP, {register}."));
    }
    Ok(Answer::Positive)
}

fn list(matches: &ArgMatches, store: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let person = store.person(shared::word(matches, "person"))?;
    let own = store.ask(async |context| enrolments_of(context, &person).await)?;
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/enrolments/1", "person": person, "enrolments": own }))?;
        return Ok(Answer::Positive);
    }
    if own.is_empty() {
        voice.line(voice.t("Tidak ada pendaftaran.", "There are no enrolments."));
        return Ok(Answer::Positive);
    }
    let mut table = Table::new(&[
        voice.t("jadwal", "session"),
        voice.t("pelatihan", "course"),
        voice.t("hari", "days"),
        voice.t("keadaan", "state"),
        voice.t("keterangan", "remark"),
    ]);
    for one in &own {
        let state = voice.label(&one.enrolment.state.label()).to_owned();
        let state = one.place.map_or(state.clone(), |place| format!("{state}: {place}"));
        let remark = match (&one.enrolment.state, &one.session.cancelled) {
            (EnrolmentState::CalledOff { .. }, Some(reason)) => reason.to_string(),
            _ => remark(&one.enrolment, one.session.order, voice),
        };
        table.row(vec![
            one.session.id.to_string(),
            voice.label(&one.course.title).to_owned(),
            format!("{} – {}", one.session.first, one.session.last),
            state,
            remark,
        ]);
    }
    voice.line(table.render(voice));
    Ok(Answer::Positive)
}
