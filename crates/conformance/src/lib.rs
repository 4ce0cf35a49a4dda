#![doc = include_str!("../README.md")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a library of tests: what is not as promised ends the test")]

mod fixtures;
mod list;
mod random;
mod runner;
mod tests;

pub use list::TESTS;
pub use runner::{Fresh, Stores, Test, check};
