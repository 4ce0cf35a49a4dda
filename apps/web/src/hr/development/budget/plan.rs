//! A plan: who goes where at what cost, what it closes, who is left out and why; adopting and withdrawing it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use jenjang::Decimal;
use jenjang::access::GrantedRole;
use jenjang::development::budget::{LineOutcome, PlanLine, PlanState};
use jenjang::legal::Language;
use jenjang::people::id::{BudgetPlanId, CourseSessionId, PersonId};
use jenjang_service::budget::{PlanView, adopt_plan, read_envelope, read_plan, withdraw_plan};
use jenjang_service::catalogue::read_catalogue;
use jenjang_service::people::{find_units, names_of};

use super::settle::Held;
use super::{address, name_of, tag};
use crate::development::{Tag, money, number, segment};
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::format;
use crate::hr::listing::MOST;
use crate::hr::rounds::export::cell;
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;

struct Line {
    name: String,
    session: String,
    gain: String,
    hours: String,
    cost: String,
    why: String,
    served: bool,
}

struct Reached {
    label: String,
    wanted: String,
    covered: String,
    at_most: String,
    met: bool,
}

#[derive(Template)]
#[template(path = "hr/development/budget/plan.html")]
struct Page {
    shell: Shell,
    form: Filled,
    address: String,
    envelope: String,
    tag: Tag,
    reason: Option<String>,
    unit: String,
    year: i32,
    made: NaiveDate,
    money: String,
    cost: String,
    left: String,
    gain: String,
    /// How much more another plan could close, and in percent; none where the plan is proven to be the best.
    gap: Option<(String, String)>,
    /// People who go somewhere, and people with a need who go nowhere.
    served: usize,
    nowhere: usize,
    sessions: Vec<Held>,
    seats: Vec<Line>,
    seats_all: usize,
    out: Vec<Line>,
    out_all: usize,
    floors: Vec<Reached>,
    /// Weighted gap closed without floors, and what the floors cost.
    fairness: Option<(String, String)>,
    can_adopt: bool,
    can_withdraw: bool,
    can_settle: bool,
    /// Whether anything is still committed.
    unsettled: bool,
    /// The session that was just settled.
    done: String,
}

pub(super) fn id_of(id: &str) -> Result<BudgetPlanId, Failure> {
    id.parse().map_err(|_| Failure::not_found())
}

pub(super) fn own_address(id: &BudgetPlanId) -> String {
    format!("/hr/development/budget/plans/{}", segment(id.as_str()))
}

/// A plan as it is kept.
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    let form = me.empty_form();
    lay_out(&app, &me, &id_of(&id)?, form).await
}

/// What sessions are called, with their first day.
async fn titles(app: &App, me: &SignedIn, shell: &Shell) -> Result<BTreeMap<CourseSessionId, String>, Failure> {
    let catalogue = read_catalogue(&app.context(&me.visitor.actor)).await?;
    let title = |session: &jenjang::development::catalogue::CourseSession| {
        let course = catalogue.courses.get(&session.course);
        let name = course.map_or_else(|| session.course.to_string(), |course| course.title.get(shell.language).to_owned());
        format!("{name}, {}", shell.date(&session.first))
    };
    Ok(catalogue.sessions.values().map(|session| (session.id.clone(), title(session))).collect())
}

fn is_seat(line: &&PlanLine) -> bool {
    matches!(line.outcome, LineOutcome::Seat { .. })
}

/// Seats by session, then those left out, the largest gap first.
fn parted(view: &PlanView) -> (Vec<&PlanLine>, Vec<&PlanLine>) {
    let (mut seats, mut out): (Vec<_>, Vec<_>) = view.lines.iter().partition(is_seat);
    seats.sort_by(|a, b| (&a.session, b.gain, &a.person).cmp(&(&b.session, a.gain, &b.person)));
    out.sort_by(|a, b| (b.gain, &a.person, &a.session).cmp(&(a.gain, &b.person, &b.session)));
    (seats, out)
}

pub(super) async fn lay_out(app: &App, me: &SignedIn, id: &BudgetPlanId, form: Filled) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let context = app.context(&me.visitor.actor);
    let view = read_plan(&context, id).await?;
    let envelope = read_envelope(&context, &view.plan.envelope).await?.envelope;
    let shell = me.visitor.shell(format!("{} {id}", me.visitor.shell("").t("Rencana", "Plan")));
    let (seats, out) = parted(&view);
    let shown: BTreeSet<PersonId> = seats.iter().take(MOST).chain(out.iter().take(MOST)).map(|line| line.person.clone()).collect();
    let names = names_of(&context, &shown).await?;
    let titles = titles(app, me, &shell).await?;
    let units = find_units(&context, &BTreeSet::from([view.plan.unit.clone()])).await?;
    let title = |session: &CourseSessionId| titles.get(session).cloned().unwrap_or_else(|| session.to_string());
    let line = |line: &&PlanLine| {
        let (hours, cost, why, served) = match &line.outcome {
            LineOutcome::Seat { hours, cost } => (number(*hours, language), money(*cost, language), String::new(), true),
            LineOutcome::LeftOut { why, served } => (String::new(), String::new(), format::sentence(why.get(language)), *served),
        };
        Line {
            name: names.get(&line.person).map_or_else(|| line.person.to_string(), ToString::to_string),
            session: line.session.as_ref().map_or_else(|| "–".to_owned(), title),
            gain: number(line.gain.round_dp(2), language),
            hours,
            cost,
            why,
            served,
        }
    };
    let going: BTreeSet<&PersonId> = seats.iter().map(|line| &line.person).collect();
    let nowhere: BTreeSet<&PersonId> = out.iter().map(|line| &line.person).filter(|person| !going.contains(person)).collect();
    let plan = &view.plan;
    let rounded = |value: Decimal| number(value.round_dp(2), language);
    let more = plan.at_most - plan.gain;
    let percent = (more * Decimal::ONE_HUNDRED).checked_div(plan.at_most).unwrap_or_default();
    let proposed = plan.state == PlanState::Proposed;
    let sessions: Vec<Held> = (plan.sessions.iter()).map(|held| Held::of(held, title(&held.session), &envelope, language)).collect();
    let page_of = Page {
        address: own_address(id),
        envelope: address(&plan.envelope),
        tag: tag(&plan.state, language),
        reason: if let PlanState::Withdrawn { reason, .. } = &plan.state { Some(reason.to_string()) } else { None },
        unit: name_of(&units, &plan.unit, language),
        year: plan.year,
        made: plan.made,
        money: money(plan.money, language),
        cost: money(plan.cost, language),
        left: money(plan.money - plan.cost, language),
        gain: rounded(plan.gain),
        gap: (more > Decimal::ZERO).then(|| (rounded(more), rounded(percent))),
        served: going.len(),
        nowhere: nowhere.len(),
        unsettled: sessions.iter().any(|held| held.committed.is_some()),
        sessions,
        seats_all: seats.len(),
        seats: seats.iter().take(MOST).map(line).collect(),
        out_all: out.len(),
        out: out.iter().take(MOST).map(line).collect(),
        floors: (plan.floors.iter())
            .map(|floor| Reached {
                label: format::capitalised(floor.label.get(language)),
                wanted: rounded(floor.wanted),
                covered: rounded(floor.covered),
                at_most: rounded(floor.at_most),
                met: floor.covered >= floor.wanted,
            })
            .collect(),
        fairness: plan.fairness.as_ref().map(|fairness| (rounded(fairness.without), rounded(fairness.cost))),
        can_adopt: proposed && shell.has(GrantedRole::AppointingAuthority),
        can_withdraw: proposed && shell.has(GrantedRole::HrOfficer),
        can_settle: shell.has(GrantedRole::HrOfficer),
        done: Typed::query(&me.visitor.uri).get("session").to_owned(),
        shell,
        form,
    };
    page_with(page_of.form.status(), &page_of)
}

fn back(id: &BudgetPlanId, done: &str) -> Response {
    Redirect::to(&format!("{}?done={done}", own_address(id))).into_response()
}

/// Adopts it: seats are given and money is committed.
pub(super) async fn adopt(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let id = id_of(&id)?;
    let mut form = Filled::of(typed, me.visitor.language);
    match adopt_plan(&app.context(&me.visitor.actor), &id).await {
        Ok(_) => return Ok(back(&id, "adopted")),
        Err(error) => form.refused("", error)?,
    }
    lay_out(&app, &me, &id, form).await
}

/// Withdraws it.
pub(super) async fn withdraw(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let id = id_of(&id)?;
    let mut form = Filled::of(typed, me.visitor.language);
    if let Some(reason) = form.text("reason", 500) {
        match withdraw_plan(&app.context(&me.visitor.actor), &id, &reason).await {
            Ok(()) => return Ok(back(&id, "withdrawn")),
            Err(error) => form.refused("reason", error)?,
        }
    }
    lay_out(&app, &me, &id, form).await
}

/// Every line of a plan as CSV.
pub(super) async fn file(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>) -> Result<Response, Failure> {
    let id = id_of(&id)?;
    let language = me.visitor.language;
    let context = app.context(&me.visitor.actor);
    let view = read_plan(&context, &id).await?;
    let shell = me.visitor.shell("");
    let people: BTreeSet<PersonId> = view.lines.iter().map(|line| line.person.clone()).collect();
    let names = names_of(&context, &people).await?;
    let titles = titles(&app, &me, &shell).await?;
    let mut out = match language {
        Language::Id => "pegawai,nama,jadwal,pelatihan,hasil,ditutup,jp,biaya,alasan\n".to_owned(),
        Language::En => "person,name,session,course,outcome,closes,hours,cost,reason\n".to_owned(),
    };
    let (seats, left) = parted(&view);
    for line in seats.into_iter().chain(left) {
        let (outcome, hours, cost, why) = match &line.outcome {
            LineOutcome::Seat { hours, cost } => {
                (shell.t("ikut", "goes"), hours.normalize().to_string(), cost.normalize().to_string(), String::new())
            }
            LineOutcome::LeftOut { why, served: true } => {
                (shell.t("ikut yang lain", "goes elsewhere"), String::new(), String::new(), why.get(language).to_owned())
            }
            LineOutcome::LeftOut { why, .. } => {
                (shell.t("tidak ikut", "goes nowhere"), String::new(), String::new(), why.get(language).to_owned())
            }
        };
        let session = line.session.as_ref();
        let cells = [
            line.person.as_str(),
            names.get(&line.person).map_or("", |name| &**name),
            session.map_or("", CourseSessionId::as_str),
            session.and_then(|session| titles.get(session)).map_or("", String::as_str),
            outcome,
            &line.gain.normalize().to_string(),
            &hours,
            &cost,
            &why,
        ];
        out.push_str(&cells.map(cell).join(","));
        out.push('\n');
    }
    let plain: String = id.as_str().chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect();
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{plain}.csv\"")),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, out).into_response())
}
