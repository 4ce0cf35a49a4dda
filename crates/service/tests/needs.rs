//! Needs, demand, the duty of learning hours and individual plans through their use cases.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

#[path = "needs/demand.rs"]
mod demand;
#[path = "needs/duty.rs"]
mod duty;
#[path = "needs/evidence.rs"]
mod evidence;
#[path = "needs/person.rs"]
mod person;
#[path = "needs/plans.rs"]
mod plans;
#[path = "needs/profiles.rs"]
mod profiles;
#[path = "needs/world.rs"]
mod world;
