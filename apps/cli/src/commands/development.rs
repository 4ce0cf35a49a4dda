//! `development …`: what people lack, what they may learn, and what came of it. One file for each group of subcommands.

mod activity;

use clap::{ArgMatches, Command};
use jenjang::legal::Language;

use crate::args::text;
use crate::commands::shared;
use crate::output::{Answer, Failure};

pub(crate) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    Command::new("development")
        .about(t("Pengembangan kompetensi: rencana dan penyelesaian", "Development: planned and completed activities"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands(activity::commands(language))
}

pub(crate) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let (name, matches) = shared::chosen(matches)?;
    activity::run(name, matches, language)
}
