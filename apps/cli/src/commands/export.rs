//! `export …`: what is kept, for other programs.

mod decisions;
mod people;

use std::fs::File;
use std::io::BufWriter;

use clap::{Arg, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang_exchange::export::PersonLine;
use jenjang_service::people::PersonData;

use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice};

pub(crate) use people::superiors;

pub(crate) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    let about = |name: &'static str, about: &'static str, id, en| {
        Command::new(name)
            .about(about)
            .arg(Arg::new("output").long("output").required(true).value_name("PATH").help(t(id, en)))
            .args(arguments(language))
    };
    let unit = || Arg::new("unit").long("unit").value_name("UNIT").help(t("Hanya unit ini dan di bawahnya", "Only this unit and under it"));
    Command::new("export")
        .about(t("Tulis pegawai, fakta dan keputusan untuk program lain: CSV, XLSX, baris JSON, Parquet", "Write people, facts and decisions for other programs: CSV, XLSX, JSON lines, Parquet"))
        .after_help(t(
            "Bahwa seseorang membawa data keluar tercatat dalam jejak audit. Data satu orang untuk dirinya sendiri: `jenjang person export`.",
            "That somebody took data along is written down in the audit trail. One person's own data: `jenjang person export`.",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([
            about(
                "people",
                t("Pegawai dengan semua riwayat", "People with all histories"),
                "Folder untuk CSV (satu berkas satu tabel), atau berkas .jsonl atau .xlsx",
                "A folder for CSV (one file a table), or a .jsonl or .xlsx file",
            )
            .arg(unit()),
            about(
                "facts",
                t("Fakta satu hari sebagai kolom Parquet, untuk analisis", "The facts of a day as Parquet columns, for analysis"),
                "Berkas .parquet",
                "A .parquet file",
            )
            .arg(unit())
            .arg(Arg::new("as-of").long("as-of").value_name("DATE").help(t("Hari faktanya; bawaan: hari ini", "The day of the facts; default: today"))),
            about("decisions", t("Keputusan yang berlaku dalam sebuah putaran", "The decisions in force in a round"), "Berkas .csv, .jsonl atau .xlsx", "A .csv, .jsonl or .xlsx file")
                .arg(Arg::new("round").long("round").required(true).value_name("ROUND").help(t("Id putaran", "Id of the round"))),
        ])
}

pub(crate) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let (name, matches) = shared::chosen(matches)?;
    let voice = Voice::of(matches, language);
    let session = Session::open(matches)?;
    match name {
        "people" => people::run(matches, &session, &voice),
        "facts" => people::facts(matches, &session, &voice),
        _ => decisions::run(matches, &session, &voice),
    }
}

/// The ending of a file's name, in small letters.
pub(crate) fn ending(path: &str) -> String {
    std::path::Path::new(path).extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase()
}

pub(crate) fn create(path: &str) -> Result<BufWriter<File>, Failure> {
    File::create(path).map(BufWriter::new).map_err(|error| unwritable(path, &error))
}

/// That a file cannot be written.
pub(crate) fn unwritable(path: &str, error: &dyn std::fmt::Display) -> Failure {
    Failure::said(format!("`{path}` tidak dapat ditulis: {error}"), format!("cannot write `{path}`: {error}"))
}

/// A person as exported.
pub(crate) fn line(person: PersonData) -> PersonLine {
    PersonLine { record: person.record, unit: person.unit, superior: person.superior }
}

/// How many were written, and where.
fn written(count: u64, path: &str, voice: &Voice) -> Result<Answer, Failure> {
    if voice.is_json() {
        voice.json(&serde_json::json!({ "schema": "jenjang/exported/1", "output": path, "rows": count }))?;
    } else {
        voice.line(match voice.language {
            Language::Id => format!("{count} ditulis ke {path}."),
            Language::En => format!("{count} written to {path}."),
        });
    }
    Ok(Answer::Positive)
}
