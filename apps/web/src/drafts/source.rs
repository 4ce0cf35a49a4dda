//! A draft in plain words beside its source.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use jenjang::policy::explain::Explainer;

use super::{checked, draft_id, in_address, pick, written};
use crate::error::Failure;
use crate::prose::{Block, blocks};
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::App;

#[derive(Template)]
#[template(path = "drafts/source.html")]
struct SourcePage {
    shell: Shell,
    id: String,
    path: String,
    /// The rules in words; empty where the text cannot be read.
    blocks: Vec<Block>,
    lines: Vec<String>,
    errors: usize,
}

/// The lines of a source, for a list that numbers them.
pub(crate) fn lines(text: &str) -> Vec<String> {
    text.lines().map(|line| line.replace('\t', "    ")).collect()
}

/// The words and the source.
pub(crate) async fn show(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    let id = draft_id(&id)?;
    let language = me.visitor.language;
    let stored = written(&app, &me.visitor.actor, &id).await?.value;
    let (_, checked) = checked(&app, &me.visitor.actor, &stored.policy_text).await?;
    let words = checked.policy.as_ref().map(|policy| {
        let text = Explainer::new(policy, language).with_policies(&checked.set).policy();
        let mut blocks = blocks(&text, language);
        blocks.retain(|block| block.heading(1).is_none());
        blocks
    });
    let title = format!("{} {id}", pick(language, "Naskah", "Text of"));
    page(&SourcePage {
        id: id.to_string(),
        path: format!("/drafts/{}", in_address(id.as_str())),
        blocks: words.unwrap_or_default(),
        lines: lines(&stored.policy_text),
        errors: checked.errors(),
        shell: me.visitor.shell(title),
    })
}
