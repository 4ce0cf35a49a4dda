//! What SQLite says, in the words of the port.

use std::time::Duration;

use jenjang::legal::Label;
use jenjang::store::StoreError;
use rusqlite::{Error, ErrorCode, ffi};

/// The reason given where the operating system forbids writing.
pub(crate) const NOT_WRITABLE: &str = "the file, its directory or its disk does not allow it";

/// The reason given where a file cannot be opened, for reading either.
pub(crate) const NOTHING_BESIDE: &str = "it may not be opened, or its directory allows no log beside it: copy it elsewhere";

/// The error of the port for an error of SQLite.
pub(crate) fn failed(error: Error, doing: &'static str, patience: Duration) -> StoreError {
    let Some(found) = error.sqlite_error() else { return StoreError::Backend { doing, source: Box::new(error) } };
    match (found.code, found.extended_code) {
        (_, ffi::SQLITE_BUSY_SNAPSHOT) => StoreError::Contended(Some(Box::new(error))),
        (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _) => StoreError::Busy { seconds: patience.as_secs() },
        // the index of the write-ahead log grows by whole blocks: that fails where the disk is full
        (ErrorCode::DiskFull, _) | (_, ffi::SQLITE_IOERR_SHMSIZE) => StoreError::Full(Box::new(error)),
        (ErrorCode::ReadOnly, _) => StoreError::ReadOnly { reason: NOT_WRITABLE },
        (ErrorCode::CannotOpen | ErrorCode::SystemIoFailure | ErrorCode::PermissionDenied, _) => StoreError::Unavailable(Box::new(error)),
        _ => StoreError::Backend { doing, source: Box::new(error) },
    }
}

/// An earlier error ended the transaction.
pub(crate) fn undone() -> StoreError {
    StoreError::Special(Label::new(
        "kesalahan sebelumnya telah membatalkan transaksi, tidak ada yang disimpan",
        "an earlier error undid the transaction, nothing of it is kept",
    ))
}

/// The file system cannot hold a write-ahead log.
pub(crate) fn no_write_ahead_log(place: &str) -> StoreError {
    StoreError::Special(Label::new(
        format!("sistem berkas tempat `{place}` tidak mendukung catatan tulis-awal (WAL): simpan berkas di cakram lokal"),
        format!("the file system of `{place}` does not allow a write-ahead log (WAL): keep the file on a local disk"),
    ))
}

/// A scrub has to be done before copying.
pub(crate) fn scrub_is_due() -> StoreError {
    StoreError::Special(Label::new(
        "berkas masih dapat memuat sisa jawaban yang dihapus dan tidak disalin: buka dahulu untuk menulis, sisanya dibersihkan saat itu",
        "the file may still hold remains of deleted answers and is not copied: open it for writing first, which clears them",
    ))
}

/// A copy that cannot be trusted.
pub(crate) fn damaged(place: &str, problem: &str) -> StoreError {
    StoreError::Special(Label::new(
        format!("salinan `{place}` rusak dan tidak dipulihkan; SQLite menyatakan: {problem}"),
        format!("the copy `{place}` is damaged and was not put back; SQLite says: {problem}"),
    ))
}
