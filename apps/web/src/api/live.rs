//! Events as they happen, for whoever looks at a page: server-sent events at `/live`.
//!
//! Each process asks the store for new events once every two seconds while somebody listens, however many listen, and hands them out. So every
//! process tells of what happened in every other. A stream ends after an hour and when the server stops; the browser comes back by itself and
//! names the last event it saw.

use std::collections::{BTreeSet, VecDeque};
use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::stream::{Stream, unfold};
use jenjang::access::Message;
use jenjang::legal::Language;
use jenjang::people::id::PersonId;
use jenjang_service::events::{ReadEvents, read_events};
use jenjang_service::{Actor, ServiceError};
use serde_json::json;
use tokio::sync::{broadcast, watch};
use tokio::time::{Instant, sleep, sleep_until};

use super::news;
use crate::error::Failure;
use crate::session::Visitor;
use crate::state::App;

/// How often the store is asked.
const PAUSE: Duration = Duration::from_secs(2);

/// How long a stream lasts.
const LIFETIME: Duration = Duration::from_secs(3_600);

/// Transactions that began so long ago are over: what was not seen in this time does not appear any more.
const WINDOW: TimeDelta = TimeDelta::seconds(60);

/// How many events are read at a time.
const BATCH: usize = 1_000;

/// How many events a slow listener may be behind.
const BEHIND: usize = 4_096;

/// Those who listen.
pub(crate) struct Live {
    events: broadcast::Sender<Arc<Message>>,
    stop: watch::Sender<bool>,
    /// Whether the store is being asked.
    asking: AtomicBool,
}

impl Default for Live {
    fn default() -> Live {
        let (events, _) = broadcast::channel(BEHIND);
        let (stop, _) = watch::channel(false);
        Live { events, stop, asking: AtomicBool::new(false) }
    }
}

impl Live {
    /// Ends every stream: the server stops.
    pub(crate) fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Tells when the server stops.
    pub(crate) fn stopping(&self) -> watch::Receiver<bool> {
        self.stop.subscribe()
    }
}

/// Asks the store for new events while somebody listens.
async fn ask(app: Weak<App>) {
    let mut seen: Option<BTreeSet<Arc<str>>> = None;
    // until when all that happened was read
    let mut read_until = None;
    loop {
        let Some(app) = app.upgrade() else { return };
        if app.live.events.receiver_count() == 0 || *app.live.stop.borrow() {
            app.live.asking.store(false, Ordering::Release);
            // somebody may have come in between
            if app.live.events.receiver_count() == 0 || app.live.asking.swap(true, Ordering::AcqRel) {
                return;
            }
        }
        let now = app.now();
        match happened(&app, read_until.unwrap_or(now)).await {
            Ok(found) => {
                read_until = Some(now);
                let ids: BTreeSet<Arc<str>> = found.iter().map(|message| Arc::clone(&message.id)).collect();
                if let Some(seen) = &seen {
                    for message in found.into_iter().filter(|message| !seen.contains(&message.id)) {
                        // nobody listening is no failure
                        let _ = app.live.events.send(Arc::new(message));
                    }
                }
                seen = Some(ids);
            }
            Err(error) => tracing::warn!(code = error.code(), "events cannot be read right now"),
        }
        drop(app);
        sleep(PAUSE).await;
    }
}

/// The events since a moment, and of the minute before it.
async fn happened(app: &App, since: DateTime<Utc>) -> Result<Vec<Message>, ServiceError> {
    let from = since.checked_sub_signed(WINDOW).unwrap_or(since);
    let mut after: Arc<str> = from.format("%Y%m%dT%H%M%S").to_string().into();
    let mut all = Vec::new();
    loop {
        let command = ReadEvents { after: Some(&after), limit: BATCH, settled: false };
        let found = read_events(&app.context(&Actor::Operator), command).await?;
        let whole = found.len() < BATCH;
        if let Some(last) = found.last() {
            after = Arc::clone(&last.id);
        }
        all.extend(found);
        if whole {
            return Ok(all);
        }
    }
}

/// What one listener waits for.
struct Listener {
    person: PersonId,
    language: Language,
    events: broadcast::Receiver<Arc<Message>>,
    stop: watch::Receiver<bool>,
    /// What happened since the last event the browser saw.
    missed: VecDeque<Arc<Message>>,
    /// Those of them that may come again.
    known: BTreeSet<Arc<str>>,
    until: Instant,
}

impl Listener {
    /// The next event for this listener; none when the stream is over.
    async fn next(&mut self) -> Option<Event> {
        if let Some(message) = self.missed.pop_front() {
            return Some(self.event(&message));
        }
        loop {
            if *self.stop.borrow() {
                return None;
            }
            tokio::select! {
                changed = self.stop.changed() => if changed.is_err() { return None },
                () = sleep_until(self.until) => return None,
                received = self.events.recv() => match received {
                    Ok(message) if self.concerns(&message) => return Some(self.event(&message)),
                    Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => {}
                    Err(broadcast::error::RecvError::Closed) => return None,
                },
            }
        }
    }

    fn concerns(&self, message: &Message) -> bool {
        message.recipient.as_ref().is_none_or(|recipient| *recipient == self.person) && !self.known.contains(&message.id)
    }

    fn event(&self, message: &Message) -> Event {
        let news = news::of(message);
        let data = json!({ "type": message.topic, "text": news.words.get(self.language), "link": news.address });
        Event::default().event("news").id(&*message.id).data(data.to_string())
    }
}

/// Events for whoever is signed in, as long as the page is open. Nobody else is kept waiting.
pub(crate) async fn listen(State(app): State<Arc<App>>, visitor: Visitor, headers: HeaderMap) -> Result<Response, Failure> {
    let Some(person) = visitor.actor.person().cloned() else { return Ok(StatusCode::NO_CONTENT.into_response()) };
    // listens first, so that nothing falls between what was missed and what comes
    let events = app.live.events.subscribe();
    let missed = match headers.get("last-event-id").and_then(|last| last.to_str().ok()).filter(|last| last.len() <= 120) {
        Some(last) => {
            let command = ReadEvents { after: Some(last), limit: BATCH, settled: false };
            read_events(&app.context(&visitor.actor), command).await?
        }
        None => Vec::new(),
    };
    let known = missed.iter().map(|message| Arc::clone(&message.id)).collect();
    if !app.live.asking.swap(true, Ordering::AcqRel) {
        tokio::spawn(ask(Arc::downgrade(&app)));
    }
    let until = Instant::now().checked_add(LIFETIME).unwrap_or_else(Instant::now);
    let stop = app.live.stopping();
    let missed = missed.into_iter().map(Arc::new).collect();
    let listener = Listener { person, language: visitor.language, events, stop, missed, known, until };
    Ok(Sse::new(stream(listener)).keep_alive(KeepAlive::new().interval(Duration::from_secs(20))).into_response())
}

fn stream(listener: Listener) -> impl Stream<Item = Result<Event, Infallible>> + Send {
    unfold(listener, |mut listener| async move { listener.next().await.map(|event| (Ok(event), listener)) })
}
