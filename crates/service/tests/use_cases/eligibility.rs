//! What somebody qualifies for, who may ask, and who one is.

use jenjang::access::GrantedRole;
use jenjang::policy::decision::{Outcome, Verdict};
use jenjang::policy::earliest::Earliest;
use jenjang::store::Page;
use jenjang_asn::promotion::is_meant_for_post;
use jenjang_service::ServiceError;
use jenjang_service::people::{PersonData, list_staff, own_place, who_am_i};
use jenjang_service::promotion::{Eligibility, ReadEligibility, read_eligibility};

use crate::world::{REGULAR, SHIPPED, World, code, data, facts, person, record};

const FUNCTIONAL: &str = "asn/promotion/functional";

fn ask(world: &World, actor: &str, about: &str, on: &str, policies: &[&str]) -> Result<Eligibility, ServiceError> {
    let about = person(about);
    let asked = ReadEligibility {
        person: &about,
        on: on.parse().unwrap(),
        policies,
        shipped: &SHIPPED,
        gatherer: &facts,
        fits_post: &is_meant_for_post,
        months: 120,
    };
    world.act(actor, async |context| read_eligibility(&context, asked).await)
}

#[test]
fn whoever_was_in_the_grade_too_short_is_told_the_day() {
    let world = World::new();
    let found = ask(&world, "no", "no", "2026-04-01", &[REGULAR, FUNCTIONAL, "asn/promotion/nothing"]).unwrap();
    let [regular, functional] = &found.standings[..] else { panic!("a policy that is not there is left out: {:?}", found.standings.len()) };
    assert_eq!(regular.decision.outcome, Outcome::NotEligible);
    let lacking: Vec<&str> =
        regular.decision.findings.iter().filter(|finding| finding.verdict == Verdict::NotMet).map(|finding| &*finding.code).collect();
    assert_eq!(lacking, ["time-in-grade-too-short"]);
    // in III/b since 1 April 2023, four years are required
    let day = "2027-04-01".parse().unwrap();
    assert_eq!(regular.earliest, Earliest::On { date: day, met_on: day });
    assert!(regular.fits_post && !functional.fits_post, "general staff rise by regular promotion");
    let on_the_day = ask(&world, "no", "no", "2027-04-01", &[REGULAR]).unwrap();
    let silent_year = &on_the_day.standings[0].decision;
    assert_eq!(silent_year.findings.iter().filter(|finding| finding.verdict == Verdict::NotMet).count(), 0);
}

#[test]
fn the_person_and_hr_of_the_unit_may_ask_and_nobody_else() {
    let world = World::new();
    for actor in ["a", "hr", "hr-dinas"] {
        let found = ask(&world, actor, "a", "2026-04-01", &[REGULAR]).unwrap();
        assert_eq!(found.standings[0].decision.outcome, Outcome::Eligible, "{actor}");
        assert_eq!(found.standings[0].earliest, Earliest::Already, "{actor}");
    }
    for actor in ["b", "ppk", "auditor", "analyst", "public", "operator"] {
        assert_eq!(code(ask(&world, actor, "a", "2026-04-01", &[REGULAR]).map(drop)), "forbidden", "{actor}");
    }
    assert_eq!(code(ask(&world, "hr-dinas", "x", "2026-04-01", &[REGULAR]).map(drop)), "forbidden", "of another unit");
    assert_eq!(code(ask(&world, "a", "nobody", "2026-04-01", &[REGULAR]).map(drop)), "forbidden", "whether somebody is there is not told");
}

#[test]
fn a_missing_register_leaves_it_unknown() {
    let world = World::new();
    let found = ask(&world, "silent", "silent", "2026-04-01", &[REGULAR]).unwrap();
    let standing = &found.standings[0];
    assert_eq!(standing.decision.outcome, Outcome::Unknown);
    assert!(matches!(&standing.earliest, Earliest::Unknown { missing } if !missing.is_empty()), "{:?}", standing.earliest);
}

#[test]
fn nothing_is_written_down() {
    let world = World::new();
    let before = world.trail().len();
    ask(&world, "a", "a", "2026-04-01", &[REGULAR]).unwrap();
    assert_eq!(world.trail().len(), before);
}

#[test]
fn a_person_learns_who_they_are() {
    let world = World::new();
    let me = world.act("hr-dinas", async |context| who_am_i(&context).await).unwrap();
    assert_eq!(me.data.record.id, person("hr-dinas"));
    assert_eq!(me.grants.iter().map(|grant| grant.role).collect::<Vec<_>>(), [GrantedRole::HrOfficer]);
    let place = world.act("hr-dinas", async |context| own_place(&context).await).unwrap();
    assert_eq!(place.unit.unwrap().id.as_str(), "kabupaten");
    assert!(!place.leads && place.superior.is_none());
    let staff = PersonData { superior: Some(person("b")), ..data(&record("a"), "dinas") };
    world.import("operator", vec![staff]).unwrap();
    assert!(world.act("b", async |context| own_place(&context).await).unwrap().leads);
    let staff = world.act("b", async |context| list_staff(&context, &Page::all()).await).unwrap();
    let [only] = &staff[..] else { panic!("{staff:?}") };
    assert_eq!(only.record.id, person("a"));
    assert!(only.record.birth_date.is_none() && only.record.sex.is_none() && only.record.employee_number.is_none());
    assert!(only.record.registers.grades.is_some());
    assert_eq!(world.act("a", async |context| list_staff(&context, &Page::all()).await).unwrap(), []);
    assert_eq!(code(world.act("public", async |context| list_staff(&context, &Page::all()).await)), "forbidden");
    for nobody in ["public", "operator", "nobody"] {
        assert_eq!(code(world.act(nobody, async |context| who_am_i(&context).await).map(drop)), "forbidden", "{nobody}");
    }
}
