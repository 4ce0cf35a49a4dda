//! The people who report to me.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use chrono::NaiveDate;
use jenjang::people::id::PersonId;
use jenjang::store::Page as Keys;
use jenjang_service::people::{PersonData, list_staff};
use serde::Deserialize;

use super::home::{choice, post};
use crate::error::Failure;
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::App;

/// How many stand on a page.
const PAGE: usize = 50;

/// Where the page begins.
#[derive(Deserialize)]
pub(crate) struct Asked {
    after: Option<String>,
}

struct Row {
    id: String,
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
    let after = match asked.after.as_deref().filter(|after| !after.is_empty()) {
        Some(after) => Some(after.parse::<PersonId>().map_err(|_| Failure::not_found())?),
        None => None,
    };
    let mut found = list_staff(&app.context(&me.visitor.actor), &Keys { after, limit: PAGE + 1 }).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let rows: Vec<Row> = found.iter().map(|person| row(&app, &me, person)).collect();
    let last = rows.last().filter(|_| more).map(|row| row.id.clone());
    let shell = me.visitor.shell(me.visitor.shell("").t("Bawahan saya", "My staff"));
    page(&Page { shell, rows, last })
}

fn row(app: &App, me: &SignedIn, person: &PersonData) -> Row {
    let (record, language) = (&person.record, me.visitor.language);
    let id = record.id.as_str().to_owned();
    let grade = record.registers.grades.iter().flatten().max_by_key(|grade| grade.since);
    Row {
        name: record.name.as_deref().unwrap_or(&id).to_owned(),
        grade: grade.map(|grade| (choice(app, "grade", grade.grade.as_str(), language), grade.since)),
        post: post(app, record, language),
        id,
    }
}
