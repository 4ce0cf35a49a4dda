//! What my staff asks for: enrolments to approve or refuse, plans to agree to; and the placements that I supervise.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use jenjang::people::id::EnrolmentId;
use jenjang_service::enrolment::{ApproveEnrolment, RefuseEnrolment, approve_enrolment, refuse_enrolment, requests_of_staff};
use jenjang_service::placements::supervised_placements;
use jenjang_service::plans::plans_of_staff;

use super::overview::{plan_tag, waits_for_superior};
use super::{Tag, money, needs, segment};
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::pages::listing::part;
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

struct Request {
    id: String,
    name: String,
    title: String,
    first: NaiveDate,
    last: NaiveDate,
    place: String,
    cost: String,
}

struct Plan {
    name: String,
    year: i32,
    address: String,
    tag: Tag,
    waits: bool,
    items: usize,
}

/// Somebody in a place where I am the supervisor.
struct Supervised {
    name: String,
    title: String,
    host: String,
    first: NaiveDate,
    last: NaiveDate,
    /// Where I assess it.
    address: String,
}

#[derive(Template)]
#[template(path = "development/approvals.html")]
struct Page {
    shell: Shell,
    form: Filled,
    requests: Vec<Request>,
    plans: Vec<Plan>,
    supervised: Vec<Supervised>,
    /// The next page of each list, where more follow.
    next: Next,
}

/// After which entry the next page of each list begins.
struct Next {
    requests: Option<String>,
    plans: Option<String>,
    supervised: Option<String>,
}

/// What waits for me as a superior.
pub(super) async fn list(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let form = me.empty_form();
    show(&app, &me, form).await
}

async fn show(app: &App, me: &SignedIn, form: Filled) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let context = app.context(&me.visitor.actor);
    let asked = Typed::query(&me.visitor.uri);
    let found = requests_of_staff(&context).await?;
    let (found, more_requests) = part(found, asked.get("requests"), |asked| asked.enrolment.id.as_str());
    let requests = found.into_iter().map(|asked| Request {
        name: asked.name.map_or_else(|| asked.enrolment.person.to_string(), |name| name.to_string()),
        id: asked.enrolment.id.as_str().to_owned(),
        title: asked.course.title.get(language).to_owned(),
        first: asked.session.first,
        last: asked.session.last,
        place: asked.session.place.to_string(),
        cost: money(asked.session.cost_each, language),
    });
    let mut found = plans_of_staff(&context).await?;
    found.sort_by_key(|staff| !waits_for_superior(&staff.plan));
    let (found, more_plans) = part(found, asked.get("plans"), |staff| staff.plan.id.as_str());
    let plans: Vec<Plan> = found
        .into_iter()
        .map(|staff| Plan {
            name: staff.name.map_or_else(|| staff.plan.person.to_string(), |name| name.to_string()),
            year: staff.plan.year,
            address: format!("/development/people/{}/plan", segment(staff.plan.person.as_str())),
            tag: plan_tag(&staff.plan, language),
            waits: waits_for_superior(&staff.plan),
            items: staff.plan.items.len(),
        })
        .collect();
    let found = supervised_placements(&context).await?;
    let (found, more_supervised) = part(found, asked.get("supervised"), |one| one.placement.id.as_str());
    let supervised = found.into_iter().map(|one| Supervised {
        name: one.name.map_or_else(|| one.placement.person.to_string(), |name| name.to_string()),
        title: one.place.title.to_string(),
        host: one.place.host.to_string(),
        first: one.placement.stay.first,
        last: one.placement.stay.last,
        address: format!("/hr/development/places/{}", segment(one.place.id.as_str())),
    });
    let supervised = supervised.collect();
    let next = Next { requests: more_requests, plans: more_plans, supervised: more_supervised };
    let shell = me.visitor.titled("Persetujuan bawahan", "Approvals for my staff");
    page_with(form.status(), &Page { shell, requests: requests.collect(), plans, supervised, next, form })
}

/// Approves or refuses an enrolment.
pub(super) async fn decide(State(app): State<Arc<App>>, me: SignedIn, typed: Typed) -> Result<Response, Failure> {
    let mut form = Filled::of(typed, me.visitor.language);
    let enrolment: EnrolmentId = form.value("enrolment").parse().map_err(|_| Failure::not_found())?;
    let context = app.context(&me.visitor.actor);
    if form.value("decision") == "approve" {
        match approve_enrolment(&context, &ApproveEnrolment { enrolment, needs: needs(&app) }).await {
            Ok(_) => return Ok(Redirect::to("/development/approvals?done=approved").into_response()),
            Err(error) => form.refused("", error)?,
        }
    } else if let Some(reason) = form.text("reason", 500) {
        match refuse_enrolment(&context, &RefuseEnrolment { enrolment, reason }).await {
            Ok(()) => return Ok(Redirect::to("/development/approvals?done=refused").into_response()),
            Err(error) => form.refused("", error)?,
        }
    }
    show(&app, &me, form).await
}
