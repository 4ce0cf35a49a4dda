//! What somebody wishes to learn. A wish is no measured need: lists show it beside needs, and no score reads it.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::mentoring::Side;
use crate::people::id::{CompetencyCode, CourseId, PersonId, ProgrammeId};
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
    /// The mentoring programme, where the wish is to take part in one; its topic is the title of the programme then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mentoring: Option<MentoringWish>,
    /// When it was said.
    pub on: NaiveDate,
}

/// As what somebody wishes to take part in a mentoring programme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct MentoringWish {
    /// The programme.
    pub programme: ProgrammeId,
    /// As which of the two.
    pub side: Side,
}

impl Kept for Wish {
    const KIND: Kind = Kind::Wish;

    fn key(&self) -> Arc<str> {
        Arc::clone(&self.id)
    }

    fn parent(&self) -> Option<Arc<str>> {
        Some(self.mentoring.as_ref()?.programme.as_str().into())
    }

    fn person(&self) -> Option<&PersonId> {
        Some(&self.person)
    }
}
