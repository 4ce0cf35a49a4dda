//! Stores that cannot write, or share their file with somebody: a clear error or a wait, never a lost or doubled record.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use common::{Directory, Said, Worker, check_whole, look, say, wait};
use jenjang::legal::Label;
use jenjang::people::OrgUnit;
use jenjang::store::{Store, StoreError};
use jenjang_faults::Place;
use jenjang_service::people::{SaveUnits, save_units};
use jenjang_service::{Actor, Context, Entropy, FixedClock, ServiceError};
use jenjang_sqlite::{OpenMode, SqliteStore};

/// A file system of limited size, with a file in it that can be removed to make room.
struct Small {
    directory: Directory,
    ballast: PathBuf,
}

impl Small {
    /// Mounts one; `None`, with the reason on standard error, where that is not allowed.
    fn mount(kilobytes: u64, ballast: u64) -> Option<Small> {
        let directory = Directory::new();
        let size = format!("size={kilobytes}k,mode=0777");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(directory.path()).output();
        match mounted {
            Ok(done) if done.status.success() => {}
            Ok(done) => {
                say(&format!("SKIPPED: a file system of limited size needs root: {}", String::from_utf8_lossy(&done.stderr).trim()));
                return None;
            }
            Err(error) => {
                say(&format!("SKIPPED: a file system of limited size needs the program `mount`: {error}"));
                return None;
            }
        }
        let at = directory.path().join("ballast");
        std::fs::write(&at, vec![1_u8; usize::try_from(ballast * 1024).unwrap()]).unwrap();
        Some(Small { directory, ballast: at })
    }

    fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Makes room.
    fn relieve(&self) {
        std::fs::remove_file(&self.ballast).unwrap();
    }

    fn remount(&self, how: &str) -> bool {
        let options = format!("remount,{how}");
        Command::new("mount").args(["-o", &options]).arg(self.path()).status().is_ok_and(|status| status.success())
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.path()).output();
    }
}

#[track_caller]
fn check_refused(said: &Said, kinds: &[&str]) {
    let (kind, sentence) = said.error.clone().unwrap_or_else(|| panic!("nothing was refused: {said:?}"));
    assert!(kinds.contains(&kind.as_str()), "expected one of {kinds:?}, found `{kind}`: {sentence}");
}

/// Works until there is no room, looks, makes room, works on.
fn check_full(place: &Place, small: &Small) {
    drop(wait(place.create()).unwrap());
    let said = Worker::start(place, 5, u64::MAX).end();
    check_refused(&said, &["Full"]);
    assert!(said.acknowledged.len() > 3, "the store was full from the beginning: {said:?}");
    // still full: whoever tries is told so again, or is let in and can read
    let again = Worker::start(place, 6, 3).end();
    if again.error.is_some() {
        check_refused(&again, &["Full"]);
    }
    small.relieve();
    let store = wait(place.reopen()).unwrap();
    let found = check_whole(&*store, &[&said, &again], 0, 0, "after the disk was full");
    drop(store);
    let kept = found.entries.len() as u64;
    let after = Worker::start(place, 7, 5).end();
    assert!(after.error.is_none(), "{after:?}");
    let store = wait(place.reopen()).unwrap();
    check_whole(&*store, &[&after], kept, 0, "after there was room again");
}

#[test]
fn a_full_disk_is_said_and_loses_nothing_in_sqlite() {
    let Some(small) = Small::mount(4_000, 1_500) else { return };
    check_full(&Place::Sqlite(small.path().join("store.db")), &small);
}

#[test]
fn a_full_disk_is_said_and_loses_nothing_in_postgresql() {
    let Some(server) = jenjang_test_postgres::server() else { return };
    let Some(small) = Small::mount(16_000, 2_000) else { return };
    let (database, keys) = (server.database(), Directory::new());
    let space = small.path().join("space");
    std::fs::create_dir(&space).unwrap();
    // where the server runs as another user, the directory is that user's
    let _ = Command::new("chown").arg("postgres").arg(&space).output();
    let name = format!("small_{}", database.name());
    server.psql("postgres", &format!("CREATE TABLESPACE {name} LOCATION '{}'", space.display()));
    server.psql("postgres", &format!("ALTER DATABASE {} SET TABLESPACE {name}", database.name()));
    check_full(&Place::Postgres(database.url(), keys.path().to_owned()), &small);
    server.psql("postgres", &format!("DROP DATABASE {} WITH (FORCE)", database.name()));
    server.psql("postgres", &format!("DROP TABLESPACE {name}"));
    server.psql("postgres", &format!("CREATE DATABASE {}", database.name()));
}

#[test]
fn a_limit_on_the_size_of_files_loses_nothing_in_sqlite() {
    let directory = Directory::new();
    let place = Place::Sqlite(directory.path().join("store.db"));
    drop(wait(place.create()).unwrap());
    // blocks of 512 bytes or of a kilobyte, as the shell has it; the signal is ignored, so that writing fails instead
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' XFSZ; ulimit -f 2000; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_jenjang-fault-worker")]);
    command.args(place.arguments()).args(["5", "100000"]);
    let said = Worker::of(command).end();
    // what failed is the writing itself, and whether a commit under way was kept the store cannot know
    check_refused(&said, &["Full", "Unavailable"]);
    let store = wait(place.open()).unwrap();
    let kept = check_whole(&*store, &[&said], 0, 1, "after a file reached its limit").entries.len() as u64;
    drop(store);
    let after = Worker::start(&place, 7, 5).end();
    assert!(after.error.is_none(), "{after:?}");
    check_whole(&*wait(place.open()).unwrap(), &[&after], kept, 0, "without the limit");
}

#[test]
fn what_may_not_be_written_is_read_only() {
    let Some(small) = Small::mount(16_000, 1) else { return };
    let path = small.path().join("store.db");
    let place = Place::Sqlite(path.clone());
    drop(wait(place.create()).unwrap());
    let said = Worker::start(&place, 3, 12).end();
    assert!(said.error.is_none(), "{said:?}");
    if !small.remount("ro") {
        say("SKIPPED: the file system cannot be made read-only");
        return;
    }
    check_refused(&Worker::start(&place, 4, 1).end(), &["ReadOnly"]);
    assert!(small.remount("rw"));
    // opened for reading it is read, and no transaction that writes begins
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&path, OpenMode::Read).unwrap());
    check_whole(&*store, &[&said], 0, 0, "opened for reading");
    assert!(matches!(wait(store.begin()).err(), Some(StoreError::ReadOnly { .. })));
}

/// Two workers at once, while somebody reads.
fn check_two_at_once(place: &Place) {
    drop(wait(place.create()).unwrap());
    let workers = [1, 2].map(|seed| Worker::start(place, seed, 60));
    let store = wait(place.open()).unwrap();
    for _ in 0..4 {
        let found = look(&*store);
        assert!(found.faults.is_empty(), "read while two write: {:?}", found.faults);
        std::thread::sleep(Duration::from_millis(100));
    }
    let [one, two] = workers.map(Worker::end);
    for said in [&one, &two] {
        assert!(said.error.is_none(), "{:?}", said.error);
        assert!(said.acknowledged.len() >= 60);
    }
    let found = check_whole(&*store, &[&one, &two], 0, 0, "after two wrote at once");
    assert_eq!(found.entries.len(), one.acknowledged.len() + two.acknowledged.len(), "nothing lost, nothing doubled");
}

#[test]
fn two_processes_write_to_one_sqlite_file() {
    let directory = Directory::new();
    check_two_at_once(&Place::Sqlite(directory.path().join("store.db")));
}

#[test]
fn two_processes_write_to_one_postgresql_database() {
    let Some(server) = jenjang_test_postgres::server() else { return };
    let (database, keys) = (server.database(), Directory::new());
    check_two_at_once(&Place::Postgres(database.url(), keys.path().to_owned()));
}

#[test]
fn a_connection_cut_in_a_transaction_loses_that_transaction_alone() {
    let Some(server) = jenjang_test_postgres::server() else { return };
    let (database, keys) = (server.database(), Directory::new());
    let place = Place::Postgres(database.url(), keys.path().to_owned());
    drop(wait(place.create()).unwrap());
    let (mut kept, mut cut) = (0, 0);
    for time in 0..6 {
        let mut worker = Worker::start(&place, 20 + time, 400);
        worker.wait_for_work();
        std::thread::sleep(Duration::from_millis(17 * time));
        // whoever is in a transaction at this moment
        let ended = database.psql(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
             WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'",
        );
        cut += u64::from(ended.trim() != "0");
        std::thread::sleep(Duration::from_millis(50));
        let said = worker.kill();
        if said.error.is_some() {
            check_refused(&said, &["Unavailable"]);
        }
        let store = wait(place.reopen()).unwrap();
        kept = check_whole(&*store, &[&said], kept, 1, "after a connection was cut").entries.len() as u64;
    }
    assert!(cut > 0, "no connection was there to be cut");
}

struct NoEntropy;

impl Entropy for NoEntropy {
    fn bytes(&self) -> Result<[u8; 32], ServiceError> {
        Ok([7; 32])
    }
}

fn unit(name: &str) -> OrgUnit {
    OrgUnit { id: name.parse().unwrap(), name: Label::new(name, name), parent: None }
}

#[test]
fn a_clock_that_goes_backwards_never_writes_an_entry_before_the_last() {
    let directory = Directory::new();
    let store = wait(Place::Sqlite(directory.path().join("store.db")).create()).unwrap();
    let noon: DateTime<Utc> = "2026-04-01T12:00:00Z".parse().unwrap();
    let at = |moment: DateTime<Utc>, name: &str| -> Result<(), ServiceError> {
        let clock = FixedClock(moment);
        let context = Context { store: &*store, actor: &Actor::Operator, clock: &clock, entropy: &NoEntropy };
        wait(save_units(&context, SaveUnits { units: &[unit(name)] })).map(drop)
    };
    at(noon, "a").unwrap();
    // set right by a little: the entry takes the time of the one before
    at(noon - TimeDelta::seconds(30), "b").unwrap();
    // an hour back: refused, with a sentence, and nothing is kept
    let refused = at(noon - TimeDelta::hours(1), "c").unwrap_err();
    assert!(format!("{refused:?}").contains("clock-behind"), "{refused:?}");
    at(noon + TimeDelta::seconds(1), "d").unwrap();
    wait(async {
        let mut tx = store.read().await.unwrap();
        let units: Vec<String> = tx.people().units().await.unwrap().into_iter().map(|unit| unit.id.to_string()).collect();
        assert_eq!(units, ["a", "b", "d"]);
        let entries = tx.audit().list(0, 10).await.unwrap();
        let times: Vec<bool> = entries.iter().map(|entry| entry.text.contains("\"at\":\"2026-04-01T12:00:00Z\"")).collect();
        assert_eq!(times, [true, true, false]);
    });
}
