//! Changing a session: days, place, seats, costs. Where somebody else was faster, both versions.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jenjang::Decimal;
use jenjang::development::catalogue::{Course, CourseSession};
use jenjang::legal::{Label, Language};
use jenjang::number::format_decimal;
use jenjang::people::id::CourseSessionId;
use jenjang::store::Versioned;
use jenjang_service::catalogue::{EditSession, edit_session, session_to_edit};

use super::sessions::field_of;
use crate::development::{money, segment};
use crate::error::Failure;
use crate::form::{Filled, REVISION, Typed, Version, changed_meanwhile};
use crate::format;
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

/// What can be changed: the name of the field and what it is called.
const FIELDS: [(&str, &str, &str); 7] = [
    ("first", "Hari pertama", "First day"),
    ("last", "Hari terakhir", "Last day"),
    ("until", "Pendaftaran sampai", "Enrolment until"),
    ("place", "Tempat", "Place"),
    ("capacity", "Jumlah tempat", "Seats"),
    ("fixed", "Biaya tetap (rupiah)", "Fixed cost (rupiah)"),
    ("each", "Biaya per orang (rupiah)", "Cost a person (rupiah)"),
];

/// What stands in a field, as a form has it.
fn plain(session: &CourseSession, field: &str) -> String {
    match field {
        "first" => session.first.to_string(),
        "last" => session.last.to_string(),
        "until" => session.enrol_until.to_string(),
        "place" => session.place.to_string(),
        "capacity" => session.capacity.to_string(),
        "fixed" => format_decimal(session.fixed_cost.normalize()),
        _ => format_decimal(session.cost_each.normalize()),
    }
}

/// What stands in a field, as people read it.
fn said(session: &CourseSession, field: &str, language: Language) -> String {
    match field {
        "first" => format::date(session.first, language),
        "last" => format::date(session.last, language),
        "until" => format::date(session.enrol_until, language),
        "fixed" => money(session.fixed_cost, language),
        "each" => money(session.cost_each, language),
        _ => plain(session, field),
    }
}

#[derive(Template)]
#[template(path = "hr/development/edit.html")]
struct Page {
    shell: Shell,
    form: Filled,
    address: String,
    course: String,
}

fn id_of(id: &str) -> Result<CourseSessionId, Failure> {
    id.parse().map_err(|_| Failure::not_found())
}

fn address(id: &CourseSessionId) -> String {
    format!("/hr/development/sessions/{}", segment(id.as_str()))
}

/// The form with what stands now.
pub(super) async fn ask(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    let (stored, course) = session_to_edit(&app.context(&me.visitor.actor), &id_of(&id)?).await?;
    let mut fields: Vec<(&str, String)> = FIELDS.into_iter().map(|(field, ..)| (field, plain(&stored.value, field))).collect();
    fields.push((REVISION, stored.revision.0.to_string()));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(field, value)| (*field, value.as_str())).collect();
    lay_out(&me, &stored, &course, Filled::with(&fields, me.visitor.language))
}

fn lay_out(me: &SignedIn, stored: &Versioned<CourseSession>, course: &Course, form: Filled) -> Result<Response, Failure> {
    let page_of = Page {
        shell: me.visitor.titled("Ubah jadwal", "Change a session"),
        address: address(&stored.value.id),
        course: course.title.get(me.visitor.language).to_owned(),
        form,
    };
    page_with(page_of.form.status(), &page_of)
}

/// The session with what was typed.
fn typed_into(form: &mut Filled, session: &CourseSession) -> Option<CourseSession> {
    let rupiah = Label::new("rupiah tanpa titik, seperti 250000", "rupiah without separators, such as 250000");
    let (first, last, until) = (form.day("first"), form.day("last"), form.day("until"));
    let place = form.text("place", 200);
    let capacity = form.parsed::<u32>("capacity", &Label::new("bilangan bulat, seperti 25", "a whole number, such as 25"));
    let (fixed, each) = (form.parsed::<Decimal>("fixed", &rupiah), form.parsed::<Decimal>("each", &rupiah));
    Some(CourseSession {
        first: first?,
        last: last?,
        enrol_until: until?,
        place: place?.into(),
        capacity: capacity?,
        fixed_cost: fixed?,
        cost_each: each?,
        ..session.clone()
    })
}

/// Keeps the change.
pub(super) async fn save(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let id = id_of(&id)?;
    let context = app.context(&me.visitor.actor);
    let (mut stored, course) = session_to_edit(&context, &id).await?;
    let seen = typed.seen(REVISION);
    let mut form = Filled::of(typed, me.visitor.language);
    if let Some(session) = typed_into(&mut form, &stored.value) {
        match edit_session(&context, &EditSession { session: session.clone(), seen }).await {
            Ok(_) => return Ok(Redirect::to(&format!("{}?done=changed", address(&id))).into_response()),
            Err(error) if changed_meanwhile(&error) => {
                (stored, _) = session_to_edit(&context, &id).await?;
                form.overtake(REVISION, Some(stored.revision), versions(&me, &session, &stored.value));
            }
            Err(error) => form.refused(field_of(error.code()), error)?,
        }
    }
    lay_out(&me, &stored, &course, form)
}

/// What was sent beside what stands now.
fn versions(me: &SignedIn, sent: &CourseSession, now: &CourseSession) -> Vec<Version> {
    let (language, shell) = (me.visitor.language, me.visitor.shell(""));
    FIELDS
        .into_iter()
        .map(|(field, id, en)| Version::new(shell.t(id, en), said(sent, field, language), said(now, field, language)))
        .collect()
}
