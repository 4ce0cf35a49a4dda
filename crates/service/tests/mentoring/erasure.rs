//! A mentor or supervisor who goes takes the name along; what the others did stays.

use std::sync::Arc;

use jenjang::mentoring::MentoringPair;
use jenjang::people::record::EmploymentRecord;
use jenjang::placement::{Place, PlaceKind, Placement};
use jenjang::record::RecordFilter;
use jenjang::store::{MemoryStore, Store};
use jenjang_service::file::retention::RetentionPolicy;
use jenjang_service::file::{ErasePerson, erase_person};
use jenjang_service::mentoring::{MatchMentors, MatchPerson, declare_programme, match_mentors};
use jenjang_service::records;
use jenjang_sqlite::SqliteStore;

use crate::pairs::{met, programme};
use crate::placements::{applied, offered, place};
use crate::world::{World, as_on, d, day, person, run, sources};

fn check(store: Arc<dyn Store>) {
    let world = World::new(store);
    as_on!(world, "hr", "2026-02-20", context => declare_programme(&context, &programme())).unwrap();
    let id = programme().id;
    let (mentees, mentors) = ([MatchPerson::new(person("n1"))], [MatchPerson::new(person("m1"))]);
    let command = MatchMentors { programme: &id, mentees: &mentees, mentors: &mentors, sources: sources(), keep: true };
    offered(&world, &Place { supervisor: Some(person("m1")), ..place("magang-1", PlaceKind::Internship, "C11") }).unwrap();
    as_on!(world, "hr", "2026-03-02", context => match_mentors(&context, command)).unwrap();
    applied(&world, "n2", "n2", "magang-1", ("2026-05-01", "2026-05-31")).unwrap();
    met(&world, "m1", "cpns-2026/n1", "2026-03-10", "2026-03-20", false).unwrap();
    run(async {
        // out of service for good, so that no period keeps the file
        let mut tx = world.store.begin().await.unwrap();
        let stored = tx.people().find(&person("m1")).await.unwrap().unwrap();
        let mut file = stored.value;
        let status = |since: &str, code: &str| EmploymentRecord { since: day(since), status: code.parse().unwrap(), decree: None };
        file.record.registers.employments = Some(vec![status("2020-03-01", "pns"), status("2026-04-01", "non-asn")]);
        tx.people().save(&file, Some(stored.revision)).await.unwrap();
        tx.commit().await.unwrap();
    });
    let erase = ErasePerson { person: person("m1"), retention: RetentionPolicy::shipped().unwrap() };
    let erased = as_on!(world, "hr", "2090-01-01", context => erase_person(&context, &erase)).unwrap();
    assert!(erased.records >= 3, "{erased:?}");
    run(async {
        let mut tx = world.store.read().await.unwrap();
        let pairs = records::list::<MentoringPair>(&mut *tx, &RecordFilter::all()).await.unwrap();
        assert_eq!((pairs.len(), pairs[0].value.mentor.as_ref(), pairs[0].value.hours()), (1, None, d("2")));
        assert_eq!(pairs[0].value.sessions[0].date, day("2026-03-10"));
        let places = records::list::<Place>(&mut *tx, &RecordFilter::all()).await.unwrap();
        let placements = records::list::<Placement>(&mut *tx, &RecordFilter::all()).await.unwrap();
        assert_eq!((places[0].value.supervisor.as_ref(), placements[0].value.supervisor.as_ref()), (None, None));
        assert!(tx.records().of_person(&person("m1")).await.unwrap().is_empty());
    });
    assert_eq!(world.learning("n1")[0].hours, d("2"), "the mentee's hours stay");
    world.trail();
}

#[test]
fn in_memory() {
    check(Arc::new(MemoryStore::new()));
}

#[test]
fn in_a_file() {
    let folder = std::env::temp_dir().join(format!("jenjang-mentoring-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("test.db");
    let _ = std::fs::remove_file(&path);
    check(Arc::new(SqliteStore::create(&path).unwrap()));
    std::fs::remove_dir_all(&folder).unwrap();
}
