//! Which store, and opening it.

use std::path::PathBuf;

use jenjang::legal::Label;
use jenjang::store::{Store, StoreError};
use jenjang_postgres::{PostgresOptions, PostgresStore};
use jenjang_sqlite::{OpenMode, SqliteStore};

/// Which store, before it is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// One file.
    Sqlite(PathBuf),
    /// A server: its address.
    Postgres(String),
}

impl Place {
    /// What `--database` names: `FILE`, `sqlite:FILE`, `postgres://…`.
    ///
    /// # Errors
    /// A sentence for the operator where it names no store.
    pub fn parse(given: &str) -> Result<Place, Label> {
        if given.starts_with("postgres://") || given.starts_with("postgresql://") {
            return Ok(Place::Postgres(given.to_owned()));
        }
        let path = given.strip_prefix("sqlite://").or_else(|| given.strip_prefix("sqlite:")).unwrap_or(given);
        let scheme = path.split_once("://").map(|(scheme, _)| scheme);
        match scheme {
            Some(scheme) => Err(Label::new(
                format!("`--database`: tidak ada penyimpanan bernama `{scheme}`, seharusnya `sqlite:BERKAS` atau `postgres://…`"),
                format!("`--database`: there is no store named `{scheme}`, expected `sqlite:FILE` or `postgres://…`"),
            )),
            None if path.is_empty() => Err(Label::new(
                "`--database` kosong, seharusnya `sqlite:BERKAS` atau `postgres://…`",
                "`--database` is empty, expected `sqlite:FILE` or `postgres://…`",
            )),
            None => Ok(Place::Sqlite(PathBuf::from(path))),
        }
    }

    /// What people read; never a password.
    pub fn shown(&self) -> String {
        match self {
            Place::Sqlite(path) => path.display().to_string(),
            Place::Postgres(url) => {
                let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", url));
                let rest = rest.rsplit_once('@').map_or(rest, |(_, rest)| rest);
                format!("{scheme}://{}", rest.split_once('?').map_or(rest, |(rest, _)| rest))
            }
        }
    }

    /// Where the key that signs checkpoints is, unless told: beside the file, or in the current folder for a server.
    pub fn audit_key(&self) -> PathBuf {
        match self {
            Place::Sqlite(path) => path.with_extension("audit-key"),
            Place::Postgres(_) => PathBuf::from("jenjang.audit-key"),
        }
    }

    /// Where the key that signs certificates is, unless told: as the key of checkpoints.
    pub fn issuer_key(&self) -> PathBuf {
        self.audit_key().with_extension("issuer-key")
    }

    /// Opens the store that is there. `keys` is the folder of the keys to answers of open cycles, for a server.
    ///
    /// # Errors
    /// [`StoreError::Missing`] where there is none, or another that says why it cannot be opened.
    pub async fn open(&self, keys: Option<PathBuf>) -> Result<Opened, StoreError> {
        match self {
            Place::Sqlite(path) => SqliteStore::open(path, OpenMode::Write).map(Opened::Sqlite),
            Place::Postgres(url) => PostgresStore::connect(url, &options(keys)).await.map(Opened::Postgres),
        }
    }

    /// Makes a new store.
    ///
    /// # Errors
    /// [`StoreError`] that says why it cannot be made.
    pub async fn create(&self, keys: Option<PathBuf>) -> Result<Opened, StoreError> {
        match self {
            Place::Sqlite(path) => SqliteStore::create(path).map(Opened::Sqlite),
            Place::Postgres(url) => PostgresStore::create(url, &options(keys)).await.map(Opened::Postgres),
        }
    }

    /// Brings the store up to date; the versions before and after.
    ///
    /// # Errors
    /// As [`Place::open`].
    pub async fn migrate(&self, keys: Option<PathBuf>) -> Result<(i64, i64), StoreError> {
        match self {
            Place::Sqlite(path) => SqliteStore::migrate(path),
            Place::Postgres(url) => PostgresStore::migrate(url, &options(keys)).await.map(|done| (done.from, done.to)),
        }
    }
}

fn options(keys: Option<PathBuf>) -> PostgresOptions {
    PostgresOptions { keys, ..PostgresOptions::default() }
}

/// A store that was opened.
pub enum Opened {
    /// One file.
    Sqlite(SqliteStore),
    /// A server.
    Postgres(PostgresStore),
}

impl Opened {
    /// The store, whichever it is.
    pub fn store(&self) -> &dyn Store {
        match self {
            Opened::Sqlite(store) => store,
            Opened::Postgres(store) => store,
        }
    }

    /// As [`Opened::store`], to keep.
    pub fn into_store(self) -> Box<dyn Store> {
        match self {
            Opened::Sqlite(store) => Box::new(store),
            Opened::Postgres(store) => Box::new(store),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_named_by_url_or_path() {
        let shown = |given: &str| Place::parse(given).map(|place| format!("{place:?}")).unwrap_or_else(|refused| refused.en.to_string());
        assert_eq!(shown("jenjang.db"), r#"Sqlite("jenjang.db")"#);
        assert_eq!(shown("sqlite:/data/a.db"), r#"Sqlite("/data/a.db")"#);
        assert_eq!(shown("sqlite://a.db"), r#"Sqlite("a.db")"#);
        assert!(shown("postgresql://u@h/d").starts_with("Postgres"));
        assert_eq!(shown("mysql://h/d"), "`--database`: there is no store named `mysql`, expected `sqlite:FILE` or `postgres://…`");
        assert_eq!(shown("sqlite:"), "`--database` is empty, expected `sqlite:FILE` or `postgres://…`");
    }

    #[test]
    fn a_password_is_never_shown() {
        let place = Place::parse("postgres://jenjang:rahasia@db.example/jenjang?password=rahasia").unwrap();
        assert_eq!(place.shown(), "postgres://db.example/jenjang");
    }
}
