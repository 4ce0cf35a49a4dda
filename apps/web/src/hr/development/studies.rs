//! Study assignments of the own units, with whose turn it is.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::Uri;
use axum::response::Response;
use chrono::NaiveDate;
use jenjang::people::id::StudyId;
use jenjang::store::Page as Keys;
use jenjang_service::ServiceError;
use jenjang_service::studies::{ReadStudyDesk, StudyRow, read_study_desk, turn, waiting_studies};

use crate::development::{Tag, segment, studies};
use crate::error::Failure;
use crate::form::Typed;
use crate::format;
use crate::hr::words;
use crate::pages::listing::{Asked, READ, cut};
use crate::pages::standing::Mark;
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::App;

const ADDRESS: &str = "/hr/development/studies";
/// Where only those stand that wait for the reader.
const WAITING: &str = "/hr/development/studies?show=waiting";

struct Row {
    address: String,
    name: String,
    title: String,
    first: NaiveDate,
    last: NaiveDate,
    tag: Tag,
    /// Whose turn it is; nobody's at the end.
    turn: Option<String>,
    waits: bool,
}

#[derive(Template)]
#[template(path = "hr/development/studies.html")]
struct Page {
    shell: Shell,
    rows: Vec<Row>,
    waiting: bool,
    /// The next page, where more follow.
    next: Option<String>,
}

/// All, or those that wait for the reader.
pub(super) async fn list(State(app): State<Arc<App>>, me: SignedIn, uri: Uri, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let shell = me.visitor.titled("Tugas belajar pegawai", "Study assignments of staff");
    let waiting = Typed::query(&uri).get("show") == "waiting";
    let page_asked = Keys { after: asked.after::<StudyId>()?, limit: READ };
    let found = read_study_desk(&app.context(&me.visitor.actor), &ReadStudyDesk { waiting, page: page_asked }).await?;
    let (found, last) = cut(found, |row| row.study.id.as_str());
    let next = last.map(|last| if waiting { format!("{WAITING}&after={last}") } else { format!("{ADDRESS}?after={last}") });
    let rows = found.iter().map(|found| row(&app, &shell, found)).collect();
    page(&Page { shell, rows, waiting, next })
}

fn row(app: &App, shell: &Shell, found: &StudyRow) -> Row {
    let study = &found.study;
    Row {
        address: address(&study.id),
        name: words::name(found.name.as_ref(), &study.person),
        title: format!("{}, {}", studies::programme(app, study, shell.language), study.institution),
        first: study.first,
        last: study.last,
        tag: studies::tag(&study.state, shell.language),
        turn: turn(&study.state).map(|role| format::capitalised(role.label().get(shell.language))),
        waits: found.waits,
    }
}

/// The page of one.
pub(super) fn address(id: &StudyId) -> String {
    format!("{ADDRESS}/{}", segment(id.as_str()))
}

/// How many wait for the reader, as a line of what waits; none for whoever neither grants nor records them.
pub(crate) async fn waiting(app: &App, me: &SignedIn) -> Result<Option<(String, String, Mark)>, Failure> {
    let count = match waiting_studies(&app.context(&me.visitor.actor)).await {
        Ok(0) | Err(ServiceError::Forbidden { .. }) => return Ok(None),
        Ok(count) => count,
        Err(error) => return Err(error.into()),
    };
    let title = format!("{}: {count}", me.visitor.shell("").t("Tugas belajar", "Study assignments"));
    Ok(Some((WAITING.to_owned(), title, Mark::waiting("Menunggu langkah Anda", "Waiting for a step of yours"))))
}
