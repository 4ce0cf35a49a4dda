//! The plans of those who report to somebody.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::development::plan::DevelopmentPlan;
use jenjang::people::id::PersonId;
use jenjang::people::repository::PeopleFilter;
use jenjang::record::RecordFilter;
use jenjang::store::Page;

use crate::context::Context;
use crate::error::ServiceError;
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
    let filter = PeopleFilter { units: None, superior: Some(actor.clone()) };
    // being the direct superior today is what allows it; a plan may still name the one before
    let staff: BTreeMap<PersonId, Option<Arc<str>>> = tx
        .people()
        .list(&filter, &Page::all())
        .await?
        .into_iter()
        .map(|stored| (stored.value.record.id, stored.value.record.name))
        .filter(|(person, _)| person != actor)
        .collect();
    let plans = records::list::<DevelopmentPlan>(tx, &RecordFilter::with(actor)).await?;
    let mut found: Vec<StaffPlan> = plans
        .into_iter()
        .filter_map(|stored| Some(StaffPlan { name: staff.get(&stored.value.person)?.clone(), plan: stored.value }))
        .collect();
    found.sort_by(|a, b| (b.plan.year, &a.plan.person).cmp(&(a.plan.year, &b.plan.person)));
    Ok(found)
}
