//! A whole catalogue at once: all of it or nothing, and nothing new the second time.

use std::sync::Arc;

use jenjang::development::catalogue::{CourseSession, WaitingOrder};
use jenjang::store::MemoryStore;
use jenjang_service::ServiceError;
use jenjang_service::catalogue::{CatalogueCounts, ImportCatalogue, ImportedCatalogue, import_catalogue, read_catalogue};

use crate::world::{World, as_on, course, provider, rules, session};

fn command(dry_run: bool) -> ImportCatalogue<'static> {
    ImportCatalogue {
        providers: vec![provider("lembaga")],
        courses: vec![course("k1"), course("k2")],
        sessions: vec![session("k1-1", 3, WaitingOrder::FirstCome)],
        rules: rules(),
        dry_run,
    }
}

fn import(world: &World, by: &str, command: &ImportCatalogue<'_>) -> Result<ImportedCatalogue, ServiceError> {
    as_on!(world, by, "2026-01-05", context => import_catalogue(&context, command))
}

fn courses(world: &World) -> usize {
    as_on!(world, "public", "2026-01-05", context => read_catalogue(&context)).unwrap().courses.len()
}

#[test]
fn a_catalogue_lands_once_with_one_entry_of_the_trail() {
    let world = World::new(Arc::new(MemoryStore::new()));
    let counts = |new, unchanged| CatalogueCounts { new, changed: 0, unchanged };
    let dry = import(&world, "hr", &command(true)).unwrap();
    assert_eq!((dry.courses, courses(&world)), (counts(2, 0), 0), "only said");
    let done = import(&world, "hr", &command(false)).unwrap();
    assert_eq!((done.providers, done.courses, done.sessions), (counts(1, 0), counts(2, 0), counts(1, 0)));
    assert_eq!(world.trail(), (1, "catalogue.manage".to_owned()));
    let again = import(&world, "hr", &command(false)).unwrap();
    assert_eq!((again.providers, again.courses, again.sessions), (counts(0, 1), counts(0, 2), counts(0, 1)));
    assert_eq!(world.trail().0, 1);
}

#[test]
fn nothing_lands_where_anything_is_wrong() {
    let world = World::new(Arc::new(MemoryStore::new()));
    let mut wrong = command(false);
    wrong.sessions.push(CourseSession { course: "k3".parse().unwrap(), ..session("k3-1", 1, WaitingOrder::FirstCome) });
    assert_eq!(import(&world, "hr", &wrong).unwrap_err().code(), "course-unknown");
    assert_eq!(courses(&world), 0);
    assert_eq!(import(&world, "hr2", &command(false)).unwrap_err().code(), "forbidden");
    import(&world, "hr", &command(false)).unwrap();
    let sessions = ImportCatalogue { providers: Vec::new(), courses: Vec::new(), ..command(false) };
    assert_eq!(import(&world, "hr2", &sessions).unwrap().sessions.unchanged, 1, "sessions of the own unit need no more");
}
