//! Which value of a parameter does what: the search for a target, and the curve over many values.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::legal::Label;
use jenjang::policy::value::Value;
use serde::Serialize;

use crate::compare::{DataRead, PolicyIdentity};

/// The parameter that is varied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Varied {
    /// Id of the policy it belongs to.
    pub policy: Arc<str>,
    /// Its name.
    pub parameter: Arc<str>,
    /// What people read.
    pub label: Label,
    /// Its unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Arc<str>>,
    /// The value it has on the day as the draft stands; none where it has none.
    pub present: Value,
}

/// What is counted at each value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Point {
    /// The value of the parameter.
    pub value: Value,
    /// How many the target is about: eligible on the day, or promoted within the year.
    pub count: u64,
    /// Eligible on the day.
    pub eligible: u64,
    /// Unknown on the day.
    pub unknown: u64,
    /// Not eligible under the rule in force, eligible with this value.
    pub gained: u64,
    /// Eligible under the rule in force, not eligible with this value.
    pub lost: u64,
}

/// A curve: what each value of a parameter does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Sweep {
    /// The rule in force that gained and lost are counted against.
    pub before: PolicyIdentity,
    /// The policy whose parameter is varied.
    pub policy: PolicyIdentity,
    /// The day.
    pub as_of: NaiveDate,
    /// The people.
    pub data: DataRead,
    /// The parameter.
    pub varied: Varied,
    /// What `count` counts.
    pub measure: Label,
    /// A point for each value, in the order of the values.
    pub points: Vec<Point>,
}

/// The answer of a search.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Search {
    /// The curve of every value that was tried, in the order of the values.
    pub tried: Sweep,
    /// How many values there were to try.
    pub values: u64,
    /// The number asked for.
    pub target: u64,
    /// Least number accepted.
    pub least: u64,
    /// Greatest number accepted.
    pub greatest: u64,
    /// Values tried whose number is accepted, nearest to the target first.
    pub found: Vec<Value>,
    /// The value tried whose number is nearest to the target.
    pub nearest: Option<Value>,
    /// How the values were tried.
    pub method: Method,
    /// The same in words.
    pub explanation: Label,
}

/// How values were tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Every value.
    Exhaustive,
    /// By narrowing down; numbers ran one way at every value tried.
    Narrowing,
    /// Narrowing was begun, numbers did not run one way, and every value was tried.
    ExhaustiveAfterNarrowing,
}
