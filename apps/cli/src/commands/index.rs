//! `index ipasn|skm|jp`: indices of people, services and learning.

mod ipasn;
mod jp;
pub(crate) mod rules;
pub(crate) mod sheet;
mod skm;

use clap::{ArgMatches, Command};
use jenjang::legal::Language;

use crate::args::text;
use crate::output::{Answer, Failure, Voice};

pub(crate) fn command(language: Language) -> Command {
    Command::new("index")
        .about(text(
            language,
            "Indeks: profesionalitas ASN, kepuasan masyarakat, jam pelajaran setahun",
            "Indices: professionalism, public satisfaction, learning hours of a year",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(ipasn::command(language))
        .subcommand(skm::command(language))
        .subcommand(jp::command(language))
}

pub(crate) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    match matches.subcommand() {
        Some(("ipasn", matches)) => ipasn::run(matches, &Voice::of(matches, language)),
        Some(("skm", matches)) => skm::run(matches, &Voice::of(matches, language)),
        Some((_, matches)) => jp::run(matches, &Voice::of(matches, language)),
        None => Err(Failure::said("perintah belum disebut", "no command given")),
    }
}
