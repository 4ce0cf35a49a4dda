//! Places offered by the agency, and deciding on those who apply.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use jenjang::Decimal;
use jenjang::development::catalogue::LeadsTo;
use jenjang::legal::{Label, Language};
use jenjang::people::id::{PersonId, PlaceId, PlacementId};
use jenjang::placement::{Place, PlaceKind, PlacementState};
use jenjang_service::people::{in_charge_among, in_charge_of, names_of};
use jenjang_service::permissions::Action;
use jenjang_service::placements::{
    AssessPlacement, DecidePlacement, OfferPlace, assess_placement, decide_placement, list_places, offer_place, read_place, start_placement,
};

use crate::development::{Tag, competency, places, rules, segment};
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::format;
use crate::pages::listing::part;
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;
use crate::unit_field::{UnitChoice, unit};

struct Row {
    address: String,
    title: String,
    kind: String,
    host: String,
    first: NaiveDate,
    last: NaiveDate,
    until: NaiveDate,
    seats: u32,
}

#[derive(Template)]
#[template(path = "hr/development/places.html")]
struct ListPage {
    shell: Shell,
    form: Filled,
    rows: Vec<Row>,
    /// After which the next page begins, where more follow.
    last: Option<String>,
    units: UnitChoice,
    kinds: Vec<(&'static str, String)>,
}

/// Places of the own units.
pub(super) async fn list(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let form = Filled::with(&[("seats", "1"), ("form", "C11")], me.visitor.language);
    show_list(&app, &me, form).await
}

async fn show_list(app: &App, me: &SignedIn, form: Filled) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let context = app.context(&me.visitor.actor);
    let all = list_places(&context, true).await?;
    let own = in_charge_among(&context, Action::OfferPlace, &all.iter().map(|place| place.unit.clone()).collect()).await?;
    let mut found: Vec<Place> = all.into_iter().filter(|place| own.contains(&place.unit)).collect();
    found.sort_by_key(|place| std::cmp::Reverse(place.first));
    let (found, last) = part(found, Typed::query(&me.visitor.uri).get("after"), |place| place.id.as_str());
    let rows = found.iter().map(|place| Row {
        address: format!("/hr/development/places/{}", segment(place.id.as_str())),
        title: place.title.to_string(),
        kind: format::capitalised(place.kind.label().get(language)),
        host: place.host.to_string(),
        first: place.first,
        last: place.last,
        until: place.apply_until,
        seats: place.seats,
    });
    let page_of = ListPage {
        rows: rows.collect(),
        last,
        units: UnitChoice::of(app, me, Action::OfferPlace, form.value("unit")).await?,
        kinds: PlaceKind::ALL.into_iter().map(|kind| (kind.as_str(), format::capitalised(kind.label().get(language)))).collect(),
        shell: me.visitor.titled("Magang dan tempat belajar", "Internships and places"),
        form,
    };
    page_with(page_of.form.status(), &page_of)
}

/// Offers a place.
pub(super) async fn offer(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let mut form = Filled::of(typed, me.visitor.language);
    let id = form.parsed::<PlaceId>("code", &Label::new("kode singkat, seperti magang-1", "a short code, such as internship-1"));
    let title = form.text("title", 200);
    let host = form.text("host", 200);
    let unit = unit(&app, &me, &mut form, "unit", Action::OfferPlace).await?;
    let kind = PlaceKind::parse(form.value("kind")).unwrap_or(PlaceKind::Internship);
    let kind_of_form = form.text("form", 20);
    let seats = form.parsed::<u32>("seats", &Label::new("bilangan bulat", "a whole number"));
    let (first, last, until) = (form.day("first"), form.day("last"), form.day("until"));
    let whole = (|| {
        Some(Place {
            id: id?,
            kind,
            title: title?.into(),
            form: kind_of_form?.into(),
            unit: unit?,
            host: host?.into(),
            supervisor: None,
            seats: seats?,
            first: first?,
            last: last?,
            apply_until: until?,
            abroad: false,
            leads_to: Vec::new(),
        })
    })();
    if let Some(place) = whole {
        let command = OfferPlace { place: &place, rules: rules(&app), competency: competency() };
        match offer_place(&app.context(&me.visitor.actor), command).await {
            Ok(()) => return Ok(Redirect::to("/hr/development/places?done=offered").into_response()),
            Err(error) => {
                let field = match error.code() {
                    "place-twice" => "code",
                    "no-seats" => "seats",
                    "place-dates" => "last",
                    "form-unknown" | "form-unit" => "form",
                    _ => "",
                };
                form.refused(field, error)?;
            }
        }
    }
    show_list(&app, &me, form).await
}

struct Applicant {
    placement: String,
    name: String,
    first: NaiveDate,
    last: NaiveDate,
    tag: Tag,
    /// Asked for, or granted, and for whoever looks to decide on.
    applied: bool,
    granted: bool,
    /// Under way, and for whoever looks to assess.
    assessable: bool,
    /// What the supervisor saw: day and evidence.
    assessed: Option<(NaiveDate, String)>,
}

#[derive(Template)]
#[template(path = "hr/development/place.html")]
struct PlacePage {
    shell: Shell,
    form: Filled,
    address: String,
    host: String,
    first: NaiveDate,
    last: NaiveDate,
    until: NaiveDate,
    seats: u32,
    people: Vec<Applicant>,
    /// Whether the reader runs the places of its unit; a supervisor or an auditor only reads.
    runs: bool,
    /// What the place leads to: the name of the field and the competency.
    teaches: Vec<(String, String)>,
}

fn id_of(id: &str) -> Result<PlaceId, Failure> {
    id.parse().map_err(|_| Failure::not_found())
}

/// One place with everybody who applied.
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    let form = me.empty_form();
    show_place(&app, &me, &id_of(&id)?, form).await
}

async fn show_place(app: &App, me: &SignedIn, id: &PlaceId, form: Filled) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let context = app.context(&me.visitor.actor);
    let view = read_place(&context, id).await?;
    let runs = in_charge_of(&context, Action::DecidePlacement, &view.place.unit).await?;
    let ids: BTreeSet<PersonId> = view.placements.iter().map(|placement| placement.person.clone()).collect();
    let names = names_of(&context, &ids).await?;
    let people = view.placements.iter().map(|placement| Applicant {
        placement: placement.id.as_str().to_owned(),
        name: names.get(&placement.person).map_or_else(|| placement.person.to_string(), ToString::to_string),
        first: placement.stay.first,
        last: placement.stay.last,
        tag: places::tag(&placement.state, language),
        applied: runs && matches!(placement.state, PlacementState::Applied),
        granted: runs && matches!(placement.state, PlacementState::Granted { .. }),
        assessable: matches!(placement.state, PlacementState::UnderWay { .. })
            && placement.person != me.person
            && placement.supervisor.as_ref().map_or(runs, |supervisor| *supervisor == me.person),
        assessed: match &placement.state {
            PlacementState::Assessed(assessment) => Some((assessment.on, assessment.evidence.to_string())),
            _ => None,
        },
    });
    let page_of = PlacePage {
        address: format!("/hr/development/places/{}", segment(id.as_str())),
        host: view.place.host.to_string(),
        first: view.place.first,
        last: view.place.last,
        until: view.place.apply_until,
        seats: view.place.seats,
        people: people.collect(),
        runs,
        teaches: view.place.leads_to.iter().map(|to| (level_field(to), competency_name(to, language))).collect(),
        shell: me.visitor.shell(&*view.place.title),
        form,
    };
    page_with(page_of.form.status(), &page_of)
}

/// Grants, declines or begins a placement.
pub(super) async fn decide(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let id = id_of(&id)?;
    let context = app.context(&me.visitor.actor);
    let mut form = Filled::of(typed, me.visitor.language);
    let placement: PlacementId = form.value("placement").parse().map_err(|_| Failure::not_found())?;
    let to = |done: &str| Redirect::to(&format!("/hr/development/places/{}?done={done}", segment(id.as_str()))).into_response();
    let done = match form.value("decision").to_owned().as_str() {
        "grant" => decide_placement(&context, &DecidePlacement { placement, declined: None }).await.map(|_| "granted"),
        "start" => start_placement(&context, &placement).await.map(|()| "started"),
        _ => match form.text("reason", 500) {
            Some(reason) => decide_placement(&context, &DecidePlacement { placement, declined: Some(reason) }).await.map(|_| "declined"),
            None => return show_place(&app, &me, &id, form).await,
        },
    };
    match done {
        Ok(done) => return Ok(to(done)),
        Err(error) => form.refused("", error)?,
    }
    show_place(&app, &me, &id, form).await
}

/// The field for the level of a competency.
fn level_field(to: &LeadsTo) -> String {
    format!("level-{}", to.competency)
}

fn competency_name(to: &LeadsTo, language: Language) -> String {
    let framework = competency().framework(&to.framework);
    let found = framework.and_then(|framework| framework.competency(&to.competency));
    found.map_or_else(|| to.competency.to_string(), |found| found.label.get(language).to_owned())
}

/// Ends a placement with an assessment: by its supervisor, or by an HR officer where the supervisor is from outside.
pub(super) async fn assess(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let id = id_of(&id)?;
    let context = app.context(&me.visitor.actor);
    let mut form = Filled::of(typed, me.visitor.language);
    let placement: PlacementId = form.value("placement").parse().map_err(|_| Failure::not_found())?;
    let place = read_place(&context, &id).await?.place;
    let mut levels = Vec::new();
    for to in &place.leads_to {
        let field = level_field(to);
        if !form.value(&field).is_empty() {
            let level = form.parsed::<Decimal>(&field, &Label::new("level, seperti 3", "a level, such as 3"));
            levels.extend(level.map(|level| LeadsTo { level, ..to.clone() }));
        }
    }
    let hours = if form.value("hours").is_empty() {
        None
    } else {
        form.parsed::<Decimal>("hours", &Label::new("bilangan, seperti 40", "a number, such as 40"))
    };
    if let (Some(evidence), true) = (form.text("evidence", 500), form.problems().is_empty()) {
        let command = AssessPlacement {
            placement: &placement,
            levels: &levels,
            evidence: &evidence,
            hours,
            rules: rules(&app),
            competency: competency(),
        };
        match assess_placement(&context, command).await {
            Ok(_) => {
                let to = format!("/hr/development/places/{}?done=assessed", segment(id.as_str()));
                return Ok(Redirect::to(&to).into_response());
            }
            Err(error) => form.refused("", error)?,
        }
    }
    show_place(&app, &me, &id, form).await
}
