//! The store: one writing connection, and reading connections as they are needed.

use std::future::poll_fn;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::time::Duration;

use async_lock::{Mutex as AsyncMutex, MutexGuardArc};
use async_trait::async_trait;
use futures_timer::Delay;
use jenjang::store::{Store, StoreError, Transaction};

use crate::link::Link;
use crate::transaction::SqliteTransaction;
use crate::{file, migration, scrub};

/// How long one waits for another writer before giving up, unless told otherwise.
const PATIENCE: Duration = Duration::from_secs(30);

/// Reading connections kept open; more are opened where more read at once, and closed again.
const READERS_KEPT: usize = 16;

/// What a store is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenMode {
    /// Only reading; nothing in the file changes.
    Read,
    /// Reading and writing.
    Write,
}

/// A store in one SQLite file. Clones share the connections.
#[derive(Clone)]
pub struct SqliteStore(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    path: PathBuf,
    patience: Duration,
    /// None where it was opened for reading.
    writer: Option<Arc<AsyncMutex<Link>>>,
    readers: Mutex<Vec<Arc<AsyncMutex<Link>>>>,
    /// Removed after the connections, which are declared before and closed first.
    _directory: Option<Temporary>,
}

impl std::fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SqliteStore").field("path", &self.0.path).finish_non_exhaustive()
    }
}

impl SqliteStore {
    /// Opens a database. For writing, a scrub that was interrupted is finished first; where somebody else is reading, it stays due.
    ///
    /// # Errors
    /// [`StoreError::Missing`] and [`StoreError::Foreign`] for what is not there or not ours, [`StoreError::Older`] and [`StoreError::Newer`] for
    /// another version than this program's, [`StoreError::ReadOnly`] where it is to be written and may not.
    pub fn open(path: impl AsRef<Path>, mode: OpenMode) -> Result<SqliteStore, StoreError> {
        SqliteStore::open_with(path, mode, PATIENCE)
    }

    /// Opens a database with another patience: how long one waits for another writer, in this process or another, before
    /// [`StoreError::Busy`].
    ///
    /// # Errors
    /// As [`SqliteStore::open`].
    pub fn open_with(path: impl AsRef<Path>, mode: OpenMode, patience: Duration) -> Result<SqliteStore, StoreError> {
        let path = path.as_ref();
        let (writer, reader) = match mode {
            OpenMode::Write => (Some(file::open_to_write(path, patience)?), None),
            OpenMode::Read => (None, Some(file::open_to_read(path, patience)?)),
        };
        writer.iter().chain(&reader).try_for_each(|link| file::require_current(link, path))?;
        if let Some(writer) = &writer {
            match scrub::scrub(writer) {
                Err(StoreError::Busy { .. }) => {}
                done => done?,
            }
        }
        Ok(SqliteStore::of(path.to_owned(), patience, writer, reader, None))
    }

    /// Makes a new database, readable by its owner only.
    ///
    /// # Errors
    /// [`StoreError::Occupied`] where there is something already.
    pub fn create(path: impl AsRef<Path>) -> Result<SqliteStore, StoreError> {
        file::make(path.as_ref())?;
        SqliteStore::migrate(path.as_ref())?;
        SqliteStore::open(path, OpenMode::Write)
    }

    /// Brings a database up to date; the versions before and after. A database that is up to date already stays as it is.
    ///
    /// # Errors
    /// [`StoreError::Newer`] for a database of a newer program. After any other error the database is at the last step that could be made.
    pub fn migrate(path: impl AsRef<Path>) -> Result<(i64, i64), StoreError> {
        migration::apply(&file::open_to_write(path.as_ref(), PATIENCE)?)
    }

    /// The version of the databases this program writes.
    pub fn version() -> i64 {
        migration::newest()
    }

    /// A database for tests and trials, in a directory of its own that is removed with the last clone of the store. It keeps every promise but to
    /// survive a loss of power.
    ///
    /// # Errors
    /// Where no directory can be made.
    pub fn temporary() -> Result<SqliteStore, StoreError> {
        let directory = Temporary::new()?;
        let path = directory.0.join("store.db");
        file::make(&path)?;
        let writer = file::open_to_write(&path, PATIENCE)?;
        writer.run("opening", "PRAGMA synchronous = OFF")?;
        migration::apply(&writer)?;
        Ok(SqliteStore::of(path, PATIENCE, Some(writer), None, Some(directory)))
    }

    fn of(path: PathBuf, patience: Duration, writer: Option<Link>, reader: Option<Link>, directory: Option<Temporary>) -> SqliteStore {
        let shared = |link| Arc::new(AsyncMutex::new(link));
        let readers = Mutex::new(reader.map(shared).into_iter().collect());
        SqliteStore(Arc::new(Inner { path, patience, writer: writer.map(shared), readers, _directory: directory }))
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.0.path
    }

    /// The writing connection, once nobody else in this process has it.
    pub(crate) async fn writer(&self) -> Result<MutexGuardArc<Link>, StoreError> {
        let inner = &self.0;
        let Some(writer) = &inner.writer else { return Err(StoreError::ReadOnly { reason: "it was opened for reading" }) };
        if let Some(link) = writer.try_lock_arc() {
            return Ok(link);
        }
        let mut lock = pin!(writer.lock_arc());
        let mut delay = pin!(Delay::new(inner.patience));
        poll_fn(|context| match lock.as_mut().poll(context) {
            Poll::Ready(link) => Poll::Ready(Ok(link)),
            Poll::Pending => delay.as_mut().poll(context).map(|()| Err(StoreError::Busy { seconds: inner.patience.as_secs() })),
        })
        .await
    }

    /// A reading connection that nobody else uses.
    pub(crate) fn reader(&self) -> Result<MutexGuardArc<Link>, StoreError> {
        let inner = &self.0;
        let mut readers = inner.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(link) = readers.iter().find_map(|reader| reader.try_lock_arc()) {
            return Ok(link);
        }
        let reader = Arc::new(AsyncMutex::new(file::open_to_read(&inner.path, inner.patience)?));
        if readers.len() < READERS_KEPT {
            readers.push(Arc::clone(&reader));
        }
        // nobody else has seen it yet
        reader.try_lock_arc().ok_or(StoreError::Busy { seconds: 0 })
    }
}

#[async_trait]
impl Store for SqliteStore {
    /// Writers of this process queue; another process is waited for on the calling thread. Both waits end after the patience of the store.
    async fn begin(&self) -> Result<Box<dyn Transaction>, StoreError> {
        Ok(Box::new(SqliteTransaction::begin(self.writer().await?)?))
    }

    async fn read(&self) -> Result<Box<dyn Transaction>, StoreError> {
        Ok(Box::new(SqliteTransaction::read(self.reader()?)?))
    }

    async fn check_version(&self) -> Result<(), StoreError> {
        file::require_current(&*self.reader()?, &self.0.path)
    }

    /// Makes the file anew where rows of answers or people were deleted since the last time. Takes as long as copying the file.
    ///
    /// # Errors
    /// [`StoreError::Busy`] where somebody still reads the state before the deletion.
    async fn scrub(&self) -> Result<(), StoreError> {
        if self.0.writer.is_none() {
            return Ok(());
        }
        scrub::scrub(&*self.writer().await?)
    }
}

/// A directory that is removed with everything in it.
struct Temporary(PathBuf);

impl Temporary {
    fn new() -> Result<Temporary, StoreError> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        loop {
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let path = std::env::temp_dir().join(format!("jenjang-{}-{number}", std::process::id()));
            match std::fs::create_dir(&path) {
                Ok(()) => return Ok(Temporary(path)),
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(StoreError::Unavailable(Box::new(error))),
            }
        }
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests;
