//! Where a value comes from: a legal reference and how certain we are of it; texts in two languages.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A language users can choose. Indonesian is the default everywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Bahasa Indonesia.
    #[default]
    Id,
    /// English.
    En,
}

/// A text a user can see, in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Label {
    /// Indonesian.
    pub id: Arc<str>,
    /// English.
    pub en: Arc<str>,
}

impl Label {
    /// A label from its two texts.
    pub fn new(id: impl Into<Arc<str>>, en: impl Into<Arc<str>>) -> Label {
        Label { id: id.into(), en: en.into() }
    }

    /// A label that reads the same in both languages (a code, a number).
    pub fn same(text: impl Into<Arc<str>>) -> Label {
        let text = text.into();
        Label { id: text.clone(), en: text }
    }

    /// The text in one language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Id => &self.id,
            Language::En => &self.en,
        }
    }
}

/// How a legal value was read.
///
/// The order is from the most to the least certain, so that the certainty of a whole is the `max` of its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// The article itself was read.
    Text,
    /// An official summary, agency page or news report was read.
    Secondary,
    /// Seen only in the code or data of an application that implements the rule.
    Practice,
    /// Not confirmed by any source read.
    Unverified,
}

impl Certainty {
    /// All marks, from most to least certain.
    pub const ALL: [Certainty; 4] = [Certainty::Text, Certainty::Secondary, Certainty::Practice, Certainty::Unverified];

    /// The word used in policy files.
    pub fn as_str(self) -> &'static str {
        match self {
            Certainty::Text => "text",
            Certainty::Secondary => "secondary",
            Certainty::Practice => "practice",
            Certainty::Unverified => "unverified",
        }
    }

    /// What the mark means, for people.
    pub fn label(self) -> Label {
        match self {
            Certainty::Text => Label::new("pasal dibaca langsung", "the article itself was read"),
            Certainty::Secondary => Label::new("ringkasan resmi atau halaman instansi", "official summary or agency page"),
            Certainty::Practice => Label::new("praktik, dari kode aplikasi", "practice, from application code"),
            Certainty::Unverified => Label::new("belum diverifikasi", "unverified"),
        }
    }
}

impl fmt::Display for Certainty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that is not a certainty mark.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is not a certainty, expected `text`, `secondary`, `practice` or `unverified`")]
pub struct ParseCertaintyError {
    /// What was found.
    pub found: String,
}

impl FromStr for Certainty {
    type Err = ParseCertaintyError;

    fn from_str(s: &str) -> Result<Certainty, ParseCertaintyError> {
        Certainty::ALL.into_iter().find(|c| c.as_str() == s).ok_or_else(|| ParseCertaintyError { found: s.to_owned() })
    }
}

/// A citation (`PP 99/2000 ps. 7`) and its certainty.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LegalReference {
    /// Instrument and article, as lawyers cite it.
    pub citation: Arc<str>,
    /// How it was read.
    pub certainty: Certainty,
}
