//! Where a store is, as arguments of the worker.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jenjang::store::{Store, StoreError};
use jenjang_postgres::{PostgresOptions, PostgresStore};
use jenjang_sqlite::{OpenMode, SqliteStore};

/// Where a store is.
#[derive(Clone, Debug)]
pub enum Place {
    /// A file.
    Sqlite(PathBuf),
    /// A URL and the directory of the keys.
    Postgres(String, PathBuf),
}

impl Place {
    /// From `sqlite:<file>` or `<URL>` and a directory.
    pub fn parse(place: &str, keys: &str) -> Place {
        match place.strip_prefix("sqlite:") {
            Some(path) => Place::Sqlite(path.into()),
            None => Place::Postgres(place.to_owned(), keys.into()),
        }
    }

    /// The arguments that give it again.
    pub fn arguments(&self) -> [String; 2] {
        match self {
            Place::Sqlite(path) => [format!("sqlite:{}", path.display()), "-".to_owned()],
            Place::Postgres(url, keys) => [url.clone(), keys.display().to_string()],
        }
    }

    fn options(keys: &Path) -> PostgresOptions {
        PostgresOptions { keys: Some(keys.to_owned()), ..PostgresOptions::default() }
    }

    /// Makes an empty store.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn create(&self) -> Result<Arc<dyn Store>, StoreError> {
        Ok(match self {
            Place::Sqlite(path) => Arc::new(SqliteStore::create(path)?),
            Place::Postgres(url, keys) => Arc::new(PostgresStore::create(url, &Place::options(keys)).await?),
        })
    }

    /// Opens the store.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn open(&self) -> Result<Arc<dyn Store>, StoreError> {
        Ok(match self {
            Place::Sqlite(path) => Arc::new(SqliteStore::open(path, OpenMode::Write)?),
            Place::Postgres(url, keys) => Arc::new(PostgresStore::connect(url, &Place::options(keys)).await?),
        })
    }

    /// Opens the store once its server has recovered; at most a minute is waited.
    ///
    /// # Errors
    /// Those of the store, after that minute or where waiting does not help.
    pub async fn reopen(&self) -> Result<Arc<dyn Store>, StoreError> {
        let begin = Instant::now();
        loop {
            match self.open().await {
                Err(StoreError::Unavailable(_)) if begin.elapsed() < Duration::from_secs(60) => {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
                done => return done,
            }
        }
    }
}
