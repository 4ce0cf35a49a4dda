//! A policy from its consultation to its figures, through the pages alone: answered, settled, taken from step to step, signed by a second person, in
//! force, explained to staff and watched by an indicator.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod common;

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, header};
use chrono::{Days, NaiveDate};
use jenjang::access::GrantedRole;
use jenjang::store::Store;
use jenjang_service::people::{GrantRole, grant_role};
use jenjang_service::{Actor, Clock, Context, Entropy, ServiceError};
use jenjang_sqlite::SqliteStore;
use jenjang_web::backend::Backend;
use jenjang_web::{App, router};
use tower::ServiceExt;

use common::time::Forward;

const DRAFT: &str = "/drafts/reguler-tiga-tahun";

/// Who takes the steps that the drafter may not.
const SECOND: &str = "contoh-kepegawaian";

/// Bytes of no worth: nothing in this test is secret.
struct Plain;

impl Entropy for Plain {
    fn bytes(&self) -> Result<[u8; 32], ServiceError> {
        Ok([7; 32])
    }
}

struct World {
    store: SqliteStore,
    app: Arc<App>,
    clock: Forward,
}

impl World {
    async fn new() -> World {
        let clock = Forward::from("2026-11-23T03:00:00Z");
        let store = SqliteStore::temporary().unwrap();
        let app = Arc::new(App::demo(Backend::new(store.clone(), clock.clone()), 60).await.unwrap());
        World { store, app, clock }
    }

    /// Makes the HR officer an analyst of the whole service too.
    async fn second_analyst(&self) {
        let context = Context { store: &self.store, actor: &Actor::Operator, clock: &self.clock, entropy: &Plain };
        let units = self.store.read().await.unwrap().people().units().await.unwrap();
        for unit in units.into_iter().filter(|unit| unit.parent.is_none()).map(|unit| unit.id) {
            let grant = GrantRole { person: SECOND.parse().unwrap(), role: GrantedRole::PolicyAnalyst, unit, since: None };
            grant_role(&context, grant).await.unwrap();
        }
    }

    fn today(&self) -> NaiveDate {
        self.clock.today()
    }

    fn sleep_until(&self, day: NaiveDate) {
        self.clock.put_to(day);
    }

    /// What comes of a request: where it leads, or the page.
    async fn send(&self, who: &str, address: &str, form: Option<&str>) -> String {
        let door = self.ask(Request::post("/sign-in"), &format!("person={who}")).await;
        let cookie = door.headers()[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
        let request = if form.is_some() { Request::post(address) } else { Request::get(address) };
        let answer = self.ask(request.header(header::COOKIE, cookie), form.unwrap_or_default()).await;
        if let Some(to) = answer.headers().get(header::LOCATION) {
            return to.to_str().unwrap().to_owned();
        }
        let body = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        String::from_utf8(body.to_vec()).unwrap()
    }

    async fn ask(&self, request: axum::http::request::Builder, form: &str) -> axum::response::Response {
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(Body::from(form.to_owned())).unwrap();
        router(Arc::clone(&self.app)).oneshot(request).await.unwrap()
    }

    async fn page(&self, who: &str, address: &str) -> String {
        self.send(who, address, None).await
    }

    async fn post(&self, who: &str, address: &str, form: &str) -> String {
        self.send(who, address, Some(form)).await
    }
}

/// The values of the hidden fields of the first form with this button, as they are sent with it.
fn pressed(page: &str, button: &str) -> Option<String> {
    let (before, _) = page.split_once(&format!("name=\"do\" value=\"{button}\""))?;
    let (_, form) = before.rsplit_once("<form ")?;
    let hidden = form.split("<input type=\"hidden\" name=\"").skip(1).map(|rest| {
        let (name, rest) = rest.split_once("\" value=\"").unwrap();
        format!("&{name}={}", rest.split('"').next().unwrap())
    });
    Some(format!("do={button}{}", hidden.collect::<String>()))
}

#[tokio::test]
async fn a_draft_becomes_a_policy_that_is_explained_and_watched() {
    let world = World::new().await;
    let (analyst, authority) = ("contoh-analis", "contoh-ppk");
    // a second person to look at what the first wrote
    world.second_analyst().await;
    // while it is spoken on nobody closes it, and it goes no further
    let page = world.page(analyst, &format!("{DRAFT}/consultation")).await;
    assert!(pressed(&page, "close").is_none() && pressed(&world.page(analyst, DRAFT).await, "settle").is_none());
    world.sleep_until("2027-02-01".parse().unwrap());
    let closed = world.post(analyst, &format!("{DRAFT}/consultation"), "do=close").await;
    assert_eq!(closed, format!("{DRAFT}/consultation?done=closed"));
    // every submission is answered before it goes on
    assert!(pressed(&world.page(analyst, DRAFT).await, "settle").is_none());
    for number in 1..=3 {
        let address = format!("{DRAFT}/consultation/{number}");
        let answered = world.post(analyst, &address, "outcome=rejected&reason=Sudah+diatur+dalam+ketentuan+lain.&correct=yes").await;
        assert_eq!(answered, format!("{DRAFT}/consultation?done=answered"));
    }
    let steps = [
        (analyst, "settle", "settled"),
        // who wrote it does not look at it as the legal division
        (SECOND, "take", "taken"),
        (analyst, "take", "taken"),
        (analyst, "take", "taken"),
        (authority, "sign", "signed"),
        (analyst, "take", "taken"),
    ];
    for (who, button, done) in steps {
        for other in [analyst, authority].into_iter().filter(|other| *other != who) {
            assert!(pressed(&world.page(other, DRAFT).await, button).is_none(), "{other} {button}");
        }
        let form = pressed(&world.page(who, DRAFT).await, button).unwrap_or_else(|| panic!("{who} is not offered to {button}"));
        let effective = if button == "sign" { "&effective=2027-04-01" } else { "" };
        assert_eq!(world.post(who, DRAFT, &format!("{form}{effective}")).await, format!("{DRAFT}?done={done}"), "{who} {button}");
        world.sleep_until(world.today() + Days::new(1));
    }
    // enacted: it is explained to staff, who read it and are asked about it
    assert!(world.page(analyst, DRAFT).await.contains("/drafts/socialisation?policy=asn/promotion/regular"));
    let explain = "id=tiga-tahun&policy=asn/promotion/regular&draft=reguler-tiga-tahun&unit=synthetic-daerah-001&until=&cases=2";
    let started = world.post(analyst, "/drafts/socialisation", explain).await;
    assert_eq!(started, "/drafts/socialisation/tiga-tahun?done=started");
    let told = world.page("synthetic-0000012", "/voice").await;
    assert!(told.contains("/voice/policies/tiga-tahun"), "{told}");
    // and watched
    let indicator = world.page(analyst, "/drafts/indicators/hari-proses-usulan").await;
    assert!(indicator.contains("<h1>"), "{indicator}");
    let source = world.page(authority, "/drafts/versions/asn/promotion/regular").await;
    assert!(source.contains("1 April 2027"), "in force from the day it was signed for: {source}");
}
