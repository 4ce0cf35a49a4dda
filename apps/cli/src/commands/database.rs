//! `database …`: making, checking and keeping the store itself.

mod backup;
mod check;
mod init;
mod migrate;
mod restore;

use clap::{ArgMatches, Command};
use jenjang::legal::Language;

use crate::args::text;
use crate::output::{Answer, Failure, Voice};

pub(crate) fn command(language: Language) -> Command {
    Command::new("database")
        .about(text(
            language,
            "Tempat data: buat, mutakhirkan, periksa, cadangkan, pulihkan",
            "Where the data is: make it, bring it up to date, check it, back it up, restore it",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([
            init::command(language),
            migrate::command(language),
            check::command(language),
            backup::command(language),
            restore::command(language),
        ])
}

pub(crate) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let Some((name, matches)) = matches.subcommand() else {
        return Err(Failure::said("perintah belum disebut", "no command given"));
    };
    let voice = Voice::of(matches, language);
    match name {
        "init" => init::run(matches, &voice),
        "migrate" => migrate::run(matches, &voice),
        "check" => check::run(matches, &voice),
        "backup" => backup::run(matches, &voice),
        _ => restore::run(matches, &voice),
    }
}
