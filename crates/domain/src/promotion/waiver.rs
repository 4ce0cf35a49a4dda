//! Waivers are records with a basis, an approver and a date; never code.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::people::View;
use crate::people::id::{PersonId, WaiverId};
use crate::policy::document::Waiver;

/// A waiver granted to one person for one criterion of one policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct WaiverRecord {
    /// Its id.
    pub id: WaiverId,
    /// For whom.
    pub person: PersonId,
    /// Id of the policy.
    pub policy: Arc<str>,
    /// Criterion, legal basis, approver.
    pub waiver: Waiver,
    /// Why; none of those granted before reasons were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Arc<str>>,
    /// Day it was granted.
    pub granted: NaiveDate,
    /// Last day it may be used; without one it does not lapse.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_day: Option<NaiveDate>,
}

/// The waivers a person may use under a policy: granted by the day whose knowledge counts and not lapsed on the day decided for; by
/// criterion. What a waiver is worth, the policy says: it names who may waive what on which basis.
pub fn waivers_for<'a>(records: impl IntoIterator<Item = &'a WaiverRecord>, person: &PersonId, policy: &str, view: View) -> Vec<Waiver> {
    let usable = |record: &&WaiverRecord| {
        record.person == *person
            && *record.policy == *policy
            && record.granted <= view.known_at
            && record.last_day.is_none_or(|last| view.as_of <= last)
    };
    let mut found: Vec<&WaiverRecord> = records.into_iter().filter(usable).collect();
    found.sort_by(|a, b| a.waiver.criterion.cmp(&b.waiver.criterion).then_with(|| a.id.cmp(&b.id)));
    found.into_iter().map(|record| record.waiver.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_persons_own_waivers_in_time_are_usable() {
        let date = |text: &str| text.parse::<NaiveDate>().unwrap();
        let record = |id: &str, person: &str, granted: &str, last_day: Option<&str>| WaiverRecord {
            id: id.parse().unwrap(),
            person: person.parse().unwrap(),
            policy: "asn/position/jpt-madya".into(),
            waiver: Waiver { criterion: id.into(), basis: "PP 17/2020 ps. 107 (2)".into(), by: "president".into() },
            reason: None,
            granted: date(granted),
            last_day: last_day.map(date),
        };
        let records = [
            record("b", "p1", "2026-01-01", None),
            record("a", "p1", "2026-01-01", Some("2026-04-01")),
            record("lapsed", "p1", "2025-01-01", Some("2026-03-31")),
            record("later", "p1", "2026-04-02", None),
            record("other", "p2", "2026-01-01", None),
        ];
        let view = View::on(date("2026-04-01"));
        let found = waivers_for(&records, &"p1".parse().unwrap(), "asn/position/jpt-madya", view);
        assert_eq!(found.iter().map(|w| &*w.criterion).collect::<Vec<_>>(), ["a", "b"]);
        assert!(waivers_for(&records, &"p1".parse().unwrap(), "asn/promotion/regular", view).is_empty());
    }
}
