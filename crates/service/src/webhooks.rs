//! Webhooks: events sent to other systems. Subscriptions are made by HR officers for their units and by the operator; a worker of the program takes
//! one event after the other, sends it and says what became of it.

mod deliver;
mod end;
mod list;
mod make;
mod read;
mod replay;

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use jenjang::legal::Label;
use jenjang::store::{Transaction, Versioned};
use jenjang::webhook::{Webhook, WebhookState};

use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;

pub use deliver::{Delivery, Outcome, due_webhooks, next_delivery, settle_delivery};
pub use end::end_webhook;
pub use list::{WebhookView, list_webhooks};
pub use make::{MadeWebhook, MakeWebhook, make_webhook};
pub use read::read_webhook;
pub use replay::{ReplayWebhook, replay_webhook};

/// What stands in the order of events where a moment begins: ids begin with the moment.
fn before(moment: DateTime<Utc>) -> Arc<str> {
    moment.format("%Y%m%dT%H%M%S%.6f").to_string().into()
}

/// What stands in the order of events where a day begins (UTC): a webhook set back to it sends everything from that day on again.
pub fn before_day(day: NaiveDate) -> Arc<str> {
    before(day.and_time(NaiveTime::MIN).and_utc())
}

/// A webhook and its state, for somebody who may manage it. Whose unit it is of is not told to others: for them there is none.
async fn managed(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    id: &str,
) -> Result<(Versioned<Webhook>, Versioned<WebhookState>), ServiceError> {
    let missing = || ServiceError::not_found(Label::new("webhook", "webhook"), id);
    let webhook = records::find::<Webhook>(tx, id).await?.ok_or_else(missing)?;
    match authorize(context, tx, Action::ManageWebhooks, &Target::unit(&webhook.value.unit)).await {
        Err(ServiceError::Forbidden { .. }) => return Err(missing()),
        other => other?,
    };
    let state = records::require::<WebhookState>(tx, id).await?;
    Ok((webhook, state))
}
