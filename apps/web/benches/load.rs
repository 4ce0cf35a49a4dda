//! Load from this process on the program in another one, over loopback: requests a second, how long the slow ones take, memory, time to start.
//!
//! `cargo bench -p jenjang-web --bench load -- [STAFF] [CONNECTIONS] [SECONDS] [LISTENERS]`, by default 10,000 people, 16 connections, 10 seconds a
//! page, 1,000 listeners on `/live`. The program runs on a new SQLite file, as the demonstration, without rate limit; with `--postgres` on a private
//! PostgreSQL server. `--database FILE|URL` (with `--keys FOLDER` for PostgreSQL) is filled where it is empty and kept; 0 seconds fill it and measure
//! nothing. The demonstration has at most 10,000 people; more are brought in by the use case that imports people. A listener takes a file handle on
//! both sides: `ulimit -n 4096` where the shell allows fewer.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::float_arithmetic,
    clippy::disallowed_methods,
    missing_docs,
    reason = "a measurement: what is absent ends it"
)]

#[path = "../tests/process/mod.rs"]
mod process;

use std::ffi::{OsStr, OsString};
use std::net::SocketAddr;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use chrono::{DateTime, Datelike, SubsecRound, Utc};
use jenjang::store::Store;
use jenjang_asn::synthetic::{PopulationOptions, population, units};
use jenjang_postgres::{PostgresOptions, PostgresStore};
use jenjang_service::people::{ImportPeople, PersonData, SaveUnits, import_people, save_units};
use jenjang_service::{Actor, Context, Entropy, FixedClock, ServiceError};
use jenjang_sqlite::{OpenMode, SqliteStore};
use process::{Client, Folder, Server};

/// What is asked, as whom.
const PAGES: [(&str, &str); 6] = [
    ("/eligibility", EMPLOYEE),
    ("/", EMPLOYEE),
    ("/people/synthetic-0000012/eligibility", OFFICER),
    ("/people", OFFICER),
    ("/policies", EMPLOYEE),
    ("/policies/asn/promotion/regular", EMPLOYEE),
];

const EMPLOYEE: &str = "synthetic-0000012";
const OFFICER: &str = "contoh-kepegawaian";

/// What came of asking one page.
struct Measured {
    /// How long each answer took, the shortest first.
    took: Vec<Duration>,
    seconds: f64,
    bytes: usize,
}

impl Measured {
    fn at(&self, part: f64) -> f64 {
        let place = ((self.took.len() as f64 * part) as usize).min(self.took.len() - 1);
        self.took[place].as_secs_f64() * 1000.0
    }

    fn line(&self, page: &str) -> String {
        let rate = self.took.len() as f64 / self.seconds;
        let (half, most, worst) = (self.at(0.5), self.at(0.99), self.at(1.0));
        format!("| {page} | {rate:.0} | {half:.1} | {most:.1} | {worst:.1} | {} |", self.bytes)
    }
}

/// Asks a page over so many connections for so long. An answer that is not the page ends the measurement.
fn measure(address: SocketAddr, page: &str, cookie: &str, connections: usize, lasting: Duration) -> Measured {
    let ask = || {
        let mut client = Client::new(address).unwrap();
        let mut took = Vec::new();
        let mut bytes = 0;
        let begun = Instant::now();
        while begun.elapsed() < lasting {
            let asked = Instant::now();
            let answer = client.get(page, cookie).unwrap();
            took.push(asked.elapsed());
            assert_eq!(answer.status, 200, "{page}");
            bytes = answer.body.len();
        }
        (took, bytes)
    };
    let begun = Instant::now();
    let parts: Vec<(Vec<Duration>, usize)> = std::thread::scope(|threads| {
        let asking: Vec<_> = (0..connections).map(|_| threads.spawn(ask)).collect();
        asking.into_iter().map(|one| one.join().expect("every answer is a page")).collect()
    });
    let seconds = begun.elapsed().as_secs_f64();
    let bytes = parts.first().map_or(0, |(_, bytes)| *bytes);
    let mut took: Vec<Duration> = parts.into_iter().flat_map(|(took, _)| took).collect();
    took.sort();
    Measured { took, seconds, bytes }
}

/// The most people the demonstration is asked to make: it lets everybody take part in its round.
const MOST: u64 = 10_000;

struct Random;

impl Entropy for Random {
    fn bytes(&self) -> Result<[u8; 32], ServiceError> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).expect("the system has random bytes");
        Ok(bytes)
    }
}

/// Brings in the people beyond those of the demonstration, where they are not there yet.
async fn bring_in(store: &dyn Store, staff: u64) {
    let now = DateTime::<Utc>::from(std::time::SystemTime::now()).trunc_subsecs(0);
    let options = PopulationOptions { staff, seed: 1, today: now.date_naive().with_day(1).unwrap() };
    let all = population(options).unwrap();
    let last = all.range(staff - 1..staff).next().unwrap().record.id;
    if store.read().await.unwrap().people().find(&last).await.unwrap().is_some() {
        return;
    }
    let clock = FixedClock(now);
    let context = Context { store, actor: &Actor::Operator, clock: &clock, entropy: &Random };
    let units: Vec<_> = units(options).unwrap().collect();
    save_units(&context, SaveUnits { units: &units }).await.unwrap();
    let rest = all.range(MOST.min(staff)..staff);
    let mut rest = rest.map(|person| PersonData { record: person.record, unit: Some(person.unit), superior: person.superior });
    let command = ImportPeople { people: &mut rest, dry_run: false, report: &mut |_| ControlFlow::Continue(()) };
    let counts = import_people(&context, command).await.unwrap();
    assert_eq!(counts.refused, 0, "everybody is taken over");
}

/// Fills a store: the demonstration, and beyond it people alone.
fn fill(database: &OsStr, keys: Option<&Path>, staff: u64) {
    Server::start_on(database, keys, staff.min(MOST)).kill();
    if staff <= MOST {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let named = database.to_str().unwrap();
        if named.starts_with("postgres") {
            let options = PostgresOptions { keys: keys.map(Path::to_owned), ..PostgresOptions::default() };
            bring_in(&PostgresStore::connect(named, &options).await.unwrap(), staff).await;
        } else {
            bring_in(&SqliteStore::open(named, OpenMode::Write).unwrap(), staff).await;
        }
    });
}

fn main() {
    let mut given: Vec<u64> = Vec::new();
    let (mut on_postgres, mut database, mut keys) = (false, None::<OsString>, None::<PathBuf>);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--postgres" => on_postgres = true,
            "--database" => database = arguments.next().map(OsString::from),
            "--keys" => keys = arguments.next().map(PathBuf::from),
            // the words cargo adds are none of ours
            other => given.extend(other.parse::<u64>()),
        }
    }
    let number = |place: usize, usual: u64| given.get(place).copied().unwrap_or(usual);
    let (staff, connections, seconds, listeners) = (number(0, 10_000), number(1, 16), number(2, 10), number(3, 1_000));
    let connections = usize::try_from(connections).unwrap();
    let lasting = Duration::from_secs(seconds);
    let folder = Folder::new();
    let private = on_postgres.then(|| jenjang_test_postgres::own_server("").expect("PostgreSQL is installed"));
    let private = private.as_ref().map(|server| server.database());
    if let Some(private) = &private {
        let place = folder.path().join("keys");
        std::fs::create_dir(&place).unwrap();
        (database, keys) = (Some(private.url().into()), Some(place));
    }
    let database = database.unwrap_or_else(|| folder.file().into_os_string());
    let keys = keys.as_deref();
    let begun = Instant::now();
    fill(&database, keys, staff);
    println!("{staff} people, {connections} connections, {seconds} s a page; filled within {:.1} s", begun.elapsed().as_secs_f64());
    if seconds == 0 {
        return;
    }

    let begun = Instant::now();
    let server = Server::start_on(&database, keys, staff.min(MOST));
    Client::new(server.address).unwrap().get("/policies", "").unwrap();
    let first = begun.elapsed().as_secs_f64() * 1000.0;
    println!("started again: listening after {:.0} ms, first page after {first:.0} ms", server.started_in.as_secs_f64() * 1000.0);
    let memory = || server.memory().map_or_else(|| "not told".to_owned(), |(now, most)| format!("{now} MB, at most {most} MB"));
    println!("resident memory before: {}", memory());

    println!("\n| page | a second | half within ms | 99 of 100 within ms | slowest ms | bytes |\n|---|---|---|---|---|---|");
    for (page, person) in PAGES {
        let cookie = Client::new(server.address).unwrap().sign_in(person).unwrap();
        measure(server.address, page, &cookie, connections, Duration::from_secs(1));
        println!("{}", measure(server.address, page, &cookie, connections, lasting).line(page));
    }
    println!("\nresident memory after: {}", memory());

    if listeners > 0 {
        let cookie = Client::new(server.address).unwrap().sign_in(EMPLOYEE).unwrap();
        let listening: Vec<Client> = (0..listeners)
            .map(|_| {
                let mut client = Client::new(server.address).unwrap();
                let answer = client.listen(&cookie).unwrap();
                assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/event-stream")), "/live");
                client
            })
            .collect();
        println!("{} listeners: resident memory {}", listening.len(), memory());
        println!("{}", measure(server.address, "/eligibility", &cookie, connections, lasting).line("/eligibility beside them"));
        let alive = listening.into_iter().map(Client::stays_open).filter(|open| *open).count();
        println!("{alive} of them still listening");
    }
}
