//! A talent review as it is kept: whose people stand on which grid on which day, what was handed in about each, and the moves of the meeting.
//!
//! Nothing computed is kept: a map is made again from what was handed in, what the records say and the policy of the day, so that it can be told how
//! each value came about.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::legal::Label;
use crate::people::id::{PersonId, UnitId};
use crate::record::{Kept, Kind};

/// A talent review of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct TalentReview {
    /// Its id.
    pub id: Arc<str>,
    /// What people read.
    pub title: Label,
    /// Whose people: the unit and all under it.
    pub unit: UnitId,
    /// The classification that is read as a grid.
    pub policy: Arc<str>,
    /// The day people are placed for, and whose knowledge counts.
    pub as_of: NaiveDate,
    /// First line of the table handed in: the names of its facts.
    pub header: Arc<str>,
}

impl Kept for TalentReview {
    const KIND: Kind = Kind::TalentReview;

    fn key(&self) -> Arc<str> {
        Arc::clone(&self.id)
    }
}

/// What was handed in about one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct TalentEntry {
    /// The review.
    pub review: Arc<str>,
    /// Who.
    pub person: PersonId,
    /// The line of the table; the id alone where no table was handed in.
    pub row: Arc<str>,
    /// What was filled in afterwards, by names of facts, written as in the cells of a table; `?` takes back what the line says.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<Arc<str>, Arc<str>>,
}

impl Kept for TalentEntry {
    const KIND: Kind = Kind::TalentEntry;

    fn key(&self) -> Arc<str> {
        format!("{}/{}", self.review, self.person).into()
    }

    fn parent(&self) -> Option<Arc<str>> {
        Some(Arc::clone(&self.review))
    }

    fn person(&self) -> Option<&PersonId> {
        Some(&self.person)
    }
}

/// One move of the calibration meeting. Moves are only added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct TalentMove {
    /// The review.
    pub review: Arc<str>,
    /// Its place in the log, from 1.
    pub number: u32,
    /// Who was moved.
    pub person: PersonId,
    /// Code of the box after.
    pub to: Arc<str>,
    /// Why, in words the person may read.
    pub reason: Arc<str>,
    /// Who answers for it; nobody once that person is erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PersonId>,
    /// When.
    pub on: NaiveDate,
}

impl Kept for TalentMove {
    const KIND: Kind = Kind::TalentMove;

    fn key(&self) -> Arc<str> {
        format!("{}/{:05}", self.review, self.number).into()
    }

    fn parent(&self) -> Option<Arc<str>> {
        Some(Arc::clone(&self.review))
    }

    fn person(&self) -> Option<&PersonId> {
        Some(&self.person)
    }

    fn other(&self) -> Option<&PersonId> {
        self.by.as_ref()
    }

    fn forget(self, person: &PersonId) -> Option<Self> {
        match self {
            TalentMove { person: ref moved, .. } if moved == person => None,
            TalentMove { by: Some(ref by), .. } if by == person => Some(TalentMove { by: None, ..self }),
            unchanged => Some(unchanged),
        }
    }
}
