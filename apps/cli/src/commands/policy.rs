//! `policy …`: the rules as texts.

mod check;
mod diff;
mod explain;
mod fmt;
mod life;
mod list;
mod show;
mod test;

use clap::{ArgMatches, Command};
use jenjang::legal::Language;

use crate::args::text;
use crate::output::{Answer, Failure, Voice};

pub(crate) fn command(language: Language) -> Command {
    Command::new("policy")
        .about(text(
            language,
            "Daftar, tampilkan, jelaskan, periksa, uji, rapikan, bandingkan, usulkan, dan tetapkan kebijakan",
            "List, show, explain, check, test, format, compare, propose and enact policies",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([
            list::command(language),
            show::command(language),
            explain::command(language),
            check::command(language),
            test::command(language),
            fmt::command(language),
            diff::command(language),
        ])
        .subcommands(life::commands(language))
}

pub(crate) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let Some((name, matches)) = matches.subcommand() else {
        return Err(Failure::said("perintah belum disebut", "no command given"));
    };
    let voice = Voice::of(matches, language);
    match name {
        "list" => list::run(matches, &voice),
        "show" => show::run(matches, &voice),
        "explain" => explain::run(matches, &voice),
        "check" => check::run(matches, &voice),
        "test" => test::run(matches, &voice),
        "fmt" => fmt::run(matches, &voice),
        "diff" => diff::run(matches, &voice),
        name => life::run(name, matches, &voice),
    }
}
