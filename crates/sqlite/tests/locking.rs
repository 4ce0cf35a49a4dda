//! Who waits for whom, and what is left when somebody goes away.

#![allow(clippy::unwrap_used, reason = "helpers of tests: what fails here ends the test")]

mod common;

use std::future::Future as _;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use common::{Directory, block_on, person, run};
use jenjang::store::{Page, Store, StoreError};
use jenjang_sqlite::{OpenMode, SqliteStore};

const SHORT: Duration = Duration::from_millis(1_200);

fn count(store: &SqliteStore) -> u64 {
    block_on(async { store.read().await.unwrap().people().count(&Default::default()).await.unwrap() })
}

#[test]
fn another_process_is_waited_for_and_then_named_as_busy() {
    let directory = Directory::new();
    let path = directory.path("a.db");
    drop(SqliteStore::create(&path).unwrap());
    // connections of two stores know nothing of each other, as those of two processes
    let one = SqliteStore::open_with(&path, OpenMode::Write, SHORT).unwrap();
    let other = SqliteStore::open_with(&path, OpenMode::Write, SHORT).unwrap();
    let held = block_on(one.begin()).unwrap();
    let start = Instant::now();
    let error = block_on(other.begin()).err().unwrap();
    assert_eq!(error.to_string(), "the store is in use by another process, waited 1 seconds");
    assert!(start.elapsed() >= SHORT, "it waited");
    assert_eq!(count(&other), 0, "reading goes on meanwhile");

    let waiting = std::thread::spawn(move || run(&other, async |tx| tx.people().save(&person("p-2", None), None).await));
    std::thread::sleep(Duration::from_millis(100));
    drop(held);
    waiting.join().unwrap();
    assert_eq!(count(&one), 1, "who waited wrote once the other was gone");
}

#[test]
fn writers_of_one_process_queue_and_give_up_in_the_end() {
    let directory = Directory::new();
    let path = directory.path("a.db");
    drop(SqliteStore::create(&path).unwrap());
    let store = SqliteStore::open_with(&path, OpenMode::Write, SHORT).unwrap();
    let held = block_on(store.begin()).unwrap();
    assert!(matches!(block_on(store.begin()), Err(StoreError::Busy { seconds: 1 })));

    // someone who goes away while waiting leaves the queue
    {
        let mut waiting = pin!(store.begin());
        assert!(matches!(waiting.as_mut().poll(&mut Context::from_waker(Waker::noop())), Poll::Pending));
    }
    drop(held);
    run(&store, async |tx| tx.people().save(&person("p-1", None), None).await);
    assert_eq!(count(&store), 1);
}

#[test]
fn a_dropped_transaction_leaves_nothing_and_gives_the_connection_back() {
    let store = SqliteStore::temporary().unwrap();
    for _ in 0..3 {
        let mut tx = block_on(store.begin()).unwrap();
        block_on(tx.people().save(&person("p-1", None), None)).unwrap();
    }
    assert_eq!(count(&store), 0);
    run(&store, async |tx| tx.people().save(&person("p-1", None), None).await);
    assert_eq!(count(&store), 1);
}

#[test]
fn readers_see_the_moment_they_began_at_and_many_may_read() {
    let store = SqliteStore::temporary().unwrap();
    run(&store, async |tx| tx.people().save(&person("p-1", None), None).await);
    let mut readers: Vec<_> = (0..40).map(|_| block_on(store.read()).unwrap()).collect();
    run(&store, async |tx| tx.people().save(&person("p-2", None), None).await);
    for reader in &mut readers {
        let found = block_on(reader.people().list(&Default::default(), &Page::all())).unwrap();
        assert_eq!(found.len(), 1, "what was committed later is not seen, though nothing had been read before");
    }
    drop(readers);
    assert_eq!(count(&store), 2);
}

#[test]
fn threads_that_write_lose_nothing() {
    let store = Arc::new(SqliteStore::temporary().unwrap());
    let threads: Vec<_> = (0..8)
        .map(|thread| {
            let store = Arc::clone(&store);
            std::thread::spawn(move || {
                for n in 0..25 {
                    run(&*store, async |tx| tx.people().save(&person(&format!("p-{thread}-{n}"), None), None).await);
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    assert_eq!(count(&store), 200);
}

#[test]
fn a_row_that_is_not_understood_is_named() {
    let directory = Directory::new();
    let path = directory.path("a.db");
    let store = SqliteStore::create(&path).unwrap();
    run(&store, async |tx| tx.people().save(&person("p-1", None), None).await);
    let connection = rusqlite::Connection::open(&path).unwrap();
    let sentence = |sql: &str| {
        connection.execute_batch(sql).unwrap();
        let found = block_on(async { store.read().await.unwrap().people().find(&"p-1".parse().unwrap()).await });
        found.unwrap_err().to_string()
    };
    let expected = "table `person`, column `birth_date`, row `p-1` cannot be read: premature end of input";
    assert_eq!(sentence("UPDATE person SET birth_date = '1980-01'"), expected);
    let expected = "table `person`, column `sex`, row `p-1` cannot be read: unknown word `x`";
    assert_eq!(sentence("UPDATE person SET birth_date = NULL, sex = 'x'"), expected);
    let expected = "table `history`, column `register`, row `1` cannot be read: found entries of other registers, expected those of ``";
    let sql = "UPDATE person SET sex = NULL; INSERT INTO history (person, register, place, since, body) VALUES (1, 'grades', 0, '', '')";
    assert_eq!(sentence(sql), expected);
    let found = sentence("UPDATE person SET consulted = 'grades'");
    assert!(found.starts_with("table `history`, column `body`, row `1` cannot be read: register `grades`: EOF"), "{found}");
}

#[test]
fn an_audit_entry_is_neither_changed_nor_removed() {
    let directory = Directory::new();
    let path = directory.path("a.db");
    let store = SqliteStore::create(&path).unwrap();
    let entry = jenjang::audit::StoredEntry { sequence: 1, digest: jenjang::audit::Digest::of("x"), text: "x".into() };
    run(&store, async |tx| tx.audit().append(&entry).await);
    let connection = rusqlite::Connection::open(&path).unwrap();
    assert!(connection.execute("UPDATE audit SET text = 'y'", ()).unwrap_err().to_string().contains("not changed"));
    assert!(connection.execute("DELETE FROM audit", ()).unwrap_err().to_string().contains("not removed"));
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_written_is_refused_for_writing_only() {
    use std::os::unix::fs::PermissionsExt;
    let directory = Directory::new();
    let path = directory.path("a.db");
    let store = SqliteStore::create(&path).unwrap();
    run(&store, async |tx| tx.people().save(&person("p-1", None), None).await);
    drop(store);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o400)).unwrap();
    if std::fs::OpenOptions::new().write(true).open(&path).is_ok() {
        // an administrator may write everything
        return;
    }
    let error = SqliteStore::open(&path, OpenMode::Write).unwrap_err();
    assert_eq!(error.to_string(), "the store cannot be written: the file, its directory or its disk does not allow it");
    assert_eq!(count(&SqliteStore::open(&path, OpenMode::Read).unwrap()), 1);
}
