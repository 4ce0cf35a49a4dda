//! `database migrate`: up to this program's version.

use clap::{ArgMatches, Command};
use jenjang::legal::Language;
use serde_json::json;

use crate::args::text;
use crate::backend::{self, place};
use crate::output::{Answer, Failure, Voice};

pub(crate) fn command(language: Language) -> Command {
    Command::new("migrate")
        .about(text(
            language,
            "Mutakhirkan tempat data ke versi program ini; cadangkan dahulu",
            "Bring the store up to this program's version; back it up first",
        ))
        .after_help(text(
            language,
            "Yang sudah mutakhir tidak diubah. Versi yang lebih baru daripada program ini ditolak.",
            "One that is up to date is left as it is. A version newer than this program is refused.",
        ))
        .args(place(language))
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let (place, from, to) = backend::migrate(matches)?;
    let shown = place.shown();
    if voice.is_json() {
        voice.json(&json!({ "schema": "jenjang/database/1", "database": shown, "from": from, "version": to }))?;
        return Ok(Answer::Positive);
    }
    voice.line(match (voice.language, from == to) {
        (Language::Id, true) => format!("{shown} sudah berversi {to}."),
        (Language::En, true) => format!("{shown} is at version {to} already."),
        (Language::Id, false) => format!("{shown} dimutakhirkan dari versi {from} ke {to}."),
        (Language::En, false) => format!("{shown} was brought from version {from} to {to}."),
    });
    Ok(Answer::Positive)
}
