//! A rater who cannot rate somebody says so, with a reason.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jenjang::legal::Label;
use jenjang_service::cycles::{DeclareConflict, DeclineNomination, declare_conflict, decline_nomination};

use super::task::{Head, Task};
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

/// The longest reason, in letters.
const REASON: usize = 500;

#[derive(Template)]
#[template(path = "evaluations/decline.html")]
struct Page {
    shell: Shell,
    filled: Filled,
    head: Head,
    kinds: [(&'static str, &'static str); 2],
}

/// Asks why.
pub(crate) async fn show(State(app): State<Arc<App>>, me: SignedIn, Path(asked): Path<(String, String)>) -> Result<Response, Failure> {
    let task = Task::read(&app, &me, asked).await?;
    lay_out(&me, &task, Filled::with(&[], me.visitor.language))
}

/// Gives the nomination up.
pub(crate) async fn send(
    State(app): State<Arc<App>>,
    me: SignedIn,
    Path(asked): Path<(String, String)>,
    typed: Typed,
) -> Result<Response, Failure> {
    let task = Task::read(&app, &me, asked).await?;
    let context = app.context(&me.visitor.actor);
    let mut filled = Filled::of(typed, me.visitor.language);
    let kind = filled.value("kind").to_owned();
    if !["decline", "conflict"].contains(&kind.as_str()) {
        filled.refuse("kind", &Label::new("pilih salah satu sebab", "choose one of the causes"));
    }
    let reason = filled.text("reason", REASON);
    if let Some(reason) = reason.filter(|_| filled.problems().is_empty()) {
        let (cycle, ratee) = (task.cycle.clone(), task.ratee.clone());
        let outcome = if kind == "conflict" {
            declare_conflict(&context, &DeclareConflict { cycle, ratee, rater: me.person.clone(), reason }).await
        } else {
            decline_nomination(&context, &DeclineNomination { cycle, ratee, reason }).await
        };
        match outcome {
            Ok(()) => return Ok(Redirect::to("/evaluations?done=declined").into_response()),
            Err(error) => filled.refused("", error)?,
        }
    }
    lay_out(&me, &task, filled)
}

fn lay_out(me: &SignedIn, task: &Task, filled: Filled) -> Result<Response, Failure> {
    let shell = me.visitor.titled("Tidak dapat menilai", "Cannot rate");
    let kinds = [
        (
            "decline",
            if shell.code() == "id" {
                "Saya kurang mengenal pekerjaannya, atau tidak bersedia"
            } else {
                "I do not know this person's work well enough, or do not wish to"
            },
        ),
        (
            "conflict",
            if shell.code() == "id" {
                "Ada benturan kepentingan (keluarga, perselisihan, hubungan usaha)"
            } else {
                "There is a conflict of interest (family, dispute, business)"
            },
        ),
    ];
    let head = task.head(&shell, shell.t("Saya tidak dapat menilai", "I cannot rate"));
    page_with(filled.status(), &Page { filled, head, kinds, shell })
}
