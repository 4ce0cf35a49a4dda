//! The duty to rate, and capped deductions from the score of those who do not do it.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde::Serialize;

use super::input::CycleInput;
use super::nomination::candidates;
use super::scheme::{ChosenBy, DutyRule, Relation, Scheme};
use crate::legal::Label;
use crate::people::id::PersonId;

/// What a person has left undone in a cycle.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct DutyRecord {
    /// People the person was appointed to rate and did not.
    pub not_rated: Vec<PersonId>,
    /// Subordinates who have no raters besides superior and self although there are people to choose from.
    pub subordinates_without_raters: Vec<PersonId>,
    /// Whether the person proposed no raters although it was the person's to do.
    pub did_not_nominate: bool,
}

impl DutyRecord {
    /// Whether nothing was left undone.
    pub fn is_done(&self) -> bool {
        *self == DutyRecord::default()
    }
}

/// Why points are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DutyKind {
    /// A person not rated.
    NotRated,
    /// A subordinate without raters.
    SubordinateWithoutRaters,
    /// No raters proposed.
    DidNotNominate,
}

impl DutyKind {
    /// The reason in words.
    pub fn label(self) -> Label {
        match self {
            DutyKind::NotRated => Label::new("orang yang belum dinilai", "people not rated"),
            DutyKind::SubordinateWithoutRaters => {
                Label::new("bawahan yang penilainya belum ditunjuk", "subordinates whose raters were not appointed")
            }
            DutyKind::DidNotNominate => Label::new("tidak mengusulkan penilai sendiri", "own raters not proposed"),
        }
    }
}

/// Points taken for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Deduction {
    /// Why.
    pub kind: DutyKind,
    /// How often.
    pub count: usize,
    /// Points each time.
    pub each: Decimal,
    /// Points in all, before the cap.
    pub points: Decimal,
}

/// All deductions of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Deductions {
    /// One for each reason, none for what was done.
    pub items: Vec<Deduction>,
    /// Their sum.
    pub sum: Decimal,
    /// What is taken: the sum, at most the cap.
    pub taken: Decimal,
}

impl Deductions {
    /// Whether the cap took effect.
    pub fn is_capped(&self) -> bool {
        self.taken < self.sum
    }

    /// A value less the points taken, never below 0. The value is the employee's; that of the post is not touched.
    pub fn apply(&self, value: Decimal) -> Decimal {
        (value - self.taken).max(Decimal::ZERO)
    }
}

/// The points taken for what was left undone, each reason shown, at most the cap.
pub fn deductions(rule: &DutyRule, record: &DutyRecord) -> Deductions {
    let counts = [
        (DutyKind::NotRated, record.not_rated.len(), rule.per_person_not_rated),
        (DutyKind::SubordinateWithoutRaters, record.subordinates_without_raters.len(), rule.per_subordinate_without_raters),
        (DutyKind::DidNotNominate, usize::from(record.did_not_nominate), rule.for_not_nominating),
    ];
    let items: Vec<Deduction> = counts
        .into_iter()
        .filter(|(_, count, each)| *count > 0 && !each.is_zero())
        .map(|(kind, count, each)| Deduction { kind, count, each, points: each * Decimal::from(count) })
        .collect();
    let sum: Decimal = items.iter().map(|item| item.points).sum();
    Deductions { sum, taken: sum.min(rule.cap), items }
}

/// What everybody in the chart left undone, in the order of their ids; those who did everything are not listed.
pub fn duties(scheme: &Scheme, input: &CycleInput) -> BTreeMap<PersonId, DutyRecord> {
    let mut records: BTreeMap<PersonId, DutyRecord> = BTreeMap::new();
    let mut named: BTreeSet<&PersonId> = BTreeSet::new();
    let mut proposed: BTreeSet<&PersonId> = BTreeSet::new();
    for nomination in &input.nominations {
        let Some(group) = scheme.group(nomination.group()) else { continue };
        if group.chosen_by == ChosenBy::Ratee {
            proposed.insert(nomination.ratee());
        }
        if nomination.is_approved() && !matches!(group.relation, Relation::Superior | Relation::Oneself) {
            named.insert(nomination.ratee());
        }
        let answered = || input.ratees.get(nomination.ratee()).is_some_and(|ratee| ratee.has_answer_of(nomination.rater()));
        // the self rating is offered, not owed
        if nomination.is_approved() && group.relation != Relation::Oneself && !answered() {
            records.entry(nomination.rater().clone()).or_default().not_rated.push(nomination.ratee().clone());
        }
    }
    let relations = |person: &PersonId, keep: &dyn Fn(ChosenBy) -> bool| {
        let mut groups =
            scheme.groups().iter().filter(|g| keep(g.chosen_by) && matches!(g.relation, Relation::Peer | Relation::Subordinate));
        groups.any(|group| !candidates(&input.chart, person, group.relation).is_empty())
    };
    for member in input.chart.members() {
        let person = &member.person;
        if !named.contains(person)
            && relations(person, &|_| true)
            && let Some(superior) = &member.superior
        {
            records.entry(superior.clone()).or_default().subordinates_without_raters.push(person.clone());
        }
        if !proposed.contains(person) && relations(person, &|chosen| chosen == ChosenBy::Ratee) {
            records.entry(person.clone()).or_default().did_not_nominate = true;
        }
    }
    for record in records.values_mut() {
        record.not_rated.sort();
        record.not_rated.dedup();
    }
    records
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::legal::{Certainty, LegalReference};
    use proptest::prelude::*;

    fn kppn() -> DutyRule {
        DutyRule {
            per_person_not_rated: 2.into(),
            per_subordinate_without_raters: 2.into(),
            for_not_nominating: 5.into(),
            cap: 10.into(),
            reference: LegalReference { citation: "panduan KPPN hal. 57".into(), certainty: Certainty::Text },
        }
    }

    fn record(not_rated: usize, without: usize, did_not_nominate: bool) -> DutyRecord {
        let people = |n: usize| (0..n).map(|i| format!("p{i}").parse().unwrap()).collect();
        DutyRecord { not_rated: people(not_rated), subordinates_without_raters: people(without), did_not_nominate }
    }

    #[test]
    fn deductions_are_shown_one_by_one_and_capped() {
        let found = deductions(&kppn(), &record(2, 1, true));
        assert_eq!(
            found.items.iter().map(|item| (item.kind, item.count, item.points)).collect::<Vec<_>>(),
            [(DutyKind::NotRated, 2, 4.into()), (DutyKind::SubordinateWithoutRaters, 1, 2.into()), (DutyKind::DidNotNominate, 1, 5.into()),]
        );
        assert_eq!((found.sum, found.taken, found.is_capped()), (11.into(), 10.into(), true));
        assert_eq!(found.apply(Decimal::new(9050, 2)), Decimal::new(8050, 2));
        assert_eq!(found.apply(3.into()), Decimal::ZERO);
        assert!(record(0, 0, false).is_done());
        assert_eq!(deductions(&kppn(), &record(0, 0, false)).taken, Decimal::ZERO);
    }

    #[test]
    fn kppn_denpasar_pintar_kinerja_page_50() {
        let value = |record| deductions(&kppn(), &record).apply(100.into());
        // two people not rated: 4 points, 100 becomes 96
        assert_eq!(value(record(2, 0, false)), 96.into());
        // own raters not proposed: 5 points, 100 becomes 95
        assert_eq!(value(record(0, 0, true)), 95.into());
        // all together at most 10 points
        assert_eq!(value(record(4, 3, true)), 90.into());
    }

    proptest! {
        #[test]
        fn the_cap_holds_and_more_neglect_never_takes_less(a in 0usize..40, b in 0usize..40, c: bool, more in 0usize..5) {
            let found = deductions(&kppn(), &record(a, b, c));
            prop_assert!(found.taken <= kppn().cap);
            prop_assert_eq!(found.sum, found.items.iter().map(|item| item.points).sum::<Decimal>());
            prop_assert!(deductions(&kppn(), &record(a + more, b, c)).taken >= found.taken);
        }
    }
}
