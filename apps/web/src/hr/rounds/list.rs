//! All rounds of the own units.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::NaiveDate;
use jenjang::access::GrantedRole;
use jenjang::promotion::Stage;
use jenjang::promotion::repository::RoundFile;
use jenjang_service::promotion::list_rounds;

use crate::error::Failure;
use crate::hr::words;
use crate::pages::standing::Mark;
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::App;

/// How many of those that are over are shown.
const OVER: usize = 50;

struct Row {
    id: String,
    title: String,
    mark: Mark,
    since: NaiveDate,
    as_of: NaiveDate,
    policy: String,
}

#[derive(Template)]
#[template(path = "hr/rounds/list.html")]
struct Page {
    shell: Shell,
    may_plan: bool,
    running: Vec<Row>,
    over: Vec<Row>,
    /// How many that are over are not shown.
    more: usize,
}

/// The rounds, those under way first.
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let mut rounds = list_rounds(&app.context(&me.visitor.actor)).await?;
    rounds.sort_by(|a, b| (b.plan.as_of, &a.plan.id).cmp(&(a.plan.as_of, &b.plan.id)));
    let (over, running): (Vec<_>, Vec<_>) = rounds.into_iter().partition(|file| file.stage == Stage::Published);
    let more = over.len().saturating_sub(OVER);
    let row = |file: &RoundFile| Row {
        id: file.plan.id.to_string(),
        title: file.plan.title.get(me.visitor.language).to_owned(),
        mark: words::stage(file.stage),
        since: file.since,
        as_of: file.plan.as_of,
        policy: words::policy(&app, &file.plan.policy, me.visitor.language),
    };
    let (running, over) = (running.iter().map(row).collect(), over.iter().take(OVER).map(row).collect());
    let shell = me.visitor.shell(me.visitor.shell("").t("Putaran", "Rounds"));
    let may_plan = shell.has(GrantedRole::HrOfficer);
    page(&Page { shell, may_plan, running, over, more })
}
