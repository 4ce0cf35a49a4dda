//! The memory store, which is the reference, keeps every promise.

use jenjang::store::MemoryStore;

async fn empty() -> (MemoryStore, ()) {
    (MemoryStore::new(), ())
}

jenjang_conformance::suite!(empty);
