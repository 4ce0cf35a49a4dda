//! The match with a critical post from stored profiles: the official one, missing where it cannot be told, and behind what a table says.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::Decimal;
use jenjang::career::{CareerMap, Post};
use jenjang::competency::{GapReport, JobPersonMatch, StandardTarget};
use jenjang::legal::Label;
use jenjang::people::id::PersonId;
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::dossier::Dossier;
use jenjang::talent::NoStandard;
use jenjang_asn::dossier::{Gathering, Superior, gather};
use jenjang_service::ServiceError;
use jenjang_service::promotion::Sources;
use jenjang_service::talent::{MatchSource, OpenReview, ReadReview, ReadSuccession, SuccessionView, open_review, read_succession};

use crate::world::{COMPETENCY, SHIPPED, TODAY, World, as_on, d, day, person, unit};

pub(crate) fn facts(catalogue: &Arc<Catalogue>, sources: Sources<'_>) -> Dossier {
    let superior = sources.superior.map_or(Superior::Unknown, Superior::Known);
    gather(catalogue, Gathering { person: sources.person, superior, view: sources.view }).dossier
}

/// A map with one post of the tier that asks for level 2 in nine competencies.
fn map() -> CareerMap {
    let catalogue = SHIPPED.catalogues.first().unwrap();
    let (pattern, _) = jenjang_asn::career_pattern(catalogue, &SHIPPED.set);
    let head = Post::new("kepala-seksi".parse().unwrap(), Label::new("Kepala Seksi", "Head of section"), "pengawas");
    CareerMap::new(Arc::new(pattern.unwrap()), vec![head]).unwrap()
}

/// A review in which `s1`, `s2`, `s3` and `s4` are in the best box.
fn world() -> World {
    let world = World::new();
    let table = "id,talent.performance level,talent.potential level\ns1,above,high\ns2,above,high\ns3,above,high\ns4,above,high\n";
    let command = OpenReview {
        shipped: &SHIPPED,
        id: "tinjauan",
        title: &Label::same("Tinjauan"),
        unit: &unit("pemda"),
        policy: "asn/talent/nine-box",
        as_of: day(TODAY),
        table,
    };
    as_on!(world, "hr", TODAY, context => open_review(&context, command)).unwrap();
    // s1 lacks a level in one competency, two of the nine of s2 are not measured, nothing is known of s3, s4 is above in all
    world.profile("s1", &[("M.01", "1")]);
    world.profile("s2", &[("M.01", "-"), ("M.02", "-")]);
    let all: Vec<(&str, &str)> = crate::world::CODES.iter().map(|code| (*code, "3")).collect();
    world.profile("s4", &all);
    world
}

fn succession(world: &World, post: &str, waits: &[(&str, &str)], table: &str) -> Result<SuccessionView, ServiceError> {
    let waits: BTreeMap<PersonId, Decimal> = waits.iter().map(|(id, years)| (person(id), d(years))).collect();
    let (map, post) = (map(), post.parse().unwrap());
    let review = ReadReview { shipped: &SHIPPED, gatherer: &facts, id: "tinjauan" };
    let command = ReadSuccession { review, library: &COMPETENCY, map: Some(&map), post: &post, waits: &waits, table };
    as_on!(world, "hr", TODAY, context => read_succession(&context, command))
}

/// Classes with those in them.
fn classes(view: &SuccessionView) -> Vec<(&str, Vec<&str>)> {
    let class = |class: &'_ jenjang::talent::ReadinessClass| class.ranking.ranked().iter().map(|one| one.id.clone()).collect::<Vec<_>>();
    let ids = |found: Vec<PersonId>| view.review.people.keys().filter(|id| found.contains(id)).map(PersonId::as_str).collect();
    view.group.classes.iter().map(|one| (&**one.readiness.code(), ids(class(one)))).collect()
}

const WAITS: &[(&str, &str)] = &[("s1", "0"), ("s2", "0"), ("s3", "0"), ("s4", "1.5")];

#[test]
fn the_computed_match_is_the_official_one_and_silence_is_not_zero() {
    let world = world();
    let view = succession(&world, "kepala-seksi", WAITS, "").unwrap();
    // what the official figure says of the same levels
    let tier = StandardTarget::Tier("pengawas".parse().unwrap());
    let standards = COMPETENCY.standards.iter().flat_map(|set| set.standards());
    let standard = standards.filter(|standard| standard.target == tier).max_by_key(|standard| standard.requirements.len()).unwrap();
    let levels = standard.requirements.iter().map(|one| {
        let level = if one.competency.as_str() == "M.01" { Decimal::ONE } else { Decimal::TWO };
        (one.competency.clone(), level)
    });
    let official = JobPersonMatch::of(&GapReport::of(standard, &levels.collect()).unwrap()).unwrap().total().value();
    assert_eq!(view.matches[&person("s1")], MatchSource::Profile(official));
    assert!(official < Decimal::ONE_HUNDRED && official > d("94"), "{official}");
    assert_eq!(view.matches[&person("s4")], MatchSource::Profile(Decimal::ONE_HUNDRED), "at most 100");
    // two of nine are more than a fifth: not known, which is neither zero nor "later"
    let missing = |id: &str| match &view.matches[&person(id)] {
        MatchSource::Missing(why) => why.en.to_string(),
        other => panic!("{other:?}"),
    };
    assert_eq!(missing("s2"), "2 of 9 competencies are unmeasured, expected at most 20%");
    assert_eq!(missing("s3"), "9 of 9 competencies are unmeasured, expected at most 20%");
    assert_eq!(classes(&view), [("ready-now", vec!["s1"]), ("within-two-years", vec!["s4"])]);
    let undecided: Vec<&str> = view.group.undecided.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(undecided, ["s2", "s3"]);
    assert_eq!((view.title.unwrap().en.as_ref(), view.standard.is_ok()), ("Head of section", true));
}

#[test]
fn who_has_no_wait_is_told_and_a_typed_one_decides() {
    let world = world();
    let without = succession(&world, "kepala-seksi", &[], "").unwrap();
    let lacking: Vec<&str> = without.without_wait().map(PersonId::as_str).collect();
    assert_eq!((lacking, without.group.classes.len()), (vec!["s1", "s2", "s3", "s4"], 0));
    let with = succession(&world, "kepala-seksi", &[("s1", "2.1")], "").unwrap();
    assert_eq!(classes(&with), [("later", vec!["s1"])]);
    assert!(with.without_wait().all(|id| id.as_str() != "s1"));
    for (waits, sentence) in [
        ([("s1", "61")], "the wait is 61 years, expected 0 to 60"),
        ([("s1", "-1")], "the wait is -1 years, expected 0 to 60"),
        ([("hr", "0")], "`hr` is not in this talent review"),
    ] {
        let refused = succession(&world, "kepala-seksi", &waits, "").unwrap_err();
        assert_eq!((refused.code(), &*refused.message().en), ("succession", sentence));
    }
}

#[test]
fn the_table_goes_before_what_is_computed_and_typed() {
    let world = world();
    let view = succession(&world, "kepala-seksi", WAITS, "id,succession.match,succession.wait\ns1,70,1\ns2,90,\n").unwrap();
    assert_eq!((&view.matches[&person("s1")], &view.matches[&person("s2")]), (&MatchSource::Table, &MatchSource::Table));
    // s1 by both figures of the table; s2 by its match and the wait that was typed
    assert_eq!(classes(&view), [("ready-now", vec!["s2"]), ("within-two-years", vec!["s1", "s4"])]);
}

#[test]
fn without_one_standard_there_is_no_match_and_the_reason_is_told() {
    let world = world();
    let two = succession(&world, "head-of-career-moves-division", WAITS, "").unwrap();
    assert!(matches!(&two.standard, Err(NoStandard::Several(frameworks)) if frameworks.len() == 2), "{:?}", two.standard);
    assert!(two.matches.is_empty() && two.group.classes.is_empty() && two.group.undecided.len() == 4);
    let unknown = succession(&world, "tidak-tercatat", WAITS, "id,succession.match\ns1,90\n").unwrap();
    assert_eq!((unknown.standard.as_ref().unwrap_err(), &unknown.title), (&NoStandard::Unbound, &None));
    assert_eq!((classes(&unknown), unknown.matches.len()), (vec![("ready-now", vec!["s1"])], 1));
}
