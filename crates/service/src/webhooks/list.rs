//! Lists webhooks.

use std::sync::Arc;

use jenjang::record::RecordFilter;
use jenjang::webhook::{Failing, Webhook, WebhookState};
use serde::Serialize;

use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Role, Target, allowed, authorize, roles};
use crate::records;

/// A webhook and how far it is, without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct WebhookView {
    /// The webhook.
    #[serde(flatten)]
    pub webhook: Webhook,
    /// The last event that was dealt with.
    pub after: Option<Arc<str>>,
    /// The event that could not be delivered yet.
    pub failing: Option<Failing>,
    /// How many were delivered.
    pub delivered: u64,
    /// How many were given up.
    pub given_up: u64,
}

impl WebhookView {
    pub(super) fn of(webhook: Webhook, state: WebhookState) -> WebhookView {
        let WebhookState { after, failing, delivered, given_up, .. } = state;
        WebhookView { webhook, after, failing, delivered, given_up }
    }
}

/// The webhooks that the actor may manage, by id.
///
/// # Errors
/// [`ServiceError::Forbidden`] for whoever may manage none.
pub async fn list_webhooks(context: &Context<'_>) -> Result<Vec<WebhookView>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let webhooks = records::list::<Webhook>(tx, &RecordFilter::all()).await?;
    let states = records::list::<WebhookState>(tx, &RecordFilter::all()).await?;
    let mut found = Vec::new();
    for webhook in webhooks {
        match authorize(context, tx, Action::ManageWebhooks, &Target::unit(&webhook.value.unit)).await {
            Ok(_) => {}
            Err(ServiceError::Forbidden { .. }) => continue,
            Err(error) => return Err(error),
        }
        let Some(state) = states.iter().find(|state| state.value.webhook == webhook.value.id) else { continue };
        found.push(WebhookView::of(webhook.value, state.value.clone()));
    }
    if found.is_empty() {
        let action = Action::ManageWebhooks;
        let held = roles(context, tx, &Target::everything()).await?;
        let today = context.clock.today();
        let granted = match context.actor.person() {
            Some(person) => tx
                .grants()
                .list(Some(person))
                .await?
                .iter()
                .any(|grant| grant.holds_on(today) && allowed(action).contains(&Role::granted(grant.role))),
            None => held.contains(&Role::Operator),
        };
        if !granted {
            return Err(ServiceError::Forbidden { action, allowed: allowed(action) });
        }
    }
    Ok(found)
}
