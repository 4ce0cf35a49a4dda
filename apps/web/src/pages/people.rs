//! The people an HR officer is in charge of.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use jenjang_service::people::{ListPeople, PersonData, list_people};

use super::listing::{Asked, READ, cut};
use crate::error::Failure;
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::App;

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
    let found = list_people(&app.context(&me.visitor.actor), ListPeople { unit: None, after: asked.after()?, limit: READ }).await?;
    let (found, last) = cut(found);
    let rows: Vec<Row> = found.iter().map(row).collect();
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
