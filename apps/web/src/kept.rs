//! What somebody typed is not lost where it could not be taken: while the store is away, too often, or after the session ended, the page that says so
//! holds the fields and sends them again.

use std::sync::Arc;

use axum::body::{Body, HttpBody, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jenjang::legal::Label;

use crate::error::Failure;
use crate::form::Typed;
use crate::language::cookie;
use crate::session::cookie_name;
use crate::state::App;

/// The most that is kept of a form, in bytes: more than any policy has.
const LARGEST: usize = 256 * 1024;

/// A form that was not taken.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    /// Where it is sent.
    pub(crate) address: String,
    /// Its fields.
    pub(crate) typed: Typed,
    /// Whether one has to sign in before it is sent again.
    pub(crate) ended: bool,
}

/// Whether this is a form of a page, and no door: passwords are kept nowhere.
fn is_form(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let path = request.uri().path();
    request.method() == Method::POST
        && !path.starts_with("/api/")
        && !path.starts_with("/sign-")
        && kind.starts_with("application/x-www-form-urlencoded")
        && request.body().size_hint().upper().is_some_and(|length| length <= LARGEST as u64)
}

/// Goes around every form.
pub(crate) async fn keep(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    if !is_form(&request) {
        return next.run(request).await;
    }
    let address = request.uri().path_and_query().map_or("/", |address| address.as_str()).to_owned();
    let had_session = cookie(request.headers(), &cookie_name(&app)).is_some();
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, LARGEST).await else { return Failure::of_status(StatusCode::BAD_REQUEST).into_response() };
    let mut response = next.run(Request::from_parts(parts, Body::from(bytes.clone()))).await;
    let ended = had_session && asks_to_sign_in(response.status(), response.headers());
    if ended {
        let message = Label::new(
            "sesi Anda sudah berakhir; masuk lagi di jendela lain, kembali ke halaman ini, lalu kirim lagi",
            "your session has ended; sign in again in another window, come back to this page and send again",
        );
        response = Failure::new(StatusCode::UNAUTHORIZED, "session-ended", message).into_response();
    }
    if ended || matches!(response.status(), StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS) {
        response.extensions_mut().insert(Kept { address, typed: Typed::parse(&bytes), ended });
    }
    response
}

/// Whether the answer leads to the door.
fn asks_to_sign_in(status: StatusCode, headers: &HeaderMap) -> bool {
    let to = headers.get(header::LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default();
    status == StatusCode::SEE_OTHER && to.starts_with("/sign-in?")
}
