//! A policy from its first clause to its enactment and socialisation, and what is refused on the way.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests: what is absent here ends the test")]

#[path = "consultation/coverage.rs"]
mod coverage;
#[path = "consultation/refusals.rs"]
mod refusals;
#[path = "consultation/story.rs"]
mod story;
#[path = "consultation/understanding.rs"]
mod understanding;
#[path = "consultation/world.rs"]
mod world;
