//! Database files: making, opening and recognising them.

use std::fs::OpenOptions;
use std::io;
use std::path::Path;
use std::time::Duration;

use jenjang::store::StoreError;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::error::{NOT_WRITABLE, NOTHING_BESIDE, failed, no_write_ahead_log};
use crate::link::Link;
use crate::migration;

/// What a file says of itself.
pub(crate) struct Stamp {
    /// How many migrations it has seen; 0 for an empty file.
    pub(crate) version: i64,
}

/// The path in messages.
pub(crate) fn place(path: &Path) -> String {
    path.display().to_string()
}

/// Makes an empty file that only its owner may read: it will hold data about people.
pub(crate) fn make(path: &Path) -> Result<(), StoreError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => StoreError::Occupied { place: place(path) },
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly { reason: NOT_WRITABLE },
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::Full(Box::new(error)),
        _ => StoreError::Unavailable(Box::new(error)),
    })
}

/// Opens a file that must be there, to write.
pub(crate) fn open_to_write(path: &Path, patience: Duration) -> Result<Link, StoreError> {
    let link = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE, patience)?;
    stamp(&link, path)?;
    if link.connection().is_readonly("main").map_err(link.failed("opening"))? {
        return Err(StoreError::ReadOnly { reason: NOT_WRITABLE });
    }
    let mode: String = pragma(&link, "PRAGMA journal_mode = WAL")?;
    if mode != "wal" {
        return Err(no_write_ahead_log(&place(path)));
    }
    link.run(
        "opening",
        // FULL, fullfsync: what was acknowledged is on the disk, through a loss of power too
        "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;
         PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = ON;
         -- what a statement sets aside is never written beside the file
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -32768;
         PRAGMA journal_size_limit = 67108864;
         PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;",
    )?;
    Ok(link)
}

/// Opens a file that must be there, to read.
pub(crate) fn open_to_read(path: &Path, patience: Duration) -> Result<Link, StoreError> {
    let link = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY, patience)?;
    stamp(&link, path)?;
    link.run(
        "opening",
        "PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8192;
         PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;",
    )?;
    Ok(link)
}

/// Connects without looking into the file.
pub(crate) fn connect(path: &Path, access: OpenFlags, patience: Duration) -> Result<Link, StoreError> {
    if !path.exists() {
        return Err(StoreError::Missing { place: place(path) });
    }
    let opened = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE);
    let connection = opened.map_err(|error| refused(error, path, patience))?;
    connection.busy_timeout(patience).map_err(|error| failed(error, "opening", patience))?;
    Ok(Link::new(connection, patience))
}

/// A statement that answers with one value.
pub(crate) fn pragma<T: rusqlite::types::FromSql>(link: &Link, sql: &str) -> Result<T, StoreError> {
    link.connection().query_row(sql, (), |row| row.get(0)).map_err(link.failed("opening"))
}

/// Why something cannot be opened.
fn refused(error: rusqlite::Error, path: &Path, patience: Duration) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => StoreError::Foreign { place: place(path) },
        Some(ErrorCode::CannotOpen) if path.is_dir() => StoreError::Foreign { place: place(path) },
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => StoreError::ReadOnly { reason: NOTHING_BESIDE },
        _ => failed(error, "opening", patience),
    }
}

/// Reads what the file says of itself.
///
/// # Errors
/// [`StoreError::Foreign`] for a file of another program.
pub(crate) fn stamp(link: &Link, path: &Path) -> Result<Stamp, StoreError> {
    let ask = |sql: &str| link.connection().query_row(sql, (), |row| row.get::<_, i64>(0));
    let foreign = || StoreError::Foreign { place: place(path) };
    let application = ask("PRAGMA application_id").map_err(|error| refused(error, path, link.patience()))?;
    let version = ask("PRAGMA user_version").map_err(link.failed("opening"))?;
    let tables = ask("SELECT count(*) FROM sqlite_schema").map_err(link.failed("opening"))?;
    let fresh = application == 0 && version == 0 && tables == 0;
    if application == migration::APPLICATION || fresh { Ok(Stamp { version }) } else { Err(foreign()) }
}

/// Refuses a file that is older or newer than this program.
pub(crate) fn require_current(link: &Link, path: &Path) -> Result<(), StoreError> {
    let known = migration::newest();
    match stamp(link, path)?.version {
        found if found > known => Err(StoreError::Newer { found, known }),
        found if found < known => Err(StoreError::Older { found, expected: known }),
        _ => Ok(()),
    }
}
