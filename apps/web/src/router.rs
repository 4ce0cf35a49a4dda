//! Which address is answered by what.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use jenjang::store::StoreError;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::timeout::TimeoutLayer;

use crate::error::Failure;
use crate::frame::frame;
use crate::kept::keep;
use crate::state::App;
use crate::{api, auditing, career, development, drafts, evaluations, hr, pages, public, security, voice};

/// The most that is taken in one request, in bytes. A route that takes files sets a limit of its own.
pub(crate) const LARGEST: usize = 64 * 1024;

/// How long a request may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(15);

/// Every address, and what goes around it.
pub fn router(app: Arc<App>) -> Router {
    Router::new()
        .merge(pages::routes())
        .merge(career::routes())
        .merge(development::routes())
        .merge(evaluations::routes())
        .merge(voice::routes())
        .merge(hr::routes())
        .merge(drafts::routes())
        .merge(auditing::routes())
        .merge(public::routes())
        .merge(api::routes())
        .merge(security::routes())
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(ready))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, PATIENCE))
        // what stays open: neither timed nor compressed
        .merge(api::live())
        .fallback(|| async { Failure::not_found() })
        .method_not_allowed_fallback(|| async { Failure::of_status(StatusCode::METHOD_NOT_ALLOWED) })
        // the last is the outermost
        .layer(CsrfLayer::new())
        .layer(DefaultBodyLimit::max(LARGEST))
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(Arc::clone(&app), security::limit))
        .layer(from_fn_with_state(Arc::clone(&app), keep))
        .layer(from_fn_with_state(Arc::clone(&app), frame))
        .layer(CompressionLayer::new())
        .with_state(app)
}

/// Whether requests can be answered: the store is asked a small question, and whether it is of this program's version.
async fn ready(State(app): State<Arc<App>>) -> Result<&'static str, Failure> {
    match app.backend.check().await {
        Ok(()) => Ok("ok"),
        Err(error @ (StoreError::Older { .. } | StoreError::Newer { .. })) => {
            tracing::error!(%error, "not ready");
            Err(Failure::new(StatusCode::SERVICE_UNAVAILABLE, "store-not-current", error.message()))
        }
        Err(error) => {
            tracing::error!(%error, "not ready");
            Err(Failure::of_status(StatusCode::SERVICE_UNAVAILABLE))
        }
    }
}
