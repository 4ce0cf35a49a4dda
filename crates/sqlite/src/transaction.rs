//! One unit of work on one connection.

use async_lock::MutexGuardArc;
use async_trait::async_trait;
use jenjang::access::{AccessTokens, Grants, IdempotencyKeys, Outbox, Sessions};
use jenjang::audit::repository::AuditRepository;
use jenjang::competency::repository::CompetencyRepository;
use jenjang::development::repository::DevelopmentRepository;
use jenjang::evaluation::repository::CycleRepository;
use jenjang::people::repository::PeopleRepository;
use jenjang::policy::repository::PolicyRepository;
use jenjang::promotion::repository::{AppealRepository, DecisionRepository, RoundRepository};
use jenjang::record::RecordRepository;
use jenjang::store::{StoreError, Transaction};

use crate::error::undone;
use crate::link::Link;

/// A transaction. The connection goes back when it is dropped, and what was not committed is undone.
pub(crate) struct SqliteTransaction {
    link: MutexGuardArc<Link>,
    writes: bool,
}

impl SqliteTransaction {
    /// Begins to write: no other process writes until it ends.
    pub(crate) fn begin(link: MutexGuardArc<Link>) -> Result<SqliteTransaction, StoreError> {
        let transaction = SqliteTransaction { link, writes: true };
        transaction.undo();
        transaction.link.run("beginning to write", "BEGIN IMMEDIATE")?;
        Ok(transaction)
    }

    /// Begins to read. SQLite takes the moment at the first read, which is therefore made at once.
    pub(crate) fn read(link: MutexGuardArc<Link>) -> Result<SqliteTransaction, StoreError> {
        let transaction = SqliteTransaction { link, writes: false };
        transaction.undo();
        transaction.link.run("beginning to read", "BEGIN DEFERRED")?;
        transaction.link.one("beginning to read", "SELECT 1 FROM chore LIMIT 1", (), |_| Ok(()))?;
        Ok(transaction)
    }

    /// The connection, to read.
    pub(crate) fn link(&self) -> &Link {
        &self.link
    }

    /// The connection, to write.
    pub(crate) fn writer(&self) -> Result<&Link, StoreError> {
        if self.writes { Ok(&self.link) } else { Err(StoreError::ReadOnly { reason: "the transaction only reads" }) }
    }

    /// Undoes what is open. Where that fails the connection is closed or broken, and whoever begins next is told.
    fn undo(&self) {
        if self.link.in_transaction() {
            let _ = self.link.connection().execute_batch("ROLLBACK");
        }
    }
}

impl Drop for SqliteTransaction {
    fn drop(&mut self) {
        self.undo();
    }
}

#[async_trait]
impl Transaction for SqliteTransaction {
    fn people(&mut self) -> &mut dyn PeopleRepository {
        self
    }

    fn competency(&mut self) -> &mut dyn CompetencyRepository {
        self
    }

    fn policies(&mut self) -> &mut dyn PolicyRepository {
        self
    }

    fn cycles(&mut self) -> &mut dyn CycleRepository {
        self
    }

    fn rounds(&mut self) -> &mut dyn RoundRepository {
        self
    }

    fn decisions(&mut self) -> &mut dyn DecisionRepository {
        self
    }

    fn appeals(&mut self) -> &mut dyn AppealRepository {
        self
    }

    fn development(&mut self) -> &mut dyn DevelopmentRepository {
        self
    }

    fn records(&mut self) -> &mut dyn RecordRepository {
        self
    }

    fn audit(&mut self) -> &mut dyn AuditRepository {
        self
    }

    fn grants(&mut self) -> &mut dyn Grants {
        self
    }

    fn outbox(&mut self) -> &mut dyn Outbox {
        self
    }

    fn idempotency(&mut self) -> &mut dyn IdempotencyKeys {
        self
    }

    fn tokens(&mut self) -> &mut dyn AccessTokens {
        self
    }

    fn sessions(&mut self) -> &mut dyn Sessions {
        self
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        if !self.link.in_transaction() {
            return Err(undone());
        }
        self.link.run("committing", "COMMIT")
    }
}
