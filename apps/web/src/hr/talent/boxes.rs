//! The people of one box.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use jenjang::people::id::PersonId;
use jenjang::policy::scale::Choice;
use jenjang::talent::Grid;
use jenjang_service::ServiceError;
use jenjang_service::talent::list_reviews;
use serde::Deserialize;

use super::{Filter, name_of, read, suspension};
use crate::error::Failure;
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::App;

/// People on a page.
const PAGE: usize = 50;

/// Which of them.
#[derive(Deserialize)]
pub(super) struct Asked {
    unit: Option<String>,
    after: Option<String>,
}

struct Row {
    id: String,
    name: String,
    unit: String,
    /// Whether the meeting brought the person here.
    moved: bool,
    /// Since when the person is suspended from office, where that is so.
    suspended: Option<String>,
}

#[derive(Template)]
#[template(path = "hr/talent/box.html")]
struct Page {
    shell: Shell,
    review: String,
    title: String,
    label: String,
    note: String,
    code: String,
    unit: String,
    rows: Vec<Row>,
    next: Option<String>,
}

/// A box, fifty people on a page in the order of their ids.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    me: SignedIn,
    Path((review, place)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let context = app.context(&me.visitor.actor);
    let view = read(&app, &context, &review).await?;
    let units = list_reviews(&context).await?.units;
    let filter = Filter::of(&units, asked.unit.as_deref());
    let grid = Grid::of(&view.policy).map_err(|error| ServiceError::refused("no-such-grid", error.message()))?;
    let place = Choice::parse(grid.boxes(), &place).ok_or_else(Failure::not_found)?;
    let after = asked.after.as_deref().and_then(|after| after.parse::<PersonId>().ok());
    let inside =
        |id: &&PersonId| view.current(id) == Some(&place) && filter.takes(&view, id) && after.as_ref().is_none_or(|after| *id > after);
    let mut found: Vec<&PersonId> = view.people.keys().filter(inside).take(PAGE + 1).collect();
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let next = found.last().filter(|_| more).map(ToString::to_string);
    let shell = me.visitor.shell(place.label().get(me.visitor.language));
    let row = |id: &&PersonId| {
        let unit = view.people.get(*id).and_then(|person| person.unit.as_ref()).and_then(|unit| view.units.get(unit));
        Row {
            id: id.to_string(),
            name: name_of(&view, id),
            unit: unit.map_or("–", |unit| shell.label(unit)).to_owned(),
            moved: view.log.moves().iter().any(|one| one.person == **id),
            suspended: suspension(&shell, &view, id),
        }
    };
    let note = grid.boxes().values.iter().find(|value| value.code == *place.code()).and_then(|value| value.note.as_ref());
    let page_of = Page {
        review: view.review.id.to_string(),
        title: shell.label(&view.review.title).to_owned(),
        label: shell.title.clone(),
        note: note.map_or_else(String::new, |note| crate::format::sentence(shell.label(note))),
        code: place.code().to_string(),
        unit: filter.unit.as_ref().map_or_else(String::new, ToString::to_string),
        rows: found.iter().map(row).collect(),
        next,
        shell: shell.clone(),
    };
    page(&page_of)
}
