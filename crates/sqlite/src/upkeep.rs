//! Looking a database over, copying it, putting a copy back.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use jenjang::legal::Label;
use jenjang::store::StoreError;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::error::{damaged, failed, scrub_is_due};
use crate::file;
use crate::link::Link;
use crate::scrub;
use crate::store::SqliteStore;

/// Pages copied between two looks at the progress: 4 MiB.
const STEP: i32 = 1024;

/// A row that points to one that is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The table it stands in.
    pub table: String,
    /// The table it points to.
    pub points_to: String,
}

/// What a look at the whole database found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckReport {
    /// Its version.
    pub version: i64,
    /// What SQLite says is wrong with pages, rows and indexes; empty where nothing is.
    pub integrity: Vec<String>,
    /// Rows that point to nothing.
    pub broken: Vec<Broken>,
    /// Whether a scrub is due: the file may still hold remains of deleted answers.
    pub scrub_due: bool,
}

impl CheckReport {
    /// Whether nothing is wrong. That a scrub is due is not wrong.
    pub fn is_sound(&self) -> bool {
        self.integrity.is_empty() && self.broken.is_empty()
    }

    /// What is wrong, for people. Where pages, rows or indexes are damaged, in the words of SQLite.
    pub fn problems(&self) -> Vec<Label> {
        let integrity = self.integrity.iter().map(|said| Label::new(format!("SQLite menyatakan: {said}"), format!("SQLite says: {said}")));
        let broken = self.broken.iter().map(|Broken { table, points_to }| {
            Label::new(
                format!("satu baris tabel `{table}` merujuk baris tabel `{points_to}` yang tidak ada"),
                format!("a row of table `{table}` points to a row of table `{points_to}` that is not there"),
            )
        });
        integrity.chain(broken).collect()
    }
}

/// What was copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CopyReport {
    /// How large the copy is, in bytes.
    pub bytes: u64,
}

impl SqliteStore {
    /// Looks the whole database over: every page, row and index, and every reference between tables. Reads the whole file.
    ///
    /// # Errors
    /// Where it cannot be looked at; what is wrong with it stands in the report.
    pub fn check(&self) -> Result<CheckReport, StoreError> {
        let link = self.reader()?;
        Ok(CheckReport {
            version: file::stamp(&link, self.path())?.version,
            integrity: integrity(&link, "PRAGMA integrity_check")?,
            broken: broken(&link)?,
            scrub_due: scrub::mark(&link)?.is_some(),
        })
    }

    /// Whether rows of answers or people were deleted and the file was not made anew since.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn scrub_due(&self) -> Result<bool, StoreError> {
        Ok(scrub::mark(&*self.reader()?)?.is_some())
    }

    /// Copies the database as it is at one moment into a new file, while others read and write. `progress` is told pages done and pages in all.
    /// The copy appears under its name once it is whole.
    ///
    /// A copy of a database whose cycle is open holds its answers with their raters, and keeps them when the cycle has long been closed.
    ///
    /// # Errors
    /// [`StoreError::Occupied`] where there is something already; [`StoreError::Special`] where a scrub is due, because the copy would hold what is
    /// to be made unreadable.
    pub fn backup(&self, to: impl AsRef<Path>, progress: impl FnMut(u64, u64)) -> Result<CopyReport, StoreError> {
        let link = self.reader()?;
        if scrub::mark(&link)?.is_some() {
            return Err(scrub_is_due());
        }
        copy(&link, to.as_ref(), progress)
    }

    /// Puts a copy back, into a new file: the backup is looked over first.
    ///
    /// # Errors
    /// [`StoreError::Occupied`] where there is something already, [`StoreError::Missing`], [`StoreError::Foreign`] and [`StoreError::Newer`] for a
    /// backup that is not there, not ours or of a newer program, [`StoreError::Special`] for a damaged one. One of an older program is put back as it
    /// is and has to be migrated.
    pub fn restore(from: impl AsRef<Path>, to: impl AsRef<Path>, progress: impl FnMut(u64, u64)) -> Result<CopyReport, StoreError> {
        let from = from.as_ref();
        let link = file::open_to_read(from, std::time::Duration::ZERO)?;
        let (found, known) = (file::stamp(&link, from)?.version, SqliteStore::version());
        if found > known {
            return Err(StoreError::Newer { found, known });
        }
        if let Some(problem) = integrity(&link, "PRAGMA quick_check")?.into_iter().next() {
            return Err(damaged(&file::place(from), &problem));
        }
        copy(&link, to.as_ref(), progress)
    }
}

fn integrity(link: &Link, sql: &str) -> Result<Vec<String>, StoreError> {
    let problems = link.connection().prepare(sql).and_then(|mut check| {
        let rows = check.query_map((), |row| row.get::<_, String>(0))?;
        rows.collect::<Result<Vec<_>, _>>()
    });
    match problems {
        Ok(problems) if problems == ["ok"] => Ok(Vec::new()),
        Ok(problems) => Ok(problems),
        // damage that ends the check itself
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt) => Ok(vec![error.to_string()]),
        Err(error) => Err(link.failed("checking")(error)),
    }
}

fn broken(link: &Link) -> Result<Vec<Broken>, StoreError> {
    let found = link.connection().prepare("PRAGMA foreign_key_check").and_then(|mut check| {
        let rows = check.query_map((), |row| Ok(Broken { table: row.get(0)?, points_to: row.get(2)? }))?;
        rows.collect()
    });
    found.map_err(link.failed("checking"))
}

/// Copies one moment of a database into a new file.
fn copy(from: &Link, to: &Path, mut progress: impl FnMut(u64, u64)) -> Result<CopyReport, StoreError> {
    if to.exists() {
        return Err(StoreError::Occupied { place: file::place(to) });
    }
    let part = Part::new(to)?;
    // an open transaction keeps the moment, whatever is written between two steps
    from.run("copying", "BEGIN DEFERRED")?;
    let copied = copy_pages(from, &part.0, &mut progress);
    from.run("copying", "COMMIT")?;
    copied?;
    let unavailable = |error: std::io::Error| StoreError::Unavailable(Box::new(error));
    // a link does not replace what has appeared meanwhile, renaming would; file systems without links have to rename
    match fs::hard_link(&part.0, to) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(StoreError::Occupied { place: file::place(to) }),
        Err(_) => fs::rename(&part.0, to).map_err(unavailable)?,
        Ok(()) => {}
    }
    // so that the name outlasts a loss of power too; a directory cannot be opened everywhere
    if let Some(Ok(directory)) = to.parent().map(fs::File::open) {
        let _ = directory.sync_all();
    }
    let bytes = fs::metadata(to).map_err(unavailable)?.len();
    Ok(CopyReport { bytes })
}

fn copy_pages(from: &Link, to: &Path, progress: &mut impl FnMut(u64, u64)) -> Result<(), StoreError> {
    let mut target = file::connect(to, OpenFlags::SQLITE_OPEN_READ_WRITE, from.patience())?;
    let patience = from.patience();
    let failed = move |error| failed(error, "copying", patience);
    {
        let backup: Backup<'_, '_> = Backup::new(from.connection(), target.connection_mut()).map_err(failed)?;
        loop {
            let step = backup.step(STEP).map_err(failed)?;
            let state = backup.progress();
            let pages = |count: i32| u64::try_from(count).unwrap_or_default();
            progress(pages(state.pagecount).saturating_sub(pages(state.remaining)), pages(state.pagecount));
            match step {
                StepResult::Done => break,
                StepResult::More => {}
                _ => return Err(StoreError::Busy { seconds: patience.as_secs() }),
            }
        }
    }
    // a file by itself, without a log beside it
    let mode: Result<String, _> = Connection::query_row(target.connection(), "PRAGMA journal_mode = DELETE", (), |row| row.get(0));
    mode.map(drop).map_err(failed)
}

/// A file that is not whole yet; removed when dropped.
struct Part(PathBuf);

impl Part {
    fn new(to: &Path) -> Result<Part, StoreError> {
        let mut name = to.as_os_str().to_owned();
        name.push(".part");
        let part = PathBuf::from(name);
        // left over from a copy that was interrupted
        if part.exists() {
            fs::remove_file(&part).map_err(|error| StoreError::Unavailable(Box::new(error)))?;
        }
        file::make(&part)?;
        Ok(Part(part))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}
