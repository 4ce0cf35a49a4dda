//! Talent reviews and succession through their use cases.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

#[path = "talent/fill_in.rs"]
mod fill_in;
#[path = "talent/succession.rs"]
mod succession;
#[path = "needs/world.rs"]
#[allow(dead_code, reason = "the small agency of another test")]
mod world;
