//! The people a draft is tried on.

use std::collections::BTreeMap;

use jenjang::legal::Label;
use jenjang::people::id::UnitId;

use crate::context::Context;
use crate::error::ServiceError;
use crate::export_people::{ExportPeople, PeoplePages, pages};
use crate::permissions::Action;

/// The people stored in the units of the actor, page by page, and what the units are called, for a simulation that shows figures of groups only.
/// Whoever asks is not shown the records; that a draft was tried on them is written down in the audit trail.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::Store`].
pub async fn people_for_simulation(context: &Context<'_>, page: usize) -> Result<(PeoplePages, BTreeMap<UnitId, Label>), ServiceError> {
    let pages = pages(context, Action::SimulateDraft, &ExportPeople { unit: None, page }).await?;
    let units = context.store.read().await?.people().units().await?;
    Ok((pages, units.into_iter().map(|unit| (unit.id, unit.name)).collect()))
}
