//! The population has the published shape, its records are sound, and the shipped policies find its careers lawful.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::*;
use crate::codes::{Grade, PositionKind, Tier};
use crate::dossier::{Gathering, Superior, gather};
use jenjang::people::{CivilServant, EmployeeNumber, OrgTree, Sex, View};
use jenjang::policy::decide::{PolicyOnDate, outcome, prepare};
use jenjang::policy::decision::Outcome;

static SHIPPED: LazyLock<crate::Shipped> = LazyLock::new(|| crate::shipped().unwrap());

fn options(staff: u64, seed: u64) -> PopulationOptions {
    PopulationOptions { staff, seed, today: NaiveDate::from_ymd_opt(2026, 12, 1).unwrap() }
}

fn people(staff: u64, seed: u64) -> Population {
    population(options(staff, seed)).unwrap()
}

/// The code of the present position, and its tier.
fn present(record: &CivilServantRecord) -> (PositionKind, Option<Tier>) {
    let last = record.registers.positions.as_ref().unwrap().last().unwrap();
    (last.kind.as_str().parse().unwrap(), last.tier.as_ref().map(|tier| tier.as_str().parse().unwrap()))
}

#[test]
fn options_out_of_bounds_are_refused_with_a_sentence() {
    let refused = |options| population(options).map(|_| ()).unwrap_err().to_string();
    assert_eq!(refused(options(0, 1)), "a population of `0` people cannot be made, expected 1 to 5000000");
    assert_eq!(refused(options(5_000_001, 1)), "a population of `5000001` people cannot be made, expected 1 to 5000000");
    let today = NaiveDate::from_ymd_opt(2019, 1, 1).unwrap();
    let early = PopulationOptions { today, ..options(1, 1) };
    assert_eq!(refused(early), "a population as of `2019-01-01` cannot be made, expected a day of 2022 to 2050");
}

#[test]
fn a_range_and_a_smaller_population_hold_the_same_people() {
    let all: Vec<SyntheticRecord> = people(700, 11).collect();
    assert_eq!(all.len(), 700);
    assert!(all.iter().eq(people(5_000_000, 11).take(700).collect::<Vec<_>>().iter()), "the beginning of a bigger one");
    assert!(all[300..400].iter().eq(people(700, 11).range(300..400).collect::<Vec<_>>().iter()), "a range by itself");
    assert_eq!(people(700, 11).nth(431).as_ref(), Some(&all[431]));
    let others: Vec<SyntheticRecord> = people(700, 12).collect();
    assert!(all.iter().zip(&others).filter(|(one, other)| one == other).count() < 5, "another seed, other people");
}

#[test]
fn shares_at_a_hundred_thousand_are_within_three_tenths_of_a_percent_of_the_published() {
    let staff = 100_000;
    let mut counts: BTreeMap<(&str, usize), u64> = BTreeMap::new();
    let mut long = [0_u64; 3];
    let mut generations = [0_u64; 3];
    for person in people(staff, 20_251_101) {
        let record = &person.record;
        let level = record.registers.education.as_ref().unwrap().last().unwrap().level.as_str();
        let schooling = match level {
            "SD" | "SLTP" | "SLTA" => 0,
            "D-I" | "D-II" | "D-III" => 1,
            "D-IV" | "S1" => 2,
            "S2" => 3,
            _ => 4,
        };
        let position = match present(record).0 {
            PositionKind::Functional => 0,
            PositionKind::Pelaksana => 1,
            _ => 2,
        };
        for (split, part) in [
            ("status", usize::from(record.contract_number)),
            ("level", usize::from(!person.unit.as_str().contains("pusat"))),
            ("sex", usize::from(record.sex == Some(Sex::Female))),
            ("education", schooling),
            ("position", position),
        ] {
            *counts.entry((split, part)).or_default() += 1;
        }
        let (appointed, birth) = (record.appointed.unwrap(), record.birth_date.unwrap());
        let served = (2026 * 12 + 11) - month_of(appointed);
        for (band, count) in [0..=71, 132..=191, 372..=999].iter().zip(&mut long) {
            *count += u64::from(band.contains(&served));
        }
        // one year later than published: so many years old, not born in the same years
        let generation = match 2025 - (birth.year() - 1) {
            ..=28 => 0,
            29..=44 => 1,
            _ => 2,
        };
        generations[generation] += 1;
    }
    let published = [
        ("status", &shape::STATUS[..]),
        ("level", &shape::LEVEL),
        ("sex", &shape::SEX),
        ("education", &shape::EDUCATION),
        ("position", &shape::POSITION),
    ];
    for (split, parts) in published {
        for (part, people) in parts.iter().enumerate() {
            let expected = people * staff / shape::TOTAL;
            let found = counts[&(split, part)];
            assert!(found.abs_diff(expected) <= staff * 3 / 1000, "{split} {part}: {found} of {staff}, published are {expected}");
        }
    }
    // service up to 5, 11 to 15 and above 30 years, ages by generation: within three percent, because how they cross is made up
    for (found, expected) in long.iter().chain(&generations).zip([48_073, 19_277, 1_030, 18_000, 37_000, 44_000]) {
        assert!(found.abs_diff(expected) <= staff * 3 / 100, "{long:?} {generations:?}, expected {expected}");
    }
}

#[test]
fn every_record_is_sound_and_says_the_same_as_its_number() {
    let mut numbers = BTreeSet::new();
    for person in people(30_000, 3) {
        let servant = CivilServant::try_from(person.record).unwrap();
        assert_eq!(servant.discrepancies(), [], "{:?}", servant.id());
        let number: &EmployeeNumber = servant.number().unwrap();
        assert!(number.serial() >= 900, "the serial marks the number as synthetic");
        assert!(numbers.insert(number.reveal().to_owned()), "{:?} has the number of another", servant.id());
        assert!(servant.name().unwrap().starts_with("Pegawai Contoh "));
    }
}

#[test]
fn places_that_share_day_month_and_serial_differ_in_the_year_of_birth() {
    let all = people(5_000_000, 5);
    for first in [0, 17, 99_999, 437_999] {
        let places = (first..5_000_000).step_by(438_000);
        let records: Vec<_> = places.map(|place| all.range(place..place + 1).next().unwrap().record).collect();
        assert!(records.len() >= 11);
        let tails: BTreeSet<String> = records.iter().map(|r| r.employee_number.as_ref().unwrap()[15..].to_owned()).collect();
        assert_eq!(tails.len(), 1, "one serial");
        let births: BTreeSet<NaiveDate> = records.iter().map(|r| r.birth_date.unwrap()).collect();
        assert_eq!(births.len(), records.len(), "each born in another year");
    }
}

#[test]
fn units_and_superiors_are_there() {
    let units: Vec<OrgUnit> = units(options(20_000, 3)).unwrap().collect();
    let tree = OrgTree::try_new(units).unwrap();
    let mut ids = BTreeMap::new();
    for person in people(20_000, 3) {
        assert!(tree.get(&person.unit).is_some(), "{}", person.unit);
        match &person.superior {
            Some(superior) => {
                let above: &(UnitId, PositionKind) = &ids[superior];
                assert!(tree.is_within(&person.unit, &above.0) && above.1 > PositionKind::Functional, "{}", person.record.id);
            }
            None => assert!(tree.get(&person.unit).unwrap().parent.is_none()),
        }
        let kind = present(&person.record).0;
        ids.insert(person.record.id.clone(), (person.unit, kind));
    }
}

#[test]
fn whoever_leads_rose_to_the_post_in_time() {
    for (place, person) in people(40_000, 8).enumerate() {
        let seat = layout::seat(place as u64);
        let (kind, tier) = present(&person.record);
        if seat.leads {
            assert_eq!(kind, seat.post.kind().0, "{}", person.record.id);
        }
        let grade = person.record.registers.grades.as_ref().unwrap().last().map(|grade| grade.grade.as_str().parse::<Grade>().unwrap());
        if let (Some(grade), Some(tier)) = (grade, tier) {
            assert!(grade <= *tier.grades().end(), "{}: {grade} in {tier}", person.record.id);
        }
        assert_eq!(person.record.contract_number, grade.is_none(), "only civil servants hold a grade");
    }
}

#[test]
fn more_than_half_of_the_civil_servants_stand_in_group_three() {
    let grades: Vec<String> = people(20_000, 1)
        .filter(|person| !person.record.contract_number)
        .map(|person| person.record.registers.grades.unwrap().last().unwrap().grade.as_str().to_owned())
        .collect();
    let third = grades.iter().filter(|grade| grade.starts_with("III/")).count();
    assert!(third * 2 > grades.len() && third * 10 < grades.len() * 9, "{third} of {}", grades.len());
}

/// The policy that a promotion of this kind rests on.
fn policies(kind: &str) -> &'static [&'static str] {
    match kind {
        "101" => &["asn/promotion/regular"],
        "202" => &["asn/promotion/functional"],
        _ => &["asn/promotion/structural-in-range", "asn/promotion/structural-one-below"],
    }
}

#[test]
fn the_shipped_policies_refuse_none_of_the_promotions() {
    let shipped = &*SHIPPED;
    let mut prepared: BTreeMap<(&str, NaiveDate), PolicyOnDate> = BTreeMap::new();
    let mut judged = BTreeMap::new();
    for person in people(3_000, 4) {
        let grades = person.record.registers.grades.clone().unwrap();
        // the policies begin with PP 99/2000
        let in_force = grades.iter().enumerate().skip(1).filter(|(_, grade)| grade.since.year() > 2000);
        for (at, grade) in in_force {
            let mut before = person.record.clone();
            before.registers.grades.as_mut().unwrap().truncate(at);
            let servant = CivilServant::try_from(before).unwrap();
            let view = View::on(grade.since);
            let gathered = gather(&shipped.catalogue, Gathering { person: &servant, superior: Superior::Unknown, view });
            assert_eq!(gathered.problems, []);
            let kind = grade.kind.as_ref().unwrap().as_str();
            let outcomes: Vec<Outcome> = policies(kind)
                .iter()
                .map(|policy| {
                    let on_date = prepared.entry((policy, grade.since)).or_insert_with(|| {
                        prepare(&shipped.policies, shipped.policies.get(policy).unwrap(), grade.since, NaiveDate::MAX).unwrap()
                    });
                    outcome(on_date, &gathered.dossier)
                })
                .collect();
            // what nobody recorded (the superior's grade of then, credit before 2023) leaves a decision open
            assert!(
                outcomes.iter().any(|outcome| *outcome != Outcome::NotEligible),
                "{} to {} on {}",
                servant.id(),
                grade.grade,
                grade.since
            );
            *judged.entry((kind.to_owned(), outcomes.contains(&Outcome::Eligible))).or_insert(0_usize) += 1;
        }
    }
    for kind in ["101", "201", "202"] {
        assert!(judged[&(kind.to_owned(), true)] > 20, "{judged:?}");
    }
}

#[test]
fn a_dossier_holds_every_fact_that_follows_from_histories() {
    let shipped = &*SHIPPED;
    let day = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
    for person in people(1_500, 6) {
        let contract = person.record.contract_number;
        let servant = CivilServant::try_from(person.record).unwrap();
        let gathered = gather(&shipped.catalogue, Gathering { person: &servant, superior: Superior::None, view: View::on(day) });
        assert_eq!(gathered.problems, [], "{:?}", servant.id());
        for name in ["birth date", "sex", "employment", "position.kind", "education.level", "rating", "learning hours", "appeal pending"] {
            let fact = shipped.catalogue.find(name).unwrap();
            assert!(!gathered.dossier.get(fact).is_missing(), "`{name}` of {:?}", servant.id());
        }
        assert!(contract || !gathered.dossier.get(shipped.catalogue.find("grade").unwrap()).is_missing());
    }
}
