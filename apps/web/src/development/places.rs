//! Internships and other places: what is offered, applying, and where my applications stand.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use jenjang::legal::{Label, Language};
use jenjang::people::id::{PlaceId, PlacementId};
use jenjang::placement::{Place, Placement, PlacementState, Stay};
use jenjang_service::needs::{ReadNeeds, read_needs};
use jenjang_service::people::find_units;
use jenjang_service::placements::{
    ApplyForPlace, BreakOffPlacement, apply_for_place, break_off_placement, list_places, placements_of_person,
};

use super::{Tag, competency, needs, number};
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::format;
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

struct Offered {
    id: String,
    at: usize,
    title: String,
    kind: String,
    host: String,
    unit: String,
    seats: u32,
    first: NaiveDate,
    last: NaiveDate,
    until: NaiveDate,
    /// What it teaches, and whether I lack it.
    teaches: Vec<String>,
    reasons: Vec<String>,
    mine: Option<Tag>,
}

struct Mine {
    id: String,
    at: usize,
    title: String,
    host: String,
    first: NaiveDate,
    last: NaiveDate,
    tag: Tag,
    note: Option<String>,
    can_end: bool,
}

#[derive(Template)]
#[template(path = "development/places.html")]
struct Page {
    shell: Shell,
    form: Filled,
    offered: Vec<Offered>,
    mine: Vec<Mine>,
}

/// Places that are offered, and mine.
pub(super) async fn list(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let form = me.empty_form();
    show(&app, &me, form).await
}

async fn show(app: &App, me: &SignedIn, form: Filled) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let context = app.context(&me.visitor.actor);
    let all = list_places(&context, true).await?;
    let placements = placements_of_person(&context, &me.person).await?;
    let units: BTreeMap<_, _> = find_units(&context, &all.iter().map(|place| place.unit.clone()).collect())
        .await?
        .into_iter()
        .map(|unit| (unit.id, unit.name))
        .collect();
    let lacking = read_needs(&context, &ReadNeeds { library: needs(app), person: me.person.clone(), as_of: None }).await?.needs;
    let today = app.today();
    let mut offered = Vec::new();
    for place in all.iter().filter(|place| today <= place.apply_until) {
        let name = |to: &jenjang::development::catalogue::LeadsTo| {
            let framework = competency().framework(&to.framework);
            let found = framework.and_then(|framework| framework.competency(&to.competency));
            found.map_or_else(|| to.competency.to_string(), |found| found.label.get(language).to_owned())
        };
        let level = |to: &jenjang::development::catalogue::LeadsTo| match language {
            Language::Id => format!("{} sampai level {}", name(to), number(to.level, language)),
            Language::En => format!("{} up to level {}", name(to), number(to.level, language)),
        };
        let gap = |to: &&jenjang::development::catalogue::LeadsTo| {
            lacking.closed_by(&to.framework, &to.competency, to.level) > jenjang::Decimal::ZERO
        };
        let reason = |to: &jenjang::development::catalogue::LeadsTo| match language {
            Language::Id => format!("{}: jabatan Anda mensyaratkannya lebih tinggi daripada hasil penilaian Anda", name(to)),
            Language::En => format!("{}: your post requires more of it than you were assessed at", name(to)),
        };
        offered.push(Offered {
            id: place.id.as_str().to_owned(),
            at: offered.len() + 1,
            title: place.title.to_string(),
            kind: format::capitalised(place.kind.label().get(language)),
            host: place.host.to_string(),
            unit: units.get(&place.unit).map_or_else(|| "–".to_owned(), |unit| unit.get(language).to_owned()),
            seats: place.seats,
            first: place.first,
            last: place.last,
            until: place.apply_until,
            teaches: place.leads_to.iter().map(level).collect(),
            reasons: place.leads_to.iter().filter(gap).map(reason).collect(),
            mine: placements.iter().rev().find(|placement| placement.place == place.id).map(|placement| tag(&placement.state, language)),
        });
    }
    offered.sort_by_key(|place| place.reasons.is_empty());
    let mine = placements.iter().rev().zip(1..).map(|(placement, at)| mine(placement, &all, at, language)).collect();
    let shell = me.visitor.titled("Magang dan tempat belajar", "Internships and places");
    page_with(form.status(), &Page { shell, form, offered, mine })
}

/// Where a placement stands.
pub(crate) fn tag(state: &PlacementState, language: Language) -> Tag {
    let label = state.label();
    let word = label.get(language);
    match state {
        PlacementState::Applied => Tag::open(word),
        PlacementState::Granted { .. } | PlacementState::UnderWay { .. } | PlacementState::Assessed(_) => Tag::good(word),
        PlacementState::Declined { .. } => Tag::bad(word),
        PlacementState::BrokenOff { .. } => Tag::aside(word),
    }
}

fn mine(placement: &Placement, places: &[Place], at: usize, language: Language) -> Mine {
    let place = places.iter().find(|place| place.id == placement.place);
    let note = match &placement.state {
        PlacementState::Declined { reason, .. } | PlacementState::BrokenOff { reason, .. } => Some(reason.to_string()),
        PlacementState::Assessed(assessment) => Some(match language {
            Language::Id => format!("Dinilai {}: {}", format::date(assessment.on, language), assessment.evidence),
            Language::En => format!("Assessed on {}: {}", format::date(assessment.on, language), assessment.evidence),
        }),
        _ => None,
    };
    Mine {
        id: placement.id.as_str().to_owned(),
        at,
        title: place.map_or_else(|| placement.place.to_string(), |place| place.title.to_string()),
        host: place.map_or_else(|| "–".to_owned(), |place| place.host.to_string()),
        first: placement.stay.first,
        last: placement.stay.last,
        tag: tag(&placement.state, language),
        note,
        can_end: placement.state.takes_time() && !matches!(placement.state, PlacementState::Assessed(_)),
    }
}

/// Applies for a place.
pub(super) async fn apply(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let mut form = Filled::of(typed, me.visitor.language);
    let place = form.parsed::<PlaceId>("place", &Label::new("salah satu tempat di bawah", "one of the places below"));
    // the whole time of the place unless somebody says less
    let stay = if form.value("first").is_empty() && form.value("last").is_empty() {
        None
    } else {
        let (first, last) = (form.day("first"), form.day("last"));
        first.zip(last).map(|(first, last)| Stay { first, last })
    };
    if let (Some(place), true) = (place, form.problems().is_empty()) {
        let command = ApplyForPlace { place, person: me.person.clone(), stay };
        match apply_for_place(&app.context(&me.visitor.actor), &command).await {
            Ok(_) => return Ok(Redirect::to("/development/places?done=applied").into_response()),
            Err(error) => form.refused("", error)?,
        }
    }
    show(&app, &me, form).await
}

/// Gives a placement up.
pub(super) async fn give_up(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let mut form = Filled::of(typed, me.visitor.language);
    let placement: PlacementId = form.value("placement").parse().map_err(|_| Failure::not_found())?;
    if let Some(reason) = form.text("reason", 500) {
        match break_off_placement(&app.context(&me.visitor.actor), &BreakOffPlacement { placement, reason }).await {
            Ok(()) => return Ok(Redirect::to("/development/places?done=given-up").into_response()),
            Err(error) => form.refused("", error)?,
        }
    }
    show(&app, &me, form).await
}
