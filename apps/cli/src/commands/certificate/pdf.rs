//! `certificate pdf`: the certificate to be printed.

use clap::{Arg, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang_credentials::{Badge, json};
use jenjang_documents::{CertificateSheet, DocumentError, Signatory, certificate as certificate_pdf};
use jenjang_service::certificates::read_certificate;

use super::{certificate, certificate_of};
use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice};

pub(super) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    Command::new("pdf")
        .about(t("Sertifikat untuk dicetak (PDF/UA-1), dengan kode QR", "The certificate to be printed (PDF/UA-1), with a QR code"))
        .after_help(t(
            "Kode QR memuat pengenal umum dan sidik berkas bertanda tangan; yang membuktikan tetap berkas itu.",
            "The QR code holds the public identifier and the digest of the signed file; what proves remains that file.",
        ))
        .arg(certificate(language))
        .arg(file(language))
        .args(signatory(language))
        .args(arguments(language))
}

/// `--output FILE`, required: a PDF does not belong on a terminal.
pub(crate) fn file(language: Language) -> Arg {
    Arg::new("output").long("output").required(true).value_name("FILE").help(text(
        language,
        "Berkas PDF yang ditulis",
        "The PDF file to write",
    ))
}

/// Who signs on paper.
pub(crate) fn signatory(language: Language) -> [Arg; 5] {
    let t = |id, en| text(language, id, en);
    let value = |name: &'static str, what: &'static str, help| Arg::new(name).long(name).value_name(what).help(help);
    [
        value("place", "PLACE", t("Tempat penandatanganan", "Place of signature")).required(true),
        value("signer", "NAME", t("Nama penanda tangan", "Name of the signer")).required(true),
        value("signer-title", "TITLE", t("Jabatan penanda tangan", "Title of the signer")).required(true),
        value("signer-number", "NIP", t("Nomor pegawai penanda tangan", "Employee number of the signer")),
        value("on", "DATE", t("Tanggal penandatanganan; bawaan: hari ini", "Day of signature; default: today")),
    ]
}

pub(crate) fn signatory_of(matches: &ArgMatches, session: &Session) -> Result<Signatory, Failure> {
    Ok(Signatory {
        place: shared::word(matches, "place").to_owned(),
        date: shared::date(matches, "on")?.unwrap_or_else(|| session.today()),
        title: shared::word(matches, "signer-title").to_owned(),
        name: shared::word(matches, "signer").to_owned(),
        number: matches.get_one::<String>("signer-number").cloned(),
    })
}

/// Writes a document and says so.
pub(crate) fn save(matches: &ArgMatches, made: Result<Vec<u8>, DocumentError>, voice: &Voice) -> Result<Answer, Failure> {
    let pdf = made.map_err(|error| Failure { message: error.message().clone() })?;
    super::write(matches, &pdf)?;
    let path = shared::word(matches, "output");
    voice.note(match voice.language {
        Language::Id => format!("Ditulis ke {path}."),
        Language::En => format!("Written to {path}."),
    });
    Ok(Answer::Positive)
}

pub(super) fn run(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let id = certificate_of(matches)?;
    let kept = session.ask(async |context| read_certificate(context, &id).await)?.certificate;
    let document = kept.file.as_deref().and_then(|file| json::read(file).ok());
    let badge = document.as_ref().and_then(|value| value.as_object()).and_then(|document| Badge::of_document(document).ok());
    let Some(badge) = badge else {
        return Err(Failure::said(
            format!("berkas sertifikat `{id}` tidak disimpan lagi: pemiliknya sudah dihapus dari data"),
            format!("the file of certificate `{id}` is kept no more: whoever it was issued to has been erased"),
        ));
    };
    let competencies = badge.achievement.alignments.iter().map(|one| match &one.description {
        Some(level) => format!("{}, {level}", one.name),
        None => one.name.clone(),
    });
    let sheet = CertificateSheet {
        issuer: badge.issuer.name,
        number: id.to_string(),
        recipient: badge.recipient.name,
        achievement: badge.achievement.name,
        description: badge.achievement.description,
        criteria: badge.achievement.criteria,
        competencies: competencies.collect(),
        valid_from: kept.first,
        valid_until: kept.last,
        code: format!("JENJANG1 {} {}", kept.public_id, kept.digest),
        how_to_verify: voice
            .t(
                "Sertifikat ini sah bersama berkas bertanda tangannya. Periksa berkas itu dengan `jenjang certificate verify`; pengenal dan sidiknya ada dalam kode QR.",
                "This certificate holds together with its signed file. Verify that file with `jenjang certificate verify`; its identifier and digest are in the QR code.",
            )
            .to_owned(),
        signatory: signatory_of(matches, session)?,
    };
    save(matches, certificate_pdf(&sheet, voice.language), voice)
}
