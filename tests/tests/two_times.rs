//! Two times: the day a value binds and the day it was made. A future draft changes nothing before it starts; a retroactive value is seen only by
//! those who know it.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests: what is absent here ends the test")]

use std::sync::{Arc, LazyLock};

use chrono::{Days, NaiveDate};
use jenjang::period::{EVERYTHING_KNOWN, EffectivePeriod};
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::decide::{decide, prepare};
use jenjang::policy::decision::{Decision, Outcome};
use jenjang::policy::dossier::Dossier;
use jenjang::policy::model::{Dated, Policy, PolicySet};
use jenjang::policy::value::Value;
use jenjang_tests::{Random, random_day, random_dossier, shipped};
use proptest::prelude::*;
use rust_decimal::Decimal;

static SHIPPED: LazyLock<(Arc<Catalogue>, PolicySet)> = LazyLock::new(|| {
    let (catalogue, set, _) = shipped();
    (catalogue, set)
});

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The policy with one more value for every number parameter: one less than the last, bound from `from`, made on `decided`.
fn with_new_values(policy: &Policy, from: NaiveDate, decided: NaiveDate) -> Option<Policy> {
    let mut changed = policy.clone();
    let mut any = false;
    for parameter in &mut changed.parameters {
        let Some(Value::Number(last)) = parameter.values.last().map(|entry| entry.value.clone()) else { continue };
        let span = parameter.span;
        let period = EffectivePeriod { from: Some(from), to: None };
        parameter.values.push(Dated { period, decided, value: Value::Number(last - Decimal::ONE), reference: None, span });
        any = true;
    }
    any.then_some(changed)
}

fn decided(policy: Policy, dossier: &Dossier, known_at: NaiveDate) -> Option<Decision> {
    let (_, set) = &*SHIPPED;
    let mut set = set.clone();
    let policy = Arc::new(policy);
    set.insert(Arc::clone(&policy));
    Some(decide(&prepare(&set, &policy, dossier.as_of(), known_at).ok()?, dossier, &[]))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_draft_that_starts_in_the_future_changes_nothing_before_it_starts(seed in any::<u64>()) {
        let (catalogue, set) = &*SHIPPED;
        let mut random = Random::new(seed);
        for policy in set.iter() {
            let start = day("2027-01-01");
            let Some(draft) = with_new_values(policy, start, day("2026-11-01")) else { continue };
            // the day before it starts is always among those tried
            let as_of = if random.below(3) == 0 { start - Days::new(1) } else { random_day(&mut random).min(start - Days::new(1)) };
            let dossier = random_dossier(catalogue, as_of, 1, &mut random);
            // only the advice looks ahead: waiting may end earlier under the draft
            let without_advice = |mut decision: Decision| {
                decision.findings.iter_mut().for_each(|finding| finding.remedy = None);
                decision
            };
            let before = decided(Policy::clone(policy), &dossier, EVERYTHING_KNOWN).map(without_advice);
            let after = decided(draft, &dossier, EVERYTHING_KNOWN).map(without_advice);
            prop_assert_eq!(before, after, "{} on {}", &policy.id, as_of);
        }
    }

    #[test]
    fn a_retroactive_value_is_unseen_as_known_before_it_was_made(seed in any::<u64>()) {
        let (catalogue, set) = &*SHIPPED;
        let mut random = Random::new(seed);
        for policy in set.iter() {
            let made = day("2026-06-01");
            let Some(changed) = with_new_values(policy, day("2015-01-01"), made) else { continue };
            let dossier = random_dossier(catalogue, random_day(&mut random), 1, &mut random);
            let known_at = made - Days::new(1);
            prop_assert_eq!(decided(Policy::clone(policy), &dossier, known_at), decided(changed, &dossier, known_at), "{}", &policy.id);
        }
    }
}

#[test]
fn a_retroactive_value_decides_for_those_who_know_it() {
    let (catalogue, set) = &*SHIPPED;
    let policy = set.get("asn/promotion/regular").unwrap();
    let changed = with_new_values(policy, day("2015-01-01"), day("2026-06-01")).unwrap();
    let mut dossier = Dossier::new(Arc::clone(catalogue), day("2022-04-01"));
    dossier.set(catalogue.find("grade.since").unwrap(), Value::Date(day("2019-04-01")));
    let time_in_grade = |policy: &Policy, known_at: &str| {
        let decision = decided(policy.clone(), &dossier, day(known_at)).unwrap();
        assert_ne!(decision.outcome, Outcome::Eligible, "other facts are missing");
        decision.findings.iter().find(|finding| &*finding.code == "time-in-grade-too-short").unwrap().verdict.counts_as_met()
    };
    assert!(!time_in_grade(policy, "2026-12-01"), "three years where four are needed");
    assert!(!time_in_grade(&changed, "2026-05-31"), "the lower minimum was not made yet");
    assert!(time_in_grade(&changed, "2026-06-01"), "three years suffice once the retroactive value is known");
}
