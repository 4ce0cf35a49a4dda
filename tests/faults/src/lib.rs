//! The fault harness: a worker that writes and says what was committed, and a check of what a store holds afterwards.
//!
//! The worker (`jenjang-fault-worker`) imports people, moves them, opens, fills and closes 360° cycles, screens rounds and decides anew, each
//! change with its audit entry in one transaction. After each commit it prints the number and digest of the entry. `tests/kill.rs` kills it at
//! random moments and checks the store: every acknowledged commit is there, what an entry says was done is done whole, nothing was done without
//! an entry, the chain verifies.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a program of tests: what is not as expected ends it")]

mod check;
mod dice;
mod place;
mod records;
mod work;

pub use check::{Found, check};
pub use dice::Dice;
pub use place::Place;
pub use work::{Doing, Event, work};
