//! `consultation submit|answer|meeting`: what people say, and what they are answered.

use std::collections::BTreeMap;
use std::sync::Arc;

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::consultation::ClauseNumber;
use jenjang::consultation::submission::{Channel, MeetingForm, Outcome, Position};
use jenjang::legal::Language;
use jenjang_service::consultation::{AnswerSubmission, RecordMeeting, SubmitOpinion, answer_submission, record_meeting, submit_opinion};
use serde_json::json;

use super::{about, draft_of, one, words};
use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::shared;
use crate::library::read_file;
use crate::output::{Answer, Failure, Voice};

pub(crate) fn commands(language: Language) -> [Command; 3] {
    let t = |id, en| text(language, id, en);
    let said = |name: &'static str, value: &'static str, id, en| Arg::new(name).long(name).value_name(value).help(t(id, en));
    let listed = |name: &'static str, id: &str, en: &str, all: String| {
        let help = if language == Language::Id { format!("{id}: {all}") } else { format!("{en}: {all}") };
        Arg::new(name).long(name).value_name("WORD").help(help)
    };
    [
        about("submit", language, t("Sampaikan masukan atas sebuah ketentuan", "Make a submission on a clause"))
            .after_help(t(
                "Pegawai dan pimpinan memakai --as. Masyarakat memakai --public, tanpa nama; surat dan lisan dicatat oleh analis kebijakan (--as).",
                "Staff and leaders use --as. The public uses --public, without a name; letters and spoken words are entered by a policy analyst (--as).",
            ))
            .arg(said("clause", "NUMBER", "Nomor ketentuan, misalnya \"2 (1)\"", "Number of the clause, such as \"2 (1)\"").required(true))
            .arg(listed("position", "Sikap", "What is wanted", words(Position::ALL, Position::as_str)).required(true))
            .arg(said("text", "TEXT", "Masukan", "What is said").required(true))
            .arg(said("group", "CODE", "Kelompok, misalnya staff atau public", "The group, such as staff or public").required(true))
            .arg(listed("channel", "Saluran; bawaan: online", "Channel; default: online", words(Channel::ALL, Channel::as_str)).default_value("online"))
            .arg(said("received", "DATE", "Hari diterima, untuk surat", "The day it came, for letters"))
            .arg(Arg::new("public").long("public").action(ArgAction::SetTrue).conflicts_with("as").help(t("Tanpa nama, sebagai masyarakat", "Without a name, as the public")))
            .arg(Arg::new("replace").long("replace").action(ArgAction::SetTrue).help(t(
                "Ganti masukan sendiri atas ketentuan yang sama",
                "Replace the own submission on the same clause",
            ))),
        Command::new("answer")
            .about(t("Tanggapi sebuah masukan, dengan alasan", "Answer a submission, with the reason"))
            .arg(Arg::new("submission").required(true).value_name("SUBMISSION").help(t("Id masukan, misalnya perbup-jp/3", "Id of the submission, such as perbup-jp/3")))
            .arg(listed("outcome", "Tanggapan", "What becomes of it", words(Outcome::ALL, Outcome::as_str)).required(true))
            .arg(said("reason", "TEXT", "Alasan", "Why").required(true))
            .arg(said("clause", "NUMBER", "Ketentuan yang berubah karenanya; dapat diulang", "A clause that changes because of it; may be repeated").action(ArgAction::Append))
            .arg(Arg::new("correct").long("correct").action(ArgAction::SetTrue).help(t("Perbaiki tanggapan sebelumnya", "Correct the answer given before")))
            .args(arguments(language)),
        about("meeting", language, t("Catat rapat dengan notulanya", "Record a meeting with its minutes"))
            .arg(listed("form", "Bentuk", "What kind", words(MeetingForm::ALL, MeetingForm::as_str)).required(true))
            .arg(said("on", "DATE", "Tanggal", "When").required(true))
            .arg(said("place", "TEXT", "Tempat", "Where").required(true))
            .arg(said("minutes", "TEXT|@FILE", "Notula, atau @BERKAS", "Minutes, or @FILE").required(true))
            .arg(
                said("participants", "GROUP=COUNT,…", "Jumlah peserta menurut kelompok: staff=20,public=12", "How many came, by group: staff=20,public=12")
                    .required(true),
            ),
    ]
}

pub(crate) fn run(name: &str, matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    match name {
        "submit" => submit(matches, voice),
        "answer" => answer(matches, voice),
        _ => meeting(matches, voice),
    }
}

fn clause(given: &str) -> Result<ClauseNumber, Failure> {
    given.parse().map_err(|error: jenjang::consultation::clause::ClauseNumberError| Failure { message: error.label() })
}

fn submit(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let command = SubmitOpinion {
        draft: draft_of(matches)?,
        clause: clause(shared::word(matches, "clause"))?,
        position: one(matches, "position", Position::ALL, Position::as_str)?,
        text: shared::word(matches, "text").into(),
        group: shared::word(matches, "group").into(),
        channel: one(matches, "channel", Channel::ALL, Channel::as_str)?,
        received: shared::date(matches, "received")?,
        replace: matches.get_flag("replace"),
    };
    let session = Session::open(matches)?;
    let id = if matches.get_flag("public") {
        session.ask_as_public(async |context| submit_opinion(context, &command).await)?
    } else {
        session.ask(async |context| submit_opinion(context, &command).await)?
    };
    if voice.is_json() {
        voice.json(&json!({ "schema": "jenjang/submission/1", "submission": id, "draft": command.draft, "clause": command.clause }))?;
    } else {
        voice.line(match voice.language {
            Language::Id => format!("Masukan diterima sebagai {id}. Setiap masukan akan ditanggapi dengan alasan."),
            Language::En => format!("The submission is received as {id}. Every submission will be answered with a reason."),
        });
    }
    Ok(Answer::Positive)
}

fn answer(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let clauses = matches.get_many::<String>("clause").into_iter().flatten().map(|given| clause(given)).collect::<Result<Vec<_>, _>>()?;
    let command = AnswerSubmission {
        submission: shared::id(shared::word(matches, "submission"))?,
        outcome: one(matches, "outcome", Outcome::ALL, Outcome::as_str)?,
        reason: shared::word(matches, "reason").to_owned(),
        clauses,
        correct: matches.get_flag("correct"),
    };
    let session = Session::open(matches)?;
    let kept = session.ask(async |context| answer_submission(context, &command).await)?;
    if voice.is_json() {
        voice.json(&json!({ "schema": "jenjang/submission-answer/1", "submission": kept.id, "answer": kept.answer }))?;
        return Ok(Answer::Positive);
    }
    let outcome = command.outcome.label();
    let clauses = kept.answer.map(|answer| answer.clauses).unwrap_or_default();
    let named = clauses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let (then_id, then_en) = if named.is_empty() {
        (String::new(), String::new())
    } else {
        (format!(" Ketentuan yang harus berubah: {named}."), format!(" Clauses that have to change: {named}."))
    };
    voice.line(match voice.language {
        Language::Id => format!("Masukan {}: {}.{then_id}", kept.id, outcome.id),
        Language::En => format!("Submission {}: {}.{then_en}", kept.id, outcome.en),
    });
    Ok(Answer::Positive)
}

fn participants(given: &str) -> Result<BTreeMap<Arc<str>, u64>, Failure> {
    let mut found = BTreeMap::new();
    for pair in given.split(',') {
        let read = pair.split_once('=').and_then(|(group, count)| Some((group.trim(), count.trim().parse::<u64>().ok()?)));
        let Some((group, count)) = read else {
            return Err(Failure::said(
                format!("`--participants {given}`: `{pair}` bukan kelompok dan jumlah, diharapkan seperti staff=20"),
                format!("`--participants {given}`: `{pair}` is no group and count, expected as in staff=20"),
            ));
        };
        found.insert(Arc::from(group), count);
    }
    Ok(found)
}

fn meeting(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let given = shared::word(matches, "minutes");
    let minutes = match given.strip_prefix('@') {
        Some(file) => String::from_utf8(read_file(file)?)
            .map_err(|_| Failure::said(format!("`{file}` bukan teks UTF-8"), format!("`{file}` is not UTF-8 text")))?,
        None => given.to_owned(),
    };
    let command = RecordMeeting {
        draft: draft_of(matches)?,
        form: one(matches, "form", MeetingForm::ALL, MeetingForm::as_str)?,
        on: shared::required_date(matches, "on")?,
        place: shared::word(matches, "place").to_owned(),
        minutes,
        participants: participants(shared::word(matches, "participants"))?,
    };
    let session = Session::open(matches)?;
    let id = session.ask(async |context| record_meeting(context, &command).await)?;
    if voice.is_json() {
        voice.json(&json!({ "schema": "jenjang/consultation-meeting/1", "meeting": &*id, "draft": command.draft }))?;
    } else {
        voice.line(match voice.language {
            Language::Id => format!("Rapat dicatat sebagai {id}."),
            Language::En => format!("The meeting is recorded as {id}."),
        });
    }
    Ok(Answer::Positive)
}
