//! What one decision costs, as a ratio to the same ten criteria written by hand in the same run.
//!
//! `cargo bench -p jenjang-tests --bench decide`. Every round goes through the same people; the best of many rounds counts, because noise only
//! adds. Before anything is measured, the engine's findings are compared with the hand-written ones, person by person.

#![allow(
    clippy::unwrap_used,
    clippy::float_arithmetic,
    reason = "a measurement may stop at what it did not expect, and counts nanoseconds"
)]

mod reference;

use std::hint::black_box;
use std::time::Instant;

use jenjang::policy::decide::{decide, outcome, prepare};
use jenjang::policy::decision::Outcome;
use jenjang::policy::dossier::Dossier;
use jenjang::policy::earliest::earliest_on;
use jenjang::policy::nearest::nearest_change;
use jenjang_policy_files::{FactsContext, read_facts_json};
use reference::{Native, Words, day};

const PEOPLE: usize = 1024;
const ROUNDS: usize = 60;

/// Nanoseconds per person, best of the rounds.
fn measure<T, R>(people: &[T], rounds: usize, mut run: impl FnMut(&T) -> R) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..rounds {
        let start = Instant::now();
        for person in people {
            black_box(run(black_box(person)));
        }
        best = best.min(start.elapsed().as_secs_f64());
    }
    best * 1e9 / people.len() as f64
}

fn main() {
    let as_of = day(2026, 4, 1);
    let library = reference::library();
    let catalogue = library.catalogue("reference").unwrap();
    let policy = library.set.get("reference/promotion").unwrap();
    let prepared = prepare(&library.set, policy, as_of, as_of).unwrap();
    let people = reference::population(PEOPLE);
    let dossiers: Vec<Dossier> = people.iter().map(|person| reference::dossier(catalogue, person, as_of)).collect();
    let words = Words::new(catalogue, as_of);

    let mut count = 0;
    for (person, dossier) in people.iter().zip(&dossiers) {
        let decision = decide(&prepared, dossier, &[]);
        assert_eq!(decision.findings, words.findings(person, as_of));
        assert_eq!(decision.outcome == Outcome::Eligible, reference::eligible(person, as_of));
        count += usize::from(decision.outcome == Outcome::Eligible);
    }
    println!("{count} of {PEOPLE} people eligible; findings of the engine and by hand are the same for all of them\n");

    let by_hand = measure(&people, ROUNDS, |person: &Native| words.findings(person, as_of));
    let engine = measure(&dossiers, ROUNDS, |dossier| decide(&prepared, dossier, &[]));
    let bare = measure(&people, ROUNDS, |person: &Native| reference::eligible(person, as_of));
    let verdict = measure(&dossiers, ROUNDS, |dossier| outcome(&prepared, dossier));
    let write = measure(&dossiers, ROUNDS, |dossier| serde_json::to_string(&decide(&prepared, dossier, &[])).unwrap());
    let lines: Vec<String> = people.iter().map(reference::json).collect();
    let context = FactsContext::new("people.json", catalogue, Some(as_of));
    let whole = measure(&lines, ROUNDS, |line| {
        let (read, _) = read_facts_json(&context, line);
        serde_json::to_string(&decide(&prepared, &read[0].dossier, &[])).unwrap()
    });
    let horizon = day(2036, 4, 1);
    let when = measure(&dossiers, ROUNDS, |dossier| earliest_on(&prepared, dossier, horizon));
    let advise = measure(&dossiers, ROUNDS, |dossier| nearest_change(&prepared, dossier));
    let ready = measure(&[()], 200, |()| prepare(&library.set, policy, as_of, as_of).unwrap());

    let row = |name: &str, nanoseconds: f64, ratio: Option<f64>| {
        let ratio = ratio.map_or_else(String::new, |ratio| format!("{ratio:>10.2}"));
        println!("{name:<58}{nanoseconds:>12.0}{ratio}");
    };
    println!("{:<58}{:>12}{:>10}", "per person", "ns", "ratio");
    row("findings by hand", by_hand, Some(1.0));
    row("decide: outcome, findings, digest of the facts", engine, Some(engine / by_hand));
    row("decide and write JSON", write, Some(write / by_hand));
    row("read facts from JSON, decide and write JSON", whole, Some(whole / by_hand));
    row("earliest date, ten years ahead", when, Some(when / by_hand));
    row("nearest change", advise, Some(advise / by_hand));
    row("earliest date and nearest change", when + advise, Some((when + advise) / by_hand));
    row("verdict by hand (a bare truth value)", bare, None);
    row("verdict only", verdict, Some(verdict / bare));
    row("prepare the policy for a day (once for all people)", ready, None);
    let bytes: usize = dossiers.iter().map(|dossier| serde_json::to_string(&decide(&prepared, dossier, &[])).unwrap().len()).sum();
    println!("\n{:<58}{:>12}", "bytes of a decision's JSON, mean", bytes / PEOPLE);
    println!("\naccepted: decide at most 5 times findings by hand: {}", if engine <= 5.0 * by_hand { "yes" } else { "no" });
    if engine > 5.0 * by_hand {
        std::process::exit(1);
    }
}
