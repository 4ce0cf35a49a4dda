use std::sync::Arc;

use jenjang::people::id::StudyId;
use jenjang::promotion::OutcomeKind;
use jenjang::store::MemoryStore;
use jenjang::study::{StudyAssignment, StudyState};
use jenjang_service::studies::{
    GrantStudy, RecordStudy, RecordedStep, RequestStudy, StudyRequest, StudyStep, grant_study, list_studies, read_study, read_study_file,
    record_study, request_study, studies_of_person, waiting_studies,
};
use jenjang_service::{Seen, ServiceError};

use crate::placements::{applied, decided, offered, place};
use crate::world::{World, as_on, code, d, day, learning, person, said, study_rules};

fn asked(id: &str, who: &str) -> StudyRequest {
    StudyRequest {
        id: id.parse().unwrap(),
        person: person(who),
        programme: "S2".parse().unwrap(),
        field: Some("administrasi publik".into()),
        institution: "Universitas contoh".into(),
        accreditation: Some("A".into()),
        remote_or_needed: Some(false),
        self_funded: false,
        abroad: false,
        competency: Some("M.01".parse().unwrap()),
        cost: Some(d("96000000")),
        first: day("2022-09-01"),
        last: day("2024-08-31"),
    }
}

fn requested(world: &World, by: &str, on: &str, request: &StudyRequest) -> Result<StudyAssignment, ServiceError> {
    let command = RequestStudy { request, rules: study_rules() };
    as_on!(world, by, on, context => request_study(&context, command))
}

fn granted(world: &World, by: &str, on: &str, id: &str) -> Result<StudyAssignment, ServiceError> {
    let id: StudyId = id.parse().unwrap();
    let command = GrantStudy { study: &id, decision: Ok("SK 893/2022"), seen: Seen::Anything, rules: study_rules() };
    as_on!(world, by, on, context => grant_study(&context, command))
}

fn step(world: &World, by: &str, on: &str, id: &str, step: StudyStep) -> Result<RecordedStep, ServiceError> {
    let id: StudyId = id.parse().unwrap();
    let command = RecordStudy { study: &id, step: &step, seen: Seen::Anything, rules: study_rules(), learning: learning() };
    as_on!(world, by, on, context => record_study(&context, command))
}

fn semester(number: u32, on: &str) -> StudyStep {
    StudyStep::Semester { number, on: day(on), evidence: Some("transkrip".into()) }
}

/// dev-001: 20 JP a semester (A1).
#[test]
fn a_study_credits_each_semester_once_and_ends_in_a_bond_of_twice_its_time() {
    let world = World::new(Arc::new(MemoryStore::new()));
    let request = asked("s2/n1", "n1");
    assert_eq!(code(requested(&world, "n2", "2022-05-01", &request)), "forbidden");
    let study = requested(&world, "n1", "2022-05-01", &request).unwrap();
    assert_eq!((study.eligibility.outcome, study.eligibility.policy.as_ref()), (OutcomeKind::Eligible, "asn/training/study-assignment"));
    assert!(study.eligibility.proof.contains("service-too-short"), "every finding is kept");
    assert_eq!(study.longest_years, None, "no rule on the length was found for 2022 and later");
    assert_eq!(code(requested(&world, "n1", "2022-05-01", &asked("s2/other", "n1"))), "study-twice");
    assert_eq!(code(granted(&world, "hr", "2022-06-01", "s2/n1")), "forbidden");
    granted(&world, "ppk", "2022-06-01", "s2/n1").unwrap();
    assert_eq!(code(step(&world, "hr", "2022-08-31", "s2/n1", StudyStep::Start { on: day("2022-09-01") })), "day-out-of-range");
    step(&world, "hr", "2022-09-02", "s2/n1", StudyStep::Start { on: day("2022-09-01") }).unwrap();
    let first = step(&world, "hr", "2023-03-01", "s2/n1", semester(1, "2023-02-28")).unwrap();
    assert_eq!(first.hours, Some(d("20")));
    assert_eq!(code(step(&world, "hr", "2023-03-01", "s2/n1", semester(1, "2023-02-28"))), "study-semester");
    step(&world, "hr", "2023-09-01", "s2/n1", semester(2, "2023-08-31")).unwrap();
    assert_eq!(world.learning("n1").iter().map(|entry| entry.hours).sum::<jenjang::Decimal>(), d("40"));
    let extend = StudyStep::Extend { until: day("2025-02-28"), decree: "SK 12/2024".into() };
    step(&world, "hr", "2024-08-01", "s2/n1", extend).unwrap();
    step(&world, "hr", "2024-12-31", "s2/n1", StudyStep::Graduate { on: day("2024-12-31") }).unwrap();
    let back = step(&world, "hr", "2025-01-02", "s2/n1", StudyStep::Return { on: day("2025-01-01") }).unwrap();
    // 28 months of study, 56 owed
    let bond = back.study.bond.clone().unwrap();
    assert_eq!((bond.months, bond.last), (56, day("2029-08-31")));
    assert_eq!(bond.reference.as_ref(), "Keputusan Kepala BPS 179/2005 (ikatan dinas STIS)");
    assert_eq!(code(step(&world, "hr", "2026-01-01", "s2/n1", StudyStep::Release)), "study-day");
    let leave = StudyStep::Breach { on: day("2026-12-31"), reason: "pindah ke swasta".into() };
    let left = step(&world, "hr", "2027-01-05", "s2/n1", leave).unwrap();
    let StudyState::Breached(breach) = left.study.state else { panic!("a breach") };
    // 24 of 56 months served, 32 missing: 96 million × 32 / 56
    assert_eq!(breach.missing_months, 32);
    assert_eq!((breach.pay_back, breach.fine_at_most), (Some(d("54857143")), Some(d("54857143"))));
}

#[test]
fn who_is_not_eligible_or_not_known_to_be_is_granted_nothing() {
    let world = World::new(Arc::new(MemoryStore::new()));
    // a civil servant since 1 March 2020: one year by the rule before 2022, two years since
    let mut early = asked("d3/n1", "n1");
    early.programme = "D-III".parse().unwrap();
    (early.first, early.last) = (day("2021-09-01"), day("2024-08-31"));
    let study = requested(&world, "n1", "2021-06-01", &early).unwrap();
    // born in 1990: 31 years, a D-III at most 25 by the rule of 2021; the length of the programme is 3 years
    assert_eq!((study.eligibility.outcome, study.longest_years), (OutcomeKind::NotEligible, Some(d("3"))));
    assert_eq!(study.eligibility.not_met.iter().map(AsRef::as_ref).collect::<Vec<&str>>(), ["above-maximum-age"]);
    let sentence = said(granted(&world, "ppk", "2021-06-02", "d3/n1"));
    assert_eq!(sentence, "study `d3/n1` cannot be granted: not met `above-maximum-age`");
    let mut long = asked("s2/n2", "n2");
    (long.first, long.last) = (day("2021-09-01"), day("2023-09-30"));
    let sentence = said(requested(&world, "n2", "2021-06-01", &long));
    assert_eq!(sentence, "the study takes 25 months, expected at most 24 (programme `S2`)");
    long.last = day("2023-08-31");
    long.accreditation = None;
    let study = requested(&world, "n2", "2021-06-01", &long).unwrap();
    assert_eq!(study.eligibility.outcome, OutcomeKind::Unknown);
    let sentence = said(granted(&world, "ppk", "2021-06-02", "s2/n2"));
    assert_eq!(sentence, "study `s2/n2` cannot be granted: not known `accreditation-too-low`");
    let refuse = |who: &str| {
        let id: StudyId = "s2/n2".parse().unwrap();
        let command = GrantStudy { study: &id, decision: Err("tanpa akreditasi"), seen: Seen::Anything, rules: study_rules() };
        as_on!(world, who, "2021-06-03", context => grant_study(&context, command))
    };
    assert!(matches!(refuse("ppk").unwrap().state, StudyState::Refused { .. }));
    // the same person as at first, a year later: the age limit is gone
    granted(&world, "ppk", "2022-03-01", "d3/n1").unwrap();
    let mut unknown = asked("s2/n3", "n3");
    unknown.accreditation = Some("unggul".into());
    let sentence = said(requested(&world, "n3", "2022-06-01", &unknown));
    assert!(sentence.starts_with("Accreditation of the programme: "), "{sentence}");
}

#[test]
fn a_study_that_releases_from_the_post_does_not_overlap_with_a_placement() {
    let world = World::new(Arc::new(MemoryStore::new()));
    offered(&world, &place("magang-1", jenjang::placement::PlaceKind::Internship, "C11")).unwrap();
    let mut request = asked("s2/n1", "n1");
    (request.first, request.last) = (day("2026-05-15"), day("2028-05-14"));
    requested(&world, "n1", "2026-03-01", &request).unwrap();
    // paid by oneself and beside the work it does not take the time of the post
    let mut own = asked("s2/n2", "n2");
    (own.first, own.last, own.self_funded) = (day("2026-05-15"), day("2028-05-14"), true);
    requested(&world, "n2", "2026-03-01", &own).unwrap();
    granted(&world, "ppk", "2026-03-10", "s2/n2").unwrap();
    applied(&world, "n2", "n2", "magang-1", ("2026-06-01", "2026-06-30")).unwrap();
    // asked for, not yet granted: both may be asked for
    applied(&world, "n1", "n1", "magang-1", ("2026-05-01", "2026-05-31")).unwrap();
    decided(&world, "hr", "magang-1/n1").unwrap();
    let sentence = said(granted(&world, "ppk", "2026-03-25", "s2/n1"));
    assert_eq!(sentence, "study `s2/n1` (2026-05-15 to 2028-05-14) overlaps with internship `magang-1/n1` (2026-05-01 to 2026-05-31)");
}

#[test]
fn studies_are_read_by_those_they_concern() {
    let world = World::new(Arc::new(MemoryStore::new()));
    requested(&world, "n1", "2022-05-01", &asked("s2/n1", "n1")).unwrap();
    requested(&world, "hr", "2022-05-01", &asked("s2/hr", "hr")).unwrap();
    let id: StudyId = "s2/n1".parse().unwrap();
    assert!(as_on!(world, "kepala", "2022-05-02", context => read_study(&context, &id)).is_ok());
    assert_eq!(code(as_on!(world, "n2", "2022-05-02", context => read_study(&context, &id))), "forbidden");
    assert_eq!(as_on!(world, "n1", "2022-05-02", context => studies_of_person(&context, &person("n1"))).unwrap().len(), 1);
    assert_eq!(as_on!(world, "hr", "2022-05-02", context => list_studies(&context, None)).unwrap().len(), 2);
    assert_eq!(code(as_on!(world, "n1", "2022-05-02", context => list_studies(&context, None))), "forbidden");
    // the authority decides, and so lists and reads what was applied for
    assert_eq!(as_on!(world, "ppk", "2022-05-02", context => list_studies(&context, None)).unwrap().len(), 2);
    let file = as_on!(world, "ppk", "2022-05-02", context => read_study_file(&context, &id)).unwrap();
    assert!(file.grants && !file.records && file.decision.is_some(), "{file:?}");
    assert!(as_on!(world, "ppk", "2022-05-02", context => read_study(&context, &id)).is_ok());
    let waiting = |who: &str| as_on!(world, who, "2022-05-02", context => waiting_studies(&context)).unwrap();
    assert_eq!((waiting("ppk"), waiting("hr")), (2, 0));
    // who looked before somebody else decided decides on nothing
    let command = GrantStudy { study: &id, decision: Err("penuh"), seen: Seen::At(file.revision.next()), rules: study_rules() };
    assert_eq!(code(as_on!(world, "ppk", "2022-05-03", context => grant_study(&context, command))), "changed-meanwhile");
    granted(&world, "ppk", "2022-06-01", "s2/hr").unwrap();
    let own = step(&world, "hr", "2022-09-02", "s2/hr", StudyStep::Start { on: day("2022-09-01") });
    assert_eq!(code(own), "conflict-of-interest");
}
