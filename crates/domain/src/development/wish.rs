//! What somebody wishes to learn. A wish is no measured need: lists show it beside needs, and no score reads it.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::people::id::{CompetencyCode, CourseId, PersonId};
use crate::record::{Kept, Kind};

/// A wish for training.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Wish {
    /// Its id.
    pub id: Arc<str>,
    /// Whose.
    pub person: PersonId,
    /// What the person wishes to learn, in the person's own words.
    pub topic: Arc<str>,
    /// The competency it belongs to, where the person names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub competency: Option<CompetencyCode>,
    /// The course, where the person names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub course: Option<CourseId>,
    /// When it was said.
    pub on: NaiveDate,
}

impl Kept for Wish {
    const KIND: Kind = Kind::Wish;

    fn key(&self) -> Arc<str> {
        Arc::clone(&self.id)
    }

    fn person(&self) -> Option<&PersonId> {
        Some(&self.person)
    }
}
