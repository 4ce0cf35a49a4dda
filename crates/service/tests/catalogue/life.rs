//! From the request to the hours: who may do what when, what everybody is told, what is kept.

use std::sync::Arc;

use jenjang::competency::repository::ProfileRecord;
use jenjang::competency::{Assessment, AssessmentUnit};
use jenjang::development::catalogue::{Course, LeadsTo, WaitingOrder};
use jenjang::development::enrolment::EnrolmentState;
use jenjang::people::record::{LearningRecord, PositionRecord};
use jenjang::store::MemoryStore;
use jenjang_service::catalogue::{
    CancelSession, ImportCatalogue, Saved, Seats, cancel_session, import_catalogue, read_catalogue, read_seats, save_session,
};
use jenjang_service::development::CompletedDevelopment;
use jenjang_service::enrolment::{
    Presence, RecordResults, RecordedResult, RefuseEnrolment, SessionResult, enrolments_of, participants, record_results, refuse_enrolment,
};
use jenjang_service::{ServiceError, file};

use crate::world::{World, as_on, course, d, day, person, provider, rules, run, session};

fn world(capacity: u32, order: WaitingOrder) -> World {
    World::with(Arc::new(MemoryStore::new()), &[session("k1-1", capacity, order)])
}

fn attended(who: &str, passed: Option<bool>) -> SessionResult {
    let presence = Presence::Attended { passed, amount: None, hours: None, evidence: Some("sertifikat 7/2026".into()) };
    SessionResult { person: person(who), presence }
}

pub(crate) fn results(world: &World, by: &str, on: &str, results: Vec<SessionResult>) -> Result<Vec<RecordedResult>, ServiceError> {
    let command = RecordResults { session: "k1-1".parse().unwrap(), results, rules: rules() };
    as_on!(world, by, on, context => record_results(&context, &command))
}

#[test]
fn from_the_request_to_the_hours() {
    let world = world(1, WaitingOrder::FirstCome);
    assert_eq!(world.enrol("s01", "s01", "k1-1", "2026-02-01").unwrap(), "k1-1/s01");
    assert_eq!(world.trail().1, "enrolment.request");
    assert_eq!(world.messages(), [("enrolment-requested".to_owned(), "kepala".to_owned())], "the superior is told");
    assert_eq!(world.approve("kepala", "s01", "k1-1", "2026-02-02").unwrap().place, None);
    assert_eq!(world.messages(), [("enrolment-approved".to_owned(), "s01".to_owned())]);
    world.enrol("hr", "s02", "k1-1", "2026-02-02").unwrap();
    let waiting = world.approve("kepala", "s02", "k1-1", "2026-02-03").unwrap();
    assert_eq!((waiting.place, waiting.state.word()), (Some(1), "waiting"));
    world.enrol("kepala", "s03", "k1-1", "2026-02-03").unwrap();
    assert_eq!(world.messages().len(), 2, "whoever asked for somebody is not told of it");
    let refuse = RefuseEnrolment { enrolment: "k1-1/s03".parse().unwrap(), reason: "belum perlu".into() };
    as_on!(world, "kepala", "2026-02-03", context => refuse_enrolment(&context, &refuse)).unwrap();
    assert_eq!(world.state("s03", "k1-1"), EnrolmentState::Refused { on: day("2026-02-03"), reason: "belum perlu".into() });

    let seats = as_on!(world, "public", "2026-02-10", context => read_seats(&context)).unwrap();
    assert_eq!(seats[&"k1-1".parse().unwrap()], Seats { taken: 1, waiting: 1 });
    assert_eq!(as_on!(world, "public", "2026-02-10", context => read_catalogue(&context)).unwrap().sessions.len(), 1);
    let id = "k1-1".parse().unwrap();
    assert_eq!(as_on!(world, "kepala", "2026-02-10", context => participants(&context, &id)).unwrap_err().code(), "forbidden");
    let roll = as_on!(world, "auditor", "2026-02-10", context => participants(&context, &id)).unwrap();
    assert_eq!((roll.free, roll.seated.len(), roll.waiting.len(), roll.others.len()), (0, 1, 1, 1));
    let own = as_on!(world, "s02", "2026-02-10", context => enrolments_of(&context, &person("s02"))).unwrap();
    assert_eq!((own[0].place, own[0].course.title.en.to_string()), (Some(1), "Course k1".to_owned()));
    assert_eq!(as_on!(world, "s01", "2026-02-10", context => enrolments_of(&context, &person("s02"))).unwrap_err().code(), "forbidden");

    world.messages();
    assert_eq!(world.withdraw("s01", "s01", "k1-1", "2026-03-01").unwrap(), ["s02"]);
    assert_eq!(world.messages(), [("seat-given".to_owned(), "s02".to_owned())]);
    let done = results(&world, "hr2", "2026-03-04", vec![attended("s02", Some(false))]).unwrap();
    assert_eq!(
        done[0].credited,
        Some((d("12"), CompletedDevelopment::Entered)),
        "hours count what was learnt in, the result stands beside them"
    );
    assert_eq!(world.trail().1, "enrolment.result");
    let entry = LearningRecord { completed: day("2026-03-04"), hours: d("12"), title: "Pelatihan k1".into() };
    assert_eq!(world.learning("s02"), [entry]);
    let EnrolmentState::Attended { on, hours, passed, certificate } = world.state("s02", "k1-1") else { panic!() };
    assert_eq!((on, hours, passed, certificate), (day("2026-03-04"), d("12"), Some(false), None));
    let file = as_on!(world, "s02", "2026-03-05", context => file::read_person(&context, &person("s02"))).unwrap();
    assert_eq!((file.development[0].id.as_str(), &*file.development[0].form), ("k1-1/s02", "B3"));
}

#[test]
fn fewest_hours_first_counts_the_register_of_the_year() {
    let world = World::with(
        Arc::new(MemoryStore::new()),
        &[session("k1-1", 2, WaitingOrder::FirstCome), {
            let mut later = session("k2-1", 1, WaitingOrder::FewestHours);
            later.course = "k2".parse().unwrap();
            (later.first, later.last, later.enrol_until) = (day("2026-05-04"), day("2026-05-05"), day("2026-04-20"));
            later
        }],
    );
    for who in ["s01", "s02"] {
        world.take(who, "k1-1", "2026-02-01");
    }
    results(&world, "hr", "2026-03-04", vec![attended("s01", None)]).unwrap();
    for (place, who) in ["s03", "s01", "s02"].into_iter().enumerate() {
        world.take(who, "k2-1", &format!("2026-04-01T08:0{place}:00Z"));
    }
    let roll = as_on!(world, "hr", "2026-04-02", context => participants(&context, &"k2-1".parse().unwrap())).unwrap();
    let waiting: Vec<(&str, String)> = roll.waiting.iter().map(|e| (e.person.as_str(), e.hours_before.to_string())).collect();
    assert_eq!(waiting, [("s02", "0".to_owned()), ("s01", "12".to_owned())], "approved later, but with fewer hours");
}

/// An administrator, of whom the default standard requires level 3 of every competency, assessed at a level of `M.01`.
fn assessed(world: &World, who: &str, level: &str) {
    let position = PositionRecord {
        since: day("2024-01-01"),
        until: None,
        kind: "administrator".parse().unwrap(),
        tier: None,
        echelon: None,
        unit: None,
        field: None,
        title: None,
        acting: false,
        decree: None,
    };
    let assessment = Assessment {
        competency: "M.01".parse().unwrap(),
        level: d(level),
        date: day("2025-06-01"),
        valid_until: None,
        assessor: "Puspenkom".into(),
        method: "assessment-centre".into(),
        purpose: None,
        tier: None,
        unit: Some(AssessmentUnit { name: "Puspenkom".into(), accredited: Some(true) }),
        evidence: vec!["laporan 7".into()],
    };
    let framework = "permenpanrb-38-2017".parse().unwrap();
    let profile = ProfileRecord { person: person(who), framework, assessments: vec![assessment] };
    run(async {
        let mut tx = world.store.begin().await.unwrap();
        let stored = tx.people().find(&person(who)).await.unwrap().unwrap();
        let mut file = stored.value;
        file.record.registers.positions = Some(vec![position]);
        tx.people().save(&file, Some(stored.revision)).await.unwrap();
        tx.competency().save_profile(&profile, None).await.unwrap();
        tx.commit().await.unwrap();
    });
}

#[test]
fn the_largest_need_the_course_closes_goes_first() {
    let world = World::new(Arc::new(MemoryStore::new()));
    let to = LeadsTo { framework: "permenpanrb-38-2017".parse().unwrap(), competency: "M.01".parse().unwrap(), level: d("3") };
    let command = ImportCatalogue {
        providers: vec![provider("lembaga")],
        courses: vec![Course { leads_to: vec![to], ..course("k1") }],
        sessions: vec![session("k1-1", 1, WaitingOrder::LargestNeed)],
        rules: rules(),
        dry_run: false,
    };
    as_on!(world, "hr", "2026-01-05", context => import_catalogue(&context, &command)).unwrap();
    for (who, level) in [("s02", "2"), ("s03", "1"), ("s04", "3")] {
        assessed(&world, who, level);
    }
    for (place, who) in ["s01", "s02", "s03", "s04", "s05"].into_iter().enumerate() {
        world.take(who, "k1-1", &format!("2026-02-01T08:0{place}:00Z"));
    }
    let roll = as_on!(world, "hr", "2026-02-02", context => participants(&context, &"k1-1".parse().unwrap())).unwrap();
    let waiting: Vec<(&str, String)> = roll.waiting.iter().map(|e| (e.person.as_str(), e.need.to_string())).collect();
    let expected = [("s03", "2"), ("s02", "1"), ("s04", "0"), ("s05", "0")].map(|(who, need)| (who, need.to_owned()));
    assert_eq!(waiting, expected, "who was not assessed waits with those who have no gap");
}

#[test]
fn more_seats_go_to_the_waiting_list_and_new_days_are_told() {
    let world = world(1, WaitingOrder::FirstCome);
    for (place, who) in ["s01", "s02", "s03"].into_iter().enumerate() {
        world.take(who, "k1-1", &format!("2026-02-01T08:0{place}:00Z"));
    }
    world.messages();
    let mut wider = session("k1-1", 2, WaitingOrder::FirstCome);
    let saved = as_on!(world, "hr2", "2026-02-02", context => save_session(&context, &wider)).unwrap();
    assert_eq!((saved.saved, saved.seated), (Saved::Changed, vec![person("s02")]));
    assert_eq!(world.messages(), [("seat-given".to_owned(), "s02".to_owned())]);
    let before = world.trail().0;
    assert_eq!(as_on!(world, "hr2", "2026-02-02", context => save_session(&context, &wider)).unwrap().saved, Saved::Unchanged);
    assert_eq!(world.trail().0, before, "nothing changed, nothing is written");
    (wider.first, wider.last) = (day("2026-03-09"), day("2026-03-11"));
    as_on!(world, "hr2", "2026-02-02", context => save_session(&context, &wider)).unwrap();
    let told: Vec<String> = world.messages().into_iter().filter(|(topic, _)| topic == "session-changed").map(|(_, who)| who).collect();
    assert_eq!(told.len(), 3);
}

#[test]
fn a_session_that_is_called_off_tells_everybody_and_frees_their_days() {
    let mut other = session("k2-1", 5, WaitingOrder::FirstCome);
    other.course = "k2".parse().unwrap();
    let world = World::with(Arc::new(MemoryStore::new()), &[session("k1-1", 1, WaitingOrder::FirstCome), other]);
    world.take("s01", "k1-1", "2026-02-01");
    world.take("s02", "k1-1", "2026-02-02");
    world.enrol("s03", "s03", "k1-1", "2026-02-02").unwrap();
    assert_eq!(world.enrol("s01", "s01", "k2-1", "2026-02-03").unwrap_err().code(), "sessions-overlap");
    world.messages();
    let cancel = |by: &str, reason: &str| {
        let command = CancelSession { session: "k1-1".parse().unwrap(), reason: reason.into() };
        as_on!(world, by, "2026-02-03", context => cancel_session(&context, &command))
    };
    assert_eq!(cancel("kepala", "banjir").unwrap_err().code(), "forbidden");
    assert_eq!(cancel("hr2", " ").unwrap_err().to_string(), "the reason is blank, expected text");
    assert_eq!(cancel("hr2", "banjir").unwrap().len(), 3);
    let mut told = world.messages();
    told.sort();
    let all = ["s01", "s02", "s03"].map(|who| ("session-cancelled".to_owned(), who.to_owned()));
    assert_eq!(told, all);
    assert!(world.enrolments("k1-1").iter().all(|e| e.state == EnrolmentState::CalledOff { on: day("2026-02-03") }));
    assert_eq!(cancel("hr2", "banjir").unwrap_err().to_string(), "session `k1-1` was called off already");
    assert_eq!(world.enrol("s01", "s01", "k1-1", "2026-02-03").unwrap_err().to_string(), "session `k1-1` was called off: banjir");
    world.enrol("s01", "s01", "k2-1", "2026-02-03").unwrap();
    let again = session("k1-1", 9, WaitingOrder::FirstCome);
    let refused = as_on!(world, "hr2", "2026-02-03", context => save_session(&context, &again)).unwrap_err();
    assert_eq!(refused.to_string(), "session `k1-1` was called off");
}

#[test]
fn an_erased_superior_leaves_the_enrolment_without_the_name() {
    use jenjang::development::enrolment::Enrolment;
    use jenjang::record::Kept;
    let world = world(1, WaitingOrder::FirstCome);
    world.enrol("kepala", "s01", "k1-1", "2026-02-01").unwrap();
    let enrolment: Enrolment = world.enrolments("k1-1").remove(0);
    assert_eq!(enrolment.requested_by, Some(person("kepala")));
    let kept = enrolment.clone().forget(&person("kepala")).unwrap();
    assert_eq!((kept.person.as_str(), kept.requested_by), ("s01", None));
    assert_eq!(enrolment.forget(&person("s01")), None);
}
