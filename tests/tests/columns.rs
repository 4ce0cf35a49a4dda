//! INVARIANT (same answer everywhere): a policy over columns says of everybody what deciding them one by one says.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may end in a panic")]

use std::sync::{Arc, LazyLock};

use chrono::NaiveDate;
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::decide::{PolicyOnDate, prepare};
use jenjang::policy::dossier::Dossier;
use jenjang::policy::model::{Policy, PolicySet};
use jenjang_lab::answers::{Answers, Detail, Outcomes, Verdicts};
use jenjang_lab::bits::Bits;
use jenjang_lab::column::Column;
use jenjang_lab::kernel::{Kernel, one_by_one};
use jenjang_lab::segment::Segment;
use jenjang_tests::language::random_policies;
use jenjang_tests::{Random, random_day, random_dossier, shipped};
use proptest::prelude::*;

static SHIPPED: LazyLock<(Arc<Catalogue>, PolicySet)> = LazyLock::new(|| {
    let (catalogue, set, _) = shipped();
    (catalogue, set)
});

fn day_in_force(policy: &Policy, random: &mut Random) -> NaiveDate {
    (0..200).map(|_| random_day(random)).find(|day| policy.effective.contains(*day)).or(policy.effective.from).unwrap()
}

fn same_column(what: &str, left: &Column, right: &Column) {
    assert_eq!(left.len(), right.len(), "{what}");
    for place in 0..left.len() {
        assert_eq!(left.value(place), right.value(place), "{what}, person {place}");
    }
}

fn same_bits(what: &str, left: &Bits, right: &Bits) {
    assert_eq!(left.ones().collect::<Vec<_>>(), right.ones().collect::<Vec<_>>(), "{what}: columns against one by one");
}

fn same_verdicts(what: &str, left: &[Verdicts], right: &[Verdicts]) {
    assert_eq!(left.len(), right.len(), "{what}");
    for (at, (left, right)) in left.iter().zip(right).enumerate() {
        same_bits(&format!("{what} {at} not met"), &left.not_met, &right.not_met);
        same_bits(&format!("{what} {at} unknown"), &left.unknown, &right.unknown);
        same_bits(&format!("{what} {at} not applicable"), &left.not_applicable, &right.not_applicable);
        same_names(&format!("{what} {at}"), &left.missing, &right.missing);
    }
}

fn same_names(what: &str, left: &[(Arc<str>, Bits)], right: &[(Arc<str>, Bits)]) {
    let names =
        |list: &[(Arc<str>, Bits)]| list.iter().map(|(name, bits)| (name.to_string(), bits.ones().collect::<Vec<_>>())).collect::<Vec<_>>();
    assert_eq!(names(left), names(right), "{what}: missing facts");
}

/// Both ways give the same answers, at every detail.
fn agree(policies: &[Arc<PolicyOnDate>], segment: &Segment) {
    let kernel = Kernel::new(policies);
    for detail in [Detail::Outcome, Detail::Criteria, Detail::Missing] {
        let answers: Vec<Answers> = kernel.answer(segment, detail);
        for (policy, answers) in policies.iter().zip(&answers) {
            let expected = one_by_one(policy, kernel.facts(), segment, detail);
            let id = &policy.policy().id;
            match (&answers.outcome, &expected.outcome) {
                (Outcomes::Values(left), Outcomes::Values(right)) => same_column(&format!("{id} {detail:?} outcome"), left, right),
                (left, right) => {
                    same_bits(&format!("{id} {detail:?} eligible"), &left.eligible(), &right.eligible());
                    same_bits(&format!("{id} {detail:?} unknown"), &left.unknown(), &right.unknown());
                }
            }
            same_verdicts(&format!("{id} {detail:?} criterion"), &answers.criteria, &expected.criteria);
            same_verdicts(&format!("{id} {detail:?} group"), &answers.groups, &expected.groups);
            for (what, left, right) in
                [("component", &answers.components, &expected.components), ("tie-break", &answers.tie_breaks, &expected.tie_breaks)]
            {
                assert_eq!(left.len(), right.len(), "{id} {what}");
                left.iter().zip(right).for_each(|(left, right)| same_column(&format!("{id} {what}"), left, right));
            }
            assert_eq!(answers.bands.len(), expected.bands.len(), "{id} bands");
            for ((place, left), (other, right)) in answers.bands.iter().zip(&expected.bands) {
                assert_eq!(place, other);
                same_column(&format!("{id} band {place}"), left, right);
            }
            same_names(&format!("{id} {detail:?}"), &answers.missing, &expected.missing);
        }
    }
}

fn people(catalogue: &Arc<Catalogue>, day: NaiveDate, count: usize, missing_in_ten: u64, random: &mut Random) -> Vec<Dossier> {
    (0..count).map(|_| random_dossier(catalogue, day, missing_in_ten, random)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_policies_say_the_same_over_columns(seed in any::<u64>()) {
        let (catalogue, set, text) = random_policies(seed);
        let mut random = Random::new(seed ^ 0x5EED);
        let day = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
        let prepared: Vec<Arc<PolicyOnDate>> =
            set.iter().map(|policy| Arc::new(prepare(&set, policy, day, NaiveDate::MAX).unwrap())).collect();
        let missing = random.below(3);
        let dossiers = people(&catalogue, day, 130, missing, &mut random);
        let segment = Segment::of_dossiers(&catalogue, Kernel::new(&prepared).facts(), &dossiers);
        let outcome = std::panic::catch_unwind(|| agree(&prepared, &segment));
        prop_assert!(outcome.is_ok(), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_shipped_policy_says_the_same_over_columns(seed in any::<u64>()) {
        let mut random = Random::new(seed);
        let (catalogue, set) = &*SHIPPED;
        for policy in set.iter() {
            let day = day_in_force(policy, &mut random);
            let prepared = Arc::new(prepare(set, policy, day, NaiveDate::MAX).unwrap());
            let missing = [0, 1, 3][usize::try_from(random.below(3)).unwrap()];
            let dossiers = people(catalogue, day, 70, missing, &mut random);
            let kernel = Kernel::new(&[Arc::clone(&prepared)]);
            agree(&[prepared], &Segment::of_dossiers(catalogue, kernel.facts(), &dossiers));
        }
    }
}

/// How many shipped policies need nobody decided one by one. Raised as operations are added; never lowered in silence.
#[test]
fn most_shipped_policies_have_an_operation_for_every_part() {
    let mut random = Random::new(7);
    let (catalogue, set) = &*SHIPPED;
    let (mut columnar, mut others) = (0, Vec::new());
    for policy in set.iter() {
        let day = day_in_force(policy, &mut random);
        let prepared = Arc::new(prepare(set, policy, day, NaiveDate::MAX).unwrap());
        let kernel = Kernel::new(&[prepared]);
        let dossiers = people(catalogue, day, 70, 1, &mut random);
        if kernel.is_columnar(&Segment::of_dossiers(catalogue, kernel.facts(), &dossiers)) {
            columnar += 1;
        } else {
            others.push(policy.id.to_string());
        }
    }
    assert!(columnar >= 149, "{columnar} columnar; not: {others:#?}");
}

/// The random policies above are worth running: most are well typed, and most parts of them have an operation.
#[test]
fn random_policies_are_mostly_well_typed_and_columnar() {
    let (mut policies, mut columnar) = (0_u32, 0_u32);
    for seed in 0..100 {
        let (catalogue, set, _) = random_policies(seed);
        let mut random = Random::new(seed);
        let day = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
        for policy in set.iter() {
            policies += 1;
            let kernel = Kernel::new(&[Arc::new(prepare(&set, policy, day, NaiveDate::MAX).unwrap())]);
            let dossiers = people(&catalogue, day, 30, 1, &mut random);
            columnar += u32::from(kernel.is_columnar(&Segment::of_dossiers(&catalogue, kernel.facts(), &dossiers)));
        }
    }
    assert!(policies > 400 && columnar * 2 > policies, "{policies} well typed of 500, {columnar} columnar");
}
