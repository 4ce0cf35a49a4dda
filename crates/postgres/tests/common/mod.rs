//! Empty stores on the private server of this test process.

#![allow(dead_code, clippy::unwrap_used, reason = "helpers of tests: each file uses some of them")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use jenjang_postgres::{PostgresOptions, PostgresStore};
use jenjang_test_postgres::Database;

/// A directory that goes when it is dropped.
pub(crate) struct Directory(PathBuf);

impl Directory {
    pub(crate) fn new() -> Directory {
        static COUNTER: AtomicU64 = AtomicU64::new(0);
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("jenjang-keys-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Directory(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// The keys in it.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().path()).collect()
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A database with a directory for its keys.
pub(crate) struct Place {
    pub(crate) database: Database<'static>,
    pub(crate) keys: Directory,
}

impl Place {
    /// An empty one; `None` where there is no PostgreSQL.
    pub(crate) fn new() -> Option<Place> {
        let server = jenjang_test_postgres::server()?;
        Some(Place { database: server.database(), keys: Directory::new() })
    }

    pub(crate) fn options(&self) -> PostgresOptions {
        PostgresOptions { keys: Some(self.keys.path().to_owned()), ..PostgresOptions::default() }
    }

    pub(crate) async fn create(&self) -> PostgresStore {
        PostgresStore::create(&self.database.url(), &self.options()).await.unwrap()
    }

    pub(crate) async fn connect(&self) -> PostgresStore {
        PostgresStore::connect(&self.database.url(), &self.options()).await.unwrap()
    }
}

/// An empty store, and what has to stay as long as it is used.
pub(crate) async fn empty() -> (PostgresStore, Place) {
    let place = Place::new().unwrap();
    (place.create().await, place)
}
