//! The ways to a higher grade, and for whom each is.

use jenjang::policy::decision::{Decision, Verdict};
use jenjang::policy::dossier::Dossier;
use jenjang::policy::value::Value;

/// Regular promotion: general staff.
const REGULAR: &str = "asn/promotion/regular";
/// Functional officials.
const FUNCTIONAL: &str = "asn/promotion/functional";
/// Structural officials whose grade is one below the range of their post.
const ONE_BELOW: &str = "asn/promotion/structural-one-below";
/// Structural officials.
const IN_RANGE: &str = "asn/promotion/structural-in-range";

/// The policies of promotion, in the order they are told: first the usual way of each kind of post, then what is open to everybody.
pub const PROMOTIONS: [&str; 7] = [
    REGULAR,
    FUNCTIONAL,
    ONE_BELOW,
    IN_RANGE,
    "asn/promotion/diploma-adjustment",
    "asn/promotion/outstanding-performance",
    "asn/promotion/new-invention",
];

/// Whether a policy of promotion is meant for the post somebody holds. Who holds none, and whose post nobody told, is treated as general staff.
pub fn is_meant_for_post(policy: &str, dossier: &Dossier, decision: &Decision) -> bool {
    let kind = dossier.catalogue().find("position.kind").map(|fact| dossier.get(fact));
    let kind = match kind {
        Some(Value::Choice(kind)) => kind.code(),
        _ => "pelaksana",
    };
    let is_structural = !matches!(kind, "pelaksana" | "fungsional");
    match policy {
        REGULAR => kind == "pelaksana",
        FUNCTIONAL => kind == "fungsional",
        ONE_BELOW => {
            let one_below =
                |finding: &jenjang::policy::decision::Finding| &*finding.code == "grade-not-one-below" && finding.verdict == Verdict::Met;
            is_structural && decision.findings.iter().any(one_below)
        }
        IN_RANGE => is_structural,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use jenjang::policy::decide::{decide, prepare};

    use super::*;
    use crate::synthetic::district;

    #[test]
    fn everybody_has_one_usual_way_and_those_below_the_range_two() {
        let shipped = crate::shipped().unwrap();
        let day = "2026-12-01".parse().unwrap();
        let mut seen = std::collections::BTreeSet::new();
        for person in district(&shipped.policies, &shipped.catalogue, 300, 7, day) {
            let dossier = person.dossier(&shipped.catalogue, day);
            let meant: Vec<&str> = PROMOTIONS[..4]
                .iter()
                .copied()
                .filter(|id| {
                    let policy = prepare(&shipped.policies, shipped.policies.get(id).unwrap(), day, day).unwrap();
                    is_meant_for_post(id, &dossier, &decide(&policy, &dossier, &[]))
                })
                .collect();
            assert!(matches!(meant[..], [REGULAR] | [FUNCTIONAL] | [IN_RANGE] | [ONE_BELOW, IN_RANGE]), "{meant:?}");
            seen.extend(meant);
        }
        assert!(seen.len() >= 3, "{seen:?}");
        assert!(PROMOTIONS.iter().all(|id| shipped.policies.get(id).is_some()));
    }
}
