//! `audit checkpoint`: seals the trail as it stands.

use clap::{ArgMatches, Command};
use jenjang::legal::Language;
use jenjang_service::audit::sign_checkpoint;

use super::key;
use crate::args::text;
use crate::backend::{Session, arguments};
use crate::output::{Answer, Failure, Voice};

pub(crate) fn command(language: Language) -> Command {
    Command::new("checkpoint")
        .about(text(
            language,
            "Tandatangani jejak audit sampai catatan terakhir, setelah memeriksanya sejak titik periksa sebelumnya",
            "Sign the audit trail up to its last entry, after checking it since the checkpoint before",
        ))
        .after_help(text(
            language,
            "Keluaran JSON adalah titik periksa itu sendiri. Simpan di tempat lain, satu baris satu titik periksa: `jenjang audit checkpoint --format json >> titik.jsonl`, \
             lalu `jenjang audit verify --kept titik.jsonl` menemukan juga jejak yang dipotong ujungnya. Perintah yang mengubah banyak data menandatangani sendiri.",
            "The JSON output is the checkpoint itself. Keep it elsewhere, one a line: `jenjang audit checkpoint --format json >> kept.jsonl`; \
             `jenjang audit verify --kept kept.jsonl` then also finds a trail cut off at its end. Commands that change much sign by themselves.",
        ))
        .args(arguments(language))
        .arg(key::argument(language))
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let session = Session::open(matches)?;
    let (key, path, made) = key::open(matches, session.place())?;
    let checkpoint = session.ask(async |context| sign_checkpoint(context, &key).await)?;
    if made {
        key::say_made(&path, voice);
    }
    if voice.is_json() {
        voice.json(&checkpoint)?;
        return Ok(Answer::Positive);
    }
    let (sequence, digest) = (checkpoint.head.sequence, checkpoint.head.digest);
    voice.line(match voice.language {
        Language::Id => {
            format!("Catatan 1 sampai {sequence} ditandatangani pada {}.\nSidik catatan terakhir: {digest}", checkpoint.at.to_rfc3339())
        }
        Language::En => {
            format!("Entries 1 to {sequence} were signed at {}.\nDigest of the last entry: {digest}", checkpoint.at.to_rfc3339())
        }
    });
    Ok(Answer::Positive)
}

/// Seals after a command that changed much, where a key is there or can be made. A trail that does not hold together is said, and does not undo
/// what was done.
pub(crate) fn after_bulk(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<(), Failure> {
    let (key, path, made) = key::open(matches, session.place())?;
    if made {
        key::say_made(&path, voice);
    }
    session.ask_as_operator(async |context| {
        if jenjang_service::audit::due(context, 1).await? {
            sign_checkpoint(context, &key).await?;
        }
        Ok(())
    })
}
