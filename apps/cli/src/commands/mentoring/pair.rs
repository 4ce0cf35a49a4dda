//! `mentoring pair|bar|goal|session|close|end`: what happens with a pair.

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::mentoring::{Goal, PairState};
use jenjang_service::mentoring::{
    BarPair, EndPair, MatchPerson, Meet, PairUp, ReviewPair, SetGoals, bar_pair, end_pair, meet, pair_up, review_pair, set_goals,
};
use serde_json::json;

use super::matching::why;
use super::{Shipped, about_pair, about_programme, pair_of, programme_of};
use crate::args::text;
use crate::backend::Session;
use crate::commands::shared;
use crate::commands::shared::said;
use crate::output::{Answer, Failure, Voice};

pub(super) fn commands(language: Language) -> [Command; 6] {
    let t = |id, en| text(language, id, en);
    let who = |name: &'static str, id, en| Arg::new(name).long(name).required(true).value_name("PERSON").help(t(id, en));
    let mentee = || who("mentee", "Peserta: id internal atau nomor pegawai", "The mentee: internal id or employee number");
    let mentor = || who("mentor", "Mentor: id internal atau nomor pegawai", "The mentor: internal id or employee number");
    let goals = || {
        Arg::new("goal")
            .long("goal")
            .value_name("TEXT")
            .action(ArgAction::Append)
            .help(t("Sasaran; `M.01: …` menyebut kompetensinya; dapat diulang", "A goal; `M.01: …` names its competency; may be repeated"))
    };
    let reason = || Arg::new("reason").long("reason").required(true).value_name("TEXT").help(t("Alasan", "Why"));
    [
        about_programme("pair", language, t("Pasangkan dua orang", "Pair two people")).args([mentee(), mentor()]).arg(goals()),
        about_programme(
            "bar",
            language,
            t("Nyatakan benturan kepentingan di antara dua orang", "Declare a conflict of interest between two people"),
        )
        .args([mentee(), mentor()])
        .arg(reason()),
        about_pair("goal", language, t("Tambahkan sasaran", "Add goals")).arg(goals().required(true)),
        about_pair("session", language, t("Catat pertemuan, sebagai mentor (--as)", "Record a session, as the mentor (--as)"))
            .arg(Arg::new("on").long("on").required(true).value_name("DATE").help(t("Hari pertemuan", "The day")))
            .arg(Arg::new("notes").long("notes").required(true).value_name("TEXT").help(t("Apa yang dibahas", "What it was about")))
            .arg(Arg::new("abroad").long("abroad").action(ArgAction::SetTrue).help(t("Di luar negeri", "Held abroad"))),
        about_pair(
            "close",
            language,
            t("Nilai pasangan pada akhirnya, sebagai peserta atau mentor (--as)", "Review the pair at its end, as mentee or mentor (--as)"),
        )
        .arg(Arg::new("review").long("review").required(true).value_name("TEXT").help(t("Penilaian", "The review")))
        .arg(Arg::new("reached").long("reached").value_name("N,…").help(t(
            "Nomor sasaran yang tercapai, menurut mentor; `-` bila tidak ada",
            "Numbers of the goals reached, as the mentor says; `-` for none",
        ))),
        about_pair("end", language, t("Hentikan pasangan sebelum selesai", "Give a pair up before its end")).arg(reason()),
    ]
}

pub(super) fn run(name: &str, matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    match name {
        "pair" => pair(matches, session, voice),
        "bar" => bar(matches, session, voice),
        "goal" => {
            let command = SetGoals { pair: pair_of(matches)?, goals: goals(matches)? };
            session.ask(async |context| set_goals(context, &command).await)?;
            let value = json!({ "schema": "jenjang/mentoring-goals/1", "pair": command.pair, "added": command.goals });
            let count = command.goals.len();
            said(voice, &value, format!("{count} sasaran ditambahkan."), format!("Goals added: {count}."))
        }
        "session" => met(matches, session, voice),
        "close" => close(matches, session, voice),
        _ => {
            let command = EndPair { pair: pair_of(matches)?, reason: shared::word(matches, "reason").to_owned() };
            session.ask(async |context| end_pair(context, &command).await)?;
            let value = json!({ "schema": "jenjang/mentoring-ended/1", "pair": command.pair });
            let id = &command.pair;
            said(voice, &value, format!("Pasangan {id} dihentikan."), format!("Pair {id} is ended."))
        }
    }
}

/// `M.01: menyusun anggaran` names a competency; anything else is a text.
fn goals(matches: &ArgMatches) -> Result<Vec<Goal>, Failure> {
    let goal = |text: &String| {
        let named = text.split_once(": ").filter(|(code, _)| !code.contains(' ') && code.contains('.'));
        let competency = named.map(|(code, _)| shared::id(code)).transpose()?;
        Ok(Goal { text: named.map_or(text.as_str(), |(_, rest)| rest).into(), competency, reached: None })
    };
    matches.get_many::<String>("goal").into_iter().flatten().map(goal).collect()
}

fn pair(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let programme = programme_of(matches)?;
    let mentee = MatchPerson::new(session.person(shared::word(matches, "mentee"))?);
    let mentor = MatchPerson::new(session.person(shared::word(matches, "mentor"))?);
    let goals = goals(matches)?;
    let shipped = Shipped::new()?;
    let pair = session.ask(async |context| {
        let sources = shipped.sources();
        pair_up(context, PairUp { programme: &programme, mentee: &mentee, mentor: &mentor, goals: &goals, sources }).await
    })?;
    let reasons = pair.score.as_ref().map(|score| why(score, voice)).unwrap_or_default();
    let (id, value) = (&pair.id, json!({ "schema": "jenjang/mentoring-pair/1", "pair": pair }));
    said(voice, &value, format!("Pasangan {id} berjalan ({reasons})."), format!("Pair {id} runs ({reasons})."))
}

fn bar(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let command = BarPair {
        programme: programme_of(matches)?,
        mentee: session.person(shared::word(matches, "mentee"))?,
        mentor: session.person(shared::word(matches, "mentor"))?,
        reason: shared::word(matches, "reason").to_owned(),
    };
    let id = session.ask(async |context| bar_pair(context, &command).await)?;
    let value = json!({ "schema": "jenjang/mentoring-conflict/1", "id": id });
    let (mentee, mentor) = (&command.mentee, &command.mentor);
    said(
        voice,
        &value,
        format!("{mentee} dan {mentor} tidak akan dipasangkan, dalam program apa pun."),
        format!("{mentee} and {mentor} will not be paired, in any programme."),
    )
}

fn met(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let (pair, shipped) = (pair_of(matches)?, Shipped::new()?);
    let date = shared::required_date(matches, "on")?;
    let (notes, abroad) = (shared::word(matches, "notes"), matches.get_flag("abroad"));
    let met = session.ask(async |context| {
        meet(context, Meet { pair: &pair, date, notes, abroad, form: jenjang_asn::MENTORING_FORM, rules: shipped.learning() }).await
    })?;
    let value = json!({ "schema": "jenjang/mentoring-session/1", "pair": pair, "date": date, "hours": met.hours });
    let hours = voice.decimal(met.hours);
    if met.hours.is_zero() {
        return said(
            voice,
            &value,
            "Pertemuan dicatat; bulan itu sudah mencapai batas pertemuan yang dihitung: 0 JP.".to_owned(),
            "The session is recorded; that month has as many sessions as count: 0 JP.".to_owned(),
        );
    }
    said(
        voice,
        &value,
        format!("Pertemuan dicatat: {hours} JP bagi peserta."),
        format!("The session is recorded: {hours} JP for the mentee."),
    )
}

fn close(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let reached = matches.get_one::<String>("reached").map(|text| numbers(text)).transpose()?;
    let command = ReviewPair { pair: pair_of(matches)?, text: shared::word(matches, "review").to_owned(), reached };
    let pair = session.ask(async |context| review_pair(context, &command).await)?;
    let (id, value) = (&pair.id, json!({ "schema": "jenjang/mentoring-review/1", "pair": pair }));
    if matches!(pair.state, PairState::Closed { .. }) {
        return said(
            voice,
            &value,
            format!("Kedua penilaian sudah masuk: pasangan {id} selesai."),
            format!("Both reviews are in: pair {id} is closed."),
        );
    }
    said(
        voice,
        &value,
        "Penilaian dicatat; yang lain belum menilai.".to_owned(),
        "The review is recorded; the other one is still to come.".to_owned(),
    )
}

fn numbers(text: &str) -> Result<Vec<usize>, Failure> {
    if text.trim() == "-" {
        return Ok(Vec::new());
    }
    let number = |part: &str| {
        part.trim().parse::<usize>().map_err(|_| {
            Failure::said(
                format!("`--reached {text}`: `{part}` bukan nomor sasaran, diharapkan seperti 1,3 atau -"),
                format!("`--reached {text}`: `{part}` is no number of a goal, expected such as 1,3 or -"),
            )
        })
    };
    text.split(',').map(number).collect()
}

/// What people read of where a pair stands.
pub(super) fn state(state: &PairState, language: Language) -> String {
    let label = state.label();
    let label = label.get(language);
    match state {
        PairState::Running { since } => format!("{label} {} {since}", text(language, "sejak", "since")),
        PairState::Closed { on } => format!("{label} {on}"),
        PairState::Barred { on, reason } | PairState::Ended { on, reason } => format!("{label} {on}: {reason}"),
    }
}
