//! The printed certificate.

use chrono::NaiveDate;
use jenjang::legal::Language;

use crate::engine::{Data, Template, make};
use crate::words::Words;
use crate::{DocumentError, Signatory, qr};

/// What stands on a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateSheet {
    /// Who issues it.
    pub issuer: String,
    /// Its number or id.
    pub number: String,
    /// To whom, as the person wishes to be named.
    pub recipient: String,
    /// What was achieved.
    pub achievement: String,
    /// What it is.
    pub description: String,
    /// What had to be done for it.
    pub criteria: String,
    /// The competencies it stands for.
    pub competencies: Vec<String>,
    /// From when it holds.
    pub valid_from: NaiveDate,
    /// The last day it holds, where it ends.
    pub valid_until: Option<NaiveDate>,
    /// What the QR code holds.
    pub code: String,
    /// How to check it.
    pub how_to_verify: String,
    /// Who signs.
    pub signatory: Signatory,
}

/// The certificate as a PDF: one page of A4, lying.
///
/// # Errors
/// Where the code does not fit a QR code.
pub fn certificate(sheet: &CertificateSheet, language: Language) -> Result<Vec<u8>, DocumentError> {
    let words = Words(language);
    let validity = match sheet.valid_until {
        Some(last) => {
            format!("{} {} {} {}", words.t("Berlaku", "Valid"), words.date(sheet.valid_from), words.t("sampai", "to"), words.date(last))
        }
        None => format!("{} {}", words.t("Berlaku sejak", "Valid from"), words.date(sheet.valid_from)),
    };
    let alternative = words.t("Kode QR untuk memeriksa sertifikat", "QR code to verify certificate");
    let data = Data::default()
        .text("issuer", &sheet.issuer)
        .text("heading", words.t("SERTIFIKAT", "CERTIFICATE"))
        .text("number", format!("{} {}", words.t("Nomor", "Number"), sheet.number))
        .text("given-to", words.t("diberikan kepada", "awarded to"))
        .text("recipient", &sheet.recipient)
        .text("for", words.t("atas", "for"))
        .text("achievement", &sheet.achievement)
        .text("description", &sheet.description)
        .text("criteria", &sheet.criteria)
        .text("competencies-label", words.t("Kompetensi", "Competencies"))
        .texts("competencies", &sheet.competencies)
        .text("validity", validity)
        .text("code-alt", format!("{alternative} {}: {}", sheet.number, sheet.code))
        .text("how-to-verify", &sheet.how_to_verify)
        .signatory(&sheet.signatory, &words);
    let template = Template {
        name: "certificate.typ",
        source: include_str!("templates/certificate.typ"),
        pictures: vec![("code.svg", qr::svg(&sheet.code)?.into_bytes())],
    };
    make(template, data, language, &format!("{} {}", words.t("Sertifikat", "Certificate"), sheet.number))
}
