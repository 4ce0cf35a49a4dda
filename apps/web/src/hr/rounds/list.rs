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
use crate::form::Typed;
use crate::hr::words;
use crate::pages::listing::part;
use crate::pages::standing::Mark;
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::App;

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
    /// Whether it is the first page.
    first: bool,
    /// After which the next page begins, where more follow.
    last: Option<String>,
}

/// The rounds, those under way first.
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let mut rounds = list_rounds(&app.context(&me.visitor.actor)).await?;
    let is_over = |file: &RoundFile| file.stage == Stage::Published;
    rounds.sort_by(|a, b| (is_over(a), b.plan.as_of, &a.plan.id).cmp(&(is_over(b), a.plan.as_of, &b.plan.id)));
    let asked = Typed::query(&me.visitor.uri);
    let (rounds, last) = part(rounds, asked.get("after"), |file| file.plan.id.as_str());
    let (over, running): (Vec<_>, Vec<_>) = rounds.into_iter().partition(is_over);
    let row = |file: &RoundFile| Row {
        id: file.plan.id.to_string(),
        title: file.plan.title.get(me.visitor.language).to_owned(),
        mark: words::stage(file.stage),
        since: file.since,
        as_of: file.plan.as_of,
        policy: words::policy(&app, &file.plan.policy, me.visitor.language),
    };
    let (running, over) = (running.iter().map(row).collect(), over.iter().map(row).collect());
    let shell = me.visitor.titled("Putaran", "Rounds");
    let may_plan = shell.has(GrantedRole::HrOfficer);
    page(&Page { shell, may_plan, running, over, first: asked.get("after").is_empty(), last })
}
