//! Reads one webhook.

use super::{WebhookView, managed};
use crate::context::Context;
use crate::error::ServiceError;
use crate::people::check_in_charge;
use crate::permissions::Action;

/// A webhook that the actor may manage, and how far it is.
///
/// # Errors
/// [`ServiceError::Forbidden`] for whoever may manage none; [`ServiceError::NotFound`], also where it is of a unit of others;
/// [`ServiceError::Store`].
pub async fn read_webhook(context: &Context<'_>, id: &str) -> Result<WebhookView, ServiceError> {
    check_in_charge(context, Action::ManageWebhooks).await?;
    let mut held = context.store.read().await?;
    let (webhook, state) = managed(context, held.as_mut(), id).await?;
    Ok(WebhookView::of(webhook.value, state.value))
}
