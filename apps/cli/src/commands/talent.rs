//! `talent …`: people on talent grids.

mod calibrate;
pub(super) mod drawing;
mod grid;
mod succession;

use clap::{ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::people::id::PersonId;
use jenjang_policy_files::Person;

use crate::args::text;
use crate::output::{Answer, Failure, Voice};

pub(crate) fn command(language: Language) -> Command {
    Command::new("talent")
        .about(text(language, "Kotak talenta: siapa berada di kotak mana dan mengapa", "Talent boxes: who is in which box, and why"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([grid::command(language), calibrate::command(language), succession::command(language)])
}

pub(crate) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let Some((name, matches)) = matches.subcommand() else {
        return Err(Failure::said("perintah belum disebut", "no command given"));
    };
    let voice = Voice::of(matches, language);
    match name {
        "grid" => grid::run(matches, &voice),
        "calibrate" => calibrate::run(matches, &voice),
        _ => succession::run(matches, &voice),
    }
}

/// Everybody with an id; who has none is called by the place in the file.
fn named(people: &[Person]) -> Result<Vec<(PersonId, &Person)>, Failure> {
    let one = |(place, person): (usize, &'_ Person)| {
        let name = person.id.as_deref().map_or_else(|| format!("#{}", place + 1), str::to_owned);
        name.parse().map_err(|e| Failure::said(format!("`{name}`: {e}"), format!("`{name}`: {e}")))
    };
    let ids: Vec<PersonId> = people.iter().enumerate().map(one).collect::<Result<_, _>>()?;
    Ok(ids.into_iter().zip(people).collect())
}
