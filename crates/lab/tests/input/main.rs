//! People from files: every format gives the same values, foreign tables are read through mappings, and bad input is named, located, counted.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what is absent here ends the test")]

mod bad;
mod foreign;
mod formats;
mod made;
#[path = "../small/mod.rs"]
mod small;
mod twice;
