//! Sends events of a webhook again.

use std::sync::Arc;

use jenjang::store::Transaction;
use jenjang::webhook::WebhookState;

use super::managed;
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::Action;
use crate::records;
use crate::trail::{self, Change};

/// Sends what came after an event again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplayWebhook {
    /// The webhook.
    pub id: String,
    /// The last event that is not sent again; without one everything that is still kept is.
    pub after: Option<Arc<str>>,
}

/// Sets a webhook back, or onward, to an event.
///
/// # Errors
/// [`ServiceError::NotFound`], for whoever may not manage it too.
pub async fn replay_webhook(context: &Context<'_>, command: &ReplayWebhook) -> Result<(), ServiceError> {
    transact!(context, tx => replay(context, tx, command).await)
}

async fn replay(context: &Context<'_>, tx: &mut dyn Transaction, command: &ReplayWebhook) -> Result<(), ServiceError> {
    let (_, state) = managed(context, tx, &command.id).await?;
    let after = WebhookState { after: command.after.clone(), failing: None, lease: None, ..state.value.clone() };
    records::save(tx, &after, Some(state.revision)).await?;
    let subject = trail::thing_subject("webhook", &command.id, Some(&state.value.after), Some(&after.after))?;
    trail::record(context, tx, Change::new(Action::ManageWebhooks, vec![subject])).await
}
