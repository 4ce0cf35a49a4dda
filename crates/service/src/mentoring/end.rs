//! Giving a pair up.

use jenjang::legal::Label;
use jenjang::people::id::PairId;
use jenjang::store::Transaction;

use super::{authorized, keep, not_own, refused};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::Action;
use crate::records::said;

/// A pair that is given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndPair {
    /// The pair.
    pub pair: PairId,
    /// Why.
    pub reason: String,
}

/// Gives a running pair up; its sessions and hours stay.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but an HR officer of the mentee; [`ServiceError::ConflictOfInterest`] for the own pair; `pair-not-running`;
/// `blank`; [`ServiceError::Store`].
pub async fn end_pair(context: &Context<'_>, command: &EndPair) -> Result<(), ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &EndPair) -> Result<(), ServiceError> {
    let (before, _) = authorized(context, tx, Action::RunMentoring, &command.pair).await?;
    let concerned: Vec<_> = [Some(&before.value.mentee), before.value.mentor.as_ref()].into_iter().flatten().collect();
    not_own(context, &concerned)?;
    let reason = said(&command.reason, &Label::new("alasan", "reason"))?;
    let mut after = before.value.clone();
    after.end(context.clock.today(), reason).map_err(|error| refused(&error))?;
    keep(context, tx, Action::RunMentoring, &before, &after).await
}
