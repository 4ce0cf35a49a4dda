//! Certificates through their use cases: from a course or an assessment to a file that strangers verify, and what becomes of it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

#[path = "certificates/erasure.rs"]
mod erasure;
#[path = "certificates/keys.rs"]
mod keys;
#[path = "certificates/life.rs"]
mod life;
#[path = "certificates/world.rs"]
mod world;
