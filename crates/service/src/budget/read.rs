//! Reading envelopes and plans.

use jenjang::development::budget::{Balance, BudgetPlan, BudgetRecord, Envelope, PlanLine};
use jenjang::people::id::{BudgetPlanId, EnvelopeId};
use jenjang::record::RecordFilter;
use serde::Serialize;

use super::{envelope, stored_plan};
use crate::context::Context;
use crate::error::ServiceError;
use crate::people::scope::Scope;
use crate::permissions::{Action, Target, authorize};
use crate::records;

/// An envelope and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct EnvelopeView {
    /// The envelope with its entries.
    pub envelope: Envelope,
    /// Where it stands.
    pub balance: Balance,
    /// The plans made for it, without the people in them.
    pub plans: Vec<BudgetPlan>,
}

/// A plan with the people in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct PlanView {
    /// The plan.
    pub plan: BudgetPlan,
    /// One line for each seat given, and for each person left out.
    pub lines: Vec<PlanLine>,
}

/// The envelopes of the units the actor may see, by id; of one year, or all.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::Store`].
pub async fn list_envelopes(context: &Context<'_>, year: Option<i32>) -> Result<Vec<EnvelopeView>, ServiceError> {
    let mut tx = context.store.read().await?;
    let tx = &mut *tx;
    let scope = Scope::of(context, tx, Action::ReadBudget).await?;
    let all = records::list::<Envelope>(tx, &RecordFilter::all()).await?.into_iter().map(|stored| stored.value);
    let seen = all.filter(|envelope| scope.takes(Some(&envelope.unit)) && year.is_none_or(|year| year == envelope.year));
    Ok(seen.map(|envelope| EnvelopeView { balance: envelope.balance(), envelope, plans: Vec::new() }).collect())
}

/// An envelope with its entries and plans.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Store`].
pub async fn read_envelope(context: &Context<'_>, id: &EnvelopeId) -> Result<EnvelopeView, ServiceError> {
    let mut tx = context.store.read().await?;
    let tx = &mut *tx;
    let envelope = envelope(tx, id).await?.value;
    authorize(context, tx, Action::ReadBudget, &Target::unit(&envelope.unit)).await?;
    let plans = records::list::<BudgetRecord>(tx, &RecordFilter::under(id.as_str())).await?.into_iter();
    let plans = plans.filter_map(|stored| if let BudgetRecord::Plan(plan) = stored.value { Some(*plan) } else { None }).collect();
    Ok(EnvelopeView { balance: envelope.balance(), envelope, plans })
}

/// A plan with the people in it.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Store`].
pub async fn read_plan(context: &Context<'_>, id: &BudgetPlanId) -> Result<PlanView, ServiceError> {
    let mut tx = context.store.read().await?;
    let tx = &mut *tx;
    let plan = stored_plan(tx, id).await?.value;
    let envelope = envelope(tx, &plan.envelope).await?.value;
    authorize(context, tx, Action::ReadBudget, &Target::unit(&envelope.unit)).await?;
    let lines = lines(tx, id).await?;
    Ok(PlanView { plan, lines })
}

/// The lines of a plan, by person and session.
pub(super) async fn lines(tx: &mut dyn jenjang::store::Transaction, id: &BudgetPlanId) -> Result<Vec<PlanLine>, ServiceError> {
    let lines = records::list::<BudgetRecord>(tx, &RecordFilter::under(id.as_str())).await?.into_iter();
    Ok(lines.filter_map(|stored| if let BudgetRecord::Line(line) = stored.value { Some(line) } else { None }).collect())
}
