//! `cargo bench -p jenjang-tests --bench needs [-- people]`: how fast the needs of people who do not exist are worked out, and the demand of their
//! units ranked. Docs: `docs/performance.md`.
//!
//! Everything is in memory: a profile for everybody in the framework of the tiers, of which each level is one of four by turns, nobody's 360°. Measured
//! apart: the checked records and profiles being there, needs and duty of everybody; counting by unit; shielding and ranking the top.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement that cannot go on has nothing to say")]

use std::collections::{BTreeMap, BTreeSet};
use std::thread;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use jenjang::Decimal;
use jenjang::competency::{Assessment, AssessmentUnit, Framework, Profile};
use jenjang::development::demand::{Demand, Shield, Tallies};
use jenjang::development::need::{NeedRules, NeedSources, PersonNeeds};
use jenjang::legal::Label;
use jenjang::people::id::UnitId;
use jenjang::people::{CivilServant, OrgTree, OrgUnit, View};
use jenjang_asn::NEED_POLICIES;
use jenjang_asn::synthetic::{PopulationOptions, population};

struct Person {
    servant: CivilServant,
    unit: UnitId,
    profiles: Vec<Profile>,
}

fn profile(framework: &Framework, number: usize, servant: &CivilServant, today: NaiveDate) -> Profile {
    let assessments = framework.competencies().iter().enumerate().map(|(place, competency)| Assessment {
        competency: competency.code.clone(),
        level: Decimal::from((number * 7 + place * 3) % 4 + 1),
        date: today - chrono::Days::new(200),
        valid_until: None,
        assessor: "UPT".into(),
        method: "assessment centre".into(),
        purpose: None,
        tier: None,
        unit: Some(AssessmentUnit { name: "UPT".into(), accredited: Some(true) }),
        evidence: Vec::new(),
    });
    Profile::try_new(servant.id().clone(), framework, assessments.collect()).unwrap()
}

fn main() {
    let staff: u64 = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(100_000);
    let today = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
    let (library, competency) = (jenjang_asn::library(), jenjang_asn::competency());
    let rules = NeedRules::on(&library.set, &NEED_POLICIES, View::on(today)).unwrap();
    let framework = competency.framework(&"permenpanrb-38-2017".parse().unwrap()).unwrap();
    let made = population(PopulationOptions { staff, seed: 1, today }).unwrap();
    let people: Vec<Person> = made
        .enumerate()
        .map(|(number, made)| {
            let servant = CivilServant::try_from(made.record).unwrap();
            let profiles = vec![profile(framework, number, &servant, today)];
            Person { servant, unit: made.unit, profiles }
        })
        .collect();

    let needs = |person: &Person| -> PersonNeeds {
        let sources = NeedSources {
            servant: &person.servant,
            unit: Some(&person.unit),
            profiles: &person.profiles,
            feedback: &[],
            activities: &[],
            frameworks: &competency.frameworks,
            standards: &competency.standards,
        };
        rules.needs(&sources).unwrap().0
    };
    let start = Instant::now();
    let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let part = people.len().div_ceil(threads).max(1);
    let parts: Vec<Vec<PersonNeeds>> = thread::scope(|scope| {
        let started: Vec<_> = people.chunks(part).map(|part| scope.spawn(move || part.iter().map(needs).collect::<Vec<_>>())).collect();
        started.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let of_people = start.elapsed();
    let known: Vec<PersonNeeds> = parts.into_iter().flatten().collect();

    let start = Instant::now();
    let mut direct: BTreeMap<UnitId, Tallies> = BTreeMap::new();
    for person in &known {
        direct.entry(person.unit.clone().unwrap()).or_default().count(person, &[]).unwrap();
    }
    let counted = start.elapsed();

    let start = Instant::now();
    let top: UnitId = "top".parse().unwrap();
    let unit = |id: &UnitId, parent: Option<&UnitId>| OrgUnit { id: id.clone(), name: Label::same(id.as_str()), parent: parent.cloned() };
    let under = direct.keys().map(|id| unit(id, Some(&top)));
    let tree = OrgTree::try_new(under.chain([unit(&top, None)])).unwrap();
    let shield = Shield::of(&tree, &direct, rules.smallest_group).unwrap();
    let demand = Demand::of(
        &rules,
        shield.total(&top).unwrap(),
        &BTreeSet::new(),
        |subject| Label::same(subject.competency.as_str()),
        |subject, part| shield.shows(&top, subject, part),
    )
    .unwrap();
    let ranked = start.elapsed();

    let found: usize = known.iter().map(|person| person.needs.len()).sum();
    let with_standard = known.iter().filter(|person| !person.standards.is_empty()).count();
    println!("{} people in {} units, {with_standard} with a standard, {found} needs", known.len(), direct.len());
    let line = |what: &str, time: Duration| println!("{what:42} {:>8.3} s", time.as_secs_f64());
    line(&format!("needs and duty of everybody, {threads} threads"), of_people);
    line("counting by unit", counted);
    line(&format!("shielding and ranking {} competencies", demand.rows.len() + demand.withheld.len()), ranked);
    line("altogether", of_people + counted + ranked);
}
