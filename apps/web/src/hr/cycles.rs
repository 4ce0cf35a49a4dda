//! 360° cycles as an HR agency runs them: plan, name raters, open, watch without names, close, read, release.

mod close;
mod list;
mod plan;
mod results;
mod show;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::state::App;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/hr/cycles", get(list::show))
        .route("/hr/cycles/new", get(plan::ask).post(plan::plan))
        .route("/hr/cycles/{cycle}", get(show::show).post(show::step))
        .route("/hr/cycles/{cycle}/plan", get(plan::ask_again).post(plan::plan_again))
        .route("/hr/cycles/{cycle}/close", get(close::ask).post(close::close))
        .route("/hr/cycles/{cycle}/analysis", get(results::analysis))
        .route("/hr/cycles/{cycle}/results", get(results::list))
        .route("/hr/cycles/{cycle}/results/{person}", get(results::person).post(results::withdraw))
}
