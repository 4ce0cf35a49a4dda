//! What people and units are called, so that pages show names instead of ids.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jenjang::people::OrgUnit;
use jenjang::people::id::{PersonId, UnitId};

use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};

/// The names of people, as far as they have one: one question, however many they are. A name is no secret among colleagues; who asks has learnt the ids
/// from a use case that told them.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but an employee; [`ServiceError::Store`].
pub async fn names_of(context: &Context<'_>, people: &BTreeSet<PersonId>) -> Result<BTreeMap<PersonId, Arc<str>>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, Action::ReadNames, &Target::everything()).await?;
    if people.is_empty() {
        return Ok(BTreeMap::new());
    }
    let ids: Vec<PersonId> = people.iter().cloned().collect();
    let found = tx.people().find_many(&ids).await?;
    Ok(found.into_iter().filter_map(|stored| Some((stored.value.record.id.clone(), stored.value.record.name?))).collect())
}

/// Those of these units that are there, by id: how the service is built up is public.
///
/// # Errors
/// [`ServiceError::Store`].
pub async fn find_units(context: &Context<'_>, ids: &BTreeSet<UnitId>) -> Result<Vec<OrgUnit>, ServiceError> {
    let mut held = context.store.read().await?;
    authorize(context, held.as_mut(), Action::ReadUnits, &Target::everything()).await?;
    Ok(held.people().find_units(ids).await?)
}
