//! Surveys, consultations, and policies that are explained.

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::state::App;

mod consultations;
mod overview;
mod policies;
pub(crate) mod surveys;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/voice", get(overview::show))
        .route("/voice/surveys/{id}", get(surveys::show).post(surveys::answer))
        .route("/voice/surveys/{id}/results", get(surveys::results))
        .route("/voice/consultations/{id}", get(consultations::show).post(consultations::submit))
        .route("/voice/policies/{id}", get(policies::show).post(policies::acknowledge_it))
        .route("/voice/policies/{id}/questions", axum::routing::post(policies::ask))
}
