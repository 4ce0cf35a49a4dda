//! Where HR officers answer requests for correction.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jenjang::legal::Label;
use jenjang_service::corrections::{
    AnswerCorrection, AskedCorrection, CorrectionAnswer, answer_correction, list_corrections, read_correction,
};

use super::corrections::Shown;
use crate::error::Failure;
use crate::form::{Filled, REVISION, Typed, Version, changed_meanwhile};
use crate::format;
use crate::pages::listing::part;
use crate::session::SignedIn;
use crate::shell::{Shell, page, page_with};
use crate::state::App;

/// A request in the list.
struct Row {
    name: String,
    request: Shown,
}

#[derive(Template)]
#[template(path = "career/desk.html")]
struct ListPage {
    shell: Shell,
    done: Option<&'static str>,
    open: Vec<Row>,
    answered: Vec<Row>,
    /// Whether it is the first page.
    first: bool,
    /// After which the next page begins, where more follow.
    last: Option<String>,
}

fn name(asked: &AskedCorrection) -> String {
    asked.name.as_deref().unwrap_or(asked.request.person.as_str()).to_owned()
}

/// What waits, and what was answered last.
pub(super) async fn list(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let found = list_corrections(&app.context(&me.visitor.actor)).await?;
    let asked = Typed::query(&me.visitor.uri);
    let (found, last) = part(found, asked.get("after"), |asked| &asked.request.id);
    let rows = found.iter().map(|asked| Row { name: name(asked), request: Shown::of(&app, &asked.request, me.visitor.language) });
    let (open, answered) = rows.partition(|row| row.request.open);
    let shell = me.visitor.titled("Permintaan perbaikan data pegawai", "Corrections people ask for");
    let done =
        shell.done(&[("answered", "Jawaban tersimpan; pegawai yang meminta melihatnya.", "The answer is kept; who asked can see it.")]);
    page(&ListPage { shell, done, open, answered, first: asked.get("after").is_empty(), last })
}

#[derive(Template)]
#[template(path = "career/desk_one.html")]
struct OnePage {
    shell: Shell,
    name: String,
    answerable: bool,
    request: Shown,
    form: Filled,
}

async fn laid_out(app: &App, me: &SignedIn, id: &str, form: Filled) -> Result<Response, Failure> {
    let found = read_correction(&app.context(&me.visitor.actor), id).await?;
    let shell = me.visitor.titled("Permintaan perbaikan data", "Correction");
    let request = Shown::of(app, &found.request, me.visitor.language);
    page_with(form.status(), &OnePage { name: name(&found), answerable: found.answerable, request, form, shell })
}

/// One request.
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    // the list is the desk's own: whoever may not see it has no desk
    list_corrections(&app.context(&me.visitor.actor)).await?;
    let form = Filled::with(&[], me.visitor.language);
    laid_out(&app, &me, &id, form).await
}

/// Answers it.
pub(super) async fn answer(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let mut form = Filled::of(typed, me.visitor.language);
    let answer = match form.value("answer") {
        "accept" => Some(CorrectionAnswer::Accept),
        "refuse" => Some(CorrectionAnswer::Refuse),
        _ => {
            form.refuse("answer", &Label::new("pilih salah satu jawaban", "choose one of the answers"));
            None
        }
    };
    let reason = form.text("reason", 2_000);
    if let (Some(answer), Some(reason)) = (answer, reason) {
        let command = AnswerCorrection { id: id.as_str().into(), answer, reason };
        match answer_correction(&app.context(&me.visitor.actor), &command).await {
            Ok(_) => return Ok(Redirect::to("/hr/corrections?done=answered").into_response()),
            Err(error) if changed_meanwhile(&error) || error.code() == "correction-answered" => {
                let versions = versions(&app, &me, &id, &command).await?;
                form.overtake(REVISION, None, versions);
            }
            Err(error) => form.refused("", error)?,
        }
    }
    laid_out(&app, &me, &id, form).await
}

/// What was sent beside the answer that stands.
async fn versions(app: &App, me: &SignedIn, id: &str, sent: &AnswerCorrection) -> Result<Vec<Version>, Failure> {
    let (language, shell) = (me.visitor.language, me.visitor.shell(""));
    let found = read_correction(&app.context(&me.visitor.actor), id).await?;
    let now = Shown::of(app, &found.request, language);
    let yours = match sent.answer {
        CorrectionAnswer::Accept => shell.t("data diperbaiki", "the record is mended"),
        CorrectionAnswer::Refuse => shell.t("permintaan ditolak", "the request is refused"),
    };
    let stands = now.ended.as_ref().map_or("", |(_, said)| said.as_str());
    Ok(vec![
        Version::new(shell.t("Jawaban", "Answer"), format::capitalised(yours), now.mark.word(&language)),
        Version::new(shell.t("Penjelasan untuk pegawai", "What the person is told"), &*sent.reason, stands),
    ])
}
