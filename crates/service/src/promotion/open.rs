//! Opens a round.

use jenjang::people::id::RoundId;
use jenjang::promotion::RoundParts;
use jenjang::promotion::repository::RoundFile;
use jenjang::store::Transaction;

use super::actor;
use super::round::{authorized, keep, refused, restore};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::messages;
use crate::permissions::Action;

/// Lets people stand.
#[derive(Clone, Debug)]
pub struct OpenRound {
    /// The round.
    pub round: RoundId,
}

/// Opens a round. Who opens it does not decide it.
///
/// # Errors
/// [`ServiceError::Forbidden`]; a round that is not there; a state other than planned.
pub async fn open_round(context: &Context<'_>, command: OpenRound) -> Result<RoundFile, ServiceError> {
    transact!(context, tx => open(context, tx, &command).await)
}

async fn open(context: &Context<'_>, tx: &mut dyn Transaction, command: &OpenRound) -> Result<RoundFile, ServiceError> {
    let before = authorized(context, tx, Action::OpenRound, &command.round).await?;
    let (actor, today) = (actor(context, Action::OpenRound)?, context.clock.today());
    let opened = restore(&before.value, RoundParts::default())?.open(today).map_err(refused)?;
    let after = RoundFile { opened_by: actor.clone(), ..opened.file(&before.value, today) };
    keep(context, tx, Action::OpenRound, &before, &after).await?;
    messages::announce(context, tx, "round-opened", &serde_json::json!({ "round": command.round, "unit": after.unit })).await?;
    Ok(after)
}
