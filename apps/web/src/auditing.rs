//! The audit trail, for those who check it.

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use crate::state::App;

mod rerun;
mod trail;
mod verify;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/audit", get(trail::show))
        .route("/audit/verify", get(verify::ask).post(verify::run))
        .route("/audit/export", post(verify::export))
        .route("/audit/rounds", get(rerun::rounds))
        .route("/audit/rounds/{id}", get(rerun::ask).post(rerun::run))
}
