//! Import of many people with four histories each, and opening one file among them.
//!
//! ```sh
//! cargo bench -p jenjang-sqlite --bench store            # 100,000 and 1,000,000 people; needs 5 GB for temporary files
//! cargo bench -p jenjang-sqlite --bench store -- 20000   # fewer
//! ```
//!
//! The baseline inserts the same rows, made into text before the clock starts, into the same tables with the same settings by prepared
//! statements in the same transaction sizes. Each run is a process of its own, so that its peak of memory is its own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::float_arithmetic, reason = "a measurement: what fails ends it")]
#![allow(unused_crate_dependencies, reason = "shares the manifest with the library")]

use std::path::{Path, PathBuf};
use std::pin::pin;
use std::process::Command;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate};
use jenjang::audit::{Digest, SubjectSecret};
use jenjang::people::civil_servant::{RegisterRecords, RegisterVisitor};
use jenjang::people::id::PersonId;
use jenjang::people::record::{EducationRecord, GradeRecord, PerformanceRecord, PositionRecord};
use jenjang::people::repository::PersonFile;
use jenjang::people::{CivilServantRecord, Decree, Event, Sex};
use jenjang::policy::stored::{StoredDossier, StoredFact, StoredValue};
use jenjang::promotion::repository::{DecisionRecord, OutcomeKind};
use jenjang::store::Store;
use jenjang_sqlite::{OpenMode, SqliteStore};
use rusqlite::Connection;
use serde::Serialize;

/// Decisions are kept about the first people only: a screening of this many.
const DECIDED: u64 = 100_000;
/// Files opened one by one.
const OPENED: u64 = 10_000;

/// A future of this store never waits where nobody else writes.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("somebody else writes"),
    }
}

/// An id without order, as agencies have them.
fn id(n: u64) -> PersonId {
    let mixed = n.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    format!("{mixed:016x}").parse().unwrap()
}

fn person(n: u64) -> PersonFile {
    let born = NaiveDate::from_ymd_opt(1965, 1, 1).unwrap() + Days::new(n * 37 % 11_000);
    let start = born + Days::new(8_400 + n % 900);
    let day = |years: u64| start + Days::new(years * 1_461 / 4);
    let decree = |years: u64| Some(Decree { date: day(years), number: format!("821.2/{}/{}", n % 9_000, years).into() });
    let grade = |code: &str, years| GradeRecord { since: day(years), grade: code.parse().unwrap(), kind: None, decree: decree(years) };
    let position = |title: &str, years| PositionRecord {
        since: day(years),
        until: None,
        kind: "functional".parse().unwrap(),
        tier: Some("first".parse().unwrap()),
        echelon: None,
        unit: Some(format!("unit-{}", n % 2_000).parse().unwrap()),
        field: Some("pemerintahan".into()),
        title: Some(title.into()),
        acting: false,
        decree: decree(years),
    };
    let education = |level: &str, graduated| EducationRecord {
        graduated,
        recognised: Some(graduated),
        level: level.parse().unwrap(),
        field: Some("administrasi negara".into()),
    };
    let rating = |year: i32| PerformanceRecord { year, label: "good".parse().unwrap(), decree: None };
    let mut record = CivilServantRecord::new(id(n));
    record.name = Some(format!("Sintetis {n}").into());
    record.employee_number = Some(format!("{}{:010}", born.format("%Y%m%d"), n).into());
    record.birth_date = Some(born);
    record.sex = Some(if n.is_multiple_of(2) { Sex::Female } else { Sex::Male });
    record.appointed = Some(start);
    record.registers = RegisterRecords {
        grades: Some(vec![grade("III/a", 0), grade("III/b", 4), grade("III/c", 8)]),
        positions: Some(vec![position("analis", 0), position("analis muda", 5), position("analis madya", 10)]),
        education: Some(vec![education("sma", born + Days::new(6_600)), education("s1", born + Days::new(8_200)), education("s2", day(6))]),
        performance: Some(vec![rating(2023), rating(2024), rating(2025)]),
        ..RegisterRecords::default()
    };
    let unit = Some(format!("unit-{}", n % 2_000).parse().unwrap());
    let secret = SubjectSecret::new(Digest::of(n.to_le_bytes()).0);
    PersonFile { record, unit, superior: (n > 0).then(|| id(n / 12)), secret }
}

/// A decision as a screening leaves it: thirty facts and 3 kB of findings.
fn decision(n: u64, year: i32) -> DecisionRecord {
    let day = NaiveDate::from_ymd_opt(year, 4, 1).unwrap();
    let fact = |k: u64| {
        let value = StoredValue::Number((n * 31 + k).into());
        (format!("fact-{k}").into(), StoredFact { value, source: Some("grades".into()) })
    };
    DecisionRecord {
        id: format!("{year}-{n}").parse().unwrap(),
        person: id(n),
        round: Some(format!("round-{year}").parse().unwrap()),
        decided_on: day,
        decided_by: "panel".into(),
        parent: None,
        policy: "asn/rank/regular".into(),
        version: Digest([3; 32]),
        rules: Digest([4; 32]),
        as_of: day,
        known_at: day,
        outcome: OutcomeKind::Eligible,
        dossier: StoredDossier { as_of: day, facts: (0..30).map(fact).collect() },
        waivers: Vec::new(),
        proof: format!("{{\"findings\":[{}]}}", "{\"code\":\"grade-interval\",\"verdict\":\"met\",\"found\":\"48\"},".repeat(50)).into(),
    }
}

/// A row of `history` without the person.
type HistoryRow = (&'static str, i64, String, String);

struct Rows(Vec<HistoryRow>, Vec<&'static str>);

impl RegisterVisitor for Rows {
    type Error = std::convert::Infallible;

    fn register<T: Event + Serialize>(&mut self, name: &'static str, events: Option<&[T]>) -> Result<(), Self::Error> {
        self.1.extend(events.map(|_| name));
        for (place, event) in (0_i64..).zip(events.unwrap_or_default()) {
            self.0.push((name, place, event.since().to_string(), serde_json::to_string(event).unwrap()));
        }
        Ok(())
    }
}

/// Everything of one person as the columns take it.
struct PlainPerson {
    id: String,
    name: Option<String>,
    number: Option<String>,
    born: Option<String>,
    sex: Option<&'static str>,
    appointed: Option<String>,
    unit: Option<String>,
    superior: Option<String>,
    consulted: String,
    secret: [u8; 32],
    history: Vec<HistoryRow>,
}

fn plain(file: &PersonFile) -> PlainPerson {
    let mut rows = Rows(Vec::new(), Vec::new());
    let Ok(()) = file.record.registers.visit(&mut rows);
    let text = |text: &std::sync::Arc<str>| text.to_string();
    PlainPerson {
        id: file.id().to_string(),
        name: file.record.name.as_ref().map(text),
        number: file.record.employee_number.as_ref().map(text),
        born: file.record.birth_date.map(|day| day.to_string()),
        sex: file.record.sex.map(Sex::as_str),
        appointed: file.record.appointed.map(|day| day.to_string()),
        unit: file.unit.as_ref().map(ToString::to_string),
        superior: file.superior.as_ref().map(ToString::to_string),
        consulted: rows.1.join(" "),
        secret: *file.secret.bytes(),
        history: rows.0,
    }
}

fn insert_plainly(connection: &Connection, people: &[PlainPerson]) {
    connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    {
        let sql = "INSERT INTO person (id, revision, name, employee_number, contract_number, birth_date, sex, appointed, unit, superior,
                   consulted, secret) VALUES (?1, 1, ?2, ?3, 0, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
        let mut insert_person = connection.prepare_cached(sql).unwrap();
        let sql = "INSERT INTO history (person, register, place, since, body) VALUES (?1, ?2, ?3, ?4, ?5)";
        let mut insert_history = connection.prepare_cached(sql).unwrap();
        for p in people {
            let row = (&p.id, &p.name, &p.number, &p.born, p.sex, &p.appointed, &p.unit, &p.superior, &p.consulted, &p.secret);
            insert_person.execute(row).unwrap();
            let no = connection.last_insert_rowid();
            for (register, place, since, body) in &p.history {
                insert_history.execute((no, register, place, since, body)).unwrap();
            }
        }
    }
    connection.execute_batch("COMMIT").unwrap();
}

fn batches(people: u64, batch: u64) -> impl Iterator<Item = Vec<PersonFile>> {
    (0..people).step_by(usize::try_from(batch).unwrap()).map(move |from| (from..people.min(from + batch)).map(person).collect())
}

fn import_by_store(path: &Path, people: u64, batch: u64) -> Duration {
    let store = SqliteStore::create(path).unwrap();
    let mut spent = Duration::ZERO;
    for files in batches(people, batch) {
        let start = Instant::now();
        now(async {
            let mut tx = store.begin().await.unwrap();
            tx.people().save_many(&files).await.unwrap();
            tx.commit().await.unwrap();
        });
        spent += start.elapsed();
    }
    spent
}

fn import_plainly(path: &Path, people: u64, batch: u64) -> Duration {
    drop(SqliteStore::create(path).unwrap());
    let connection = Connection::open(path).unwrap();
    let settings = "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;
                    PRAGMA cache_size = -32768; PRAGMA journal_size_limit = 67108864;";
    connection.execute_batch(settings).unwrap();
    let mut spent = Duration::ZERO;
    for files in batches(people, batch) {
        let rows: Vec<PlainPerson> = files.iter().map(plain).collect();
        drop(files);
        let start = Instant::now();
        insert_plainly(&connection, &rows);
        spent += start.elapsed();
    }
    spent
}

/// The most memory this process has held, in kB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
}

/// What both imports leave must be the same.
fn summary(path: &Path) -> String {
    let connection = Connection::open(path).unwrap();
    let sql = "SELECT (SELECT count(*) FROM person) || ' people, ' || count(*) || ' entries of ' || sum(length(body)) || ' characters' FROM history";
    connection.query_row(sql, (), |row| row.get(0)).unwrap()
}

/// Adds decisions about the first people: two rounds each.
fn decide(path: &Path, people: u64) {
    let store = SqliteStore::open(path, OpenMode::Write).unwrap();
    let decided = people.min(DECIDED);
    let start = Instant::now();
    for year in [2025, 2026] {
        for from in (0..decided).step_by(1_000) {
            let decisions: Vec<DecisionRecord> = (from..decided.min(from + 1_000)).map(|n| decision(n, year)).collect();
            now(async {
                let mut tx = store.begin().await.unwrap();
                tx.decisions().insert(&decisions).await.unwrap();
                tx.commit().await.unwrap();
            });
        }
    }
    let each = start.elapsed().as_secs_f64() * 1e6 / (decided * 2) as f64;
    println!("{} decisions written, made and inserted in {each:.1} µs each", decided * 2);
}

/// Opens files of people with decisions one by one, each in a transaction of its own.
fn open(path: &Path, people: u64) {
    let start = Instant::now();
    let store = SqliteStore::open(path, OpenMode::Read).unwrap();
    let first = {
        look(&store, &id(people / 3 % people.min(DECIDED)));
        start.elapsed()
    };
    let mut times: Vec<Duration> = (0..OPENED)
        .map(|n| {
            let person = id((n * 7_919 + 13) % people.min(DECIDED));
            let start = Instant::now();
            look(&store, &person);
            start.elapsed()
        })
        .collect();
    times.sort();
    let at = |share: usize| times[times.len() * share / 1_000 - 1].as_secs_f64() * 1e3;
    println!(
        "one file of {people}, its histories and 2 decisions: median {:.3} ms, 99 % below {:.3} ms, slowest {:.3} ms; the first with opening the database {:.3} ms",
        at(500),
        at(990),
        at(1_000),
        first.as_secs_f64() * 1e3
    );
}

fn look(store: &SqliteStore, person: &PersonId) {
    now(async {
        let mut tx = store.read().await.unwrap();
        let file = tx.people().find(person).await.unwrap().unwrap();
        assert_eq!(file.value.record.registers.grades.as_ref().map(Vec::len), Some(3));
        assert_eq!(tx.decisions().of_person(person).await.unwrap().len(), 2);
    });
}

/// One run in a process of its own: seconds and peak of memory in kB.
fn child(kind: &str, path: &Path, people: u64, batch: u64) -> (f64, u64) {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["run", kind, path.to_str().unwrap(), &people.to_string(), &batch.to_string()])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    let mut words = text.split_whitespace();
    (words.next().unwrap().parse().unwrap(), words.next().unwrap().parse().unwrap())
}

fn compare(directory: &Path, people: u64, batch: u64) -> PathBuf {
    let (ours, theirs) = (directory.join(format!("store-{people}-{batch}.db")), directory.join(format!("plain-{people}-{batch}.db")));
    let (plain, plain_peak) = child("plain", &theirs, people, batch);
    let (store, store_peak) = child("store", &ours, people, batch);
    let found = summary(&ours);
    assert_eq!(found, summary(&theirs), "both hold the same rows");
    let bytes = std::fs::metadata(&ours).unwrap().len();
    println!("{found}, {} MB; transactions of {batch}", bytes / 1_000_000);
    let per_second = people as f64 / store;
    println!("  plain prepared inserts {plain:8.2} s           peak {plain_peak:>7} kB");
    println!("  store                  {store:8.2} s, {:.2} ×  peak {store_peak:>7} kB   {per_second:.0} people a second", store / plain);
    std::fs::remove_file(theirs).unwrap();
    ours
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    if let [run, kind, path, people, batch] = arguments.as_slice()
        && run == "run"
    {
        let (people, batch) = (people.parse().unwrap(), batch.parse().unwrap());
        let spent = match kind.as_str() {
            "store" => import_by_store(Path::new(path), people, batch),
            _ => import_plainly(Path::new(path), people, batch),
        };
        println!("{} {}", spent.as_secs_f64(), peak());
        return;
    }
    let asked: Vec<u64> = arguments.iter().map(|argument| argument.parse().unwrap()).collect();
    let sizes = if asked.is_empty() { vec![100_000, 1_000_000] } else { asked };
    let directory = std::env::temp_dir().join(format!("jenjang-bench-{}", std::process::id()));
    std::fs::create_dir(&directory).unwrap();
    for people in &sizes {
        std::fs::remove_file(compare(&directory, *people, 10_000)).unwrap();
        let path = compare(&directory, *people, 1_000);
        if Some(people) == sizes.last() {
            decide(&path, *people);
            open(&path, *people);
        }
    }
    std::fs::remove_dir_all(directory).unwrap();
}
