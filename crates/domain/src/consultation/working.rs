//! The text of a draft while it is written: kept as it was typed, sound or not.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::people::id::{DraftId, PersonId};
use crate::record::{Kept, Kind};

/// What the policy team is writing. Nothing rests on it: a proposal or a version of a draft takes a copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct WorkingText {
    /// Its id, which is also that of the draft that is consulted on.
    pub id: DraftId,
    /// The policy file's text.
    pub policy_text: Arc<str>,
    /// The draft file's text, that says the rules in clauses; empty until somebody writes it.
    pub clauses: Arc<str>,
    /// Id of the policy it began as a copy of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Arc<str>>,
    /// What it is for, in a sentence.
    pub purpose: Arc<str>,
    /// When it was last changed.
    pub changed: NaiveDate,
    /// Who changed it last; absent once that person was erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PersonId>,
}

impl Kept for WorkingText {
    const KIND: Kind = Kind::WorkingText;

    fn key(&self) -> Arc<str> {
        self.id.as_str().into()
    }

    fn person(&self) -> Option<&PersonId> {
        self.by.as_ref()
    }

    /// The text is the agency's: only the name goes.
    fn forget(mut self, person: &PersonId) -> Option<WorkingText> {
        self.by = self.by.filter(|by| by != person);
        Some(self)
    }
}
