//! Items of a plan are closed with evidence that fits, by somebody else than the person.

use jenjang::audit::Digest;
use jenjang::certificate::{Achievement, Certificate, CertifiedCompetency, Ground, Revocation, RevocationReason};
use jenjang::development::enrolment::{Enrolment, EnrolmentState};
use jenjang::development::plan::Evidence;
use jenjang_service::development::{CompleteDevelopment, PlanDevelopment, complete_development, plan_development};
use jenjang_service::plans::{CloseItem, DraftItem, GivenEvidence, close_item};
use jenjang_service::{Seen, ServiceError};

use crate::plans::{agree, draft, item, keep, read, session, world};
use crate::world::{FRAMEWORK, TODAY, World, as_on, assessment, code, d, day, person, run};

const LATER: &str = "2026-10-20";

fn close(world: &World, who: &str, number: u32, evidence: GivenEvidence) -> Result<Evidence, ServiceError> {
    let command = CloseItem { plan: "s1-2026".parse().unwrap(), number, evidence, seen: Seen::Anything };
    as_on!(world, who, LATER, context => close_item(&context, &command))
}

fn enrolment(id: &str, session: &str, who: &str, state: EnrolmentState) -> Enrolment {
    Enrolment {
        id: id.parse().unwrap(),
        session: session.parse().unwrap(),
        person: person(who),
        requested_by: Some(person(who)),
        requested: "2026-08-10T01:00:00Z".parse().unwrap(),
        need: d("1"),
        hours_before: d("0"),
        state,
    }
}

fn attended(on: &str, passed: Option<bool>) -> EnrolmentState {
    EnrolmentState::Attended { on: day(on), hours: d("24"), passed, certificate: None }
}

/// A plan agreed by both: 1 the course, 2 coaching, both about M.03; 3 the hours of the year.
fn agreed() -> World {
    let world = world();
    let course = DraftItem { course: Some("kom".parse().unwrap()), form: None, title: None, ..item("M.03") };
    let coaching = DraftItem { form: Some("C1".into()), title: Some("Coaching".into()), ..item("M.03") };
    for item in [course, coaching, item("hours:2026")] {
        draft(&world, "s1", &item).unwrap();
    }
    agree(&world, "s1").unwrap();
    agree(&world, "kepala").unwrap();
    world
}

#[test]
fn an_enrolment_has_to_be_the_persons_in_the_course_attended_and_not_failed() {
    let world = agreed();
    keep(&world, &[session("lain-1", "lama", "2026-09-01", "2026-09-03")]);
    keep(
        &world,
        &[
            enrolment("e-ok", "kom-1", "s1", attended("2026-10-08", Some(true))),
            enrolment("e-failed", "kom-1", "s1", attended("2026-10-08", Some(false))),
            enrolment("e-absent", "kom-1", "s1", EnrolmentState::Absent { on: day("2026-10-08") }),
            enrolment("e-before", "kom-1", "s1", attended("2026-07-30", None)),
            enrolment("e-other", "lain-1", "s1", attended("2026-09-03", None)),
            enrolment("e-else", "kom-1", "s2", attended("2026-10-08", Some(true))),
        ],
    );
    let with = |id: &str| GivenEvidence::Enrolment(id.parse().unwrap());
    for id in ["e-failed", "e-absent", "e-before", "e-other"] {
        assert_eq!(code(close(&world, "kepala", 1, with(id))), "evidence", "{id}");
    }
    for id in ["e-else", "e-none"] {
        assert_eq!(code(close(&world, "kepala", 1, with(id))), "not-found", "{id}");
    }
    assert_eq!(code(close(&world, "s1", 1, with("e-ok"))), "conflict-of-interest");
    assert_eq!(code(close(&world, "s2", 1, with("e-ok"))), "forbidden");
    assert_eq!(code(close(&world, "kepala", 9, with("e-ok"))), "no-such-item");
    close(&world, "kepala", 1, with("e-ok")).unwrap();
    assert_eq!(code(close(&world, "kepala", 1, with("e-ok"))), "item-closed");
    let view = read(&world);
    assert!(!view.plan.items[0].is_open() && !view.plan.is_done());
    assert_eq!(view.outlook.len(), 2, "only what is open has an outlook");
}

#[test]
fn an_assessment_has_to_reach_the_target_after_the_item_was_planned() {
    let world = agreed();
    run(async {
        let mut tx = world.store.begin().await.unwrap();
        let stored = tx.competency().find_profile(&person("s1"), &FRAMEWORK.parse().unwrap()).await.unwrap().unwrap();
        let mut profile = stored.value;
        let later = [("1.5", "2026-09-01"), ("2", "2026-10-15"), ("3", "2026-07-01")];
        profile.assessments.extend(later.map(|(level, on)| assessment("M.03", level, on)));
        tx.competency().save_profile(&profile, Some(stored.revision)).await.unwrap();
        tx.commit().await.unwrap();
    });
    let on = |date: &str| GivenEvidence::Assessment(day(date));
    let error = close(&world, "hr", 2, on("2026-09-01")).unwrap_err();
    assert_eq!(error.to_string(), "the assessment of M.03 on 2026-09-01 shows level 1.5, expected at least 2");
    let error = close(&world, "hr", 2, on("2026-07-01")).unwrap_err();
    assert_eq!(error.to_string(), "the evidence of 2026-07-01 is older than item 2, which came into the plan on 2026-08-03");
    assert_eq!(code(close(&world, "hr", 2, on("2026-10-01"))), "evidence");
    assert_eq!(code(close(&world, "hr", 3, on("2026-10-15"))), "evidence", "hours are not assessed");
    let evidence = close(&world, "hr", 2, on("2026-10-15")).unwrap();
    assert!(matches!(evidence, Evidence::Assessment { level, .. } if level == d("2")));
}

#[test]
fn an_activity_has_to_be_completed_and_of_the_form() {
    let world = agreed();
    let plan = |form: &str| {
        let plan = PlanDevelopment { person: person("s1"), form: form.into(), title: "Coaching".into(), competency: None, due: None };
        as_on!(world, "s1", TODAY, context => plan_development(&context, &plan)).unwrap()
    };
    let (coaching, seminar) = (plan("C1"), plan("B6"));
    assert_eq!(code(close(&world, "kepala", 2, GivenEvidence::Activity(coaching.clone()))), "evidence");
    for id in [&coaching, &seminar] {
        let done = CompleteDevelopment { id: id.clone(), on: day("2026-09-10"), hours: d("4"), evidence: Some("catatan".into()) };
        as_on!(world, "hr", LATER, context => complete_development(&context, &done)).unwrap();
    }
    assert_eq!(code(close(&world, "kepala", 2, GivenEvidence::Activity(seminar))), "evidence");
    close(&world, "kepala", 2, GivenEvidence::Activity(coaching)).unwrap();
}

#[test]
fn a_certificate_has_to_be_valid_and_of_the_course_and_level() {
    let world = agreed();
    let certificate = |id: &str, course: &str, level: &str| Certificate {
        id: id.parse().unwrap(),
        public_id: format!("urn:{id}").into(),
        person: Some(person("s1")),
        achievement: Some(Achievement {
            title: "Komunikasi".into(),
            description: "-".into(),
            criteria: "-".into(),
            competencies: vec![CertifiedCompetency {
                framework: FRAMEWORK.parse().unwrap(),
                competency: "M.03".parse().unwrap(),
                name: "Komunikasi".into(),
                level: d(level),
            }],
        }),
        ground: Some(Ground::Enrolment {
            enrolment: "e".parse().unwrap(),
            course: course.parse().unwrap(),
            on: day("2026-10-08"),
            hours: d("24"),
        }),
        issued: "2026-10-09T01:00:00Z".parse().unwrap(),
        first: day("2026-10-09"),
        last: None,
        key: "kunci".parse().unwrap(),
        digest: Digest::of(id),
        file: None,
        renews: None,
        renewed_by: None,
        revoked: None,
    };
    let revocation = Revocation { on: day("2026-10-10"), reason: RevocationReason::IssuedInError, note: "salah".into() };
    keep(
        &world,
        &[
            certificate("c-ok", "kom", "2"),
            certificate("c-low", "kom", "1"),
            certificate("c-course", "lain", "2"),
            Certificate { revoked: Some(revocation), ..certificate("c-revoked", "kom", "2") },
            Certificate { last: Some(day("2026-10-15")), ..certificate("c-expired", "kom", "2") },
            Certificate { first: day("2026-06-01"), ..certificate("c-old", "kom", "2") },
            Certificate { person: Some(person("s2")), ..certificate("c-else", "kom", "2") },
        ],
    );
    let with = |id: &str| GivenEvidence::Certificate(id.parse().unwrap());
    for id in ["c-low", "c-course", "c-revoked", "c-expired", "c-old"] {
        assert_eq!(code(close(&world, "hr", 1, with(id))), "evidence", "{id}");
    }
    for id in ["c-else", "c-none"] {
        assert_eq!(code(close(&world, "hr", 1, with(id))), "not-found", "{id}");
    }
    close(&world, "hr", 1, with("c-ok")).unwrap();
}

#[test]
fn nothing_is_closed_before_both_agree() {
    let world = world();
    draft(&world, "s1", &item("M.03")).unwrap();
    agree(&world, "s1").unwrap();
    keep(&world, &[enrolment("e-ok", "kom-1", "s1", attended("2026-10-08", Some(true)))]);
    assert_eq!(code(close(&world, "kepala", 1, GivenEvidence::Enrolment("e-ok".parse().unwrap()))), "plan-not-agreed");
}
