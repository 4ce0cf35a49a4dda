//! Ends a webhook.

use jenjang::store::Transaction;

use super::managed;
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::Action;
use crate::records;
use crate::trail::{self, Change};

/// Ends a webhook; what was not sent yet is not sent any more.
///
/// # Errors
/// [`ServiceError::NotFound`], for whoever may not manage it too.
pub async fn end_webhook(context: &Context<'_>, id: &str) -> Result<(), ServiceError> {
    transact!(context, tx => end(context, tx, id).await)
}

async fn end(context: &Context<'_>, tx: &mut dyn Transaction, id: &str) -> Result<(), ServiceError> {
    let (webhook, state) = managed(context, tx, id).await?;
    records::remove(tx, &state).await?;
    records::remove(tx, &webhook).await?;
    let subject = trail::thing_subject("webhook", id, Some(&webhook.value), None)?;
    trail::record(context, tx, Change::new(Action::ManageWebhooks, vec![subject])).await
}
