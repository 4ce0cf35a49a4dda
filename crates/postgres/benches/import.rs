//! Import of many people with four histories each, against plain COPY of the same rows in the same transaction sizes.
//!
//! ```sh
//! cargo bench -p jenjang-postgres --bench import -- 1000000
//! ```
//!
//! A private server is started and removed again; about 6 GB of room for temporary files are needed for a million people. The two take turns, one
//! transaction each, on tables of the same kind in two databases of the same server. Plain COPY is given its rows ready, as values in memory; the
//! store is given people and does what it always does: looks whether they and their numbers are there, writes the records as JSON, locks the
//! audit head.

#![allow(clippy::unwrap_used, clippy::float_arithmetic, reason = "a benchmark: ratios of times, and what fails ends it")]

use std::pin::pin;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use jenjang::audit::SubjectSecret;
use jenjang::people::Event;
use jenjang::people::civil_servant::{CivilServantRecord, RegisterRecords, Sex};
use jenjang::people::id::PersonId;
use jenjang::people::record::{EducationRecord, GradeRecord, PerformanceRecord, PositionRecord};
use jenjang::people::repository::{PeopleFilter, PersonFile};
use jenjang::store::Store;
use jenjang_postgres::{PostgresOptions, PostgresStore};
use jenjang_test_postgres::Server;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::{ToSql, Type};

/// People of one transaction.
const TOGETHER: usize = 5_000;

/// A number that looks random: the ids come in no order, as those of a real import.
fn mixed(number: u64) -> u64 {
    let mixed = (number.wrapping_add(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb)
}

fn person(number: u64) -> PersonFile {
    let random = mixed(number);
    let year = 1970 + i32::try_from(random % 30).unwrap();
    let day = |year: i32| NaiveDate::from_ymd_opt(year, 4, 1).unwrap();
    let grades = vec![GradeRecord { since: day(year + 24), grade: "III/a".parse().unwrap(), kind: None, decree: None }];
    let position = PositionRecord {
        since: day(year + 25),
        until: None,
        kind: "pelaksana".parse().unwrap(),
        tier: None,
        echelon: None,
        unit: Some(format!("u-{}", random % 400).parse().unwrap()),
        field: None,
        title: Some("Pengelola Data Kepegawaian".into()),
        acting: false,
        decree: None,
    };
    let education = vec![EducationRecord {
        graduated: day(year + 22),
        recognised: None,
        level: "S1".parse().unwrap(),
        field: Some("Akuntansi".into()),
    }];
    let performance = vec![PerformanceRecord { year: 2025, label: "baik".parse().unwrap(), decree: None }];
    let record = CivilServantRecord {
        name: Some(format!("Pegawai Contoh {number}").into()),
        employee_number: Some(format!("{year}0401{number:010}").into()),
        birth_date: Some(day(year)),
        sex: Some(if random.is_multiple_of(2) { Sex::Female } else { Sex::Male }),
        appointed: Some(day(year + 24)),
        registers: RegisterRecords {
            grades: Some(grades),
            positions: Some(vec![position]),
            education: Some(education),
            performance: Some(performance),
            ..RegisterRecords::default()
        },
        ..CivilServantRecord::new(format!("{random:016x}").parse().unwrap())
    };
    let mut secret = [0; 32];
    secret[..8].copy_from_slice(&random.to_be_bytes());
    PersonFile { unit: Some(format!("u-{}", random % 400).parse().unwrap()), superior: None, secret: SubjectSecret::new(secret), record }
}

/// One row of each table, ready to be sent.
struct Rows {
    id: String,
    number: String,
    unit: String,
    consulted: Vec<&'static str>,
    secret: Vec<u8>,
    body: String,
    events: Vec<(&'static str, NaiveDate, String)>,
}

fn rows(file: &PersonFile) -> Rows {
    let registers = &file.record.registers;
    let bare = CivilServantRecord { registers: RegisterRecords::default(), ..file.record.clone() };
    let mut events = Vec::new();
    events.extend(registers.grades.iter().flatten().map(|event| ("grades", event.since(), serde_json::to_string(event).unwrap())));
    events.extend(registers.positions.iter().flatten().map(|event| ("positions", event.since(), serde_json::to_string(event).unwrap())));
    events.extend(registers.education.iter().flatten().map(|event| ("education", event.since(), serde_json::to_string(event).unwrap())));
    events
        .extend(registers.performance.iter().flatten().map(|event| ("performance", event.since(), serde_json::to_string(event).unwrap())));
    Rows {
        id: file.id().to_string(),
        number: file.record.employee_number.as_deref().unwrap().to_owned(),
        unit: file.unit.as_ref().unwrap().to_string(),
        consulted: vec!["grades", "positions", "education", "performance"],
        secret: file.secret.bytes().to_vec(),
        body: serde_json::to_string(&bare).unwrap(),
        events,
    }
}

async fn plain(client: &mut tokio_postgres::Client, rows: &[Rows]) {
    let transaction = client.transaction().await.unwrap();
    let copy = "COPY person (id, revision, employee_number, unit, superior, consulted, secret, body) FROM STDIN BINARY";
    let types = [Type::TEXT, Type::INT8, Type::TEXT, Type::TEXT, Type::TEXT, Type::TEXT_ARRAY, Type::BYTEA, Type::TEXT];
    let mut writer = pin!(BinaryCopyInWriter::new(transaction.copy_in(copy).await.unwrap(), &types));
    for row in rows {
        let values: [&(dyn ToSql + Sync); 8] =
            [&row.id, &1_i64, &row.number, &row.unit, &None::<String>, &row.consulted, &row.secret, &row.body];
        writer.as_mut().write(&values).await.unwrap();
    }
    writer.finish().await.unwrap();
    let copy = "COPY person_event (person, register, ordinal, since, body) FROM STDIN BINARY";
    let types = [Type::TEXT, Type::TEXT, Type::INT4, Type::DATE, Type::TEXT];
    let mut writer = pin!(BinaryCopyInWriter::new(transaction.copy_in(copy).await.unwrap(), &types));
    for row in rows {
        for (register, since, body) in &row.events {
            let values: [&(dyn ToSql + Sync); 5] = [&row.id, register, &0_i32, since, body];
            writer.as_mut().write(&values).await.unwrap();
        }
    }
    writer.finish().await.unwrap();
    transaction.commit().await.unwrap();
}

/// Memory of this process in megabytes.
fn memory() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    pages.split_whitespace().nth(1).and_then(|pages| pages.parse::<u64>().ok()).unwrap_or(0) * 4 / 1024
}

#[tokio::main]
async fn main() {
    let people: usize = std::env::args().filter_map(|argument| argument.parse().ok()).next().unwrap_or(20_000);
    let server = match Server::start_with("-c fsync=on -c full_page_writes=on -c shared_buffers=512MB -c max_wal_size=4GB") {
        Ok(server) => server,
        Err(reason) => {
            println!("skipped: {reason}");
            return;
        }
    };
    let (ours, theirs) = (server.database(), server.database());
    let store = PostgresStore::create(&ours.url(), &PostgresOptions::default()).await.unwrap();
    PostgresStore::migrate(&theirs.url(), &PostgresOptions::default()).await.unwrap();
    let (mut client, connection) = tokio_postgres::connect(&theirs.url(), tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);

    let (mut by_store, mut by_copy) = (Duration::ZERO, Duration::ZERO);
    println!("{:>10}{:>14}{:>14}{:>8}{:>14}", "people", "store, s", "COPY, s", "ratio", "memory, MB");
    let tenth = people.div_ceil(10).next_multiple_of(TOGETHER);
    for first in (0..people).step_by(TOGETHER) {
        let numbers = first..people.min(first + TOGETHER);
        let files: Vec<PersonFile> = numbers.map(|number| person(number as u64)).collect();
        let ready: Vec<Rows> = files.iter().map(rows).collect();
        let with_store = async || {
            let start = Instant::now();
            let mut tx = store.begin().await.unwrap();
            tx.people().save_many(&files).await.unwrap();
            tx.commit().await.unwrap();
            start.elapsed()
        };
        let start = Instant::now();
        // each goes first every other time
        if (first / TOGETHER).is_multiple_of(2) {
            by_store += with_store().await;
            let start = Instant::now();
            plain(&mut client, &ready).await;
            by_copy += start.elapsed();
        } else {
            plain(&mut client, &ready).await;
            by_copy += start.elapsed();
            by_store += with_store().await;
        }
        let done = first + files.len();
        if done.is_multiple_of(tenth) || done == people {
            let ratio = by_store.as_secs_f64() / by_copy.as_secs_f64();
            println!("{done:>10}{:>14.2}{:>14.2}{ratio:>8.2}{:>14}", by_store.as_secs_f64(), by_copy.as_secs_f64(), memory());
        }
    }

    let mut tx = store.read().await.unwrap();
    assert_eq!(tx.people().count(&PeopleFilter::default()).await.unwrap(), people as u64);
    let sum = "SELECT count(*), sum(length(body)), count(DISTINCT person) FROM person_event";
    assert_eq!(ours.psql(sum), theirs.psql(sum), "both wrote the same");
    let mut times = Vec::new();
    for number in 0..1_000 {
        let file = person(mixed(number) % people as u64);
        let id: PersonId = file.id().clone();
        let start = Instant::now();
        let found = tx.people().find(&id).await.unwrap().unwrap();
        let decisions = tx.decisions().of_person(&id).await.unwrap();
        times.push(start.elapsed());
        assert!(found.value == file && decisions.is_empty());
    }
    times.sort();
    println!("\nopening one person's file with histories and decisions: median {:?}, 99 of 100 within {:?}", times[500], times[990]);
}
