//! `database backup`: a copy of one moment.

use std::path::Path;

use clap::{Arg, ArgMatches, Command};
use jenjang::evaluation::cycle::CycleState;
use jenjang::legal::Language;
use jenjang_host::Opened;
use jenjang_service::ServiceError;
use jenjang_service::cycles::list_cycles;
use serde_json::json;

use crate::args::text;
use crate::backend::{Session, place};
use crate::output::{Answer, Failure, Voice};
use crate::progress::Progress;

pub(crate) fn command(language: Language) -> Command {
    Command::new("backup")
        .about(text(language, "Salin tempat data SQLite pada satu saat, sementara dipakai", "Copy an SQLite store as of one moment, while it is in use"))
        .after_help(text(
            language,
            "Selama suatu periode 360 derajat dibuka, salinan memuat jawaban beserta penilainya dan menyimpannya juga setelah periode ditutup: hapus salinan itu setelah penutupan. \
             PostgreSQL disalin dengan alatnya sendiri (pg_dump), dan folder kunci disalin terpisah.",
            "While a 360-degree cycle is open the copy holds answers with their raters, and keeps them when the cycle has been closed: delete that copy after closing. \
             PostgreSQL is copied with its own tools (pg_dump), and the folder of keys apart from it.",
        ))
        .args(place(language))
        .arg(Arg::new("to").required(true).value_name("FILE").help(text(language, "Berkas salinan; tidak boleh sudah ada", "The file of the copy; must not be there yet")))
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let session = Session::open(matches)?;
    let to = matches.get_one::<String>("to").map_or("", String::as_str);
    let open: Vec<String> = session
        .ask_as_operator(async |context| list_cycles(context).await)?
        .into_iter()
        .filter(|cycle| matches!(cycle.cycle.state(), CycleState::Open { .. }))
        .map(|cycle| cycle.cycle.id().to_string())
        .collect();
    let Opened::Sqlite(store) = session.opened() else {
        let named = if open.is_empty() { String::new() } else { format!(" ({})", open.join(", ")) };
        return Err(Failure::said(
            format!(
                "server PostgreSQL disalin dengan `pg_dump`, dan folder `--keys` terpisah darinya; periode yang dibuka{named} hanya terbaca dengan keduanya"
            ),
            format!(
                "a PostgreSQL server is copied with `pg_dump`, and the folder of `--keys` apart from it; open cycles{named} can be read with both only"
            ),
        ));
    };
    let progress = Progress::new(voice, voice.t("Menyalin", "Copying"), Some(0));
    let report = store.backup(Path::new(to), |done, total| progress.of(done, total)).map_err(ServiceError::from)?;
    drop(progress);
    if !open.is_empty() {
        let cycles = open.join(", ");
        voice.note(match voice.language {
            Language::Id => format!(
                "Perhatian: periode {cycles} sedang dibuka. Salinan ini memuat jawaban beserta penilainya: hapus setelah periode ditutup."
            ),
            Language::En => {
                format!("Note: cycle {cycles} is open. This copy holds answers with their raters: delete it once the cycle is closed.")
            }
        });
    }
    if voice.is_json() {
        voice.json(&json!({ "schema": "jenjang/database-backup/1", "file": to, "bytes": report.bytes, "open-cycles": open }))?;
    } else {
        voice.line(match voice.language {
            Language::Id => format!("Disalin ke {to}, {} bita.", report.bytes),
            Language::En => format!("Copied to {to}, {} bytes.", report.bytes),
        });
    }
    Ok(Answer::Positive)
}
