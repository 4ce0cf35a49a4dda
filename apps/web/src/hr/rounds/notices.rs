//! What each of those not chosen will read.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use jenjang::people::id::{PersonId, RoundId};
use jenjang::promotion::Stage;
use jenjang_service::promotion::{ListCandidates, list_candidates, read_round_desk};

use super::Head;
use crate::error::Failure;
use crate::form::Typed;
use crate::hr::words;
use crate::pages::notice::sentences;
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::App;

/// How many stand on a page.
const PAGE: usize = 50;

struct Notice {
    name: String,
    sentences: Vec<String>,
}

#[derive(Template)]
#[template(path = "hr/rounds/notices.html")]
struct Page {
    shell: Shell,
    head: Head,
    decided: bool,
    published: bool,
    notices: Vec<Notice>,
    last: Option<String>,
}

/// A page of notices.
pub(super) async fn list(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    let round: RoundId = id.parse().map_err(|_| Failure::not_found())?;
    let context = app.context(&me.visitor.actor);
    let desk = read_round_desk(&context, &round).await?;
    let language = me.visitor.language;
    let after: Option<PersonId> = match Typed::query(&me.visitor.uri).get("after") {
        "" => None,
        after => Some(after.parse().map_err(|_| Failure::not_found())?),
    };
    let decided = desk.round.selection().is_some();
    let asked = ListCandidates { round: &round, outcome: None, after, limit: PAGE + 1 };
    let mut found = if decided { list_candidates(&context, asked).await? } else { Vec::new() };
    let last = if found.len() > PAGE { found.get(PAGE - 1).map(|one| one.person.to_string()) } else { None };
    found.truncate(PAGE);
    let notices = found.iter().filter_map(|one| {
        let outcome = desk.outcome_of(one).filter(|outcome| !outcome.is_chosen())?;
        let sentences = sentences(&app, &desk.file.plan.title, &desk.file.plan.policy, &outcome, language);
        Some(Notice { name: words::name(one.name.as_ref(), &one.person), sentences })
    });
    let notices = notices.collect();
    let shell = me.visitor.titled("Pemberitahuan", "Notices");
    let published = desk.file.stage == Stage::Published;
    page(&Page { head: Head::of(&app, &desk, language), shell, decided, published, notices, last })
}
