//! The versions of the schema and how one becomes the next.
//!
//! Each version is a file in `migrations/`. Versions go forward only, expand then contract: what an older program that still runs needs is taken away
//! in a later release than the one that stops needing it.

use deadpool_postgres::{Object, Pool};
use jenjang::store::StoreError;
use tokio_postgres::error::SqlState;

use crate::error::{failed, no_connection, refused};
use crate::options::PostgresOptions;

/// The versions in order, the first one being 1.
const MIGRATIONS: [(&str, &str); 5] = [
    ("0001_first", include_str!("../migrations/0001_first.sql")),
    ("0002_record", include_str!("../migrations/0002_record.sql")),
    ("0003_policy_head", include_str!("../migrations/0003_policy_head.sql")),
    ("0004_answer_draft", include_str!("../migrations/0004_answer_draft.sql")),
    ("0005_unit_parent", include_str!("../migrations/0005_unit_parent.sql")),
];

/// The newest version this program knows.
pub const NEWEST: i64 = 5;

/// What bringing a database up to date did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Migrated {
    /// The version before; 0 for an empty database.
    pub from: i64,
    /// The version now.
    pub to: i64,
}

/// The version of a database; `None` where it holds no store.
pub(crate) async fn version(client: &Object, lock_seconds: u64) -> Result<Option<i64>, StoreError> {
    match client.query_opt("SELECT version FROM jenjang_schema WHERE only_row", &[]).await {
        Ok(Some(row)) => row.try_get(0).map(Some).map_err(|error| failed("reading the version", lock_seconds, error)),
        Ok(None) => Ok(None),
        Err(error) if error.code() == Some(&SqlState::UNDEFINED_TABLE) => Ok(None),
        Err(error) => Err(failed("reading the version", lock_seconds, error)),
    }
}

/// Refuses a database this program cannot use.
pub(crate) async fn check_version(client: &Object, place: String, lock_seconds: u64) -> Result<(), StoreError> {
    match version(client, lock_seconds).await? {
        None | Some(0) => Err(StoreError::Missing { place }),
        Some(found) if found > NEWEST => Err(StoreError::Newer { found, known: NEWEST }),
        Some(found) if found < NEWEST => Err(StoreError::Older { found, expected: NEWEST }),
        Some(_) => Ok(()),
    }
}

/// Brings a database up to date, one version at a time, each in a transaction of its own. Two programs may do so at once: one waits.
pub(crate) async fn migrate(pool: &Pool, options: &PostgresOptions, place: &str) -> Result<Migrated, StoreError> {
    let doing = "migrating";
    let seconds = options.lock_seconds();
    let fail = |error: tokio_postgres::Error| match error.code() {
        // a table of one of our names that we did not make
        Some(code) if *code == SqlState::DUPLICATE_TABLE => StoreError::Foreign { place: place.to_owned() },
        _ => failed(doing, seconds, error),
    };
    let mut client = pool.get().await.map_err(|error| no_connection(options.connect_timeout.as_secs(), error))?;
    let encoding = client.query_one("SELECT current_setting('server_encoding')", &[]).await.map_err(fail)?;
    let encoding: String = encoding.try_get(0).map_err(fail)?;
    if encoding != "UTF8" {
        return Err(refused(
            doing,
            format!("the database is encoded in `{encoding}`, expected `UTF8` (CREATE DATABASE … ENCODING 'UTF8')"),
        ));
    }
    if version(&client, seconds).await?.is_none() {
        let table = "CREATE TABLE IF NOT EXISTS jenjang_schema (only_row boolean PRIMARY KEY CHECK (only_row), version bigint NOT NULL)";
        if let Err(error) = client.batch_execute(table).await {
            // two programs that make it at the same moment: the other one did
            let other = [SqlState::UNIQUE_VIOLATION, SqlState::DUPLICATE_TABLE, SqlState::DUPLICATE_OBJECT];
            if !error.code().is_some_and(|code| other.contains(code)) {
                return Err(fail(error));
            }
        }
        let row = "INSERT INTO jenjang_schema VALUES (true, 0) ON CONFLICT DO NOTHING";
        client.batch_execute(row).await.map_err(fail)?;
    }
    let mut first = None;
    loop {
        // dropped without commit, it rolls back
        let transaction = client.transaction().await.map_err(fail)?;
        // a migration may take long; a lock it may not
        transaction.batch_execute(&format!("SET LOCAL lock_timeout = '{}ms'", options.lock_timeout.as_millis())).await.map_err(fail)?;
        let row = transaction.query_one("SELECT version FROM jenjang_schema WHERE only_row FOR UPDATE", &[]).await.map_err(fail)?;
        let found: i64 = row.try_get(0).map_err(fail)?;
        let from = *first.get_or_insert(found);
        if found > NEWEST {
            return Err(StoreError::Newer { found, known: NEWEST });
        }
        let Some((_, sql)) = usize::try_from(found).ok().and_then(|place| MIGRATIONS.get(place)) else {
            return Ok(Migrated { from, to: found });
        };
        transaction.batch_execute(sql).await.map_err(fail)?;
        if found == 0 {
            let mut random = [0; 8];
            getrandom::fill(&mut random).map_err(|error| refused(doing, error.to_string()))?;
            let id = format!("{:016x}", u64::from_be_bytes(random));
            transaction.execute("INSERT INTO store_identity VALUES (true, $1)", &[&id]).await.map_err(fail)?;
        }
        transaction.execute("UPDATE jenjang_schema SET version = $1", &[&found.saturating_add(1)]).await.map_err(fail)?;
        transaction.commit().await.map_err(fail)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_are_numbered_in_order() {
        assert_eq!(usize::try_from(NEWEST), Ok(MIGRATIONS.len()));
        for (place, (name, _)) in MIGRATIONS.iter().enumerate() {
            assert!(name.starts_with(&format!("{:04}_", place + 1)), "{name}");
        }
    }
}
