//! Rounds of promotion and selection, for those who run and decide them, and for candidates and panels.

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use chrono::NaiveDate;
use jenjang::legal::Language;
use jenjang::promotion::{Method, Stage};
use jenjang::store::Revision;
use jenjang_service::promotion::RoundDesk;

use super::words;
use crate::form::Typed;
use crate::state::App;

mod candidates;
mod changed;
mod decide;
mod desk;
pub(crate) mod export;
mod list;
mod notices;
mod own;
mod panel;
mod plan;
pub(crate) mod ranking;
mod screening;
mod steps;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/hr/rounds", get(list::show))
        .route("/hr/rounds/new", get(plan::ask).post(plan::take))
        .route("/hr/rounds/{id}", get(desk::show))
        .route("/hr/rounds/{id}/plan", get(plan::ask_anew).post(plan::take_anew))
        .route("/hr/rounds/{id}/step", post(steps::take))
        .route("/hr/rounds/{id}/candidates", get(candidates::list).post(candidates::add))
        .route("/hr/rounds/{id}/candidates/withdraw", post(candidates::withdraw))
        .route("/hr/rounds/{id}/screening", get(screening::preview).post(screening::run))
        .route("/hr/rounds/{id}/ranking", get(ranking::show))
        .route("/hr/rounds/{id}/decision", get(decide::ask).post(decide::take))
        .route("/hr/rounds/{id}/notices", get(notices::list))
        .route("/hr/rounds/{id}/export", post(export::give))
        .route("/rounds", get(own::list))
        .route("/rounds/{id}/stand", post(own::stand))
        .route("/rounds/{id}/withdraw", post(own::withdraw))
        .route("/rounds/{id}/panel", get(panel::show).post(panel::score))
        .route("/rounds/{id}/panel/conflict", post(panel::conflict))
}

/// What stands at the top of every page about a round.
pub(crate) struct Head {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) unit: String,
    pub(crate) policy: String,
    pub(crate) policy_id: String,
    pub(crate) as_of: NaiveDate,
    pub(crate) since: NaiveDate,
    /// 1, and one more for each correction.
    pub(crate) edition: u32,
    pub(crate) revision: u64,
    /// The stages a round goes through, and whether each is behind, reached or ahead.
    pub(crate) stages: Vec<(String, &'static str)>,
}

impl Head {
    fn of(app: &App, desk: &RoundDesk, language: Language) -> Head {
        let plan = &desk.file.plan;
        let ranks = plan.method != Method::Eligibility;
        let all = [Stage::Planned, Stage::Open, Stage::Screened, Stage::Scored, Stage::Ranked, Stage::Decided, Stage::Published];
        let stages = all.into_iter().filter(|stage| ranks || !matches!(stage, Stage::Scored | Stage::Ranked)).map(|stage| {
            let class = match stage.cmp(&desk.file.stage) {
                std::cmp::Ordering::Less => "behind",
                std::cmp::Ordering::Equal => "reached",
                std::cmp::Ordering::Greater => "ahead",
            };
            (words::stage(stage).word(&language).to_owned(), class)
        });
        Head {
            id: plan.id.to_string(),
            title: plan.title.get(language).to_owned(),
            unit: desk.unit.as_ref().map_or_else(|| desk.file.unit.to_string(), |unit| unit.name.get(language).to_owned()),
            policy: words::policy(app, &plan.policy, language),
            policy_id: plan.policy.to_string(),
            as_of: plan.as_of,
            since: desk.file.since,
            edition: desk.file.edition,
            revision: desk.revision.0,
            stages: stages.collect(),
        }
    }
}

/// The revision a form was shown at; none where it names none.
fn revision(typed: &Typed) -> Option<Revision> {
    typed.get("revision").parse().ok().map(Revision)
}
