//! Reminding those who have not acknowledged.

use std::collections::BTreeSet;

use jenjang::people::id::{PersonId, SocialisationId};
use jenjang::record::RecordFilter;
use jenjang::socialisation::Acknowledgement;
use jenjang::store::Transaction;

use super::{authorize_audience, load, people};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::messages;
use crate::permissions::Action;
use crate::records;
use crate::trail::{self, Change};

/// A reminder to everybody of the audience who has not acknowledged the version explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remind {
    /// What is explained.
    pub id: SocialisationId,
}

/// Puts a message into the outbox for everybody who has not acknowledged; how many. Who still has one waiting there gets no second one.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Store`].
pub async fn remind(context: &Context<'_>, command: &Remind) -> Result<usize, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

const TOPIC: &str = "socialisation-reminder";

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &Remind) -> Result<usize, ServiceError> {
    let found = load(tx, &command.id).await?.value;
    authorize_audience(context, tx, Action::RunSocialisation, &found.audience).await?;
    let body = serde_json::json!({ "socialisation": found.id, "version": found.version });
    let text = body.to_string();
    let mut done: BTreeSet<PersonId> = records::list::<Acknowledgement>(tx, &RecordFilter::under(found.id.as_str()))
        .await?
        .into_iter()
        .filter(|stored| stored.value.version == found.version)
        .map(|stored| stored.value.person)
        .collect();
    let waiting = tx.outbox().peek(usize::MAX).await?;
    done.extend(
        waiting.into_iter().filter(|waiting| &*waiting.topic == TOPIC && *waiting.body == *text).filter_map(|waiting| waiting.recipient),
    );
    let mut missing: Vec<PersonId> = people(tx, &found.audience, context.clock.today()).await?.into_values().flatten().collect();
    missing.retain(|person| !done.contains(person));
    messages::tell(context, tx, TOPIC, &missing, &body).await?;
    let subject = records::subject(tx, Some(&found), Some(&found)).await?;
    trail::record(context, tx, Change::new(Action::RunSocialisation, vec![subject])).await?;
    Ok(missing.len())
}
