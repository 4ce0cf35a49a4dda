//! Which address is answered by what.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

use crate::error::Failure;
use crate::frame::frame;
use crate::state::App;
use crate::{pages, public};

/// The most that is taken in one request, in bytes; uploads will have a limit of their own.
const LARGEST: usize = 64 * 1024;

/// How long a request may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// Every address, and what goes around it.
pub fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/", get(pages::home::show))
        .route("/eligibility", get(pages::eligibility::own))
        .route("/eligibility/{*policy}", get(pages::eligibility::own_under))
        .route("/decisions/{id}", get(pages::decision::show))
        .route("/team", get(pages::team::list))
        .route("/people", get(pages::people::list))
        .route("/people/{id}/eligibility", get(pages::eligibility::of))
        .route("/sign-in", get(pages::sign_in::ask).post(pages::sign_in::enter))
        .route("/sign-out", post(pages::sign_in::leave))
        .route("/policies", get(public::policies::list))
        .route("/policies/{*id}", get(public::policies::show))
        .route("/assets/{name}", get(public::assets::serve))
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(ready))
        .fallback(|| async { Failure::not_found() })
        .method_not_allowed_fallback(|| async { Failure::of_status(StatusCode::METHOD_NOT_ALLOWED) })
        // the last is the outermost
        .layer(CsrfLayer::new())
        .layer(RequestBodyLimitLayer::new(LARGEST))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, PATIENCE))
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(Arc::clone(&app), frame))
        .layer(CompressionLayer::new())
        .with_state(app)
}

/// Whether requests can be answered: the store is asked a small question.
async fn ready(State(app): State<Arc<App>>) -> Result<&'static str, Failure> {
    match app.backend.tops().await {
        Ok(_) => Ok("ok"),
        Err(error) => {
            tracing::error!(%error, "not ready");
            Err(Failure::of_status(StatusCode::SERVICE_UNAVAILABLE))
        }
    }
}
