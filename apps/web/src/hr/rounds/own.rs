//! Rounds as an employee sees them: stand, withdraw, what came of those that are published, and score for those on a panel.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use jenjang::legal::Language;
use jenjang::people::id::RoundId;
use jenjang::promotion::Stage;
use jenjang_service::ServiceError;
use jenjang_service::promotion::{
    OwnResult, OwnRound, Stand, WithdrawCandidate, list_own_results, list_own_rounds, list_panels, stand as stand_in, withdraw_candidate,
};

use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::hr::words;
use crate::pages::notice::mark;
use crate::pages::standing::Mark;
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

struct Row {
    id: String,
    title: String,
    mark: Mark,
    unit: String,
    policy: String,
    policy_id: String,
    as_of: NaiveDate,
    open: bool,
    stands: bool,
}

/// What came of a published round.
struct Ended {
    title: String,
    mark: Mark,
    published: NaiveDate,
    decision: String,
}

#[derive(Template)]
#[template(path = "hr/rounds/own.html")]
struct Page {
    shell: Shell,
    form: Filled,
    done: Option<&'static str>,
    panels: Vec<(String, String)>,
    open: Vec<Row>,
    standing: Vec<Row>,
    ended: Vec<Ended>,
}

/// Rounds open to me, those I stand in or stood in, and those I score for.
pub(super) async fn list(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    laid_out(&app, &me, Filled::with(&[], me.visitor.language)).await
}

async fn laid_out(app: &App, me: &SignedIn, form: Filled) -> Result<Response, Failure> {
    let context = app.context(&me.visitor.actor);
    let language = me.visitor.language;
    let rounds = list_own_rounds(&context).await?;
    let panels = list_panels(&context).await?;
    let panels = panels.iter().map(|file| (file.plan.id.to_string(), file.plan.title.get(language).to_owned())).collect();
    let ended = list_own_results(&context).await?.iter().map(|result| ended(result, language)).collect();
    // what is published stands among the results
    let under_way = rounds.iter().filter(|round| round.file.stage != Stage::Published);
    let (standing, open): (Vec<_>, Vec<_>) = under_way.partition(|round| round.stands);
    let rows = |rounds: Vec<&OwnRound>| rounds.into_iter().map(|round| row(app, round, language)).collect();
    let shell = me.visitor.titled("Putaran bagi saya", "Rounds for me");
    let page = Page {
        done: shell
            .done(&[("stands", "Anda sekarang calon.", "You stand now."), ("withdrawn", "Anda sudah mundur.", "You have withdrawn.")]),
        panels,
        open: rows(open),
        standing: rows(standing),
        ended,
        form,
        shell,
    };
    page_with(page.form.status(), &page)
}

fn row(app: &App, round: &OwnRound, language: Language) -> Row {
    let plan = &round.file.plan;
    Row {
        id: plan.id.to_string(),
        title: plan.title.get(language).to_owned(),
        mark: words::stage(round.file.stage),
        unit: round.unit.as_ref().map_or_else(|| round.file.unit.to_string(), |unit| unit.name.get(language).to_owned()),
        policy: words::policy(app, &plan.policy, language),
        policy_id: plan.policy.to_string(),
        as_of: plan.as_of,
        open: round.open,
        stands: round.stands,
    }
}

fn ended(result: &OwnResult, language: Language) -> Ended {
    Ended {
        title: result.title.get(language).to_owned(),
        mark: mark(result.chosen, result.outcome),
        published: result.published,
        decision: result.decision.as_str().to_owned(),
    }
}

/// Stands in a round.
pub(super) async fn stand(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let round: RoundId = id.parse().map_err(|_| Failure::not_found())?;
    let stood = stand_in(&app.context(&me.visitor.actor), Stand { round }).await;
    answer(&app, &me, typed, stood, "stands").await
}

/// Withdraws from a round.
pub(super) async fn withdraw(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let round: RoundId = id.parse().map_err(|_| Failure::not_found())?;
    let command = WithdrawCandidate { round, person: me.person.clone() };
    let withdrawn = withdraw_candidate(&app.context(&me.visitor.actor), command).await;
    answer(&app, &me, typed, withdrawn, "withdrawn").await
}

async fn answer(app: &App, me: &SignedIn, typed: Typed, done: Result<(), ServiceError>, code: &str) -> Result<Response, Failure> {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/rounds?done={code}")).into_response()),
        Err(error) => {
            let mut form = Filled::of(typed, me.visitor.language);
            form.refused("", error)?;
            laid_out(app, me, form).await
        }
    }
}
