//! A store that is lost for a while: pages say so, nothing breaks, and all is as before once it is back.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod process;
#[path = "common/time.rs"]
mod time;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use futures_util::StreamExt;
use jenjang::store::{MemoryStore, Store, StoreError, Transaction};
use jenjang_postgres::{PostgresOptions, PostgresStore};
use jenjang_service::FixedClock;
use jenjang_sqlite::SqliteStore;
use jenjang_web::backend::Backend;
use jenjang_web::{App, router};
use process::Folder;
use time::Forward;
use tower::ServiceExt;

/// A store with a cable that can be pulled.
struct Cable<S>(S, Arc<AtomicBool>);

impl<S> Cable<S> {
    fn check(&self) -> Result<(), StoreError> {
        if self.1.load(Ordering::Relaxed) { Err(StoreError::Unavailable(Box::new(std::io::Error::other("pulled")))) } else { Ok(()) }
    }
}

#[async_trait]
impl<S: Store> Store for Cable<S> {
    async fn begin(&self) -> Result<Box<dyn Transaction>, StoreError> {
        self.check()?;
        self.0.begin().await
    }

    async fn read(&self) -> Result<Box<dyn Transaction>, StoreError> {
        self.check()?;
        self.0.read().await
    }

    async fn scrub(&self) -> Result<(), StoreError> {
        self.0.scrub().await
    }
}

#[tokio::test]
async fn pages_say_that_the_data_cannot_be_read_and_come_back() {
    let pulled = Arc::new(AtomicBool::new(false));
    let store = Cable(SqliteStore::temporary().unwrap(), Arc::clone(&pulled));
    loses_and_recovers(store, |lost| pulled.store(lost, Ordering::Relaxed)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_of_postgresql_may_crash_and_come_back() {
    let Some(server) = jenjang_test_postgres::own_server("") else { return };
    let database = server.database();
    // the demonstration has cycles, whose answers are sealed with keys
    let keys = Folder::new();
    let options =
        PostgresOptions { keys: Some(keys.path().to_owned()), connect_timeout: Duration::from_secs(2), ..PostgresOptions::default() };
    let store = PostgresStore::create(&database.url(), &options).await.unwrap();
    let mut down = false;
    loses_and_recovers(store, |lost| {
        if lost != down {
            if lost {
                server.crash()
            } else {
                server.resume()
            }
            down = lost;
        }
    })
    .await;
}

/// What another process brings about while this one cannot reach the store, for a day, is told to whoever listens here once it can.
#[tokio::test]
async fn what_happened_meanwhile_is_told_to_those_who_listen() {
    let (store, clock, pulled) = (MemoryStore::new(), Forward::from("2026-11-23T03:00:00Z"), Arc::new(AtomicBool::new(false)));
    let here = Cable(store.clone(), Arc::clone(&pulled));
    let here = router(Arc::new(App::demo(Backend::new(here, clock.clone()), 60).await.unwrap()));
    let elsewhere = router(Arc::new(App::demo(Backend::new(store, clock.clone()), 60).await.unwrap()));
    let send = async |to: &Router, address: &str, form: &str, cookie: &str| {
        let request = Request::post(address).header(header::COOKIE, cookie);
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(Body::from(form.to_owned()));
        to.clone().oneshot(request.unwrap()).await.unwrap()
    };
    let sign_in = async |to: &Router| {
        let answer = send(to, "/sign-in", "person=contoh-kepegawaian", "").await;
        answer.headers()[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned()
    };
    let listening = Request::get("/live").header(header::COOKIE, sign_in(&here).await).body(Body::empty()).unwrap();
    let mut told = here.clone().oneshot(listening).await.unwrap().into_body().into_data_stream();
    // the store is asked at once, and then every two seconds
    tokio::time::sleep(Duration::from_millis(500)).await;
    pulled.store(true, Ordering::Relaxed);
    clock.put_to("2026-11-24".parse().unwrap());
    let cookie = sign_in(&elsewhere).await;
    let plan = "id=sementara&title-id=Sementara&title-en=Meanwhile&unit=synthetic-daerah-001&policy=asn/promotion/regular\
        &as-of=2026-11-01&quota=&ranking=";
    for (address, form) in [("/hr/rounds/new", plan), ("/hr/rounds/sementara/step", "step=open&revision=1")] {
        let answer = send(&elsewhere, address, form, &cookie).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{address}");
    }
    // asked in vain meanwhile; and what is new comes a day after the last that was read
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    clock.put_to("2026-11-25".parse().unwrap());
    pulled.store(false, Ordering::Relaxed);
    let mut text = String::new();
    while !text.contains("round-opened") {
        let frame = tokio::time::timeout(Duration::from_secs(30), told.next()).await.expect("it is told").unwrap().unwrap();
        text.push_str(std::str::from_utf8(&frame).unwrap());
    }
}

/// How long the store stays away: `JENJANG_LOST_SECONDS`, or no longer than its pages are asked for.
fn away() -> Duration {
    let seconds = std::env::var("JENJANG_LOST_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    Duration::from_secs(seconds.unwrap_or(0))
}

/// Pages while the store is there, lost, and there again; `lose` is told which.
async fn loses_and_recovers(store: impl Store + 'static, mut lose: impl FnMut(bool)) {
    let clock = FixedClock("2026-11-23T03:00:00Z".parse().unwrap());
    let app = Arc::new(App::demo(Backend::new(store, clock), 60).await.unwrap());
    let door = Request::post("/sign-in")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("person=contoh-kepegawaian"))
        .unwrap();
    let answer = router(Arc::clone(&app)).oneshot(door).await.unwrap();
    let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
    let get = async |address: &str| {
        let request = Request::get(address).header(header::COOKIE, &cookie).body(Body::empty()).unwrap();
        let answer = router(Arc::clone(&app)).oneshot(request).await.unwrap();
        let status = answer.status();
        let body = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    };
    let post = async |address: &str, form: &'static str| {
        let request = Request::post(address)
            .header(header::COOKIE, &cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form))
            .unwrap();
        let answer = router(Arc::clone(&app)).oneshot(request).await.unwrap();
        let status = answer.status();
        let body = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    };
    let plan = "title=Hilang+%26+kembali&title-en=&id=hilang&unit=synthetic-daerah-001&scheme=asn/360/default&instrument=";
    for (lost, expected) in [(false, StatusCode::OK), (true, StatusCode::SERVICE_UNAVAILABLE), (false, StatusCode::OK)] {
        lose(lost);
        for address in ["/", "/eligibility", "/people", "/policies", "/readyz"] {
            let (status, body) = get(&format!("{address}?lang=en")).await;
            assert_eq!(status, expected, "{address}, lost: {lost}");
            assert_eq!(body.contains("The data cannot be read right now; try again in a moment."), lost, "{address}: {body}");
            assert!(!body.contains("pulled") && !body.contains("SQLSTATE"), "what went wrong stays in the log");
        }
        assert_eq!(get("/healthz").await.0, StatusCode::OK, "the process itself lives");
        if lost {
            // what somebody types meanwhile stands in the page that says so
            let (status, body) = post("/hr/cycles/new?lang=en", plan).await;
            assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
            let kept = [
                "action=\"/hr/cycles/new?lang=en\"",
                "name=\"title\" value=\"Hilang &#38; kembali\"",
                "name=\"scheme\" value=\"asn/360/default\"",
                "Send again",
            ];
            assert!(kept.iter().all(|kept| body.contains(kept)), "{body}");
            tokio::time::sleep(away()).await;
        }
    }
    assert_eq!(post("/hr/cycles/new", plan).await.0, StatusCode::SEE_OTHER, "sent again it is taken");
    assert_eq!(get("/hr/cycles/hilang").await.0, StatusCode::OK);
}
