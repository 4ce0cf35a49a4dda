//! Where competency frameworks, standards, rating schemes, questionnaires and catalogues are kept as texts, and the profiles of people.

use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::profile::Assessment;
use crate::audit::Digest;
use crate::people::id::{FrameworkId, PersonId};
use crate::store::{Page, Revision, StoreError, Versioned};

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TextKind {
    /// A competency framework.
    Framework,
    /// Competency standards of posts.
    Standards,
    /// A 360° scheme.
    Scheme,
    /// A questionnaire.
    Instrument,
    /// A catalogue of facts.
    Catalogue,
    /// Which versions of policies and catalogue a decision rests on.
    Rules,
}

impl TextKind {
    /// All kinds.
    pub const ALL: [TextKind; 6] =
        [TextKind::Framework, TextKind::Standards, TextKind::Scheme, TextKind::Instrument, TextKind::Catalogue, TextKind::Rules];

    /// The word in stores and files.
    pub fn as_str(self) -> &'static str {
        match self {
            TextKind::Framework => "framework",
            TextKind::Standards => "standards",
            TextKind::Scheme => "scheme",
            TextKind::Instrument => "instrument",
            TextKind::Catalogue => "catalogue",
            TextKind::Rules => "rules",
        }
    }
}

/// A text in one version. Versions do not change: another text is another version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct TextRecord {
    /// What it is.
    pub kind: TextKind,
    /// Id of what it defines.
    pub id: Arc<str>,
    /// SHA-256 over the text.
    pub version: Digest,
    /// The file's text.
    pub text: Arc<str>,
}

/// The assessments of one person in one framework.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ProfileRecord {
    /// The person.
    pub person: PersonId,
    /// The framework.
    pub framework: FrameworkId,
    /// What was assessed, as [`Profile::try_new`](super::profile::Profile::try_new) takes it.
    pub assessments: Vec<Assessment>,
}

/// Texts and profiles.
#[async_trait]
pub trait CompetencyRepository: Send {
    /// Keeps a text; the same kind, id and version again changes nothing, whatever the text.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn save_text(&mut self, text: &TextRecord) -> Result<(), StoreError>;

    /// One version of a text.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn find_text(&mut self, kind: TextKind, id: &str, version: &Digest) -> Result<Option<TextRecord>, StoreError>;

    /// All versions of one kind, by id and version.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn texts(&mut self, kind: TextKind) -> Result<Vec<TextRecord>, StoreError>;

    /// The profile of a person in a framework.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn find_profile(&mut self, person: &PersonId, framework: &FrameworkId) -> Result<Option<Versioned<ProfileRecord>>, StoreError>;

    /// All profiles of a person, by framework.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn profiles(&mut self, person: &PersonId) -> Result<Vec<Versioned<ProfileRecord>>, StoreError>;

    /// The profiles of these people, by person and framework, each once.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn profiles_of(&mut self, people: &[PersonId]) -> Result<Vec<Versioned<ProfileRecord>>, StoreError>;

    /// Profiles in one framework, by person.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn list_profiles(&mut self, framework: &FrameworkId, page: &Page<PersonId>) -> Result<Vec<Versioned<ProfileRecord>>, StoreError>;

    /// Keeps a profile.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the revision is another.
    async fn save_profile(&mut self, profile: &ProfileRecord, expected: Option<Revision>) -> Result<Revision, StoreError>;

    /// Removes every profile of a person; how many there were.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn remove_profiles(&mut self, person: &PersonId) -> Result<u64, StoreError>;
}
