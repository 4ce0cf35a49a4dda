//! Rows in PostgreSQL's binary form for COPY, written straight into the buffer that is sent.

use std::io::Cursor;
use std::pin::Pin;

use chrono::NaiveDate;
use futures_util::SinkExt;
use jenjang::store::StoreError;
use serde::Serialize;
use tokio_postgres::CopyInSink;

use crate::error::refused;
use crate::transaction::PostgresTransaction;

/// How many bytes are gathered before they are sent.
const CHUNK: usize = 64 * 1024;

/// The object id of the type `text`.
const TEXT: i32 = 25;

/// One COPY under way. Without [`Copy::finish`] nothing of it is kept.
pub(crate) struct Copy {
    doing: &'static str,
    sink: Pin<Box<CopyInSink<Cursor<Vec<u8>>>>>,
    buffer: Vec<u8>,
    failed: bool,
}

impl Copy {
    /// `failed` is what the transaction says of itself once this is finished.
    pub(crate) fn new(doing: &'static str, sink: CopyInSink<Cursor<Vec<u8>>>, failed: bool) -> Copy {
        let mut buffer = Vec::with_capacity(2 * CHUNK);
        buffer.extend_from_slice(b"PGCOPY\n\xff\r\n\0");
        // no flags, no header extension
        buffer.extend_from_slice(&[0; 8]);
        Copy { doing, sink: Box::pin(sink), buffer, failed }
    }

    /// Begins a row of so many columns, which follow in order.
    pub(crate) fn row(&mut self, columns: i16) {
        self.buffer.extend_from_slice(&columns.to_be_bytes());
    }

    pub(crate) fn null(&mut self) {
        self.buffer.extend_from_slice(&(-1_i32).to_be_bytes());
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        let length = i32::try_from(bytes.len()).map_err(|_| too_long(self.doing))?;
        self.buffer.extend_from_slice(&length.to_be_bytes());
        self.buffer.extend_from_slice(bytes);
        Ok(())
    }

    pub(crate) fn text(&mut self, text: &str) -> Result<(), StoreError> {
        self.bytes(text.as_bytes())
    }

    pub(crate) fn optional(&mut self, text: Option<&str>) -> Result<(), StoreError> {
        match text {
            Some(text) => self.text(text),
            None => {
                self.null();
                Ok(())
            }
        }
    }

    pub(crate) fn bigint(&mut self, number: i64) {
        self.buffer.extend_from_slice(&8_i32.to_be_bytes());
        self.buffer.extend_from_slice(&number.to_be_bytes());
    }

    pub(crate) fn integer(&mut self, number: i32) {
        self.buffer.extend_from_slice(&4_i32.to_be_bytes());
        self.buffer.extend_from_slice(&number.to_be_bytes());
    }

    /// A day, as days since 1 January 2000.
    pub(crate) fn date(&mut self, day: NaiveDate) -> Result<(), StoreError> {
        let epoch = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default();
        let days = i32::try_from(day.signed_duration_since(epoch).num_days()).map_err(|_| refused(self.doing, "a day is out of range"))?;
        self.integer(days);
        Ok(())
    }

    /// An array of texts.
    pub(crate) fn texts(&mut self, texts: &[&str]) -> Result<(), StoreError> {
        self.sized(|copy| {
            let dimensions = i32::from(!texts.is_empty());
            for number in [dimensions, 0, TEXT] {
                copy.buffer.extend_from_slice(&number.to_be_bytes());
            }
            if !texts.is_empty() {
                let length = i32::try_from(texts.len()).map_err(|_| too_long(copy.doing))?;
                copy.buffer.extend_from_slice(&length.to_be_bytes());
                copy.buffer.extend_from_slice(&1_i32.to_be_bytes());
            }
            texts.iter().try_for_each(|text| copy.text(text))
        })
    }

    /// A record as JSON.
    pub(crate) fn json<T: Serialize>(&mut self, record: &T) -> Result<(), StoreError> {
        self.sized(|copy| serde_json::to_writer(&mut copy.buffer, record).map_err(|error| refused(copy.doing, error.to_string())))
    }

    /// Writes a value and puts its length before it.
    fn sized(&mut self, write: impl FnOnce(&mut Copy) -> Result<(), StoreError>) -> Result<(), StoreError> {
        let at = self.buffer.len();
        self.buffer.extend_from_slice(&[0; 4]);
        write(self)?;
        let length = self.buffer.len().saturating_sub(at).saturating_sub(4);
        let length = i32::try_from(length).map_err(|_| too_long(self.doing))?;
        if let Some(place) = self.buffer.get_mut(at..at.saturating_add(4)) {
            place.copy_from_slice(&length.to_be_bytes());
        }
        Ok(())
    }

    /// Sends what was gathered where it is much. Between rows only.
    pub(crate) async fn send_much(&mut self, transaction: &mut PostgresTransaction) -> Result<(), StoreError> {
        if self.buffer.len() < CHUNK {
            return Ok(());
        }
        let full = std::mem::replace(&mut self.buffer, Vec::with_capacity(2 * CHUNK));
        self.sink.send(Cursor::new(full)).await.map_err(|error| transaction.failed(self.doing, error))
    }

    /// Sends the rest; how many rows there were.
    pub(crate) async fn finish(mut self, transaction: &mut PostgresTransaction) -> Result<u64, StoreError> {
        self.buffer.extend_from_slice(&(-1_i16).to_be_bytes());
        let rest = std::mem::take(&mut self.buffer);
        self.sink.send(Cursor::new(rest)).await.map_err(|error| transaction.failed(self.doing, error))?;
        let rows = self.sink.as_mut().finish().await.map_err(|error| transaction.failed(self.doing, error))?;
        transaction.over(self.failed);
        Ok(rows)
    }
}

fn too_long(doing: &'static str) -> StoreError {
    refused(doing, "a value is longer than 2 GiB")
}
