//! Waiting and advice under every shipped eligibility policy: what is promised is decided, and nothing earlier was missed.

#![allow(clippy::unwrap_used, reason = "a helper of tests")]

use jenjang::policy::decide::{outcome, prepare};
use jenjang::policy::decision::Outcome;
use jenjang::policy::document::Kind;
use jenjang::policy::dossier::Dossier;
use jenjang::policy::earliest::{earliest_on, is_permitted};
use jenjang::policy::nearest::{Change, nearest_change};
use jenjang::policy::value::Value;
use jenjang_tests::{Random, random_dossier, shipped};

const PEOPLE: u64 = 6;

#[test]
fn the_earliest_date_is_the_first_permitted_day_that_is_eligible() {
    let (catalogue, set, _) = shipped();
    let today: chrono::NaiveDate = "2026-04-01".parse().unwrap();
    let horizon: chrono::NaiveDate = "2026-09-15".parse().unwrap();
    let mut random = Random::new(41);
    for policy in set.iter().filter(|policy| policy.kind == Kind::Eligibility && policy.effective.contains(today)) {
        let prepared = prepare(&set, policy, today, today).unwrap();
        let days: Vec<_> = today.iter_days().take_while(|day| *day <= horizon).filter(|day| is_permitted(policy, *day, today)).collect();
        let daily: Vec<_> = days.iter().filter_map(|day| Some((*day, prepare(&set, policy, *day, today).ok()?))).collect();
        for _ in 0..PEOPLE {
            let person = random_dossier(&catalogue, today, 0, &mut random);
            let first = daily.iter().find(|(_, on_day)| outcome(on_day, &person) == Outcome::Eligible).map(|(day, _)| *day);
            let found = earliest_on(&prepared, &person, horizon);
            assert_eq!(found.date(today), first, "{}: {found:?}", policy.id);
        }
    }
}

/// The facts after the changes that are no waiting.
fn changed(person: &Dossier, changes: &[Change]) -> Dossier {
    let mut after = person.clone();
    for change in changes {
        let Change::Fact { fact, to, .. } = change else { continue };
        let (name, item) = match fact.split_once('[') {
            Some((name, place)) => (name, place.trim_end_matches(']').parse::<usize>().ok()),
            None => (&**fact, None),
        };
        let index = person.catalogue().find(name).unwrap();
        let value = match (after.get(index), item) {
            (Value::List(items), Some(item)) => {
                Value::List(items.iter().enumerate().map(|(at, old)| if at + 1 == item { to.clone() } else { old.clone() }).collect())
            }
            _ => to.clone(),
        };
        after.set(index, value);
    }
    after
}

#[test]
fn what_is_advised_makes_eligible_and_never_touches_a_protected_fact() {
    let (catalogue, set, _) = shipped();
    let today: chrono::NaiveDate = "2026-04-01".parse().unwrap();
    let mut random = Random::new(42);
    let mut advised = 0;
    for policy in set.iter().filter(|policy| policy.kind == Kind::Eligibility && policy.effective.contains(today)) {
        let prepared = prepare(&set, policy, today, today).unwrap();
        for _ in 0..4 * PEOPLE {
            let person = random_dossier(&catalogue, today, 1, &mut random);
            let Some(changes) = nearest_change(&prepared, &person) else { continue };
            let day = changes.iter().find_map(|change| match change {
                Change::Wait { until } => Some(*until),
                Change::Fact { .. } => None,
            });
            let on_day = prepare(&set, policy, day.unwrap_or(today), today).unwrap();
            assert_eq!(outcome(&on_day, &changed(&person, &changes)), Outcome::Eligible, "{}: {changes:?}", policy.id);
            for change in &changes {
                if let Change::Fact { fact, .. } = change {
                    let name = fact.split('[').next().unwrap_or(fact);
                    assert!(catalogue.fact(catalogue.find(name).unwrap()).protected.is_none(), "{}: {fact}", policy.id);
                }
            }
            advised += usize::from(!changes.is_empty());
        }
    }
    assert!(advised > 0, "nobody was advised anything");
}
