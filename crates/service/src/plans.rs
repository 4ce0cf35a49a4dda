//! Individual development plans, in the order of their life: draft, agree, close items with evidence, read.

mod agree;
mod close;
mod draft;
mod of_staff;
mod outlook;
mod read;

use jenjang::development::plan::{DevelopmentPlan, PlanError};
use jenjang::people::id::PlanId;
use jenjang::store::{Revision, Transaction, Versioned};

use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::Action;
use crate::records;
use crate::trail::{self, Change};

pub use agree::{AgreePlan, agree_plan};
pub use close::{CloseItem, GivenEvidence, close_item};
pub use draft::{DraftItem, RemoveItem, draft_item, remove_item};
pub use of_staff::{StaffPlan, plans_of_staff};
pub use outlook::ItemOutlook;
pub use read::{PlanView, ReadPlan, list_plans, read_plan};

impl From<PlanError> for ServiceError {
    fn from(error: PlanError) -> ServiceError {
        ServiceError::refused(error.code(), error.message())
    }
}

/// What a conflict calls a plan.
const PLAN: &str = "development plan";

async fn find(tx: &mut dyn Transaction, id: &PlanId) -> Result<Versioned<DevelopmentPlan>, ServiceError> {
    records::require(tx, id.as_str()).await
}

/// Keeps a plan and writes down what became of it.
async fn keep(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    action: Action,
    before: Option<(&DevelopmentPlan, Revision)>,
    after: &DevelopmentPlan,
) -> Result<(), ServiceError> {
    records::save(tx, after, before.map(|(_, revision)| revision)).await?;
    let subject = records::subject(tx, before.map(|(plan, _)| plan), Some(after)).await?;
    trail::record(context, tx, Change::new(action, vec![subject])).await
}
