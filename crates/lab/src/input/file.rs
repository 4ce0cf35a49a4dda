//! A file that is read in parts, and must stay the same meanwhile.

use std::fs;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use jenjang::audit::Digest;

use crate::error::LabError;

/// A file as it was when it was opened.
#[derive(Clone, Debug)]
pub(super) struct File {
    path: PathBuf,
    length: u64,
    modified: Option<SystemTime>,
}

impl File {
    pub(super) fn open(path: &Path) -> Result<File, LabError> {
        let fail = |cause| LabError::File { path: path.to_owned(), cause };
        let metadata = fs::metadata(path).map_err(fail)?;
        if metadata.is_dir() {
            return Err(fail(std::io::ErrorKind::IsADirectory.into()));
        }
        Ok(File { path: path.to_owned(), length: metadata.len(), modified: metadata.modified().ok() })
    }

    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// What messages call it.
    pub(super) fn name(&self) -> String {
        self.path.file_name().map_or_else(|| self.path.display().to_string(), |name| name.to_string_lossy().into_owned())
    }

    /// A handle of its own, for one part.
    pub(super) fn handle(&self) -> Result<fs::File, LabError> {
        let fail = |cause| LabError::File { path: self.path.clone(), cause };
        let handle = fs::File::open(&self.path).map_err(fail)?;
        let metadata = handle.metadata().map_err(fail)?;
        if metadata.len() != self.length || metadata.modified().ok() != self.modified {
            let name = self.name();
            return Err(LabError::refused(
                format!("`{name}` berubah selagi dibaca; bacalah berkas yang tidak sedang ditulis"),
                format!("`{name}` changed while it was being read; read a file that nobody writes"),
            ));
        }
        Ok(handle)
    }

    /// Fills a buffer from a place of the file.
    pub(super) fn fill(&self, handle: &mut fs::File, at: u64, buffer: &mut [u8]) -> Result<(), LabError> {
        let read = handle.seek(SeekFrom::Start(at)).and_then(|_| handle.read_exact(buffer));
        read.map_err(|cause| self.failed(cause))
    }

    /// The bytes from a place on, as many as there are of these.
    pub(super) fn bytes(&self, handle: &mut fs::File, at: u64, most: usize) -> Result<Vec<u8>, LabError> {
        let there = usize::try_from(self.length.saturating_sub(at)).unwrap_or(usize::MAX).min(most);
        let mut bytes = vec![0; there];
        self.fill(handle, at, &mut bytes)?;
        Ok(bytes)
    }

    pub(super) fn failed(&self, cause: std::io::Error) -> LabError {
        LabError::File { path: self.path.clone(), cause }
    }

    /// SHA-256 over its bytes.
    pub(super) fn digest(&self) -> Result<Digest, LabError> {
        Digest::of_reader(self.handle()?).map_err(|cause| self.failed(cause))
    }

    /// The file holds not what its kind should.
    pub(super) fn unreadable(&self, kind: &str, cause: &dyn std::fmt::Display) -> LabError {
        let (name, length) = (self.name(), self.length);
        LabError::refused(
            format!("`{name}` ({length} bita) bukan berkas {kind} yang utuh, mungkin terpotong: {cause}"),
            format!("`{name}` ({length} bytes) is no whole {kind} file, it may be cut off: {cause}"),
        )
    }

    /// Reads what a file says of itself; as with [`File::decoded`], a panic over a spoilt one is an error.
    pub(super) fn described<T>(&self, kind: &str, open: impl FnOnce() -> Result<T, LabError>) -> Result<T, LabError> {
        let opened = std::panic::catch_unwind(std::panic::AssertUnwindSafe(open));
        opened.unwrap_or_else(|_| Err(self.unreadable(kind, &"lengths contradict each other")))
    }

    /// Decodes a part. The decoders of spoilt files may end in a panic instead of an error; here both are the same.
    pub(super) fn decoded<T, E: std::fmt::Display>(
        &self,
        kind: &str,
        part: usize,
        decode: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, LabError> {
        match std::panic::catch_unwind(std::panic::AssertUnwindSafe(decode)) {
            Ok(decoded) => decoded.map_err(|cause| self.broken_part(kind, part, &cause)),
            Err(_) => Err(self.broken_part(kind, part, &"lengths contradict each other")),
        }
    }

    /// A part of the file cannot be read.
    pub(super) fn broken_part(&self, kind: &str, part: usize, cause: &dyn std::fmt::Display) -> LabError {
        let (name, part) = (self.name(), part + 1);
        LabError::refused(
            format!("bagian {part} dari berkas {kind} `{name}` tidak dapat dibaca: {cause}"),
            format!("part {part} of the {kind} file `{name}` cannot be read: {cause}"),
        )
    }
}
