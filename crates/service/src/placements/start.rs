//! Beginning a placement.

use jenjang::people::id::PlacementId;
use jenjang::store::Transaction;

use super::{authorized, keep, not_own, refused};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::Action;

/// Records that a granted placement has begun.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but an HR officer of the place's unit; [`ServiceError::ConflictOfInterest`] for the own; `placement-state`,
/// `placement-early`; [`ServiceError::Store`].
pub async fn start_placement(context: &Context<'_>, placement: &PlacementId) -> Result<(), ServiceError> {
    transact!(context, tx => in_transaction(context, tx, placement).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, placement: &PlacementId) -> Result<(), ServiceError> {
    let (before, _) = authorized(context, tx, Action::DecidePlacement, placement).await?;
    not_own(context, &before.value)?;
    let mut after = before.value.clone();
    after.start(context.clock.today()).map_err(|error| refused(&error))?;
    keep(context, tx, Action::DecidePlacement, &before, &after).await
}
