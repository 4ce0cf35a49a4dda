//! `evaluation …`: 360° evaluation from files.

mod example;
mod inputs;
mod library;
mod nominate;
pub(super) mod picture;
mod reliability;
mod report;
mod schemes;
mod score;

use clap::{ArgMatches, Command};
use jenjang::legal::Language;

use crate::args::text;
use crate::output::{Answer, Failure, Voice};

pub(crate) fn command(language: Language) -> Command {
    Command::new("evaluation")
        .about(text(
            language,
            "Penilaian 360 derajat: skema, penunjukan penilai, nilai, laporan, mutu",
            "360-degree evaluation: schemes, nominations, scores, reports, quality",
        ))
        .after_help(text(
            language,
            "Mulai dari sini: `jenjang evaluation example contoh` menulis tiga berkas CSV buatan dan menyebut perintah untuk memakainya.",
            "Start here: `jenjang evaluation example sample` writes three small made-up CSV files and names the commands that use them.",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([
            example::command(language),
            schemes::command(language),
            schemes::instruments_command(language),
            nominate::command(language),
            score::command(language),
            report::command(language),
            reliability::command(language),
        ])
}

pub(crate) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let Some((name, matches)) = matches.subcommand() else {
        return Err(Failure::said("perintah belum disebut", "no command given"));
    };
    let voice = Voice::of(matches, language);
    match name {
        "example" => example::run(matches, &voice),
        "schemes" => schemes::run(matches, &voice),
        "instruments" => schemes::run_instruments(matches, &voice),
        "nominate" => nominate::run(matches, &voice),
        "report" => report::run(matches, &voice),
        "reliability" => reliability::run(matches, &voice),
        _ => score::run(matches, &voice),
    }
}
