//! Which encoding a text is in. UTF-8 is read; anything else is refused with the place where it shows.

use crate::error::LabError;
use crate::input::file::File;

/// The length of a byte order mark of UTF-8.
pub(super) fn mark_length(start: &[u8]) -> usize {
    if start.starts_with(&[0xEF, 0xBB, 0xBF]) { 3 } else { 0 }
}

/// Refuses UTF-16 and files that are no text at all.
pub(super) fn check_start(file: &File, start: &[u8]) -> Result<(), LabError> {
    let name = file.name();
    let wide = start.starts_with(&[0xFF, 0xFE]) || start.starts_with(&[0xFE, 0xFF]);
    let zero = start.iter().take(4096).position(|byte| *byte == 0);
    if wide || zero.is_some_and(|at| at < 2) && start.iter().take(64).filter(|byte| **byte == 0).count() > 4 {
        return Err(LabError::refused(
            format!("`{name}` ditulis dalam UTF-16 (bita 0), diharapkan UTF-8; simpan ulang sebagai CSV UTF-8"),
            format!("`{name}` is written in UTF-16 (byte 0), expected UTF-8; save it again as CSV in UTF-8"),
        ));
    }
    match zero {
        Some(at) => Err(LabError::refused(
            format!("`{name}` memuat bita nol pada posisi {at}; ini bukan CSV, Parquet atau Arrow"),
            format!("`{name}` holds a zero byte at position {at}; it is no CSV, Parquet or Arrow file"),
        )),
        None => Ok(()),
    }
}

/// Checks that a text that comes in pieces is UTF-8.
#[derive(Default)]
pub(super) struct Utf8 {
    /// The start of a letter that the last piece ended in.
    rest: Vec<u8>,
    /// Bytes before the next piece.
    at: u64,
}

impl Utf8 {
    /// The place and the byte that no letter has there.
    pub(super) fn piece(&mut self, piece: &[u8]) -> Result<(), (u64, u8)> {
        let mut start = 0;
        // finish the letter that was cut
        while !self.rest.is_empty() && start < piece.len() {
            self.rest.push(piece[start]);
            start += 1;
            match std::str::from_utf8(&self.rest) {
                Ok(_) => self.rest.clear(),
                Err(error) if error.error_len().is_none() => {}
                Err(_) => return Err(((self.at + start as u64).saturating_sub(self.rest.len() as u64), self.rest[0])),
            }
        }
        let whole = &piece[start..];
        if let Err(error) = std::str::from_utf8(whole) {
            let valid = error.valid_up_to();
            match error.error_len() {
                None => self.rest = whole[valid..].to_vec(),
                Some(_) => return Err((self.at + (start + valid) as u64, whole[valid])),
            }
        }
        self.at += piece.len() as u64;
        Ok(())
    }

    pub(super) fn end(&self) -> Result<(), (u64, u8)> {
        self.rest.first().map_or(Ok(()), |byte| Err((self.at.saturating_sub(self.rest.len() as u64), *byte)))
    }
}

pub(super) fn not_utf8(file: &File, at: u64, byte: u8, row: u64) -> LabError {
    let name = file.name();
    LabError::refused(
        format!(
            "`{name}` bukan UTF-8: bita {byte:#04x} pada posisi {at}, sesudah {row} baris; \
             mungkin Latin-1 atau Windows-1252, atau dua pengodean tercampur; simpan ulang sebagai CSV UTF-8"
        ),
        format!(
            "`{name}` is not UTF-8: byte {byte:#04x} at position {at}, after {row} lines; \
             it may be Latin-1 or Windows-1252, or two encodings mixed; save it again as CSV in UTF-8"
        ),
    )
}
