//! Development as an HR agency runs it: catalogue, sessions and certificates, demand, the yearly duty, places, mentoring, the budget, effects, surveys.

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use jenjang_credentials::SecretKey;

use crate::demo;
use crate::state::App;

pub(crate) mod budget;
mod catalogue;
mod demand;
mod duty;
mod edit;
mod effects;
mod mentoring;
mod places;
mod session;
mod sessions;
pub(crate) mod studies;
mod study;
mod study_steps;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/hr/development", get(sessions::index))
        .route("/hr/development/sessions", get(sessions::list).post(sessions::save))
        .route("/hr/development/sessions/{id}", get(session::show))
        .route("/hr/development/sessions/{id}/edit", get(edit::ask).post(edit::save))
        .route("/hr/development/sessions/{id}/decide", post(session::decide))
        .route("/hr/development/sessions/{id}/results", post(session::results))
        .route("/hr/development/sessions/{id}/certificates", post(session::certify))
        .route("/hr/development/sessions/{id}/revoke", post(session::revoke))
        .route("/hr/development/sessions/{id}/cancel", post(session::cancel))
        .route("/hr/development/catalogue", get(catalogue::list))
        .route("/hr/development/catalogue/providers", post(catalogue::provider))
        .route("/hr/development/catalogue/courses", post(catalogue::course))
        .route("/hr/development/demand", get(demand::show))
        .route("/hr/development/duty", get(duty::show))
        .route("/hr/development/places", get(places::list).post(places::offer))
        .route("/hr/development/places/{id}", get(places::show).post(places::decide))
        .route("/hr/development/places/{id}/assess", post(places::assess))
        .route("/hr/development/mentoring", get(mentoring::list).post(mentoring::declare))
        .route("/hr/development/mentoring/{id}", get(mentoring::show).post(mentoring::match_them))
        .route("/hr/development/mentoring/{id}/end", post(mentoring::end))
        .route("/hr/development/studies", get(studies::list))
        .route("/hr/development/studies/{id}", get(study::show).post(study::take_step))
        .route("/hr/development/effects", get(effects::show))
        .merge(budget::routes())
}

/// The key certificates are signed with, where this process may hold it: in the demonstration. A server's key lies apart from it.
fn issuer_key(app: &App) -> Option<SecretKey> {
    (!app.characters.is_empty()).then(demo::issuer_key)
}
