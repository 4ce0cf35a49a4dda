#![doc = include_str!("../README.md")]
#![allow(
    clippy::float_arithmetic,
    reason = "prices are looked for in floating point; what a plan costs, gains and may at most gain is reckoned in whole numbers"
)]

mod clash;
mod core;
mod dual;
mod model;
mod person;
mod plan;
mod primal;
mod problem;
mod search;
mod why;

pub use clash::Clash;
pub use plan::{Effort, Envelope as Spent, Fairness, FloorReached, Holding, Plan, PlanError, Price, Proof, Seat, plan};
pub use problem::{Candidate, Envelope, Floor, Floors, InputError, Measure, Person, Problem, Session, Strength, UnitFloor};
pub use why::{LeftOut, Why};
