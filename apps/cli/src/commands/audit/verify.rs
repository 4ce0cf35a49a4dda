//! `audit verify`: on the store, or on an exported file without it.

use std::fs::File;
use std::io::BufReader;

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::audit::repository::Checkpoint;
use jenjang::legal::Language;
use jenjang_service::audit::{PublicKey, Report, Trust, verify, verify_export};
use serde_json::json;

use super::key;
use crate::args::text;
use crate::backend::{Session, arguments};
use crate::library::read_file;
use crate::output::{Answer, Failure, Voice};
use crate::progress::Progress;

pub(crate) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    Command::new("verify")
        .about(t(
            "Periksa jejak audit: tidak ada catatan yang diubah, dihapus, disisipkan atau dibuat ulang",
            "Check the audit trail: no entry was altered, removed, inserted or made anew",
        ))
        .after_help(t(
            "Kode keluar 1 bila ada yang tidak sesuai, dengan nomor catatannya. Dengan --file tempat data tidak diperlukan. Contoh:\n  jenjang audit verify\n  jenjang audit verify --file jejak.jsonl --key 3f6c… --kept titik.jsonl",
            "Exit code 1 where something does not fit, with the number of the entry. With --file no store is needed. Examples:\n  jenjang audit verify\n  jenjang audit verify --file trail.jsonl --key 3f6c… --kept kept.jsonl",
        ))
        .args(arguments(language))
        .arg(Arg::new("file").long("file").value_name("FILE").help(t("Berkas hasil `audit export`, diperiksa tanpa tempat data", "A file of `audit export`, checked without the store")))
        .arg(Arg::new("key").long("key").value_name("HEX").action(ArgAction::Append).help(t(
            "Kunci publik yang dipercaya, dari `audit key`; dapat diulang; bawaan: kunci penanda tangan sendiri bila ada",
            "A public key to trust, from `audit key`; may be repeated; default: the own signing key, where there is one",
        )))
        .arg(Arg::new("kept").long("kept").value_name("FILE").help(t(
            "Titik periksa yang disimpan di tempat lain, satu baris JSON satu titik periksa",
            "Checkpoints kept elsewhere, one JSON line each",
        )))
        .arg(key::argument(language))
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let mut trust = Trust { keys: keys(matches)?, kept: kept(matches)? };
    let report = match matches.get_one::<String>("file") {
        Some(file) => {
            let unreadable = |error: std::io::Error| {
                Failure::said(format!("`{file}` tidak dapat dibaca: {error}"), format!("cannot read `{file}`: {error}"))
            };
            let opened = File::open(file).map_err(unreadable)?;
            verify_export(BufReader::new(opened), &trust).map_err(unreadable)?
        }
        None => {
            let session = Session::open(matches)?;
            if trust.keys.is_empty() {
                trust.keys.extend(key::find(matches, session.place())?.map(|key| key.public()));
            }
            let progress = Progress::new(voice, voice.t("Memeriksa", "Checking"), Some(0));
            session.ask(async |context| verify(context, &trust, &mut |done, total| progress.of(done, total)).await)?
        }
    };
    if voice.is_json() {
        voice.json_pretty(&as_json(&report))?;
    } else {
        show(&report, voice);
    }
    Ok(Answer::positive_if(report.is_sound()))
}

fn keys(matches: &ArgMatches) -> Result<Vec<PublicKey>, Failure> {
    let read = |given: &String| {
        given.parse::<PublicKey>().map_err(|error| {
            let what = error.message();
            Failure::said(format!("`--key {given}`: {}", what.id), format!("`--key {given}`: {}", what.en))
        })
    };
    matches.get_many::<String>("key").into_iter().flatten().map(read).collect()
}

fn kept(matches: &ArgMatches) -> Result<Vec<Checkpoint>, Failure> {
    let Some(file) = matches.get_one::<String>("kept") else { return Ok(Vec::new()) };
    let bytes = read_file(file)?;
    let text = String::from_utf8_lossy(&bytes);
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let read = |(place, line): (usize, &str)| {
        serde_json::from_str(line).map_err(|_| {
            let n = place + 1;
            Failure::said(
                format!("`{file}` baris {n}: bukan titik periksa, seharusnya seperti keluaran `jenjang audit checkpoint --format json`"),
                format!("`{file}` line {n}: not a checkpoint, expected one as `jenjang audit checkpoint --format json` writes it"),
            )
        })
    };
    lines.map(read).collect()
}

fn show(report: &Report, voice: &Voice) {
    for fault in &report.faults {
        voice.line(voice.label(&fault.message()));
    }
    if report.more > 0 {
        voice.line(match voice.language {
            Language::Id => format!("dan {} lagi", report.more),
            Language::En => format!("and {} more", report.more),
        });
    }
    let entries = report.entries;
    voice.line(match (voice.language, report.is_sound()) {
        (Language::Id, true) => format!("Jejak audit utuh: {entries} catatan, {} titik periksa.", report.checkpoints),
        (Language::En, true) => format!("The audit trail is whole: entries {entries}, checkpoints {}.", report.checkpoints),
        (Language::Id, false) => format!("Jejak audit TIDAK utuh: {entries} catatan, {} titik periksa.", report.checkpoints),
        (Language::En, false) => format!("The audit trail is NOT whole: entries {entries}, checkpoints {}.", report.checkpoints),
    });
    if !report.is_sound() {
        return;
    }
    match (report.sealed, report.unsealed()) {
        (None, 0) => {}
        (None, _) => voice.line(voice.t(
            "Belum ada tanda tangan: siapa pun yang dapat menulis tempat data masih dapat membuat ulang jejak ini. Jalankan `jenjang audit checkpoint`.",
            "Nothing is signed yet: whoever can write the store could still make this trail anew. Run `jenjang audit checkpoint`.",
        )),
        (Some(sealed), 0) => voice.line(match voice.language {
            Language::Id => format!("Ditandatangani sampai catatan terakhir, {sealed}."),
            Language::En => format!("Signed up to the last entry, {sealed}."),
        }),
        (Some(sealed), unsealed) => voice.line(match voice.language {
            Language::Id => format!("Ditandatangani sampai catatan {sealed}; {unsealed} catatan sesudahnya belum."),
            Language::En => format!("Signed up to entry {sealed}; the {unsealed} after it not yet."),
        }),
    }
    for key in &report.keys {
        let shown = &key.key;
        voice.line(match (voice.language, key.trusted) {
            (Language::Id, Some(true)) => format!("Kunci penanda tangan: {shown} (dipercaya)."),
            (Language::En, Some(true)) => format!("Signing key: {shown} (trusted)."),
            (Language::Id, _) => {
                format!("Kunci penanda tangan: {shown}; bandingkan dengan yang diberikan kepada Anda, atau sebut dengan `--key`.")
            }
            (Language::En, _) => format!("Signing key: {shown}; compare it with the one you were given, or name that with `--key`."),
        });
    }
}

fn as_json(report: &Report) -> serde_json::Value {
    let faults: Vec<_> = (report.faults.iter())
        .map(|fault| json!({ "code": fault.code(), "sequence": fault.sequence(), "message": fault.message() }))
        .collect();
    let keys: Vec<_> = report.keys.iter().map(|key| json!({ "key": key.key, "trusted": key.trusted })).collect();
    json!({
        "schema": "jenjang/audit-verification/1",
        "sound": report.is_sound(),
        "entries": report.entries,
        "head": report.head,
        "checkpoints": report.checkpoints,
        "sealed": report.sealed,
        "unsealed": report.unsealed(),
        "keys": keys,
        "faults": faults,
        "more": report.more,
    })
}
