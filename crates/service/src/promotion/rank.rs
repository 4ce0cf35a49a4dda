//! Ranks those scored.

use jenjang::people::id::RoundId;
use jenjang::promotion::{Ranking, RoundError, Stage};
use jenjang::store::Transaction;

use super::round::{authorized, does_not_stand, keep, refused, whole};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::Action;

/// Ranks a scored round.
#[derive(Clone, Debug)]
pub struct RankRound {
    /// The round.
    pub round: RoundId,
}

/// Ranks a round by the published order. The ranking is not kept but follows from the scores, which are.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::ConflictOfInterest`] for a candidate; a round that ranks nobody or in a state other than scored.
pub async fn rank_round(context: &Context<'_>, command: RankRound) -> Result<Ranking, ServiceError> {
    transact!(context, tx => rank(context, tx, &command).await)
}

async fn rank(context: &Context<'_>, tx: &mut dyn Transaction, command: &RankRound) -> Result<Ranking, ServiceError> {
    let before = authorized(context, tx, Action::RankRound, &command.round).await?;
    does_not_stand(context, tx, &command.round).await?;
    let ranked = whole(tx, &before.value).await?.rank().map_err(refused)?;
    let after = ranked.file(&before.value, context.clock.today());
    keep(context, tx, Action::RankRound, &before, &after).await?;
    let refused = || refused(RoundError::Transition { round: command.round.clone(), from: before.value.stage, to: Stage::Ranked });
    ranked.ranking().cloned().ok_or_else(refused)
}
