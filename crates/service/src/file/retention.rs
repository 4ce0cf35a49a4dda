//! How long what is kept about people has to be kept: data, not code.

use std::collections::BTreeSet;

use chrono::{Months, NaiveDate};
use jenjang::legal::{Label, LegalReference};
use jenjang::people::id::EmploymentCode;
use serde::{Deserialize, Serialize};

use crate::error::ServiceError;

/// A kind of thing kept about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecordKind {
    /// Identity and histories.
    Record,
    /// Competency profiles.
    Profile,
    /// Development.
    Development,
    /// Decisions, with their place in rounds.
    Decision,
    /// Appeals and waivers.
    Appeal,
    /// Results of 360° cycles.
    Result,
    /// Nominations and receipts of 360° cycles.
    Participation,
}

impl RecordKind {
    /// All kinds.
    pub const ALL: [RecordKind; 7] = [
        RecordKind::Record,
        RecordKind::Profile,
        RecordKind::Development,
        RecordKind::Decision,
        RecordKind::Appeal,
        RecordKind::Result,
        RecordKind::Participation,
    ];
}

/// From when a period counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CountedFrom {
    /// The day the person left the service.
    EndOfService,
    /// The last day something happened to it: a decision was signed, an appeal ended, a cycle was closed.
    LastEvent,
}

/// How long one kind is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RetentionRule {
    /// What.
    pub kind: RecordKind,
    /// What people read.
    pub label: Label,
    /// How many years.
    pub years: u32,
    /// From when.
    pub from: CountedFrom,
    /// Where the period comes from.
    pub reference: LegalReference,
}

impl RetentionRule {
    /// The first day on which what last happened on a day may be erased; the end of the calendar where it lies beyond.
    pub fn until(&self, from: NaiveDate) -> NaiveDate {
        let months = Months::new(self.years.saturating_mul(12));
        from.checked_add_months(months).unwrap_or(NaiveDate::MAX)
    }
}

/// How long everything is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RetentionPolicy {
    /// Employment statuses that mean that somebody has left the service.
    pub service_ends_with: BTreeSet<EmploymentCode>,
    /// One rule for every kind.
    pub rules: Vec<RetentionRule>,
}

/// The periods that come with the program.
const SHIPPED: &str = include_str!("../../data/retention.json");

impl RetentionPolicy {
    /// Reads a policy written as JSON.
    ///
    /// # Errors
    /// [`ServiceError::Refused`] (`retention-unsound`) for a text that is no such policy, and for a kind without exactly one rule.
    pub fn read(json: &str) -> Result<RetentionPolicy, ServiceError> {
        let unsound = |message: Label| ServiceError::refused("retention-unsound", message);
        let policy: RetentionPolicy = serde_json::from_str(json).map_err(|error| {
            unsound(Label::new(format!("masa simpan tidak dapat dibaca: {error}"), format!("the retention policy cannot be read: {error}")))
        })?;
        for kind in RecordKind::ALL {
            let found = policy.rules.iter().filter(|rule| rule.kind == kind).count();
            if found != 1 {
                return Err(unsound(Label::new(
                    format!("jenis `{kind:?}` mempunyai {found} masa simpan, diharapkan tepat satu"),
                    format!("kind `{kind:?}` has {found} retention periods, expected exactly one"),
                )));
            }
        }
        Ok(policy)
    }

    /// The periods that come with the program: no source read states any, so each is marked unverified and is to be replaced by the archive
    /// schedule of the agency.
    ///
    /// # Errors
    /// As [`RetentionPolicy::read`]; a test keeps it from happening.
    pub fn shipped() -> Result<RetentionPolicy, ServiceError> {
        RetentionPolicy::read(SHIPPED)
    }

    /// The rule of a kind.
    pub fn rule(&self, kind: RecordKind) -> Option<&RetentionRule> {
        self.rules.iter().find(|rule| rule.kind == kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jenjang::legal::Certainty;

    #[test]
    fn the_shipped_periods_are_whole_and_marked() {
        let policy = RetentionPolicy::shipped().unwrap();
        assert!(policy.rules.iter().all(|rule| rule.reference.certainty == Certainty::Unverified && rule.years > 0));
        let rule = policy.rule(RecordKind::Decision).unwrap();
        assert_eq!(rule.until("2020-02-29".parse().unwrap()), NaiveDate::from_ymd_opt(2020 + 10, 2, 28).unwrap());
    }

    #[test]
    fn a_policy_that_forgets_a_kind_is_refused() {
        let refused = RetentionPolicy::read("{\"service-ends-with\":[],\"rules\":[]}").unwrap_err();
        assert_eq!(refused.to_string(), "kind `Record` has 0 retention periods, expected exactly one");
        assert!(RetentionPolicy::read("[]").unwrap_err().to_string().starts_with("the retention policy cannot be read"));
    }
}
