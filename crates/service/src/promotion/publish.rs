//! Publishes a round.

use jenjang::people::id::RoundId;
use jenjang::promotion::repository::RoundFile;
use jenjang::store::Transaction;

use super::round::{authorized, does_not_stand, heads, keep, refused, whole};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::messages;
use crate::permissions::Action;

/// Up to how many people are each told of their decision; in a larger round all read the announcement.
const TOLD: u64 = 5_000;

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
    messages::announce(context, tx, "round-published", &serde_json::json!({ "round": command.round, "edition": after.edition })).await?;
    if tx.rounds().count_candidates(&command.round).await? <= TOLD {
        for head in heads(tx, &command.round).await? {
            let body = serde_json::json!({ "round": command.round, "decision": head.id });
            messages::tell(context, tx, "decision-published", [&head.person], &body).await?;
        }
    }
    Ok(after)
}
