//! The tests every store must pass.

#![allow(clippy::unwrap_used, reason = "helpers of tests: what fails here ends the test")]

use jenjang_sqlite::SqliteStore;

async fn empty() -> (SqliteStore, ()) {
    (SqliteStore::temporary().unwrap(), ())
}

jenjang_conformance::suite!(empty);
