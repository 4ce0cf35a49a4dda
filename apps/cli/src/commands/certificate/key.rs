//! `certificate key rotate|list`: the keys certificates are signed with, and the file the secret half is in.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use clap::{Arg, ArgMatches, Command};
use jenjang::certificate::IssuerKey;
use jenjang::legal::Language;
use jenjang_credentials::SecretKey;
use jenjang_credentials::key::KeyError;
use jenjang_host::Place;
use jenjang_service::certificates::{RotateIssuerKey, list_issuer_keys, rotate_issuer_key};
use serde_json::json;

use crate::args::text;
use crate::backend::{Session, arguments, random};
use crate::commands::audit::key::write_new;
use crate::commands::shared;
use crate::library::read_file;
use crate::output::{Answer, Failure, Voice};
use crate::table::Table;

pub(super) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    let value = |name: &'static str, what: &'static str, help| Arg::new(name).long(name).value_name(what).help(help);
    Command::new("key")
        .about(t("Kunci penerbit", "Keys of the issuer"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            Command::new("rotate")
                .about(t("Mulai memakai kunci baru, sebagai operator", "Put a new key in use, as the operator"))
                .after_help(t(
                    "Kunci rahasia hanya ada dalam berkasnya (--issuer-key), tidak pernah dalam tempat data. Berkas yang sudah ada dan belum pernah dipakai menjadi kunci baru; selain itu kunci dibuat dan menggantikan yang lama.\nYang ditandatangani kunci lama tetap berlaku, kecuali setelah --compromised. Setelah mengganti kunci, bagikan lagi `certificate issuer`.",
                    "The secret key is in its file alone (--issuer-key), never in the store. A file that is there and was never in use becomes the new key; otherwise a key is made and takes the place of the old one.\nWhat the old key signed stays valid, except after --compromised. Once a key has changed hand out `certificate issuer` again.",
                ))
                .arg(value("issuer", "URI", t("Pengenal penerbit, tetap walaupun kunci berganti; perlu bagi kunci pertama", "Identifier of the issuer, which stays when keys change; needed for the first key")))
                .arg(value("name", "NAME", t("Nama penerbit; perlu bagi kunci pertama", "What the issuer is called; needed for the first key")))
                .arg(value("revocations", "URI", t("Alamat daftar pencabutan; perlu bagi kunci pertama", "Where the list of revoked certificates is published; needed for the first key")))
                .arg(value("compromised", "TIME", t("Sejak kapan kunci lama mungkin dipegang orang lain, misalnya 2026-03-01T00:00:00Z", "From when on others may have had the old key, such as 2026-03-01T00:00:00Z")))
                .arg(argument(language))
                .args(arguments(language)),
        )
        .subcommand(Command::new("list").about(t("Kunci penerbit dan waktunya", "The issuer's keys and their times")).args(arguments(language)))
}

/// `--issuer-key FILE`
pub(super) fn argument(language: Language) -> Arg {
    Arg::new("issuer-key").long("issuer-key").value_name("FILE").env("JENJANG_ISSUER_KEY").hide_env(true).display_order(804).help(text(
        language,
        "Berkas kunci rahasia penerbit; juga JENJANG_ISSUER_KEY; bawaan: di samping tempat data (jenjang.issuer-key)",
        "File of the issuer's secret key; also JENJANG_ISSUER_KEY; default: beside the store (jenjang.issuer-key)",
    ))
}

pub(super) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let (name, matches) = shared::chosen(matches)?;
    let voice = Voice::of(matches, language);
    let session = Session::open(matches)?;
    if name == "list" { list(&session, &voice) } else { rotate(matches, &session, &voice) }
}

fn rotate(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let known: Vec<IssuerKey> = session.ask(async |context| list_issuer_keys(context).await)?;
    let path = path(matches, session.place());
    finish(&path, &known)?;
    let there = if path.exists() { Some(read(&path)?) } else { None };
    let unused = there.filter(|key| !known.iter().any(|one| one.id.as_str() == key.public().to_string()));
    let made = unused.is_none();
    let waiting = waiting(&path);
    let key = match unused {
        Some(key) => key,
        None => {
            let key = SecretKey::new(random()?);
            // what an earlier attempt left behind was never in use
            let _ = std::fs::remove_file(&waiting);
            write_new(&waiting, &key.to_file())?;
            key
        }
    };
    let given = |name: &str| matches.get_one::<String>(name).map(|text| text.as_str().into());
    let command = RotateIssuerKey {
        public: key.public(),
        issuer: given("issuer"),
        name: given("name"),
        revocations: given("revocations"),
        compromised: moment(matches, "compromised", "00:00:00")?,
    };
    let rotated = session.ask(async |context| rotate_issuer_key(context, &command).await);
    let rotated = match rotated {
        Ok(rotated) => rotated,
        Err(error) => {
            if made {
                let _ = std::fs::remove_file(&waiting);
            }
            return Err(error);
        }
    };
    if made {
        rename(&waiting, &path)?;
    }
    if voice.is_json() {
        voice.json_pretty(&json!({
            "schema": "jenjang/issuer-key/1", "key": rotated.key, "before": rotated.before, "file": path.display().to_string(), "made": made,
        }))?;
        return Ok(Answer::Positive);
    }
    let shown = path.display();
    voice.line(match voice.language {
        Language::Id => format!("Kunci penerbit yang berlaku: {}", rotated.key.id),
        Language::En => format!("Issuer key in use: {}", rotated.key.id),
    });
    if let Some(before) = &rotated.before {
        voice.line(match voice.language {
            Language::Id => {
                format!("Kunci sebelumnya, {}, tidak lagi menandatangani; yang sudah ditandatanganinya tetap berlaku.", before.id)
            }
            Language::En => format!("The key before, {}, signs no more; what it signed stays valid.", before.id),
        });
    }
    if made {
        voice.note(match voice.language {
            Language::Id => format!("Kunci rahasia ditulis ke {shown}: simpan di luar tempat data dan cadangannya."),
            Language::En => format!("The secret key was written to {shown}: keep it away from the store and its backups."),
        });
    }
    Ok(Answer::Positive)
}

fn list(session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let keys = session.ask(async |context| list_issuer_keys(context).await)?;
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/issuer-keys/1", "keys": keys }))?;
        return Ok(Answer::Positive);
    }
    let Some(last) = keys.last() else {
        voice.line(voice.t("Belum ada kunci penerbit.", "There is no issuer key yet."));
        return Ok(Answer::Positive);
    };
    voice.line(format!("{} ({})", last.name, last.issuer));
    let header: &[&str] = if voice.language == Language::Id {
        &["kunci", "sejak", "sampai", "bocor sejak"]
    } else {
        &["key", "from", "until", "compromised"]
    };
    let mut table = Table::new(header);
    let shown = |at: Option<DateTime<Utc>>| at.map(jenjang_credentials::proof::moment).unwrap_or_default();
    for key in &keys {
        table.row(vec![key.id.to_string(), shown(Some(key.from)), shown(key.until), shown(key.compromised)]);
    }
    voice.line(table.render(voice));
    Ok(Answer::Positive)
}

/// The secret key of the issuer.
pub(super) fn open(matches: &ArgMatches, session: &Session) -> Result<SecretKey, Failure> {
    let path = path(matches, session.place());
    let known = session.ask(async |context| list_issuer_keys(context).await)?;
    finish(&path, &known)?;
    if !path.exists() {
        let shown = path.display();
        return Err(Failure::said(
            format!(
                "berkas kunci penerbit `{shown}` tidak ada; buat dengan `jenjang certificate key rotate` atau sebut dengan `--issuer-key`"
            ),
            format!("there is no issuer key file `{shown}`; make one with `jenjang certificate key rotate` or name it with `--issuer-key`"),
        ));
    }
    read(&path)
}

/// Ends a change of keys that was interrupted between the store and the file.
fn finish(path: &Path, known: &[IssuerKey]) -> Result<(), Failure> {
    let waiting = waiting(path);
    if !waiting.exists() {
        return Ok(());
    }
    let public = read(&waiting)?.public().to_string();
    if known.iter().any(|key| key.id.as_str() == public) { rename(&waiting, path) } else { Ok(()) }
}

fn rename(from: &Path, to: &Path) -> Result<(), Failure> {
    std::fs::rename(from, to).map_err(|error| {
        let (from, to) = (from.display(), to.display());
        Failure::said(
            format!("kunci baru ada di `{from}` tetapi tidak dapat dipindah ke `{to}`: {error}"),
            format!("the new key is in `{from}` but cannot be moved to `{to}`: {error}"),
        )
    })
}

fn waiting(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    PathBuf::from(name)
}

fn path(matches: &ArgMatches, place: &Place) -> PathBuf {
    matches.get_one::<String>("issuer-key").map_or_else(|| place.issuer_key(), PathBuf::from)
}

fn read(path: &Path) -> Result<SecretKey, Failure> {
    let shown = path.display().to_string();
    let bytes = read_file(&shown)?;
    String::from_utf8_lossy(&bytes).parse().map_err(|error: KeyError| {
        let what = error.message();
        Failure::said(format!("`{shown}`: {}", what.id), format!("`{shown}`: {}", what.en))
    })
}

/// A moment as an argument: a time, or a day at the hour that is safe.
pub(super) fn moment(matches: &ArgMatches, name: &str, hour: &str) -> Result<Option<DateTime<Utc>>, Failure> {
    let Some(given) = matches.get_one::<String>(name) else { return Ok(None) };
    let time = given.parse::<DateTime<Utc>>().or_else(|_| format!("{given}T{hour}Z").parse());
    time.map(Some).map_err(|_| {
        Failure::said(
            format!("`--{name} {given}` bukan waktu, seharusnya seperti 2026-04-01 atau 2026-04-01T08:00:00Z"),
            format!("`--{name} {given}` is no time, expected one such as 2026-04-01 or 2026-04-01T08:00:00Z"),
        )
    })
}
