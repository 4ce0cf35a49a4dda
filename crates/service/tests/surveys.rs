//! Surveys: who may do what, what is refused and why, what is shown, and what a store holds of answers afterwards.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests: what is absent here ends the test")]

#[path = "surveys/life.rs"]
mod life;
#[path = "surveys/named.rs"]
mod named;
#[path = "surveys/public.rs"]
mod public;
#[path = "surveys/results.rs"]
mod results;
#[path = "surveys/storage.rs"]
mod storage;
#[path = "surveys/world.rs"]
mod world;
