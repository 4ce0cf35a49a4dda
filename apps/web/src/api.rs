//! The same for other programs, under `/api/v1`.

use std::sync::Arc;

use axum::Router;

use crate::state::App;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
}

/// What stays open: neither timed nor compressed.
pub(crate) fn live() -> Router<Arc<App>> {
    Router::new()
}
