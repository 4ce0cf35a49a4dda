//! `development …`: what people lack, what they may learn, and what came of it. One file for each group of subcommands.

mod activity;
mod catalogue;
mod duty;
mod effect;
mod enrolment;
mod envelope;
mod given;
mod idp;
mod money;
mod need;
mod plan;
mod profile;
mod session;
mod wish;

use clap::{ArgMatches, Command};
use jenjang::legal::Language;

use crate::args::text;
use crate::commands::shared;
use crate::output::{Answer, Failure};

pub(crate) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    Command::new("development")
        .about(t(
            "Pengembangan kompetensi: kebutuhan, kewajiban jam pelajaran, rencana, kegiatan, katalog, pendaftaran, anggaran",
            "Development: needs, the duty of learning hours, plans, activities, the catalogue of courses, enrolment, the budget",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([
            need::command(language),
            wish::command(language),
            duty::command(language),
            idp::command(language),
            profile::command(language),
        ])
        .subcommands(activity::commands(language))
        .subcommands([catalogue::command(language), session::command(language), enrolment::command(language)])
        .subcommands(effect::commands(language))
        .subcommands([envelope::command(language), plan::command(language)])
}

pub(crate) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let (name, matches) = shared::chosen(matches)?;
    match name {
        "catalogue" => catalogue::run(matches, language),
        "session" => session::run(matches, language),
        "enrol" => enrolment::run(matches, language),
        "report" | "result" => effect::run(name, matches, language),
        "need" => need::run(matches, language),
        "wish" => wish::run(matches, language),
        "duty" => duty::run(matches, language),
        "idp" => idp::run(matches, language),
        "profile" => profile::run(matches, language),
        "envelope" => envelope::run(matches, language),
        "plan" => plan::run(matches, language),
        _ => activity::run(name, matches, language),
    }
}
