//! What I could take: sessions that are open, each with the reasons why it fits me, and a button.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use jenjang::legal::{Label, Language};
use jenjang::people::id::CourseSessionId;
use jenjang_service::catalogue::{Offer, OfferReason, read_offers};
use jenjang_service::enrolment::{Enrol, enrol};
use jenjang_service::needs::ReadNeeds;

use super::{Tag, needs, number};
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

/// A session as it is offered to me.
pub(super) struct OfferRow {
    pub(super) session: String,
    pub(super) title: String,
    pub(super) provider: String,
    pub(super) form: String,
    pub(super) hours: Option<String>,
    pub(super) first: NaiveDate,
    pub(super) last: NaiveDate,
    pub(super) until: NaiveDate,
    pub(super) place: String,
    pub(super) capacity: u32,
    pub(super) reasons: Vec<String>,
    pub(super) tag: Option<Tag>,
    /// Whether I can ask for a seat.
    pub(super) can_enrol: bool,
}

impl OfferRow {
    pub(super) fn of(offer: &Offer, language: Language) -> OfferRow {
        let session = &offer.session;
        OfferRow {
            session: session.id.as_str().to_owned(),
            title: offer.course.title.get(language).to_owned(),
            provider: offer.provider.as_ref().map_or_else(|| "–".to_owned(), |provider| provider.name.to_string()),
            form: offer.form.get(language).to_owned(),
            hours: offer.hours.map(|hours| number(hours, language)),
            first: session.first,
            last: session.last,
            until: session.enrol_until,
            place: session.place.to_string(),
            capacity: session.capacity,
            reasons: offer.reasons.iter().map(|reason| said(reason, language)).collect(),
            tag: offer.enrolment.as_ref().map(|state| Tag::of_enrolment(state, language)),
            can_enrol: offer.enrolment.is_none(),
        }
    }
}

fn said(reason: &OfferReason, language: Language) -> String {
    let n = |value| number(value, language);
    match (reason, language) {
        (OfferReason::Gap { label, actual, required, level }, Language::Id) => {
            format!(
                "{}: Anda dinilai level {}, jabatan Anda mensyaratkan {}, pelatihan ini sampai level {}",
                label.id,
                n(*actual),
                n(*required),
                n(*level)
            )
        }
        (OfferReason::Gap { label, actual, required, level }, Language::En) => {
            format!(
                "{}: you were assessed at level {}, your post requires {}, this course leads to level {}",
                label.en,
                n(*actual),
                n(*required),
                n(*level)
            )
        }
        (OfferReason::Feedback { label }, Language::Id) => format!("{}: hasil 360° Anda di bawah ambang", label.id),
        (OfferReason::Feedback { label }, Language::En) => format!("{}: your 360° result is below the threshold", label.en),
        (OfferReason::Planned { item }, Language::Id) => format!("Ada dalam rencana Anda tahun ini (butir {item})"),
        (OfferReason::Planned { item }, Language::En) => format!("It stands in your plan of this year (item {item})"),
        (OfferReason::Wished { topic }, Language::Id) => format!("Anda berminat: {topic}"),
        (OfferReason::Wished { topic }, Language::En) => format!("You wished for it: {topic}"),
        (OfferReason::Hours { missing }, Language::Id) => format!("Menambah jam pelajaran tahun ini; Anda masih kurang {} JP", n(*missing)),
        (OfferReason::Hours { missing }, Language::En) => {
            format!("It adds to this year's learning hours; {} JP are still missing", n(*missing))
        }
    }
}

#[derive(Template)]
#[template(path = "development/sessions.html")]
struct Page {
    shell: Shell,
    form: Filled,
    fitting: Vec<OfferRow>,
    others: Vec<OfferRow>,
}

/// The catalogue as it is open to me.
pub(super) async fn list(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let form = me.empty_form();
    show(&app, &me, form).await
}

async fn show(app: &App, me: &SignedIn, form: Filled) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let asked = ReadNeeds { library: needs(app), person: me.person.clone(), as_of: None };
    let offers = read_offers(&app.context(&me.visitor.actor), &asked).await?;
    let (fitting, others): (Vec<OfferRow>, Vec<OfferRow>) =
        offers.open.iter().map(|offer| OfferRow::of(offer, language)).partition(|row| !row.reasons.is_empty());
    let shell = me.visitor.titled("Pelatihan yang dibuka", "Open sessions");
    page_with(form.status(), &Page { shell, form, fitting, others })
}

/// Asks for a seat.
pub(super) async fn enrol_in(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let mut form = Filled::of(typed, me.visitor.language);
    let expected = Label::new("salah satu pelatihan di bawah", "one of the sessions below");
    if let Some(session) = form.parsed::<CourseSessionId>("session", &expected) {
        let command = Enrol { session, person: me.person.clone() };
        match enrol(&app.context(&me.visitor.actor), &command).await {
            Ok(_) => return Ok(Redirect::to("/development/enrolments?done=enrolled").into_response()),
            Err(error) => form.refused("", error)?,
        }
    }
    show(&app, &me, form).await
}
