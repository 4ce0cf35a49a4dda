//! What an HR agency runs: people, imports, cycles, rounds, talent, development.

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::state::App;

mod index;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new().route("/hr", get(index::show))
}
