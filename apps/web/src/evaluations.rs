//! 360-degree evaluation: the rater's inbox and form, nominations, approvals.

mod approvals;
mod decline;
mod inbox;
mod rate;
mod raters;
mod task;
pub(crate) mod words;

use std::str::FromStr;
use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::error::Failure;
use crate::state::App;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/evaluations", get(inbox::show))
        .route("/evaluations/approvals", get(approvals::show).post(approvals::decide))
        .route("/evaluations/{cycle}/raters", get(raters::show).post(raters::change))
        .route("/evaluations/{cycle}/rate/{ratee}", get(rate::show).post(rate::send))
        .route("/evaluations/{cycle}/decline/{ratee}", get(decline::show).post(decline::send))
}

/// An id in an address; what is none names nothing.
pub(crate) fn id<T: FromStr>(text: &str) -> Result<T, Failure> {
    text.parse().map_err(|_| Failure::not_found())
}
