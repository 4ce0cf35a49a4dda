//! The catalogue through its use cases: forms and hours, providers, courses, sessions, enrolment, the waiting list, attendance.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

#[path = "catalogue/concurrency.rs"]
mod concurrency;
#[path = "catalogue/hours.rs"]
mod hours;
#[path = "catalogue/import.rs"]
mod import;
#[path = "catalogue/life.rs"]
mod life;
#[path = "catalogue/refusals.rs"]
mod refusals;
#[path = "catalogue/world.rs"]
mod world;
