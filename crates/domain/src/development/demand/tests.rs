use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::development::need::{Met, Need, NeedSource, NotMeasured, PersonNeeds, Weight};
use crate::legal::{Certainty, LegalReference};
use crate::people::id::UnitId;
use crate::people::{OrgTree, OrgUnit};

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn subject(code: &str) -> Subject {
    Subject { framework: "f".parse().unwrap(), competency: code.parse().unwrap() }
}

/// What somebody has in one competency: two levels short, met, not measured.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Has {
    Short,
    Level,
    Unmeasured,
}

fn person(id: usize, has: Has, unit: &str) -> PersonNeeds {
    let mut needs = PersonNeeds::new(format!("p{id}").parse().unwrap(), Some(unit.parse().unwrap()), "2026-03-01".parse().unwrap());
    let Subject { framework, competency } = subject("M.01");
    let label = Label::same("Integritas");
    match has {
        Has::Level => needs.met.push(Met { framework, competency }),
        Has::Unmeasured => {
            let weight = Weight::AVERAGE;
            needs.not_measured.push(NotMeasured { framework, competency, label, required: d("3"), weight, set_aside: None });
        }
        Has::Short => needs.needs.push(Need {
            size: d("2"),
            weight: Weight { relative: d("1.5"), critical: true },
            since: "2026-01-01".parse().unwrap(),
            reference: LegalReference { citation: "s".into(), certainty: Certainty::Practice },
            source: NeedSource::Gap {
                framework,
                competency,
                label,
                required: d("3"),
                actual: d("1"),
                standards: "s".parse().unwrap(),
                post: Label::same("post"),
                assessor: "a".into(),
                method: "m".into(),
                evidence: Vec::new(),
            },
        }),
    }
    needs
}

fn tallies(has: &[Has]) -> Tallies {
    let mut tallies = Tallies::default();
    for (id, has) in has.iter().enumerate() {
        tallies.count(&person(id, *has, "u"), &[]).unwrap();
    }
    tallies
}

#[test]
fn figures_are_about_those_measured_and_those_below() {
    let tallies = tallies(&[Has::Short, Has::Level, Has::Level, Has::Unmeasured, Has::Short]);
    let figures = Figures::of(tallies.get(&subject("M.01")).unwrap(), true).unwrap();
    assert_eq!((figures.required, figures.not_measured, figures.below), (5, 1, 2));
    assert_eq!(figures.not_competent_share, Some(d("50")));
    assert_eq!((figures.mean_gap, figures.relative_weight), (Some(d("2")), Some(d("1.5"))));
    assert_eq!((figures.critical_share, figures.missing_hours_share), (Some(d("100")), Some(d("0"))));
}

#[test]
fn nobody_measured_is_not_nobody_below() {
    let unmeasured = tallies(&[Has::Unmeasured]);
    let figures = Figures::of(unmeasured.get(&subject("M.01")).unwrap(), false).unwrap();
    assert_eq!((figures.not_competent_share, figures.mean_gap), (None, None));
    let all_met = tallies(&[Has::Level]);
    let figures = Figures::of(all_met.get(&subject("M.01")).unwrap(), false).unwrap();
    assert_eq!((figures.not_competent_share, figures.mean_gap), (Some(d("0")), Some(d("0"))));
}

/// A head office with two sections and one more under the second.
fn tree() -> OrgTree {
    let unit = |id: &str, parent: Option<&str>| OrgUnit {
        id: id.parse().unwrap(),
        name: Label::same(id),
        parent: parent.map(|parent| parent.parse().unwrap()),
    };
    OrgTree::try_new([unit("top", None), unit("a", Some("top")), unit("b", Some("top")), unit("c", Some("b"))]).unwrap()
}

const UNITS: [&str; 4] = ["top", "a", "b", "c"];

fn direct(people: &[(Has, usize)]) -> BTreeMap<UnitId, Tallies> {
    let mut direct: BTreeMap<UnitId, Tallies> = BTreeMap::new();
    for (id, (has, unit)) in people.iter().enumerate() {
        let unit = UNITS[*unit];
        direct.entry(unit.parse().unwrap()).or_default().count(&person(id, *has, unit), &[]).unwrap();
    }
    direct
}

#[test]
fn a_difference_of_two_units_is_no_way_around() {
    // six short in section a, two more in the office itself: the office less the section would tell of two
    let mut people = vec![(Has::Short, 1); 6];
    people.extend([(Has::Short, 0); 2]);
    let shield = Shield::of(&tree(), &direct(&people), 5).unwrap();
    let shows = |unit: &str| shield.shows(&unit.parse().unwrap(), &subject("M.01"), Part::Figures);
    assert!(shows("a") && !shows("top"));
    people.extend([(Has::Short, 2); 3]);
    let shield = Shield::of(&tree(), &direct(&people), 5).unwrap();
    assert!(shield.shows(&"top".parse().unwrap(), &subject("M.01"), Part::Figures), "two and three are five");
    assert!(!shield.shows(&"b".parse().unwrap(), &subject("M.01"), Part::Figures));
    assert_eq!(shield.total(&"top".parse().unwrap()).unwrap().people(), 11);
}

fn has() -> impl Strategy<Value = Has> {
    prop_oneof![Just(Has::Short), Just(Has::Level), Just(Has::Unmeasured)]
}

proptest! {
    /// Whatever shown rows somebody adds and subtracts along the tree: what is left is nobody or at least five.
    #[test]
    fn no_difference_of_shown_rows_is_a_small_group(people in prop::collection::vec((has(), 0_usize..4), 0..60)) {
        let shield = Shield::of(&tree(), &direct(&people), 5).unwrap();
        let within = |unit: usize, top: usize| tree().is_within(&UNITS[unit].parse().unwrap(), &UNITS[top].parse().unwrap());
        let shown = |unit: usize| shield.shows(&UNITS[unit].parse().unwrap(), &subject("M.01"), Part::Figures);
        for top in (0..4).filter(|unit| shown(*unit)) {
            for bits in 0..16_usize {
                let taken: Vec<usize> = (0..4).filter(|unit| bits >> unit & 1 == 1 && *unit != top && shown(*unit) && within(*unit, top)).collect();
                for kind in [Has::Short, Has::Level, Has::Unmeasured] {
                    let left = people.iter().filter(|(has, unit)| *has == kind && within(*unit, top) && !taken.iter().any(|t| within(*unit, *t)));
                    let left = left.count();
                    prop_assert!(left == 0 || left >= 5, "{left} of {kind:?} in {} less {taken:?}", UNITS[top]);
                }
            }
        }
    }
}
