//! Why a request was not answered as asked: a status, a stable code and a sentence in both languages.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jenjang::legal::Label;
use jenjang::store::StoreError;
use jenjang_service::ServiceError;

use crate::security::metrics;

/// Why a request was not answered as asked. [`crate::frame`] makes a page of it, or problem+json.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) message: Label,
    /// What is wrong where, in what a program sent.
    pub(crate) fields: Vec<FieldProblem>,
    /// The version there is, where the caller thought of another.
    pub(crate) present: Option<Arc<str>>,
}

/// One thing that is wrong with what a program sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FieldProblem {
    /// Where: a JSON pointer into the body, or the name of a parameter after a `?`.
    pub(crate) pointer: String,
    pub(crate) message: Label,
}

impl FieldProblem {
    pub(crate) fn new(pointer: String, message: Label) -> FieldProblem {
        FieldProblem { pointer, message }
    }
}

impl Failure {
    pub(crate) fn new(status: StatusCode, code: &'static str, message: Label) -> Failure {
        Failure { status, code, message, fields: Vec::new(), present: None }
    }

    /// What a program sent cannot be used.
    pub(crate) fn fields(fields: Vec<FieldProblem>) -> Failure {
        let message = Label::new("ada isian yang tidak dapat dipakai", "some of what was sent cannot be used");
        Failure { fields, ..Failure::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", message) }
    }

    /// There is no such page or thing.
    pub(crate) fn not_found() -> Failure {
        let message = Label::new("halaman atau data ini tidak ada", "there is no such page or record");
        Failure::new(StatusCode::NOT_FOUND, "not-found", message)
    }

    /// Something went wrong in here; the log says what.
    pub(crate) fn internal() -> Failure {
        let message = Label::new(
            "ada yang salah di pihak kami; sebutkan nomor permintaan di bawah kepada pengelola",
            "something went wrong on our side; tell the operator the request number below",
        );
        Failure::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", message)
    }

    /// What a bare status means, where no handler said more.
    pub(crate) fn of_status(status: StatusCode) -> Failure {
        let (code, id, en) = match status {
            StatusCode::NOT_FOUND => return Failure::not_found(),
            StatusCode::FORBIDDEN => (
                "cross-site",
                "permintaan ini datang dari situs lain dan ditolak; buka halamannya dari sini",
                "this request came from another site and was refused; open the page from here",
            ),
            StatusCode::METHOD_NOT_ALLOWED => {
                ("method", "halaman ini tidak menerima permintaan seperti itu", "this page does not take such a request")
            }
            StatusCode::PAYLOAD_TOO_LARGE => ("too-large", "yang dikirim terlalu besar", "what was sent is too large"),
            StatusCode::REQUEST_TIMEOUT | StatusCode::SERVICE_UNAVAILABLE => (
                "unavailable",
                "data sedang tidak dapat dibaca; coba lagi sebentar lagi",
                "the data cannot be read right now; try again in a moment",
            ),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => (
                "media-type",
                "isi permintaan ini bukan jenis yang diterima di sini",
                "the body of this request is not of a kind that is taken here",
            ),
            StatusCode::URI_TOO_LONG => ("too-long", "alamatnya terlalu panjang", "the address is too long"),
            status if status.is_client_error() => ("bad-request", "permintaan ini tidak dapat dibaca", "this request cannot be read"),
            _ => return Failure { status, ..Failure::internal() },
        };
        Failure::new(status, code, Label::new(id, en))
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<ServiceError> for Failure {
    fn from(error: ServiceError) -> Failure {
        let status = match &error {
            ServiceError::Forbidden { .. } | ServiceError::ConflictOfInterest(_) => StatusCode::FORBIDDEN,
            ServiceError::NotFound { .. } => StatusCode::NOT_FOUND,
            ServiceError::Refused { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            ServiceError::Store(StoreError::Conflict { .. } | StoreError::Contended(_)) => StatusCode::CONFLICT,
            ServiceError::Store(StoreError::Busy { .. } | StoreError::Unavailable { .. }) => {
                metrics::store_failed();
                tracing::error!(error = %error, "the store cannot be reached");
                return Failure::of_status(StatusCode::SERVICE_UNAVAILABLE);
            }
            ServiceError::Unsound(diagnostics) => {
                let fields = diagnostics.iter().take(50).map(|found| FieldProblem::new(String::new(), found.message.clone())).collect();
                return Failure { fields, ..Failure::new(StatusCode::UNPROCESSABLE_ENTITY, error.code(), error.message()) };
            }
            ServiceError::Store(_) => {
                metrics::store_failed();
                tracing::error!(code = error.code(), error = %error, "a use case failed");
                return Failure::internal();
            }
        };
        let present = match &error {
            ServiceError::Store(StoreError::Conflict { found: Some(revision), .. }) => Some(revision.0.to_string().into()),
            _ => None,
        };
        Failure { present, ..Failure::new(status, error.code(), error.message()) }
    }
}

/// What somebody sent, short enough for a sentence.
pub(crate) fn shortened(text: &str) -> String {
    let clean = |letter: char| if letter.is_control() { '\u{fffd}' } else { letter };
    let mut short: String = text.chars().take(60).map(clean).collect();
    if text.chars().count() > 60 {
        short.push('…');
    }
    short
}
