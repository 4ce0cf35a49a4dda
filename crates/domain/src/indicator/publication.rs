//! Tables of counts that everybody may read, with small cells hidden.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::legal::Label;
use crate::people::id::{PersonId, UnitId};
use crate::record::{Kept, Kind};

/// What the rows of a table tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dimension {
    /// The unit people work in.
    Unit,
    /// Sex, to see whether outcomes differ; never read by a rule.
    Sex,
    /// The group of the grade: the part of its code before the stroke (`III` of `III/b`).
    GradeGroup,
}

impl Dimension {
    /// All dimensions, in the order they stand in a row.
    pub const ALL: [Dimension; 3] = [Dimension::Unit, Dimension::Sex, Dimension::GradeGroup];

    /// The word in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Dimension::Unit => "unit",
            Dimension::Sex => "sex",
            Dimension::GradeGroup => "grade-group",
        }
    }

    /// What people read.
    pub fn label(self) -> Label {
        match self {
            Dimension::Unit => Label::new("unit kerja", "unit"),
            Dimension::Sex => Label::new("jenis kelamin", "sex"),
            Dimension::GradeGroup => Label::new("golongan", "grade group"),
        }
    }
}

/// One row: who, and how many of each outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct PublishedRow {
    /// The groups that stand in the row, one for each; several where small groups were put together.
    pub groups: Vec<Label>,
    /// Counts by column; absent where hidden.
    pub cells: Vec<Option<u64>>,
    /// All of the row.
    pub total: u64,
}

/// A published table. It does not change: a second one of the same people and outcome could be subtracted from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Publication {
    /// What is counted: `decisions`, `learning`, `training`.
    pub outcome: Arc<str>,
    /// Of which round or year.
    pub of: Arc<str>,
    /// Of which unit and all under it; the whole service where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// What it is called.
    pub title: Label,
    /// What the rows tell apart.
    pub by: Vec<Dimension>,
    /// The columns.
    pub columns: Vec<Label>,
    /// The rows.
    pub rows: Vec<PublishedRow>,
    /// Sums of the columns.
    pub totals: Vec<u64>,
    /// Cells below this many people are hidden.
    pub least: u32,
    /// Cells hidden because they are small.
    pub primary: u32,
    /// Cells hidden so that the others cannot be worked back.
    pub complementary: u32,
    /// When it was published.
    pub published: NaiveDate,
    /// Who published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_by: Option<PersonId>,
}

impl Publication {
    /// What publications that could be subtracted from each other belong to.
    pub fn parent_of(outcome: &str, of: &str) -> Arc<str> {
        format!("{outcome}/{of}").into()
    }

    /// The id of the publication of these people and outcome.
    pub fn id_of(outcome: &str, of: &str, unit: Option<&UnitId>) -> Arc<str> {
        format!("{outcome}/{of}/{}", unit.map_or("*", UnitId::as_str)).into()
    }
}

impl Kept for Publication {
    const KIND: Kind = Kind::Publication;

    fn key(&self) -> Arc<str> {
        Publication::id_of(&self.outcome, &self.of, self.unit.as_ref())
    }

    fn parent(&self) -> Option<Arc<str>> {
        Some(Publication::parent_of(&self.outcome, &self.of))
    }

    fn person(&self) -> Option<&PersonId> {
        self.published_by.as_ref()
    }

    /// What was published stays: only the name goes.
    fn forget(mut self, person: &PersonId) -> Option<Publication> {
        self.published_by = self.published_by.filter(|by| by != person);
        Some(self)
    }
}
