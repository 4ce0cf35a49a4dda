//! Destroyed, not flagged: after a cycle was severed and the store scrubbed, the bytes of the file join no rater to an answer.

#![allow(clippy::unwrap_used, reason = "helpers of tests: what fails here ends the test")]

mod common;

use std::collections::BTreeMap;
use std::path::Path;

use common::{Directory, block_on, person, run};
use jenjang::audit::Digest;
use jenjang::evaluation::cycle::Cycle;
use jenjang::evaluation::repository::{CycleFile, Receipt, SeveredComment, SeveredSheet, StoredAnswer};
use jenjang::evaluation::response::{Answer, Response};
use jenjang::legal::Label;
use jenjang::people::id::{CycleId, ItemId, PersonId};
use jenjang::store::{Store, StoreError, Transaction};
use jenjang_sqlite::{OpenMode, SqliteStore};
use rust_decimal::Decimal;

const RATERS: usize = 40;
const RATEES: usize = 6;

fn cycle() -> CycleId {
    "cycle-2026".parse().unwrap()
}

fn rater(n: usize) -> PersonId {
    format!("rater-{n:03}-quokka").parse().unwrap()
}

fn ratee(n: usize) -> PersonId {
    format!("ratee-{n}").parse().unwrap()
}

/// What the rater wrote: recognisable in the bytes of a file.
fn comment(rater: usize, ratee: usize) -> String {
    format!("remark[{rater:03}/{ratee}] a long text about somebody, long enough to fill pages and to spill: {}", "wombat ".repeat(30))
}

/// Answers that no other rater gives: the number of the rater in base five.
fn answers(rater: usize, ratee: usize) -> BTreeMap<ItemId, Decimal> {
    (0..8)
        .map(|item| {
            let value = (rater * 7 + ratee) / 5_usize.pow(item % 4) % 5 + 1;
            (format!("item-{item}").parse().unwrap(), Decimal::from(value))
        })
        .collect()
}

fn response(n: usize, about: usize) -> Response {
    Response {
        rater: rater(n),
        ratee: ratee(about),
        group: "peer".parse().unwrap(),
        answers: answers(n, about).into_iter().map(|(item, value)| (item, Answer::Value(value))).collect(),
        comment: Some(comment(n, about)),
        revision: 0,
    }
}

/// Every rater answers about everybody, one transaction each, in an order that is not that of the ids; some answer again.
fn answer(store: &SqliteStore, backwards: bool) {
    let file = CycleFile {
        cycle: Cycle::new(cycle()),
        title: Label::new("periode", "cycle"),
        unit: "unit-1".parse().unwrap(),
        scheme: ("scheme".into(), Digest([1; 32])),
        instrument: ("instrument".into(), Digest([2; 32])),
        chart: Vec::new(),
        severed: None,
    };
    run(store, async |tx| tx.cycles().save(&file, None).await);
    let turns = RATERS * RATEES + 20;
    for turn in 0..turns {
        let turn = if backwards { turns - 1 - turn } else { turn };
        let place = turn * 7 % (RATERS * RATEES);
        let (n, about) = (place % RATERS, place / RATERS);
        let receipt = Receipt { ratee: ratee(about), rater: rater(n), code: Digest::of(format!("receipt {place}")) };
        run(store, async |tx| tx.cycles().put_answer(&cycle(), &response(n, about), &receipt).await);
    }
}

/// Closing: sheets and comments under random ids, without raters.
async fn sever(tx: &mut dyn Transaction, backwards: bool) -> Result<(), StoreError> {
    let responses = tx.cycles().answers(&cycle()).await?;
    assert_eq!(responses.len(), RATERS * RATEES);
    let random = |what: &str, n: usize| Digest::of(format!("{what} {n} of the test")).to_string();
    let mut sheets = Vec::new();
    let mut comments = Vec::new();
    for (n, response) in responses.iter().enumerate() {
        let answers = response.answers.iter().map(|(item, answer)| (item.clone(), StoredAnswer::from(*answer))).collect();
        let (ratee, group) = (response.ratee.clone(), response.group.clone());
        sheets.push(SeveredSheet { id: random("sheet", n).into(), ratee: ratee.clone(), group: group.clone(), answers });
        let text = response.comment.clone().unwrap_or_default().into();
        comments.push(SeveredComment { id: random("comment", n).into(), ratee, group, text });
    }
    if backwards {
        sheets.reverse();
        comments.reverse();
    }
    tx.cycles().sever(&cycle(), &sheets, &comments).await
}

/// Everything in the directory of the database: the file, its log, the log's index, and whatever else lies there.
fn bytes_of(directory: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap())).collect()
}

fn places(bytes: &[u8], what: &[u8]) -> Vec<usize> {
    let starts = bytes.iter().enumerate().filter(|(_, byte)| **byte == what[0]).map(|(place, _)| place);
    starts.filter(|place| bytes[*place..].starts_with(what)).collect()
}

/// Pages on which the id of a rater stands together with what only answers have: their JSON, or a remark. A page of a database belongs to one
/// table, so that a page of receipts or people holds none of it.
fn joined(directory: &Path) -> Vec<String> {
    const PAGE: usize = 4096;
    let mut found = Vec::new();
    for (name, bytes) in bytes_of(directory) {
        // the log begins with 32 bytes, and 24 stand before each page
        let (start, length) = if name.ends_with("-wal") { (32, PAGE + 24) } else { (0, PAGE) };
        for (number, page) in bytes.get(start..).unwrap_or_default().chunks(length).enumerate() {
            let rater = places(page, b"-quokka").first().map(|end| &page[end.saturating_sub("rater-000".len())..*end]);
            let marks: [&[u8]; 5] = [b"remark[", b"wombat", b"\"answers\"", b"{\"value\":", b"\"rater\":"];
            let mark = marks.iter().find(|mark| !places(page, mark).is_empty());
            if let (Some(rater), Some(mark)) = (rater, mark) {
                let (rater, mark) = (String::from_utf8_lossy(rater), String::from_utf8_lossy(mark));
                found.push(format!("{name}, page {number}: {rater} with `{mark}`"));
            }
        }
        // what only an answer with its rater has, wherever it stands
        for mark in [&b"\"rater\":"[..], b"\"comment\":\"remark"] {
            found.extend(places(&bytes, mark).iter().map(|place| format!("{name}: `{}` at {place}", String::from_utf8_lossy(mark))));
        }
    }
    found
}

fn prepared(backwards: bool) -> (Directory, SqliteStore) {
    let directory = Directory::new();
    let store = SqliteStore::create(directory.path("a.db")).unwrap();
    run(&store, async |tx| tx.people().save_many(&(0..RATERS).map(|n| person(rater(n).as_str(), None)).collect::<Vec<_>>()).await);
    answer(&store, backwards);
    (directory, store)
}

#[test]
fn after_the_scrub_nothing_in_the_files_joins_a_rater_to_an_answer() {
    let (directory, store) = prepared(false);
    assert!(!joined(&directory.0).is_empty(), "while the cycle is open the file holds answers with raters");
    run(&store, async |tx| sever(tx, false).await);
    // so that this test can fail: severing alone leaves remains
    assert!(!joined(&directory.0).is_empty(), "the log still holds what was deleted");
    assert!(store.scrub_due().unwrap());

    block_on(store.scrub()).unwrap();
    assert_eq!(joined(&directory.0), Vec::<String>::new());
    assert!(!store.scrub_due().unwrap());
    assert!(store.check().unwrap().is_sound());

    // what is to stay is there
    block_on(async {
        let mut tx = store.read().await.unwrap();
        assert_eq!(tx.cycles().answers(&cycle()).await.unwrap(), []);
        assert_eq!(tx.cycles().receipts(&cycle(), &Default::default()).await.unwrap().len(), RATERS * RATEES);
        assert_eq!(tx.cycles().sheets(&cycle(), None).await.unwrap().len(), RATERS * RATEES);
        assert_eq!(tx.cycles().comments(&cycle(), Some(&ratee(2))).await.unwrap().len(), RATERS);
    });
    drop(store);
    assert_eq!(joined(&directory.0), Vec::<String>::new(), "closing leaves nothing either");
}

#[test]
fn a_database_whose_scrub_is_due_is_not_copied() {
    let (directory, store) = prepared(false);
    run(&store, async |tx| sever(tx, false).await);
    drop(store);
    let store = SqliteStore::open(directory.path("a.db"), OpenMode::Read).unwrap();
    assert!(store.scrub_due().unwrap(), "opening to read scrubs nothing");
    let refused = store.backup(directory.path("copy.db"), |_, _| ()).unwrap_err();
    assert!(refused.to_string().ends_with("open it for writing first, which clears them"), "{refused}");
    assert!(refused.message().id.contains("sisa jawaban"), "in Indonesian too");
    assert!(!directory.path("copy.db").exists());
}

#[test]
fn the_file_does_not_depend_on_the_order_in_which_raters_answered() {
    let bytes = |backwards: bool, scrub: bool| {
        let (directory, store) = prepared(backwards);
        run(&store, async |tx| sever(tx, backwards).await);
        if scrub {
            block_on(store.scrub()).unwrap();
        }
        drop(store);
        let bytes = bytes_of(&directory.0);
        assert_eq!(bytes.len(), 1, "closing writes the log back and removes it");
        // the first 100 bytes count changes
        bytes[0].1[100..].to_vec()
    };
    let (forwards, backwards) = (bytes(false, true), bytes(true, true));
    let differing = forwards.iter().zip(&backwards).position(|(a, b)| a != b);
    assert_eq!((differing, forwards.len()), (None, backwards.len()), "the files differ from this place on");
    // so that this test can fail: without the scrub the order shows, though every answer is deleted and overwritten
    assert!(bytes(false, false) != bytes(true, false));
}

#[test]
fn opening_finishes_a_scrub_that_was_interrupted() {
    let (directory, store) = prepared(false);
    run(&store, async |tx| sever(tx, false).await);
    // the process ends here: nobody scrubs, and the log stays as it is
    std::mem::forget(store);
    assert!(!joined(&directory.0).is_empty());
    let store = SqliteStore::open(directory.path("a.db"), OpenMode::Write).unwrap();
    assert!(!store.scrub_due().unwrap());
    assert_eq!(joined(&directory.0), Vec::<String>::new());
}

#[test]
fn a_scrub_stays_due_while_somebody_reads_the_state_before() {
    let (directory, store) = prepared(false);
    drop(store);
    let patience = std::time::Duration::from_millis(50);
    let store = SqliteStore::open_with(directory.path("a.db"), OpenMode::Write, patience).unwrap();
    let reader = block_on(store.read()).unwrap();
    run(&store, async |tx| sever(tx, false).await);
    assert!(matches!(block_on(store.scrub()), Err(StoreError::Busy { .. })));
    assert!(store.scrub_due().unwrap());
    drop(reader);
    block_on(store.scrub()).unwrap();
    assert!(!store.scrub_due().unwrap());
    assert_eq!(joined(&directory.0), Vec::<String>::new());
}

#[test]
fn a_severing_that_is_rolled_back_owes_no_scrub() {
    let (_directory, store) = prepared(false);
    block_on(async {
        let mut tx = store.begin().await.unwrap();
        sever(&mut *tx, false).await.unwrap();
        drop(tx);
    });
    assert!(!store.scrub_due().unwrap());
    let answers = block_on(async { store.read().await.unwrap().cycles().answers(&cycle()).await.unwrap() });
    assert_eq!(answers.len(), RATERS * RATEES);
}
