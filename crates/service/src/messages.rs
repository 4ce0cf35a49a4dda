//! Messages to people, put into the outbox in the transaction of the change they tell of. They carry ids only; whoever sends them finds the words.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use jenjang::access::Message;
use jenjang::audit::Digest;
use jenjang::people::id::PersonId;
use jenjang::store::Transaction;
use serde::Serialize;

use crate::context::Context;
use crate::error::ServiceError;
use crate::trail;

/// Counts the messages of this process, so that those of one moment stand in their order.
static COUNTER: AtomicU32 = AtomicU32::new(0);

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
    let random = random.get(..16).unwrap_or(&random);
    // messages are sent in the order of their ids
    let id = format!("{}-{:08x}{random}", at.format("%Y%m%dT%H%M%S%.6f"), COUNTER.fetch_add(1, Ordering::Relaxed));
    let message = Message { id: id.into(), topic: topic.into(), recipient: person.cloned(), body: Arc::clone(body), at };
    Ok(tx.outbox().put(&message).await?)
}
