//! The tests every store must pass.

use jenjang_sqlite::SqliteStore;

async fn empty() -> (SqliteStore, ()) {
    (SqliteStore::temporary().unwrap(), ())
}

jenjang_conformance::suite!(empty);
