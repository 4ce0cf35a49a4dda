//! Everybody explained: the counts equal those of deciding people one by one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what is absent here ends the test")]

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::policy::decide::{PolicyOnDate, decide, prepare};
use jenjang::policy::decision::{Decision, Outcome, Verdict};
use jenjang::policy::document::Kind;
use jenjang::policy::dossier::Dossier;
use jenjang::policy::value::Value;
use jenjang_lab::explain::{Explanation, explain};
use jenjang_lab::kernel::Kernel;
use jenjang_lab::population::InMemory;
use jenjang_lab::run::Threads;
use jenjang_lab::segment::Segment;
use jenjang_tests::{Law, Random, random_dossier};

const PEOPLE: usize = 130;

fn day() -> NaiveDate {
    "2026-10-01".parse().unwrap()
}

/// The dossiers as two uneven parts.
fn in_parts(policy: &Arc<PolicyOnDate>, dossiers: &[Dossier]) -> InMemory {
    let kernel = Kernel::new(std::slice::from_ref(policy));
    let catalogue = &policy.policy().catalogue;
    let (first, rest) = dossiers.split_at(dossiers.len() / 3);
    InMemory::new(catalogue, [first, rest].map(|part| Segment::of_dossiers(catalogue, kernel.facts(), part)).into())
}

fn threads(count: usize) -> Threads {
    Threads(NonZero::new(count).unwrap())
}

fn check(explanation: &Explanation, policy: &PolicyOnDate, decisions: &[Decision]) {
    let id = &policy.policy().id;
    let count = |which: &dyn Fn(&Decision) -> bool| decisions.iter().filter(|decision| which(decision)).count() as u64;
    let totals = explanation.totals;
    assert_eq!(totals.people, decisions.len() as u64, "{id}");
    assert_eq!(totals.people, totals.positive + totals.negative + totals.unknown, "{id}");
    if policy.policy().kind == Kind::Eligibility {
        assert_eq!(totals.positive, count(&|d| d.outcome == Outcome::Eligible), "{id}");
        assert_eq!(totals.unknown, count(&|d| d.outcome == Outcome::Unknown), "{id}");
    } else {
        assert_eq!(totals.unknown, count(&|d| matches!(d.outcome, Outcome::Unknown | Outcome::Value(Value::Missing))), "{id}");
    }
    let required: Vec<&str> = explanation.rules.iter().filter(|rule| rule.required).map(|rule| &*rule.code).collect();
    for rule in &explanation.rules {
        let verdict = |decision: &Decision| decision.findings.iter().find(|f| f.code == rule.code).map(|f| f.verdict);
        let with = |verdict_wanted: Verdict| count(&|d| verdict(d) == Some(verdict_wanted));
        assert_eq!(rule.not_met, with(Verdict::NotMet), "{id} {}", rule.code);
        assert_eq!(rule.unknown, with(Verdict::Unknown), "{id} {}", rule.code);
        assert_eq!(rule.met + rule.not_applicable, totals.people - rule.not_met - rule.unknown, "{id} {}", rule.code);
        let alone = count(&|decision| {
            let others = decision.findings.iter().filter(|f| required.contains(&&*f.code) && f.code != rule.code);
            rule.required
                && verdict(decision) == Some(Verdict::NotMet)
                && others.clone().all(|f| matches!(f.verdict, Verdict::Met | Verdict::NotApplicable | Verdict::Waived))
        });
        assert_eq!(rule.alone, alone, "{id} {}: alone", rule.code);
        let mut facts: BTreeMap<Arc<str>, u64> = BTreeMap::new();
        for finding in decisions.iter().flat_map(|d| &d.findings).filter(|f| f.code == rule.code && f.verdict == Verdict::Unknown) {
            finding.missing.iter().for_each(|name| *facts.entry(Arc::clone(name)).or_default() += 1);
        }
        let counted: BTreeMap<Arc<str>, u64> = rule.unknown_because.iter().map(|m| (Arc::clone(&m.name), m.people)).collect();
        assert_eq!(counted, facts, "{id} {}: missing", rule.code);
    }
}

#[test]
fn counts_equal_those_of_deciding_one_by_one_whatever_the_threads() {
    let law = Law::shipped();
    let mut random = Random::new(6);
    let mut of_kind: BTreeMap<String, usize> = BTreeMap::new();
    let mut alone = 0;
    for policy in law.set.iter() {
        // a few of each kind: the kernel itself is compared for all of them elsewhere
        let seen = of_kind.entry(format!("{:?}", policy.kind)).or_default();
        let Ok(on) = prepare(&law.set, policy, day(), day()) else { continue };
        if *seen >= 6 {
            continue;
        }
        *seen += 1;
        let on = Arc::new(on);
        let dossiers: Vec<Dossier> =
            (0..PEOPLE).map(|at| random_dossier(&law.catalogue, day(), if at % 2 == 0 { 0 } else { 1 }, &mut random)).collect();
        let decisions: Vec<Decision> = dossiers.iter().map(|dossier| decide(&on, dossier, &[])).collect();
        let population = in_parts(&on, &dossiers);
        let explanation = explain(&population, &on, threads(1)).unwrap();
        check(&explanation, &on, &decisions);
        assert_eq!(explanation, explain(&population, &on, threads(3)).unwrap());
        alone += explanation.rules.iter().map(|rule| rule.alone).sum::<u64>();
    }
    assert!(of_kind.len() >= 3, "{of_kind:?}");
    assert!(alone > 0, "nobody was stopped by one criterion alone: the test would show nothing");
}

#[test]
fn values_are_spread_exactly() {
    let law = Law::shipped();
    let mut random = Random::new(7);
    let policy = law.set.iter().filter(|policy| policy.kind == Kind::Score || policy.kind == Kind::Points);
    let mut spreads = 0;
    for policy in policy {
        let Ok(on) = prepare(&law.set, policy, day(), day()) else { continue };
        let on = Arc::new(on);
        let dossiers: Vec<Dossier> = (0..60).map(|_| random_dossier(&law.catalogue, day(), 0, &mut random)).collect();
        let outcome = |dossier| match decide(&on, dossier, &[]).outcome {
            Outcome::Value(Value::Number(number)) => Some(number),
            _ => None,
        };
        let mut values: Vec<_> = dossiers.iter().filter_map(outcome).collect();
        values.sort();
        let spread = explain(&in_parts(&on, &dossiers), &on, threads(2)).unwrap().values.unwrap();
        let Some(numbers) = spread.numbers else {
            assert!(values.is_empty(), "{}", policy.id);
            continue;
        };
        let at = |quarters: usize| values[(values.len() * quarters).div_ceil(4) - 1];
        assert_eq!((numbers.least, numbers.greatest), (values[0], *values.last().unwrap()), "{}", policy.id);
        assert_eq!((numbers.lower_quartile, numbers.median, numbers.upper_quartile), (at(1), at(2), at(3)), "{}", policy.id);
        assert_eq!(numbers.bands.iter().map(|(_, people)| people).sum::<u64>(), values.len() as u64, "{}", policy.id);
        assert_eq!(numbers.places, None);
        spreads += 1;
    }
    assert!(spreads > 0);
}

#[test]
fn nobody_and_one_person_are_populations_too() {
    let law = Law::shipped();
    let policy = law.set.get("asn/promotion/regular").unwrap();
    let on = Arc::new(prepare(&law.set, policy, day(), day()).unwrap());
    let nobody = explain(&InMemory::new(&law.catalogue, Vec::new()), &on, Threads::default()).unwrap();
    assert_eq!((nobody.totals.people, nobody.rules.iter().map(|rule| rule.met).sum::<u64>()), (0, 0));
    assert_eq!(nobody.data.absent_facts.is_empty(), on.facts().is_empty());
    let silent = Dossier::new(Arc::clone(&law.catalogue), day());
    let one = explain(&in_parts(&on, &[silent]), &on, Threads::default()).unwrap();
    assert_eq!((one.totals.people, one.totals.unknown), (1, 1));
    assert!(one.unknown_because.iter().all(|fact| fact.people == 1) && !one.unknown_because.is_empty());
}
