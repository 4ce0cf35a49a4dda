//! Files: making, opening, migrating, copying; what is refused and with which sentence.

#![allow(clippy::unwrap_used, reason = "helpers of tests: what fails here ends the test")]

mod common;

use std::collections::BTreeSet;

use common::{Directory, block_on, person, run};
use jenjang::people::id::UnitId;
use jenjang::people::repository::{PeopleFilter, PersonFile};
use jenjang::store::{Page, Store, StoreError};
use jenjang_sqlite::{OpenMode, SqliteStore};

#[test]
fn a_new_database_is_sound_private_and_keeps_what_was_committed() {
    let directory = Directory::new();
    let path = directory.path("a.db");
    let store = SqliteStore::create(&path).unwrap();
    run(&store, async |tx| tx.people().save(&person("p-1", Some("198001012005011001")), None).await.map(drop));
    drop(store);

    let store = SqliteStore::open(&path, OpenMode::Read).unwrap();
    let report = store.check().unwrap();
    assert!(report.is_sound(), "{report:?}");
    assert_eq!(report.version, SqliteStore::version());
    block_on(async {
        let mut tx = store.read().await.unwrap();
        let found = tx.people().find(&"p-1".parse().unwrap()).await.unwrap().unwrap();
        assert_eq!(found.value, person("p-1", Some("198001012005011001")));
    });
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600, "data about people is for its owner");
    }
}

#[test]
fn what_is_not_there_or_not_ours_is_refused_with_a_sentence() {
    let directory = Directory::new();
    let sentence = |result: Result<SqliteStore, StoreError>| result.unwrap_err().to_string();
    let missing = directory.path("missing.db");
    let expected = format!("there is no store at `{}`: run `jenjang database init`", missing.display());
    assert_eq!(sentence(SqliteStore::open(&missing, OpenMode::Write)), expected);
    assert!(!missing.exists(), "looking for a database makes none");

    let text = directory.path("notes.txt");
    std::fs::write(&text, "not a database at all, but long enough to look at: ".repeat(40)).unwrap();
    let expected = format!("what is at `{}` is not a store of this program", text.display());
    assert_eq!(sentence(SqliteStore::open(&text, OpenMode::Write)), expected);
    assert_eq!(sentence(SqliteStore::open(&text, OpenMode::Read)), expected);
    assert!(matches!(SqliteStore::create(&text), Err(StoreError::Occupied { .. })));
    assert!(matches!(SqliteStore::open(&directory.0, OpenMode::Write), Err(StoreError::Foreign { .. })), "a directory");

    let foreign = directory.path("foreign.db");
    rusqlite::Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    assert!(matches!(SqliteStore::open(&foreign, OpenMode::Write), Err(StoreError::Foreign { .. })));
    assert!(matches!(SqliteStore::migrate(&foreign), Err(StoreError::Foreign { .. })));
}

#[test]
fn another_version_is_refused_until_it_is_migrated() {
    let directory = Directory::new();
    let empty = directory.path("empty.db");
    std::fs::write(&empty, "").unwrap();
    let known = SqliteStore::version();
    let error = SqliteStore::open(&empty, OpenMode::Write).unwrap_err();
    assert_eq!(error.to_string(), format!("the store is at version 0, expected {known}: run `jenjang database migrate`"));
    assert_eq!(SqliteStore::migrate(&empty).unwrap(), (0, known));
    assert_eq!(SqliteStore::migrate(&empty).unwrap(), (known, known), "once more changes nothing");
    let open = SqliteStore::open(&empty, OpenMode::Write).unwrap();
    block_on(open.check_version()).unwrap();

    rusqlite::Connection::open(&empty).unwrap().execute_batch("PRAGMA user_version = 4711").unwrap();
    assert!(matches!(block_on(open.check_version()), Err(StoreError::Newer { found: 4711, .. })), "who has it open notices");
    drop(open);
    let error = SqliteStore::open(&empty, OpenMode::Read).unwrap_err();
    assert_eq!(error.to_string(), format!("the store is at version 4711, this program knows up to {known}: use a newer program"));
    assert!(matches!(SqliteStore::migrate(&empty), Err(StoreError::Newer { found: 4711, .. })));
}

#[test]
fn a_copy_is_one_moment_and_is_put_back_into_a_new_file_only() {
    let directory = Directory::new();
    let store = SqliteStore::create(directory.path("a.db")).unwrap();
    run(&store, async |tx| tx.people().save(&person("p-1", None), None).await.map(drop));
    let copy = directory.path("copy.db");
    let mut steps = Vec::new();
    let report = store.backup(&copy, |done, all| steps.push((done, all))).unwrap();
    assert_eq!(report.bytes, std::fs::metadata(&copy).unwrap().len());
    assert!(steps.last().is_some_and(|(done, all)| done == all && *all > 0), "{steps:?}");
    run(&store, async |tx| tx.people().save(&person("p-2", None), None).await.map(drop));
    assert!(matches!(store.backup(&copy, |_, _| ()), Err(StoreError::Occupied { .. })));

    let back = directory.path("back.db");
    assert!(matches!(SqliteStore::restore(&copy, directory.path("a.db"), |_, _| ()), Err(StoreError::Occupied { .. })));
    SqliteStore::restore(&copy, &back, |_, _| ()).unwrap();
    let restored = SqliteStore::open(&back, OpenMode::Write).unwrap();
    assert!(restored.check().unwrap().is_sound());
    let count = block_on(async { restored.read().await.unwrap().people().count(&Default::default()).await.unwrap() });
    assert_eq!(count, 1, "what was written after the copy is not in it");
    let names: Vec<_> = std::fs::read_dir(directory.0.as_path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!names.iter().any(|name| name.to_string_lossy().contains("part")), "{names:?}");
}

#[test]
fn a_damaged_copy_is_not_put_back() {
    let directory = Directory::new();
    let store = SqliteStore::create(directory.path("a.db")).unwrap();
    let people: Vec<_> = (0..400).map(|n| person(&format!("p-{n}"), None)).collect();
    run(&store, async |tx| tx.people().save_many(&people).await);
    let copy = directory.path("copy.db");
    store.backup(&copy, |_, _| ()).unwrap();
    let mut bytes = std::fs::read(&copy).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 8192].fill(0xA5);
    std::fs::write(&copy, bytes).unwrap();
    let back = directory.path("back.db");
    let error = SqliteStore::restore(&copy, &back, |_, _| ()).unwrap_err();
    assert!(
        error.to_string().starts_with(&format!("the copy `{}` is damaged and was not put back; SQLite says: ", copy.display())),
        "{error}"
    );
    assert!(!back.exists());
}

#[test]
fn a_database_opened_for_reading_is_not_written() {
    let directory = Directory::new();
    let path = directory.path("a.db");
    drop(SqliteStore::create(&path).unwrap());
    let store = SqliteStore::open(&path, OpenMode::Read).unwrap();
    let error = block_on(store.begin()).err().unwrap();
    assert_eq!(error.to_string(), "the store cannot be written: it was opened for reading");
    block_on(async {
        let mut tx = store.read().await.unwrap();
        let error = tx.people().save(&person("p-1", None), None).await.unwrap_err();
        assert_eq!(error.to_string(), "the store cannot be written: the transaction only reads");
    });
}

#[test]
fn pages_of_units_are_whole_whether_units_have_many_people_or_few() {
    let store = SqliteStore::temporary().unwrap();
    let unit = |n: usize| match n {
        2_995.. => "far",
        1_500 => "far",
        _ if n.is_multiple_of(2) => "even",
        _ => "odd",
    };
    let people: Vec<_> =
        (0..3_000).map(|n| PersonFile { unit: Some(unit(n).parse().unwrap()), ..person(&format!("p-{n:04}"), None) }).collect();
    run(&store, async |tx| tx.people().save_many(&people).await);
    for units in [vec!["far"], vec!["even"], vec!["even", "far", "odd"], vec!["nobody"]] {
        let units: BTreeSet<UnitId> = units.into_iter().map(|unit| unit.parse().unwrap()).collect();
        let filter = PeopleFilter { units: Some(units.clone()), ..PeopleFilter::default() };
        let expected: Vec<_> = people.iter().filter(|file| units.contains(file.unit.as_ref().unwrap())).cloned().collect();
        for limit in [1, 3, 700, usize::MAX] {
            let mut found: Vec<PersonFile> = Vec::new();
            let mut page = Page::first(limit);
            loop {
                let next = block_on(async { store.read().await.unwrap().people().list(&filter, &page).await.unwrap() });
                assert!(next.len() <= limit);
                let Some(last) = next.last().map(|last| last.value.id().clone()) else { break };
                page = Page::after(last, limit);
                found.extend(next.into_iter().map(|stored| stored.value));
                if limit == 1 && found.len() == 40 {
                    break;
                }
            }
            assert_eq!(found, expected[..found.len()], "units {units:?} in pages of {limit}");
            assert!(found.len() == expected.len() || found.len() == 40);
        }
    }
}
