//! What promotions cost: pay tables, and the cost of those promoted before and after.

use std::sync::Arc;

use jenjang::legal::Label;
use serde::Serialize;

/// What promoting everybody who is eligible adds to the pay bill, in whole rupiah a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct CostComparison {
    /// The pay table used.
    pub table: Label,
    /// The currency of every amount.
    pub currency: Arc<str>,
    /// Under the rule in force.
    pub before: Cost,
    /// Under the draft.
    pub after: Cost,
    /// After less before, a year.
    pub difference: i128,
    /// By group of each dimension, in their order.
    pub dimensions: Vec<CostByDimension>,
}

/// The cost of those promoted under one policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Cost {
    /// Eligible people whose pay before and after promotion is in the table.
    pub promoted: u64,
    /// What they are paid now, a year.
    pub paid_now: i128,
    /// What they would be paid, a year.
    pub paid_then: i128,
    /// The difference of the two.
    pub increase: i128,
    /// Eligible people who stand in the highest grade: there is none to be promoted to.
    pub highest_grade: u64,
    /// Eligible people whose grade (or service, where the table needs it) is missing or none.
    pub without_grade: u64,
    /// Eligible people for whom the table has no row, now or after promotion.
    pub without_row: u64,
}

/// Cost by group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct CostByDimension {
    /// Name of the dimension.
    pub name: Arc<str>,
    /// What people read.
    pub label: Label,
    /// The groups in the order of the dimension.
    pub rows: Vec<CostRow>,
}

/// Cost of a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct CostRow {
    /// Code of the group.
    pub code: Arc<str>,
    /// What people read.
    pub label: Label,
    /// Increase a year before; absent where too few people stand behind it.
    pub before: Option<i128>,
    /// Increase a year after.
    pub after: Option<i128>,
    /// After less before.
    pub difference: Option<i128>,
}
