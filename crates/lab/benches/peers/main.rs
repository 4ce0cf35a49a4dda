//! One contender of `tests/peers.sh`: reads the people of `tests/peers/population.py`, says so, and then runs once for every line of input.
//!
//!     peers CONTENDER THREADS FOLDER...
//!
//! Contenders: `by-hand` (4,096 people at a time), `by-hand-long` (65,536), `by-hand-narrow` (and dates of two bytes in place of four);
//! `eligible`, `compared` and `explained` over columns in memory; `streamed` and `parquet` (who is eligible, read again each time, from the
//! raw files or from Parquet through `tests/peers/mapping.toml`). A line of input is a number of runs; the answer is one line of JSON with
//! processor time and clock of one of them in nanoseconds, the number of the eligible and a hash of their ids. Without arguments
//! (`cargo bench -p jenjang-lab`) nothing is measured. Docs: `docs/performance.md`.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a measurement that cannot go on has nothing to say")]

mod by_hand;
mod policy;
mod raw;

use std::hint::black_box;
use std::io::BufRead;
use std::num::NonZero;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use cpu_time::ProcessTime;
use jenjang::policy::decide::PolicyOnDate;
use jenjang_lab::bits::Bits;
use jenjang_lab::kernel::Kernel;
use jenjang_lab::population::Population;
use jenjang_lab::run::Threads;

use crate::by_hand::{Dates, Day};
use crate::policy::Told;
use crate::raw::People;

/// How many people one thread of the loop takes at a time.
const PART: usize = 65_536;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let [contender, threads, folders @ ..] = &words[..] else {
        return println!("peers: run by tests/peers.sh");
    };
    let threads: NonZero<usize> = threads.parse().unwrap();
    let folders: Vec<PathBuf> = folders.iter().map(PathBuf::from).collect();
    let read = || People::read(&folders).unwrap();
    match contender.as_str() {
        "by-hand" => loops(read(), 34, Dates::wide, 4096, threads),
        "by-hand-long" => loops(read(), 34, Dates::wide, by_hand::LONGEST, threads),
        "by-hand-narrow" => loops(read(), 26, Dates::narrow, by_hand::LONGEST, threads),
        "eligible" => in_memory(read(), threads, 1, policy::eligible),
        "compared" => in_memory(read(), threads, 2, policy::compared),
        "explained" => in_memory(read(), threads, 1, policy::explained),
        "streamed" => {
            let prepared = policy::policies();
            let files = policy::Files::new(&prepared[0], &folders).unwrap();
            ask(&files, 0, threads, &prepared[..1], policy::eligible);
        }
        "parquet" => {
            let prepared = policy::policies();
            let file = policy::parquet(&prepared[0], &folders[0]);
            ask(&*file, 0, threads, &prepared[..1], policy::eligible);
        }
        _ => panic!("no contender `{contender}`"),
    }
}

fn loops<D: Day + Sync>(mut people: People, width: usize, dates: fn(&mut People) -> Dates<D>, block: usize, threads: NonZero<usize>) {
    let dates = dates(&mut people);
    serve(people.len(), width * people.len(), || by_hand(&people, &dates, block, threads));
}

/// What is asked of the lab.
type Question = fn(&Kernel, &dyn Population, Threads) -> (Vec<Bits>, Told);

fn in_memory(people: People, threads: NonZero<usize>, policies: usize, question: Question) {
    let prepared = policy::policies();
    let columns = policy::in_memory(&prepared[0], &people);
    drop(people);
    ask(&columns, columns.bytes(), threads, &prepared[..policies], question);
}

fn ask(people: &dyn Population, bytes: usize, threads: NonZero<usize>, policies: &[Arc<PolicyOnDate>], question: Question) {
    let kernel = Kernel::new(policies);
    let count = usize::try_from(people.people().unwrap_or(0)).unwrap();
    serve(count, bytes, || {
        let (masks, told) = question(&kernel, people, Threads(threads));
        let counted = masks.iter().map(Bits::count).sum();
        (masks, counted, told)
    });
}

/// Parts of the people on all threads, each to its own masks.
fn by_hand<D: Day + Sync>(people: &People, dates: &Dates<D>, block: usize, threads: NonZero<usize>) -> (Vec<Bits>, u64, Told) {
    let parts = people.len().div_ceil(PART);
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(parts));
    let work = || {
        loop {
            let part = next.fetch_add(1, Ordering::Relaxed);
            if part >= parts {
                return;
            }
            let places: Range<usize> = part * PART..people.len().min((part + 1) * PART);
            let found = by_hand::eligible(people, dates, places, block);
            done.lock().unwrap().push((part, found));
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.get() {
            scope.spawn(work);
        }
        work();
    });
    let mut done = done.into_inner().unwrap();
    done.sort_unstable_by_key(|(part, _)| *part);
    let count = done.iter().map(|(_, (_, count))| count).sum();
    let masks = done.into_iter().map(|(part, (words, _))| Bits::from_words(words, PART.min(people.len() - part * PART)));
    (masks.collect(), count, Vec::new())
}

/// Says what there is, then runs as often as every line of input asks.
fn serve(people: usize, bytes: usize, run: impl Fn() -> (Vec<Bits>, u64, Told)) {
    println!("{{\"people\": {people}, \"bytes\": {bytes}, \"megabytes\": {}}}", memory("VmRSS:"));
    // from here on the system counts the peak anew
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    for line in std::io::stdin().lock().lines() {
        let runs: u32 = line.unwrap().trim().parse().unwrap();
        let (clock, work) = (Instant::now(), ProcessTime::now());
        for _ in 1..runs {
            black_box(run());
        }
        let (masks, count, told) = run();
        let (work, clock) = (work.elapsed() / runs, clock.elapsed() / runs);
        let (mut hash, mut first) = (0_u64, 0);
        for mask in &masks {
            hash = hash.wrapping_add(by_hand::hash(mask.words(), first));
            first += mask.len();
        }
        let told: String = told.iter().map(|(name, numbers)| format!(", \"{name}\": {numbers:?}")).collect();
        let (work, clock, peak) = (work.as_nanos(), clock.as_nanos(), memory("VmHWM:"));
        println!("{{\"work\": {work}, \"clock\": {clock}, \"count\": {count}, \"hash\": {hash}, \"peak\": {peak}{told}}}");
    }
}

/// A resident size of this process in MB; 0 where the system does not say.
fn memory(which: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(which));
    line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok()).unwrap_or(0) / 1000
}
