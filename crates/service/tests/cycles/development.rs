use std::sync::Arc;

use jenjang::people::id::DevelopmentId;
use jenjang::people::record::LearningRecord;
use jenjang::store::MemoryStore;
use jenjang_service::development::{
    CancelDevelopment, CompleteDevelopment, CompletedDevelopment, PlanDevelopment, cancel_development, complete_development,
    plan_development,
};

use crate::world::{World, as_on, day, person, run};

fn planned(world: &World, by: &str) -> DevelopmentId {
    let command = PlanDevelopment {
        person: person("s1"),
        form: "C11".into(),
        title: " Pelatihan Analisis ".into(),
        competency: None,
        due: Some(day("2026-06-30")),
    };
    as_on!(world, by, "2026-04-01", context => plan_development(&context, &command)).unwrap()
}

fn learning(world: &World) -> Option<Vec<LearningRecord>> {
    run(async { world.store.read().await.unwrap().people().find(&person("s1")).await.unwrap().unwrap().value.record.registers.learning })
}

fn complete(
    world: &World,
    by: &str,
    id: &DevelopmentId,
    on: &str,
    hours: i64,
) -> Result<CompletedDevelopment, jenjang_service::ServiceError> {
    let command = CompleteDevelopment { id: id.clone(), on: day(on), hours: hours.into(), evidence: Some("sertifikat 12/2026".into()) };
    as_on!(world, by, "2026-04-01", context => complete_development(&context, &command))
}

#[test]
fn hours_are_credited_once_and_by_hr_alone() {
    let world = World::new(Arc::new(MemoryStore::new()), 31);
    let first = planned(&world, "s1");
    assert_eq!(complete(&world, "s1", &first, "2026-03-20", 20).unwrap_err().code(), "forbidden");
    assert_eq!(complete(&world, "kepala", &first, "2026-03-20", 20).unwrap_err().code(), "forbidden");
    let early = complete(&world, "hr", &first, "2026-04-02", 20).unwrap_err().to_string();
    assert_eq!(early, "the day of completion is 2026-04-02, expected up to today (2026-04-01) and after birth");
    assert_eq!(complete(&world, "hr", &first, "2026-03-20", -1).unwrap_err().to_string(), "-1 learning hours, expected 0 to 2920");
    // nobody has consulted the learning register: one entry would say that there are no others
    assert_eq!(complete(&world, "hr", &first, "2026-03-20", 20).unwrap(), CompletedDevelopment::RegisterNotConsulted);
    assert_eq!(learning(&world), None);
    let over = complete(&world, "hr", &first, "2026-03-20", 20).unwrap_err().to_string();
    assert_eq!(over, format!("activity `{first}` is completed already, expected still planned"));

    run(async {
        let mut tx = world.store.begin().await.unwrap();
        let stored = tx.people().find(&person("s1")).await.unwrap().unwrap();
        let mut file = stored.value;
        file.record.registers.learning = Some(Vec::new());
        tx.people().save(&file, Some(stored.revision)).await.unwrap();
        tx.commit().await.unwrap();
    });
    let second = planned(&world, "kepala");
    assert_eq!(complete(&world, "hr", &second, "2026-03-20", 24).unwrap(), CompletedDevelopment::Entered);
    let expected = LearningRecord { completed: day("2026-03-20"), hours: 24.into(), title: "Pelatihan Analisis".into() };
    assert_eq!(learning(&world), Some(vec![expected.clone()]));
    let third = planned(&world, "hr");
    assert_eq!(complete(&world, "hr", &third, "2026-03-20", 24).unwrap(), CompletedDevelopment::WasThere);
    assert_eq!(learning(&world), Some(vec![expected]), "the same day and title count once");
}

#[test]
fn an_activity_is_given_up_for_a_reason() {
    let world = World::new(Arc::new(MemoryStore::new()), 32);
    let id = planned(&world, "s1");
    let cancel = |who: &str, reason: &str| {
        let command = CancelDevelopment { id: id.clone(), reason: reason.into() };
        as_on!(world, who, "2026-04-01", context => cancel_development(&context, &command))
    };
    assert_eq!(cancel("s2", "sakit").unwrap_err().code(), "forbidden");
    assert_eq!(cancel("s1", " ").unwrap_err().to_string(), "the reason is blank, expected text");
    cancel("s1", "sakit").unwrap();
    assert!(cancel("s1", "sakit").unwrap_err().to_string().ends_with("is cancelled already, expected still planned"));
    assert_eq!(complete(&world, "hr", &id, "2026-03-20", 8).unwrap_err().code(), "not-planned");
}
