//! What is to be sent next, by whom, and what became of it. One worker sends for a webhook at a time, also where several processes run.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::TimeDelta;
use jenjang::access::Message;
use jenjang::people::id::{PersonId, UnitId};
use jenjang::record::RecordFilter;
use jenjang::store::{StoreError, Transaction};
use jenjang::webhook::{Failing, Webhook, WebhookState};

use crate::context::{Actor, Context, transact};
use crate::error::ServiceError;
use crate::events::SETTLED;
use crate::people::scope::path;
use crate::permissions::{Action, Role, Target, authorize};
use crate::records;

/// How long a worker may take for one delivery.
const LEASE: TimeDelta = TimeDelta::seconds(60);

/// How many events are looked at in one transaction.
const BATCH: usize = 200;

/// An event to be sent.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// To where.
    pub webhook: Webhook,
    /// What it is signed with, as hexadecimal digits.
    pub secret: Arc<str>,
    /// The event.
    pub event: Message,
}

/// What became of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The receiver took it.
    Taken,
    /// It did not: its status, or why there was no answer.
    Refused(String),
}

fn only_operator(context: &Context<'_>) -> Result<(), ServiceError> {
    match context.actor {
        Actor::Operator => Ok(()),
        _ => Err(ServiceError::Forbidden { action: Action::ManageWebhooks, allowed: &[Role::Operator] }),
    }
}

/// Webhooks for which something may be to be sent now.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but the program itself.
pub async fn due_webhooks(context: &Context<'_>) -> Result<Vec<Arc<str>>, ServiceError> {
    only_operator(context)?;
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let now = context.clock.now();
    let newest = tx.outbox().after(None, None, 1).await?;
    if newest.is_empty() {
        return Ok(Vec::new());
    }
    let states = records::list::<WebhookState>(tx, &RecordFilter::all()).await?;
    let waits = |state: &WebhookState| state.failing.as_ref().is_some_and(|failing| failing.next > now);
    let leased = |state: &WebhookState| state.lease.as_ref().is_some_and(|(_, until)| *until > now);
    let mut due = Vec::new();
    for state in states.into_iter().map(|state| state.value).filter(|state| !waits(state) && !leased(state)) {
        if !tx.outbox().after(state.after.as_deref(), None, 1).await?.is_empty() {
            due.push(state.webhook);
        }
    }
    Ok(due)
}

/// The next event of a webhook, taken by a worker for a minute; none where there is none yet or another worker sends.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but the program itself; [`ServiceError::Store`].
pub async fn next_delivery(context: &Context<'_>, id: &str, worker: &Arc<str>) -> Result<Option<Delivery>, ServiceError> {
    only_operator(context)?;
    match transact!(context, tx => take(context, tx, id, worker).await) {
        // another worker was quicker, or the webhook was changed or ended
        Err(ServiceError::Store(StoreError::Conflict { .. })) => Ok(None),
        other => other,
    }
}

async fn take(context: &Context<'_>, tx: &mut dyn Transaction, id: &str, worker: &Arc<str>) -> Result<Option<Delivery>, ServiceError> {
    let now = context.clock.now();
    let Some(stored) = records::find::<WebhookState>(tx, id).await? else { return Ok(None) };
    let Some(webhook) = records::find::<Webhook>(tx, id).await? else {
        // it went with whoever made it
        records::remove(tx, &stored).await?;
        return Ok(None);
    };
    let (webhook, before) = (webhook.value, stored.value);
    if before.lease.as_ref().is_some_and(|(holder, until)| holder != worker && *until > now)
        || before.failing.as_ref().is_some_and(|failing| failing.next > now)
        || !may_still(context, tx, &webhook).await?
    {
        return Ok(None);
    }
    let mut after = before.after.clone();
    let mut known = BTreeMap::new();
    let mut next = None;
    let found = tx.outbox().after(after.as_deref(), None, BATCH).await?;
    for message in found.into_iter().take_while(|message| now - message.at >= SETTLED) {
        if webhook.wants(&message.topic) && concerns(tx, &webhook.unit, message.recipient.as_ref(), &mut known).await? {
            next = Some(message);
            break;
        }
        after = Some(message.id);
    }
    let lease = next.is_some().then(|| (Arc::clone(worker), now.checked_add_signed(LEASE).unwrap_or(now)));
    let state = WebhookState { after, lease, ..before.clone() };
    if state != before {
        records::save(tx, &state, Some(stored.revision)).await?;
    }
    Ok(next.map(|event| Delivery { webhook, secret: state.secret, event }))
}

/// Whether whoever made the webhook may still do so.
async fn may_still(context: &Context<'_>, tx: &mut dyn Transaction, webhook: &Webhook) -> Result<bool, ServiceError> {
    let Some(owner) = &webhook.owner else { return Ok(true) };
    let actor = Actor::Person(owner.clone());
    match authorize(&Context { actor: &actor, ..*context }, tx, Action::ManageWebhooks, &Target::unit(&webhook.unit)).await {
        Ok(_) => Ok(true),
        Err(ServiceError::Forbidden { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether an event is for everybody, or for somebody of a unit and all under it.
async fn concerns(
    tx: &mut dyn Transaction,
    unit: &UnitId,
    recipient: Option<&PersonId>,
    known: &mut BTreeMap<UnitId, bool>,
) -> Result<bool, ServiceError> {
    let Some(recipient) = recipient else { return Ok(true) };
    let Some(of) = tx.people().find(recipient).await?.and_then(|file| file.value.unit) else { return Ok(false) };
    if let Some(found) = known.get(&of) {
        return Ok(*found);
    }
    let within = of == *unit || path(tx, &of).await?.iter().any(|above| above.id == *unit);
    known.insert(of, within);
    Ok(within)
}

/// Says what became of a delivery. What was tried for a day is given up.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but the program itself; [`ServiceError::Store`].
pub async fn settle_delivery(context: &Context<'_>, delivery: &Delivery, worker: &Arc<str>, outcome: &Outcome) -> Result<(), ServiceError> {
    only_operator(context)?;
    transact!(context, tx => settle(context, tx, delivery, worker, outcome).await)
}

async fn settle(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    delivery: &Delivery,
    worker: &Arc<str>,
    outcome: &Outcome,
) -> Result<(), ServiceError> {
    let Some(stored) = records::find::<WebhookState>(tx, &delivery.webhook.id).await? else { return Ok(()) };
    let before = stored.value;
    if before.lease.as_ref().is_none_or(|(holder, _)| holder != worker) {
        // it took too long, or was set back meanwhile: another worker sends it again
        return Ok(());
    }
    let (now, event) = (context.clock.now(), &delivery.event.id);
    let mut state = WebhookState { lease: None, ..before };
    match outcome {
        Outcome::Taken => {
            state.delivered = state.delivered.saturating_add(1);
            (state.after, state.failing) = (Some(Arc::clone(event)), None);
        }
        Outcome::Refused(problem) => {
            let failing = Failing::again(state.failing.as_ref(), event, now, problem);
            if failing.is_hopeless(now) {
                state.given_up = state.given_up.saturating_add(1);
                (state.after, state.failing) = (Some(Arc::clone(event)), None);
            } else {
                state.failing = Some(failing);
            }
        }
    }
    records::save(tx, &state, Some(stored.revision)).await?;
    Ok(())
}
