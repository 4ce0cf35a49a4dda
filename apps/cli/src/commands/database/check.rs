//! `database check`: is the store whole.

use clap::{ArgMatches, Command};
use jenjang::legal::Language;
use jenjang_host::Opened;
use jenjang_service::ServiceError;
use serde_json::json;

use crate::args::text;
use crate::backend::{Session, place};
use crate::output::{Answer, Failure, Voice};

pub(crate) fn command(language: Language) -> Command {
    Command::new("check")
        .about(text(language, "Periksa keutuhan tempat data", "Check that the store is whole"))
        .after_help(text(
            language,
            "Memeriksa halaman, indeks dan rujukan antartabel. Jejak audit diperiksa dengan `jenjang audit verify`. Kode keluar 1 bila ada yang rusak.",
            "Looks at pages, indexes and references between tables. The audit trail is checked by `jenjang audit verify`. Exit code 1 where something is broken.",
        ))
        .args(place(language))
}

/// What is wrong, in the words of the store.
struct Looked {
    version: Option<i64>,
    problems: Vec<String>,
    scrub_due: bool,
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let session = Session::open(matches)?;
    let looked = match session.opened() {
        Opened::Sqlite(store) => {
            let report = store.check().map_err(ServiceError::from)?;
            let broken = report.broken.iter().map(|row| format!("{} → {}", row.table, row.points_to));
            Looked {
                version: Some(report.version),
                problems: report.integrity.iter().cloned().chain(broken).collect(),
                scrub_due: report.scrub_due,
            }
        }
        Opened::Postgres(store) => {
            Looked { version: None, problems: session.wait(store.check()).map_err(ServiceError::from)?, scrub_due: false }
        }
    };
    let shown = session.place().shown();
    let answer = Answer::positive_if(looked.problems.is_empty());
    if voice.is_json() {
        voice.json(&json!({
            "schema": "jenjang/database-check/1", "database": shown, "version": looked.version, "problems": looked.problems, "scrub-due": looked.scrub_due,
        }))?;
        return Ok(answer);
    }
    if looked.problems.is_empty() {
        voice.line(match voice.language {
            Language::Id => format!("{shown} utuh."),
            Language::En => format!("{shown} is whole."),
        });
    }
    for problem in &looked.problems {
        voice.line(match voice.language {
            Language::Id => format!("rusak: {problem}"),
            Language::En => format!("broken: {problem}"),
        });
    }
    if looked.scrub_due {
        voice.line(voice.t(
            "Sisa jawaban yang dihapus belum dibersihkan karena berkas sedang dibaca; dibersihkan saat dibuka berikutnya.",
            "Remains of deleted answers are not yet cleared because somebody reads the file; they are cleared when it is opened next.",
        ));
    }
    Ok(answer)
}
