//! `database restore`: a copy becomes the store.

use std::path::Path;

use clap::{Arg, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang_host::Place;
use serde_json::json;

use crate::args::text;
use crate::backend::{place, place_of, restore};
use crate::output::{Answer, Failure, Voice};
use crate::progress::Progress;

pub(crate) fn command(language: Language) -> Command {
    Command::new("restore")
        .about(text(language, "Pulihkan salinan SQLite ke tempat data yang baru", "Put an SQLite copy back as a new store"))
        .after_help(text(
            language,
            "Salinan diperiksa dahulu. Tempat data yang sudah ada tidak ditimpa: pindahkan dahulu berkas yang lama.",
            "The copy is looked over first. A store that is there is not overwritten: move the old file away first.",
        ))
        .args(place(language))
        .arg(Arg::new("from").required(true).value_name("FILE").help(text(language, "Berkas salinan", "The file of the copy")))
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let from = matches.get_one::<String>("from").map_or("", String::as_str);
    let place = place_of(matches)?;
    let Place::Sqlite(to) = &place else {
        return Err(Failure::said(
            "server PostgreSQL dipulihkan dengan `pg_restore`, dan folder `--keys` dari salinannya sendiri",
            "a PostgreSQL server is restored with `pg_restore`, and the folder of `--keys` from its own copy",
        ));
    };
    let progress = Progress::new(voice, voice.t("Memulihkan", "Restoring"), Some(0));
    let bytes = restore(Path::new(from), to, |done, total| progress.of(done, total))?;
    drop(progress);
    if voice.is_json() {
        voice.json(&json!({ "schema": "jenjang/database/1", "database": place.shown(), "state": "restored", "bytes": bytes }))?;
    } else {
        voice.line(match voice.language {
            Language::Id => format!("{from} dipulihkan ke {}. Periksa dengan `jenjang audit verify`.", place.shown()),
            Language::En => format!("{from} was restored to {}. Check it with `jenjang audit verify`.", place.shown()),
        });
    }
    Ok(Answer::Positive)
}
