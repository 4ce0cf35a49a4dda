//! A review of everybody, by what records say, and what is filled in afterwards.

use std::collections::BTreeMap;

use jenjang::legal::Label;
use jenjang::policy::value::Value;
use jenjang::store::Revision;
use jenjang_service::talent::{FillIn, OpenReview, ReadReview, TalentView, fill_in, open_review, read_review};
use jenjang_service::{Seen, ServiceError};

use crate::succession::facts;
use crate::world::{SHIPPED, TODAY, World, as_on, code, day, person, unit};

const POTENTIAL: &str = "talent.potential level";

fn open(world: &World, id: &str, of: &str, table: &str) -> Result<usize, ServiceError> {
    let (title, unit) = (Label::same("Tinjauan"), unit(of));
    let policy = "asn/talent/nine-box";
    let command = OpenReview { shipped: &SHIPPED, id, title: &title, unit: &unit, policy, as_of: day(TODAY), table };
    as_on!(world, "hr", TODAY, context => open_review(&context, command))
}

fn review(id: &str) -> ReadReview<'_> {
    ReadReview { shipped: &SHIPPED, gatherer: &facts, id }
}

fn read(world: &World, id: &str) -> TalentView {
    as_on!(world, "hr", TODAY, context => read_review(&context, review(id))).unwrap()
}

fn fill(world: &World, who: &str, about: &str, given: &[(&str, &str)], seen: Seen) -> Result<(), ServiceError> {
    let facts: BTreeMap<String, String> = given.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let person = person(about);
    as_on!(world, who, TODAY, context => fill_in(&context, FillIn { review: review("semua"), person: &person, facts: &facts, seen }))
}

#[test]
fn without_a_table_everybody_of_the_unit_and_under_it_is_reviewed_by_the_records() {
    let world = World::new();
    assert_eq!(open(&world, "semua", "dinas", "").unwrap(), 11, "s1 to s8, kepala, and t1 and t2 under it");
    let view = read(&world, "semua");
    assert_eq!((view.people.len(), view.map.placed().len(), view.map.unplaced().len()), (11, 0, 11));
    // the level of performance comes from the rating on record, the potential from nowhere
    let lacks = |one: &'_ jenjang::talent::Unplaced| one.missing.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert!(view.map.unplaced().iter().all(|one| lacks(one) == [POTENTIAL]), "{:?}", view.map.unplaced());
    assert!(view.people.values().all(|known| known.given.is_empty()));
    assert_eq!(open(&world, "kosong", "seksi", " \n").unwrap(), 2);
    assert_eq!(code(open(&world, "semua", "dinas", "")), "taken");
}

#[test]
fn what_no_record_says_is_filled_in_and_places_the_person() {
    let world = World::new();
    open(&world, "semua", "dinas", "").unwrap();
    let before = world.verbs().len();
    let first = Seen::At(Revision::FIRST);
    fill(&world, "hr", "s1", &[(POTENTIAL, "high")], first).unwrap();
    let view = read(&world, "semua");
    let known = &view.people[&person("s1")];
    assert_eq!((&**view.current(&person("s1")).unwrap().code(), known.revision), ("8", Revision::FIRST.next()));
    assert!(known.filled_in.contains(POTENTIAL) && known.given.contains(POTENTIAL));
    assert_eq!(world.verbs()[before..], ["talent.run"], "the trail tells it");
    // the same again changes nothing; who saw the first version is refused
    fill(&world, "hr", "s1", &[(POTENTIAL, "high")], Seen::Anything).unwrap();
    assert_eq!(world.verbs().len(), before + 1);
    assert_eq!(code(fill(&world, "hr", "s1", &[(POTENTIAL, "low")], first)), "changed-meanwhile");
    // what was handed in is taken back: unknown again, never the lowest
    fill(&world, "hr", "s1", &[(POTENTIAL, "")], Seen::Anything).unwrap();
    let view = read(&world, "semua");
    assert!(view.current(&person("s1")).is_none());
    let index = view.policy.policy().catalogue.find(POTENTIAL).unwrap();
    assert_eq!(*view.people[&person("s1")].dossier.get(index), Value::Missing);
}

#[test]
fn only_what_the_grid_asks_and_no_record_says_can_be_filled_in() {
    let world = World::new();
    open(&world, "semua", "dinas", "id,talent.potential level\ns1,low\ns2,\n").unwrap();
    for (about, given, refusal) in [
        ("s1", ("talent.performance level", "above"), "talent-fact"),
        ("s1", ("talent.box", "9"), "talent-fact"),
        ("s1", ("nothing", "9"), "talent-fact"),
        ("s3", (POTENTIAL, "high"), "not-found"),
    ] {
        assert_eq!(code(fill(&world, "hr", about, &[given], Seen::Anything)), refusal, "{about} {given:?}");
    }
    assert!(matches!(fill(&world, "hr", "s1", &[(POTENTIAL, "tinggi")], Seen::Anything), Err(ServiceError::Unsound(_))));
    assert_eq!(code(fill(&world, "s1", "s1", &[(POTENTIAL, "high")], Seen::Anything)), "forbidden");
    assert_eq!(code(fill(&world, "auditor", "s1", &[(POTENTIAL, "high")], Seen::Anything)), "forbidden");
    // what the table says can be written over, and what it leaves out filled in
    fill(&world, "hr", "s1", &[(POTENTIAL, "high")], Seen::Anything).unwrap();
    fill(&world, "hr", "s2", &[(POTENTIAL, "medium")], Seen::Anything).unwrap();
    let view = read(&world, "semua");
    let boxes = ["s1", "s2"].map(|id| view.current(&person(id)).unwrap().code().to_string());
    assert_eq!(boxes, ["8", "5"]);
}

#[test]
fn a_number_outside_the_range_of_the_catalogue_is_not_taken() {
    let world = World::new();
    let (title, unit) = (Label::same("Tinjauan"), unit("dinas"));
    let policy = "asn/talent/bkn-411/box";
    let command = OpenReview { shipped: &SHIPPED, id: "semua", title: &title, unit: &unit, policy, as_of: day(TODAY), table: "" };
    as_on!(world, "hr", TODAY, context => open_review(&context, command)).unwrap();
    let high = fill(&world, "hr", "s1", &[("talent.feedback", "100.5")], Seen::Anything);
    assert!(matches!(high, Err(ServiceError::Unsound(_))), "{high:?}");
    fill(&world, "hr", "s1", &[("talent.feedback", "100")], Seen::Anything).unwrap();
}

#[test]
fn the_own_facts_are_filled_in_by_somebody_else() {
    let world = World::new();
    open(&world, "semua", "pemda", "").unwrap();
    assert_eq!(code(fill(&world, "hr", "hr", &[(POTENTIAL, "high")], Seen::Anything)), "talent-fact");
}
