//! The keys that seal answers: files outside the database, one for each cycle that is open.
//!
//! INVARIANT (destroyed, not flagged): what PostgreSQL keeps of a deleted row (dead tuples, write-ahead log, archives, backups) is beyond us. An answer
//! stands there sealed; once the key is gone it is noise. So the directory must not be backed up with the database, and a backup of the
//! directory itself undoes the destruction.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use jenjang::audit::Digest;
use jenjang::people::id::CycleId;
use jenjang::store::StoreError;

use crate::error::refused;

/// 32 random bytes; never shown.
pub(crate) struct CycleKey(pub(crate) [u8; 32]);

/// A directory of keys, as one database uses it.
#[derive(Debug)]
pub(crate) struct KeyDirectory {
    path: PathBuf,
    store: String,
}

impl KeyDirectory {
    /// The keys of the database with this identity. Nothing is made before the first key is.
    pub(crate) fn new(path: PathBuf, store: String) -> KeyDirectory {
        KeyDirectory { path, store }
    }

    /// The key of a cycle, if it is there.
    pub(crate) fn find(&self, cycle: &CycleId, generation: i32) -> Result<Option<CycleKey>, StoreError> {
        let path = self.file(cycle, generation);
        match read(&path) {
            Ok(key) => Ok(Some(key)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(broken("reading the key of a cycle", &path, &error)),
        }
    }

    /// The key of a cycle; a new one where there is none. It is on disk when this returns, so that no answer outlives its key.
    pub(crate) fn find_or_make(&self, cycle: &CycleId, generation: i32) -> Result<CycleKey, StoreError> {
        // one that is there belongs to a first answer that was never committed
        if let Some(key) = self.find(cycle, generation)? {
            return Ok(key);
        }
        let doing = "making the key of a cycle";
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(|error| refused(doing, error.to_string()))?;
        let path = self.file(cycle, generation);
        write(&self.path, &path, &key).map_err(|error| broken(doing, &path, &error))?;
        Ok(CycleKey(key))
    }

    /// Destroys the key of a cycle; nothing where it is not there.
    pub(crate) fn destroy(&self, cycle: &CycleId, generation: i32) -> Result<(), StoreError> {
        let path = self.file(cycle, generation);
        for path in [path.with_extension("new"), path] {
            destroy(&self.path, &path).map_err(|error| broken("destroying the key of a cycle", &path, &error))?;
        }
        Ok(())
    }

    /// The name says which database and, to whoever knows its id, which cycle.
    fn file(&self, cycle: &CycleId, generation: i32) -> PathBuf {
        let cycle: String = Digest::of(cycle.as_str()).to_string().chars().take(32).collect();
        self.path.join(format!("{}-{cycle}-{generation}.key", self.store))
    }
}

fn broken(doing: &'static str, path: &Path, error: &io::Error) -> StoreError {
    refused(doing, format!("`{}`: {error}", path.display()))
}

fn read(path: &Path) -> io::Result<CycleKey> {
    let mut bytes = Vec::with_capacity(33);
    File::open(path)?.take(33).read_to_end(&mut bytes)?;
    let found = bytes.len();
    let key = bytes.try_into().map_err(|_| io::Error::new(ErrorKind::InvalidData, format!("a key of {found} bytes, expected 32")))?;
    Ok(CycleKey(key))
}

/// Writes under another name and renames, so that the key is there whole or not at all.
fn write(directory: &Path, path: &Path, key: &[u8; 32]) -> io::Result<()> {
    if !directory.is_dir() {
        make_directory(directory)?;
        if let Some(parent) = directory.parent() {
            synchronise(parent)?;
        }
    }
    let unfinished = path.with_extension("new");
    let mut file = private().write(true).create(true).truncate(true).open(&unfinished)?;
    file.write_all(key)?;
    file.sync_all()?;
    fs::rename(&unfinished, path)?;
    synchronise(directory)
}

/// Writes over the bytes before the name goes.
fn destroy(directory: &Path, path: &Path) -> io::Result<()> {
    let mut file = match OpenOptions::new().write(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    file.write_all(&[0; 32])?;
    file.sync_all()?;
    fs::remove_file(path)?;
    synchronise(directory)
}

/// Makes the names in a directory durable.
fn synchronise(directory: &Path) -> io::Result<()> {
    let directory = if directory.as_os_str().is_empty() { Path::new(".") } else { directory };
    File::open(directory)?.sync_all()
}

#[cfg(unix)]
fn private() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = OpenOptions::new();
    options.mode(0o600);
    options
}

#[cfg(not(unix))]
fn private() -> OpenOptions {
    OpenOptions::new()
}

#[cfg(unix)]
fn make_directory(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

#[cfg(not(unix))]
fn make_directory(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).create(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_read_again_and_destroyed() {
        use std::os::unix::fs::PermissionsExt;
        let place = std::env::temp_dir().join(format!("jenjang-keys-{}", std::process::id()));
        let keys = KeyDirectory::new(place.join("keys"), "store".to_owned());
        let cycle: CycleId = "2026/1 ☂".parse().unwrap();
        assert!(keys.find(&cycle, 1).unwrap().is_none());
        let key = keys.find_or_make(&cycle, 1).unwrap();
        assert_eq!(keys.find_or_make(&cycle, 1).unwrap().0, key.0);
        assert_ne!(keys.find_or_make(&cycle, 2).unwrap().0, key.0);
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&place.join("keys")), mode(&keys.file(&cycle, 1))), (0o700, 0o600));
        keys.destroy(&cycle, 1).unwrap();
        keys.destroy(&cycle, 1).unwrap();
        assert!(keys.find(&cycle, 1).unwrap().is_none());
        fs::write(keys.file(&cycle, 2), "short").unwrap();
        let error = keys.find(&cycle, 2).err().unwrap();
        let cause = std::error::Error::source(&error).unwrap().to_string();
        assert!(cause.ends_with("a key of 5 bytes, expected 32"), "{cause}");
        fs::remove_dir_all(place).unwrap();
    }
}
