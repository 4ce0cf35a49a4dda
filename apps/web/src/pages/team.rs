//! The people who report to me.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use chrono::NaiveDate;
use jenjang::store::Page as Keys;
use jenjang_service::people::{PersonData, list_staff};

use super::home::{choice, post};
use super::listing::{Asked, READ, cut};
use crate::error::Failure;
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::App;

struct Row {
    name: String,
    grade: Option<(String, NaiveDate)>,
    post: Option<(String, NaiveDate)>,
}

#[derive(Template)]
#[template(path = "team.html")]
struct Page {
    shell: Shell,
    rows: Vec<Row>,
    /// The last of this page, where more follow.
    last: Option<String>,
}

/// Those who report to me, in the order of their ids.
pub(crate) async fn list(State(app): State<Arc<App>>, me: SignedIn, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let found = list_staff(&app.context(&me.visitor.actor), &Keys { after: asked.after()?, limit: READ }).await?;
    let (found, last) = cut(found);
    let rows: Vec<Row> = found.iter().map(|person| row(&app, &me, person)).collect();
    let shell = me.visitor.shell(me.visitor.shell("").t("Bawahan saya", "My staff"));
    page(&Page { shell, rows, last })
}

fn row(app: &App, me: &SignedIn, person: &PersonData) -> Row {
    let (record, language) = (&person.record, me.visitor.language);
    let grade = record.registers.grades.iter().flatten().max_by_key(|grade| grade.since);
    Row {
        name: record.name.as_deref().unwrap_or(record.id.as_str()).to_owned(),
        grade: grade.map(|grade| (choice(app, "grade", grade.grade.as_str(), language), grade.since)),
        post: post(app, record, language),
    }
}
