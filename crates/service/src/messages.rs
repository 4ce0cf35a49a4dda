//! Messages to people, put into the outbox in the transaction of the change they tell of. They carry ids only; whoever sends them finds the words.

use std::sync::Arc;

use jenjang::access::Message;
use jenjang::audit::Digest;
use jenjang::people::id::PersonId;
use jenjang::store::Transaction;
use serde::Serialize;

use crate::context::Context;
use crate::error::ServiceError;
use crate::trail;

/// Tells people of something.
///
/// # Errors
/// [`ServiceError::Refused`] where the machine has no random bytes to give; [`ServiceError::Store`].
pub(crate) async fn tell<'p, B: Serialize + Sync>(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    topic: &str,
    people: impl IntoIterator<Item = &'p PersonId, IntoIter: Send>,
    body: &B,
) -> Result<(), ServiceError> {
    let body: Arc<str> = trail::json(body)?.into();
    for person in people {
        put(context, tx, topic, Some(person), &body).await?;
    }
    Ok(())
}

/// Tells everybody of something that everybody may know.
///
/// # Errors
/// As [`tell`].
pub(crate) async fn announce<B: Serialize + Sync>(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    topic: &str,
    body: &B,
) -> Result<(), ServiceError> {
    let body: Arc<str> = trail::json(body)?.into();
    put(context, tx, topic, None, &body).await
}

async fn put(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    topic: &str,
    person: Option<&PersonId>,
    body: &Arc<str>,
) -> Result<(), ServiceError> {
    let at = context.clock.now();
    let random = Digest(context.entropy.bytes()?).to_string();
    let random = random.get(..24).unwrap_or(&random);
    // messages are sent in the order of their ids
    let id = format!("{}-{random}", at.format("%Y%m%dT%H%M%S%.6f"));
    let message = Message { id: id.into(), topic: topic.into(), recipient: person.cloned(), body: Arc::clone(body), at };
    Ok(tx.outbox().put(&message).await?)
}
