//! INVARIANT (same answer everywhere): the SELECT of a policy says of everybody what `decide` says, on engines that are really run.
//!
//! PostgreSQL is the private server of the other tests. DuckDB is a Python wheel in an environment of its own below the target folder; the first
//! run installs it and says so. Where an engine cannot be had its test says so and is skipped. Spark has `tests/spark.sh`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end in a panic")]

mod engines;
mod people;
mod policies;
mod text;
mod wanted;
