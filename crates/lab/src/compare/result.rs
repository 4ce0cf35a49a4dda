//! What a comparison says: plain values in a fixed order, so that the same run gives the same bytes.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::legal::{Certainty, Label};
use jenjang::policy::catalogue::ProtectedGround;
use jenjang::policy::decide::PolicyOnDate;
use jenjang::policy::document::{Kind, Status};
use jenjang::policy::model::VersionHash;
use rust_decimal::Decimal;
use serde::Serialize;

use super::data::DataRead;
use super::examples::Examples;
use super::values::ValueComparison;
use super::waiting::Waiting;
use crate::cost::CostComparison;
use crate::shown::Shown;

/// What a draft does to a population, against the rule in force. Holds no time of day and no machine: a second run gives the same bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Comparison {
    /// What both policies decide.
    pub kind: Kind,
    /// The rule in force.
    pub before: PolicyIdentity,
    /// The draft.
    pub after: PolicyIdentity,
    /// The day both are applied on.
    pub as_of: NaiveDate,
    /// The people.
    pub data: DataRead,
    /// What every choice by chance (samples, examples) starts from.
    pub seed: u64,
    /// How small cells are treated.
    pub suppression: Suppression,
    /// Everybody, by answer before and after.
    pub totals: Totals,
    /// The same by group, a table for each dimension, in the order asked for.
    pub dimensions: Vec<ByDimension>,
    /// Dimensions that were asked for and could not be told apart, and why.
    pub left_out: Vec<LeftOut>,
    /// The groups that change most.
    pub most_affected: MostAffected,
    /// Why people change; eligibility policies only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub causes: Option<Causes>,
    /// Missing facts that made people unknown who were not before, by name in order of people.
    pub became_unknown_because: Vec<MissingFact<Shown>>,
    /// Criteria and groups of criteria before and after; eligibility policies only.
    pub criteria: Vec<CriterionComparison>,
    /// A few people each way, anonymised; eligibility policies only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub examples: Option<Examples>,
    /// How values move; all kinds but eligibility.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values: Option<ValueComparison>,
    /// How long until waiting alone suffices; eligibility policies, where asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting: Option<Waiting>,
    /// What it costs; eligibility policies, where a pay table was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<CostComparison>,
    /// What does not look right, such as a share outside of what was expected.
    pub warnings: Vec<Label>,
    /// How the figures were made, for whoever reads them.
    pub notes: Vec<Label>,
}

/// Which policy, in which version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct PolicyIdentity {
    /// Its id.
    pub id: Arc<str>,
    /// The file it was read from.
    pub file: Arc<str>,
    /// Its title.
    pub title: Label,
    /// SHA-256 of its meaning.
    pub version: VersionHash,
    /// Enacted or draft.
    pub status: Status,
    /// The day whose knowledge of the rules was used.
    pub known_at: NaiveDate,
    /// The least certain value anything in it rests on.
    pub certainty: Certainty,
}

impl PolicyIdentity {
    /// Of a prepared policy.
    pub fn of(policy: &PolicyOnDate) -> PolicyIdentity {
        let declared = policy.policy();
        PolicyIdentity {
            id: Arc::clone(&declared.id),
            file: Arc::clone(&declared.file),
            title: declared.title.clone(),
            version: declared.version,
            status: declared.status,
            known_at: policy.known_at(),
            certainty: policy.certainty(),
        }
    }
}

/// How small cells are treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Suppression {
    /// Cells with 1 to fewer than this many people are not shown.
    pub least: u64,
    /// Whoever works back a hidden cell from what is shown is left with at least this many possible values, where the totals allow it.
    pub width: u64,
}

/// The three answers before and after. With policies that give a value, *eligible* is who has one, *not eligible* whose value is none.
///
/// Small figures are hidden here too, and with them as many others that none follows from what is shown and from the number of all people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Totals {
    /// Everybody.
    pub people: u64,
    /// `table[before][after]` in the order eligible, not eligible, unknown.
    pub table: [[Shown; 3]; 3],
    /// How many have each answer before, in the same order.
    pub before: [Shown; 3],
    /// How many have each answer after.
    pub after: [Shown; 3],
    /// Not eligible before, eligible after; with values: the value is better.
    pub gained: Shown,
    /// Eligible before, not eligible after; with values: the value is worse.
    pub lost: Shown,
    /// The same answer, and the same value.
    pub unchanged: Shown,
    /// Known before, unknown after.
    pub became_unknown: Shown,
    /// Unknown before, known after.
    pub no_longer_unknown: Shown,
    /// Another value that is neither better nor worse (categories without order).
    pub changed: Shown,
}

impl Totals {
    /// How many have this answer before: 0 eligible, 1 not eligible, 2 unknown.
    pub fn before(&self, answer: usize) -> Shown {
        self.before.get(answer).copied().unwrap_or_default()
    }

    /// How many have this answer after: 0 eligible, 1 not eligible, 2 unknown.
    pub fn after(&self, answer: usize) -> Shown {
        self.after.get(answer).copied().unwrap_or_default()
    }
}

/// A column of a table by group. Together they count everybody of the group once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// Not eligible before, eligible after; with values: better.
    Gained,
    /// Eligible before, not eligible after; with values: worse.
    Lost,
    /// Known before, unknown after.
    BecameUnknown,
    /// Unknown before, known after.
    NoLongerUnknown,
    /// Another value, neither better nor worse.
    Changed,
    /// Eligible before and after; with values: the same value.
    StayedEligible,
    /// Not eligible before and after; with values: none before and after.
    StayedNotEligible,
    /// Unknown before and after.
    StayedUnknown,
}

impl Change {
    /// All, in the order of the cells of a [`GroupRow`].
    pub const ALL: [Change; 8] = [
        Change::Gained,
        Change::Lost,
        Change::BecameUnknown,
        Change::NoLongerUnknown,
        Change::Changed,
        Change::StayedEligible,
        Change::StayedNotEligible,
        Change::StayedUnknown,
    ];

    /// Its place in [`Change::ALL`].
    pub fn place(self) -> usize {
        self as usize
    }

    /// What people read. Of policies that give a value, or of eligibility.
    pub fn label(self, kind: Kind) -> Label {
        let eligibility = kind == Kind::Eligibility;
        match self {
            Change::Gained if eligibility => Label::new("menjadi memenuhi syarat", "becomes eligible"),
            Change::Gained => Label::new("nilai naik", "better value"),
            Change::Lost if eligibility => Label::new("tidak lagi memenuhi syarat", "no longer eligible"),
            Change::Lost => Label::new("nilai turun", "worse value"),
            Change::BecameUnknown => Label::new("menjadi tidak diketahui", "becomes unknown"),
            Change::NoLongerUnknown => Label::new("menjadi diketahui", "no longer unknown"),
            Change::Changed => Label::new("berubah", "changed"),
            Change::StayedEligible if eligibility => Label::new("tetap memenuhi syarat", "stays eligible"),
            Change::StayedEligible => Label::new("nilai tetap", "same value"),
            Change::StayedNotEligible if eligibility => Label::new("tetap tidak memenuhi syarat", "stays not eligible"),
            Change::StayedNotEligible => Label::new("tetap tanpa nilai", "stays without a value"),
            Change::StayedUnknown => Label::new("tetap tidak diketahui", "stays unknown"),
        }
    }
}

/// The people by one dimension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ByDimension {
    /// Name of the fact or column.
    pub name: Arc<str>,
    /// What people read.
    pub label: Label,
    /// The ground on which nobody may be treated differently, where it is one: shown for audit only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protected: Option<ProtectedGround>,
    /// The dimension each group of this one lies within as a whole (a unit in a region), where that is so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<Arc<str>>,
    /// The groups: bands and choices in their order, texts by name; then those without a value.
    pub rows: Vec<GroupRow>,
    /// How many groups were too small to stand alone and are counted together in the last row.
    pub merged: u64,
    /// How many cells are hidden.
    pub hidden: u64,
}

/// One group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct GroupRow {
    /// The code in the data, a band's bounds, `missing`, `none` or `others`.
    pub code: Arc<str>,
    /// What people read.
    pub label: Label,
    /// How many people.
    pub people: u64,
    /// Counts in the order of [`Change::ALL`].
    pub cells: [Shown; 8],
}

impl GroupRow {
    /// The count of a change; absent where hidden.
    pub fn cell(&self, change: Change) -> Option<u64> {
        self.shown(change).value()
    }

    /// The count of a change, or why it is hidden.
    pub fn shown(&self, change: Change) -> Shown {
        self.cells.get(change.place()).copied().unwrap_or_default()
    }
}

/// A dimension that is not shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct LeftOut {
    /// Name of the fact or column.
    pub name: Arc<str>,
    /// What people read.
    pub label: Label,
    /// Why.
    pub reason: Label,
}

/// The groups that change most, of one dimension or two together, as far as their figures are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct MostAffected {
    /// By how many people are shown to gain, lose or become unknown.
    pub by_people: Vec<AffectedGroup>,
    /// By the share of the group that does.
    pub by_share: Vec<AffectedGroup>,
    /// Groups of one dimension that are in no list because all that changes in them is hidden. They may be among the most affected.
    pub not_listed: u64,
}

/// A group that changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct AffectedGroup {
    /// One or two dimensions with the group of each.
    pub of: Vec<Membership>,
    /// How many people are in it.
    pub people: u64,
    /// How many of them gain, lose or become unknown.
    pub affected: Shown,
    /// The share of them, to four places, halves up.
    pub share: Shown<Decimal>,
    /// How many gain.
    pub gained: Shown,
    /// How many lose.
    pub lost: Shown,
    /// How many become unknown.
    pub became_unknown: Shown,
}

/// A group of a dimension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Membership {
    /// Name of the dimension.
    pub dimension: Arc<str>,
    /// What people read.
    pub dimension_label: Label,
    /// Code of the group.
    pub code: Arc<str>,
    /// What people read.
    pub label: Label,
    /// Whether the dimension is a protected ground.
    pub protected: bool,
}

/// Why people change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Causes {
    /// Of those who lose: requirements of the draft that are not met.
    pub lost: Vec<Cause>,
    /// Of those who gain: requirements of the rule in force that were not met and no longer stand in the way.
    pub gained: Vec<Cause>,
}

/// A criterion, or a group of criteria, that is required by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Cause {
    /// Its code.
    pub code: Arc<str>,
    /// What people read.
    pub label: Label,
    /// Legal ground.
    pub reference: Arc<str>,
    /// Of how many people.
    pub people: Shown,
    /// Of how many of them nothing else stands in the way.
    pub alone: Shown,
}

/// A missing fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct MissingFact<N = u64> {
    /// Its name; `rating[2]` for an item.
    pub name: Arc<str>,
    /// What people read.
    pub label: Label,
    /// Of how many people it keeps the answer open. One person may lack several.
    pub people: N,
}

/// A criterion or group of criteria before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct CriterionComparison {
    /// Its code.
    pub code: Arc<str>,
    /// What people read.
    pub label: Label,
    /// Legal ground.
    pub reference: Arc<str>,
    /// Whether it is a group of criteria.
    pub group: bool,
    /// Whether it is required by itself, and not as a member of a group only.
    pub required: bool,
    /// Under the rule in force; absent where that has no such criterion on the day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Standings>,
    /// Under the draft.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Standings>,
    /// Whose answer to it is *not met* after and was another before (or there was no such criterion).
    pub newly_not_met: Shown,
    /// Whose answer was *not met* before and is another after (or there is no such criterion).
    pub no_longer_not_met: Shown,
}

/// How people stand with a criterion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Standings {
    /// It holds.
    pub met: Shown,
    /// It does not hold.
    pub not_met: Shown,
    /// A fact is missing.
    pub unknown: Shown,
    /// It does not apply.
    pub not_applicable: Shown,
    /// It alone stands in the way: not met, and everything else that is required is met.
    pub alone: Shown,
}
