//! An employee's own career: map, competencies, results, corrections, objections, own data.

mod appeals;
mod competencies;
mod corrections;
mod data;
mod desk;
mod index;
mod map;
mod picture;
mod registers;
mod report;
mod talent;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use crate::state::App;

pub(crate) use appeals::{ground as appeal_ground, objection};
pub(crate) use map::{ROUTES, posts};
pub(crate) use registers::{Values as RegisterValues, label as register_label};
pub(crate) use talent::{GRID, LEVELS};

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/career", get(index::show))
        .route("/career/map", get(map::show))
        .route("/career/map/target", post(map::choose))
        .route("/career/map/drop", post(map::forget))
        .route("/career/report", get(report::show))
        .route("/career/competencies", get(competencies::show))
        .route("/career/talent", get(talent::show))
        .route("/career/data", get(data::show))
        .route("/career/data/export", post(data::export))
        .route("/career/corrections", get(corrections::list))
        .route("/career/corrections/new", get(corrections::ask).post(corrections::send))
        .route("/career/corrections/{id}", get(corrections::show))
        .route("/career/corrections/{id}/withdraw", post(corrections::withdraw))
        .route("/career/appeals", get(appeals::list))
        .route("/career/appeals/new", get(appeals::ask).post(appeals::send))
        .route("/career/appeals/{id}/withdraw", post(appeals::withdraw))
        .route("/hr/corrections", get(desk::list))
        .route("/hr/corrections/{id}", get(desk::show).post(desk::answer))
}
