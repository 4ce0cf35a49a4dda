//! `talent …`: people on talent grids.

mod drawing;
mod grid;

use clap::{ArgMatches, Command};
use jenjang::legal::Language;

use crate::args::text;
use crate::output::{Answer, Failure, Voice};

pub(crate) fn command(language: Language) -> Command {
    Command::new("talent")
        .about(text(language, "Kotak talenta: siapa berada di kotak mana dan mengapa", "Talent boxes: who is in which box, and why"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([grid::command(language)])
}

pub(crate) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let Some((_, matches)) = matches.subcommand() else {
        return Err(Failure::said("perintah belum disebut", "no command given"));
    };
    grid::run(matches, &Voice::of(matches, language))
}
