//! The plans of those who report to somebody.

use std::sync::Arc;

use jenjang::development::plan::DevelopmentPlan;
use jenjang::record::RecordFilter;

use crate::context::Context;
use crate::error::ServiceError;
use crate::people::staff_of;
use crate::permissions::{Action, allowed};
use crate::records;

/// The plan of somebody who reports to the reader.
#[derive(Clone, Debug)]
pub struct StaffPlan {
    /// What the person is called, where that is known.
    pub name: Option<Arc<str>>,
    /// The plan.
    pub plan: DevelopmentPlan,
}

/// Plans of those who report to whoever acts, the latest year first.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but a person; [`ServiceError::Store`].
pub async fn plans_of_staff(context: &Context<'_>) -> Result<Vec<StaffPlan>, ServiceError> {
    let action = Action::AgreePlan;
    let actor = context.actor.person().ok_or(ServiceError::Forbidden { action, allowed: allowed(action) })?;
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    // a plan may still name the superior before
    let staff = staff_of(tx, actor).await?;
    let plans = records::list::<DevelopmentPlan>(tx, &RecordFilter::with(actor)).await?;
    let mut found: Vec<StaffPlan> = plans
        .into_iter()
        .filter_map(|stored| Some(StaffPlan { name: staff.get(&stored.value.person)?.clone(), plan: stored.value }))
        .collect();
    found.sort_by(|a, b| (b.plan.year, &a.plan.person).cmp(&(a.plan.year, &b.plan.person)));
    Ok(found)
}
