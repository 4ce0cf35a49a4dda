//! One connection, and what repositories ask of it.

use std::time::Duration;

use jenjang::store::StoreError;
use rusqlite::{CachedStatement, Connection, Params, Row};

use crate::error::{failed, undone};

/// A connection whose errors are the port's. Statements are prepared once and kept.
pub(crate) struct Link {
    connection: Connection,
    /// How long SQLite waits for another process.
    patience: Duration,
}

impl Link {
    pub(crate) fn new(connection: Connection, patience: Duration) -> Link {
        connection.set_prepared_statement_cache_capacity(256);
        Link { connection, patience }
    }

    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    pub(crate) fn connection_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }

    pub(crate) fn patience(&self) -> Duration {
        self.patience
    }

    /// The error of the port.
    pub(crate) fn failed(&self, doing: &'static str) -> impl FnOnce(rusqlite::Error) -> StoreError {
        let patience = self.patience;
        move |error| failed(error, doing, patience)
    }

    /// Runs statements outside transactions, or those that begin and end one.
    pub(crate) fn run(&self, doing: &'static str, sql: &str) -> Result<(), StoreError> {
        self.connection.execute_batch(sql).map_err(self.failed(doing))
    }

    /// Whether a transaction is open. SQLite undoes one by itself after some errors, such as a full disk.
    pub(crate) fn in_transaction(&self) -> bool {
        !self.connection.is_autocommit()
    }

    /// A statement of the open transaction.
    ///
    /// # Errors
    /// Where an earlier error undid the transaction: what came after it would be kept by itself.
    pub(crate) fn statement(&self, doing: &'static str, sql: &str) -> Result<CachedStatement<'_>, StoreError> {
        if !self.in_transaction() {
            return Err(undone());
        }
        self.connection.prepare_cached(sql).map_err(self.failed(doing))
    }

    /// Changes rows; how many.
    pub(crate) fn execute(&self, doing: &'static str, sql: &str, params: impl Params) -> Result<u64, StoreError> {
        let changed = self.statement(doing, sql)?.execute(params).map_err(self.failed(doing))?;
        Ok(u64::try_from(changed).unwrap_or(u64::MAX))
    }

    /// The first row, if there is one.
    pub(crate) fn one<T>(
        &self,
        doing: &'static str,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let mut statement = self.statement(doing, sql)?;
        let mut rows = statement.query(params).map_err(self.failed(doing))?;
        rows.next().map_err(self.failed(doing))?.map(read).transpose()
    }

    /// All rows.
    pub(crate) fn many<T>(
        &self,
        doing: &'static str,
        sql: &str,
        params: impl Params,
        mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = self.statement(doing, sql)?;
        let mut rows = statement.query(params).map_err(self.failed(doing))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().map_err(self.failed(doing))? {
            found.push(read(row)?);
        }
        Ok(found)
    }
}
