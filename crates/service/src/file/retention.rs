//! How long what is kept about people has to be kept: data, not code.

use std::collections::BTreeSet;

use chrono::{Months, NaiveDate};
use jenjang::audit::Subject;
use jenjang::legal::{Label, LegalReference};
use jenjang::people::id::EmploymentCode;
use serde::{Deserialize, Serialize};

use crate::error::ServiceError;
use crate::trail;

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

impl CountedFrom {
    /// In Indonesian and in English.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            CountedFrom::EndOfService => ("akhir dinas", "the end of service"),
            CountedFrom::LastEvent => ("peristiwa terakhir", "the last event"),
        }
    }
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

    /// Checks that nothing is kept for a shorter time than the shipped periods say, whoever wrote this policy: each period counts from the same day
    /// and is at least as long, and the same statuses end the service.
    ///
    /// # Errors
    /// [`ServiceError::Refused`] (`retention-too-short`) with what was found and what was expected.
    pub fn check(&self) -> Result<(), ServiceError> {
        let shipped = RetentionPolicy::shipped()?;
        let refused = |id: String, en: String| Err(ServiceError::refused("retention-too-short", Label::new(id, en)));
        if self.service_ends_with != shipped.service_ends_with {
            let (found, expected) = (listed(&self.service_ends_with), listed(&shipped.service_ends_with));
            return refused(
                format!("dinas berakhir dengan status {found}, diharapkan {expected}"),
                format!("service ends with the statuses {found}, expected {expected}"),
            );
        }
        for least in &shipped.rules {
            let label = &least.label;
            let mut own = self.rules.iter().filter(|rule| rule.kind == least.kind).peekable();
            if own.peek().is_none() {
                return refused(
                    format!("{} tidak mempunyai masa simpan, diharapkan sedikitnya {} tahun", label.id, least.years),
                    format!("{} have no retention period, expected at least {} years", label.en, least.years),
                );
            }
            if let Some(short) = own.find(|rule| rule.years < least.years || rule.from != least.from) {
                let ((from_id, from_en), (least_id, least_en)) = (short.from.words(), least.from.words());
                return refused(
                    format!(
                        "{} disimpan {} tahun sejak {from_id}, diharapkan sedikitnya {} tahun sejak {least_id}",
                        label.id, short.years, least.years
                    ),
                    format!(
                        "{} are kept {} years from {from_en}, expected at least {} years from {least_en}",
                        label.en, short.years, least.years
                    ),
                );
            }
        }
        Ok(())
    }

    /// The policy as a subject of the audit trail, so that everybody can tell which periods an erasure went by.
    ///
    /// # Errors
    /// [`ServiceError::Refused`] where it has no JSON form.
    pub(crate) fn subject(&self) -> Result<Subject, ServiceError> {
        let id = if *self == RetentionPolicy::shipped()? { "shipped" } else { "own" };
        trail::thing_subject("retention", id, None, Some(self))
    }

    /// The rule of a kind.
    pub fn rule(&self, kind: RecordKind) -> Option<&RetentionRule> {
        self.rules.iter().find(|rule| rule.kind == kind)
    }
}

fn listed(statuses: &BTreeSet<EmploymentCode>) -> String {
    let quoted: Vec<String> = statuses.iter().map(|status| format!("`{status}`")).collect();
    format!("[{}]", quoted.join(", "))
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
    fn own_periods_lengthen_and_never_shorten() {
        let refused = |change: fn(&mut RetentionPolicy)| {
            let mut policy = RetentionPolicy::shipped().unwrap();
            change(&mut policy);
            policy.check().map_err(|error| (error.code().to_owned(), error.to_string()))
        };
        let short = |sentence: &str| Err(("retention-too-short".to_owned(), sentence.to_owned()));
        assert_eq!(refused(|policy| policy.rules.iter_mut().for_each(|rule| rule.years += 1)), Ok(()));
        assert_eq!(
            refused(|policy| policy.rules[3].years = 0),
            short("decisions are kept 0 years from the last event, expected at least 10 years from the last event")
        );
        assert_eq!(
            refused(|policy| policy.rules[2].from = CountedFrom::LastEvent),
            short("development are kept 2 years from the last event, expected at least 2 years from the end of service")
        );
        assert_eq!(refused(|policy| policy.rules.truncate(6)).unwrap_err().0, "retention-too-short");
        assert_eq!(
            refused(|policy| policy.service_ends_with.extend(["pns".parse().unwrap()])),
            short("service ends with the statuses [`non-asn`, `pns`], expected [`non-asn`]")
        );
        assert_eq!(refused(|policy| policy.service_ends_with.clear()), short("service ends with the statuses [], expected [`non-asn`]"));
    }

    #[test]
    fn a_policy_that_forgets_a_kind_is_refused() {
        let refused = RetentionPolicy::read("{\"service-ends-with\":[],\"rules\":[]}").unwrap_err();
        assert_eq!(refused.to_string(), "kind `Record` has 0 retention periods, expected exactly one");
        assert!(RetentionPolicy::read("[]").unwrap_err().to_string().starts_with("the retention policy cannot be read"));
    }
}
