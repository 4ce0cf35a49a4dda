//! Mentoring, placements and study assignments through their use cases.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

#[path = "mentoring/erasure.rs"]
mod erasure;
#[path = "mentoring/pairs.rs"]
mod pairs;
#[path = "mentoring/placements.rs"]
mod placements;
#[path = "mentoring/studies.rs"]
mod studies;
#[path = "mentoring/wishes.rs"]
mod wishes;
#[path = "mentoring/world.rs"]
mod world;
