//! Planning: who goes where for the money of an envelope.

use std::collections::BTreeSet;

use jenjang::Decimal;
use jenjang::development::budget::{
    BudgetPlan, BudgetPolicies, BudgetRecord, EntryFault, LineOutcome, NewEntry, PlanLine, PlanState, PlannedFairness, PlannedFloor,
    PlannedSession, Stage, rupiah,
};
use jenjang::legal::Label;
use jenjang::people::id::{BudgetPlanId, CompetencyCode, EnvelopeId, UnitId};
use jenjang::store::Transaction;
use jenjang_planning::{Effort, Plan};

use super::envelope::fault;
use super::problem::{FloorsAsked, Scene, gather, units, with_money};
use super::{envelope, read};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::needs::{NeedLibrary, needs_of_unit};
use crate::permissions::{Action, Target, authorize};
use crate::records;
use crate::trail::{self, Change};

/// A plan to be made.
#[derive(Clone, Debug)]
pub struct PlanBudget<'a> {
    /// By which rules needs are measured.
    pub needs: NeedLibrary<'a>,
    /// Which policy says what leadership training is due.
    pub policies: &'a BudgetPolicies,
    /// The id of the plan; without one it is computed and not kept.
    pub id: Option<BudgetPlanId>,
    /// The money.
    pub envelope: EnvelopeId,
    /// Whose people; without it those of the unit of the envelope. With all units under it.
    pub unit: Option<UnitId>,
    /// The year of the sessions; without it that of the envelope.
    pub year: Option<i32>,
    /// How much of the money, in rupiah; without it all that is available.
    pub money: Option<Decimal>,
    /// Competencies the agency names a strategic issue; the policy of demand weighs them.
    pub strategic: BTreeSet<CompetencyCode>,
    /// The floors.
    pub floors: FloorsAsked,
    /// The most sessions anybody goes to.
    pub sessions_each: Option<u32>,
    /// How hard to look.
    pub effort: Effort,
}

/// What was planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The plan as it is kept; its id is `-` where it was not.
    pub plan: BudgetPlan,
    /// The lines.
    pub lines: Vec<PlanLine>,
    /// As it was computed.
    pub computed: Plan,
    /// People, sessions and candidates it was chosen from.
    pub of: (usize, usize, usize),
}

/// Plans. The store is read before and written after; nothing is held while the plan is computed.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; `plan-exists`, `overspent`; `floors-clash` and `budget-problem` with the sentences of the
/// planner; as [`needs_of_unit`]; [`ServiceError::Store`].
pub async fn plan_budget(context: &Context<'_>, command: &PlanBudget<'_>) -> Result<Planned, ServiceError> {
    let today = context.clock.today();
    let (problem, unit, year, money) = {
        let mut held = context.store.read().await?;
        let tx = &mut *held;
        let from = envelope(tx, &command.envelope).await?.value;
        authorize(context, tx, Action::PlanBudget, &Target::unit(&from.unit)).await?;
        let unit = command.unit.clone().unwrap_or_else(|| from.unit.clone());
        if !units(tx, &from.unit).await?.contains(&unit) {
            return Err(ServiceError::refused(
                "unit-outside-envelope",
                Label::new(
                    format!("unit `{unit}` tidak berada di bawah `{}`, unit pagu", from.unit),
                    format!("unit `{unit}` is not under `{}`, the unit of the envelope", from.unit),
                ),
            ));
        }
        if let Some(id) = &command.id {
            free(tx, id).await?;
        }
        let available = from.balance().available;
        let money = command.money.unwrap_or(available);
        if money <= Decimal::ZERO {
            return Err(fault(&EntryFault::NotPositive(money)));
        }
        if money > available {
            let (asked, available) = (rupiah(money), rupiah(available));
            return Err(ServiceError::refused(
                "overspent",
                Label::new(
                    format!("{} melebihi yang tersedia dalam pagu `{}`, {}", asked.id, command.envelope, available.id),
                    format!("{} is more than what is available in envelope `{}`, {}", asked.en, command.envelope, available.en),
                ),
            ));
        }
        let year = command.year.unwrap_or(from.year);
        let people = needs_of_unit(tx, &command.needs, &unit, today, today).await?;
        let scene = Scene {
            library: &command.needs,
            policies: command.policies,
            envelope: &command.envelope,
            unit: &unit,
            year,
            strategic: &command.strategic,
            today,
        };
        let problem = gather(tx, &scene, &people, &command.floors).await?;
        (with_money(problem, &command.envelope, money, &command.floors, command.sessions_each), unit, year, money)
    };
    let computed = jenjang_planning::plan(&problem, &command.effort).map_err(|error| {
        let code = if matches!(error, jenjang_planning::PlanError::Clash(_)) { "floors-clash" } else { "budget-problem" };
        ServiceError::refused(code, error.message())
    })?;
    let id: BudgetPlanId = match &command.id {
        Some(id) => id.clone(),
        None => "-".parse().map_err(|error: jenjang::people::id::TextError| ServiceError::refused("id", Label::same(error.to_string())))?,
    };
    let mut head = BudgetPlan {
        id: id.clone(),
        envelope: command.envelope.clone(),
        unit,
        year,
        made: today,
        planner: context.actor.person().cloned(),
        adopter: None,
        money,
        cost: computed.envelopes.iter().map(|envelope| envelope.taken).sum(),
        gain: computed.gain,
        at_most: computed.at_most,
        per_rupiah: computed.prices.first().map(|price| price.per_rupiah).unwrap_or_default(),
        entry: None,
        sessions: computed
            .sessions
            .iter()
            .map(|holding| PlannedSession {
                session: holding.session.clone(),
                people: u32::try_from(holding.people).unwrap_or(u32::MAX),
                cost: holding.cost,
                entry: None,
            })
            .collect(),
        floors: computed
            .floors
            .iter()
            .map(|floor| PlannedFloor { label: floor.floor.label(), wanted: floor.wanted, covered: floor.covered, at_most: floor.at_most })
            .collect(),
        fairness: computed.fairness.as_ref().map(|fairness| PlannedFairness { without: fairness.without, cost: fairness.cost }),
        state: PlanState::Proposed,
    };
    let lines = lines(&id, &computed);
    if command.id.is_some() {
        head = transact!(context, tx => keep(context, tx, &head, &lines).await)?;
    }
    Ok(Planned { plan: head, lines, of: (problem.people.len(), problem.sessions.len(), problem.candidates.len()), computed })
}

async fn free(tx: &mut dyn Transaction, id: &BudgetPlanId) -> Result<(), ServiceError> {
    if records::find::<BudgetRecord>(tx, id.as_str()).await?.is_none() && read::lines(tx, id).await?.is_empty() {
        return Ok(());
    }
    Err(ServiceError::refused(
        "plan-exists",
        Label::new(format!("rencana `{id}` sudah ada; pakai id lain"), format!("plan `{id}` exists already; take another id")),
    ))
}

async fn keep(context: &Context<'_>, tx: &mut dyn Transaction, head: &BudgetPlan, lines: &[PlanLine]) -> Result<BudgetPlan, ServiceError> {
    let from = envelope(tx, &head.envelope).await?;
    authorize(context, tx, Action::PlanBudget, &Target::unit(&from.value.unit)).await?;
    free(tx, &head.id).await?;
    let mut head = head.clone();
    let mut subjects = Vec::new();
    if !head.cost.is_zero() {
        let mut money = from.value.clone();
        let text: std::sync::Arc<str> = head.id.as_str().into();
        let entry = NewEntry {
            on: head.made,
            stage: Stage::Planned,
            what: std::sync::Arc::clone(&text),
            amount: head.cost,
            document: text,
            settles: None,
            over: None,
        };
        head.entry = Some(money.enter(entry).map_err(|found| fault(&found))?);
        records::save(tx, &money, Some(from.revision)).await?;
        subjects.push(records::subject(tx, Some(&from.value), Some(&money)).await?);
    }
    let record = BudgetRecord::Plan(Box::new(head.clone()));
    records::save(tx, &record, None).await?;
    for line in lines {
        records::save(tx, &BudgetRecord::Line(line.clone()), None).await?;
    }
    subjects.push(records::subject(tx, None, Some(&record)).await?);
    trail::record(context, tx, Change::new(Action::PlanBudget, subjects)).await?;
    Ok(head)
}

fn lines(id: &BudgetPlanId, computed: &Plan) -> Vec<PlanLine> {
    let seats = computed.seats.iter().map(|seat| PlanLine {
        plan: id.clone(),
        person: seat.person.clone(),
        session: Some(seat.session.clone()),
        gain: seat.gain,
        outcome: LineOutcome::Seat { hours: seat.hours, cost: seat.cost },
    });
    let left = computed.left_out.iter().map(|left| PlanLine {
        plan: id.clone(),
        person: left.person.clone(),
        session: left.session.clone(),
        gain: left.gain,
        outcome: LineOutcome::LeftOut { why: left.why.message(&rupiah), served: left.served },
    });
    seats.chain(left).collect()
}
