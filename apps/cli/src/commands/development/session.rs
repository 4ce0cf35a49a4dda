//! `development session …`: when and where courses are held, with how many seats.

use std::collections::BTreeMap;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::development::catalogue::{CourseSession, WaitingOrder};
use jenjang::development::enrolment::{Enrolment, EnrolmentState};
use jenjang::legal::Language;
use jenjang::people::id::CourseSessionId;
use jenjang::{Decimal, NaiveDate};
use jenjang_service::catalogue::{CancelSession, Seats, cancel_session, read_catalogue, read_seats, save_session};
use jenjang_service::enrolment::participants;
use serde_json::json;

use super::catalogue::kept;
use super::given::{decimal, option, place, said};
use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice, plural};
use crate::table::Table;

pub(super) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    let session = || place(language, "session", "SESSION", ("Id jadwal", "Id of the session"));
    let day = |name, id, en| option(language, name, "DATE", (id, en));
    let orders = PossibleValuesParser::new(WaitingOrder::ALL.map(WaitingOrder::as_str));
    Command::new("session")
        .about(t("Jadwal pelatihan: tempat duduk, biaya, peserta", "Sessions of courses: seats, costs, participants"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([
            Command::new("plan")
                .about(t(
                    "Simpan jadwal, sebagai pengelola kepegawaian unit penyelenggaranya (--as)",
                    "Keep a session, as an HR officer of the unit that holds it (--as)",
                ))
                .after_help(t(
                    "Yang tidak disebut tetap seperti semula; jadwal baru memerlukan --course, --first, --last, --place, --capacity, --enrol-until, --order, dan --unit. \
                     Urutan daftar tunggu tidak dapat diubah lagi setelah ada yang mendaftar; peserta diberi tahu bila hari atau tempatnya berubah.\n\
                     Contoh: jenjang development session plan menulis-1 --course menulis --first 2026-12-07 --last 2026-12-09 --place \"Balai Diklat\" --capacity 30 --enrol-until 2026-11-27 --order largest-need --unit dinas-a",
                    "What is not named stays as it was; a new session needs --course, --first, --last, --place, --capacity, --enrol-until, --order and --unit. \
                     The order of the waiting list cannot be changed once somebody has enrolled; participants are told when days or place change.\n\
                     Example: jenjang development session plan writing-1 --course writing --first 2026-12-07 --last 2026-12-09 --place \"Balai Diklat\" --capacity 30 --enrol-until 2026-11-27 --order largest-need --unit dinas-a",
                ))
                .arg(session())
                .arg(option(language, "course", "COURSE", ("Pelatihan", "The course")))
                .arg(day("first", "Hari pertama", "First day"))
                .arg(day("last", "Hari terakhir", "Last day"))
                .arg(option(language, "place", "TEXT", ("Tempat", "Where")))
                .arg(option(language, "capacity", "SEATS", ("Banyaknya tempat duduk", "How many seats")).value_parser(clap::value_parser!(u32)))
                .arg(day("enrol-until", "Hari terakhir pendaftaran", "Last day of enrolment"))
                .arg(option(language, "order", "ORDER", ("Urutan daftar tunggu", "Order of the waiting list")).value_parser(orders))
                .arg(option(language, "unit", "UNIT", ("Unit penyelenggara", "The unit that holds it")))
                .arg(option(language, "fixed-cost", "RUPIAH", ("Biaya tetap, berapa pun yang datang", "Cost, whoever comes")))
                .arg(option(language, "cost-each", "RUPIAH", ("Biaya tiap peserta", "Cost of each participant")))
                .args(arguments(language)),
            Command::new("list")
                .about(t("Jadwal yang akan datang", "Sessions to come"))
                .arg(option(language, "course", "COURSE", ("Hanya pelatihan ini", "Only of this course")))
                .arg(Arg::new("all").long("all").action(ArgAction::SetTrue).help(t("Juga yang sudah selesai atau dibatalkan", "Also those that are over or called off")))
                .args(arguments(language)),
            Command::new("show")
                .about(t(
                    "Peserta dan daftar tunggu, bagi pengelola kepegawaian dan auditor (--as)",
                    "Participants and waiting list, for HR officers and auditors (--as)",
                ))
                .arg(session())
                .args(arguments(language)),
            Command::new("cancel")
                .about(t("Batalkan jadwal; semua yang mendaftar diberi tahu", "Call a session off; everybody enrolled is told"))
                .arg(session())
                .arg(option(language, "reason", "TEXT", ("Alasan", "Why")).required(true))
                .args(arguments(language)),
        ])
}

pub(super) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let (name, matches) = shared::chosen(matches)?;
    let voice = Voice::of(matches, language);
    let store = Session::open(matches)?;
    match name {
        "plan" => plan(matches, &store, &voice),
        "list" => list(matches, &store, &voice),
        "show" => show(matches, &store, &voice),
        _ => cancel(matches, &store, &voice),
    }
}

fn plan(matches: &ArgMatches, store: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let id: CourseSessionId = shared::id(shared::word(matches, "session"))?;
    let catalogue = store.ask(async |context| read_catalogue(context).await)?;
    let known = catalogue.sessions.get(&id).cloned();
    let given = |name| matches.get_one::<String>(name).map(String::as_str);
    let missing = |option: &str| {
        Failure::said(
            format!("jadwal `{id}` belum ada: sebutkan juga `--{option}`"),
            format!("session `{id}` is not there yet: give `--{option}` too"),
        )
    };
    let day = |name: &str, known: Option<NaiveDate>| shared::date(matches, name)?.or(known).ok_or_else(|| missing(name));
    let before = known.as_ref();
    let session = CourseSession {
        id: id.clone(),
        course: match given("course") {
            Some(course) => shared::id(course)?,
            None => before.map(|known| known.course.clone()).ok_or_else(|| missing("course"))?,
        },
        first: day("first", before.map(|known| known.first))?,
        last: day("last", before.map(|known| known.last))?,
        place: given("place").map(Into::into).or_else(|| before.map(|known| known.place.clone())).ok_or_else(|| missing("place"))?,
        capacity: matches.get_one::<u32>("capacity").copied().or(before.map(|known| known.capacity)).ok_or_else(|| missing("capacity"))?,
        fixed_cost: decimal(matches, "fixed-cost")?.or(before.map(|known| known.fixed_cost)).unwrap_or(Decimal::ZERO).normalize(),
        cost_each: decimal(matches, "cost-each")?.or(before.map(|known| known.cost_each)).unwrap_or(Decimal::ZERO).normalize(),
        enrol_until: day("enrol-until", before.map(|known| known.enrol_until))?,
        order: given("order").and_then(WaitingOrder::parse).or(before.map(|known| known.order)).ok_or_else(|| missing("order"))?,
        unit: match given("unit") {
            Some(unit) => shared::id(unit)?,
            None => before.map(|known| known.unit.clone()).ok_or_else(|| missing("unit"))?,
        },
        cancelled: None,
    };
    let done = store.ask(async |context| save_session(context, &session).await)?;
    let answer = kept(voice, "session", id.as_str(), done.saved)?;
    if !done.seated.is_empty() && !voice.is_json() {
        let people = done.seated.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        voice.line(format!("{}: {people}.", voice.t("Mendapat tempat dari daftar tunggu", "Got a seat out of the waiting list")));
    }
    Ok(answer)
}

fn list(matches: &ArgMatches, store: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let (catalogue, seats) = store.ask(async |context| Ok((read_catalogue(context).await?, read_seats(context).await?)))?;
    let today = store.today();
    let course = matches.get_one::<String>("course").map(String::as_str);
    let all = matches.get_flag("all");
    let wanted = |session: &&CourseSession| {
        course.is_none_or(|course| session.course.as_str() == course) && (all || (session.cancelled.is_none() && session.last >= today))
    };
    let mut sessions: Vec<&CourseSession> = catalogue.sessions.values().filter(wanted).collect();
    sessions.sort_by(|a, b| (a.first, &a.id).cmp(&(b.first, &b.id)));
    if voice.is_json() {
        let rows: Vec<_> = sessions
            .iter()
            .map(|session| json!({ "session": session, "seats": seats.get(&session.id).copied().unwrap_or_default() }))
            .collect();
        voice.json_pretty(&json!({ "schema": "jenjang/course-sessions/1", "sessions": rows }))?;
        return Ok(Answer::Positive);
    }
    table(&sessions, &seats, today, voice);
    Ok(Answer::Positive)
}

/// Sessions as a table; a sentence where there are none.
pub(super) fn table(sessions: &[&CourseSession], seats: &BTreeMap<CourseSessionId, Seats>, today: NaiveDate, voice: &Voice) {
    if sessions.is_empty() {
        voice.line(voice.t("Tidak ada jadwal.", "There are no sessions."));
        return;
    }
    let mut table = Table::new(&[
        "id",
        voice.t("hari", "days"),
        voice.t("tempat", "place"),
        voice.t("terisi", "seats taken"),
        voice.t("menunggu", "waiting"),
        voice.t("pendaftaran", "enrolment"),
        voice.t("urutan tunggu", "waiting order"),
    ]);
    for session in sessions {
        let Seats { taken, waiting } = seats.get(&session.id).copied().unwrap_or_default();
        let until = session.enrol_until;
        let enrolment = match (&session.cancelled, today <= until) {
            (Some(reason), _) => format!("{}: {reason}", voice.t("dibatalkan", "called off")),
            (None, true) => format!("{} {until}", voice.t("sampai", "until")),
            (None, false) => format!("{} {until}", voice.t("ditutup", "closed on")),
        };
        table.row(vec![
            session.id.to_string(),
            format!("{} – {}", session.first, session.last),
            session.place.to_string(),
            format!("{taken}/{}", session.capacity),
            waiting.to_string(),
            enrolment,
            voice.label(&session.order.label()).to_owned(),
        ]);
    }
    voice.line(table.render(voice));
}

fn show(matches: &ArgMatches, store: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let id: CourseSessionId = shared::id(shared::word(matches, "session"))?;
    let roll = store.ask(async |context| participants(context, &id).await)?;
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/participants/1", "roll": roll }))?;
        return Ok(Answer::Positive);
    }
    let session = &roll.session;
    voice.line(format!("{}: {}, {} – {}, {}", session.id, voice.label(&roll.course.title), session.first, session.last, session.place));
    if let Some(reason) = &session.cancelled {
        voice.line(format!("{}: {reason}", voice.t("Dibatalkan", "Called off")));
    }
    let (taken, waiting) = (roll.seated.len(), roll.waiting.len());
    let order = session.order.label();
    voice.line(match voice.language {
        Language::Id => format!("{taken} dari {} tempat terisi, {waiting} menunggu (urutan: {}).", session.capacity, order.id),
        Language::En => format!("{taken} of {} seats taken, {waiting} waiting (order: {}).", session.capacity, order.en),
    });
    let mut table = Table::new(&[voice.t("pegawai", "person"), voice.t("keadaan", "state"), voice.t("keterangan", "remark")]);
    let places = roll.waiting.iter().enumerate().map(|(place, enrolment)| (Some(place + 1), enrolment));
    let all =
        roll.seated.iter().map(|enrolment| (None, enrolment)).chain(places).chain(roll.others.iter().map(|enrolment| (None, enrolment)));
    for (place, enrolment) in all {
        let state = voice.label(&enrolment.state.label()).to_owned();
        let state = place.map_or(state.clone(), |place| format!("{state}: {place}"));
        table.row(vec![enrolment.person.to_string(), state, remark(enrolment, session.order, voice)]);
    }
    if taken + waiting + roll.others.len() > 0 {
        voice.line(table.render(voice));
    }
    Ok(Answer::Positive)
}

/// What stands behind the state of an enrolment.
pub(super) fn remark(enrolment: &Enrolment, order: WaitingOrder, voice: &Voice) -> String {
    match &enrolment.state {
        EnrolmentState::Refused { reason, .. } | EnrolmentState::Withdrawn { reason, .. } => reason.to_string(),
        EnrolmentState::Waiting { .. } => match order {
            WaitingOrder::FirstCome => String::new(),
            WaitingOrder::LargestNeed => format!("{} {}", voice.t("kebutuhan, level:", "need, levels:"), voice.decimal(enrolment.need)),
            WaitingOrder::FewestHours => format!("{} JP", voice.decimal(enrolment.hours_before)),
        },
        EnrolmentState::Attended { hours, passed, .. } => {
            let passed = match passed {
                Some(true) => voice.t(", lulus", ", passed"),
                Some(false) => voice.t(", tidak lulus", ", not passed"),
                None => "",
            };
            format!("{} JP{passed}", voice.decimal(*hours))
        }
        _ => String::new(),
    }
}

fn cancel(matches: &ArgMatches, store: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let session: CourseSessionId = shared::id(shared::word(matches, "session"))?;
    let command = CancelSession { session, reason: shared::word(matches, "reason").to_owned() };
    let told = store.ask(async |context| cancel_session(context, &command).await)?.len();
    said(
        voice,
        &json!({ "schema": "jenjang/course-session/1", "id": command.session, "state": "cancelled", "told": told }),
        format!("Jadwal `{}` dibatalkan; {told} orang diberi tahu.", command.session),
        format!("Session `{}` is called off; {} told.", command.session, plural(told, "person is", "people are")),
    )
}
