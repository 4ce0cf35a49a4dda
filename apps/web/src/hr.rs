//! What an HR agency runs: people, imports, cycles, rounds, talent, development.

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::state::App;

mod appeals;
pub(crate) mod cycles;
pub(crate) mod development;
mod erase;
pub(crate) mod import;
mod index;
mod listing;
mod named;
mod people;
pub(crate) mod quality;
mod roles;
pub(crate) mod rounds;
mod surveys;
pub(crate) mod talent;
mod waivers;
mod webhooks;
pub(crate) mod words;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/hr", get(index::show))
        .route("/hr/quality", get(quality::show).post(quality::make))
        .route("/hr/waivers", get(waivers::show).post(waivers::grant))
        .route("/people", get(people::list))
        .route("/people/{id}", get(people::show))
        .merge(appeals::routes())
        .merge(development::routes())
        .merge(erase::routes())
        .merge(import::routes())
        .merge(roles::routes())
        .merge(rounds::routes())
        .merge(surveys::routes())
        .merge(webhooks::routes())
        .merge(cycles::routes())
        .merge(talent::routes())
}
