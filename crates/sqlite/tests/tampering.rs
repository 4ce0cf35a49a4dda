//! Whoever writes the file with other tools than ours is found out by the chain.

#![allow(clippy::unwrap_used, reason = "tests: what fails here ends the test")]

mod common;

use std::path::Path;

use common::{Directory, block_on, run};
use jenjang::audit::{ChainFault, ChainFaultKind, Entry, Reference, Verifier};
use jenjang::store::Store;
use jenjang_sqlite::{OpenMode, SqliteStore};

const ENTRIES: usize = 40;

/// A trail of some entries, in a file that is closed and whose log is empty.
fn kept(path: &Path) {
    let store = SqliteStore::create(path).unwrap();
    for number in 0..ENTRIES {
        run(&store, async |tx| {
            let head = tx.audit().head().await?;
            let entry = Entry {
                at: "2026-03-01T08:00:00Z".parse().unwrap(),
                actor: Reference::operator(),
                verb: format!("round.decide-{number:02}").into(),
                subjects: Vec::new(),
                policy: None,
            };
            tx.audit().append(&entry.follow(head)).await
        });
    }
    drop(store);
    let connection = rusqlite::Connection::open(path).unwrap();
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |_| Ok(())).unwrap();
}

/// What the chain tells of the trail in a file.
fn faults(path: &Path) -> Vec<ChainFault> {
    let store = SqliteStore::open(path, OpenMode::Read).unwrap();
    let entries = block_on(async { store.read().await.unwrap().audit().list(0, usize::MAX).await.unwrap() });
    let mut verifier = Verifier::new(None);
    entries.iter().flat_map(|entry| verifier.push(entry)).collect()
}

#[test]
fn bytes_changed_in_the_file_are_found() {
    let directory = Directory::new();
    let path = directory.path("a.db");
    kept(&path);
    assert_eq!(faults(&path), []);
    let mut bytes = std::fs::read(&path).unwrap();
    let needle = b"round.decide-17";
    let places: Vec<usize> = bytes.windows(needle.len()).enumerate().filter(|(_, found)| found == needle).map(|(at, _)| at).collect();
    assert_eq!(places.len(), 1, "an entry stands in the file once");
    bytes[places[0]..places[0] + needle.len()].copy_from_slice(b"round.decide-99");
    std::fs::write(&path, &bytes).unwrap();
    assert_eq!(faults(&path), [ChainFault { sequence: 18, kind: ChainFaultKind::Altered }]);
}

#[test]
fn rows_changed_removed_or_put_in_between_by_another_program_are_found() {
    let directory = Directory::new();
    let attempt = |name: &str, sql: &str| {
        let path = directory.path(name);
        kept(&path);
        let connection = rusqlite::Connection::open(&path).unwrap();
        connection.execute_batch("DROP TRIGGER audit_is_not_changed; DROP TRIGGER audit_is_not_removed;").unwrap();
        connection.execute_batch(sql).unwrap();
        drop(connection);
        faults(&path)
    };
    let removed = attempt("removed.db", "DELETE FROM audit WHERE sequence = 20");
    assert_eq!(removed[0], ChainFault { sequence: 21, kind: ChainFaultKind::Removed { first: 20, last: 20 } });
    let rewritten = attempt("rewritten.db", "UPDATE audit SET text = replace(text, 'decide-05', 'decide-06') WHERE sequence = 6");
    assert_eq!(rewritten, [ChainFault { sequence: 6, kind: ChainFaultKind::Altered }]);
    let swapped = attempt(
        "swapped.db",
        "UPDATE audit SET sequence = 1000 WHERE sequence = 3; UPDATE audit SET sequence = 3 WHERE sequence = 4; UPDATE audit SET sequence = 4 WHERE sequence = 1000",
    );
    assert!(swapped.iter().any(|fault| fault.kind == ChainFaultKind::Misnumbered), "{swapped:?}");
    let copied = attempt(
        "copied.db",
        "UPDATE audit SET text = (SELECT text FROM audit WHERE sequence = 9), digest = (SELECT digest FROM audit WHERE sequence = 9) WHERE sequence = 10",
    );
    assert!(!copied.is_empty(), "an entry in the place of another");
}
