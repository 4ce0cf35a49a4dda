//! `round …`: a promotion round kept in a store, from its plan to its publication.

mod decide;
mod decree;
pub(crate) mod gatherer;
mod plan;
mod show;
mod steps;

use clap::{Arg, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::people::id::RoundId;

use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice};

pub(crate) fn command(language: Language) -> Command {
    Command::new("round")
        .about(text(
            language,
            "Putaran kenaikan pangkat atau pengisian jabatan: rencanakan, buka, periksa syarat, nilai, peringkat, putuskan, umumkan",
            "A round of promotion or selection: plan it, open it, screen, score, rank, decide, publish",
        ))
        .after_help(text(
            language,
            "Urutannya: plan, open, add, screen, lalu (bila diperingkat) score dan rank, lalu decide oleh orang lain daripada yang menjalankannya, lalu publish.\n\
             Siapa yang bertindak disebut dengan --as.",
            "In this order: plan, open, add, screen, then (where it ranks) score and rank, then decide by somebody else than its opener, then publish.\n\
             Who acts is named with --as.",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(plan::command(language))
        .subcommands(steps::commands(language))
        .subcommands(decide::commands(language))
        .subcommand(decree::command(language))
        .subcommands(show::commands(language))
}

pub(crate) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let (name, matches) = shared::chosen(matches)?;
    let voice = Voice::of(matches, language);
    let session = Session::open(matches)?;
    match name {
        "plan" => plan::run(matches, &session, &voice),
        "decide" | "publish" => decide::run(name, matches, &session, &voice),
        "decree" => decree::run(matches, &session, &voice),
        "show" | "list" => show::run(name, matches, &session, &voice),
        _ => steps::run(name, matches, &session, &voice),
    }
}

/// A subcommand about one round.
fn about(name: &'static str, language: Language, about: &'static str) -> Command {
    let round = Arg::new("round").required(true).value_name("ROUND").help(text(language, "Id putaran", "Id of the round"));
    Command::new(name).about(about).arg(round).args(arguments(language))
}

fn round_of(matches: &ArgMatches) -> Result<RoundId, Failure> {
    shared::id(shared::word(matches, "round"))
}
