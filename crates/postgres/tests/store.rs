//! What only PostgreSQL can do wrong: versions of the schema, lost connections, timeouts, servers that only read, damaged rows.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use std::error::Error;
use std::time::Duration;

use common::Place;
use jenjang::audit::{Digest, SubjectSecret};
use jenjang::competency::repository::{TextKind, TextRecord};
use jenjang::people::CivilServantRecord;
use jenjang::people::civil_servant::RegisterRecords;
use jenjang::people::repository::{PeopleFilter, PersonFile};
use jenjang::store::{Revision, Store, StoreError};
use jenjang_postgres::{Migrated, NEWEST, PostgresOptions, PostgresStore};

fn person(id: &str) -> PersonFile {
    let record = CivilServantRecord {
        name: Some("Sari Dewi".into()),
        registers: RegisterRecords { exams: Some(Vec::new()), ..RegisterRecords::default() },
        ..CivilServantRecord::new(id.parse().unwrap())
    };
    PersonFile { record, unit: None, superior: None, secret: SubjectSecret::new([7; 32]) }
}

async fn add(store: &PostgresStore, id: &str) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    tx.people().save(&person(id), None).await?;
    tx.commit().await
}

async fn count(store: &PostgresStore) -> u64 {
    store.read().await.unwrap().people().count(&PeopleFilter::default()).await.unwrap()
}

fn cause(error: &StoreError) -> String {
    error.source().unwrap().to_string()
}

#[tokio::test]
async fn a_database_is_made_once_and_brought_up_to_date() {
    let Some(place) = Place::new() else { return };
    let (url, options) = (place.database.url(), place.options());
    let missing = PostgresStore::connect(&url, &options).await.unwrap_err();
    assert!(matches!(&missing, StoreError::Missing { place } if place.ends_with(&format!("/{}", url.split(['/', '?']).nth(3).unwrap()))));
    assert_eq!(PostgresStore::migrate(&url, &options).await.unwrap(), Migrated { from: 0, to: NEWEST });
    assert_eq!(PostgresStore::migrate(&url, &options).await.unwrap(), Migrated { from: NEWEST, to: NEWEST });
    let store = PostgresStore::connect(&url, &options).await.unwrap();
    add(&store, "p").await.unwrap();
    let occupied = PostgresStore::create(&url, &options).await.unwrap_err();
    assert!(matches!(occupied, StoreError::Occupied { .. }));
    assert_eq!(count(&store).await, 1);
    assert_eq!(store.check().await.unwrap(), Vec::<String>::new());

    store.check_version().await.unwrap();
    place.database.psql("UPDATE jenjang_schema SET version = version + 1");
    for newer in [
        store.check_version().await,
        PostgresStore::connect(&url, &options).await.map(drop),
        PostgresStore::migrate(&url, &options).await.map(drop),
    ] {
        assert!(matches!(newer, Err(StoreError::Newer { found, known: NEWEST }) if found == NEWEST + 1));
    }
}

#[tokio::test]
async fn two_programs_may_migrate_at_once() {
    let Some(place) = Place::new() else { return };
    let (url, options) = (place.database.url(), place.options());
    let both = tokio::join!(PostgresStore::migrate(&url, &options), PostgresStore::migrate(&url, &options));
    let (one, other) = (both.0.unwrap(), both.1.unwrap());
    assert_eq!((one.to, other.to), (NEWEST, NEWEST));
    assert_eq!(place.database.psql("SELECT count(*) FROM store_identity").trim(), "1");
}

#[tokio::test]
async fn tables_of_somebody_else_are_not_touched() {
    let Some(place) = Place::new() else { return };
    place.database.psql("CREATE TABLE person (mine int)");
    let foreign = PostgresStore::create(&place.database.url(), &place.options()).await.unwrap_err();
    assert!(matches!(foreign, StoreError::Foreign { .. }), "{foreign:?}");
    assert_eq!(place.database.psql("SELECT count(*) FROM information_schema.tables WHERE table_name = 'org_unit'").trim(), "0");
}

#[tokio::test]
async fn everything_may_stand_in_a_schema_of_its_own() {
    let Some(place) = Place::new() else { return };
    place.database.psql("CREATE SCHEMA kepegawaian; CREATE TABLE public.person (mine int)");
    let url = format!("{}&options=-csearch_path%3Dkepegawaian", place.database.url());
    let store = PostgresStore::create(&url, &place.options()).await.unwrap();
    add(&store, "p").await.unwrap();
    assert_eq!(place.database.psql("SELECT id FROM kepegawaian.person").trim(), "p");
}

#[tokio::test]
async fn what_cannot_be_reached_is_said_without_a_password() {
    let Some(place) = Place::new() else { return };
    let url = place.database.url();
    let nowhere = url.replace(place.database.name(), "nowhere");
    let error = PostgresStore::connect(&nowhere, &place.options()).await.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable(_)));
    assert_eq!(cause(&error), "database \"nowhere\" does not exist (SQLSTATE 3D000)");
    let refused = PostgresStore::connect("postgres://u:sandi-rahasia@127.0.0.1:1/x", &place.options()).await.unwrap_err();
    assert!(matches!(refused, StoreError::Unavailable(_)));
    assert!(!format!("{refused:?} {}", cause(&refused)).contains("sandi-rahasia"));
    let wrong = PostgresStore::connect("postgres://u:sandi-rahasia@h/x?sslmode=perhaps", &place.options()).await.unwrap_err();
    assert!(!format!("{wrong:?} {}", cause(&wrong)).contains("sandi-rahasia"));
}

#[tokio::test]
async fn a_transaction_dropped_half_way_leaves_nothing_and_a_clean_connection() {
    let Some(place) = Place::new() else { return };
    place.create().await;
    let options = PostgresOptions { connections: 1, ..place.options() };
    let store = PostgresStore::connect(&place.database.url(), &options).await.unwrap();
    assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
    for round in 0..20 {
        let mut tx = store.begin().await.unwrap();
        tx.people().save(&person("half"), None).await.unwrap();
        if round % 2 == 0 {
            // one whose statement is under way
            let _ = tokio::time::timeout(Duration::from_micros(200), tx.people().save(&person("more"), None)).await;
        }
        drop(tx);
        assert_eq!(count(&store).await, 0);
    }
    add(&store, "whole").await.unwrap();
    assert_eq!(count(&store).await, 1);
    let dirty = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'";
    // nobody waits for the answer to ROLLBACK, so it may still be on its way
    for _ in 0..50 {
        if place.database.psql(dirty).trim() == "0" {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("a connection stays in a transaction");
}

#[tokio::test]
async fn what_was_given_up_half_way_is_not_committed() {
    let Some(place) = Place::new() else { return };
    let store = place.create().await;
    add(&store, "p").await.unwrap();
    let mut tx = store.begin().await.unwrap();
    tx.people().save(&person("q"), None).await.unwrap();
    let given_up = person("p");
    let mut save = tx.people().save(&given_up, Some(Revision::FIRST));
    // begun and left at once: no answer can come before the first turn of this thread is over
    let pending = std::future::poll_fn(|task| std::task::Poll::Ready(save.as_mut().poll(task).is_pending())).await;
    drop(save);
    assert!(pending);
    let error = tx.commit().await.unwrap_err();
    assert_eq!(cause(&error), "an earlier statement of the transaction failed or was given up, nothing was kept");
    assert_eq!(count(&store).await, 1);
}

#[tokio::test]
async fn a_lost_connection_loses_the_transaction_and_nothing_else() {
    let Some(place) = Place::new() else { return };
    let store = place.create().await;
    add(&store, "before").await.unwrap();
    let mut tx = store.begin().await.unwrap();
    tx.people().save(&person("lost"), None).await.unwrap();
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    place.database.psql(end);
    let error = tx.people().save(&person("more"), None).await.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    assert!(tx.commit().await.is_err(), "what is lost is not said to be kept");
    assert_eq!(count(&store).await, 1);
    add(&store, "after").await.unwrap();
    assert_eq!(count(&store).await, 2);
}

#[tokio::test]
async fn what_was_acknowledged_outlives_a_crash_of_the_server() {
    let Some(server) = jenjang_test_postgres::own_server("") else { return };
    let database = server.database();
    let options = PostgresOptions { connect_timeout: Duration::from_secs(5), ..PostgresOptions::default() };
    let store = PostgresStore::create(&database.url(), &options).await.unwrap();
    add(&store, "kept").await.unwrap();
    let mut tx = store.begin().await.unwrap();
    tx.people().save(&person("lost"), None).await.unwrap();
    server.crash();
    let error = tx.commit().await.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    assert!(matches!(add(&store, "down").await.unwrap_err(), StoreError::Unavailable(_)));
    server.resume();
    assert_eq!(count(&store).await, 1, "the same store goes on");
    add(&store, "again").await.unwrap();
    assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn waiting_for_another_writer_ends() {
    let Some(place) = Place::new() else { return };
    let store = place.create().await;
    let connect = async |options: PostgresOptions| PostgresStore::connect(&place.database.url(), &options).await.unwrap();
    let short = connect(PostgresOptions { lock_timeout: Duration::from_millis(1_100), ..place.options() }).await;
    let hasty = connect(PostgresOptions { statement_timeout: Duration::from_millis(100), ..place.options() }).await;
    let holding = store.begin().await.unwrap();
    assert!(matches!(short.begin().await.err().unwrap(), StoreError::Busy { seconds: 1 }));
    let error = hasty.begin().await.err().unwrap();
    assert!(matches!(&error, StoreError::Backend { doing: "waiting for other writers", .. }), "{error:?}");
    assert_eq!(cause(&error), "canceling statement due to statement timeout (SQLSTATE 57014)");
    assert_eq!(count(&short).await, 0, "readers do not wait");
    drop(holding);
    add(&short, "p").await.unwrap();
}

#[tokio::test]
async fn a_pool_with_nothing_free_says_so() {
    let Some(place) = Place::new() else { return };
    place.create().await;
    let options = PostgresOptions { connections: 1, connect_timeout: Duration::from_secs(1), ..place.options() };
    let store = PostgresStore::connect(&place.database.url(), &options).await.unwrap();
    let held = store.read().await.unwrap();
    let error = store.read().await.err().unwrap();
    assert!(matches!(error, StoreError::Unavailable(_)));
    assert_eq!(cause(&error), "no connection of the pool became free within 1 seconds");
    drop(held);
    assert_eq!(count(&store).await, 0);
}

#[tokio::test]
async fn what_the_server_refuses_has_its_own_errors() {
    let Some(place) = Place::new() else { return };
    let store = place.create().await;
    for (code, expected) in [("53100", "no space"), ("40001", "another transaction"), ("40P01", "another transaction")] {
        let function = format!(
            "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{code}', \
             DETAIL = 'Sari Dewi'; END $$; \
             CREATE OR REPLACE TRIGGER refuse BEFORE INSERT ON person FOR EACH ROW EXECUTE FUNCTION refuse()"
        );
        place.database.psql(&function);
        let mut tx = store.begin().await.unwrap();
        let error = tx.people().save(&person("p"), None).await.unwrap_err();
        assert!(error.to_string().starts_with(expected), "{error}");
        assert_eq!(error.is_transient(), code.starts_with("40"));
        assert!(!format!("{error:?}").contains("Sari"), "details of the server repeat values");
        let committed = tx.commit().await.unwrap_err();
        assert_eq!(cause(&committed), "an earlier statement of the transaction failed or was given up, nothing was kept");
    }
    assert_eq!(count(&store).await, 0);

    place.database.psql(&format!("ALTER DATABASE {} SET default_transaction_read_only = on", place.database.name()));
    let store = place.connect().await;
    assert!(matches!(store.begin().await.err().unwrap(), StoreError::ReadOnly { .. }));
    assert_eq!(count(&store).await, 0);
}

#[tokio::test]
async fn what_postgres_cannot_hold_is_refused_before_anything_is_written() {
    let Some(place) = Place::new() else { return };
    let store = place.create().await;
    let mut tx = store.begin().await.unwrap();
    let text = TextRecord { kind: TextKind::Scheme, id: "s".into(), version: Digest([1; 32]), text: "a\0b".into() };
    let error = tx.competency().save_text(&text).await.unwrap_err();
    assert_eq!(error.to_string(), "text `a\\u{0}b` cannot be stored, expected a text without the character 0");
    let mut numbered = person("p");
    numbered.record.employee_number = Some("1\0".into());
    assert!(matches!(tx.people().save_many(&[person("q"), numbered]).await.unwrap_err(), StoreError::Unstorable { .. }));
    assert_eq!(tx.people().find_by_number("1\0").await.unwrap(), None);
    tx.people().save(&person("r"), None).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(count(&store).await, 1, "the transaction went on");
}

#[tokio::test]
async fn a_damaged_row_says_where_and_repeats_nothing() {
    let Some(place) = Place::new() else { return };
    let store = place.create().await;
    add(&store, "p-1").await.unwrap();
    let read = async || store.read().await.unwrap().people().find(&"p-1".parse().unwrap()).await;
    let revision = read().await.unwrap().unwrap().revision;
    assert_eq!(revision, Revision::FIRST);
    for (damage, sentence) in [
        ("consulted = '{exams,horoscopes}'", "table `person`, column `consulted`, row `p-1` cannot be read: unknown register `horoscopes`"),
        ("secret = 'ab'", "table `person`, column `secret`, row `p-1` cannot be read: 2 bytes, expected 32"),
        ("revision = -1", "table `person`, column `revision`, row `p-1` cannot be read: negative"),
        (
            "body = '{\"id\":\"p-1\",\"sex\":\"Sari Dewi\"}'",
            "table `person`, column `body`, row `p-1` cannot be read: not the record expected",
        ),
    ] {
        place.database.psql(&format!("CREATE TABLE kept AS SELECT * FROM person; UPDATE person SET {damage}"));
        let error = read().await.unwrap_err().to_string();
        assert!(error.starts_with(sentence), "{error}");
        assert!(!error.contains("Sari"), "{error}");
        place.database.psql("DELETE FROM person; INSERT INTO person SELECT * FROM kept; DROP TABLE kept");
    }
    place.database.psql("INSERT INTO person_event VALUES ('nobody', 'grades', 0, '2020-01-01', '{}')");
    assert_eq!(store.check().await.unwrap(), ["table `person_event` holds a history of `nobody`, who is not in table `person`"]);
    place.database.psql("DELETE FROM person_event; UPDATE audit_head SET sequence = 3");
    assert_eq!(store.check().await.unwrap(), ["the audit trail has 0 entries and ends with number 0, expected 3 of both"]);
}
