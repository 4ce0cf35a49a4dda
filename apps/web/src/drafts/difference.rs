//! A draft against the version in force: in words, and line by line.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use jenjang::legal::Language;
use jenjang::policy::diff::{ChangeKind, diff};
use jenjang::policy::model::Policy;
use jenjang_policy_files::Library;
use jenjang_service::drafts::Checked;

use super::lines::{Line, differing};
use super::{checked, draft_id, in_address, pick, written};
use crate::error::Failure;
use crate::format;
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::App;

/// The most lines that are shown.
const MOST: usize = 600;

/// A change of meaning.
pub(super) struct Change {
    pub(super) class: &'static str,
    pub(super) sign: &'static str,
    pub(super) sentence: String,
    pub(super) path: String,
}

/// What changes from one policy to the other, in words.
pub(super) fn changes(old: &Policy, new: &Policy, language: Language) -> Vec<Change> {
    let change = |change: &jenjang::policy::diff::Change| {
        let (class, sign) = match change.kind {
            ChangeKind::Added => ("met", "+"),
            ChangeKind::Removed => ("not-met", "−"),
            ChangeKind::Changed => ("unknown", "~"),
        };
        let sentence = format::sentence(&format::with_dates(change.sentence.get(language), language));
        Change { class, sign, sentence, path: change.path.clone() }
    };
    diff(old, new).changes.iter().map(change).collect()
}

#[derive(Template)]
#[template(path = "drafts/diff.html")]
struct DiffPage {
    shell: Shell,
    id: String,
    path: String,
    /// Id and title of the policy in force; none where the draft is a new policy.
    against: Option<(Arc<str>, String)>,
    /// Whether the draft can be compiled: otherwise only its lines are compared.
    compiled: bool,
    changes: Vec<Change>,
    lines: Vec<Line>,
    more: usize,
}

/// The policy in force that a draft would take the place of, or began as a copy of.
pub(crate) fn replaced<'l>(library: &'l Library, checked: &Checked, from: Option<&str>) -> Option<&'l Arc<Policy>> {
    let of = checked.policy.as_ref().and_then(|policy| library.set.get(&policy.id));
    of.or_else(|| library.set.get(from?))
}

/// The differences.
pub(crate) async fn show(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    let id = draft_id(&id)?;
    let language = me.visitor.language;
    let stored = written(&app, &me.visitor.actor, &id).await?.value;
    let (checker, checked) = checked(&app, &me.visitor.actor, &stored.policy_text).await?;
    let library = checker.in_force();
    let before = replaced(library, &checked, stored.from.as_deref());
    let changes = match (before, &checked.policy) {
        (Some(before), Some(after)) => changes(before, after, language),
        _ => Vec::new(),
    };
    let old = before.map(|before| library.sources.get(&before.file)).unwrap_or_default();
    let mut lines = differing(old, &stored.policy_text);
    let more = lines.len().saturating_sub(MOST);
    lines.truncate(MOST);
    page(&DiffPage {
        against: before.map(|before| (Arc::clone(&before.id), before.title.get(language).to_owned())),
        compiled: checked.policy.is_some(),
        changes,
        lines,
        more,
        path: format!("/drafts/{}", in_address(id.as_str())),
        shell: me.visitor.shell(format!("{} {id}", pick(language, "Perbedaan", "Differences of"))),
        id: id.to_string(),
    })
}
