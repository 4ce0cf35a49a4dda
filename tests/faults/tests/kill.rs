//! Workers killed with SIGKILL at random moments.
//!
//! `JENJANG_FAULT_KILLS` sets how many times for each store (20 unless told), `JENJANG_FAULT_SEED` the moments. `tests/faults.sh` runs many.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

mod common;

use std::collections::BTreeMap;
use std::process::Command;
use std::time::{Duration, Instant};

use common::{Directory, Worker, check_whole, say, wait};
use jenjang_faults::{Dice, Place};

/// Kills on one store before another is begun, so that checking it stays quick.
const ROUND: u64 = 20;

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).ok().map_or(default, |text| text.parse().unwrap())
}

/// What was seen over all kills.
#[derive(Default)]
struct Figures {
    kills: u64,
    kills_of_servers: u64,
    acknowledged: u64,
    /// Kept by a commit whose answer the worker did not live to pass on.
    unacknowledged: u64,
    during: BTreeMap<String, u64>,
    people: u64,
    cycles: u64,
    decisions: u64,
}

impl Figures {
    fn say(&self, store: &str, begin: Instant) {
        let during: Vec<String> = self.during.iter().map(|(doing, times)| format!("{doing} {times}")).collect();
        say(&format!(
            "{store}: {} kills ({} of server processes besides) in {} s; {} commits acknowledged, none lost, {} kept whose acknowledgement the \
             kill cut off; killed during: {}; people {}, cycles {}, decisions {}; nothing half-done, every chain sound",
            self.kills,
            self.kills_of_servers,
            begin.elapsed().as_secs(),
            self.acknowledged,
            self.unacknowledged,
            during.join(", "),
            self.people,
            self.cycles,
            self.decisions,
        ));
    }
}

/// Kills workers on one store; `strike` may do more harm just before.
fn kill_on(place: &Place, kills: u64, dice: &mut Dice, figures: &mut Figures, mut strike: impl FnMut(&mut Dice) -> bool) {
    drop(wait(place.create()).unwrap());
    let mut kept = 0;
    let mut last = None;
    for kill in 0..kills {
        let mut worker = Worker::start(place, dice.below(u64::MAX), u64::MAX);
        worker.wait_for_work();
        std::thread::sleep(Duration::from_micros(dice.below(250_000)));
        let struck = strike(dice);
        if struck && dice.below(2) == 0 {
            // the worker lives on to be told by its store
            std::thread::sleep(Duration::from_millis(dice.below(100)));
        }
        let said = worker.kill();
        if let Some((kind, sentence)) = &said.error {
            assert!(struck && kind == "Unavailable", "a worker ended by itself: {kind}, {sentence}");
        }
        let store = wait(place.reopen()).unwrap();
        let when = format!("after kill {kill}, during {:?}", said.doing);
        let found = check_whole(&*store, &[&said], kept, 1, &when);
        let now = found.entries.len() as u64;
        figures.unacknowledged += now - kept - said.acknowledged.len() as u64;
        kept = now;
        figures.kills += 1;
        figures.kills_of_servers += u64::from(struck);
        figures.acknowledged += said.acknowledged.len() as u64;
        *figures.during.entry(said.doing.clone().unwrap_or_else(|| "between changes".to_owned())).or_default() += 1;
        last = Some(found);
    }
    if let Some(found) = last {
        figures.people += found.people;
        figures.cycles += found.cycles;
        figures.decisions += found.decisions;
    }
}

#[test]
fn nothing_acknowledged_is_lost_and_nothing_half_done_is_kept_in_sqlite() {
    let (begin, kills) = (Instant::now(), number("JENJANG_FAULT_KILLS", 20));
    let (mut dice, mut figures) = (Dice::new(number("JENJANG_FAULT_SEED", 1)), Figures::default());
    while figures.kills < kills {
        let directory = Directory::new();
        let place = Place::Sqlite(directory.path().join("store.db"));
        kill_on(&place, ROUND.min(kills - figures.kills), &mut dice, &mut figures, |_| false);
    }
    figures.say("SQLite", begin);
    assert!(figures.acknowledged > kills, "the workers hardly worked");
}

#[test]
fn nothing_acknowledged_is_lost_and_nothing_half_done_is_kept_in_postgresql() {
    let Some(server) = jenjang_test_postgres::server() else { return };
    let (begin, kills) = (Instant::now(), number("JENJANG_FAULT_KILLS", 20));
    let (mut dice, mut figures) = (Dice::new(number("JENJANG_FAULT_SEED", 2)), Figures::default());
    while figures.kills < kills {
        let (database, keys) = (server.database(), Directory::new());
        let place = Place::Postgres(database.url(), keys.path().to_owned());
        let strike = |dice: &mut Dice| {
            if dice.below(3) > 0 {
                return false;
            }
            // the process of the server that serves the worker: PostgreSQL then ends all others and recovers from its log
            let served = database.psql(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend' LIMIT 1",
            );
            let served = served.trim();
            !served.is_empty() && Command::new("kill").args(["-9", served]).status().unwrap().success()
        };
        kill_on(&place, ROUND.min(kills - figures.kills), &mut dice, &mut figures, strike);
    }
    figures.say("PostgreSQL", begin);
    assert!(figures.acknowledged > kills, "the workers hardly worked");
}
