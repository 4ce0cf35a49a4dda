//! Deciding on a placement.

use jenjang::legal::Label;
use jenjang::people::id::PlacementId;
use jenjang::placement::Placement;
use jenjang::store::Transaction;

use super::{authorized, busy, granted, keep, not_own, refused};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::Action;
use crate::records::said;

/// A decision on a placement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecidePlacement {
    /// The placement.
    pub placement: PlacementId,
    /// Why it is declined; none grants it.
    pub declined: Option<String>,
}

/// Grants a placement or declines it. The seats are counted again within the transaction, so that no two decisions give the same one.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but an HR officer of the place's unit; [`ServiceError::ConflictOfInterest`] for the own; `place-full`,
/// `placement-overlap`, `placement-state`; `blank`; [`ServiceError::Store`].
pub async fn decide_placement(context: &Context<'_>, command: &DecidePlacement) -> Result<Placement, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &DecidePlacement) -> Result<Placement, ServiceError> {
    let (before, place) = authorized(context, tx, Action::DecidePlacement, &command.placement).await?;
    not_own(context, &before.value)?;
    let today = context.clock.today();
    let mut after = before.value.clone();
    match &command.declined {
        Some(reason) => {
            let reason = said(reason, &Label::new("alasan", "reason"))?;
            after.decline(today, reason).map_err(|error| refused(&error))?;
        }
        None => {
            let stays = granted(tx, &place).await?;
            after.grant(&place, &stays, today).map_err(|error| refused(&error))?;
            let others = busy(tx, &after.person, after.id.as_str()).await?;
            after.is_free_of(&others).map_err(|error| refused(&error))?;
            // two grants of one place at the same time both rewrite the place: one of them begins anew and counts again
            let stored = super::place(tx, place.id.as_str()).await?;
            crate::records::save(tx, &stored.value, Some(stored.revision)).await?;
        }
    }
    keep(context, tx, Action::DecidePlacement, &before, &after).await?;
    Ok(after)
}
