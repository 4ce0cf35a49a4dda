//! The cases written in a draft, each with what it expects and what comes out.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::look::{Case, cases};
use super::{checked, draft_id, in_address, pick, written};
use crate::error::Failure;
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::App;

#[derive(Template)]
#[template(path = "drafts/cases.html")]
struct CasesPage {
    shell: Shell,
    id: String,
    path: String,
    /// Absent where the text cannot be compiled.
    cases: Option<Vec<Case>>,
    failed: usize,
}

/// Runs them.
pub(crate) async fn show(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    let id = draft_id(&id)?;
    let language = me.visitor.language;
    let stored = written(&app, &me.visitor.actor, &id).await?.value;
    let (_, checked) = checked(&app, &me.visitor.actor, &stored.policy_text).await?;
    let cases = super::apart(move || checked.policy.as_ref().map(|policy| cases(&checked, policy, language))).await?;
    let failed = cases.iter().flatten().filter(|case| !case.passed).count();
    let shell = me.visitor.shell(format!("{} {id}", pick(language, "Kasus uji", "Cases of")));
    page(&CasesPage { shell, id: id.to_string(), path: format!("/drafts/{}", in_address(id.as_str())), cases, failed })
}
