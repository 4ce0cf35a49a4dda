//! `competency …`: frameworks, standards, gaps, fit, and frameworks of others.

mod category;
mod exchange;
mod fit;
mod gap;
mod list;
pub(crate) mod sources;

use clap::{ArgMatches, Command};
use jenjang::legal::Language;

use crate::args::text;
use crate::output::{Answer, Failure, Voice};

pub(crate) fn command(language: Language) -> Command {
    Command::new("competency")
        .about(text(
            language,
            "Kerangka dan standar kompetensi, kesenjangan seseorang, kesesuaian dengan jabatan, pertukaran kerangka",
            "Competency frameworks and standards, a person's gaps, fit with posts, exchange of frameworks",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([
            list::command(language),
            gap::command(language),
            fit::command(language),
            exchange::import_command(language),
            exchange::export_command(language),
        ])
}

pub(crate) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let Some((name, matches)) = matches.subcommand() else {
        return Err(Failure::said("perintah belum disebut", "no command given"));
    };
    let voice = Voice::of(matches, language);
    match name {
        "list" => list::run(matches, &voice),
        "gap" => gap::run(matches, &voice),
        "import" => exchange::import(matches, &voice),
        "export" => exchange::export(matches, &voice),
        _ => fit::run(matches, &voice),
    }
}
