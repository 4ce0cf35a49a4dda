//! One unit of work on one connection.

use std::future::Future;
use std::io::Cursor;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Waker};

use async_trait::async_trait;
use deadpool_postgres::Object;
use jenjang::access::{AccessTokens, Grants, IdempotencyKeys, Outbox, Sessions};
use jenjang::audit::repository::AuditRepository;
use jenjang::audit::{ChainHead, Digest};
use jenjang::competency::repository::CompetencyRepository;
use jenjang::development::repository::DevelopmentRepository;
use jenjang::evaluation::repository::CycleRepository;
use jenjang::people::repository::PeopleRepository;
use jenjang::policy::repository::PolicyRepository;
use jenjang::promotion::repository::{AppealRepository, DecisionRepository, RoundRepository};
use jenjang::record::RecordRepository;
use jenjang::store::{Revision, StoreError, Transaction};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use crate::copy::Copy;
use crate::error::{failed, refused};
use crate::row;
use crate::store::Shared;

/// Values for the places of a statement.
pub(crate) type Values<'a> = &'a [&'a (dyn ToSql + Sync)];

/// A connection with a transaction open on it.
///
/// INVARIANT (no dirty connection in the pool): whoever gives it back without an answer to COMMIT first queues ROLLBACK. Statements of a connection
/// are worked off in order, so that the next user's come after it; a connection that broke is thrown away by the pool.
struct Connection {
    client: Object,
    ended: bool,
}

impl Drop for Connection {
    fn drop(&mut self) {
        if !self.ended {
            // the first poll hands the statement over; nobody waits for the answer
            let rollback = pin!(self.client.batch_execute("ROLLBACK"));
            let _ = rollback.poll(&mut Context::from_waker(Waker::noop()));
        }
    }
}

/// A transaction on PostgreSQL.
pub(crate) struct PostgresTransaction {
    connection: Connection,
    pub(crate) shared: Arc<Shared>,
    /// Where the audit trail stands, known to whoever may write.
    pub(crate) head: Option<ChainHead>,
    writes: bool,
    /// Whether a statement failed, or was given up before its answer came: what it was part of may be half done.
    failed: bool,
}

impl PostgresTransaction {
    pub(crate) async fn begin(shared: Arc<Shared>) -> Result<PostgresTransaction, StoreError> {
        let settings = shared.options.settings();
        let statements = format!("BEGIN ISOLATION LEVEL READ COMMITTED; {settings}");
        let mut transaction = PostgresTransaction::open(shared, &statements, true).await?;
        let lock = "SELECT sequence, digest FROM audit_head WHERE only_row FOR UPDATE";
        let locked = transaction.find("waiting for other writers", lock, &[]).await?;
        transaction.head = locked.map(|row| head(&row)).transpose()?.flatten();
        Ok(transaction)
    }

    pub(crate) async fn read(shared: Arc<Shared>) -> Result<PostgresTransaction, StoreError> {
        // the snapshot is taken by the first statement that reads
        let settings = shared.options.settings();
        let statements = format!("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {settings} SELECT sequence FROM audit_head");
        PostgresTransaction::open(shared, &statements, false).await
    }

    async fn open(shared: Arc<Shared>, statements: &str, writes: bool) -> Result<PostgresTransaction, StoreError> {
        // after a restart of the server connections of the pool may be dead: nothing was done on them yet, so the next one is as good
        for _ in 0..shared.options.connections {
            match PostgresTransaction::open_once(Arc::clone(&shared), statements, writes).await {
                Err(Broken { error: StoreError::Unavailable(_), connected: true }) => {}
                done => return done.map_err(|broken| broken.error),
            }
        }
        PostgresTransaction::open_once(shared, statements, writes).await.map_err(|broken| broken.error)
    }

    async fn open_once(shared: Arc<Shared>, statements: &str, writes: bool) -> Result<PostgresTransaction, Broken> {
        let client = shared.connection().await.map_err(|error| Broken { error, connected: false })?;
        let connection = Connection { client, ended: false };
        let mut transaction = PostgresTransaction { connection, shared, head: None, writes, failed: false };
        let begun = transaction.connection.client.batch_execute(statements).await;
        let doing = "beginning a transaction";
        begun.map_err(|error| Broken { error: transaction.failed(doing, error), connected: true })?;
        Ok(transaction)
    }

    /// What went wrong. From here on the server refuses everything but ROLLBACK.
    pub(crate) fn failed(&mut self, doing: &'static str, error: tokio_postgres::Error) -> StoreError {
        self.failed = true;
        failed(doing, self.shared.options.lock_seconds(), error)
    }

    /// A statement is sent. A caller who gives up waiting never comes to [`PostgresTransaction::over`].
    fn under_way(&mut self) -> bool {
        std::mem::replace(&mut self.failed, true)
    }

    /// It was answered; what `under_way` said stands again.
    pub(crate) fn over(&mut self, failed: bool) {
        self.failed = failed;
    }

    /// Refuses to write in a transaction that only reads.
    pub(crate) fn may_write(&self) -> Result<(), StoreError> {
        if self.writes { Ok(()) } else { Err(StoreError::ReadOnly { reason: "the transaction only reads" }) }
    }

    /// The rows a statement gives.
    pub(crate) async fn rows(&mut self, doing: &'static str, sql: &str, values: Values<'_>) -> Result<Vec<Row>, StoreError> {
        let failed = self.under_way();
        let done = async {
            let statement = self.connection.client.prepare_cached(sql).await?;
            self.connection.client.query(&statement, values).await
        };
        let done = done.await;
        let rows = done.map_err(|error| self.failed(doing, error))?;
        self.over(failed);
        Ok(rows)
    }

    /// The only row a statement gives, if any.
    pub(crate) async fn find(&mut self, doing: &'static str, sql: &str, values: Values<'_>) -> Result<Option<Row>, StoreError> {
        Ok(self.rows(doing, sql, values).await?.pop())
    }

    /// Runs a statement that writes; how many rows it touched.
    pub(crate) async fn run(&mut self, doing: &'static str, sql: &str, values: Values<'_>) -> Result<u64, StoreError> {
        self.may_write()?;
        let failed = self.under_way();
        let done = async {
            let statement = self.connection.client.prepare_cached(sql).await?;
            self.connection.client.execute(&statement, values).await
        };
        let done = done.await;
        let touched = done.map_err(|error| self.failed(doing, error))?;
        self.over(failed);
        Ok(touched)
    }

    /// Begins a COPY (`COPY t (…) FROM STDIN BINARY`).
    pub(crate) async fn copy(&mut self, doing: &'static str, sql: &str) -> Result<Copy, StoreError> {
        self.may_write()?;
        let failed = self.under_way();
        let done = async {
            let statement = self.connection.client.prepare_cached(sql).await?;
            self.connection.client.copy_in::<_, Cursor<Vec<u8>>>(&statement).await
        };
        let done = done.await;
        Ok(Copy::new(doing, done.map_err(|error| self.failed(doing, error))?, failed))
    }

    /// The next revision of something, where the caller has read the one that is stored. `sql` gives the column `revision`.
    pub(crate) async fn next_revision(
        &mut self,
        (what, table, name): (&'static str, &'static str, String),
        sql: &str,
        values: Values<'_>,
        expected: Option<Revision>,
    ) -> Result<Revision, StoreError> {
        self.may_write()?;
        let found = self.find("reading a revision", sql, values).await?;
        let found = found.map(|found| row::revision(&found, table)).transpose()?;
        if found != expected {
            return Err(StoreError::Conflict { what, id: name, found, expected });
        }
        Ok(found.map_or(Revision::FIRST, Revision::next))
    }
}

/// Why no transaction could be begun, and whether there was a connection.
struct Broken {
    error: StoreError,
    connected: bool,
}

/// Where the audit trail stands, as its one row says; `None` for an empty trail.
pub(crate) fn head(found: &Row) -> Result<Option<ChainHead>, StoreError> {
    let sequence = row::count(found, "audit_head", "sequence")?;
    if sequence == 0 {
        return Ok(None);
    }
    let digest: Digest = row::digest(found, "audit_head", "digest")?;
    Ok(Some(ChainHead { sequence, digest }))
}

/// That something is there already.
pub(crate) fn taken(what: &'static str, name: impl ToString) -> StoreError {
    StoreError::Conflict { what, id: name.to_string(), found: Some(Revision::FIRST), expected: None }
}

#[async_trait]
impl Transaction for PostgresTransaction {
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

    async fn commit(mut self: Box<Self>) -> Result<(), StoreError> {
        let doing = "committing";
        if self.failed {
            // the server would answer COMMIT with a rollback and no error
            return Err(refused(doing, "an earlier statement of the transaction failed or was given up, nothing was kept"));
        }
        let done = self.connection.client.batch_execute("COMMIT").await;
        done.map_err(|error| self.failed(doing, error))?;
        self.connection.ended = true;
        Ok(())
    }
}
