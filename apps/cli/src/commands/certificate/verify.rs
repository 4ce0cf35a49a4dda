//! `certificate verify FILE`: without a store, without a network.

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang_credentials::{Finding, Issuer, PublicKey, Revocations, Verification, verify};
use jenjang_host::Place;
use jenjang_service::Clock;
use jenjang_service::certificates::{issuer_document, known_revocations};
use serde_json::json;

use super::key::moment;
use crate::args::text;
use crate::backend::{Session, clock, place, place_of};
use crate::library::read_file;
use crate::output::{Answer, Failure, Voice};

pub(super) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    Command::new("verify")
        .about(t("Periksa berkas sertifikat, tanpa tempat data dan tanpa jaringan", "Verify a certificate file, without a store and without a network"))
        .after_help(t(
            "Kode keluar 0 bila berlaku, 1 bila tidak, 2 bila berkas tidak dapat dibaca sebagai sertifikat.\nPenerbit yang dipercaya disebut dengan --issuer: berkas dari `certificate issuer`, atau satu kunci (did:key:z6Mk…). Tanpa --issuer dipakai penerbit dalam tempat data, bila ada.",
            "Exit code 0 where it is valid, 1 where it is not, 2 where the file cannot be read as a certificate.\nWhom to trust is named with --issuer: a file of `certificate issuer`, or one key (did:key:z6Mk…). Without --issuer the issuer in the store is used, where there is one.",
        ))
        .arg(Arg::new("file").required(true).value_name("FILE|-").help(t("Berkas sertifikat (JSON); - membaca masukan standar", "The certificate (JSON); - reads standard input")))
        .arg(Arg::new("issuer").long("issuer").value_name("FILE|DID").action(ArgAction::Append).help(t("Penerbit yang dipercaya; dapat diulang", "An issuer to trust; may be repeated")))
        .arg(Arg::new("revocations").long("revocations").value_name("FILE").help(t("Daftar pencabutan penerbit", "The issuer's list of revoked certificates")))
        .arg(Arg::new("at").long("at").value_name("DATE|TIME").help(t("Periksa keadaan pada hari atau waktu ini; bawaan: sekarang", "Verify as of this day or time; default: now")))
        .arg(Arg::new("recipient").long("recipient").value_name("CODE").help(t("Kode penerima yang ditunjukkan pemegangnya", "The recipient code its holder shows")))
        .args(place(language))
}

pub(super) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let name = matches.get_one::<String>("file").map_or("-", String::as_str);
    let text = utf8(name)?;
    let at = match moment(matches, "at", "23:59:59")? {
        Some(at) => at,
        None => clock(matches)?.now(),
    };
    let (trusted, known) = issuers(matches)?;
    let revocations = match matches.get_one::<String>("revocations") {
        Some(file) => Some(Revocations::read(&utf8(file)?, &trusted).map_err(|finding| {
            let what = finding.message();
            Failure::said(
                format!("daftar pencabutan `{file}` tidak dapat dipercaya: {}", what.id),
                format!("the list of revoked certificates `{file}` cannot be believed: {}", what.en),
            )
        })?),
        None => known,
    };
    let outcome = verify(&text, &trusted, revocations.as_ref(), at);
    if let [Finding::Malformed(_)] = outcome.findings.as_slice()
        && !voice.is_json()
        && let Some(finding) = outcome.findings.first()
    {
        let what = finding.message();
        return Err(Failure::said(format!("`{name}`: {}", what.id), format!("`{name}`: {}", what.en)));
    }
    let recipient = matches.get_one::<String>("recipient");
    let is_theirs = recipient.zip(outcome.badge.as_ref()).map(|(code, badge)| badge.recipient.has_code(code.trim()));
    let positive = outcome.is_valid() && is_theirs != Some(false);
    if voice.is_json() {
        return in_json(&outcome, is_theirs, voice);
    }
    show(&outcome, positive, is_theirs, trusted.is_empty(), voice);
    Ok(Answer::positive_if(positive))
}

fn utf8(name: &str) -> Result<String, Failure> {
    String::from_utf8(read_file(name)?)
        .map_err(|_| Failure::said(format!("`{name}` bukan teks UTF-8"), format!("`{name}` is not UTF-8 text")))
}

/// Whom to trust; of a store also what was revoked.
fn issuers(matches: &ArgMatches) -> Result<(Vec<Issuer>, Option<Revocations>), Failure> {
    let Some(given) = matches.get_many::<String>("issuer") else {
        // a store is used where there is one, and not missed where there is none
        let there = matches!(place_of(matches)?, Place::Sqlite(path) if path.exists());
        if !there {
            return Ok((Vec::new(), None));
        }
        let session = Session::open(matches)?;
        let issuer = session.try_ask(async |context| issuer_document(context).await).into_iter().collect();
        return Ok((issuer, session.try_ask(async |context| known_revocations(context).await).ok()));
    };
    let mut issuers = Vec::new();
    for one in given {
        if let Some(key) = one.strip_prefix("did:key:") {
            let key: PublicKey = key.parse().map_err(|error: jenjang_credentials::key::KeyError| {
                let what = error.message();
                Failure::said(format!("`{one}`: {}", what.id), format!("`{one}`: {}", what.en))
            })?;
            issuers.push(Issuer::of_key(key));
            continue;
        }
        let read = Issuer::read(&utf8(one)?);
        issuers.push(read.map_err(|what| {
            Failure::said(format!("`{one}` bukan berkas penerbit: {}", what.id), format!("`{one}` is not an issuer's file: {}", what.en))
        })?);
    }
    Ok((issuers, None))
}

fn in_json(outcome: &Verification, is_theirs: Option<bool>, voice: &Voice) -> Result<Answer, Failure> {
    let said = |code: &str, message: jenjang::legal::Label| json!({ "code": code, "message": message });
    let certificate = outcome.badge.as_ref().map(|badge| {
        json!({
            "id": badge.id, "name": badge.name, "issuer": { "id": badge.issuer.id, "name": badge.issuer.name },
            "recipient": badge.recipient.name, "achievement": badge.achievement.name,
            "valid-from": badge.valid_from, "valid-until": badge.valid_until,
        })
    });
    let positive = outcome.is_valid() && is_theirs != Some(false);
    voice.json_pretty(&json!({
        "schema": "jenjang/certificate-verification/1",
        "valid": positive,
        "findings": outcome.findings.iter().map(|finding| said(finding.code(), finding.message())).collect::<Vec<_>>(),
        "notes": outcome.notes.iter().map(|note| said(note.code(), note.message())).collect::<Vec<_>>(),
        "recipient-matches": is_theirs,
        "certificate": certificate,
        "signed": outcome.signed.as_ref().map(|(at, key)| json!({ "at": at, "key": key.to_string() })),
        "digest": outcome.digest,
    }))?;
    match outcome.findings.as_slice() {
        [Finding::Malformed(problem)] => Err(Failure { message: problem.clone() }),
        _ => Ok(Answer::positive_if(positive)),
    }
}

fn show(outcome: &Verification, positive: bool, is_theirs: Option<bool>, trusts_nobody: bool, voice: &Voice) {
    voice.line(if positive { voice.t("BERLAKU", "VALID") } else { voice.t("TIDAK BERLAKU", "NOT VALID") });
    for finding in &outcome.findings {
        voice.line(format!("  - {}", voice.label(&finding.message())));
    }
    match is_theirs {
        Some(true) => voice.line(voice.t("  Kode penerima cocok.", "  The recipient code fits.")),
        Some(false) => voice.line(voice.t(
            "  - kode penerima tidak cocok: sertifikat ini milik orang lain",
            "  - the recipient code does not fit: this certificate is somebody else's",
        )),
        None => {}
    }
    if let Some(badge) = &outcome.badge {
        let fact = |id: &'static str, en: &'static str, value: String| voice.line(format!("  {}: {value}", voice.t(id, en)));
        // a stranger's text must not draw on the terminal
        let plain = |text: &str| -> String { text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect() };
        fact("sertifikat", "certificate", plain(&badge.name));
        fact("kepada", "to", plain(&badge.recipient.name));
        fact("penerbit", "issuer", format!("{} ({})", plain(&badge.issuer.name), plain(&badge.issuer.id)));
        for one in &badge.achievement.alignments {
            let level = one.description.as_deref().map(|level| format!(", {}", plain(level))).unwrap_or_default();
            fact("kompetensi", "competency", format!("{} {}{level}", plain(&one.code), plain(&one.name)));
        }
        let until = badge.valid_until.map_or_else(|| voice.t("tanpa akhir", "no end").to_owned(), jenjang_credentials::proof::moment);
        fact("berlaku", "valid", format!("{} – {until}", jenjang_credentials::proof::moment(badge.valid_from)));
    }
    if let Some((at, key)) = &outcome.signed {
        let at = jenjang_credentials::proof::moment(*at);
        voice.line(match voice.language {
            Language::Id => format!("  ditandatangani: {at} dengan {key}"),
            Language::En => format!("  signed: {at} with {key}"),
        });
    }
    for note in &outcome.notes {
        voice.note(voice.label(&note.message()));
    }
    if trusts_nobody {
        voice
            .note(voice.t("Tidak ada penerbit yang dipercaya: sebutkan dengan --issuer.", "No issuer is trusted: name one with --issuer."));
    }
}
