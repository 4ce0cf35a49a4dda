//! What I wish to learn: no need, and no score reads it, but who plans courses sees how many wish for what.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use jenjang::people::id::CourseId;
use jenjang_service::catalogue::read_catalogue;
use jenjang_service::needs::{AddWish, WithdrawWish, add_wish, list_wishes, withdraw_wish};

use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

struct Row {
    id: String,
    topic: String,
    course: Option<String>,
    on: NaiveDate,
}

#[derive(Template)]
#[template(path = "development/wishes.html")]
struct Page {
    shell: Shell,
    form: Filled,
    rows: Vec<Row>,
    courses: Vec<(String, String)>,
}

/// My wishes.
pub(super) async fn list(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let form = me.empty_form();
    show(&app, &me, form).await
}

async fn show(app: &App, me: &SignedIn, form: Filled) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let context = app.context(&me.visitor.actor);
    let catalogue = read_catalogue(&context).await?;
    let title = |id: &CourseId| catalogue.courses.get(id).map(|course| course.title.get(language).to_owned());
    let wishes = list_wishes(&context, &me.person).await?;
    // those about mentoring stand with their programmes
    let rows = wishes.iter().filter(|wish| wish.mentoring.is_none()).map(|wish| Row {
        id: wish.id.to_string(),
        topic: wish.topic.to_string(),
        course: wish.course.as_ref().and_then(title),
        on: wish.on,
    });
    let rows = rows.collect();
    let shell = me.visitor.titled("Minat belajar saya", "What I wish to learn");
    let mut courses = vec![(String::new(), shell.t("tidak ada yang tertentu", "none in particular").to_owned())];
    let offered = catalogue.courses.values().filter(|course| !course.retired);
    courses.extend(offered.map(|course| (course.id.as_str().to_owned(), course.title.get(language).to_owned())));
    page_with(form.status(), &Page { shell, form, rows, courses })
}

/// Says a wish.
pub(super) async fn add(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let mut form = Filled::of(typed, me.visitor.language);
    if let Some(topic) = form.text("topic", 200) {
        let course = form.value("course").parse().ok();
        let command = AddWish { person: me.person.clone(), topic, competency: None, course };
        match add_wish(&app.context(&me.visitor.actor), &command).await {
            Ok(_) => return Ok(Redirect::to("/development/wishes?done=wished").into_response()),
            Err(error) => form.refused("topic", error)?,
        }
    }
    show(&app, &me, form).await
}

/// Takes a wish back.
pub(super) async fn withdraw(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    withdraw_wish(&app.context(&me.visitor.actor), &WithdrawWish { id: typed.get("wish").into() }).await?;
    Ok(Redirect::to("/development/wishes?done=withdrawn").into_response())
}
