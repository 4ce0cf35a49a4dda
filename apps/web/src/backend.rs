//! Where everything is kept: the only file that knows which stores there are, and that reads the wall clock.

use async_trait::async_trait;
use chrono::{DateTime, FixedOffset, NaiveDate, SubsecRound, Utc};
use jenjang::legal::Label;
use jenjang::people::id::UnitId;
use jenjang::store::{Store, StoreError, Transaction};
use jenjang_postgres::{PostgresOptions, PostgresStore};
use jenjang_service::{Actor, Clock, Context, Entropy, Moment, ServiceError};
use jenjang_sqlite::{OpenMode, SqliteStore};

use crate::config::Config;

tokio::task_local! {
    /// The moment of the request that this task answers.
    static MOMENT: Moment;
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
        self.0.begin().await
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
        let clock = SystemClock::of(config.utc_offset)?;
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
    if given.starts_with("postgres://") || given.starts_with("postgresql://") {
        let options = PostgresOptions { keys: config.keys.clone(), ..PostgresOptions::default() };
        return Ok(match PostgresStore::connect(given, &options).await {
            Err(StoreError::Missing { .. }) if config.demo => Box::new(PostgresStore::create(given, &options).await.map_err(said)?),
            opened => Box::new(opened.map_err(said)?),
        });
    }
    if let Some((scheme, _)) = given.split_once("://").filter(|(scheme, _)| *scheme != "sqlite") {
        return Err(Label::new(
            format!("`--database`: tidak ada penyimpanan bernama `{scheme}`, seharusnya `sqlite:BERKAS` atau `postgres://…`"),
            format!("`--database`: there is no store named `{scheme}`, expected `sqlite:FILE` or `postgres://…`"),
        ));
    }
    let path = given.strip_prefix("sqlite://").or_else(|| given.strip_prefix("sqlite:")).unwrap_or(given);
    Ok(match SqliteStore::open(path, OpenMode::Write) {
        Err(StoreError::Missing { .. }) if config.demo => Box::new(SqliteStore::create(path).map_err(said)?),
        opened => Box::new(opened.map_err(said)?),
    })
}

/// The clock of the machine, and the calendar of the agency.
struct SystemClock {
    offset: FixedOffset,
    /// A moment given by `JENJANG_NOW` instead: to try what a day brings.
    fixed: Option<DateTime<Utc>>,
}

impl SystemClock {
    fn of(hours: i32) -> Result<SystemClock, Label> {
        let offset = FixedOffset::east_opt(hours.saturating_mul(3600));
        let offset = offset.ok_or_else(|| {
            Label::new(format!("selisih waktu `{hours}` tidak dikenal"), format!("a time difference of `{hours}` hours is not known"))
        })?;
        let fixed = match std::env::var("JENJANG_NOW") {
            Ok(text) => Some(text.parse().map_err(|_| {
                Label::new(
                    format!("JENJANG_NOW adalah `{text}`, seharusnya seperti 2026-04-01T08:00:00Z"),
                    format!("JENJANG_NOW is `{text}`, expected a time such as 2026-04-01T08:00:00Z"),
                )
            })?),
            Err(_) => None,
        };
        Ok(SystemClock { offset, fixed })
    }
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place of this program that reads the wall clock")]
    fn now(&self) -> DateTime<Utc> {
        self.fixed.unwrap_or_else(|| DateTime::<Utc>::from(std::time::SystemTime::now()).trunc_subsecs(0))
    }

    fn today(&self) -> NaiveDate {
        self.now().with_timezone(&self.offset).date_naive()
    }
}

/// Random bytes of the operating system.
struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn bytes(&self) -> Result<[u8; 32], ServiceError> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| {
            let message =
                Label::new(format!("sistem tidak memberi bilangan acak: {error}"), format!("the system gives no random bytes: {error}"));
            ServiceError::refused("no-entropy", message)
        })?;
        Ok(bytes)
    }
}
