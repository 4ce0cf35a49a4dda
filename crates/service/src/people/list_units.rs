//! The units somebody is in charge of.

use jenjang::people::OrgUnit;

use super::scope::Scope;
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::Action;

/// The units whose people the actor may list, by id.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::Store`].
pub async fn list_units(context: &Context<'_>) -> Result<Vec<OrgUnit>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let scope = Scope::of(context, tx, Action::ListPeople).await?;
    scope.units(tx).await
}
