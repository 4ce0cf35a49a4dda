//! To whom somebody may explain policies.

use jenjang::people::OrgUnit;

use crate::context::Context;
use crate::error::ServiceError;
use crate::people::scope::Scope;
use crate::permissions::Action;

/// The units whose people the actor may explain policies to, in the order of their ids.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::Store`].
pub async fn list_audiences(context: &Context<'_>) -> Result<Vec<OrgUnit>, ServiceError> {
    let mut tx = context.store.read().await?;
    let scope = Scope::of(context, &mut *tx, Action::RunSocialisation).await?;
    scope.units(&mut *tx).await
}
