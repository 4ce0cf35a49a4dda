//! Plans: drafted by either, agreed by both, with what cannot be met.

use std::sync::Arc;

use jenjang::development::catalogue::{Course, CourseSession, WaitingOrder};
use jenjang::development::plan::{DevelopmentPlan, Obstacle, PlanState, Side};
use jenjang::legal::Label;
use jenjang::people::id::PlanId;
use jenjang::people::record::EmploymentRecord;
use jenjang::record::Kept;
use jenjang_service::file::retention::RetentionPolicy;
use jenjang_service::file::{ErasePerson, erase_person};
use jenjang_service::needs::{AddWish, add_wish};
use jenjang_service::plans::{
    AgreePlan, DraftItem, PlanView, ReadPlan, RemoveItem, agree_plan, draft_item, list_plans, read_plan, remove_item,
};
use jenjang_service::{Seen, ServiceError, records};
use jenjang_sqlite::SqliteStore;

use crate::world::{TODAY, World, as_on, code, d, day, library, person, run};

pub(crate) fn item<'a>(need: &str) -> DraftItem<'a> {
    DraftItem {
        library: library(),
        person: person("s1"),
        year: 2026,
        need: need.into(),
        form: Some("B3".into()),
        title: Some("Pelatihan komunikasi".into()),
        course: None,
        amount: None,
        target: None,
        due: day("2026-11-30"),
        seen: Seen::Anything,
    }
}

pub(crate) fn draft(world: &World, who: &str, item: &DraftItem<'_>) -> Result<(PlanId, u32), ServiceError> {
    as_on!(world, who, TODAY, context => draft_item(&context, item))
}

pub(crate) fn agree(world: &World, who: &str) -> Result<Side, ServiceError> {
    let command = AgreePlan { plan: "s1-2026".parse().unwrap(), seen: Seen::Anything };
    as_on!(world, who, TODAY, context => agree_plan(&context, &command))
}

pub(crate) fn read(world: &World) -> PlanView {
    let command = ReadPlan { library: library(), plan: "s1-2026".parse().unwrap() };
    as_on!(world, "s1", TODAY, context => read_plan(&context, &command)).unwrap()
}

pub(crate) fn keep<T: Kept + Sync>(world: &World, values: &[T]) {
    run(async {
        let mut tx = world.store.begin().await.unwrap();
        for value in values {
            records::save(tx.as_mut(), value, None).await.unwrap();
        }
        tx.commit().await.unwrap();
    });
}

pub(crate) fn course(id: &str) -> Course {
    Course {
        id: id.parse().unwrap(),
        title: Label::new("Komunikasi publik", "Public communication"),
        form: "B3".into(),
        amount: d("24"),
        abroad: false,
        provider: "lembaga".parse().unwrap(),
        leads_to: Vec::new(),
        leadership: None,
        field: None,
        retired: id == "lama",
    }
}

pub(crate) fn session(id: &str, course: &str, first: &str, last: &str) -> CourseSession {
    CourseSession {
        id: id.parse().unwrap(),
        course: course.parse().unwrap(),
        first: day(first),
        last: day(last),
        place: "Balai Diklat".into(),
        capacity: 30,
        fixed_cost: d("0"),
        cost_each: d("0"),
        enrol_until: day(first),
        order: WaitingOrder::FirstCome,
        unit: "pemda".parse().unwrap(),
        cancelled: None,
    }
}

/// `s1` lacks a level of M.03 and the hours of the year.
pub(crate) fn world() -> World {
    let world = World::new();
    world.profile("s1", &[("M.03", "1")]);
    keep(&world, &[course("kom"), course("lama")]);
    keep(&world, &[session("kom-1", "kom", "2026-10-05", "2026-10-08")]);
    world
}

#[test]
fn either_drafts_both_agree_and_a_change_needs_both_again() {
    let world = world();
    assert_eq!(draft(&world, "s1", &item("M.03")).unwrap(), ("s1-2026".parse().unwrap(), 1));
    assert_eq!(draft(&world, "kepala", &item("hours:2026")).unwrap().1, 2);
    let view = read(&world);
    assert_eq!(view.plan.items[0].need.to_string(), "gap:permenpanrb-38-2017/M.03");
    assert_eq!((view.plan.items[0].target, view.plan.items[1].target), (Some(d("2")), None));
    assert!(view.unplanned.is_empty() && view.outdated.is_empty());
    assert_eq!(agree(&world, "kepala").unwrap(), Side::Superior);
    assert_eq!(code(agree(&world, "kepala")), "agreed-already");
    assert_eq!(agree(&world, "s1").unwrap(), Side::Employee);
    assert!(matches!(read(&world).plan.state, PlanState::Agreed { .. }));
    let remove = RemoveItem { plan: "s1-2026".parse().unwrap(), number: 2, seen: Seen::Anything };
    as_on!(world, "hr", TODAY, context => remove_item(&context, &remove)).unwrap();
    let view = read(&world);
    assert_eq!((&view.plan.state, view.plan.changes), (&PlanState::Draft, 1));
    assert_eq!(view.unplanned.iter().map(ToString::to_string).collect::<Vec<_>>(), ["hours:2026"]);
    assert_eq!(code(as_on!(world, "hr", TODAY, context => remove_item(&context, &remove))), "no-such-item");
    assert_eq!(world.verbs(), ["plan.write", "plan.write", "plan.agree", "plan.agree", "plan.write"]);
}

#[test]
fn who_is_neither_of_the_two_does_not_agree() {
    let world = world();
    draft(&world, "hr", &item("M.03")).unwrap();
    for who in ["hr", "s2", "operator"] {
        assert_eq!(code(agree(&world, who)), "forbidden", "{who}");
        if who != "hr" {
            assert_eq!(code(draft(&world, who, &item("M.03"))), "forbidden", "{who}");
        }
    }
    world.change("s1", |file| file.superior = None);
    assert_eq!(code(agree(&world, "s1")), "no-superior");
    let own = |file: &mut jenjang::people::repository::PersonFile| file.superior = Some(person("s1"));
    world.change("s1", own);
    assert_eq!(code(agree(&world, "s1")), "no-superior", "nobody is the own superior");
}

#[test]
fn an_item_is_about_a_need_the_person_has() {
    let world = world();
    let refused = |item: &DraftItem<'_>| draft(&world, "s1", item).unwrap_err();
    let error = refused(&item("M.01"));
    assert_eq!(error.code(), "need-unknown");
    assert_eq!(error.to_string(), "`M.01` is no need of this person; the needs of today are `gap:permenpanrb-38-2017/M.03`, `hours:2026`");
    assert_eq!(refused(&item("wish:s2-w1")).code(), "need-unknown");
    let wish = AddWish { person: person("s1"), topic: "Pidato".into(), competency: None, course: None };
    as_on!(world, "s1", TODAY, context => add_wish(&context, &wish)).unwrap();
    draft(&world, "s1", &item("wish:s1-w1")).unwrap();
    let base = || item("M.03");
    assert_eq!(refused(&DraftItem { due: day("2027-01-31"), ..base() }).code(), "due");
    assert_eq!(refused(&DraftItem { due: day("2026-08-02"), ..base() }).code(), "due");
    assert_eq!(refused(&DraftItem { form: Some("Z9".into()), ..base() }).code(), "form-unknown");
    assert_eq!(refused(&DraftItem { title: None, ..base() }).code(), "title-missing");
    assert_eq!(refused(&DraftItem { amount: Some(d("0")), ..base() }).code(), "amount");
    assert_eq!(refused(&DraftItem { target: Some(d("1")), ..base() }).code(), "target");
    assert_eq!(refused(&DraftItem { target: Some(d("6")), ..base() }).code(), "target");
    assert_eq!(refused(&DraftItem { target: Some(d("2")), ..item("hours:2026") }).code(), "target");
    let with = |id: &str| DraftItem { course: Some(id.parse().unwrap()), ..base() };
    assert_eq!(refused(&with("lama")).code(), "course-retired");
    assert_eq!(refused(&with("tidak-ada")).code(), "not-found");
    assert_eq!(refused(&DraftItem { form: Some("B7".into()), ..with("kom") }).code(), "course-says");
    assert_eq!(read(&world).plan.items.len(), 1, "what was refused left nothing");
}

#[test]
fn what_cannot_be_met_says_why_and_when_it_could_be() {
    let world = world();
    let course = |due: &str| DraftItem { course: Some("kom".parse().unwrap()), form: None, title: None, due: day(due), ..item("M.03") };
    let coaching = |amount: &str, due: &str| DraftItem {
        form: Some("c1".into()),
        title: Some("Coaching".into()),
        amount: Some(d(amount)),
        due: day(due),
        ..item("M.03")
    };
    let long = DraftItem { amount: Some(d("400")), due: day("2026-09-15"), ..item("M.03") };
    for item in
        [course("2026-10-31"), course("2026-10-06"), course("2026-09-30"), coaching("4", "2026-09-30"), coaching("4", "2026-10-31"), long]
    {
        draft(&world, "s1", &item).unwrap();
    }
    let view = read(&world);
    assert!(!view.can_be_met());
    assert_eq!(&*view.plan.items[0].title, "Komunikasi publik");
    let outlook = |number: usize| &view.outlook[number - 1].outlook;
    assert!(outlook(1).can_be_met());
    assert_eq!(&*outlook(2).obstacles[0].label().en, "the session that can still be joined ends on 2026-10-08 only");
    assert_eq!(outlook(3).obstacles, [Obstacle::NoSession { begun: None, next: Some(day("2026-10-05")) }]);
    assert_eq!(outlook(3).earliest, Some(day("2026-10-08")));
    // two sessions a month: four in August and September, the next four in October and November
    assert!(outlook(4).can_be_met());
    assert_eq!((outlook(5).obstacles[0].code(), outlook(5).earliest), ("limit", Some(day("2026-11-01"))));
    // 400 JP at eight a day
    assert_eq!(outlook(6).obstacles, [Obstacle::TooLong { days: 50, left: 43 }]);
    assert_eq!(outlook(6).earliest, Some(day("2026-09-22")));
}

#[test]
fn an_item_whose_need_is_gone_is_pointed_out() {
    let world = world();
    draft(&world, "s1", &item("M.03")).unwrap();
    run(async {
        let mut tx = world.store.begin().await.unwrap();
        let framework = crate::world::FRAMEWORK.parse().unwrap();
        let stored = tx.competency().find_profile(&person("s1"), &framework).await.unwrap().unwrap();
        let mut profile = stored.value;
        profile.assessments.push(crate::world::assessment("M.03", "2", "2026-07-30"));
        tx.competency().save_profile(&profile, Some(stored.revision)).await.unwrap();
        tx.commit().await.unwrap();
    });
    assert_eq!(read(&world).outdated, [1]);
}

#[test]
fn plans_and_wishes_go_with_the_person_and_stay_without_the_superior() {
    let folder = std::env::temp_dir().join(format!("jenjang-needs-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let store = Arc::new(SqliteStore::create(folder.join("needs.db")).unwrap());
    let world = World::on(store);
    world.profile("s1", &[("M.03", "1")]);
    let wish = AddWish { person: person("s1"), topic: "Pidato".into(), competency: None, course: None };
    as_on!(world, "s1", TODAY, context => add_wish(&context, &wish)).unwrap();
    draft(&world, "s1", &item("M.03")).unwrap();
    agree(&world, "kepala").unwrap();
    let stored = |id: &str| {
        run(async {
            let mut tx = world.store.read().await.unwrap();
            records::find::<DevelopmentPlan>(tx.as_mut(), id).await.unwrap().map(|stored| stored.value)
        })
    };
    let before = stored("s1-2026").unwrap();
    assert_eq!(before, read(&world).plan, "what is kept comes back as it was");
    let erase = |id: &str| {
        let gone = EmploymentRecord { since: day("2030-01-01"), status: "non-asn".parse().unwrap(), decree: None };
        world.change(id, |file| file.record.registers.employments.as_mut().unwrap().push(gone));
        let command = ErasePerson { person: person(id), retention: RetentionPolicy::shipped().unwrap() };
        as_on!(world, "hr", "2090-01-01", context => erase_person(&context, &command))
    };
    erase("kepala").unwrap();
    let after = stored("s1-2026").unwrap();
    assert!(after.superior.is_none() && matches!(after.state, PlanState::BySuperior { by: None, .. }));
    let erased = erase("s1").unwrap();
    assert_eq!(erased.records, 2, "the plan and the wish");
    assert!(stored("s1-2026").is_none());
    let _ = std::fs::remove_dir_all(&folder);
}

#[test]
fn plans_are_listed_for_those_who_may_read_them() {
    let world = world();
    draft(&world, "s1", &item("M.03")).unwrap();
    let id = person("s1");
    assert_eq!(as_on!(world, "kepala", TODAY, context => list_plans(&context, &id)).unwrap().len(), 1);
    assert_eq!(code(as_on!(world, "s2", TODAY, context => list_plans(&context, &id))), "forbidden");
}
