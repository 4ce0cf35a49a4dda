#![doc = include_str!("../README.md")]

mod certificate;
mod decree;
mod engine;
mod qr;
mod transcript;
mod words;

use std::fmt;

use chrono::NaiveDate;
use jenjang::legal::{Label, Language};

pub use certificate::{CertificateSheet, certificate};
pub use decree::{Decree, decree};
pub use transcript::{Activity, Transcript, YearTotal, transcript};

/// Who signs a document, where and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signatory {
    /// Where.
    pub place: String,
    /// When.
    pub date: NaiveDate,
    /// As what (*Bupati Contoh*).
    pub title: String,
    /// The name.
    pub name: String,
    /// The employee number, where the signer has one and it is printed.
    pub number: Option<String>,
}

/// A day as documents write it: `2 November 2026`, with the month in the language.
pub fn date_in_words(day: NaiveDate, language: Language) -> String {
    words::Words(language).date(day)
}

/// A document that could not be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentError {
    message: Label,
}

impl DocumentError {
    pub(crate) fn new(id: impl Into<std::sync::Arc<str>>, en: impl Into<std::sync::Arc<str>>) -> DocumentError {
        DocumentError { message: Label::new(id, en) }
    }

    /// The sentence.
    pub fn message(&self) -> &Label {
        &self.message
    }
}

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message.en)
    }
}

impl std::error::Error for DocumentError {}
