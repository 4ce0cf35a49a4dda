//! What a projection finds.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::legal::Label;
use jenjang::policy::model::Policy;
use serde::Serialize;

use crate::compare::Suppression;

/// Which policy, in words and by the hash of its meaning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct PolicyName {
    /// Its id.
    pub id: Arc<str>,
    /// What people read.
    pub title: Label,
    /// Hash over its meaning, hexadecimal.
    pub version: String,
}

impl PolicyName {
    /// The name of a policy.
    pub fn of(policy: &Policy) -> PolicyName {
        PolicyName { id: Arc::clone(&policy.id), title: policy.title.clone(), version: policy.version.to_string() }
    }
}

/// A service projected over years, under the policy in force and, where one is given, under a draft beside it.
///
/// Exact when seeded: the same people, rules, policies and seed give the same bytes, whatever the number of threads.
///
/// As counted it holds every number, also those of few people: [`Projection::shown`] gives what may leave the agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Projection<C = u64> {
    /// Where random choices start from.
    pub seed: u64,
    /// First day of the first year.
    pub from: NaiveDate,
    /// People at the start.
    pub people: u64,
    /// Values that could not be read and count as missing.
    pub unread: u64,
    /// Under the policy in force.
    pub in_force: Course<C>,
    /// Under the draft.
    pub draft: Option<Course<C>>,
    /// How amounts of pay are rounded when they are shown; absent without a pay table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rounding: Option<Rounding>,
    /// Which groups lie in a group of another dimension.
    #[serde(skip)]
    pub nested: Vec<Nesting>,
    /// How small counts are treated; absent where nothing is hidden.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suppression: Option<Suppression>,
    /// What is assumed, in sentences.
    pub assumptions: Vec<Label>,
}

/// The years under one policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Course<C = u64> {
    /// The policy.
    pub policy: PolicyName,
    /// Year by year.
    pub years: Vec<ProjectionYear<C>>,
    /// By grade, all years together, in the order of the grades of a year.
    pub grades: Vec<GradeSum<C>>,
    /// Months from the date of the grade to promotion, all years together.
    pub waiting: Waiting<C>,
}

/// One year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ProjectionYear<C = u64> {
    /// 1 for the first.
    pub year: u32,
    /// Its first day.
    pub from: NaiveDate,
    /// Days of its rounds.
    pub rounds: Vec<NaiveDate>,
    /// Everybody.
    pub total: Flow<C>,
    /// By grade at the moment counted, from the lowest grade; the last entry holds people whose grade nobody told, where there are any.
    pub by_grade: Vec<GradeFlow<C>>,
    /// By the dimensions that were asked for.
    pub by: Vec<View<C>>,
    /// Months from the date of the grade to promotion.
    pub waiting: Waiting<C>,
    /// Pay of one month at the year's end, in rupiah; absent without a pay table.
    pub payroll: Option<i64>,
    /// What the year's promotions add to the pay of one month, in rupiah; absent without a pay table.
    pub payroll_of_promotions: Option<i64>,
    /// People at the year's end whose grade has no pay: they are not in the pay; absent without a pay table.
    pub without_pay: Option<C>,
    /// Promoted or lost by lot, because the published order leaves a tie across the last place.
    pub by_lot: C,
}

/// Counts of people.
///
/// `at_end = at_start + entered - retired`; `eligible = promoted + lost_to_quota + at_top`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Flow<C = u64> {
    /// In service on the first day.
    pub at_start: C,
    /// Entered during the year.
    pub entered: C,
    /// Retired during the year.
    pub retired: C,
    /// Eligible at some round of the year, each person once.
    pub eligible: C,
    /// Promoted, each promotion once.
    pub promoted: C,
    /// Eligible at some round and without a place in any of the year.
    pub lost_to_quota: C,
    /// Eligible without a grade above, or with a grade nobody told.
    pub at_top: C,
    /// Never eligible in the year, and at its last round nobody can say whether they are.
    pub unknown: C,
    /// In service on the last day.
    pub at_end: C,
}

/// The counts of a grade. People promoted count as promoted in the grade they leave.
///
/// `at_end = at_start + entered + arrived - retired - promoted`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct GradeFlow<C = u64> {
    /// Code of the grade; absent for people whose grade nobody told.
    pub grade: Option<Arc<str>>,
    /// What people read.
    pub name: Label,
    /// Whether the pay table has a row for it; so too where there is no pay table.
    pub is_paid: bool,
    /// Counts.
    pub flow: Flow<C>,
    /// Promoted into the grade.
    pub arrived: C,
    /// Months those promoted out of it had waited.
    pub waiting: Waiting<C>,
}

/// Counts by one dimension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct View<C = u64> {
    /// Name of the fact or column.
    pub dimension: Arc<str>,
    /// What people read.
    pub name: Label,
    /// Its groups in order.
    pub groups: Vec<GroupFlow<C>>,
}

/// The counts of a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct GroupFlow<C = u64> {
    /// The code in the data, a band's bounds, `missing` or `none`.
    pub code: Arc<str>,
    /// What people read.
    pub name: Label,
    /// Counts.
    pub flow: Flow<C>,
}

/// Amounts of pay are shown to the nearest so many rupiah: ten times what one person can add, so that nobody's pay follows from them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Rounding {
    /// The pay of everybody.
    pub payroll: i64,
    /// What promotions add.
    pub promotions: i64,
}

/// Which groups of a dimension lie in a group of another, as units lie in regions. Grades are dimension 0, those asked for follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nesting {
    /// The dimension whose groups lie in others.
    pub finer: usize,
    /// The dimension they lie in.
    pub coarser: usize,
    /// By code of the group, the code of the one that nine in ten of its people are in.
    pub parent_of: BTreeMap<Arc<str>, Arc<str>>,
}

/// A grade over all years.
///
/// `at_end = at_start + entered + arrived - retired - promoted`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct GradeSum<C = u64> {
    /// Code of the grade; absent for people whose grade nobody told.
    pub grade: Option<Arc<str>>,
    /// What people read.
    pub name: Label,
    /// In it on the first day of the first year.
    pub at_start: C,
    /// Entered into it.
    pub entered: C,
    /// Promoted into it.
    pub arrived: C,
    /// Promoted out of it.
    pub promoted: C,
    /// Retired from it.
    pub retired: C,
    /// In it on the last day of the last year.
    pub at_end: C,
}

/// How long people waited, in whole months.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Waiting<C = u64> {
    /// People whose waiting time is known.
    pub people: C,
    /// People whose date of the grade nobody told.
    pub unknown: C,
    /// Months and people, ascending, without empty ones. As shown, only for all years together.
    pub months: Vec<(u32, C)>,
    /// A quarter waited at most so long.
    pub lower_quartile: Option<u32>,
    /// Half waited at most so long.
    pub median: Option<u32>,
    /// Three quarters waited at most so long.
    pub upper_quartile: Option<u32>,
}
