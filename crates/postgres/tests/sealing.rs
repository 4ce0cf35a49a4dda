//! Answers of open cycles stand sealed; after the cut neither tables nor dumps, old backups, raw files or the write-ahead log say who answered what.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::fs;
use std::path::Path;
use std::process::Command;

use common::{Directory, Place};
use jenjang::audit::Digest;
use jenjang::evaluation::repository::{NominationFilter, Receipt, SeveredComment, SeveredSheet, StoredAnswer};
use jenjang::evaluation::response::{Answer, Response};
use jenjang::people::OrgUnit;
use jenjang::people::id::CycleId;
use jenjang::store::{Store, StoreError};
use jenjang_postgres::{PostgresOptions, PostgresStore, SealedCycle};

fn cycle() -> CycleId {
    "2026-1".parse().unwrap()
}

fn response(rater: &str, ratee: &str, comment: &str) -> Response {
    Response {
        rater: rater.parse().unwrap(),
        ratee: ratee.parse().unwrap(),
        group: "peer".parse().unwrap(),
        answers: [("butir-tersegel".parse().unwrap(), Answer::Value("4".parse().unwrap()))].into(),
        comment: Some(comment.to_owned()),
        revision: 0,
    }
}

fn receipt(response: &Response) -> Receipt {
    Receipt { ratee: response.ratee.clone(), rater: response.rater.clone(), code: Digest::of(response.rater.as_str()) }
}

async fn answer(store: &PostgresStore, response: &Response) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    tx.cycles().put_answer(&cycle(), response, &receipt(response)).await?;
    tx.commit().await
}

/// What the cut leaves of a response.
fn severed(response: &Response, id: &str) -> (SeveredSheet, SeveredComment) {
    let answers = response.answers.iter().map(|(item, answer)| (item.clone(), StoredAnswer::from(*answer))).collect();
    let (ratee, group) = (response.ratee.clone(), response.group.clone());
    let sheet = SeveredSheet { id: id.into(), ratee: ratee.clone(), group: group.clone(), answers };
    (sheet, SeveredComment { id: id.into(), ratee, group, text: response.comment.clone().unwrap().into() })
}

async fn sever(store: &PostgresStore, id: &str) {
    let mut tx = store.begin().await.unwrap();
    let answers = tx.cycles().answers(&cycle()).await.unwrap();
    let ids = (0..).map(|number| format!("{id}{number}"));
    let (sheets, comments): (Vec<_>, Vec<_>) = answers.iter().zip(ids).map(|(answer, id)| severed(answer, &id)).unzip();
    tx.cycles().sever(&cycle(), &sheets, &comments).await.unwrap();
    tx.commit().await.unwrap();
}

/// How many files below a directory hold a text.
fn files_with(directory: &Path, text: &str) -> usize {
    let found = Command::new("grep").args(["-r", "-l", "-a", "-F", "-e", text]).arg(directory).output().unwrap();
    String::from_utf8_lossy(&found.stdout).lines().count()
}

#[tokio::test]
async fn neither_dumps_nor_raw_files_of_an_open_cycle_hold_an_answer() {
    // a server of its own: what other tests sever stands open
    let Some(server) = jenjang_test_postgres::own_server("") else { return };
    let (database, keys) = (server.database(), Directory::new());
    let options = PostgresOptions { keys: Some(keys.path().to_owned()), ..PostgresOptions::default() };
    let store = PostgresStore::create(&database.url(), &options).await.unwrap();
    answer(&store, &response("penilai-a", "dinilai", "kalimat pertama tersegel")).await.unwrap();
    answer(&store, &response("penilai-a", "dinilai", "kalimat kedua tersegel")).await.unwrap();
    answer(&store, &response("penilai-b", "dinilai", "kalimat ketiga tersegel")).await.unwrap();
    let mut tx = store.begin().await.unwrap();
    let open = OrgUnit { id: "u".parse().unwrap(), name: jenjang::legal::Label::new("kalimat terbuka sekali", ""), parent: None };
    tx.people().save_units(&[open]).await.unwrap();
    tx.commit().await.unwrap();

    let backup = database.dump();
    database.psql("CHECKPOINT");
    let raw = server.data_directory();
    // what is not sealed is found, so that the search is known to work
    assert!(backup.contains("kalimat terbuka sekali"));
    assert!(files_with(&raw, "kalimat terbuka sekali") >= 2, "in the table and in the write-ahead log");
    assert!(backup.contains("penilai-a"), "receipts are no secret");
    for secret in ["kalimat pertama", "kalimat kedua", "kalimat ketiga", "butir-tersegel"] {
        assert!(!backup.contains(secret), "{secret} stands in a dump");
        assert_eq!(files_with(&raw, secret), 0, "{secret} stands in a file of the server");
    }

    // the second answer of a rater took the place of the first
    assert_eq!(store.sealed_cycles().await.unwrap(), [SealedCycle { cycle: cycle(), answers: 2 }]);
    let answers = store.read().await.unwrap().cycles().answers(&cycle()).await.unwrap();
    let comments: Vec<_> = answers.iter().map(|answer| answer.comment.as_deref().unwrap()).collect();
    assert_eq!(comments, ["kalimat kedua tersegel", "kalimat ketiga tersegel"]);
}

#[tokio::test]
async fn after_the_cut_an_old_backup_opens_nothing_and_nothing_leads_from_rater_to_sheet() {
    let Some(place) = Place::new() else { return };
    let store = place.create().await;
    answer(&store, &response("penilai-c", "dinilai", "isi rahasia cadangan")).await.unwrap();
    answer(&store, &response("penilai-d", "dinilai", "isi lain cadangan")).await.unwrap();
    let kept = "CREATE TABLE old_answers AS SELECT * FROM cycle_sealed_answer; CREATE TABLE old_keys AS SELECT * FROM cycle_key";
    place.database.psql(kept);
    assert_eq!(place.keys.files().len(), 1);

    sever(&store, "s").await;
    assert_eq!(place.keys.files().len(), 1, "the key goes at the scrub");
    store.scrub().await.unwrap();
    store.scrub().await.unwrap();
    assert!(place.keys.files().is_empty());
    assert_eq!(store.sealed_cycles().await.unwrap(), []);
    assert_eq!(place.database.psql("SELECT count(*) FROM cycle_key").trim(), "0");

    let mut tx = store.read().await.unwrap();
    let sheets = tx.cycles().sheets(&cycle(), None).await.unwrap();
    assert_eq!(sheets.len(), 2);
    assert_eq!(tx.cycles().receipts(&cycle(), &NominationFilter::default()).await.unwrap().len(), 2, "receipts stay");
    assert!(tx.cycles().answers(&cycle()).await.unwrap().is_empty());
    drop(tx);
    // PostgreSQL marks rows with the transaction that wrote them: a receipt's mark leads to no sheet and no text
    let joined =
        "SELECT count(*) FROM cycle_receipt r WHERE r.xmin IN (SELECT xmin FROM cycle_sheet UNION ALL SELECT xmin FROM cycle_comment)";
    assert_eq!(place.database.psql(joined).trim(), "0");
    let dump = place.database.dump();
    let beside = dump.lines().filter(|line| line.contains("isi rahasia") && line.contains("penilai-"));
    assert_eq!(beside.count(), 0);

    // whoever puts the rows of an old backup back has noise
    place.database.psql("INSERT INTO cycle_sealed_answer SELECT * FROM old_answers; INSERT INTO cycle_key SELECT * FROM old_keys");
    let error = store.read().await.unwrap().cycles().answers(&cycle()).await.unwrap_err();
    assert!(matches!(&error, StoreError::KeyMissing { cycle } if cycle == "2026-1"), "{error:?}");
}

#[tokio::test]
async fn an_interrupted_cut_is_finished_by_the_next_who_connects() {
    let Some(place) = Place::new() else { return };
    let store = place.create().await;
    answer(&store, &response("a", "b", "x")).await.unwrap();
    sever(&store, "s").await;
    drop(store);
    // somebody without the keys cannot, and leaves it to others
    let without = PostgresStore::connect(&place.database.url(), &PostgresOptions::default()).await.unwrap();
    assert_eq!(place.keys.files().len(), 1);
    let error = without.scrub().await.unwrap_err();
    assert!(std::error::Error::source(&error).unwrap().to_string().contains("no directory for the keys"));
    assert_eq!(place.database.psql("SELECT count(*) FROM cycle_key WHERE severed").trim(), "1");
    let store = place.connect().await;
    assert!(place.keys.files().is_empty());
    assert_eq!(place.database.psql("SELECT count(*) FROM cycle_key").trim(), "0");

    // answers taken before the old key is gone get a key of their own
    answer(&store, &response("a", "b", "y")).await.unwrap();
    sever(&store, "t").await;
    answer(&store, &response("a", "b", "z")).await.unwrap();
    store.scrub().await.unwrap();
    let answers = store.read().await.unwrap().cycles().answers(&cycle()).await.unwrap();
    assert_eq!(answers.len(), 1);
    assert_eq!(answers[0].comment.as_deref(), Some("z"));
}

#[tokio::test]
async fn a_lost_or_wrong_key_is_said() {
    let Some(place) = Place::new() else { return };
    let store = place.create().await;
    answer(&store, &response("a", "b", "x")).await.unwrap();
    let key = place.keys.files().remove(0);
    let away = place.keys.path().join("away");
    fs::rename(&key, &away).unwrap();
    let missing = |error: StoreError| matches!(error, StoreError::KeyMissing { cycle } if cycle == "2026-1");
    assert!(missing(answer(&store, &response("c", "b", "y")).await.unwrap_err()));
    assert!(missing(store.read().await.unwrap().cycles().answers(&cycle()).await.unwrap_err()));
    assert_eq!(place.keys.files(), std::slice::from_ref(&away), "no new key takes the place of a lost one");
    let found = store.check().await.unwrap();
    assert_eq!(
        found,
        ["1 answers of cycle `2026-1` are sealed: the key of cycle `2026-1` is not there: its answers cannot be read or taken"]
    );
    fs::write(&key, [1; 32]).unwrap();
    assert!(missing(answer(&store, &response("c", "b", "y")).await.unwrap_err()));
    fs::rename(&away, &key).unwrap();
    answer(&store, &response("c", "b", "y")).await.unwrap();
    assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn without_a_directory_for_keys_no_answer_is_taken() {
    let Some(place) = Place::new() else { return };
    place.create().await;
    let store = PostgresStore::connect(&place.database.url(), &PostgresOptions::default()).await.unwrap();
    let error = answer(&store, &response("a", "b", "x")).await.unwrap_err();
    assert!(matches!(error, StoreError::KeyMissing { .. }), "{error:?}");
    assert_eq!(place.database.psql("SELECT count(*) FROM cycle_sealed_answer").trim(), "0");
}

#[tokio::test]
async fn the_key_of_a_first_answer_that_was_rolled_back_goes_with_the_cut() {
    let Some(place) = Place::new() else { return };
    let store = place.create().await;
    let first = response("a", "b", "x");
    let mut tx = store.begin().await.unwrap();
    tx.cycles().put_answer(&cycle(), &first, &receipt(&first)).await.unwrap();
    drop(tx);
    assert_eq!(place.keys.files().len(), 1);
    assert_eq!(store.sealed_cycles().await.unwrap(), []);
    sever(&store, "s").await;
    store.scrub().await.unwrap();
    assert!(place.keys.files().is_empty());
}

#[tokio::test]
async fn erasing_a_person_takes_sealed_answers_too() {
    let Some(place) = Place::new() else { return };
    let store = place.create().await;
    for (rater, ratee) in [("a", "b"), ("b", "a"), ("c", "b"), ("c", "d")] {
        answer(&store, &response(rater, ratee, "x")).await.unwrap();
    }
    let mut tx = store.begin().await.unwrap();
    // two answers and two receipts name `a`
    assert_eq!(tx.cycles().remove_person(&"a".parse().unwrap()).await.unwrap(), 4);
    tx.commit().await.unwrap();
    let answers = store.read().await.unwrap().cycles().answers(&cycle()).await.unwrap();
    let pairs: Vec<_> = answers.iter().map(|answer| (answer.ratee.as_str(), answer.rater.as_str())).collect();
    assert_eq!(pairs, [("b", "c"), ("d", "c")]);
}
