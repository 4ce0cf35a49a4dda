//! The budget through its use cases: envelopes, plans from stored needs, adoption by another, settling, what a year brought.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

#[path = "budget/life.rs"]
mod life;
#[path = "budget/world.rs"]
mod world;
