//! Pages for whoever is signed in.

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use crate::state::App;

pub(crate) mod decision;
pub(crate) mod eligibility;
pub(crate) mod home;
pub(crate) mod listing;
pub(crate) mod notice;
pub(crate) mod sign_in;
pub(crate) mod standing;
pub(crate) mod team;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/", get(home::show))
        .route("/eligibility", get(eligibility::own))
        .route("/eligibility/{*policy}", get(eligibility::own_under))
        .route("/decisions/{id}", get(decision::show))
        .route("/team", get(team::list))
        .route("/team/{person}", get(team::show))
        .route("/people/{id}/eligibility", get(eligibility::of))
        .route("/sign-in", get(sign_in::ask).post(sign_in::enter))
        .route("/sign-out", post(sign_in::leave))
}
