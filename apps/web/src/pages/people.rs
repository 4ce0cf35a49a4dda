//! The people an HR officer is in charge of.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use jenjang::people::id::PersonId;
use jenjang_service::people::{ListPeople, PersonData, list_people};
use serde::Deserialize;

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
    grade: String,
    unit: String,
}

#[derive(Template)]
#[template(path = "people.html")]
struct Page {
    shell: Shell,
    rows: Vec<Row>,
    /// The last of this page, where more follow.
    last: Option<String>,
}

/// A page of people, in the order of their ids.
pub(crate) async fn list(State(app): State<Arc<App>>, me: SignedIn, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let after = match asked.after.as_deref().filter(|after| !after.is_empty()) {
        Some(after) => Some(after.parse::<PersonId>().map_err(|_| Failure::not_found())?),
        None => None,
    };
    let mut found = list_people(&app.context(&me.visitor.actor), ListPeople { unit: None, after, limit: PAGE + 1 }).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let rows: Vec<Row> = found.iter().map(row).collect();
    let last = rows.last().filter(|_| more).map(|row| row.id.clone());
    let shell = me.visitor.shell(me.visitor.shell("").t("Pegawai", "People"));
    page(&Page { shell, rows, last })
}

fn row(person: &PersonData) -> Row {
    let record = &person.record;
    let id = record.id.as_str().to_owned();
    let grade = record.registers.grades.iter().flatten().max_by_key(|grade| grade.since);
    Row {
        name: record.name.as_deref().unwrap_or(&id).to_owned(),
        grade: grade.map_or_else(|| "–".to_owned(), |grade| grade.grade.as_str().to_owned()),
        unit: person.unit.as_ref().map_or_else(|| "–".to_owned(), |unit| unit.as_str().to_owned()),
        id,
    }
}
