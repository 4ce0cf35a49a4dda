//! Explaining an enacted policy to those it concerns (*sosialisasi*): whom it concerns, a summary in plain words, a short check of understanding,
//! who has read it, and what people ask.

pub mod check;
pub mod rates;
pub mod summary;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::audit::Digest;
use crate::legal::Label;
use crate::people::id::{DraftId, PersonId, PositionKindCode, SocialisationId, UnitId};
use crate::record::{Kept, Kind};

pub use check::{CheckQuestion, Marked};
pub use summary::Summary;

/// Whom a policy concerns: everybody in these units and those under them, or only those in posts of these kinds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audience {
    /// Units with all under them. Never empty.
    pub units: BTreeSet<UnitId>,
    /// Kinds of posts; none is all.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub posts: BTreeSet<PositionKindCode>,
}

/// An enacted policy being explained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Socialisation {
    /// Its id.
    pub id: SocialisationId,
    /// Id of the policy.
    pub policy: Arc<str>,
    /// The version explained.
    pub version: Digest,
    /// The draft it came from, where it was consulted on here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<DraftId>,
    /// Title of the policy.
    pub title: Label,
    /// Whom it concerns.
    pub audience: Audience,
    /// First day.
    pub started: NaiveDate,
    /// The day by which everybody is to have read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// The summary.
    pub summary: Summary,
    /// The check of understanding; without questions reading is enough.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<CheckQuestion>,
    /// Right answers that are enough.
    #[serde(default)]
    pub needed: usize,
}

impl Kept for Socialisation {
    const KIND: Kind = Kind::Socialisation;

    fn key(&self) -> Arc<str> {
        self.id.as_str().into()
    }

    fn parent(&self) -> Option<Arc<str>> {
        Some(Arc::clone(&self.policy))
    }
}

/// That somebody has read the summary of a version and understood it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledgement {
    /// What was explained.
    pub socialisation: SocialisationId,
    /// Who.
    pub person: PersonId,
    /// The version explained then.
    pub version: Digest,
    /// When.
    pub on: NaiveDate,
    /// Right answers.
    pub right: usize,
    /// Of how many questions.
    pub of: usize,
}

impl Acknowledgement {
    /// The id of a person's acknowledgement: one for each person.
    pub fn id(socialisation: &SocialisationId, person: &PersonId) -> Arc<str> {
        format!("{socialisation}/{person}").into()
    }
}

impl Kept for Acknowledgement {
    const KIND: Kind = Kind::Acknowledgement;

    fn key(&self) -> Arc<str> {
        Acknowledgement::id(&self.socialisation, &self.person)
    }

    fn parent(&self) -> Option<Arc<str>> {
        Some(self.socialisation.as_str().into())
    }

    fn person(&self) -> Option<&PersonId> {
        Some(&self.person)
    }
}

/// What a question was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionAnswer {
    /// The answer.
    pub text: Arc<str>,
    /// When.
    pub on: NaiveDate,
}

/// A question on a policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Its id.
    pub id: Arc<str>,
    /// What is explained.
    pub socialisation: SocialisationId,
    /// What is asked.
    pub text: Arc<str>,
    /// When.
    pub on: NaiveDate,
    /// Who asks; nobody for the public, and once the person is erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// The answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<QuestionAnswer>,
}

impl Kept for Question {
    const KIND: Kind = Kind::Question;

    fn key(&self) -> Arc<str> {
        Arc::clone(&self.id)
    }

    fn parent(&self) -> Option<Arc<str>> {
        Some(self.socialisation.as_str().into())
    }

    fn person(&self) -> Option<&PersonId> {
        self.person.as_ref()
    }

    /// Others read the question and its answer; who asked goes.
    fn forget(self, person: &PersonId) -> Option<Question> {
        if self.person.as_ref() == Some(person) { Some(Question { person: None, ..self }) } else { Some(self) }
    }
}
