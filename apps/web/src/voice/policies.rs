//! A policy that is explained to me: the summary, a short check, "I have understood", and questions with their answers.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use jenjang::legal::Label;
use jenjang::people::id::SocialisationId;
use jenjang_service::socialisation::{Acknowledge, AskQuestion, SocialisationView, acknowledge, ask_question, read_socialisation};

use crate::development::segment;
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::prose::{Block, blocks};
use crate::session::Visitor;
use crate::shell::{Shell, page_with};
use crate::state::App;

struct CheckShown {
    name: String,
    text: String,
    options: Vec<(String, String)>,
}

struct Asked {
    text: String,
    on: NaiveDate,
    answer: Option<(String, NaiveDate)>,
}

#[derive(Template)]
#[template(path = "voice/policy.html")]
struct Page {
    shell: Shell,
    form: Filled,
    address: String,
    policy: String,
    blocks: Vec<Block>,
    edited: bool,
    outdated: bool,
    until: Option<NaiveDate>,
    acknowledged: Option<NaiveDate>,
    checks: Vec<CheckShown>,
    needed: usize,
    asked: Vec<Asked>,
    signed_in: bool,
}

fn id_of(id: &str) -> Result<SocialisationId, Failure> {
    id.parse().map_err(|_| Failure::not_found())
}

/// What is explained.
pub(super) async fn show(State(app): State<Arc<App>>, visitor: Visitor, Path(id): Path<String>) -> Result<Response, Failure> {
    let form = Filled::of(Typed::default(), visitor.language);
    lay_out(&app, &visitor, &id_of(&id)?, form).await
}

async fn lay_out(app: &App, visitor: &Visitor, id: &SocialisationId, form: Filled) -> Result<Response, Failure> {
    let language = visitor.language;
    let SocialisationView { socialisation, questions, outdated, acknowledged, .. } =
        read_socialisation(&app.context(&visitor.actor), &app.shipped, id).await?;
    let mut blocks = blocks(socialisation.summary.shown().get(language), language);
    // the title of the page says it
    blocks.retain(|block| block.heading(1).is_none());
    let checks = socialisation.questions.iter().zip(1..).map(|(question, at): (_, usize)| CheckShown {
        name: format!("check-{at}"),
        text: question.text.get(language).to_owned(),
        options: question
            .options
            .iter()
            .zip(1..)
            .map(|(option, place): (_, usize)| (place.to_string(), option.get(language).to_owned()))
            .collect(),
    });
    let asked = questions.iter().map(|question| Asked {
        text: question.text.to_string(),
        on: question.on,
        answer: question.answer.as_ref().map(|answer| (answer.text.to_string(), answer.on)),
    });
    let page_of = Page {
        address: format!("/voice/policies/{}", segment(id.as_str())),
        policy: socialisation.policy.to_string(),
        edited: socialisation.summary.edited.is_some() && !socialisation.summary.is_stale(),
        outdated,
        until: socialisation.until,
        acknowledged,
        checks: checks.collect(),
        needed: socialisation.needed,
        asked: asked.collect(),
        signed_in: visitor.who.is_some(),
        blocks,
        shell: visitor.shell(socialisation.title.get(language)),
        form,
    };
    page_with(page_of.form.status(), &page_of)
}

/// "I have understood", with the answers of the check.
pub(super) async fn acknowledge_it(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
    typed: Typed,
) -> Result<Response, Failure> {
    let id = id_of(&id)?;
    let context = app.context(&visitor.actor);
    let mut form = Filled::of(typed, visitor.language);
    let count = read_socialisation(&context, &app.shipped, &id).await?.socialisation.questions.len();
    let mut answers = Vec::new();
    for at in 1..=count {
        let name = format!("check-{at}");
        match form.value(&name).parse::<usize>() {
            Ok(answer) => answers.push(answer),
            Err(_) => form.refuse(&name, &Label::new("pilih satu jawaban", "choose one answer")),
        }
    }
    if form.problems().is_empty() {
        match acknowledge(&context, &Acknowledge { shipped: &app.shipped, id: id.clone(), answers }).await {
            Ok(_) => return Ok(Redirect::to(&format!("/voice/policies/{}?done=understood", segment(id.as_str()))).into_response()),
            Err(error) => form.refused("", error)?,
        }
    }
    lay_out(&app, &visitor, &id, form).await
}

/// Asks a question.
pub(super) async fn ask(State(app): State<Arc<App>>, visitor: Visitor, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let id = id_of(&id)?;
    let mut form = Filled::of(typed, visitor.language);
    if let Some(text) = form.text("question", 4_000) {
        match ask_question(&app.context(&visitor.actor), &AskQuestion { id: id.clone(), text }).await {
            Ok(_) => return Ok(Redirect::to(&format!("/voice/policies/{}?done=asked", segment(id.as_str()))).into_response()),
            Err(error) => form.refused("question", error)?,
        }
    }
    lay_out(&app, &visitor, &id, form).await
}
