//! A computed result shows what it was computed from.

#![allow(clippy::unwrap_used, reason = "helpers of tests: what is absent here ends the test")]

use jenjang::period::EVERYTHING_KNOWN;
use jenjang::policy::decide::{decide, prepare};
use jenjang::policy::decision::{Decision, StepKind};
use jenjang::policy::dossier::Dossier;
use jenjang::policy::expression::literal::parse_value;
use jenjang_tests::shipped;

fn decided(policy: &str, facts: &[(&str, &str)]) -> Decision {
    let (catalogue, set, _) = shipped();
    let mut dossier = Dossier::new(catalogue.clone(), "2024-03-01".parse().unwrap());
    for (name, value) in facts {
        let index = catalogue.find(name).unwrap();
        dossier.set_from(index, parse_value(value, &catalogue.fact(index).ty).unwrap(), "contoh sintetis".into());
    }
    let policy = prepare(&set, set.get(policy).unwrap(), dossier.as_of(), EVERYTHING_KNOWN).unwrap();
    decide(&policy, &dossier, &[])
}

fn steps(decision: &Decision) -> Vec<(StepKind, &str, String)> {
    decision.steps.iter().map(|step| (step.kind, &*step.name, step.value.to_string())).collect()
}

/// BKN's slides on Peraturan BKN 3/2023: two months rated Baik in Ahli Pertama are 2/12 × 100 % × 12.5 = 2.08.
#[test]
fn credit_points_show_share_coefficient_and_months_with_their_articles() {
    let decision = decided("asn/credit/periodic", &[("tier", "ahli-pertama"), ("credit.label", "baik"), ("credit.months", "2")]);
    let steps = steps(&decision);
    for wanted in
        [(StepKind::Fact, "credit.label", "baik"), (StepKind::Fact, "tier", "ahli-pertama"), (StepKind::Parameter, "months-per-year", "12")]
    {
        assert!(steps.iter().any(|(kind, name, value)| (*kind, *name, value.as_str()) == wanted), "{wanted:?} in {steps:?}");
    }
    let place = |wanted: &str| steps.iter().position(|(_, name, _)| *name == wanted).unwrap();
    assert!(place("credit.label") < place("label-share") && place("tier") < place("coefficient"), "parts before wholes: {steps:?}");
    let coefficient = &decision.steps[place("coefficient")];
    assert_eq!((coefficient.value.to_string(), coefficient.unit.as_deref()), ("12.5".to_owned(), Some("credit-points")));
    assert!(coefficient.reference.as_ref().unwrap().citation.contains("PermenPANRB 1/2023"));
    assert_eq!(decision.steps[place("tier")].record.as_deref(), Some("contoh sintetis"));
}

#[test]
fn what_is_missing_stands_among_the_steps_as_missing() {
    let decision = decided("asn/performance/label-2022", &[("performance.result", "above")]);
    let steps = steps(&decision);
    assert_eq!(steps.first().unwrap(), &(StepKind::Fact, "performance.result", "above".to_owned()));
    assert!(decision.steps.iter().any(|step| &*step.name == "performance.behaviour" && step.value.is_missing()), "{steps:?}");
}
