//! A few people each way, without anything that says who they are.

use std::sync::Arc;

use jenjang::legal::Label;
use serde::Serialize;

/// Examples each way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Examples {
    /// People who gain.
    pub gained: Vec<Example>,
    /// People who lose.
    pub lost: Vec<Example>,
}

/// A person among at least [`Example::shared_by`] who gain (or lose) for the same reason and share every value shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Example {
    /// Facts shown: no protected one, no text, dates by month. Facts that would single out a small group are left away.
    pub facts: Vec<ShownFact>,
    /// How many facts were left away, so that enough people share what is shown.
    pub left_away: u64,
    /// The least number of people who share all of it.
    pub shared_by: u64,
    /// What decided: requirements of the draft that fail (lost), or requirements of the rule in force that failed (gained).
    pub because: Vec<Because>,
}

/// A fact of an example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ShownFact {
    /// Its name.
    pub name: Arc<str>,
    /// What people read.
    pub label: Label,
    /// The value; a date as year and month.
    pub value: Label,
}

/// A criterion that decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Because {
    /// Its code.
    pub code: Arc<str>,
    /// What people read.
    pub label: Label,
    /// Legal ground.
    pub reference: Arc<str>,
    /// What was compared, as written in the policy; absent where the values shown do not tell it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<Arc<str>>,
    /// The value found, worked out from the values shown alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<Label>,
    /// The value required (`at least 4`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required: Option<Label>,
    /// Unit of both.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Arc<str>>,
}
