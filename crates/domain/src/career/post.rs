//! Posts.

use std::sync::Arc;

use crate::legal::Label;
use crate::people::id::{PositionId, UnitId};
use crate::policy::value::{FactIndex, Value};

/// A post of an organisation: what it is, where it stands, and what it asks of its holder.
///
/// Kind, tier, echelon and grades are codes of the catalogue's scales; a [`CareerMap`](super::CareerMap) checks them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Its id, unique on the map.
    pub id: PositionId,
    /// What people read.
    pub label: Label,
    /// The unit it belongs to.
    pub unit: Option<UnitId>,
    /// Kind of position (`pengawas`).
    pub kind: Arc<str>,
    /// Tier of a functional position (`ahli-muda`).
    pub tier: Option<Arc<str>>,
    /// Echelon of a structural position (`IV.a`).
    pub echelon: Option<Arc<str>>,
    /// Family of functional positions it belongs to: a ladder is climbed within one (`auditor`).
    pub family: Option<Arc<str>>,
    /// Field of work, by which experience is related or not (`finance`).
    pub field: Option<Arc<str>>,
    /// Lowest grade the post asks for.
    pub lowest_grade: Option<Arc<str>>,
    /// Highest grade of its holders.
    pub highest_grade: Option<Arc<str>>,
    /// The competency standard, by its id in the file of standards.
    pub standard: Option<Arc<str>>,
    /// Facts about this post that its policies read, by the catalogue's names (`target.minimum education`).
    pub asks: Vec<(FactIndex, Value)>,
}

impl Post {
    /// A post of a kind of which nothing else is said.
    pub fn new(id: PositionId, label: Label, kind: impl Into<Arc<str>>) -> Post {
        Post {
            id,
            label,
            unit: None,
            kind: kind.into(),
            tier: None,
            echelon: None,
            family: None,
            field: None,
            lowest_grade: None,
            highest_grade: None,
            standard: None,
            asks: Vec::new(),
        }
    }
}
