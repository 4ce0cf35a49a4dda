//! Where everything is kept, and the moment at which a request reads it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use jenjang::legal::Label;
use jenjang::people::id::UnitId;
use jenjang::store::{Store, StoreError, Transaction};
use jenjang_host::{Opened, Place, SystemClock, SystemEntropy};
use jenjang_service::{Actor, Clock, Context, Entropy, Moment};
use jenjang_sqlite::SqliteStore;

use crate::config::Config;

tokio::task_local! {
    /// The moment of the request that this task answers.
    static MOMENT: Moment;
    /// What has to be so before the request that this task answers may write.
    static CONDITION: Arc<dyn Condition>;
}

/// What has to be so before a request may write: asked in its first transaction that writes, before anything else is done in it. Writers come one after
/// another, so that it still is so when the transaction is committed.
#[async_trait]
pub(crate) trait Condition: Send + Sync {
    /// Whether it is so, as the moment of this task reads the store.
    async fn holds(&self) -> bool;

    /// Whether a transaction that wrote was committed: what is so after that, the request itself made so.
    fn settled(&self) -> &AtomicBool;
}

/// Answers, and writes only where the condition holds.
pub(crate) async fn on_condition<T>(condition: Arc<dyn Condition>, answering: impl Future<Output = T>) -> T {
    CONDITION.scope(condition, answering).await
}

/// Answers a request at one moment of the store: what it reads is read in one transaction, until it writes something.
pub(crate) async fn at_one_moment<T>(answering: impl Future<Output = T>) -> T {
    MOMENT.scope(Moment::default(), answering).await
}

/// A store that is read at the moment of the request; outside requests, as it is.
struct ByRequest(Box<dyn Store>);

#[async_trait]
impl Store for ByRequest {
    async fn begin(&self) -> Result<Box<dyn Transaction>, StoreError> {
        // what is read afterwards is what was written
        let _ = MOMENT.try_with(Moment::end);
        let tx = self.0.begin().await?;
        match CONDITION.try_with(Arc::clone) {
            Ok(condition) if !condition.settled().load(Ordering::SeqCst) => conditional(tx, condition).await,
            _ => Ok(tx),
        }
    }

    async fn read(&self) -> Result<Box<dyn Transaction>, StoreError> {
        match MOMENT.try_with(Moment::clone) {
            Ok(moment) => moment.read(&*self.0).await,
            Err(_) => self.0.read().await,
        }
    }

    async fn check_version(&self) -> Result<(), StoreError> {
        self.0.check_version().await
    }

    async fn scrub(&self) -> Result<(), StoreError> {
        let _ = MOMENT.try_with(Moment::end);
        self.0.scrub().await
    }
}

/// The transaction, where the condition holds in it.
async fn conditional(tx: Box<dyn Transaction>, condition: Arc<dyn Condition>) -> Result<Box<dyn Transaction>, StoreError> {
    let moment = Moment::within(tx);
    let holds = MOMENT.scope(moment.clone(), condition.holds()).await;
    match moment.into_transaction() {
        Some(tx) if holds => Ok(Box::new(Conditional { tx, condition })),
        _ => Err(StoreError::Conflict { what: "version", id: "If-Match".to_owned(), found: None, expected: None }),
    }
}

/// A transaction that says when it was committed.
struct Conditional {
    tx: Box<dyn Transaction>,
    condition: Arc<dyn Condition>,
}

macro_rules! passed_on {
    ($($name:ident: $repository:path,)*) => {
        #[async_trait]
        impl Transaction for Conditional {
            $(fn $name(&mut self) -> &mut dyn $repository {
                self.tx.$name()
            })*

            async fn commit(self: Box<Self>) -> Result<(), StoreError> {
                let Conditional { tx, condition } = *self;
                tx.commit().await?;
                condition.settled().store(true, Ordering::SeqCst);
                Ok(())
            }
        }
    };
}

jenjang::each_repository!(passed_on);

/// The store, the clock and the source of random bytes that use cases are given.
pub struct Backend {
    store: ByRequest,
    clock: Box<dyn Clock>,
    entropy: SystemEntropy,
}

impl Backend {
    /// Opens the store of the demonstration: the one named, made where there is none, or a temporary one.
    ///
    /// # Errors
    /// The sentence for the operator.
    pub async fn open(config: &Config) -> Result<Backend, Label> {
        let clock = SystemClock::new(&config.utc_offset.to_string())?;
        let store = open(config).await?;
        Ok(Backend { store: ByRequest(store), clock: Box::new(clock), entropy: SystemEntropy })
    }

    /// A store and a clock of one's own: for tests.
    pub fn new(store: impl Store + 'static, clock: impl Clock + 'static) -> Backend {
        Backend { store: ByRequest(Box::new(store)), clock: Box::new(clock), entropy: SystemEntropy }
    }

    /// What a use case is given.
    pub fn context<'a>(&'a self, actor: &'a Actor) -> Context<'a> {
        Context { store: &self.store, actor, clock: &*self.clock, entropy: &self.entropy }
    }

    /// As [`Backend::context`], at another time.
    pub fn context_at<'a>(&'a self, actor: &'a Actor, clock: &'a dyn Clock) -> Context<'a> {
        Context { clock, ..self.context(actor) }
    }

    /// The time it is.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The day it is for the agency.
    pub fn today(&self) -> NaiveDate {
        self.clock.today()
    }

    /// The units at the top: whether the store is empty, and whether it is the demonstration's.
    ///
    /// # Errors
    /// [`StoreError`] where the store cannot be asked.
    pub async fn tops(&self) -> Result<Vec<UnitId>, StoreError> {
        let units = self.store.read().await?.people().units().await?;
        Ok(units.into_iter().filter(|unit| unit.parent.is_none()).map(|unit| unit.id).collect())
    }

    /// Whether the store answers, and is of the version that this program reads and writes.
    ///
    /// # Errors
    /// [`StoreError`] that says which it is not.
    pub async fn check(&self) -> Result<(), StoreError> {
        self.store.check_version().await?;
        self.tops().await.map(drop)
    }

    /// A word that nobody can guess, to find a request in the log again.
    pub fn request_id(&self) -> String {
        let bytes = self.entropy.bytes().unwrap_or_default();
        bytes.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}

async fn open(config: &Config) -> Result<Box<dyn Store>, Label> {
    let said = |error: StoreError| error.message();
    if !config.demo && config.database.is_none() {
        return Err(Label::new(
            "sebutkan tempat datanya dengan `--database`; hanya peragaan (`--demo`) yang membuat berkas sementara sendiri",
            "say where the data is with `--database`; only the demonstration (`--demo`) makes a temporary file of its own",
        ));
    }
    let Some(given) = &config.database else { return Ok(Box::new(SqliteStore::temporary().map_err(said)?)) };
    let place = Place::parse(given)?;
    let opened = match place.open(config.keys.clone()).await {
        Err(StoreError::Missing { .. }) if config.demo => place.create(config.keys.clone()).await,
        opened => opened,
    };
    opened.map(Opened::into_store).map_err(said)
}
