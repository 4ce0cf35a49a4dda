//! Figures for Prometheus: how much is asked, how long it takes, what fails. Nothing in them names anybody.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::http::{Method, header};
use axum::routing::get;
use jenjang::legal::Label;
use metrics::{counter, describe_counter, describe_histogram, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

const REQUESTS: &str = "jenjang_http_requests_total";
const DURATION: &str = "jenjang_http_request_duration_seconds";
const STORE_ERRORS: &str = "jenjang_store_errors_total";
const SESSIONS: &str = "jenjang_sessions_opened_total";
const REFUSED: &str = "jenjang_sign_ins_refused_total";

/// Upper ends of the classes of the histogram, in seconds.
const CLASSES: [f64; 10] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// How often what was counted is put together where nobody asks for it.
const UPKEEP: Duration = Duration::from_secs(10);

/// A request was answered. The route, never the address; methods that nobody uses under one name, so that nobody can make up new rows.
pub(crate) fn answered(method: &Method, route: &str, status: u16, took: Duration) {
    let method = match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    };
    let route = route.to_owned();
    counter!(REQUESTS, "method" => method, "route" => route.clone(), "status" => status.to_string()).increment(1);
    histogram!(DURATION, "method" => method, "route" => route).record(took.as_secs_f64());
}

/// The store failed.
pub(crate) fn store_failed() {
    counter!(STORE_ERRORS).increment(1);
}

/// Somebody signed in, by these means.
pub(crate) fn session_opened(means: &'static str) {
    counter!(SESSIONS, "means" => means).increment(1);
}

/// Somebody was not let in.
pub(crate) fn sign_in_refused(means: &'static str) {
    counter!(REFUSED, "means" => means).increment(1);
}

/// Begins to count; from here on everything said above is kept.
///
/// # Errors
/// The sentence for the operator where something else in this process counts already.
pub(crate) fn begin() -> Result<PrometheusHandle, Label> {
    let failed = |error: String| Label::new(format!("metrik tidak dapat dimulai: {error}"), format!("metrics cannot begin: {error}"));
    let builder = PrometheusBuilder::new().set_buckets_for_metric(Matcher::Full(DURATION.to_owned()), &CLASSES);
    let recorder = builder.map_err(|error| failed(error.to_string()))?.build_recorder();
    let handle = recorder.handle();
    metrics::set_global_recorder(recorder).map_err(|error| failed(error.to_string()))?;
    describe_counter!(REQUESTS, "Requests answered, by method, route and status");
    describe_histogram!(DURATION, "Seconds until the answer began, by method and route");
    describe_counter!(STORE_ERRORS, "Questions to the store that failed");
    describe_counter!(SESSIONS, "Sessions opened, by how people proved who they are");
    describe_counter!(REFUSED, "Sign-ins refused, by how they were tried");
    Ok(handle)
}

/// The page with the figures, and nothing else.
fn router(handle: PrometheusHandle) -> Router {
    let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    Router::new().route("/metrics", get(async move || (kind, handle.render())))
}

/// Serves the figures on an address of their own, for as long as the process lives.
///
/// # Errors
/// The sentence for the operator: an address that is taken.
pub async fn serve(address: SocketAddr) -> Result<SocketAddr, Label> {
    let listener = tokio::net::TcpListener::bind(address).await.map_err(|error| {
        Label::new(format!("tidak dapat mendengarkan di `{address}`: {error}"), format!("cannot listen on `{address}`: {error}"))
    })?;
    let bound = listener.local_addr().unwrap_or(address);
    let handle = begin()?;
    let upkeep = handle.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(UPKEEP).await;
            upkeep.run_upkeep();
        }
    });
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router(handle)).await {
            tracing::error!(%error, "metrics are no longer served");
        }
    });
    Ok(bound)
}
