use std::sync::Arc;

use jenjang::competency::repository::ProfileRecord;
use jenjang::development::catalogue::LeadsTo;
use jenjang::people::id::{PlaceId, PlacementId};
use jenjang::people::record::Spell;
use jenjang::placement::{Place, PlaceKind, Placement, PlacementState, Stay};
use jenjang::store::MemoryStore;
use jenjang_service::ServiceError;
use jenjang_service::placements::{
    ApplyForPlace, AssessPlacement, AssessedPlacement, BreakOffPlacement, DecidePlacement, OfferPlace, apply_for_place, assess_placement,
    break_off_placement, decide_placement, list_places, offer_place, placements_of_person, read_place, start_placement,
    supervised_placements,
};
use jenjang_service::under_way::development_under_way;

use crate::world::{COMPETENCY, World, as_on, code, d, day, learning, person, run, said, unit};

const FRAMEWORK: &str = "permenpanrb-38-2017";

pub(crate) fn place(id: &str, kind: PlaceKind, form: &str) -> Place {
    Place {
        id: id.parse().unwrap(),
        kind,
        title: format!("Belajar di {id}").into(),
        form: form.into(),
        unit: unit("badan"),
        host: "Badan contoh".into(),
        supervisor: Some(person("boss")),
        seats: 1,
        first: day("2026-04-01"),
        last: day("2026-09-30"),
        apply_until: day("2026-06-30"),
        abroad: false,
        leads_to: vec![leads_to("M.01", "3")],
    }
}

fn leads_to(competency: &str, level: &str) -> LeadsTo {
    LeadsTo { framework: FRAMEWORK.parse().unwrap(), competency: competency.parse().unwrap(), level: d(level) }
}

pub(crate) fn offered(world: &World, place: &Place) -> Result<(), ServiceError> {
    let command = OfferPlace { place, rules: learning(), competency: &COMPETENCY };
    as_on!(world, "hr", "2026-03-01", context => offer_place(&context, command))
}

pub(crate) fn applied(world: &World, by: &str, who: &str, place: &str, stay: (&str, &str)) -> Result<Placement, ServiceError> {
    let stay = Some(Stay { first: day(stay.0), last: day(stay.1) });
    let command = ApplyForPlace { place: place.parse().unwrap(), person: person(who), stay };
    as_on!(world, by, "2026-03-20", context => apply_for_place(&context, &command))
}

pub(crate) fn decided(world: &World, by: &str, placement: &str) -> Result<Placement, ServiceError> {
    let command = DecidePlacement { placement: placement.parse().unwrap(), declined: None };
    as_on!(world, by, "2026-03-20", context => decide_placement(&context, &command))
}

fn started(world: &World, placement: &str, on: &str) -> Result<(), ServiceError> {
    let id: PlacementId = placement.parse().unwrap();
    as_on!(world, "hr", on, context => start_placement(&context, &id))
}

fn assessed(world: &World, by: &str, placement: &str, level: &str, hours: Option<&str>) -> Result<AssessedPlacement, ServiceError> {
    let (placement, levels): (PlacementId, _) = (placement.parse().unwrap(), [leads_to("M.01", level)]);
    let command = AssessPlacement {
        placement: &placement,
        levels: &levels,
        evidence: "laporan 12/2026",
        hours: hours.map(d),
        rules: learning(),
        competency: &COMPETENCY,
    };
    as_on!(world, by, "2026-06-15", context => assess_placement(&context, command))
}

#[test]
fn an_internship_ends_as_evidence_in_the_profile_and_twenty_hours() {
    let world = World::new(Arc::new(MemoryStore::new()));
    offered(&world, &place("magang-1", PlaceKind::Internship, "C11")).unwrap();
    assert_eq!(as_on!(world, "n2", "2026-03-02", context => list_places(&context, false)).unwrap().len(), 1);
    assert!(as_on!(world, "n2", "2026-07-01", context => list_places(&context, false)).unwrap().is_empty());
    let placement = applied(&world, "n1", "n1", "magang-1", ("2026-05-01", "2026-05-31")).unwrap();
    assert_eq!(placement.id.as_str(), "magang-1/n1");
    let id = placement.id.as_str();
    assert_eq!(code(started(&world, id, "2026-05-02")), "placement-state");
    assert_eq!(code(decided(&world, "kepala", id)), "forbidden");
    decided(&world, "hr", id).unwrap();
    assert_eq!(code(started(&world, id, "2026-04-30")), "placement-early");
    let supervised = |who: &str| as_on!(world, who, "2026-05-03", context => supervised_placements(&context)).unwrap();
    assert!(supervised("boss").is_empty(), "granted, and not begun");
    started(&world, id, "2026-05-02").unwrap();
    let found = supervised("boss");
    assert_eq!((found.len(), found[0].placement.id.as_str(), found[0].place.id.as_str()), (1, id, "magang-1"));
    assert!(supervised("n1").is_empty() && supervised("hr").is_empty(), "it is of the supervisor alone");
    let under_way = as_on!(world, "n1", "2026-05-03", context => development_under_way(&context, &person("n1"))).unwrap();
    assert_eq!(under_way[0].state.en.as_ref(), "under way");
    assert_eq!(under_way[0].last, Some(day("2026-05-31")));

    assert_eq!(code(assessed(&world, "n1", id, "3", None)), "forbidden");
    assert_eq!(code(assessed(&world, "hr", id, "3", None)), "forbidden");
    let above = said(assessed(&world, "boss", id, "4", None));
    assert_eq!(above, "`M.01` is assessed at level 4, but the place leads to M.01=3");
    assert_eq!(code(assessed(&world, "boss", id, "3", Some("30"))), "hours-by-rule");
    let done = assessed(&world, "boss", id, "3", None).unwrap();
    let PlacementState::Assessed(assessment) = &done.placement.state else { panic!("assessed") };
    assert_eq!(assessment.hours, Some(d("20")));
    assert!(supervised("boss").is_empty(), "over");
    assert_eq!(code(assessed(&world, "boss", id, "3", None)), "placement-state");

    let hours = world.learning("n1");
    assert_eq!((hours.len(), hours[0].hours, hours[0].completed), (1, d("20"), day("2026-05-31")));
    let profile = profile(&world, "n1").unwrap();
    assert_eq!(profile.assessments.len(), 1);
    let evidence = &profile.assessments[0];
    assert_eq!((evidence.level, evidence.method.as_ref(), evidence.assessor.as_ref()), (d("3"), "magang", "Badan contoh"));
    assert_eq!(evidence.evidence.iter().map(AsRef::as_ref).collect::<Vec<&str>>(), ["magang-1/n1", "laporan 12/2026"]);
}

fn profile(world: &World, who: &str) -> Option<ProfileRecord> {
    let framework = FRAMEWORK.parse().unwrap();
    run(async { world.store.read().await.unwrap().competency().find_profile(&person(who), &framework).await.unwrap() })
        .map(|stored| stored.value)
}

/// dev-019 (C5), dev-023 (C8), dev-027 (C11): 24 JP abroad; at home 20.
#[test]
fn secondments_exchanges_and_internships_are_worth_what_the_annex_says() {
    let world = World::new(Arc::new(MemoryStore::new()));
    let rows = [
        ("d-1", PlaceKind::Secondment, "C5", true, "24", "n1"),
        ("p-1", PlaceKind::Exchange, "C8", true, "24", "n2"),
        ("m-1", PlaceKind::Internship, "C11", true, "24", "n3"),
        ("d-2", PlaceKind::Secondment, "C5", false, "20", "n4"),
    ];
    for (id, kind, form, abroad, _, _) in rows {
        offered(&world, &Place { abroad, ..place(id, kind, form) }).unwrap();
    }
    let placed = rows.map(|(id, .., who)| applied(&world, "hr", who, id, ("2026-05-01", "2026-05-31")).unwrap().id);
    placed.iter().for_each(|id| assert!(decided(&world, "hr", id.as_str()).is_ok()));
    placed.iter().for_each(|id| started(&world, id.as_str(), "2026-05-01").unwrap());
    for (id, (_, _, form, abroad, hours, who)) in placed.iter().zip(rows) {
        assessed(&world, "boss", id.as_str(), "2", None).unwrap();
        assert_eq!(world.learning(who)[0].hours, d(hours), "{form} abroad: {abroad}");
    }
}

#[test]
fn job_shadowing_without_a_conversion_counts_what_the_agency_says_or_nothing() {
    let world = World::new(Arc::new(MemoryStore::new()));
    offered(&world, &Place { seats: 2, ..place("js", PlaceKind::JobShadowing, "NKL11") }).unwrap();
    let ids = ["n1", "n2"].map(|who| applied(&world, who, who, "js", ("2026-05-01", "2026-05-05")).unwrap().id);
    ids.iter().for_each(|id| assert!(decided(&world, "hr", id.as_str()).is_ok()));
    ids.iter().for_each(|id| started(&world, id.as_str(), "2026-05-01").unwrap());
    for (id, (who, given, expected)) in ids.iter().zip([("n1", None, "0"), ("n2", Some("6"), "6")]) {
        let done = assessed(&world, "boss", id.as_str(), "1", given).unwrap();
        let PlacementState::Assessed(assessment) = &done.placement.state else { panic!("assessed") };
        assert_eq!(assessment.hours, given.map(d));
        assert_eq!(world.learning(who)[0].hours, d(expected));
    }
}

#[test]
fn overlaps_are_refused_with_both_named() {
    let world = World::new(Arc::new(MemoryStore::new()));
    offered(&world, &place("magang-1", PlaceKind::Internship, "C11")).unwrap();
    offered(&world, &place("det-1", PlaceKind::Secondment, "C5")).unwrap();
    applied(&world, "n1", "n1", "magang-1", ("2026-05-01", "2026-05-31")).unwrap();
    let sentence = said(applied(&world, "n1", "n1", "det-1", ("2026-05-31", "2026-06-30")));
    assert_eq!(
        sentence,
        "placement `det-1/n1` (2026-05-31 to 2026-06-30) overlaps with internship `magang-1/n1` (2026-05-01 to 2026-05-31)"
    );
    applied(&world, "n1", "n1", "det-1", ("2026-06-01", "2026-06-30")).unwrap();
    // the record's own history counts too
    run(async {
        let mut tx = world.store.begin().await.unwrap();
        let stored = tx.people().find(&person("n2")).await.unwrap().unwrap();
        let mut file = stored.value;
        file.record.registers.secondments = Some(vec![Spell { since: day("2026-01-01"), until: Some(day("2026-05-02")), decree: None }]);
        tx.people().save(&file, Some(stored.revision)).await.unwrap();
        tx.commit().await.unwrap();
    });
    let sentence = said(applied(&world, "n2", "n2", "magang-1", ("2026-05-01", "2026-05-31")));
    assert!(sentence.ends_with("overlaps with a secondment in the record (2026-01-01 to 2026-05-01)"), "{sentence}");
    applied(&world, "n2", "n2", "magang-1", ("2026-05-02", "2026-05-31")).unwrap();
}

#[test]
fn seats_dates_and_own_matters() {
    let world = World::new(Arc::new(MemoryStore::new()));
    let offer = place("magang-1", PlaceKind::Internship, "C11");
    assert_eq!(code(offered(&world, &Place { seats: 0, ..offer.clone() })), "no-seats");
    assert_eq!(code(offered(&world, &Place { form: "C99".into(), ..offer.clone() })), "form-unknown");
    assert_eq!(code(offered(&world, &Place { form: "C2".into(), ..offer.clone() })), "form-unit");
    assert_eq!(code(offered(&world, &Place { leads_to: vec![leads_to("X.99", "1")], ..offer.clone() })), "not-found");
    offered(&world, &offer).unwrap();
    assert_eq!(code(offered(&world, &offer)), "place-twice");
    assert_eq!(code(applied(&world, "n1", "n1", "magang-1", ("2026-03-31", "2026-04-30"))), "stay-outside");
    assert_eq!(code(applied(&world, "boss", "boss", "magang-1", ("2026-05-01", "2026-05-31"))), "own-supervisor");
    assert_eq!(code(applied(&world, "n2", "n1", "magang-1", ("2026-05-01", "2026-05-31"))), "forbidden");
    let late = ApplyForPlace { place: "magang-1".parse().unwrap(), person: person("n1"), stay: None };
    assert_eq!(code(as_on!(world, "n1", "2026-07-01", context => apply_for_place(&context, &late))), "application-late");
    for who in ["n1", "n2", "hr"] {
        applied(&world, "hr", who, "magang-1", ("2026-05-01", "2026-05-31")).unwrap();
    }
    assert_eq!(code(decided(&world, "hr", "magang-1/hr")), "conflict-of-interest");
    decided(&world, "hr", "magang-1/n1").unwrap();
    let full = said(decided(&world, "hr", "magang-1/n2"));
    assert_eq!(full, "place `magang-1` is full on a day from 2026-05-01 to 2026-05-31 (seats: 1)");
    let break_off = |who: &str| {
        let command = BreakOffPlacement { placement: "magang-1/n1".parse().unwrap(), reason: "sakit".into() };
        as_on!(world, who, "2026-03-20", context => break_off_placement(&context, &command))
    };
    assert_eq!(code(break_off("n2")), "forbidden");
    break_off("n1").unwrap();
    decided(&world, "hr", "magang-1/n2").unwrap();
    let place: PlaceId = "magang-1".parse().unwrap();
    let view = as_on!(world, "boss", "2026-04-01", context => read_place(&context, &place)).unwrap();
    assert_eq!(view.placements.len(), 3);
    assert_eq!(code(as_on!(world, "n1", "2026-04-01", context => read_place(&context, &place))), "forbidden");
    assert_eq!(as_on!(world, "kepala", "2026-04-01", context => placements_of_person(&context, &person("n1"))).unwrap().len(), 1);
    // who was broken off may ask again, under another id
    assert_eq!(applied(&world, "n1", "n1", "magang-1", ("2026-06-01", "2026-06-30")).unwrap().id.as_str(), "magang-1/n1/2");
}
