//! What happens around every request: number, language, security headers, pages for failures, one line in the log.

use std::sync::Arc;
use std::time::Instant;

use askama::Template;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jenjang::legal::Language;
use serde::Serialize;
use tracing::Instrument;

use crate::api::REPLAYED;
use crate::backend::at_one_moment;
use crate::error::Failure;
use crate::format;
use crate::kept::Kept;
use crate::language;
use crate::security::metrics;
use crate::session::Visitor;
use crate::shell::{LaidOut, Shell, page_with};
use crate::state::App;
use crate::telemetry;

/// For two years browsers ask for nothing but TLS, once they came over it.
const ONLY_TLS: &str = "max-age=63072000; includeSubDomains";

const HEADERS: [(HeaderName, HeaderValue); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("permissions-policy"), HeaderValue::from_static("camera=(), geolocation=(), microphone=()")),
];

/// The number of a request.
const REQUEST: HeaderName = HeaderName::from_static("x-request-id");

/// Goes around everything else.
pub(crate) async fn frame(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let id = app.backend.request_id();
    let (uri, method) = (request.uri().clone(), request.method().clone());
    // the route, never the address: addresses hold ids of people
    let route = request.extensions().get::<MatchedPath>().map_or_else(|| "-".to_owned(), |route| route.as_str().to_owned());
    let api = uri.path().starts_with("/api/v1/") || uri.path() == "/api/v1";
    let language = if api { language::of_program(&uri, request.headers()) } else { language::of(&uri, request.headers()) };
    let asked = language::asked(&uri).filter(|_| !api);
    let given = if api { HeaderMap::new() } else { request.headers().clone() };
    let span = telemetry::span(&id, &method, &route);
    let mut response = at_one_moment(next.run(request)).instrument(span.clone()).await;
    let failed = response.status().is_client_error() || response.status().is_server_error();
    if failed && response.extensions().get::<LaidOut>().is_none() {
        let kept = [header::SET_COOKIE, header::RETRY_AFTER, header::ALLOW, REPLAYED];
        let kept: Vec<_> =
            response.headers().iter().filter(|(name, _)| kept.contains(name)).map(|(name, value)| (name.clone(), value.clone())).collect();
        response = if uri.path().starts_with("/api/") && !uri.path().starts_with("/api/docs") {
            problem(&response, language, &id)
        } else {
            let shell = around_failure(&app, response.status(), language, uri, &given).await;
            explained(&response, shell, &id)
        };
        response.headers_mut().extend(kept);
    }
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, value);
    }
    headers.insert(header::CONTENT_SECURITY_POLICY, app.security.content_policy());
    if app.security.is_https() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(ONLY_TLS));
    }
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language::code(language)));
    headers.append(header::VARY, HeaderValue::from_static(if api { "Cookie, Authorization, Accept-Language" } else { "Cookie" }));
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST, value);
    }
    if let Some(Ok(value)) = asked.map(|asked| HeaderValue::from_str(&language::remember(asked, app.security.is_https()))) {
        headers.append(header::SET_COOKIE, value);
    }
    let (status, milliseconds) = (response.status().as_u16(), begun.elapsed().as_millis());
    span.record("http.response.status_code", status);
    metrics::answered(&method, &route, status, begun.elapsed());
    tracing::info!(%id, %method, %route, status, milliseconds, "answered");
    response
}

/// A problem as RFC 9457 has it.
#[derive(Serialize)]
struct Problem<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    code: &'a str,
    request: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError<'a>>,
    /// The version there is.
    #[serde(skip_serializing_if = "Option::is_none")]
    present: Option<&'a str>,
}

/// What is wrong where.
#[derive(Serialize)]
struct FieldError<'a> {
    pointer: &'a str,
    message: &'a str,
}

#[derive(Template)]
#[template(path = "failure.html")]
struct FailurePage<'a> {
    shell: Shell,
    message: String,
    request: &'a str,
    /// What was typed, to be sent again.
    kept: Option<&'a Kept>,
}

/// What stands around the page of a failure: who asks, unless that would ask a store that has just failed, or more of somebody who asks too often.
async fn around_failure(app: &App, status: StatusCode, language: Language, uri: Uri, headers: &HeaderMap) -> Shell {
    if status.is_client_error()
        && status != StatusCode::TOO_MANY_REQUESTS
        && let Ok(visitor) = Visitor::of(app, uri.clone(), headers).await
    {
        return visitor.shell("");
    }
    Shell::bare(language, &uri, String::new(), app.security.demo)
}

fn failure_of(response: &Response) -> Failure {
    response.extensions().get::<Failure>().cloned().unwrap_or_else(|| Failure::of_status(response.status()))
}

/// A failure as problem+json.
fn problem(response: &Response, language: Language, id: &str) -> Response {
    let (status, failure) = (response.status(), failure_of(response));
    let problem = Problem {
        r#type: format!("urn:jenjang:{}", failure.code),
        title: failure.message.get(language),
        status: status.as_u16(),
        code: failure.code,
        request: id,
        errors: failure
            .fields
            .iter()
            .map(|problem| FieldError { pointer: &problem.pointer, message: problem.message.get(language) })
            .collect(),
        present: failure.present.as_deref(),
    };
    let body = serde_json::to_string(&problem).unwrap_or_default();
    let headers = [(header::CONTENT_TYPE, "application/problem+json"), (header::CACHE_CONTROL, "no-store")];
    let mut problem = (status, headers, body).into_response();
    if status == StatusCode::UNAUTHORIZED {
        problem.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    problem
}

/// A failure as a page.
fn explained(response: &Response, mut shell: Shell, id: &str) -> Response {
    let (status, failure) = (response.status(), failure_of(response));
    let heading = match status {
        StatusCode::NOT_FOUND => shell.t("Tidak ditemukan", "Not found"),
        StatusCode::TOO_MANY_REQUESTS => shell.t("Terlalu sering", "Too often"),
        StatusCode::UNAUTHORIZED => shell.t("Sesi berakhir", "Session ended"),
        StatusCode::FORBIDDEN => shell.t("Tidak berwenang", "Not allowed"),
        StatusCode::CONFLICT => shell.t("Berubah sementara itu", "Changed meanwhile"),
        StatusCode::SERVICE_UNAVAILABLE => shell.t("Sedang tidak tersedia", "Not available right now"),
        status if status.is_server_error() => shell.t("Ada yang salah", "Something went wrong"),
        _ => shell.t("Permintaan tidak dapat dipenuhi", "The request cannot be met"),
    };
    let message = format::sentence(&format::with_dates(shell.label(&failure.message), shell.language));
    shell.title = heading.to_owned();
    let page = FailurePage { shell, message, request: id, kept: response.extensions().get::<Kept>() };
    page_with(status, &page).unwrap_or_else(|_| status.into_response())
}
