//! The store: a pool of connections and what is known about the database behind it.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use deadpool_postgres::{Object, Pool};
use jenjang::legal::Label;
use jenjang::people::id::CycleId;
use jenjang::store::{Store, StoreError, Transaction};
use tokio_postgres::config::Host;

use crate::error::{failed, no_connection, refused};
use crate::keys::KeyDirectory;
use crate::migrate::{self, Migrated};
use crate::options::PostgresOptions;
use crate::row;
use crate::transaction::PostgresTransaction;

/// Everything kept in one PostgreSQL database. Clones share the pool.
#[derive(Clone, Debug)]
pub struct PostgresStore {
    shared: Arc<Shared>,
}

/// What all transactions of a store share.
pub(crate) struct Shared {
    pool: Pool,
    place: String,
    pub(crate) options: PostgresOptions,
    keys: Option<KeyDirectory>,
}

/// Where it is, without password.
impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresStore").field("place", &self.place).field("options", &self.options).finish_non_exhaustive()
    }
}

impl Shared {
    /// A connection of the pool.
    pub(crate) async fn connection(&self) -> Result<Object, StoreError> {
        self.pool.get().await.map_err(|error| no_connection(self.options.connect_timeout.as_secs(), error))
    }

    /// The keys of answers; none where no directory was given.
    pub(crate) fn keys(&self) -> Option<&KeyDirectory> {
        self.keys.as_ref()
    }
}

/// A cycle whose answers stand sealed in the database.
///
/// A backup made now holds them; to be of use after a loss it needs the directory of keys too, kept apart from it. Whoever keeps both keeps what
/// the cut is to destroy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedCycle {
    /// The cycle.
    pub cycle: CycleId,
    /// How many answers.
    pub answers: u64,
}

impl PostgresStore {
    /// Opens the store in a database, and finishes a cut of identities that was interrupted.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where there is no connection, [`StoreError::Missing`] where the database holds no store,
    /// [`StoreError::Older`] or [`StoreError::Newer`] where it has another version, and whatever keeps a cut from being finished.
    pub async fn connect(url: &str, options: &PostgresOptions) -> Result<PostgresStore, StoreError> {
        let (pool, place) = pool(url, options)?;
        let seconds = options.lock_seconds();
        let client = pool.get().await.map_err(|error| no_connection(options.connect_timeout.as_secs(), error))?;
        migrate::check_version(&client, place.clone(), seconds).await?;
        let fail = |error| failed("reading which database it is", seconds, error);
        let identity = client.query_one("SELECT id FROM store_identity WHERE only_row", &[]).await.map_err(fail)?;
        let keys = options.keys.clone().map(|path| Ok(KeyDirectory::new(path, row::column(&identity, "store_identity", "id")?)));
        drop(client);
        let shared = Shared { pool, place, options: options.clone(), keys: keys.transpose()? };
        let store = PostgresStore { shared: Arc::new(shared) };
        // without keys, or on a server that only reads, the cut stays to be finished by whoever can
        match store.scrub_if(options.keys.is_some()).await {
            Ok(()) | Err(StoreError::ReadOnly { .. }) => Ok(store),
            Err(error) => Err(error),
        }
    }

    /// Makes a store in an empty database.
    ///
    /// # Errors
    /// [`StoreError::Occupied`] where the database holds one already, [`StoreError::Foreign`] where it holds tables of the same names, and
    /// those of [`PostgresStore::migrate`].
    pub async fn create(url: &str, options: &PostgresOptions) -> Result<PostgresStore, StoreError> {
        let (pool, place) = pool(url, options)?;
        let client = pool.get().await.map_err(|error| no_connection(options.connect_timeout.as_secs(), error))?;
        if migrate::version(&client, options.lock_seconds()).await?.is_some_and(|version| version > 0) {
            return Err(StoreError::Occupied { place });
        }
        drop(client);
        migrate::migrate(&pool, options, &place).await?;
        PostgresStore::connect(url, options).await
    }

    /// Brings a database up to date; an empty one becomes a store.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where there is no connection, [`StoreError::Newer`] where a newer program wrote it,
    /// [`StoreError::Busy`] where another program holds it, [`StoreError::Foreign`] where it holds tables of the same names.
    pub async fn migrate(url: &str, options: &PostgresOptions) -> Result<Migrated, StoreError> {
        let (pool, place) = pool(url, options)?;
        migrate::migrate(&pool, options, &place).await
    }

    /// Where the store is: host and database, without user and password.
    pub fn place(&self) -> &str {
        &self.shared.place
    }

    /// The cycles whose answers stand in the database, sealed.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    pub async fn sealed_cycles(&self) -> Result<Vec<SealedCycle>, StoreError> {
        sealed_in(&mut PostgresTransaction::read(Arc::clone(&self.shared)).await?).await
    }

    /// What [`PostgresStore::problems`] finds, in English.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    pub async fn check(&self) -> Result<Vec<String>, StoreError> {
        Ok(self.problems().await?.into_iter().map(|problem| problem.en.to_string()).collect())
    }

    /// Looks for what should not be: histories of nobody, an audit trail that ends elsewhere than its head says, answers without their key. One
    /// sentence each; the chain itself is checked by its own command.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    pub async fn problems(&self) -> Result<Vec<Label>, StoreError> {
        let doing = "checking the store";
        let mut transaction = PostgresTransaction::read(Arc::clone(&self.shared)).await?;
        let mut found = Vec::new();
        let sql =
            "SELECT person FROM person_event e WHERE NOT EXISTS (SELECT 1 FROM person p WHERE p.id = e.person) ORDER BY person LIMIT 1";
        if let Some(row) = transaction.find(doing, sql, &[]).await? {
            let person: &str = row::column(&row, "person_event", "person")?;
            found.push(Label::new(
                format!("tabel `person_event` memuat riwayat `{person}`, yang tidak ada di tabel `person`"),
                format!("table `person_event` holds a history of `{person}`, who is not in table `person`"),
            ));
        }
        let sql = "SELECT h.sequence AS head, coalesce((SELECT max(sequence) FROM audit_entry), 0) AS last, \
                   (SELECT count(*) FROM audit_entry) AS entries FROM audit_head h WHERE only_row";
        if let Some(row) = transaction.find(doing, sql, &[]).await? {
            let [head, last, entries] = ["head", "last", "entries"].map(|name| row::count(&row, "audit_head", name));
            let (head, last, entries) = (head?, last?, entries?);
            if head != last || head != entries {
                found.push(Label::new(
                    format!("jejak audit memuat {entries} catatan dan berakhir dengan nomor {last}, seharusnya keduanya {head}"),
                    format!("the audit trail has {entries} entries and ends with number {last}, expected {head} of both"),
                ));
            }
        }
        for sealed in sealed_in(&mut transaction).await? {
            if let Err(error) = transaction.seal_of(&sealed.cycle).await {
                let (answers, cycle, error) = (sealed.answers, &sealed.cycle, error.message());
                found.push(Label::new(
                    format!("{answers} jawaban periode `{cycle}` tersegel: {}", error.id),
                    format!("{answers} answers of cycle `{cycle}` are sealed: {}", error.en),
                ));
            }
        }
        Ok(found)
    }

    async fn scrub_if(&self, keys: bool) -> Result<(), StoreError> {
        let due = "SELECT cycle, generation FROM cycle_key WHERE severed ORDER BY cycle, generation";
        let mut reader = PostgresTransaction::read(Arc::clone(&self.shared)).await?;
        // nothing is locked where there is nothing to do
        if !keys || reader.rows("looking for keys to destroy", due, &[]).await?.is_empty() {
            return Ok(());
        }
        drop(reader);
        let doing = "destroying keys";
        let mut transaction = PostgresTransaction::begin(Arc::clone(&self.shared)).await?;
        for row in transaction.rows(doing, due, &[]).await? {
            let cycle: CycleId = row::parsed(&row, "cycle_key", "cycle")?;
            let generation: i32 = row::column(&row, "cycle_key", "generation")?;
            // the file first: a mark without a file does no harm
            let keys = self.shared.keys().ok_or_else(|| refused(doing, "no directory for the keys of answers was given"))?;
            keys.destroy(&cycle, generation)?;
            let sql = "DELETE FROM cycle_key WHERE cycle = $1 AND generation = $2";
            transaction.run(doing, sql, &[&cycle.as_str(), &generation]).await?;
        }
        Box::new(transaction).commit().await
    }
}

/// The cycles whose answers stand in the database, as a transaction sees them.
async fn sealed_in(transaction: &mut PostgresTransaction) -> Result<Vec<SealedCycle>, StoreError> {
    let sql = "SELECT cycle, count(*) AS answers FROM cycle_sealed_answer GROUP BY cycle ORDER BY cycle";
    let rows = transaction.rows("looking for open cycles", sql, &[]).await?;
    let table = "cycle_sealed_answer";
    let sealed = |row| Ok(SealedCycle { cycle: row::parsed(row, table, "cycle")?, answers: row::count(row, table, "answers")? });
    rows.iter().map(sealed).collect()
}

/// A pool and the name of what is behind it.
fn pool(url: &str, options: &PostgresOptions) -> Result<(Pool, String), StoreError> {
    let (pool, config) = options.pool(url)?;
    let hosts = config.get_hosts().iter().map(|host| match host {
        Host::Tcp(name) => name.clone(),
        Host::Unix(path) => path.display().to_string(),
    });
    let hosts: Vec<String> = hosts.collect();
    Ok((pool, format!("{}/{}", hosts.join(","), config.get_dbname().or(config.get_user()).unwrap_or_default())))
}

#[async_trait]
impl Store for PostgresStore {
    async fn begin(&self) -> Result<Box<dyn Transaction>, StoreError> {
        Ok(Box::new(PostgresTransaction::begin(Arc::clone(&self.shared)).await?))
    }

    async fn read(&self) -> Result<Box<dyn Transaction>, StoreError> {
        Ok(Box::new(PostgresTransaction::read(Arc::clone(&self.shared)).await?))
    }

    async fn check_version(&self) -> Result<(), StoreError> {
        let (options, place) = (&self.shared.options, self.shared.place.clone());
        let client = self.shared.pool.get().await.map_err(|error| no_connection(options.connect_timeout.as_secs(), error))?;
        migrate::check_version(&client, place, options.lock_seconds()).await
    }

    async fn scrub(&self) -> Result<(), StoreError> {
        self.scrub_if(true).await
    }
}
