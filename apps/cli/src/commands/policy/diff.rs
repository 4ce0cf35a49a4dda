//! `policy diff`: what changes between two versions.

use clap::{Arg, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::policy::diff;

use crate::args::text;
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice};

pub(crate) fn command(language: Language) -> Command {
    Command::new("diff")
        .about(text(
            language,
            "Bandingkan dua versi kebijakan: parameter, kriteria, tabel, kasus; dengan tanggal dan dasar hukum",
            "Compare two versions of a policy: parameters, criteria, tables, cases; with dates and references",
        ))
        .after_help(text(language, "Kode keluar 1 bila ada perbedaan.", "Exit code 1 when they differ."))
        .arg(Arg::new("old").required(true).value_name("OLD").help(text(language, "Versi lama: id atau berkas", "Old version: id or file")))
        .arg(Arg::new("new").required(true).value_name("NEW").help(text(language, "Versi baru: id atau berkas", "New version: id or file")))
        .args(shared::sources(language))
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let mut library = shared::library(matches, voice)?;
    let name = |which| matches.get_one::<String>(which).map_or("", String::as_str).to_owned();
    let old = library.policy(&name("old"), voice)?;
    let new = library.policy(&name("new"), voice)?;
    let difference = diff::diff(&old, &new);
    if voice.is_json() {
        voice.json_pretty(&serde_json::json!({
            "schema": "jenjang/policy-diff/1",
            "old": { "id": &*old.id, "version": old.version },
            "new": { "id": &*new.id, "version": new.version },
            "changes": difference.changes,
        }))?;
    } else if difference.is_empty() {
        voice.line(voice.t("Tidak ada perbedaan isi.", "No difference in meaning."));
    } else {
        for change in &difference.changes {
            voice.line(format!("- {}", voice.label(&change.sentence)));
        }
    }
    Ok(Answer::positive_if(difference.is_empty()))
}
