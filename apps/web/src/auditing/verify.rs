//! Checking the trail, and taking it along.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jenjang_service::audit::{ListTrail, Report, Trust, export as write, list_trail, verify};

use crate::error::Failure;
use crate::form::Typed;
use crate::format;
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::App;

/// What was checked and found.
struct Checked {
    entries: u64,
    head: Option<String>,
    checkpoints: u64,
    sealed: Option<u64>,
    unsealed: u64,
    keys: Vec<String>,
    faults: Vec<String>,
    more: u64,
}

#[derive(Template)]
#[template(path = "audit/verify.html")]
struct Page {
    shell: Shell,
    checked: Option<Checked>,
}

/// What a check does, and the button.
pub(super) async fn ask(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    // who may not verify is told so before the button
    list_trail(&app.context(&me.visitor.actor), &ListTrail { before: None, verb: None, limit: 1 }).await?;
    laid_out(&me, None)
}

fn laid_out(me: &SignedIn, checked: Option<Checked>) -> Result<Response, Failure> {
    let shell = me.visitor.titled("Periksa jejak audit", "Verify the audit trail");
    page(&Page { shell, checked })
}

/// Checks the whole trail.
pub(super) async fn run(State(app): State<Arc<App>>, me: SignedIn, _typed: Typed) -> Result<Response, Failure> {
    let report = verify(&app.context(&me.visitor.actor), &Trust::default(), &mut |_, _| {}).await?;
    laid_out(&me, Some(checked(&report, &me)))
}

fn checked(report: &Report, me: &SignedIn) -> Checked {
    let language = me.visitor.language;
    Checked {
        entries: report.entries,
        head: report.head.map(|head| head.digest.to_string()),
        checkpoints: report.checkpoints,
        sealed: report.sealed,
        unsealed: report.unsealed(),
        keys: report.keys.iter().map(|key| key.key.clone()).collect(),
        faults: report.faults.iter().take(100).map(|fault| format::sentence(fault.message().get(language))).collect(),
        more: report.more.saturating_add(u64::try_from(report.faults.len().saturating_sub(100)).unwrap_or(0)),
    }
}

/// The trail as lines of JSON that an outsider can check.
pub(super) async fn export(State(app): State<Arc<App>>, me: SignedIn, _typed: Typed) -> Result<Response, Failure> {
    let mut out: Vec<u8> = Vec::new();
    write(&app.context(&me.visitor.actor), &mut out, &mut |_, _| {}).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/jsonl; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"jejak-audit.jsonl\""),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, out).into_response())
}
