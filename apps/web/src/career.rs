//! An employee's own career: map, competencies, results, corrections, objections, own data.

use std::sync::Arc;

use axum::Router;

use crate::state::App;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
}
