//! `development catalogue …`: forms of development, institutions, courses.

mod forms;
mod import;
mod keep;
mod list;

use clap::{ArgMatches, Command};
use jenjang::legal::Language;

use crate::args::text;
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice};

pub(super) use keep::kept;

pub(super) fn command(language: Language) -> Command {
    Command::new("catalogue")
        .about(text(
            language,
            "Katalog: bentuk pengembangan, penyelenggara, pelatihan",
            "The catalogue: forms of development, providers, courses",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([
            forms::command(language),
            import::command(language),
            list::command(language),
            list::show_command(language),
            keep::provider_command(language),
            keep::course_command(language),
        ])
}

pub(super) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let (name, matches) = shared::chosen(matches)?;
    let voice = Voice::of(matches, language);
    match name {
        "forms" => forms::run(matches, &voice),
        "import" => import::run(matches, &voice),
        "list" => list::run(matches, &voice),
        "show" => list::show(matches, &voice),
        "provider" => keep::provider(matches, &voice),
        _ => keep::course(matches, &voice),
    }
}
