//! What the policy team works on: texts in an editor, cases, differences, simulation; the way of a draft to its signature; socialisation; indicators.
//!
//! A draft has one id on its whole way: the text being written, the consultation on it and its steps stand under the same address.

mod acts;
mod cases;
mod clauses;
mod consult;
mod difference;
mod edit;
mod indicators;
mod library;
mod lines;
mod look;
mod overview;
pub(crate) mod simulate;
mod socialise;
mod source;
mod start;
mod versions;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use jenjang::consultation::WorkingText;
use jenjang::legal::{Label, Language};
use jenjang::people::id::DraftId;
use jenjang::store::Versioned;
use jenjang_service::drafts::{Checked, Checker, draft_checker, read_draft};
use jenjang_service::{Actor, ServiceError};

use crate::error::Failure;
use crate::state::App;

pub(crate) use clauses::begin as first_clauses;
pub(crate) use difference::replaced;
pub(crate) use lines::differing;
pub(crate) use simulate::{KEPT as KEPT_SIMULATIONS, Simulations};
pub(crate) use start::{TEMPLATE, own_id};

/// The most that is taken of a form with texts of policies: each twice as long as may be kept, with every letter escaped.
const LARGEST_TEXT: usize = 4 * 1024 * 1024;

/// The most that is taken of a table of people, in bytes.
const LARGEST_TABLE: usize = 32 * 1024 * 1024;

pub(crate) fn routes() -> Router<Arc<App>> {
    let texts = Router::new()
        .route("/drafts/new", get(start::ask).post(start::begin))
        .route("/drafts/check", post(edit::check))
        .route("/drafts/{id}/edit", get(edit::show).post(edit::act))
        .route("/drafts/indicators", get(indicators::list).post(indicators::define))
        .layer(DefaultBodyLimit::max(LARGEST_TEXT));
    let tables =
        Router::new().route("/drafts/{id}/simulate", get(simulate::ask).post(simulate::start)).layer(DefaultBodyLimit::max(LARGEST_TABLE));
    Router::new()
        .route("/drafts", get(library::show))
        .route("/drafts/versions/{*policy}", get(versions::show).post(versions::act))
        .route("/drafts/socialisation", get(socialise::list).post(socialise::start))
        .route("/drafts/socialisation/{id}", get(socialise::show).post(socialise::act))
        .route("/drafts/indicators/{id}", get(indicators::show).post(indicators::act))
        .route("/drafts/reviews", get(indicators::reviews).post(indicators::review))
        .route("/drafts/{id}", get(overview::show).post(acts::act))
        .route("/drafts/{id}/source", get(source::show))
        .route("/drafts/{id}/cases", get(cases::show))
        .route("/drafts/{id}/diff", get(difference::show))
        .route("/drafts/{id}/consultation", get(consult::show).post(consult::act))
        .route("/drafts/{id}/consultation/{number}", get(consult::ask_answer).post(consult::answer))
        .route("/drafts/{id}/report", get(consult::report))
        .route("/drafts/{id}/simulate/{run}", get(simulate::show))
        .route("/drafts/{id}/simulate/{run}/{file}", get(simulate::download))
        .merge(texts)
        .merge(tables)
}

/// Words that stand for pages and cannot be the id of a draft.
const RESERVED: [&str; 6] = ["new", "check", "versions", "socialisation", "indicators", "reviews"];

/// The id in an address.
fn draft_id(text: &str) -> Result<DraftId, Failure> {
    text.parse().map_err(|_| Failure::not_found())
}

/// An id as a part of an address.
fn in_address(id: &str) -> String {
    let mut address = String::with_capacity(id.len());
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
            address.push(char::from(byte));
        } else {
            address.push_str(&format!("%{byte:02X}"));
        }
    }
    address
}

/// A text in the language.
fn pick<'t>(language: Language, id: &'t str, en: &'t str) -> &'t str {
    match language {
        Language::Id => id,
        Language::En => en,
    }
}

/// The text being written under this id.
pub(crate) async fn written(app: &App, actor: &Actor, id: &DraftId) -> Result<Versioned<WorkingText>, Failure> {
    let found = read_draft(&app.context(actor), id).await?;
    Ok(found.ok_or_else(|| ServiceError::not_found(Label::new("rancangan", "draft"), id))?)
}

/// A text checked against the policies in force, on a thread of its own: a large text takes a while.
pub(crate) async fn checked(app: &App, actor: &Actor, text: &str) -> Result<(Arc<Checker>, Arc<Checked>), Failure> {
    let checker = Arc::new(draft_checker(&app.context(actor), &app.shipped).await?);
    let (theirs, text) = (Arc::clone(&checker), text.to_owned());
    let checked = apart(move || theirs.check(POLICY_FILE, &text)).await?;
    Ok((checker, Arc::new(checked)))
}

/// Does something that takes a while without holding up those who only wait for the store.
pub(crate) async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        tracing::error!(%error, "work on a draft failed");
        Failure::internal()
    })
}

/// What the texts are called in what is found about them.
pub(crate) const POLICY_FILE: &str = "kebijakan.toml";
pub(crate) const CLAUSES_FILE: &str = "ketentuan.toml";
