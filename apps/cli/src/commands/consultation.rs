//! `consultation …`: a policy made with the people it concerns, from its first clause to its signature.

mod check;
mod report;
mod show;
mod speak;
mod steps;
mod write;

use clap::{Arg, ArgMatches, Command};
use jenjang::consultation::Draft;
use jenjang::legal::{Label, Language};
use jenjang::people::id::DraftId;
use serde_json::json;

pub(crate) use write::usable;

use crate::args::text;
use crate::backend::arguments;
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice};

pub(crate) fn command(language: Language) -> Command {
    Command::new("consultation")
        .about(text(
            language,
            "Konsultasi kebijakan: rancangan berpasal, masukan, tanggapan, tahap, dan penandatanganan",
            "Consultation on a policy: a draft in clauses, submissions, answers, steps and the signature",
        ))
        .after_help(text(
            language,
            "Urutannya: check, draft, open, submit, meeting, close, answer, draft (versi berikutnya), settle, step, sign. `show` dan `report` dapat dibaca siapa pun setelah dibuka.\n\
             Siapa yang bertindak disebut dengan --as.",
            "In this order: check, draft, open, submit, meeting, close, answer, draft (the next version), settle, step, sign. Once it is open anybody may read `show` and `report`.\n\
             Who acts is named with --as.",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(check::command(language))
        .subcommands(write::commands(language))
        .subcommands(speak::commands(language))
        .subcommands(steps::commands(language))
        .subcommands(show::commands(language))
        .subcommand(report::command(language))
}

pub(crate) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let (name, matches) = shared::chosen(matches)?;
    let voice = Voice::of(matches, language);
    match name {
        "check" => check::run(matches, &voice),
        "draft" | "process" => write::run(name, matches, &voice),
        "submit" | "answer" | "meeting" => speak::run(name, matches, &voice),
        "open" | "close" | "settle" | "step" | "sign" => steps::run(name, matches, &voice),
        "report" => report::run(matches, &voice),
        _ => show::run(name, matches, &voice),
    }
}

/// A subcommand about one draft.
fn about(name: &'static str, language: Language, about: &'static str) -> Command {
    Command::new(name)
        .about(about)
        .arg(Arg::new("draft").required(true).value_name("DRAFT").help(text(language, "Id rancangan", "Id of the draft")))
        .args(arguments(language))
}

fn draft_of(matches: &ArgMatches) -> Result<DraftId, Failure> {
    shared::id(shared::word(matches, "draft"))
}

/// A word of a closed list.
fn one<T: Copy>(matches: &ArgMatches, name: &str, all: &[T], word: impl Fn(T) -> &'static str) -> Result<T, Failure> {
    let given = shared::word(matches, name);
    all.iter().copied().find(|one| word(*one) == given).ok_or_else(|| {
        let words = all.iter().map(|one| format!("`{}`", word(*one))).collect::<Vec<_>>().join(", ");
        Failure::said(
            format!("`--{name} {given}`: diharapkan salah satu dari {words}"),
            format!("`--{name} {given}`: expected one of {words}"),
        )
    })
}

/// `a`, `b`, `c`, for help texts.
fn words<T: Copy>(all: &[T], word: impl Fn(T) -> &'static str) -> String {
    all.iter().map(|one| word(*one)).collect::<Vec<_>>().join(", ")
}

fn short(digest: &jenjang::audit::Digest) -> String {
    digest.to_string().chars().take(12).collect()
}

/// A line about where a draft stands now.
fn stands(draft: &Draft, id: &str, en: &str, voice: &Voice) -> Result<Answer, Failure> {
    if voice.is_json() {
        voice.json(&json!({ "schema": "jenjang/consultation-moved/1", "draft": draft.id, "stage": draft.stage.as_str(), "step": draft.step().map(|step| &*step.code) }))?;
        return Ok(Answer::Positive);
    }
    let step = draft.step().map_or_else(String::new, |step| match voice.language {
        Language::Id => format!(" Tahap sekarang: {} ({}).", step.label.id, step.who.id),
        Language::En => format!(" Present step: {} ({}).", step.label.en, step.who.en),
    });
    voice.line(format!("{}{step}", voice.label(&Label::new(id, en))));
    Ok(Answer::Positive)
}
