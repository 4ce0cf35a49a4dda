//! The editor: the text, what the check says about it, and what becomes of it when two people change it at once.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use jenjang::consultation::WorkingText;
use jenjang::legal::Label;
use jenjang::people::id::DraftId;
use jenjang::store::{Revision, Versioned};
use jenjang_service::ServiceError;
use jenjang_service::drafts::{SaveDraft, draft_checker, save_draft};
use jenjang_service::permissions::{Action, allowed};

use super::lines::{Line, differing};
use super::look::{Fragment, Look, refused};
use super::{CLAUSES_FILE, POLICY_FILE, apart, clauses, draft_id, in_address, pick, written};
use crate::error::Failure;
use crate::form::{Filled, Typed, changed_meanwhile};
use crate::prose::Block;
use crate::public::assets;
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

/// What stands in the form.
struct Texts {
    policy: String,
    clauses: String,
    purpose: String,
    /// The revision that was read.
    revision: String,
}

impl Texts {
    fn of(stored: &Versioned<WorkingText>) -> Texts {
        let text = &stored.value;
        Texts {
            policy: text.policy_text.to_string(),
            clauses: text.clauses.to_string(),
            purpose: text.purpose.to_string(),
            revision: stored.revision.0.to_string(),
        }
    }

    fn typed(typed: &Typed) -> Texts {
        Texts {
            policy: typed.lines("policy"),
            clauses: typed.lines("clauses"),
            purpose: typed.get("purpose").to_owned(),
            revision: typed.get("revision").to_owned(),
        }
    }
}

#[derive(Template)]
#[template(path = "drafts/edit.html")]
struct EditPage<'p> {
    shell: Shell,
    id: String,
    path: String,
    texts: Texts,
    form: Filled,
    done: Option<&'p str>,
    look: Option<Look>,
    script: &'static str,
}

/// What was just done, for `?done=`.
const DONE: [(&str, &str, &str); 2] = [
    ("saved", "Tersimpan.", "Saved."),
    ("begun", "Rancangan dibuat. Ubah naskahnya, periksa, lalu simpan.", "The draft was made. Change its text, check it, then save."),
];

/// The editor with the text as it was last saved, checked.
pub(crate) async fn show(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    let id = draft_id(&id)?;
    let stored = written(&app, &me.visitor.actor, &id).await?;
    may_write(&app, &me).await?;
    let texts = Texts::of(&stored);
    let look = look(&app, &me, &texts, false).await?;
    edit_page(&me, &id, texts, Filled::with(&[], me.visitor.language), Some(look))
}

/// Those who only read a draft have no editor.
pub(super) async fn may_write(app: &App, me: &SignedIn) -> Result<(), Failure> {
    let writes = me.who.grants.iter().any(|grant| grant.role == jenjang::access::GrantedRole::PolicyAnalyst);
    // the use case decides; this only spares the others a form they cannot send
    draft_checker(&app.context(&me.visitor.actor), &app.shipped).await?;
    if writes { Ok(()) } else { Err(ServiceError::Forbidden { action: Action::WriteDraft, allowed: allowed(Action::WriteDraft) }.into()) }
}

fn edit_page(me: &SignedIn, id: &DraftId, texts: Texts, form: Filled, look: Option<Look>) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let title = format!("{} {id}", pick(language, "Menyunting", "Editing"));
    let shell = me.visitor.shell(title);
    let (status, done) = (form.status(), shell.done(&DONE));
    let page = EditPage {
        done,
        id: id.to_string(),
        path: format!("/drafts/{}", in_address(id.as_str())),
        texts,
        form,
        look,
        script: assets::address("editor.js"),
        shell,
    };
    page_with(status, &page)
}

/// What the check says about what was typed.
async fn look(app: &App, me: &SignedIn, texts: &Texts, whole: bool) -> Result<Look, Failure> {
    let language = me.visitor.language;
    let checker = draft_checker(&app.context(&me.visitor.actor), &app.shipped).await?;
    let (policy, clauses) = (texts.policy.clone(), texts.clauses.clone());
    apart(move || {
        if policy.len() + clauses.len() > 2 * jenjang_service::drafts::MOST_BYTES {
            let label = Label::new("naskah ini terlalu panjang untuk diperiksa", "this text is too long to be checked");
            return refused(&label, language);
        }
        let checked = checker.check(POLICY_FILE, &policy);
        let of_clauses = if clauses.trim().is_empty() {
            Vec::new()
        } else {
            checker.check_clauses(&checked, (POLICY_FILE, &policy), (CLAUSES_FILE, &clauses))
        };
        Look::of(&checked, &of_clauses, (&policy, &clauses), whole, language)
    })
    .await
}

/// What the check says about what is being typed, for the script.
pub(crate) async fn check(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let texts = Texts::typed(&typed);
    let look = look(&app, &me, &texts, false).await?;
    let fragment = Fragment { shell: me.visitor.shell(""), look: &look };
    let html = fragment.render().map_err(|error| {
        tracing::error!(%error, "a check could not be laid out");
        Failure::internal()
    })?;
    Ok(([(axum::http::header::CACHE_CONTROL, "private, no-store")], Html(html)).into_response())
}

/// Saves, checks, tidies up, or writes the clauses, by the button that was pressed.
pub(crate) async fn act(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let id = draft_id(&id)?;
    let language = me.visitor.language;
    let stored = written(&app, &me.visitor.actor, &id).await?;
    may_write(&app, &me).await?;
    let mut texts = Texts::typed(&typed);
    let mut form = Filled::of(typed, language);
    match form.value("do").to_owned().as_str() {
        "save" => {}
        "format" => {
            let text = texts.policy.clone();
            match apart(move || jenjang_policy_files::format(POLICY_FILE, text.as_bytes())).await? {
                Ok(tidy) => texts.policy = tidy,
                Err(_) => form.refuse(
                    "policy",
                    &Label::new(
                        "naskah belum dapat dirapikan: perbaiki dahulu kesalahan di bawah",
                        "the text cannot be put in order yet: mend the errors below first",
                    ),
                ),
            }
            let look = look(&app, &me, &texts, false).await?;
            return edit_page(&me, &id, texts, form, Some(look));
        }
        "clauses" => {
            let checker = draft_checker(&app.context(&me.visitor.actor), &app.shipped).await?;
            let (text, draft) = (texts.policy.clone(), id.clone());
            let begun = apart(move || checker.check(POLICY_FILE, &text).policy.map(|policy| clauses::begin(&draft, &policy))).await?;
            match begun {
                Some(begun) => texts.clauses = begun,
                None => form.refuse(
                    "clauses",
                    &Label::new(
                        "ketentuan disusun dari aturan: perbaiki dahulu kesalahan dalam naskah",
                        "clauses are made from the rules: mend the errors of the text first",
                    ),
                ),
            }
            let look = look(&app, &me, &texts, false).await?;
            return edit_page(&me, &id, texts, form, Some(look));
        }
        _ => {
            let look = look(&app, &me, &texts, true).await?;
            return edit_page(&me, &id, texts, form, Some(look));
        }
    }
    let Ok(revision) = texts.revision.parse::<u64>().map(Revision) else { return Err(Failure::of_status(StatusCode::BAD_REQUEST)) };
    let command = SaveDraft {
        id: &id,
        policy_text: &texts.policy,
        clauses: &texts.clauses,
        from: None,
        purpose: &texts.purpose,
        expected: Some(revision),
    };
    match save_draft(&app.context(&me.visitor.actor), command).await {
        Ok(_) => Ok(Redirect::to(&format!("/drafts/{}/edit?done=saved", in_address(id.as_str()))).into_response()),
        Err(error) if changed_meanwhile(&error) => {
            // somebody may have saved between reading and saving
            let stored = written(&app, &me.visitor.actor, &id).await.unwrap_or(stored);
            conflict(&me, &id, texts, &stored)
        }
        Err(error) => {
            form.refused("policy", error)?;
            let look = look(&app, &me, &texts, false).await?;
            edit_page(&me, &id, texts, form, Some(look))
        }
    }
}

#[derive(Template)]
#[template(path = "drafts/conflict.html")]
struct ConflictPage {
    shell: Shell,
    id: String,
    path: String,
    mine: Texts,
    /// As somebody else saved it meanwhile.
    theirs: Texts,
    /// From theirs to mine.
    differences: Vec<Line>,
}

/// Both versions, where somebody else saved meanwhile. Nothing is lost: one of them, or what is made of both, is saved next.
fn conflict(me: &SignedIn, id: &DraftId, mine: Texts, stored: &Versioned<WorkingText>) -> Result<Response, Failure> {
    let theirs = Texts::of(stored);
    let mut differences = differing(&theirs.policy, &mine.policy);
    differences.extend(differing(&theirs.clauses, &mine.clauses));
    differences.truncate(400);
    let shell = me.visitor.shell(pick(me.visitor.language, "Berubah sementara itu", "Changed meanwhile"));
    let path = format!("/drafts/{}", in_address(id.as_str()));
    page_with(StatusCode::CONFLICT, &ConflictPage { shell, id: id.to_string(), path, mine, theirs, differences })
}
