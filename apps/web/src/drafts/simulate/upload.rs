//! What is sent with the question: fields, a table of people, a table of pay.

use axum::extract::Multipart;
use axum::http::StatusCode;

use crate::error::{Failure, shortened};

/// The most fields that are taken.
const MOST_FIELDS: usize = 12;

/// A file that was sent.
pub(crate) struct File {
    /// As whoever sent it calls it.
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

impl File {
    /// A file that came as text.
    pub(crate) fn of_text(name: &str, text: &str) -> File {
        File { name: name.to_owned(), bytes: text.as_bytes().to_vec() }
    }
}

/// Everything that was sent.
#[derive(Default)]
pub(super) struct Sent {
    pub(super) fields: Vec<(String, String)>,
    pub(super) table: Option<File>,
    pub(super) pay: Option<File>,
}

/// Reads a form with files.
///
/// # Errors
/// What is too large, or no such form.
pub(super) async fn read(mut multipart: Multipart) -> Result<Sent, Failure> {
    let broken = |error: axum::extract::multipart::MultipartError| Failure::of_status(error.status());
    let mut sent = Sent::default();
    let mut count = 0;
    while let Some(field) = multipart.next_field().await.map_err(broken)? {
        count += 1;
        if count > MOST_FIELDS {
            return Err(Failure::of_status(StatusCode::BAD_REQUEST));
        }
        let name = field.name().unwrap_or_default().to_owned();
        if field.file_name().is_none() {
            let bytes = field.bytes().await.map_err(broken)?;
            sent.fields.push((name, String::from_utf8_lossy(&bytes).into_owned()));
            continue;
        }
        let file_name = shortened(field.file_name().unwrap_or_default());
        let bytes = field.bytes().await.map_err(broken)?.to_vec();
        // a field for a file that nobody chose
        if bytes.is_empty() {
            continue;
        }
        let file = File { name: file_name, bytes };
        match name.as_str() {
            "table" => sent.table = Some(file),
            "pay" => sent.pay = Some(file),
            _ => {}
        }
    }
    Ok(sent)
}
