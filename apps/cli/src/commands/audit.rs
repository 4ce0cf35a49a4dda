//! `audit …`: is the trail whole, and can somebody else see that.

mod checkpoint;
mod export;
pub(crate) mod key;
mod verify;

pub(crate) use checkpoint::after_bulk;

use clap::{ArgMatches, Command};
use jenjang::legal::Language;

use crate::args::text;
use crate::output::{Answer, Failure, Voice};

pub(crate) fn command(language: Language) -> Command {
    Command::new("audit")
        .about(text(
            language,
            "Jejak audit: periksa, tandatangani, serahkan kepada orang luar (docs/audit.md)",
            "The audit trail: check it, sign it, hand it to an outsider (docs/audit.md)",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([verify::command(language), export::command(language), checkpoint::command(language), key::command(language)])
}

pub(crate) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let Some((name, matches)) = matches.subcommand() else {
        return Err(Failure::said("perintah belum disebut", "no command given"));
    };
    let voice = Voice::of(matches, language);
    match name {
        "verify" => verify::run(matches, &voice),
        "export" => export::run(matches, &voice),
        "checkpoint" => checkpoint::run(matches, &voice),
        _ => key::run(matches, &voice),
    }
}
