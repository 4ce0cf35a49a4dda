//! PostgreSQL keeps every promise of a store, on a private server.

mod common;

use common::empty;

jenjang_conformance::suite!(empty, if jenjang_test_postgres::server().is_some());
