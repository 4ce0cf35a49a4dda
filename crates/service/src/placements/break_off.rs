//! Breaking a placement off.

use jenjang::legal::Label;
use jenjang::people::id::PlacementId;
use jenjang::store::Transaction;

use super::{authorized, keep, refused};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::Action;
use crate::records::said;

/// A placement that is given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BreakOffPlacement {
    /// The placement.
    pub placement: PlacementId,
    /// Why.
    pub reason: String,
}

/// Gives a placement up before it is assessed; it counts nothing then.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but the person, the supervisor and an HR officer; `placement-state`; `blank`; [`ServiceError::Store`].
pub async fn break_off_placement(context: &Context<'_>, command: &BreakOffPlacement) -> Result<(), ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &BreakOffPlacement) -> Result<(), ServiceError> {
    let (before, _) = authorized(context, tx, Action::BreakOffPlacement, &command.placement).await?;
    let reason = said(&command.reason, &Label::new("alasan", "reason"))?;
    let mut after = before.value.clone();
    after.break_off(context.clock.today(), reason).map_err(|error| refused(&error))?;
    keep(context, tx, Action::BreakOffPlacement, &before, &after).await
}
