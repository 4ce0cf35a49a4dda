//! The invariants of docs/architecture.md, for every shipped policy and random synthetic people.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests: what is absent here ends the test")]

use std::sync::{Arc, LazyLock};

use chrono::NaiveDate;
use jenjang::policy::catalogue::{Catalogue, Direction};
use jenjang::policy::decide::{PolicyOnDate, decide, prepare};
use jenjang::policy::decision::{Decision, Outcome, Verdict};
use jenjang::policy::dossier::Dossier;
use jenjang::policy::model::{Member, Policy, PolicySet};
use jenjang::policy::scale::Choice;
use jenjang::policy::value::{FactIndex, Value};
use jenjang_tests::{Random, random_day, random_dossier, random_value, shipped};
use proptest::prelude::*;

static SHIPPED: LazyLock<(Arc<Catalogue>, PolicySet)> = LazyLock::new(|| {
    let (catalogue, set, _) = shipped();
    (catalogue, set)
});

/// A day on which the policy is in force.
fn day_in_force(policy: &Policy, random: &mut Random) -> NaiveDate {
    (0..200).map(|_| random_day(random)).find(|day| policy.effective.contains(*day)).or(policy.effective.from).unwrap()
}

/// Every shipped policy with a random day and person.
fn each(seed: u64, missing_in_ten: u64, mut check: impl FnMut(&Arc<Policy>, &PolicyOnDate, &Dossier, &mut Random)) {
    let mut random = Random::new(seed);
    let (catalogue, set) = &*SHIPPED;
    for policy in set.iter() {
        let day = day_in_force(policy, &mut random);
        let on_date = prepare(set, policy, day, NaiveDate::MAX).unwrap();
        let dossier = random_dossier(catalogue, day, missing_in_ten, &mut random);
        check(policy, &on_date, &dossier, &mut random);
    }
}

fn verdicts(decision: &Decision) -> Vec<(Arc<str>, Verdict)> {
    let mut list: Vec<_> = decision.findings.iter().map(|f| (Arc::clone(&f.code), f.verdict)).collect();
    list.sort();
    list
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// INVARIANT (silence is not zero): taking a fact away leaves the outcome or makes it unknown.
    #[test]
    fn removing_a_fact_never_decides(seed in any::<u64>()) {
        each(seed, 1, |policy, on_date, dossier, random| {
            let reads = policy.reads();
            if reads.is_empty() { return; }
            let before = decide(on_date, dossier, &[]);
            let gone = reads[usize::try_from(random.below(reads.len() as u64)).unwrap()];
            let mut silent = dossier.clone();
            silent.set(gone, Value::Missing);
            let after = decide(on_date, &silent, &[]);
            assert!(
                after.outcome == before.outcome || after.outcome == Outcome::Unknown,
                "{}: without `{}` the outcome went from {:?} to {:?}", policy.id, policy.catalogue.fact(gone).name, before.outcome, after.outcome
            );
        });
    }

    /// INVARIANT (merit only): a protected fact changes nothing that no lawful basis lets it change.
    #[test]
    fn protected_facts_change_nothing_without_a_lawful_basis(seed in any::<u64>()) {
        each(seed, 1, |policy, on_date, dossier, random| {
            let before = decide(on_date, dossier, &[]);
            let mut other = dossier.clone();
            for (place, fact) in policy.catalogue.facts().iter().enumerate() {
                if fact.protected.is_some() && fact.derive.is_none() {
                    other.set(FactIndex(place as u16), random_value(fact, &fact.ty, random));
                }
            }
            let after = decide(on_date, &other, &[]);
            let protected = |index: &FactIndex| policy.catalogue.fact(*index).protected.is_some();
            let lawful: Vec<&str> = policy.criteria.iter().filter(|c| c.reads.iter().any(protected)).map(|c| &*c.code).collect();
            assert!(
                policy.criteria.iter().filter(|c| c.reads.iter().any(protected)).all(|c| c.lawful_basis.is_some() || policy.lawful_basis.is_some()),
                "{}: a criterion reads a protected fact without lawful basis", policy.id
            );
            if lawful.is_empty() {
                assert_eq!((&before.outcome, &before.components, &before.bands), (&after.outcome, &after.components, &after.bands), "{}", policy.id);
                assert_eq!(&before.findings, &after.findings, "{}", policy.id);
            } else {
                let rest = |d: &Decision| verdicts(d).into_iter().filter(|(code, _)| policy.criteria.iter().any(|c| c.code == *code) && !lawful.contains(&&**code)).collect::<Vec<_>>();
                assert_eq!(rest(&before), rest(&after), "{}", policy.id);
            }
        });
    }

    /// INVARIANT (monotone where the law is): more of a fact that is declared good never takes eligibility away.
    #[test]
    fn more_merit_never_hurts(seed in any::<u64>()) {
        each(seed, 0, |policy, on_date, dossier, _| {
            let before = decide(on_date, dossier, &[]);
            for index in policy.reads() {
                let fact = policy.catalogue.fact(index);
                let Some(direction) = fact.direction else { continue };
                let Some(better) = improve(dossier.get(index), direction, fact.range) else { continue };
                let mut person = dossier.clone();
                person.set(index, better);
                let after = decide(on_date, &person, &[]);
                assert!(
                    before.outcome != Outcome::Eligible || after.outcome == Outcome::Eligible,
                    "{}: more of `{}` ({:?} to {:?}) took eligibility away", policy.id, fact.name, dossier.get(index), person.get(index)
                );
            }
        });
    }

    /// INVARIANT (order does not matter): criteria in another order give the same answers.
    #[test]
    fn the_order_of_criteria_does_not_matter(seed in any::<u64>()) {
        let (_, set) = &*SHIPPED;
        each(seed, 2, |policy, on_date, dossier, _| {
            let before = decide(on_date, dossier, &[]);
            let mut turned = Policy::clone(policy);
            turned.criteria.reverse();
            let last = turned.criteria.len().saturating_sub(1) as u16;
            let turn = |member: &mut Member| if let Member::Criterion(i) = member { *i = last - *i };
            turned.required.iter_mut().for_each(turn);
            turned.groups.iter_mut().for_each(|g| { g.of.iter_mut().for_each(turn); g.of.reverse(); });
            let turned = Arc::new(turned);
            let on_date = prepare(set, &turned, before.as_of, NaiveDate::MAX).unwrap();
            let after = decide(&on_date, dossier, &[]);
            assert_eq!(&before.outcome, &after.outcome, "{}", policy.id);
            assert_eq!(verdicts(&before), verdicts(&after), "{}", policy.id);
        });
    }

    /// INVARIANT (every refusal explains itself) and INVARIANT (re-run is equal).
    #[test]
    fn every_refusal_explains_itself_and_a_second_run_is_equal(seed in any::<u64>()) {
        each(seed, 2, |policy, on_date, dossier, _| {
            let decision = decide(on_date, dossier, &[]);
            if matches!(decision.outcome, Outcome::NotEligible) {
                assert!(decision.findings.iter().any(|f| f.verdict == Verdict::NotMet && !f.reference.citation.is_empty()), "{}", policy.id);
            }
            if decision.outcome == Outcome::Unknown {
                let named = !decision.missing.is_empty() && decision.missing.iter().all(|name| policy.catalogue.find(name.split('[').next().unwrap_or(name)).is_some());
                // a result outside its declared range is not given out either; a finding says so
                let refused = decision.findings.iter().any(|f| f.verdict == Verdict::NotMet);
                assert!(named || refused, "{}: unknown, but no missing fact is named: {:?}", policy.id, decision.missing);
            }
            let again = decide(on_date, dossier, &[]);
            assert_eq!(serde_json::to_string(&decision).unwrap(), serde_json::to_string(&again).unwrap());
        });
    }
}

/// One step better, or `None` where there is none.
fn improve(value: &Value, direction: Direction, range: Option<(rust_decimal::Decimal, rust_decimal::Decimal)>) -> Option<Value> {
    let up = direction == Direction::MoreIsBetter;
    match value {
        Value::Number(n) => {
            let next = if up { *n + rust_decimal::Decimal::ONE } else { *n - rust_decimal::Decimal::ONE };
            range.is_none_or(|(low, high)| low <= next && next <= high).then_some(Value::Number(next))
        }
        Value::Boolean(b) if *b != up => Some(Value::Boolean(up)),
        Value::Choice(c) => (if up { c.successor() } else { c.predecessor() }).map(Value::Choice),
        Value::Date(d) => (if up { d.succ_opt() } else { d.pred_opt() }).map(Value::Date),
        Value::List(items) => {
            let mut items = items.to_vec();
            let place = items.iter().position(|item| improve(item, direction, range).is_some())?;
            items[place] = improve(&items[place], direction, range)?;
            Some(Value::List(items.into()))
        }
        _ => None,
    }
}

#[test]
fn choices_improve_by_one_step() {
    let (catalogue, _) = &*SHIPPED;
    let scale = catalogue.scale("rating").unwrap();
    let good = Value::Choice(Choice::parse(scale, "baik").unwrap());
    let better = improve(&good, Direction::MoreIsBetter, None);
    assert_eq!(better, Some(Value::Choice(Choice::parse(scale, "sangat-baik").unwrap())));
}
