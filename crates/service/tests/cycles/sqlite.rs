//! The same on a file: what its bytes, its write-ahead log and its free pages hold once a cycle is closed.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use jenjang::store::{Store, StoreError, Transaction};
use jenjang_service::file::retention::RetentionPolicy;
use jenjang_service::file::{ErasePerson, erase_person};
use jenjang_sqlite::{OpenMode, SqliteStore};

use crate::file::with_record;
use crate::storage::{check_bytes, closed_bytes};
use crate::world::{World, as_on, comment, day, person};

/// A directory that is removed with everything in it.
struct Directory(PathBuf);

impl Directory {
    fn new() -> Directory {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let name = format!("jenjang-service-test-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).unwrap();
        Directory(path)
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Everything in the directory: the file, its log, whatever else was left.
fn bytes(directory: &Path) -> Vec<u8> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().flat_map(|file| std::fs::read(file).unwrap()).collect()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn a_file_keeps_results_and_receipts_alone() {
    let directory = Directory::new();
    let store = SqliteStore::create(directory.0.join("jenjang.db")).unwrap();
    check_bytes(Arc::new(store), || bytes(&directory.0));
}

#[test]
fn two_raters_who_exchange_their_answers_leave_the_same_file() {
    let [straight, exchanged] = [false, true].map(|exchanged| {
        let directory = Directory::new();
        let path = directory.0.join("jenjang.db");
        let store = SqliteStore::create(&path).unwrap();
        closed_bytes(Arc::new(store), exchanged, || std::fs::read(&path).unwrap())
    });
    let differing = straight.iter().zip(&exchanged).filter(|(a, b)| a != b).count();
    assert_eq!((straight.len(), differing), (exchanged.len(), 0));
}

/// A store that is interrupted between the commit of a closing and the freeing of space.
struct Interrupted(SqliteStore);

#[async_trait]
impl Store for Interrupted {
    async fn begin(&self) -> Result<Box<dyn Transaction>, StoreError> {
        self.0.begin().await
    }

    async fn read(&self) -> Result<Box<dyn Transaction>, StoreError> {
        self.0.read().await
    }

    async fn scrub(&self) -> Result<(), StoreError> {
        Err(StoreError::Busy { seconds: 0 })
    }
}

#[test]
fn a_closing_interrupted_before_space_is_freed_is_finished_when_the_file_is_opened() {
    let directory = Directory::new();
    let path = directory.0.join("jenjang.db");
    let world = World::open(Arc::new(Interrupted(SqliteStore::create(&path).unwrap())), 51);
    let pairs = world.pairs();
    world.everybody_answers(&pairs);
    assert_eq!(world.close().unwrap_err().code(), "store");
    drop(world);
    let opened = SqliteStore::open(&path, OpenMode::Write).unwrap();
    assert!(!opened.scrub_due().unwrap());
    let after = bytes(&directory.0);
    assert!(!holds(&after, ":\"2.1731\"") && !holds(&after, ":\"3.1417\""), "answers are gone from the file");
    let world = World { store: Arc::new(opened), entropy: crate::world::Counted::from(52) };
    assert_eq!(world.close().unwrap_err().code(), "no-such-transition", "the cycle is closed");
    world.release();
}

#[test]
fn an_erased_person_is_gone_from_the_bytes_of_the_file() {
    let directory = Directory::new();
    let world = World::open(Arc::new(SqliteStore::create(directory.0.join("jenjang.db")).unwrap()), 53);
    let pairs = world.pairs();
    world.everybody_answers(&pairs);
    world.close().unwrap();
    with_record(&world, "s1", Some(day("2026-06-01")));
    let about: Vec<String> = pairs.iter().filter(|(ratee, _)| ratee.as_str() == "s1").map(|(ratee, rater)| comment(ratee, rater)).collect();
    let before = bytes(&directory.0);
    assert!(holds(&before, "196803121992031001") && holds(&before, "Nama s1") && about.iter().any(|text| holds(&before, text)));
    let command = ErasePerson { person: person("s1"), retention: RetentionPolicy::shipped().unwrap() };
    as_on!(world, "hr", "2036-06-01", context => erase_person(&context, &command)).unwrap();
    let after = bytes(&directory.0);
    assert!(!holds(&after, "196803121992031001") && !holds(&after, "Nama s1") && !about.iter().any(|text| holds(&after, text)));
    assert!(holds(&after, "Nama s2"));
}
