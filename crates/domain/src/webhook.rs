//! Subscriptions of other systems to events: where they are sent, which of them, and how far the sending is.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::people::id::{PersonId, UnitId};
use crate::record::{Kept, Kind};

/// How long an event is tried before it is given up.
pub const PATIENCE: TimeDelta = TimeDelta::days(1);

/// A subscription. It takes events everybody may follow and those about people of a unit and all under it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Webhook {
    /// Its id.
    pub id: Arc<str>,
    /// What people call it.
    pub name: Arc<str>,
    /// Where events are sent.
    pub url: Arc<str>,
    /// Of whose people.
    pub unit: UnitId,
    /// Which kinds; all where none is named.
    pub topics: Vec<Arc<str>>,
    /// Who made it; none for the operator. Where the person is erased, the webhook goes too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<PersonId>,
    /// Since when.
    pub since: DateTime<Utc>,
}

impl Webhook {
    /// Whether it wants events of this kind.
    pub fn wants(&self, topic: &str) -> bool {
        self.topics.is_empty() || self.topics.iter().any(|wanted| **wanted == *topic)
    }
}

impl Kept for Webhook {
    const KIND: Kind = Kind::Webhook;

    fn key(&self) -> Arc<str> {
        Arc::clone(&self.id)
    }

    fn other(&self) -> Option<&PersonId> {
        self.owner.as_ref()
    }

    // nobody answers for it any more
    fn forget(self, person: &PersonId) -> Option<Webhook> {
        (self.owner.as_ref() != Some(person)).then_some(self)
    }
}

/// The secret of a webhook, and how far it is. Apart from the subscription, so that the secret is in no export of somebody's data.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct WebhookState {
    /// Id of the webhook.
    pub webhook: Arc<str>,
    /// The secret that deliveries are signed with, as hexadecimal digits.
    pub secret: Arc<str>,
    /// The last event that was dealt with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Arc<str>>,
    /// The event that could not be delivered yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failing: Option<Failing>,
    /// How many were delivered.
    pub delivered: u64,
    /// How many were given up.
    pub given_up: u64,
    /// Who sends at present and until when, so that one sends at a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lease: Option<(Arc<str>, DateTime<Utc>)>,
}

/// Without the secret.
impl std::fmt::Debug for WebhookState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WebhookState").field("webhook", &self.webhook).field("after", &self.after).finish_non_exhaustive()
    }
}

/// An event that could not be delivered yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Failing {
    /// The event.
    pub event: Arc<str>,
    /// When it was tried first.
    pub since: DateTime<Utc>,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next.
    pub next: DateTime<Utc>,
    /// What the receiver answered: a status, or why there was none.
    pub problem: Arc<str>,
}

impl Failing {
    /// The event after one more failure: pauses grow from five seconds to an hour.
    pub fn again(before: Option<&Failing>, event: &Arc<str>, now: DateTime<Utc>, problem: &str) -> Failing {
        let before = before.filter(|before| before.event == *event);
        let attempts = before.map_or(1, |before| before.attempts.saturating_add(1));
        let pause = TimeDelta::seconds(5_i64.saturating_mul(1_i64 << (attempts.min(20) - 1)).min(3_600));
        Failing {
            event: Arc::clone(event),
            since: before.map_or(now, |before| before.since),
            attempts,
            next: now.checked_add_signed(pause).unwrap_or(now),
            problem: problem.into(),
        }
    }

    /// Whether it was tried long enough.
    pub fn is_hopeless(&self, now: DateTime<Utc>) -> bool {
        now - self.since >= PATIENCE
    }
}

impl Kept for WebhookState {
    const KIND: Kind = Kind::WebhookState;

    fn key(&self) -> Arc<str> {
        Arc::clone(&self.webhook)
    }

    fn parent(&self) -> Option<Arc<str>> {
        Some(Arc::clone(&self.webhook))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_an_hour_and_end_after_a_day() {
        let begun: DateTime<Utc> = "2026-11-22T08:00:00Z".parse().unwrap();
        let (event, mut now) = (Arc::<str>::from("e"), begun);
        let mut failing: Option<Failing> = None;
        let mut pauses = Vec::new();
        while failing.as_ref().is_none_or(|failing| !failing.is_hopeless(now)) {
            let next = Failing::again(failing.as_ref(), &event, now, "500");
            pauses.push((next.next - now).num_seconds());
            now = next.next;
            failing = Some(next);
        }
        assert_eq!(pauses[..11], [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600]);
        assert!(pauses.len() > 30 && now - begun >= PATIENCE);
        let other = Failing::again(failing.as_ref(), &Arc::from("f"), now, "500");
        assert_eq!((other.attempts, other.since), (1, now), "another event begins anew");
    }
}
