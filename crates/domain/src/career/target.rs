//! The post somebody wants to reach. A wish: no rule reads it.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::legal::Label;
use crate::people::id::{PersonId, PositionId};
use crate::record::{Kept, Kind};

/// The post somebody wants to reach; everybody has at most one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct CareerTarget {
    /// Whose.
    pub person: PersonId,
    /// The post.
    pub post: PositionId,
    /// What the post was called when it was chosen.
    pub label: Label,
    /// When it was chosen.
    pub since: NaiveDate,
}

impl Kept for CareerTarget {
    const KIND: Kind = Kind::CareerTarget;

    fn key(&self) -> Arc<str> {
        self.person.as_str().into()
    }

    fn person(&self) -> Option<&PersonId> {
        Some(&self.person)
    }
}
