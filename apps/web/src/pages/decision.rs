//! A decision about me in the words of its policy, decided again from what it rests on.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use jenjang::people::id::DecisionId;
use jenjang_service::promotion::explain_decision;

use crate::error::Failure;
use crate::prose::{Block, blocks};
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::App;

#[derive(Template)]
#[template(path = "decision.html")]
struct Page {
    shell: Shell,
    headline: String,
    blocks: Vec<Block>,
}

/// A decision with every reason.
pub(crate) async fn show(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    let decision: DecisionId = id.parse().map_err(|_| Failure::not_found())?;
    let language = me.visitor.language;
    let text = explain_decision(&app.context(&me.visitor.actor), &decision, language).await?;
    let (headline, rest) = text.split_once('\n').unwrap_or((&text, ""));
    let shell = me.visitor.shell(me.visitor.shell("").t("Keputusan tentang saya", "A decision about me"));
    page(&Page { shell, headline: headline.to_owned(), blocks: blocks(rest, language) })
}
