//! What everybody may read without an account.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;

use crate::state::App;

pub(crate) mod assets;
pub(crate) mod policies;
mod results;
mod statistics;
mod verify;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/policies", get(policies::list))
        .route("/policies/{*id}", get(policies::show))
        .route("/results", get(results::list))
        .route("/results/{id}", get(results::show))
        .route("/statistics", get(statistics::list))
        .route("/statistics/{*table}", get(statistics::show))
        .route("/verify", get(verify::ask).post(verify::file).layer(DefaultBodyLimit::max(verify::LARGEST_REQUEST)))
        .route("/verify/{code}", get(verify::code))
        .route("/assets/{name}", get(assets::serve))
}
