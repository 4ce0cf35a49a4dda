//! My enrolments, now and before, with giving one up.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use jenjang::development::enrolment::EnrolmentState;
use jenjang::legal::{Label, Language};
use jenjang::people::id::EnrolmentId;
use jenjang_service::enrolment::{OwnEnrolment, WithdrawEnrolment, enrolments_of, withdraw_enrolment};

use super::{Tag, number, segment};
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

struct Row {
    id: String,
    title: String,
    first: NaiveDate,
    last: NaiveDate,
    place: String,
    tag: Tag,
    /// What there is to say beside the state.
    note: Option<String>,
    certificate: Option<String>,
    can_withdraw: bool,
}

#[derive(Template)]
#[template(path = "development/enrolments.html")]
struct Page {
    shell: Shell,
    form: Filled,
    rows: Vec<Row>,
}

/// My enrolments, the latest first.
pub(super) async fn list(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let form = me.empty_form();
    show(&app, &me, form).await
}

async fn show(app: &App, me: &SignedIn, form: Filled) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let today = app.today();
    let mut found = enrolments_of(&app.context(&me.visitor.actor), &me.person).await?;
    found.reverse();
    let rows = found.iter().map(|own| row(own, today, language)).collect();
    let shell = me.visitor.titled("Pendaftaran saya", "My enrolments");
    page_with(form.status(), &Page { shell, form, rows })
}

fn row(own: &OwnEnrolment, today: NaiveDate, language: Language) -> Row {
    let t = |id: String, en: String| if language == Language::Id { id } else { en };
    let note = match &own.enrolment.state {
        EnrolmentState::Waiting { .. } => own.place.map(|place| {
            let order = own.session.order.label();
            t(format!("Urutan tunggu ke-{place}. Urutan: {}", order.id), format!("Number {place} on the waiting list. Order: {}", order.en))
        }),
        EnrolmentState::Requested => {
            Some(t("Menunggu persetujuan atasan".to_owned(), "Waits for the approval of your superior".to_owned()))
        }
        EnrolmentState::Refused { reason, .. } | EnrolmentState::Withdrawn { reason, .. } => Some(reason.to_string()),
        EnrolmentState::CalledOff { .. } => own.session.cancelled.as_ref().map(ToString::to_string),
        EnrolmentState::Attended { hours, passed, .. } => {
            let hours = number(*hours, language);
            Some(match passed {
                Some(true) => t(format!("{hours} JP, lulus"), format!("{hours} JP, passed")),
                Some(false) => t(format!("{hours} JP, tidak lulus"), format!("{hours} JP, not passed")),
                None => format!("{hours} JP"),
            })
        }
        EnrolmentState::Seated { .. } | EnrolmentState::Absent { .. } => None,
    };
    let certificate = match &own.enrolment.state {
        EnrolmentState::Attended { certificate, .. } => certificate.as_ref().map(|id| segment(id.as_str())),
        _ => None,
    };
    Row {
        id: own.enrolment.id.as_str().to_owned(),
        title: own.course.title.get(language).to_owned(),
        first: own.session.first,
        last: own.session.last,
        place: own.session.place.to_string(),
        tag: Tag::of_enrolment(&own.enrolment.state, language),
        note,
        certificate,
        can_withdraw: own.enrolment.state.is_alive() && today <= own.session.last,
    }
}

/// Gives an enrolment up.
pub(super) async fn withdraw(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let mut form = Filled::of(typed, me.visitor.language);
    let expected = Label::new("salah satu pendaftaran di bawah", "one of the enrolments below");
    let enrolment = form.parsed::<EnrolmentId>("enrolment", &expected);
    let reason = form.text("reason", 500);
    if let (Some(enrolment), Some(reason)) = (enrolment, reason) {
        match withdraw_enrolment(&app.context(&me.visitor.actor), &WithdrawEnrolment { enrolment, reason }).await {
            Ok(_) => return Ok(Redirect::to("/development/enrolments?done=withdrawn").into_response()),
            Err(error) => form.refused("", error)?,
        }
    }
    show(&app, &me, form).await
}
