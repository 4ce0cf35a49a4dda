//! `socialisation …`: explaining an enacted policy.

mod read;
mod run;

use clap::{Arg, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::people::id::SocialisationId;

use crate::args::text;
use crate::backend::arguments;
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice};

pub(crate) fn command(language: Language) -> Command {
    Command::new("socialisation")
        .about(text(
            language,
            "Sosialisasi kebijakan yang ditetapkan: ringkasan, uji pemahaman, pernyataan, tanya jawab",
            "Explaining an enacted policy: summary, check of understanding, acknowledgement, questions and answers",
        ))
        .after_help(text(
            language,
            "Urutannya: start, summary, acknowledge (oleh pegawai sasaran), remind, report. Siapa pun boleh membaca (show) dan bertanya (ask).",
            "In this order: start, summary, acknowledge (by those it concerns), remind, report. Anybody may read (show) and ask.",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands(run::commands(language))
        .subcommands(read::commands(language))
}

pub(crate) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let (name, matches) = shared::chosen(matches)?;
    let voice = Voice::of(matches, language);
    match name {
        "start" | "summary" | "remind" | "answer" => run::run(name, matches, &voice),
        _ => read::run(name, matches, &voice),
    }
}

/// A subcommand about one socialisation.
fn about(name: &'static str, language: Language, about: &'static str) -> Command {
    Command::new(name)
        .about(about)
        .arg(Arg::new("id").required(true).value_name("ID").help(text(language, "Id sosialisasi", "Id of the socialisation")))
        .args(arguments(language))
}

fn id_of(matches: &ArgMatches) -> Result<SocialisationId, Failure> {
    shared::id(shared::word(matches, "id"))
}
