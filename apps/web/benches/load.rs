//! Load from this process on the program in another one, over loopback: requests a second, how long the slow ones take, memory, time to start.
//!
//! `cargo bench -p jenjang-web --bench load -- [STAFF] [CONNECTIONS] [SECONDS] [LISTENERS]`, by default 10,000 people, 16 connections, 10 seconds a
//! page, 1,000 listeners on `/live`. The program runs on a new SQLite file, as the demonstration, without rate limit. A listener takes a file handle
//! on both sides: `ulimit -n 4096` where the shell allows fewer.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::float_arithmetic,
    missing_docs,
    reason = "a measurement: what is absent ends it"
)]

#[path = "../tests/process/mod.rs"]
mod process;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

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

fn main() {
    let given: Vec<u64> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let number = |place: usize, usual: u64| given.get(place).copied().unwrap_or(usual);
    let (staff, connections, seconds, listeners) = (number(0, 10_000), number(1, 16), number(2, 10), number(3, 1_000));
    let connections = usize::try_from(connections).unwrap();
    let lasting = Duration::from_secs(seconds);
    let folder = Folder::new();
    let filled = Server::start(&folder.file(), staff);
    println!(
        "{staff} people, {connections} connections, {seconds} s a page; filled and listening after {:.1} s",
        filled.started_in.as_secs_f64()
    );
    filled.kill();

    let begun = Instant::now();
    let server = Server::start(&folder.file(), staff);
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
