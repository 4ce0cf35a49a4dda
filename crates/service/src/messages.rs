//! Messages to people, put into the outbox in the transaction of the change they tell of. They carry ids only; whoever sends them finds the words.

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
    let body = trail::json(body)?;
    let at = context.clock.now();
    for person in people {
        let random = Digest(context.entropy.bytes()?).to_string();
        // messages are sent in the order of their ids
        let id = format!("{}-{}", at.format("%Y%m%dT%H%M%S%.6f"), random.get(..24).unwrap_or(&random));
        let message = Message { id: id.into(), topic: topic.into(), recipient: Some(person.clone()), body: body.as_str().into(), at };
        tx.outbox().put(&message).await?;
    }
    Ok(())
}
