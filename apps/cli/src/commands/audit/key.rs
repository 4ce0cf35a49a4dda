//! `audit key`: the key that signs checkpoints, and the file it is in.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang_host::Place;
use jenjang_service::audit::AuditKey;
use serde_json::json;

use crate::args::text;
use crate::backend::{place, place_of, random};
use crate::library::read_file;
use crate::output::{Answer, Failure, Voice};

pub(crate) fn command(language: Language) -> Command {
    Command::new("key")
        .about(text(
            language,
            "Buat kunci yang menandatangani titik periksa, atau tampilkan kunci publiknya",
            "Make the key that signs checkpoints, or show its public half",
        ))
        .after_help(text(
            language,
            "Simpan berkas kunci di luar tempat data, dan berikan kunci publiknya kepada siapa pun yang akan memeriksa: siapa memegang keduanya dapat membuat ulang seluruh jejak.",
            "Keep the key file away from the store, and give the public key to whoever will check: who holds both can make the whole trail anew.",
        ))
        .args(place(language))
        .arg(argument(language))
}

/// `--audit-key FILE`
pub(crate) fn argument(language: Language) -> Arg {
    Arg::new("audit-key").long("audit-key").value_name("FILE").env("JENJANG_AUDIT_KEY").hide_env(true).display_order(803).help(text(
        language,
        "Berkas kunci penanda tangan, dibuat bila belum ada; juga JENJANG_AUDIT_KEY; bawaan: di samping tempat data (jenjang.audit-key)",
        "File of the signing key, made where there is none; also JENJANG_AUDIT_KEY; default: beside the store (jenjang.audit-key)",
    ))
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let (key, path, made) = open(matches, &place_of(matches)?)?;
    if voice.is_json() {
        voice.json(&json!({ "schema": "jenjang/audit-key/1", "file": path.display().to_string(), "public-key": key.public().to_string(), "made": made }))?;
        return Ok(Answer::Positive);
    }
    if made {
        say_made(&path, voice);
    }
    voice.line(match voice.language {
        Language::Id => format!("Kunci publik: {}", key.public()),
        Language::En => format!("Public key: {}", key.public()),
    });
    Ok(Answer::Positive)
}

/// The key of this run, made where there is none; whether it was made.
pub(crate) fn open(matches: &ArgMatches, place: &Place) -> Result<(AuditKey, PathBuf, bool), Failure> {
    let path = path(matches, place);
    if path.exists() {
        return Ok((read(&path)?, path, false));
    }
    let key = AuditKey::new(random()?);
    write_new(&path, &key.to_file())?;
    Ok((key, path, true))
}

/// The key of this run, where there is one.
pub(crate) fn find(matches: &ArgMatches, place: &Place) -> Result<Option<AuditKey>, Failure> {
    let path = path(matches, place);
    if path.exists() { read(&path).map(Some) } else { Ok(None) }
}

/// That a key was made, and what to do with it.
pub(crate) fn say_made(path: &Path, voice: &Voice) {
    let shown = path.display();
    voice.note(match voice.language {
        Language::Id => format!("Kunci penanda tangan dibuat di {shown}: simpan di luar tempat data dan cadangannya."),
        Language::En => format!("A signing key was made at {shown}: keep it away from the store and its backups."),
    });
}

fn path(matches: &ArgMatches, place: &Place) -> PathBuf {
    let given = matches.try_get_one::<String>("audit-key").ok().flatten();
    given.map_or_else(|| place.audit_key(), PathBuf::from)
}

fn read(path: &Path) -> Result<AuditKey, Failure> {
    let shown = path.display().to_string();
    let bytes = read_file(&shown)?;
    String::from_utf8_lossy(&bytes).parse().map_err(|error: jenjang_service::audit::KeyError| {
        let what = error.message();
        Failure::said(format!("`{shown}`: {}", what.id), format!("`{shown}`: {}", what.en))
    })
}

/// Writes a secret: readable by its owner only, and never over something that is there.
pub(crate) fn write_new(path: &Path, text: &str) -> Result<(), Failure> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let written = options.open(path).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.map_err(|error| {
        let shown = path.display();
        Failure::said(format!("berkas kunci `{shown}` tidak dapat dibuat: {error}"), format!("cannot make the key file `{shown}`: {error}"))
    })
}
