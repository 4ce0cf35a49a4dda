//! How many questions a page asks the store: the same number however many people there are.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use jenjang::access::{AccessTokens, Grants, IdempotencyKeys, Outbox, Sessions};
use jenjang::audit::repository::AuditRepository;
use jenjang::competency::repository::CompetencyRepository;
use jenjang::development::repository::DevelopmentRepository;
use jenjang::evaluation::repository::CycleRepository;
use jenjang::people::repository::PeopleRepository;
use jenjang::policy::repository::PolicyRepository;
use jenjang::promotion::repository::{AppealRepository, DecisionRepository, RoundRepository};
use jenjang::record::RecordRepository;
use jenjang::store::{Store, StoreError, Transaction};
use jenjang_service::FixedClock;
use jenjang_sqlite::SqliteStore;
use jenjang_web::backend::Backend;
use jenjang_web::{App, router};
use tower::ServiceExt;

/// A store that counts what it is asked: one for every repository that is handed out, which answers one question.
struct Counting(SqliteStore, Arc<AtomicU64>);

struct Counted(Box<dyn Transaction>, Arc<AtomicU64>);

#[async_trait]
impl Store for Counting {
    async fn begin(&self) -> Result<Box<dyn Transaction>, StoreError> {
        Ok(Box::new(Counted(self.0.begin().await?, Arc::clone(&self.1))))
    }

    async fn read(&self) -> Result<Box<dyn Transaction>, StoreError> {
        Ok(Box::new(Counted(self.0.read().await?, Arc::clone(&self.1))))
    }

    async fn scrub(&self) -> Result<(), StoreError> {
        self.0.scrub().await
    }
}

macro_rules! counted {
    ($($name:ident: $repository:ident,)*) => {
        #[async_trait]
        impl Transaction for Counted {
            $(fn $name(&mut self) -> &mut dyn $repository {
                self.1.fetch_add(1, Ordering::Relaxed);
                self.0.$name()
            })*

            async fn commit(self: Box<Self>) -> Result<(), StoreError> {
                self.0.commit().await
            }
        }
    };
}

counted! {
    people: PeopleRepository,
    competency: CompetencyRepository,
    policies: PolicyRepository,
    cycles: CycleRepository,
    rounds: RoundRepository,
    decisions: DecisionRepository,
    appeals: AppealRepository,
    development: DevelopmentRepository,
    records: RecordRepository,
    audit: AuditRepository,
    grants: Grants,
    outbox: Outbox,
    idempotency: IdempotencyKeys,
    tokens: AccessTokens,
    sessions: Sessions,
}

/// What each page asks in a district of so many people.
async fn questions(staff: u64) -> Vec<(String, u64)> {
    let count = Arc::new(AtomicU64::new(0));
    let store = Counting(SqliteStore::temporary().unwrap(), Arc::clone(&count));
    let clock = FixedClock("2026-11-23T03:00:00Z".parse().unwrap());
    let app = Arc::new(App::demo(Backend::new(store, clock), staff).await.unwrap());
    let mut found = Vec::new();
    // somebody who waits, and an HR officer
    for (person, addresses) in [
        ("synthetic-0000012", &["/", "/eligibility", "/policies", "/policies/asn/promotion/regular"][..]),
        ("contoh-kepegawaian", &["/", "/people", "/people/synthetic-0000012/eligibility"]),
    ] {
        let door = Request::post("/sign-in")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!("person={person}")))
            .unwrap();
        let answer = router(Arc::clone(&app)).oneshot(door).await.unwrap();
        let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
        for address in addresses {
            let before = count.load(Ordering::Relaxed);
            let request = Request::get(*address).header(header::COOKIE, &cookie).body(Body::empty()).unwrap();
            let answer = router(Arc::clone(&app)).oneshot(request).await.unwrap();
            assert_eq!(answer.status(), StatusCode::OK, "{address}");
            found.push((format!("{person} {address}"), count.load(Ordering::Relaxed) - before));
        }
    }
    found
}

#[test]
fn a_page_asks_as_much_of_many_people_as_of_few() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let (few, many) = (runtime.block_on(questions(60)), runtime.block_on(questions(400)));
    assert_eq!(few, many);
    for (page, asked) in few {
        // the home page gathers what waits for somebody from many places
        let most = if page.ends_with(" /") { 16 } else { 8 };
        assert!(asked <= most, "{page} asks {asked} questions, expected at most {most}");
        println!("{page}: {asked}");
    }
}
