//! Events: what happened, as the outbox tells it. Whoever reads sees what is meant for everybody and for oneself.

use chrono::TimeDelta;
use jenjang::access::Message;
use jenjang::store::Transaction;

use crate::context::{Actor, Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};

/// How long events are kept.
pub const KEPT: TimeDelta = TimeDelta::days(30);

/// How old an event is before it is given out in order. Transactions that began earlier and end later are done by then.
pub const SETTLED: TimeDelta = TimeDelta::seconds(5);

/// Which events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadEvents<'a> {
    /// The last one already known.
    pub after: Option<&'a str>,
    /// How many at most.
    pub limit: usize,
    /// Whether to leave out those of the last seconds, among which others may still appear.
    pub settled: bool,
}

/// Events by id, the oldest first: for a person those meant for everybody and for oneself, for the operator all.
///
/// # Errors
/// [`ServiceError::Forbidden`] for whoever is nobody in the store.
pub async fn read_events(context: &Context<'_>, command: ReadEvents<'_>) -> Result<Vec<Message>, ServiceError> {
    let mut tx = context.store.read().await?;
    authorize(context, &mut *tx, Action::ReadEvents, &Target::everything()).await?;
    let of = match context.actor {
        Actor::Person(person) => Some(person),
        Actor::Operator | Actor::Public => None,
    };
    let mut found = tx.outbox().after(command.after, of, command.limit).await?;
    if command.settled {
        let now = context.clock.now();
        // the order of ids is the order of moments
        let young = found.iter().position(|message| now - message.at < SETTLED).unwrap_or(found.len());
        found.truncate(young);
    }
    Ok(found)
}

/// Removes events older than [`KEPT`]; how many.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but the operator; [`ServiceError::Store`].
pub async fn forget_events(context: &Context<'_>) -> Result<usize, ServiceError> {
    transact!(context, tx => forget(context, tx).await)
}

async fn forget(context: &Context<'_>, tx: &mut dyn Transaction) -> Result<usize, ServiceError> {
    if *context.actor != Actor::Operator {
        return Err(ServiceError::Forbidden { action: Action::ReadEvents, allowed: &[crate::permissions::Role::Operator] });
    }
    let now = context.clock.now();
    let first = tx.outbox().peek(1_000).await?;
    let old: Vec<_> = first.into_iter().filter(|message| now - message.at > KEPT).map(|message| message.id).collect();
    if !old.is_empty() {
        tx.outbox().remove(&old).await?;
    }
    Ok(old.len())
}
