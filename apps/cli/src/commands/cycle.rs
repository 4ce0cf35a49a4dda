//! `cycle …`: a 360° cycle kept in a store, from its plan to its results.

mod answer;
mod plan;
mod raters;
mod result;
mod run;

use clap::{Arg, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::people::id::CycleId;

use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice};

pub(crate) fn command(language: Language) -> Command {
    Command::new("cycle")
        .about(text(
            language,
            "Periode penilaian 360 derajat dalam tempat data: rencanakan, tunjuk penilai, jawab, tutup, umumkan, baca hasil",
            "A 360-degree cycle in the store: plan it, name raters, answer, close, release, read results",
        ))
        .after_help(text(
            language,
            "Urutannya: plan, nominate, approve (oleh atasan), open, answer (oleh penilai), close, release, result. Selama dibuka tidak seorang pun dapat membaca jawaban.\n\
             Siapa yang bertindak disebut dengan --as.",
            "In this order: plan, nominate, approve (by the superior), open, answer (by raters), close, release, result. While it is open nobody can read answers.\n\
             Who acts is named with --as.",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(plan::command(language))
        .subcommands(raters::commands(language))
        .subcommands(answer::commands(language))
        .subcommands(run::commands(language))
        .subcommand(result::command(language))
}

pub(crate) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let (name, matches) = shared::chosen(matches)?;
    let voice = Voice::of(matches, language);
    let session = Session::open(matches)?;
    match name {
        "plan" => plan::run(matches, &session, &voice),
        "nominate" | "nominations" | "approve" | "decline" => raters::run(name, matches, &session, &voice),
        "questionnaire" | "answer" => answer::run(name, matches, &session, &voice),
        "result" => result::run(matches, &session, &voice),
        _ => run::run(name, matches, &session, &voice),
    }
}

/// A subcommand about one cycle.
fn about(name: &'static str, language: Language, about: &'static str) -> Command {
    Command::new(name).about(about).arg(cycle_arg(language)).args(arguments(language))
}

fn cycle_arg(language: Language) -> Arg {
    Arg::new("cycle").required(true).value_name("CYCLE").help(text(language, "Id periode", "Id of the cycle"))
}

fn ratee_arg(language: Language) -> Arg {
    Arg::new("ratee").long("ratee").value_name("PERSON").help(text(
        language,
        "Yang dinilai: id internal atau nomor pegawai",
        "The person rated: internal id or employee number",
    ))
}

fn cycle_of(matches: &ArgMatches) -> Result<CycleId, Failure> {
    shared::id(shared::word(matches, "cycle"))
}
