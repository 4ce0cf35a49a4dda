//! How many questions a page asks the store: the same number however many people there are.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod process;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use jenjang::evaluation::repository::{CycleFile, NominationFilter};
use jenjang::people::id::PersonId;
use jenjang::promotion::repository::RoundFile;
use jenjang::store::{Store, StoreError, Transaction};
use jenjang_postgres::{PostgresOptions, PostgresStore};
use jenjang_service::FixedClock;
use jenjang_sqlite::SqliteStore;
use jenjang_web::backend::Backend;
use jenjang_web::{App, router};
use process::Folder;
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
    ($($name:ident: $repository:path,)*) => {
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

jenjang::each_repository!(counted);

/// The superior whom the door offers.
const SUPERIOR: &str = "the superior";

/// Pages, and as whom they are asked for: somebody who waits, a superior, an HR officer and the appointing authority.
const PAGES: [(&str, &[&str]); 4] = [
    (SUPERIOR, &["/", "/team", "/development/approvals"]),
    (
        "synthetic-0000012",
        &[
            "/",
            "/rounds",
            "/eligibility",
            "/policies",
            "/policies/asn/promotion/regular",
            "/development/sessions",
            "/development/enrolments",
            "/development/wishes",
            "/development/mentoring",
            "/development/places",
            "/development/studies",
            "/development/certificates",
        ],
    ),
    (
        "contoh-kepegawaian",
        &[
            "/",
            "/people",
            "/people?find=pegawai",
            "/people/synthetic-0000012/eligibility",
            "/people/synthetic-0000012/erase",
            "/hr/webhooks",
            "/hr/rounds",
            "/hr/appeals",
            "/hr/waivers",
            "/hr/corrections",
            "/hr/cycles",
            "/hr/talent",
            "/hr/surveys",
            "/hr/development",
            "/hr/development/sessions",
            "/hr/development/catalogue",
            "/hr/development/places",
            "/hr/development/mentoring",
            "/hr/development/budget",
            "/hr/quality",
            "/hr/development/studies",
        ],
    ),
    ("contoh-ppk", &["/hr/development/studies?show=waiting"]),
];

/// Asks for every page; what `asked` counts meanwhile.
async fn count(app: &Arc<App>, asked: impl Fn() -> u64) -> Vec<(String, u64)> {
    let mut found = Vec::new();
    let door = router(Arc::clone(app)).oneshot(Request::get("/sign-in").body(Body::empty()).unwrap()).await.unwrap();
    let door = axum::body::to_bytes(door.into_body(), usize::MAX).await.unwrap();
    let door = String::from_utf8(door.to_vec()).unwrap();
    let (_, offered) = door.split_once("<h2>Atasan langsung</h2>").unwrap();
    let superior = offered.split("name=\"person\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    for (name, addresses) in PAGES {
        let person = if name == SUPERIOR { superior } else { name };
        let door = Request::post("/sign-in")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!("person={person}")))
            .unwrap();
        let answer = router(Arc::clone(app)).oneshot(door).await.unwrap();
        let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
        for address in addresses {
            let before = asked();
            let request = Request::get(*address).header(header::COOKIE, &cookie).body(Body::empty()).unwrap();
            let answer = router(Arc::clone(app)).oneshot(request).await.unwrap();
            assert_eq!(answer.status(), StatusCode::OK, "{address}");
            found.push((format!("{name} {address}"), asked() - before));
        }
    }
    found.extend(talent(app, &asked).await);
    found
}

/// What the pages of a talent review of everybody ask, and the succession of a post with the match of everybody.
async fn talent(app: &Arc<App>, asked: impl Fn() -> u64) -> Vec<(String, u64)> {
    let form = "application/x-www-form-urlencoded";
    let door = Request::post("/sign-in").header(header::CONTENT_TYPE, form).body(Body::from("person=contoh-kepegawaian")).unwrap();
    let answer = router(Arc::clone(app)).oneshot(door).await.unwrap();
    let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
    let send = |address: &str, body: &str| {
        let request = Request::post(address).header(header::COOKIE, &cookie).header(header::CONTENT_TYPE, form);
        router(Arc::clone(app)).oneshot(request.body(Body::from(body.to_owned())).unwrap())
    };
    let made = "title=Semua&id=semua&unit=synthetic-daerah-001&policy=asn/talent/nine-box&as-of=2026-11-01&table=";
    assert_eq!(send("/hr/talent/new", made).await.unwrap().status(), StatusCode::SEE_OTHER);
    let before = asked();
    let request = Request::get("/hr/talent/semua").header(header::COOKIE, &cookie).body(Body::empty()).unwrap();
    assert_eq!(router(Arc::clone(app)).oneshot(request).await.unwrap().status(), StatusCode::OK);
    let grid = asked() - before;
    let before = asked();
    let answer = send("/hr/succession", "review=semua&post=dinas-kepegawaian/seksi-3").await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    vec![("contoh-kepegawaian /hr/talent/semua".to_owned(), grid), ("contoh-kepegawaian /hr/succession".to_owned(), asked() - before)]
}

fn clock() -> FixedClock {
    FixedClock("2026-11-23T03:00:00Z".parse().unwrap())
}

/// What each page asks in a district of so many people.
async fn questions(staff: u64) -> Vec<(String, u64)> {
    let asked = Arc::new(AtomicU64::new(0));
    let store = Counting(SqliteStore::temporary().unwrap(), Arc::clone(&asked));
    let app = Arc::new(App::demo(Backend::new(store, clock()), staff).await.unwrap());
    count(&app, || asked.load(Ordering::Relaxed)).await
}

fn check(found: &[(String, u64)]) {
    found.iter().for_each(|(page, asked)| println!("{page}: {asked}"));
    // the home page gathers what waits and what is new from many places (records, rounds under way and candidacies, surveys, drafts, messages with the
    // courses they are about), and asks each cycle that is open; so does that of the staff, for all of them at once
    let most = |page: &str| match page {
        _ if page.ends_with(" /") => 28,
        _ if page.contains(" /team") => 24,
        // three lists: rounds that are open, what came of those that are published, panels
        _ if page.ends_with(" /rounds") => 9,
        // the review, who is in it with their records, superiors and units, moves; and for succession profiles
        _ if page.ends_with("/semua") || page.ends_with("/hr/succession") => 20,
        // courses, sessions, enrolments, needs and places each stand in their own repository
        _ if page.contains("/development/") || page.ends_with("/hr/surveys") => 20,
        // every kind of record that has to be kept, and everything that may be under way
        _ if page.ends_with("/erase") => 30,
        _ => 8,
    };
    let more: Vec<_> = found.iter().filter(|(page, asked)| *asked > most(page)).collect();
    assert!(more.is_empty(), "asks more than it may: {more:?}");
}

#[test]
fn a_page_asks_as_much_of_many_people_as_of_few() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let (few, many) = (runtime.block_on(questions(60)), runtime.block_on(questions(400)));
    // what there is to tell a superior is another thing in each of the two districts
    let same = |found: &[(String, u64)]| found.iter().filter(|(page, _)| page != "the superior /").cloned().collect::<Vec<_>>();
    assert_eq!(same(&few), same(&many));
    check(&few);
    check(&many);
}

/// The cookie of somebody who signed in.
async fn signed_in(app: &Arc<App>, person: &str) -> String {
    let form = "application/x-www-form-urlencoded";
    let door = Request::post("/sign-in").header(header::CONTENT_TYPE, form).body(Body::from(format!("person={person}"))).unwrap();
    let answer = router(Arc::clone(app)).oneshot(door).await.unwrap();
    answer.headers()[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned()
}

/// Puts so many more cycles that somebody takes part in, and rounds that somebody stands in, beside those there are.
async fn more_of(store: &SqliteStore, person: &PersonId, numbers: std::ops::Range<usize>) {
    let mut tx = store.begin().await.unwrap();
    let cycle = tx.cycles().list().await.unwrap().into_iter().map(|stored| stored.value).next().unwrap();
    let nominations =
        tx.cycles().nominations(cycle.cycle.id(), &NominationFilter { ratee: Some(person.clone()), rater: None }).await.unwrap();
    let round = tx.rounds().list().await.unwrap().into_iter().map(|stored| stored.value).next().unwrap();
    for number in numbers {
        let renamed = |text: String, id: &str| text.replace(&format!("\"{id}\""), &format!("\"{id}-{number}\""));
        let text = renamed(serde_json::to_string(&cycle).unwrap(), cycle.cycle.id().as_str());
        let copy: CycleFile = serde_json::from_str(&text).unwrap();
        tx.cycles().save(&copy, None).await.unwrap();
        tx.cycles().save_nominations(copy.cycle.id(), &nominations).await.unwrap();
        let text = renamed(serde_json::to_string(&round).unwrap(), round.plan.id.as_str());
        let copy: RoundFile = serde_json::from_str(&text).unwrap();
        tx.rounds().save(&copy, None).await.unwrap();
        tx.rounds().add_candidates(&copy.plan.id, std::slice::from_ref(person)).await.unwrap();
    }
    tx.commit().await.unwrap();
}

#[test]
fn erasing_asks_as_much_of_somebody_with_many_cycles_and_rounds_as_with_few() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let asked = Arc::new(AtomicU64::new(0));
        let store = SqliteStore::temporary().unwrap();
        let app = Arc::new(App::demo(Backend::new(Counting(store.clone(), Arc::clone(&asked)), clock()), 60).await.unwrap());
        let person: PersonId = "synthetic-0000012".parse().unwrap();
        let cookie = signed_in(&app, "contoh-kepegawaian").await;
        let mut counts = Vec::new();
        for numbers in [0..1, 1..12] {
            more_of(&store, &person, numbers).await;
            let before = asked.load(Ordering::Relaxed);
            let request = Request::get("/people/synthetic-0000012/erase").header(header::COOKIE, &cookie).body(Body::empty()).unwrap();
            assert_eq!(router(Arc::clone(&app)).oneshot(request).await.unwrap().status(), StatusCode::OK);
            counts.push(asked.load(Ordering::Relaxed) - before);
        }
        assert_eq!(counts[0], counts[1], "{counts:?}");
    });
}

#[test]
fn one_webhook_is_read_without_the_others() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let asked = Arc::new(AtomicU64::new(0));
        let store = Counting(SqliteStore::temporary().unwrap(), Arc::clone(&asked));
        let app = Arc::new(App::demo(Backend::new(store, clock()), 60).await.unwrap());
        let form = "application/x-www-form-urlencoded";
        let cookie = signed_in(&app, "contoh-kepegawaian").await;
        let send = |request: axum::http::request::Builder, body: String| {
            let request = request.header(header::COOKIE, &cookie).header(header::CONTENT_TYPE, form);
            router(Arc::clone(&app)).oneshot(request.body(Body::from(body)).unwrap())
        };
        let mut counts = Vec::new();
        let mut first = None;
        for number in 0..4 {
            let made = format!("name=n{number}&unit=synthetic-daerah-001&topic=round-opened&url=https%3A%2F%2Fexample.go.id%2F{number}");
            assert_eq!(send(Request::post("/hr/webhooks"), made).await.unwrap().status(), StatusCode::CREATED);
            let list = send(Request::get("/hr/webhooks"), String::new()).await.unwrap();
            let list = axum::body::to_bytes(list.into_body(), usize::MAX).await.unwrap();
            let list = String::from_utf8(list.to_vec()).unwrap();
            let one = first.get_or_insert_with(|| list.split("href=\"/hr/webhooks/").nth(1).unwrap().split('"').next().unwrap().to_owned());
            let before = asked.load(Ordering::Relaxed);
            let page = send(Request::get(format!("/hr/webhooks/{one}")), String::new()).await.unwrap();
            assert_eq!(page.status(), StatusCode::OK);
            counts.push(asked.load(Ordering::Relaxed) - before);
        }
        assert!(counts.iter().all(|count| *count == counts[0]), "{counts:?}");
    });
}

/// Counted by the server itself: its log has every statement that was executed with values, which all of ours but those around transactions are.
#[test]
fn postgresql_is_asked_one_statement_for_a_question() {
    let Some(server) = jenjang_test_postgres::own_server("-c log_statement=all") else { return };
    let database = server.database();
    let log = server.data_directory().with_file_name("log");
    let executed = || u64::try_from(std::fs::read_to_string(&log).unwrap().matches("LOG:  execute ").count()).unwrap();
    // the demonstration has cycles, whose answers are sealed with keys
    let keys = Folder::new();
    let options = PostgresOptions { keys: Some(keys.path().to_owned()), ..PostgresOptions::default() };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let found = runtime.block_on(async {
        let store = PostgresStore::create(&database.url(), &options).await.unwrap();
        let app = Arc::new(App::demo(Backend::new(store, clock()), 60).await.unwrap());
        count(&app, executed).await
    });
    assert!(found.iter().all(|(_, asked)| *asked > 0), "the log is read: {found:?}");
    check(&found);
}
