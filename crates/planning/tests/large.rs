//! How long large plans take and how well they are proven. Not a test of correctness: it prints, and runs when asked for by name.

#![allow(clippy::unwrap_used, reason = "helpers of tests: what is absent here ends the test")]

#[path = "small/generated.rs"]
#[allow(dead_code, reason = "shared with the small problems")]
mod generated;

use std::time::Instant;

use generated::{Shape, problem};
use jenjang_planning::{Effort, plan};

fn measure(people: u64, sessions: u64, floors: bool, fixed: bool, money: u64) {
    let useful = 800 / sessions;
    let shape = Shape { people, sessions, floors: false, fixed, useful, seats: 40, money, units: 20 };
    let mut problem = problem(people + sessions, shape);
    if floors {
        problem.floors.duty = jenjang_planning::Strength::First;
        problem.floors.mandatory = jenjang_planning::Strength::First;
    }
    let effort = Effort { compare: false, ..Effort::default() };
    let begun = Instant::now();
    let found = plan(&problem, &effort).unwrap();
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "{people} x {sessions} floors {floors} fixed {fixed} money {money}: {} candidates, {} seats, gain {} of at most {}, {:?}, {} nodes, {seconds:.1} s",
        problem.candidates.len(),
        found.seats.len(),
        found.gain,
        found.at_most,
        found.proof,
        found.nodes
    );
    for floor in &found.floors {
        println!("    {:?} {} of {}, at most {}", floor.floor, floor.covered, floor.wanted, floor.at_most);
    }
}

#[test]
#[ignore = "prints how long plans take"]
fn sizes() {
    for (people, sessions) in [(200, 20), (500, 50)] {
        measure(people, sessions, false, false, 800_000);
        measure(people, sessions, false, true, 800_000);
        measure(people, sessions, true, false, 800_000);
        measure(people, sessions, true, true, 800_000);
    }
}
