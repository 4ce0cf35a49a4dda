//! What is refused, with the sentence people read.

use std::sync::Arc;

use jenjang::development::catalogue::{Course, CourseSession, WaitingOrder};
use jenjang::store::MemoryStore;
use jenjang_service::ServiceError;
use jenjang_service::catalogue::{SaveCourse, Saved, save_course, save_provider, save_session};
use jenjang_service::enrolment::{Presence, SessionResult};

use crate::life::results;
use crate::world::{World, as_on, course, d, day, person, provider, rules, session, unit};

fn world() -> World {
    World::with(Arc::new(MemoryStore::new()), &[session("k1-1", 2, WaitingOrder::FirstCome)])
}

fn keep(world: &World, by: &str, session: &CourseSession) -> Result<Saved, ServiceError> {
    as_on!(world, by, "2026-01-10", context => save_session(&context, session)).map(|saved| saved.saved)
}

fn keep_on(world: &World, on: &str, session: &CourseSession) -> Result<Saved, ServiceError> {
    as_on!(world, "hr", on, context => save_session(&context, session)).map(|saved| saved.saved)
}

fn keep_course(world: &World, by: &str, course: Course) -> Result<Saved, ServiceError> {
    let command = SaveCourse { course, rules: rules() };
    as_on!(world, by, "2026-01-10", context => save_course(&context, &command))
}

#[test]
fn the_catalogue_is_kept_by_hr_of_the_unit() {
    let world = world();
    assert_eq!(keep_course(&world, "kepala", course("k9")).unwrap_err().code(), "forbidden");
    assert_eq!(keep_course(&world, "hr2", course("k9")).unwrap_err().code(), "forbidden", "courses are the whole service's");
    assert_eq!(keep_course(&world, "hr", course("k9")).unwrap(), Saved::New);
    assert_eq!(keep_course(&world, "hr", course("k9")).unwrap(), Saved::Unchanged);
    let elsewhere = CourseSession { unit: unit("pemda"), ..session("k1-2", 2, WaitingOrder::FirstCome) };
    assert_eq!(keep(&world, "hr2", &elsewhere).unwrap_err().code(), "forbidden");
    assert_eq!(keep(&world, "hr", &elsewhere).unwrap(), Saved::New);
    assert_eq!(world.trail().1, "catalogue.manage");
}

#[test]
fn what_is_unsound_is_not_kept() {
    let world = world();
    let orphan = Course { provider: "tiada".parse().unwrap(), ..course("k9") };
    assert_eq!(keep_course(&world, "hr", orphan).unwrap_err().to_string(), "provider `tiada` of course `k9` is not in the catalogue");
    let base = session("k1-2", 2, WaitingOrder::FirstCome);
    let nowhere = CourseSession { course: "k8".parse().unwrap(), ..base.clone() };
    assert_eq!(keep(&world, "hr", &nowhere).unwrap_err().code(), "course-unknown");
    let late = CourseSession { last: day("2027-01-01"), ..base.clone() };
    assert_eq!(keep(&world, "hr", &late).unwrap_err().code(), "no-agreement");
    let no_unit = CourseSession { unit: unit("tiada"), ..base.clone() };
    assert_eq!(keep(&world, "hr", &no_unit).unwrap_err().to_string(), "unit `tiada` was not found");
    keep_course(&world, "hr", Course { retired: true, ..course("k2") }).unwrap();
    let retired = CourseSession { course: "k2".parse().unwrap(), ..base };
    assert_eq!(keep(&world, "hr", &retired).unwrap_err().to_string(), "course `k2` of session `k1-2` is no longer offered");
    let mut ends = provider("lembaga");
    ends.agreements[0].last_day = day("2026-03-03");
    let refused = as_on!(world, "hr", "2026-01-10", context => save_provider(&context, &ends)).unwrap_err();
    assert_eq!(refused.to_string(), "session `k1-1` is still planned, but no agreement with `lembaga` would hold on 2026-03-04");
    as_on!(world, "hr", "2026-04-01", context => save_provider(&context, &ends)).unwrap();
}

#[test]
fn a_request_is_refused_for_a_reason() {
    let world = world();
    let says = |by: &str, who: &str, session: &str, on: &str| world.enrol(by, who, session, on).unwrap_err().to_string();
    assert_eq!(says("s01", "s01", "k7", "2026-02-01"), "course session `k7` was not found");
    assert_eq!(world.enrol("s02", "s01", "k1-1", "2026-02-01").unwrap_err().code(), "forbidden");
    assert_eq!(world.enrol("public", "s01", "k1-1", "2026-02-01").unwrap_err().code(), "forbidden");
    assert_eq!(says("s01", "s01", "k1-1", "2026-02-21"), "enrolment in session `k1-1` closed on 2026-02-20, today is 2026-02-21");
    world.enrol("s01", "s01", "k1-1", "2026-02-20").unwrap();
    assert_eq!(says("s01", "s01", "k1-1", "2026-02-20"), "enrolled in this session already (asked for), expected one enrolment");

    let overlapping =
        CourseSession { course: "k2".parse().unwrap(), first: day("2026-03-04"), ..session("k2-1", 2, WaitingOrder::FirstCome) };
    keep_on(&world, "2026-02-20", &overlapping).unwrap();
    assert_eq!(
        says("s01", "s01", "k2-1", "2026-02-20"),
        "session `k2-1` (2026-03-04 to 2026-03-04) overlaps `k1-1` (2026-03-02 to 2026-03-04), in which the same person is enrolled: asked for"
    );
    let same = CourseSession { first: day("2026-05-04"), last: day("2026-05-05"), ..session("k1-2", 2, WaitingOrder::FirstCome) };
    keep_on(&world, "2026-02-20", &same).unwrap();
    assert_eq!(says("s01", "s01", "k1-2", "2026-02-20"), "the person is enrolled in session `k1-1` of the same course already: asked for");
    let retire = SaveCourse { course: Course { retired: true, ..course("k2") }, rules: rules() };
    as_on!(world, "hr", "2026-02-20", context => save_course(&context, &retire)).unwrap();
    assert_eq!(says("s02", "s02", "k2-1", "2026-02-20"), "course `k2` is no longer offered");
    world.withdraw("s01", "s01", "k1-1", "2026-02-20").unwrap();
    world.enrol("s01", "s01", "k1-2", "2026-02-20").unwrap();
}

#[test]
fn nobody_decides_the_own_enrolment() {
    let world = world();
    world.enrol("hr2", "hr2", "k1-1", "2026-02-01").unwrap();
    let own = world.approve("hr2", "hr2", "k1-1", "2026-02-01").unwrap_err();
    assert_eq!(own.to_string(), "an own enrolment is decided and recorded by somebody else");
    assert_eq!(world.approve("kepala", "hr2", "k1-1", "2026-02-01").unwrap_err().code(), "forbidden");
    assert_eq!(
        world.approve("hr", "hr2", "k1-1", "2026-03-03").unwrap_err().to_string(),
        "session `k1-1` began on 2026-03-02, today is 2026-03-03"
    );
    world.approve("hr", "hr2", "k1-1", "2026-02-01").unwrap();
    let again = world.approve("hr", "hr2", "k1-1", "2026-02-01").unwrap_err();
    assert_eq!(again.to_string(), "the enrolment cannot be approved: it stands at `has a seat`");
    let result = || vec![SessionResult { person: person("hr2"), presence: Presence::Absent }];
    assert_eq!(results(&world, "hr2", "2026-03-04", result()).unwrap_err().code(), "conflict-of-interest");
    results(&world, "hr", "2026-03-04", result()).unwrap();
    assert_eq!(world.state("hr2", "k1-1").word(), "absent");
    assert_eq!(world.withdraw("hr2", "hr2", "k1-1", "2026-03-04").unwrap_err().code(), "no-such-step");
    assert_eq!(
        world.withdraw("hr2", "hr2", "k1-1", "2026-03-05").unwrap_err().to_string(),
        "session `k1-1` was over on 2026-03-04, today is 2026-03-05"
    );
}

#[test]
fn results_are_recorded_when_the_session_was_held_all_or_none() {
    let world = world();
    for who in ["s01", "s02", "s03"] {
        world.take(who, "k1-1", "2026-02-01");
    }
    let with = |who: &str, amount: Option<&str>, hours: Option<&str>| SessionResult {
        person: person(who),
        presence: Presence::Attended { passed: None, amount: amount.map(d), hours: hours.map(d), evidence: None },
    };
    let absent = |who: &str| SessionResult { person: person(who), presence: Presence::Absent };
    let seated: Vec<String> = world
        .enrolments("k1-1")
        .into_iter()
        .filter(|enrolment| enrolment.state.takes_a_seat())
        .map(|enrolment| enrolment.person.to_string())
        .collect();
    let (first, second) = (seated[0].as_str(), seated[1].as_str());
    let waits = ["s01", "s02", "s03"].into_iter().find(|who| !seated.iter().any(|seated| seated == who)).unwrap();
    let says = |by: &str, on: &str, list: Vec<SessionResult>| results(&world, by, on, list).unwrap_err().to_string();
    assert!(says("kepala", "2026-03-04", vec![with(first, None, None)]).starts_with("not allowed to record attendance"));
    assert_eq!(says("hr2", "2026-03-03", vec![with(first, None, None)]), "session `k1-1` is over on 2026-03-04, today is 2026-03-03");
    assert_eq!(says("hr2", "2026-03-01", vec![absent(first)]), "session `k1-1` begins on 2026-03-02, today is 2026-03-01");
    assert_eq!(says("hr2", "2026-03-04", vec![with(first, Some("13"), None)]), "the amount is 13, more than all of course `k1` (12)");
    assert_eq!(
        says("hr2", "2026-03-04", vec![with(first, None, Some("9"))]),
        "the hours of form `B3` follow from its rule (12 JP), found 9 JP"
    );
    let none = vec![with(first, None, None), with(waits, None, None)];
    assert_eq!(says("hr2", "2026-03-04", none), "the enrolment cannot be given a result: it stands at `on the waiting list`");
    assert_eq!(says("hr2", "2026-03-04", vec![with("s09", None, None)]), "there is no enrolment `k1-1/s09` in this session");
    assert!(world.learning(first).is_empty(), "all of them or none");
    results(&world, "hr2", "2026-03-04", vec![with(first, Some("8"), None), absent(second)]).unwrap();
    assert_eq!(world.learning(first)[0].hours, d("8"), "who came for a part gets a part");
    let cancel = jenjang_service::catalogue::CancelSession { session: "k1-1".parse().unwrap(), reason: "batal".into() };
    let held = as_on!(world, "hr2", "2026-03-04", context => jenjang_service::catalogue::cancel_session(&context, &cancel)).unwrap_err();
    assert_eq!(held.to_string(), "attendance of session `k1-1` is recorded, what was held cannot be called off");
}

#[test]
fn what_was_declared_before_anybody_enrolled_stays() {
    let world = world();
    world.take("s01", "k1-1", "2026-02-01");
    world.take("s02", "k1-1", "2026-02-01");
    let base = session("k1-1", 2, WaitingOrder::FirstCome);
    let says = |changed: CourseSession| keep_on(&world, "2026-02-01", &changed).unwrap_err().to_string();
    assert_eq!(
        says(CourseSession { order: WaitingOrder::LargestNeed, ..base.clone() }),
        "somebody has enrolled in session `k1-1`: its waiting list stays in the order `first come, first served`"
    );
    assert_eq!(
        says(CourseSession { course: "k2".parse().unwrap(), ..base.clone() }),
        "somebody has enrolled in session `k1-1`: its course stays `k1`"
    );
    assert_eq!(says(CourseSession { capacity: 1, ..base }), "2 seats are taken, the session cannot have 1");
}
