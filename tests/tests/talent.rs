//! Talent maps over the shipped policies: grids read from policies, people on them, who is near a cut, calibration logs, succession groups.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of a test: what is not there ends it")]

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::people::id::{PersonId, PositionId};
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::decide::{PolicyOnDate, decide, prepare};
use jenjang::policy::dossier::Dossier;
use jenjang::policy::model::PolicySet;
use jenjang::policy::scale::Choice;
use jenjang::promotion::ranking::RankOrder;
use jenjang::talent::{CalibrationError, CalibrationLog, Candidate, Grid, GridError, Side, SuccessionError, SuccessionGroup, TalentMap};
use jenjang_policy_files::{FactsContext, read_facts_json};
use jenjang_service::talent::{LISTED_FROM, Sem, SemError, borderline, summarise, summarise_by};
use jenjang_tests::{Random, random_dossier};
use proptest::prelude::*;
use rust_decimal::Decimal;

struct Law {
    catalogue: Arc<Catalogue>,
    set: PolicySet,
}

fn day() -> NaiveDate {
    "2026-04-01".parse().unwrap()
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn id(text: &str) -> PersonId {
    text.parse().unwrap()
}

impl Law {
    fn shipped() -> Law {
        let (catalogue, set, _) = jenjang_tests::shipped();
        Law { catalogue, set }
    }

    fn on(&self, policy: &str) -> PolicyOnDate {
        prepare(&self.set, self.set.get(policy).unwrap(), day(), day()).unwrap()
    }

    fn people(&self, facts: &str) -> Vec<(PersonId, Dossier)> {
        let (people, problems) = read_facts_json(&FactsContext::new("people.json", &self.catalogue, Some(day())), facts);
        assert!(problems.is_empty(), "{problems:?}");
        people.into_iter().map(|person| (id(person.id.as_deref().unwrap()), person.dossier)).collect()
    }

    fn place(&self, code: &str) -> Choice {
        Choice::parse(self.catalogue.scale("nine-box").unwrap(), code).unwrap()
    }
}

fn map_of(grid: &Grid<'_>, people: &[(PersonId, Dossier)]) -> TalentMap {
    TalentMap::of(grid, people.iter().map(|(id, dossier)| (id.clone(), dossier))).unwrap()
}

/// Performance and potential, as scores of Aceh Barat's grid (70 and 90).
fn scored(people: &[(&str, &str, &str)]) -> String {
    let one = |(id, performance, potential): &(&str, &str, &str)| {
        format!(r#"{{"id": "{id}", "performance.score": "{performance}", "talent.potential": "{potential}"}}"#)
    };
    format!("[{}]", people.iter().map(one).collect::<Vec<_>>().join(","))
}

#[test]
fn a_policy_with_a_table_of_two_levels_is_a_grid() {
    let law = Law::shipped();
    let on = law.on("asn/talent/aceh-barat/box");
    let grid = Grid::of(&on).unwrap();
    let up = grid.axis(Side::Upward);
    assert_eq!((&*up.name, up.cuts.len()), ("performance-level", 3));
    assert_eq!(up.cuts.iter().map(|cut| cut.from).collect::<Vec<_>>(), [decimal("0"), decimal("70"), decimal("90")]);
    let codes: Vec<Vec<&str>> = (0..3).map(|row| (0..3).map(|column| &**grid.cell(row, column).unwrap().code()).collect()).collect();
    assert_eq!(codes, [["1", "3", "6"], ["2", "5", "8"], ["4", "7", "9"]]);
    assert_eq!(grid.levels_of(&law.place("7")), Some((2, 1)));
    assert_eq!(grid.cell(3, 0), None);

    let on = law.on("asn/talent/four-box");
    let grid = Grid::of(&on).unwrap();
    assert_eq!(grid.cell(1, 1).unwrap().code().as_ref(), "A");

    // a level that comes as a fact has no cuts
    let on = law.on("asn/talent/nine-box");
    let grid = Grid::of(&on).unwrap();
    assert!(Side::ALL.iter().all(|side| grid.axis(*side).cuts.is_empty()));
    // two pairs of levels may share an outcome: then it stands for none
    let on = law.on("asn/performance/label-2022");
    let grid = Grid::of(&on).unwrap();
    let poor = Choice::parse(law.catalogue.scale("rating").unwrap(), "kurang").unwrap();
    assert_eq!(grid.levels_of(&poor), None);
}

#[test]
fn what_is_no_grid_is_refused_with_what_it_lacks() {
    let law = Law::shipped();
    let refused = |policy: &str| Grid::of(&law.on(policy)).map(|_| ()).unwrap_err();
    assert!(matches!(refused("asn/talent/djbk/value"), GridError::Kind { .. }));
    assert!(matches!(refused("asn/competency/kkp-2023"), GridError::NotATable { .. }));
    assert!(matches!(refused("asn/performance/axis"), GridError::Inputs { found: 1, .. }));
    let message = refused("asn/performance/axis").message();
    assert!(message.id.contains("seharusnya dua") && message.en.contains("one input, expected two"));
}

#[test]
fn who_lacks_a_fact_has_no_box_and_is_listed_with_it() {
    let law = Law::shipped();
    let on = law.on("asn/talent/aceh-barat/box");
    let grid = Grid::of(&on).unwrap();
    let people = law.people(r#"[{"id": "a", "performance.score": 95, "talent.potential": 70}, {"id": "b", "performance.score": 95}]"#);
    let map = map_of(&grid, &people);
    let (placed, unplaced) = (map.placed(), map.unplaced());
    assert_eq!((placed.len(), unplaced.len()), (1, 1));
    assert_eq!(placed[0].place, law.place("7"));
    assert_eq!(placed[0].upward.score, Some(decimal("95")));
    assert_eq!(&*unplaced[0].missing[0], "talent.potential");
    let twice = [&people[0], &people[0]].map(|(id, dossier)| (id.clone(), dossier));
    assert!(TalentMap::of(&grid, twice).is_err());
}

/// Round a cut of 90 with an error of 2: the list begins about one error away.
#[test]
fn near_a_cut_is_listed_and_nobody_else() {
    let law = Law::shipped();
    let on = law.on("asn/talent/aceh-barat/box");
    let grid = Grid::of(&on).unwrap();
    let people = law.people(&scored(&[
        ("on", "90", "95"),
        ("one-error", "92", "95"),
        ("just-inside", "91.9", "95"),
        ("below", "88.5", "95"),
        ("top", "100", "100"),
        ("bottom", "0", "0"),
    ]));
    let map = map_of(&grid, &people);
    let near = borderline(&grid, &map, Sem { upward: Some(decimal("2")), rightward: None }).unwrap();
    let found: Vec<(&str, String, &str, &str)> =
        (near.iter()).map(|one| (one.id.as_str(), one.chance.to_string(), &**one.level.code(), &**one.other_level.code())).collect();
    assert_eq!(
        found,
        [
            ("on", "0.5".to_owned(), "above", "meets"),
            ("below", "0.227".to_owned(), "meets", "above"),
            ("just-inside", "0.171".to_owned(), "above", "meets"),
        ]
    );
    const { assert!(LISTED_FROM > 0.1586, "one error away is .1587, which is not listed") };
    assert_eq!((&near[0].place, near[0].other_place.as_ref()), (&law.place("9"), Some(&law.place("8"))));
    // nobody stands below the scale: the lowest level has one cut only
    assert!(near.iter().all(|one| one.id.as_str() != "bottom"));
}

#[test]
fn a_standard_error_that_means_nothing_is_refused() {
    let law = Law::shipped();
    let on = law.on("asn/talent/aceh-barat/box");
    let grid = Grid::of(&on).unwrap();
    let map = map_of(&grid, &law.people(&scored(&[("a", "90", "95")])));
    for wrong in ["0", "-1"] {
        let refused = borderline(&grid, &map, Sem { upward: None, rightward: Some(decimal(wrong)) }).unwrap_err();
        assert!(matches!(&refused, SemError::NotPositive { .. }) && refused.to_string().contains("expected more than zero"));
    }
    let on = law.on("asn/talent/nine-box");
    let grid = Grid::of(&on).unwrap();
    let refused = borderline(&grid, &TalentMap::default(), Sem { upward: Some(decimal("3")), rightward: None }).unwrap_err();
    assert!(matches!(refused, SemError::NoScore { .. }));
}

#[test]
fn the_calibration_log_only_grows_and_refuses_what_explains_nothing() {
    let law = Law::shipped();
    let (a, b, chair) = (id("a"), id("b"), id("chair"));
    let mut log = CalibrationLog::open([(a.clone(), law.place("8")), (b.clone(), law.place("5"))]).unwrap();
    assert!(matches!(CalibrationLog::open([(a.clone(), law.place("8")), (a.clone(), law.place("5"))]), Err(CalibrationError::Twice(_))));
    let first = day();
    log.record(&a, law.place("9"), " memimpin proyek lintas instansi yang belum tercatat ", chair.clone(), first).unwrap();
    let refused: Vec<CalibrationError> = [
        log.record(&a, law.place("8"), "  ", chair.clone(), first).map(|_| ()).unwrap_err(),
        log.record(&a, law.place("9"), "sudah di sana", chair.clone(), first).map(|_| ()).unwrap_err(),
        log.record(&id("c"), law.place("9"), "tidak ditempatkan", chair.clone(), first).map(|_| ()).unwrap_err(),
        log.record(&b, law.place("9"), "bagi diri sendiri", b.clone(), first).map(|_| ()).unwrap_err(),
        log.record(&b, law.place("9"), "terlambat dicatat", chair.clone(), first.pred_opt().unwrap()).map(|_| ()).unwrap_err(),
        {
            let other = law.set.get("asn/talent/four-box").unwrap().scales.get("four-box").unwrap();
            log.record(&b, Choice::parse(other, "A").unwrap(), "kisi lain", chair.clone(), first).map(|_| ()).unwrap_err()
        },
    ]
    .into();
    assert!(matches!(
        refused.as_slice(),
        [
            CalibrationError::NoReason { .. },
            CalibrationError::SameBox { .. },
            CalibrationError::NotPlaced(_),
            CalibrationError::OwnMove(_),
            CalibrationError::Earlier { .. },
            CalibrationError::OtherGrid { .. },
        ]
    ));
    for error in &refused {
        let message = error.message();
        assert_ne!(message.id, message.en);
    }
    // what was refused left nothing behind; what was recorded stays when the person moves back
    assert_eq!(log.moves().len(), 1);
    log.record(&a, law.place("8"), "proyek ternyata belum selesai", chair, first).unwrap();
    assert_eq!(log.moves().len(), 2);
    assert_eq!((&log.moves()[0].after, &*log.moves()[0].reason), (&law.place("9"), "memimpin proyek lintas instansi yang belum tercatat"));
    assert_eq!(log.current(&a), Some(&law.place("8")));
    let pairs: Vec<_> = log.before_and_now().map(|(id, before, now)| (id.as_str(), before.code().as_ref(), now.code().as_ref())).collect();
    assert_eq!(pairs, [("a", "8", "8"), ("b", "5", "5")]);
}

/// Ten people, two units: three go up on the performance axis, one comes down, one goes up and back.
#[test]
fn a_calibration_is_summarised_by_axis_and_by_unit() {
    let law = Law::shipped();
    let on = law.on("asn/talent/aceh-barat/box");
    let grid = Grid::of(&on).unwrap();
    let before = ["5", "5", "5", "8", "8", "3", "1", "2", "9", "9"];
    let mut log = CalibrationLog::open(before.iter().enumerate().map(|(n, place)| (id(&format!("p{n}")), law.place(place)))).unwrap();
    for (person, after) in [("p0", "7"), ("p1", "7"), ("p3", "9"), ("p8", "8"), ("p4", "9"), ("p4", "8")] {
        log.record(&id(person), law.place(after), "alasan rapat", id("chair"), day()).unwrap();
    }
    let summary = summarise(&grid, &log);
    assert_eq!((summary.people, summary.moves, summary.changed), (10, 6, 4));
    assert_eq!(summary.percent_changed.value, Some(decimal("40")));
    let [up, right] = summary.axes.as_slice() else { panic!("two axes") };
    assert_eq!((up.up, up.down, up.mean_shift.value), (3, 1, Some(decimal("0.2"))));
    // exact: 2 × P(at least 3 of 4) = 2 × 5/16
    assert_eq!(up.sign_test.value, Some(decimal("0.625")));
    // from meets to above 3, back 1: (3 - 1)² / 4 = 1 with one degree of freedom
    assert_eq!(up.stuart_maxwell.value, Some(decimal("0.317")));
    // before: 2 below, 6 meets, 2 above; now: 2, 4, 4. Observed 1 - 4 × 0.5 / 10 = 0.8, by chance 0.62: (0.8 - 0.62) / 0.38
    assert_eq!(up.kappa.value, Some(decimal("0.474")));
    assert_eq!((right.up, right.down, right.kappa.value), (0, 0, Some(decimal("1"))));
    assert!(right.sign_test.value.is_none() && right.sign_test.reason.is_some());

    let unit = |person: &PersonId| match person.as_str() {
        "p0" | "p1" => Some(Arc::from("north")),
        "p9" => None,
        _ => Some(Arc::from("south")),
    };
    let by_unit = summarise_by(&grid, &log, unit);
    assert_eq!(by_unit.iter().map(|(unit, s)| (&**unit, s.people, s.changed)).collect::<Vec<_>>(), [("north", 2, 2), ("south", 7, 2)]);
    // everybody of one level: chance alone agrees, so kappa says nothing
    assert_eq!(by_unit["north"].axes[1].kappa.value, None);
}

impl Law {
    fn candidates(&self, facts: &str) -> Vec<Candidate> {
        let (readiness, order) = (self.on("asn/talent/readiness"), self.on("asn/talent/pick-order"));
        let one = |(id, dossier): (PersonId, Dossier)| Candidate {
            readiness: decide(&readiness, &dossier, &[]),
            order: decide(&order, &dossier, &[]),
            tie_breaks: Vec::new(),
            id,
        };
        self.people(facts).into_iter().map(one).collect()
    }
}

const SUCCESSORS: &str = r#"[
    {"id": "a", "talent.box": "8", "succession.match": 85, "succession.wait": 0},
    {"id": "b", "talent.box": "9", "succession.match": 82, "succession.wait": 0},
    {"id": "c", "talent.box": "9", "succession.match": 75, "succession.wait": 0},
    {"id": "d", "talent.box": "7", "succession.match": 90, "succession.wait": "1.5"},
    {"id": "e", "talent.box": "8", "succession.match": 60, "succession.wait": 3},
    {"id": "f", "talent.box": "5", "succession.match": 99, "succession.wait": 0},
    {"id": "g", "talent.box": "8", "succession.wait": 0},
    {"id": "h", "talent.box": "8", "succession.match": 88, "succession.wait": 0}
]"#;

#[test]
fn a_succession_group_orders_the_ready_by_the_published_order_and_keeps_every_reason() {
    let law = Law::shipped();
    let post: PositionId = "kepala-bidang-jalan".parse().unwrap();
    let order = RankOrder::published(law.set.get("asn/talent/pick-order").unwrap());
    let group = SuccessionGroup::of(post.clone(), law.candidates(SUCCESSORS), &order).unwrap();
    let classes: Vec<(&str, Vec<(usize, &str)>)> = (group.classes.iter())
        .map(|class| (&**class.readiness.code(), class.ranking.ranked().iter().map(|r| (r.rank, r.id.as_str())).collect()))
        .collect();
    assert_eq!(
        classes,
        [("ready-now", vec![(1, "b"), (2, "a"), (2, "h")]), ("within-two-years", vec![(1, "c"), (2, "d")]), ("later", vec![(1, "e")]),]
    );
    assert_eq!(group.outside, [id("f")]);
    assert_eq!((group.undecided[0].id.as_str(), &*group.undecided[0].missing[0]), ("g", "succession.match"));
    assert_eq!(group.reasons.len(), 8);
    assert!(group.reasons[&id("a")].steps.iter().any(|step| &*step.name == "succession.match"));

    let mut turned = law.candidates(SUCCESSORS);
    turned.reverse();
    let again = SuccessionGroup::of(post.clone(), turned, &order).unwrap();
    assert_eq!(serde_json::to_string(&group).unwrap(), serde_json::to_string(&again).unwrap());

    let mut twice = law.candidates(SUCCESSORS);
    twice.extend(law.candidates(SUCCESSORS).into_iter().take(1));
    assert!(matches!(SuccessionGroup::of(post.clone(), twice, &order), Err(SuccessionError::Twice(_))));
    let mut mixed = law.candidates(SUCCESSORS);
    mixed[1].readiness = mixed[1].order.clone();
    assert!(matches!(SuccessionGroup::of(post, mixed, &order), Err(SuccessionError::OtherPolicy { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// INVARIANT (order does not matter), INVARIANT (silence is not zero): a map does not depend on the order of people, every person is in it
    /// once, and the box is the one of the two levels.
    #[test]
    fn a_map_holds_everybody_once_whatever_the_order(seed in any::<u64>()) {
        let law = Law::shipped();
        let mut random = Random::new(seed);
        let people: Vec<(PersonId, Dossier)> =
            (0..12).map(|n| (id(&format!("p-{n}")), random_dossier(&law.catalogue, day(), 1, &mut random))).collect();
        for policy in ["asn/talent/bkn-411/box", "asn/talent/aceh-barat/box", "asn/talent/nine-box", "asn/talent/four-box"] {
            let on = law.on(policy);
            let grid = Grid::of(&on).unwrap();
            let map = map_of(&grid, &people);
            prop_assert_eq!(map.placed().len() + map.unplaced().len(), people.len());
            for placement in map.placed() {
                let cell = grid.cell(usize::from(placement.upward.level.rank()), usize::from(placement.rightward.level.rank()));
                prop_assert_eq!(cell, Some(&placement.place));
            }
            let mut turned = people.clone();
            turned.reverse();
            let again = map_of(&grid, &turned);
            let names = |map: &TalentMap| map.placed().iter().map(|p| (p.id.clone(), p.place.clone())).collect::<Vec<_>>();
            prop_assert_eq!(names(&map), names(&again));
        }
    }
}
