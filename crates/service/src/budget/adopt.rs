//! Adopting a plan: seats are given and money is committed, or nothing is.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::Decimal;
use jenjang::development::budget::{BudgetPlan, BudgetRecord, LineOutcome, NewEntry, PlanFault, PlanLine, PlannedSession, Stage};
use jenjang::development::enrolment::{Approval, Enrolment, EnrolmentState};
use jenjang::legal::Label;
use jenjang::people::id::{BudgetPlanId, CourseSessionId, PersonId};
use jenjang::store::Transaction;
use serde_json::json;

use super::envelope::fault;
use super::{envelope, read, stored_plan};
use crate::catalogue::session_and_course;
use crate::context::{Actor, Context, transact};
use crate::enrolment::{enrolment_id, hours_of_year, no_clash, not_cancelled, refused, roll, save_roll};
use crate::error::ServiceError;
use crate::messages::tell;
use crate::permissions::{Action, Target, authorize};
use crate::records::{self, said};
use crate::trail::{self, Change};

/// What adopting did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adopted {
    /// The plan.
    pub plan: BudgetPlan,
    /// How many were given a seat.
    pub enrolled: usize,
}

/// Adopts a plan, as the appointing authority who did not plan it: everybody in it gets the seat, and the money of every session is committed. Where a
/// seat or the money is no longer there nothing is done: plan again.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::ConflictOfInterest`] for the planner, and for somebody who would get a seat;
/// [`ServiceError::NotFound`]; `plan-over`, `plan-outdated`, `overspent` and what enrolment refuses; [`ServiceError::Store`].
pub async fn adopt_plan(context: &Context<'_>, id: &BudgetPlanId) -> Result<Adopted, ServiceError> {
    transact!(context, tx => adopted(context, tx, id).await)
}

async fn adopted(context: &Context<'_>, tx: &mut dyn Transaction, id: &BudgetPlanId) -> Result<Adopted, ServiceError> {
    let stored = stored_plan(tx, id).await?;
    let from = envelope(tx, &stored.value.envelope).await?;
    authorize(context, tx, Action::AdoptBudget, &Target::unit(&from.value.unit)).await?;
    let Actor::Person(adopter) = context.actor else {
        return Err(ServiceError::Forbidden { action: Action::AdoptBudget, allowed: crate::permissions::allowed(Action::AdoptBudget) });
    };
    let today = context.clock.today();
    let before = BudgetRecord::Plan(Box::new(stored.value.clone()));
    let mut plan = stored.value.adopt(adopter, today).map_err(|found| over(&found))?;
    let mut seats: BTreeMap<CourseSessionId, Vec<PlanLine>> = BTreeMap::new();
    for line in read::lines(tx, id).await? {
        if let (LineOutcome::Seat { .. }, Some(session)) = (&line.outcome, &line.session) {
            seats.entry(session.clone()).or_default().push(line);
        }
    }
    if seats.values().flatten().any(|line| line.person == *adopter) {
        return Err(ServiceError::ConflictOfInterest(Label::new(
            "rencana yang memberi kursi kepada diri sendiri ditetapkan oleh orang lain",
            "a plan that gives oneself a seat is adopted by somebody else",
        )));
    }
    let mut subjects = Vec::new();
    let mut money = from.value.clone();
    let mut enrolled = 0;
    let planned_entry = plan.entry;
    for planned in &mut plan.sessions {
        as_planned(tx, planned, today).await?;
        let lines = seats.remove(&planned.session).unwrap_or_default();
        subjects.extend(seat(context, tx, &planned.session, &lines).await?);
        enrolled += lines.len();
        let entry = NewEntry {
            on: today,
            stage: Stage::Committed,
            what: planned.session.as_str().into(),
            amount: planned.cost,
            document: id.as_str().into(),
            settles: planned_entry,
            over: None,
        };
        // what costs nothing needs no entry
        planned.entry = if planned.cost.is_zero() { None } else { Some(money.enter(entry).map_err(|found| fault(&found))?) };
    }
    records::save(tx, &money, Some(from.revision)).await?;
    subjects.push(records::subject(tx, Some(&from.value), Some(&money)).await?);
    let after = BudgetRecord::Plan(Box::new(plan.clone()));
    records::save(tx, &after, Some(stored.revision)).await?;
    subjects.push(records::subject(tx, Some(&before), Some(&after)).await?);
    trail::record(context, tx, Change::new(Action::AdoptBudget, subjects)).await?;
    Ok(Adopted { plan, enrolled })
}

/// Refuses a plan that the catalogue has left behind: a session that has begun, a course that is retired, a seat that costs more than was planned.
async fn as_planned(tx: &mut dyn Transaction, planned: &PlannedSession, today: jenjang::NaiveDate) -> Result<(), ServiceError> {
    let (session, course) = session_and_course(tx, &planned.session).await?;
    let session = session.value;
    let seats = session.cost_each.checked_mul(Decimal::from(planned.people));
    let outdated = if today > session.first {
        Some(Label::new(format!("jadwal mulai {}", session.first), format!("the session began on {}", session.first)))
    } else if course.retired {
        Some(Label::new("pelatihannya tidak ditawarkan lagi", "its course is no longer offered"))
    } else if seats.is_none_or(|seats| planned.cost < seats) {
        Some(Label::new("biaya tiap peserta naik sejak disusun", "a seat costs more than when it was planned"))
    } else {
        None
    };
    let Some(why) = outdated else { return Ok(()) };
    Err(ServiceError::refused(
        "plan-outdated",
        Label::new(
            format!("jadwal `{}` tidak lagi seperti dalam rencana: {}; susun rencana baru", session.id, why.id),
            format!("session `{}` is no longer as planned: {}; make a new plan", session.id, why.en),
        ),
    ))
}

/// Gives the seats of one session.
async fn seat(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    id: &CourseSessionId,
    lines: &[PlanLine],
) -> Result<Vec<jenjang::audit::Subject>, ServiceError> {
    let (session, _) = session_and_course(tx, id).await?;
    let session = session.value;
    not_cancelled(&session)?;
    let today = context.clock.today();
    let mut roll = roll(tx, &session).await?;
    let mut people: Vec<PersonId> = Vec::new();
    for line in lines {
        let enrolment = enrolment_id(&session.id, &line.person)?;
        roll.request(Enrolment {
            id: enrolment.clone(),
            session: session.id.clone(),
            person: line.person.clone(),
            requested_by: context.actor.person().cloned(),
            requested: context.clock.now(),
            need: line.gain,
            hours_before: jenjang::Decimal::ZERO,
            state: EnrolmentState::Requested,
        })
        .map_err(|error| refused(&error))?;
        no_clash(tx, &line.person, &session).await?;
        let approval = Approval { at: context.clock.now(), need: line.gain, hours_before: hours_of_year(tx, &line.person, today).await? };
        roll.approve(&enrolment, approval).map_err(|error| refused(&error))?;
        if !roll.get(&enrolment).is_some_and(|enrolment| enrolment.state.takes_a_seat()) {
            return Err(ServiceError::refused(
                "plan-outdated",
                Label::new(
                    format!("jadwal `{id}` tidak lagi mempunyai kursi sebanyak dalam rencana; susun rencana baru"),
                    format!("session `{id}` no longer has the seats planned for; plan again"),
                ),
            ));
        }
        people.push(line.person.clone());
    }
    let (_, subjects) = save_roll(context, tx, &session, &roll).await?;
    tell(context, tx, "seat-given", &people, &json!({ "session": session.id })).await?;
    Ok(subjects)
}

/// Withdraws a plan that was not adopted.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; `plan-over`, `blank`; [`ServiceError::Store`].
pub async fn withdraw_plan(context: &Context<'_>, id: &BudgetPlanId, reason: &str) -> Result<(), ServiceError> {
    transact!(context, tx => withdrawn(context, tx, id, reason).await)
}

async fn withdrawn(context: &Context<'_>, tx: &mut dyn Transaction, id: &BudgetPlanId, reason: &str) -> Result<(), ServiceError> {
    let stored = stored_plan(tx, id).await?;
    let from = envelope(tx, &stored.value.envelope).await?;
    authorize(context, tx, Action::PlanBudget, &Target::unit(&from.value.unit)).await?;
    let reason: Arc<str> = said(reason, &Label::new("alasan", "reason"))?;
    let today = context.clock.today();
    let before = BudgetRecord::Plan(Box::new(stored.value.clone()));
    let plan = stored.value.withdraw(today, Arc::clone(&reason)).map_err(|found| over(&found))?;
    let mut subjects = Vec::new();
    if let Some(entry) = plan.entry.filter(|entry| !from.value.left_of(*entry).is_zero()) {
        let mut money = from.value.clone();
        money.take_back(entry, None, today, reason, id.as_str().into()).map_err(|found| fault(&found))?;
        records::save(tx, &money, Some(from.revision)).await?;
        subjects.push(records::subject(tx, Some(&from.value), Some(&money)).await?);
    }
    let after = BudgetRecord::Plan(Box::new(plan));
    records::save(tx, &after, Some(stored.revision)).await?;
    subjects.push(records::subject(tx, Some(&before), Some(&after)).await?);
    trail::record(context, tx, Change::new(Action::PlanBudget, subjects)).await
}

fn over(fault: &PlanFault) -> ServiceError {
    match fault {
        PlanFault::Over(..) => ServiceError::refused("plan-over", fault.message()),
        PlanFault::SamePerson => ServiceError::ConflictOfInterest(fault.message()),
    }
}
