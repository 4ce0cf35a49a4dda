//! The cases written beside the law: every one of every shipped policy comes out as its file says.

use std::sync::Arc;

use chrono::Months;
use jenjang::policy::decide::{decide, prepare, table_value};
use jenjang::policy::decision::{Decision, Outcome, Verdict};
use jenjang::policy::dossier::Dossier;
use jenjang::policy::earliest::earliest_on;
use jenjang::policy::model::{Case, ExpectedOutcome, Policy, PolicySet};
use jenjang_tests::shipped;

#[test]
fn every_case_of_every_shipped_policy_comes_out_as_written() {
    let (_, set, _) = shipped();
    let failures: Vec<String> = set.iter().flat_map(|policy| policy.cases.iter().filter_map(|case| failure(&set, policy, case))).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// A condition that no case shows failing is a condition nobody has tried.
#[test]
fn every_criterion_of_the_law_is_not_met_in_some_case() {
    let (_, set, _) = shipped();
    let parts = [
        "asn/promotion/",
        "asn/position/",
        "asn/exam/",
        "asn/selection/",
        "asn/discipline/",
        "asn/credit/",
        "asn/performance/",
        "asn/talent/",
        "asn/competency/",
        "asn/index/",
        "asn/learning/",
        "asn/training/",
    ];
    let mut untried = Vec::new();
    for policy in set.iter().filter(|policy| parts.iter().any(|part| policy.id.starts_with(part))) {
        for criterion in &policy.criteria {
            let tried = policy.cases.iter().any(|case| case.expect.not_met.iter().flatten().any(|code| *code == criterion.code));
            if !tried {
                untried.push(format!("{}: {}", policy.id, criterion.code));
            }
        }
    }
    assert!(untried.is_empty(), "{}", untried.join("\n"));
}

/// What a case gets instead of what it expects.
fn failure(set: &PolicySet, policy: &Arc<Policy>, case: &Case) -> Option<String> {
    let place = format!("{}: \"{}\"", policy.id, case.name);
    let on = match prepare(set, policy, case.as_of, case.known_at.unwrap_or(case.as_of)) {
        Ok(on) => on,
        Err(error) => return Some(format!("{place}: {}", error.message().en)),
    };
    let mut dossier = Dossier::new(Arc::clone(&policy.catalogue), case.as_of);
    case.given.iter().for_each(|(fact, value)| dossier.set(*fact, value.clone()));
    let decision = decide(&on, &dossier, &case.waivers);
    let mut wrong = Vec::new();
    if case.expect.outcome.as_ref().is_some_and(|expected| !matches(&decision.outcome, expected)) {
        wrong.push(format!("outcome {:?}", decision.outcome));
    }
    for (expected, verdict) in [(&case.expect.not_met, Verdict::NotMet), (&case.expect.unknown, Verdict::Unknown)] {
        let found = with_verdict(&decision, verdict);
        if expected.as_ref().is_some_and(|expected| sorted(expected.clone()) != found) {
            wrong.push(format!("{verdict:?}: {found:?}"));
        }
    }
    for (table, expected) in &case.expect.bands {
        let found = table_value(&on, &dossier, *table);
        if found != *expected {
            let name = policy.tables.get(usize::from(*table)).map(|table| &table.name);
            wrong.push(format!("{name:?}: {found:?}"));
        }
    }
    if let Some(expected) = case.expect.earliest {
        let horizon = case.as_of + Months::new(120);
        let found = earliest_on(&on, &dossier, horizon).date(case.as_of);
        if found != Some(expected) {
            wrong.push(format!("earliest {found:?}"));
        }
    }
    if wrong.is_empty() { None } else { Some(format!("{place}: {}", wrong.join("; "))) }
}

fn matches(outcome: &Outcome, expected: &ExpectedOutcome) -> bool {
    match (outcome, expected) {
        (Outcome::Eligible, ExpectedOutcome::Eligible)
        | (Outcome::NotEligible, ExpectedOutcome::NotEligible)
        | (Outcome::Unknown, ExpectedOutcome::Unknown) => true,
        (Outcome::Value(value), ExpectedOutcome::Unknown) => value.is_missing(),
        (Outcome::Value(value), ExpectedOutcome::Value(expected)) => value == expected,
        _ => false,
    }
}

fn with_verdict(decision: &Decision, verdict: Verdict) -> Vec<Arc<str>> {
    sorted(decision.findings.iter().filter(|finding| finding.verdict == verdict).map(|finding| Arc::clone(&finding.code)).collect())
}

fn sorted(mut codes: Vec<Arc<str>>) -> Vec<Arc<str>> {
    codes.sort();
    codes
}
