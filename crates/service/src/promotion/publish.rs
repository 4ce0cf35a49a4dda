//! Publishes a round.

use jenjang::people::id::RoundId;
use jenjang::promotion::repository::RoundFile;
use jenjang::store::Transaction;

use super::round::{authorized, does_not_stand, keep, refused, whole};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::Action;

/// Makes the choice of a round public.
#[derive(Clone, Debug)]
pub struct PublishRound {
    /// The round.
    pub round: RoundId,
}

/// Publishes a decided round.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::ConflictOfInterest`] for a candidate; a state other than decided.
pub async fn publish_round(context: &Context<'_>, command: PublishRound) -> Result<RoundFile, ServiceError> {
    transact!(context, tx => publish(context, tx, &command).await)
}

async fn publish(context: &Context<'_>, tx: &mut dyn Transaction, command: &PublishRound) -> Result<RoundFile, ServiceError> {
    let before = authorized(context, tx, Action::PublishRound, &command.round).await?;
    does_not_stand(context, tx, &command.round).await?;
    let today = context.clock.today();
    let published = whole(tx, &before.value).await?.publish(today).map_err(refused)?;
    let after = published.file(&before.value, today);
    keep(context, tx, Action::PublishRound, &before, &after).await?;
    Ok(after)
}
