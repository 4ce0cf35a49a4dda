//! The same for other programs: use cases under `/api/v1`, their description, events as they happen, webhooks.
//!
//! An operation is declared in `groups/`, in a few lines: address, words, what it takes, the use case. Everything else follows from the declaration:
//! the route, the check of what is sent, the OpenAPI document, the page for people, the walk of the tests.

mod call;
mod caller;
mod check;
mod codes;
mod dispatch;
mod docs;
mod examples;
mod groups;
mod live;
pub(crate) mod news;
mod openapi;
mod operation;
mod repeated;
mod tokens;
mod version;
mod webhooks;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, get, on, post};

pub(crate) use self::live::Live;
use self::operation::{Group, Operation};
pub(crate) use self::repeated::REPLAYED;
pub(crate) use self::webhooks::{Reach, run as send_webhooks, shown_secret};
use crate::state::App;

/// All operations by matter, the most wanted first.
pub(crate) const GROUPS: &[&Group] = &[
    &groups::me::GROUP,
    &groups::people::GROUP,
    &groups::policies::GROUP,
    &groups::rounds::GROUP,
    &groups::appeals::GROUP,
    &groups::corrections::GROUP,
    &groups::cycles::GROUP,
    &groups::team::GROUP,
    &groups::development::GROUP,
    &groups::catalogue::GROUP,
    &groups::mentoring::GROUP,
    &groups::placements::GROUP,
    &groups::studies::GROUP,
    &groups::budgets::GROUP,
    &groups::talent::GROUP,
    &groups::certificates::GROUP,
    &groups::surveys::GROUP,
    &groups::drafts::GROUP,
    &groups::consultations::GROUP,
    &groups::socialisations::GROUP,
    &groups::indicators::GROUP,
    &groups::audit::GROUP,
    &groups::events::GROUP,
    &groups::tokens::GROUP,
];

fn operations() -> impl Iterator<Item = &'static Operation> {
    GROUPS.iter().flat_map(|group| group.operations)
}

/// The operation of this name.
fn operation(id: &str) -> Option<&'static Operation> {
    operations().find(|operation| operation.id == id)
}

/// The matter of an operation, as scopes name it.
fn group_of(operation: &Operation) -> &'static str {
    let (matter, _) = operation.id.split_once('.').unwrap_or_default();
    GROUPS.iter().find(|group| group.code == matter).map_or("", |group| group.code)
}

/// Every scope a token may have. No program makes tokens.
pub(crate) fn scopes() -> impl Iterator<Item = String> {
    let matters = GROUPS.iter().filter(|group| group.code != "tokens");
    let of_matters = matters.flat_map(|group| ["read", "write"].map(|right| format!("{}:{right}", group.code)));
    ["read".to_owned(), "write".to_owned()].into_iter().chain(of_matters)
}

pub(crate) fn routes() -> Router<Arc<App>> {
    let mut router = Router::new()
        .route("/api/v1/openapi.json", get(document))
        .route("/api/docs", get(docs::show))
        .route("/api/docs/{matter}", get(docs::show_matter))
        .route("/tokens", get(tokens::show).post(tokens::make))
        .route("/tokens/{id}/end", post(tokens::end));
    for operation in operations() {
        let method = MethodFilter::try_from(operation.method.clone()).unwrap_or(MethodFilter::GET);
        let answer = move |State(app): State<Arc<App>>, request: Request| dispatch::dispatch(app, operation, request);
        let answer = on(method, answer).layer(DefaultBodyLimit::max(operation.largest));
        router = router.route(&format!("/api/v1{}", operation.path), answer);
    }
    router
}

/// The description of all operations.
async fn document() -> Response {
    let mut response = ([(header::CONTENT_TYPE, "application/json")], openapi::DOCUMENT.as_str()).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    response
}

/// What stays open: neither timed nor compressed.
pub(crate) fn live() -> Router<Arc<App>> {
    Router::new().route("/live", get(live::listen))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_are_sound() {
        let mut ids: Vec<&str> = operations().map(|operation| operation.id).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "an id stands twice");
        for group in GROUPS {
            for operation in group.operations {
                let id = operation.id;
                assert!(id.starts_with(&format!("{}.", group.code)), "{id} is not of {}", group.code);
                assert!(!operation.words.0.is_empty() && operation.words.0 != operation.words.1, "{id}");
                assert!(!operation.is_read() || operation.body.is_empty(), "{id}: a read has no body");
                if let Some(reads) = operation.guards {
                    let reads = self::operation(reads).unwrap_or_else(|| panic!("{id} guards nothing"));
                    assert!(reads.parameters().all(|name| operation.parameters().any(|own| own == name)), "{id}");
                }
                for field in operation.query.iter().chain(operation.body) {
                    let example = serde_json::from_str::<serde_json::Value>(field.example);
                    let example = example.unwrap_or_else(|error| panic!("{id} {}: {error}", field.name));
                    let given = serde_json::Map::from_iter([(field.name.to_owned(), example)]);
                    let mut problems = Vec::new();
                    check::object(std::slice::from_ref(field), &given, "", &mut problems);
                    assert!(problems.is_empty(), "{id}: the example of `{}` is not taken: {problems:?}", field.name);
                }
            }
        }
    }
}
