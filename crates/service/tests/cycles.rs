//! A 360° cycle through its use cases: who may do what when, what comes out, and what stays in the store.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

#[path = "cycles/development.rs"]
mod development;
#[path = "cycles/expected.rs"]
mod expected;
#[path = "cycles/file.rs"]
mod file;
#[path = "cycles/life.rs"]
mod life;
#[path = "cycles/silence.rs"]
mod silence;
#[path = "cycles/sqlite.rs"]
mod sqlite;
#[path = "cycles/storage.rs"]
mod storage;
#[path = "cycles/world.rs"]
mod world;
