//! `certificate list|show|code`.

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::certificate::{Certificate, Ground};
use jenjang::legal::Language;
use jenjang::people::id::PersonId;
use jenjang_service::certificates::{CertificateView, list_certificates, read_certificate, recipient_code};
use serde_json::json;

use super::{certificate, certificate_of, output, write};
use crate::args::text;
use crate::backend::{Session, arguments};
use crate::output::{Answer, Failure, Voice};
use crate::table::Table;

pub(super) fn commands(language: Language) -> [Command; 3] {
    let t = |id, en| text(language, id, en);
    let person = || {
        Arg::new("person").value_name("PERSON").help(t(
            "Id internal atau nomor pegawai; bawaan: yang bertindak (--as)",
            "Internal id or employee number; default: whoever acts (--as)",
        ))
    };
    [
        Command::new("list").about(t("Sertifikat seseorang", "Somebody's certificates")).arg(person()).args(arguments(language)),
        Command::new("show")
            .about(t("Tampilkan satu sertifikat, atau serahkan lagi berkasnya", "Show one certificate, or hand its file out again"))
            .arg(certificate(language))
            .arg(Arg::new("file").long("file").action(ArgAction::SetTrue).help(t("Berkas bertanda tangan itu sendiri", "The signed file itself")))
            .arg(output(language).requires("file"))
            .args(arguments(language)),
        Command::new("code")
            .about(t("Kode penerima: bukti bahwa sertifikat milik seseorang", "The recipient code: proof that a certificate is somebody's"))
            .after_help(t(
                "Siapa yang memegang kode ini dapat mengenali semua sertifikat orang itu: `certificate verify --recipient KODE`. Serahkan hanya kepada yang perlu.",
                "Whoever has this code recognises all certificates of the person: `certificate verify --recipient CODE`. Hand it only to who needs it.",
            ))
            .arg(person())
            .args(arguments(language)),
    ]
}

pub(super) fn run(name: &str, matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    match name {
        "show" => show(matches, session, voice),
        "code" => {
            let person = person(matches, session)?;
            let code = session.ask(async |context| recipient_code(context, &person).await)?;
            if voice.is_json() {
                voice.json(&json!({ "schema": "jenjang/recipient-code/1", "person": person, "code": code }))?;
            } else {
                voice.line(code);
            }
            Ok(Answer::Positive)
        }
        _ => {
            let person = person(matches, session)?;
            let views = session.ask(async |context| list_certificates(context, &person).await)?;
            list(&views, voice)
        }
    }
}

fn person(matches: &ArgMatches, session: &Session) -> Result<PersonId, Failure> {
    match matches.get_one::<String>("person") {
        Some(given) => session.person(given),
        None => session.acting().cloned().ok_or_else(|| {
            Failure::said("sebutkan pegawainya, atau siapa yang bertindak dengan `--as`", "name the person, or who acts with `--as`")
        }),
    }
}

fn title(certificate: &Certificate) -> String {
    certificate.achievement.as_ref().map(|achievement| achievement.title.to_string()).unwrap_or_default()
}

fn list(views: &[CertificateView], voice: &Voice) -> Result<Answer, Failure> {
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/certificates/1", "certificates": views }))?;
        return Ok(Answer::Positive);
    }
    if views.is_empty() {
        voice.line(voice.t("Belum ada sertifikat.", "No certificates yet."));
        return Ok(Answer::Positive);
    }
    let header: &[&str] = if voice.language == Language::Id {
        &["id", "sertifikat", "sejak", "sampai", "keadaan"]
    } else {
        &["id", "certificate", "from", "until", "standing"]
    };
    let mut table = Table::new(header);
    for CertificateView { certificate, standing } in views {
        let until = certificate.last.map(|day| day.to_string()).unwrap_or_default();
        let mut state = voice.label(&standing.label()).to_owned();
        if let Some(by) = &certificate.renewed_by {
            state.push_str(&format!(", {} {by}", voice.t("diperbarui oleh", "renewed by")));
        }
        table.row(vec![certificate.id.to_string(), title(certificate), certificate.first.to_string(), until, state]);
    }
    voice.line(table.render(voice));
    Ok(Answer::Positive)
}

fn show(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let id = certificate_of(matches)?;
    let view = session.ask(async |context| read_certificate(context, &id).await)?;
    if matches.get_flag("file") {
        let Some(file) = &view.certificate.file else {
            return Err(Failure::said(
                format!("berkas sertifikat `{id}` tidak disimpan lagi: pemiliknya sudah dihapus dari data"),
                format!("the file of certificate `{id}` is kept no more: whoever it was issued to has been erased"),
            ));
        };
        if write(matches, file.as_bytes())? {
            voice.note(voice.t("Ditulis.", "Written."));
        }
        return Ok(Answer::Positive);
    }
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/certificate/1", "certificate": view.certificate, "standing": view.standing }))?;
        return Ok(Answer::Positive);
    }
    let CertificateView { certificate, standing } = &view;
    voice.line(format!("{}: {}", certificate.id, title(certificate)));
    let fact = |id: &'static str, en: &'static str, value: Option<String>| {
        if let Some(value) = value {
            voice.line(format!("  {}: {value}", voice.t(id, en)));
        }
    };
    fact("keadaan", "standing", Some(voice.label(&standing.label()).to_owned()));
    fact("penerima", "recipient", certificate.person.as_ref().map(ToString::to_string));
    fact("dasar", "rests on", certificate.ground.as_ref().map(|ground| ground_of(ground, voice)));
    fact("diterbitkan", "issued", Some(jenjang_credentials::proof::moment(certificate.issued)));
    fact("berlaku sejak", "valid from", Some(certificate.first.to_string()));
    fact("berlaku sampai", "valid to", certificate.last.map(|day| day.to_string()));
    fact("memperbarui", "renews", certificate.renews.as_ref().map(ToString::to_string));
    fact("diperbarui oleh", "renewed by", certificate.renewed_by.as_ref().map(ToString::to_string));
    if let Some(revocation) = &certificate.revoked {
        let said = format!("{}, {} ({})", revocation.on, voice.label(&revocation.reason.label()), revocation.note);
        fact("dicabut", "revoked", Some(said));
    }
    fact("pengenal umum", "public identifier", Some(certificate.public_id.to_string()));
    Ok(Answer::Positive)
}

fn ground_of(ground: &Ground, voice: &Voice) -> String {
    match ground {
        Ground::Enrolment { enrolment, course, on, hours } => {
            format!("{} {enrolment} ({course}, {on}, {} JP)", voice.t("pendaftaran", "enrolment"), voice.decimal(*hours))
        }
        Ground::Assessment { framework, competency, on, level, method } => {
            format!("{} {framework} {competency}, level {} ({on}, {method})", voice.t("penilaian", "assessment"), voice.decimal(*level))
        }
        Ground::Evidence { text } => text.to_string(),
    }
}
