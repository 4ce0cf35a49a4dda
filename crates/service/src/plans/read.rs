//! Reading plans.

use jenjang::development::need::{Need, NeedLink};
use jenjang::development::plan::DevelopmentPlan;
use jenjang::people::id::{PersonId, PlanId};
use jenjang::record::RecordFilter;
use jenjang::store::{Revision, Versioned};
use serde::Serialize;

use super::find;
use super::outlook::{ItemOutlook, of_plan};
use crate::context::Context;
use crate::error::ServiceError;
use crate::needs::NeedLibrary;
use crate::needs::gather::{Gathering, needs_of_person};
use crate::permissions::{Action, Target, authorize};
use crate::records;

/// A plan to be read.
#[derive(Clone, Debug)]
pub struct ReadPlan<'a> {
    /// Rules and standards.
    pub library: NeedLibrary<'a>,
    /// Which.
    pub plan: PlanId,
}

/// A plan, what stands in the way of its items, and what it leaves out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct PlanView {
    /// The plan.
    pub plan: DevelopmentPlan,
    /// The revision it was read at.
    #[serde(skip)]
    pub revision: Revision,
    /// Every open item: whether its target date can be met, and if not, why and when at the earliest.
    pub outlook: Vec<ItemOutlook>,
    /// Items about a need the person does not have any more, though they are open.
    pub outdated: Vec<u32>,
    /// Measured needs of today that no item is about.
    pub unplanned: Vec<NeedLink>,
}

impl PlanView {
    /// Whether everything in it can still be met as far as is known.
    pub fn can_be_met(&self) -> bool {
        self.outlook.iter().all(|item| item.outlook.can_be_met())
    }
}

/// Reads a plan as things stand today.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; as [`needs_of_person`].
pub async fn read_plan(context: &Context<'_>, command: &ReadPlan<'_>) -> Result<PlanView, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let Versioned { value: plan, revision } = find(tx, &command.plan).await?;
    authorize(context, tx, Action::ReadNeeds, &Target::person(&plan.person)).await?;
    let today = context.clock.today();
    let known = needs_of_person(tx, &command.library, &plan.person, today, today).await?;
    let rules = Gathering::on(tx, &command.library, today, today).await?.rules;
    let outlook = of_plan(tx, &plan, &rules, &known.duty.account, today).await?;
    let gone = |link: &NeedLink| !matches!(link, NeedLink::Wish { .. }) && known.needs.find(link).is_none();
    let outdated = plan.items.iter().filter(|item| item.is_open() && gone(&item.need)).map(|item| item.number).collect();
    let planned = |link: &NeedLink| plan.items.iter().any(|item| item.need == *link);
    let unplanned = known.needs.needs.iter().map(Need::link).filter(|link| !planned(link)).collect();
    Ok(PlanView { plan, revision, outlook, outdated, unplanned })
}

/// The plans of a person, by id.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::Store`].
pub async fn list_plans(context: &Context<'_>, person: &PersonId) -> Result<Vec<DevelopmentPlan>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, Action::ReadNeeds, &Target::person(person)).await?;
    let found = records::list::<DevelopmentPlan>(tx, &RecordFilter::about(person)).await?;
    Ok(found.into_iter().map(|stored| stored.value).collect())
}
