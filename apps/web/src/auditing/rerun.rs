//! Stored decisions, decided again and compared.

use std::ops::ControlFlow;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use jenjang::people::id::RoundId;
use jenjang::promotion::Stage;
use jenjang_service::promotion::{RerunDecisions, list_rounds, read_round, rerun_decisions};

use crate::error::Failure;
use crate::form::Typed;
use crate::format;
use crate::hr::words;
use crate::pages::standing::Mark;
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::App;

/// How many differences are listed.
const LISTED: usize = 100;

#[derive(Template)]
#[template(path = "audit/rounds.html")]
struct ListPage {
    shell: Shell,
    rows: Vec<(String, String, Mark)>,
}

/// The rounds that hold decisions.
pub(super) async fn rounds(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let found = list_rounds(&app.context(&me.visitor.actor)).await?;
    let decided = found.iter().filter(|file| !matches!(file.stage, Stage::Planned | Stage::Open));
    let row = |file: &jenjang::promotion::repository::RoundFile| {
        (file.plan.id.to_string(), file.plan.title.get(me.visitor.language).to_owned(), words::stage(file.stage))
    };
    let rows = decided.map(row).collect();
    let shell = me.visitor.titled("Putuskan ulang", "Decide again");
    page(&ListPage { shell, rows })
}

/// What came out.
struct Rerun {
    decisions: u64,
    scores: u64,
    mismatches: Vec<(String, String)>,
    more: usize,
}

#[derive(Template)]
#[template(path = "audit/rerun.html")]
struct Page {
    shell: Shell,
    id: String,
    title: String,
    mark: Mark,
    candidates: u64,
    rerun: Option<Rerun>,
}

/// What a re-run does, and the button.
pub(super) async fn ask(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    laid_out(&app, &me, &id, None).await
}

async fn laid_out(app: &App, me: &SignedIn, id: &str, rerun: Option<Rerun>) -> Result<Response, Failure> {
    let round: RoundId = id.parse().map_err(|_| Failure::not_found())?;
    let found = read_round(&app.context(&me.visitor.actor), &round).await?;
    let shell = me.visitor.titled("Putuskan ulang", "Decide again");
    let title = found.file.plan.title.get(me.visitor.language).to_owned();
    page(&Page { shell, id: id.to_owned(), title, mark: words::stage(found.file.stage), candidates: found.candidates, rerun })
}

/// Decides every decision of a round again.
pub(super) async fn run(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, _typed: Typed) -> Result<Response, Failure> {
    let round: RoundId = id.parse().map_err(|_| Failure::not_found())?;
    let command = RerunDecisions { round: Some(&round), progress: &|_| ControlFlow::Continue(()) };
    let report = rerun_decisions(&app.context(&me.visitor.actor), command).await?;
    let said = |one: &jenjang_service::promotion::RerunMismatch| {
        (one.decision.as_str().to_owned(), format::sentence(one.problem.get(me.visitor.language)))
    };
    let rerun = Rerun {
        decisions: report.decisions,
        scores: report.scores,
        mismatches: report.mismatches.iter().take(LISTED).map(said).collect(),
        more: report.mismatches.len().saturating_sub(LISTED),
    };
    laid_out(&app, &me, &id, Some(rerun)).await
}
