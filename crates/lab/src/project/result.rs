//! What a projection finds.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::legal::Label;
use jenjang::policy::model::Policy;
use serde::Serialize;

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
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Projection {
    /// Where random choices start from.
    pub seed: u64,
    /// First day of the first year.
    pub from: NaiveDate,
    /// People at the start.
    pub people: u64,
    /// Values that could not be read and count as missing.
    pub unread: u64,
    /// Under the policy in force.
    pub in_force: Course,
    /// Under the draft.
    pub draft: Option<Course>,
    /// What is assumed, in sentences.
    pub assumptions: Vec<Label>,
}

/// The years under one policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Course {
    /// The policy.
    pub policy: PolicyName,
    /// Year by year.
    pub years: Vec<ProjectionYear>,
    /// Months from the date of the grade to promotion, all years together.
    pub waiting: Waiting,
}

/// One year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ProjectionYear {
    /// 1 for the first.
    pub year: u32,
    /// Its first day.
    pub from: NaiveDate,
    /// Days of its rounds.
    pub rounds: Vec<NaiveDate>,
    /// Everybody.
    pub total: Flow,
    /// By grade at the moment counted, from the lowest grade; the last entry holds people whose grade nobody told, where there are any.
    pub by_grade: Vec<GradeFlow>,
    /// By the dimensions that were asked for.
    pub by: Vec<View>,
    /// Months from the date of the grade to promotion.
    pub waiting: Waiting,
    /// Pay of one month at the year's end, in rupiah; absent without a pay table.
    pub payroll: Option<i64>,
    /// What the year's promotions add to the pay of one month, in rupiah; absent without a pay table.
    pub payroll_of_promotions: Option<i64>,
    /// Promoted or lost by lot, because the published order leaves a tie across the last place.
    pub by_lot: u64,
}

/// Counts of people.
///
/// `at_end = at_start + entered - retired`; `eligible = promoted + lost_to_quota + at_top`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Flow {
    /// In service on the first day.
    pub at_start: u64,
    /// Entered during the year.
    pub entered: u64,
    /// Retired during the year.
    pub retired: u64,
    /// Eligible at some round of the year, each person once.
    pub eligible: u64,
    /// Promoted, each promotion once.
    pub promoted: u64,
    /// Eligible at some round and without a place in any of the year.
    pub lost_to_quota: u64,
    /// Eligible without a grade above, or with a grade nobody told.
    pub at_top: u64,
    /// Never eligible in the year, and at its last round nobody can say whether they are.
    pub unknown: u64,
    /// In service on the last day.
    pub at_end: u64,
}

/// The counts of a grade. People promoted count as promoted in the grade they leave.
///
/// `at_end = at_start + entered + arrived - retired - promoted`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct GradeFlow {
    /// Code of the grade; absent for people whose grade nobody told.
    pub grade: Option<Arc<str>>,
    /// What people read.
    pub name: Label,
    /// Counts.
    pub flow: Flow,
    /// Promoted into the grade.
    pub arrived: u64,
    /// Months those promoted out of it had waited.
    pub waiting: Waiting,
}

/// Counts by one dimension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct View {
    /// Name of the fact or column.
    pub dimension: Arc<str>,
    /// What people read.
    pub name: Label,
    /// Its groups in order.
    pub groups: Vec<GroupFlow>,
}

/// The counts of a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct GroupFlow {
    /// What people read.
    pub name: Label,
    /// Counts.
    pub flow: Flow,
}

/// How long people waited, in whole months.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Waiting {
    /// People whose waiting time is known.
    pub people: u64,
    /// People whose date of the grade nobody told.
    pub unknown: u64,
    /// Months and people, ascending, without empty ones.
    pub months: Vec<(u32, u64)>,
    /// A quarter waited at most so long.
    pub lower_quartile: Option<u32>,
    /// Half waited at most so long.
    pub median: Option<u32>,
    /// Three quarters waited at most so long.
    pub upper_quartile: Option<u32>,
}
