//! What an HR agency runs: people, imports, cycles, rounds, talent, development.

use std::sync::Arc;

use axum::Router;

use crate::state::App;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
}
