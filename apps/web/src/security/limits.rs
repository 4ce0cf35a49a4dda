//! How often somebody may ask: every session, every token and every address for itself.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use jenjang::legal::Label;

use super::client_of;
use crate::error::Failure;
use crate::language::cookie;
use crate::session;
use crate::state::App;

/// Requests a second of one session where nobody said otherwise.
pub(super) const USUAL: u32 = 20;

/// How many seconds' worth may come at once.
const BURST: u32 = 10;

/// How many sessions behind one address may ask at full speed: an office has one address.
const BEHIND: u32 = 25;

/// After how many questions what is past is forgotten.
const SWEEP: u32 = 4096;

/// Whom a limit counts for. Keys of sessions and tokens are kept as numbers that only this process can make.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Held(u64),
    Address(IpAddr),
}

type Limiter = DefaultKeyedRateLimiter<Key>;

/// The limits of a server.
pub(crate) struct Limits {
    /// Of a session or token.
    own: Limiter,
    /// Of everybody behind an address.
    address: Limiter,
    /// Of the doors, by address.
    door: Limiter,
    /// Of passwords, by address.
    password: Limiter,
    /// Of files, by session.
    upload: Limiter,
    clock: DefaultClock,
    hasher: RandomState,
    asked: AtomicU32,
}

fn limiter(a_second: u32, at_once: u32) -> Option<Limiter> {
    Some(RateLimiter::keyed(Quota::per_second(NonZeroU32::new(a_second)?).allow_burst(NonZeroU32::new(at_once)?)))
}

fn by_minute(a_minute: u32, at_once: u32) -> Option<Limiter> {
    Some(RateLimiter::keyed(Quota::per_minute(NonZeroU32::new(a_minute)?).allow_burst(NonZeroU32::new(at_once)?)))
}

impl Limits {
    /// So many requests a second for one session, the rest follows; none for 0.
    pub(crate) fn new(a_second: u32) -> Option<Limits> {
        let behind = a_second.saturating_mul(BEHIND);
        Some(Limits {
            own: limiter(a_second, a_second.saturating_mul(BURST))?,
            address: limiter(behind, behind.saturating_mul(BURST))?,
            // everybody in an office signs in at half past seven: two requests each
            door: limiter(10, 1_000)?,
            password: by_minute(20, 20)?,
            upload: by_minute(10, 10)?,
            clock: DefaultClock::default(),
            hasher: RandomState::new(),
            asked: AtomicU32::new(0),
        })
    }

    /// How many seconds to wait, where it is too often.
    fn wait(&self, request: &Request, held: Option<&str>, address: Option<IpAddr>) -> Option<u64> {
        self.sweep();
        let held = held.map(|held| Key::Held(self.hasher.hash_one(held)));
        let address = address.map(Key::Address);
        let path = request.uri().path();
        let door = (path.starts_with("/sign-in/") || (path == "/sign-in" && request.method() == Method::POST)).then_some(&self.door);
        let password = (path == "/sign-in/account" && request.method() == Method::POST).then_some(&self.password);
        let upload = is_upload(request.headers()).then_some(&self.upload);
        let asked = [
            (Some(&self.address), &address),
            (Some(&self.own), &held),
            (door, &address),
            (password, &address),
            (upload, if held.is_some() { &held } else { &address }),
        ];
        let checks = asked.into_iter().filter_map(|(limiter, key)| Some((limiter?, key.as_ref()?)));
        let waits =
            checks.filter_map(|(limiter, key)| limiter.check_key(key).err().map(|refused| refused.wait_time_from(self.clock.now())));
        waits.max().map(|wait| wait.as_secs().saturating_add(1))
    }

    fn sweep(&self) {
        if self.asked.fetch_add(1, Ordering::Relaxed) % SWEEP == SWEEP - 1 {
            for limiter in [&self.own, &self.address, &self.door, &self.password, &self.upload] {
                limiter.retain_recent();
            }
        }
    }
}

fn is_upload(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/"))
}

/// What a session or token is known by: the cookie or the header as it came, whether it is good or not. Bad ones get no further than their address.
fn held<'r>(app: &App, headers: &'r HeaderMap) -> Option<&'r str> {
    let token = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    token.or_else(|| cookie(headers, &session::cookie_name(app)))
}

/// Refuses what comes too often: status 429, with the seconds to wait.
pub(crate) async fn limit(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    // whoever watches over the server is never turned away, and style sheets are what a page needs to be read
    let free = path == "/healthz" || path == "/readyz" || path.starts_with("/assets/");
    let Some(limits) = app.security.limits.as_ref().filter(|_| !free) else { return next.run(request).await };
    let address = client_of(&app.security, request.extensions(), request.headers());
    match limits.wait(&request, held(&app, request.headers()), address) {
        None => next.run(request).await,
        Some(seconds) => too_often(seconds),
    }
}

/// The refusal, with the seconds to wait.
pub(super) fn too_often(seconds: u64) -> Response {
    let message = Label::new(
        format!("terlalu banyak permintaan; coba lagi setelah {}", wait_id(seconds)),
        format!("too many requests; try again after {}", wait_en(seconds)),
    );
    let mut response = Failure::new(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", message).into_response();
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// A wait in words.
pub(super) fn wait_id(seconds: u64) -> String {
    if seconds < 120 { format!("{seconds} detik") } else { format!("{} menit", seconds.div_ceil(60)) }
}

/// A wait in words.
pub(super) fn wait_en(seconds: u64) -> String {
    match seconds {
        1 => "1 second".to_owned(),
        0..120 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}
