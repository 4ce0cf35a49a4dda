//! Fifty people want few seats at the same moment, on every store: never above capacity, the waiting list complete and in its order.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use jenjang::development::catalogue::WaitingOrder;
use jenjang::development::enrolment::EnrolmentState;
use jenjang::store::{MemoryStore, Store};
use jenjang_postgres::{PostgresOptions, PostgresStore};
use jenjang_service::enrolment::{ApproveEnrolment, Enrol, WithdrawEnrolment, approve_enrolment, enrol, participants, withdraw_enrolment};
use jenjang_sqlite::SqliteStore;

use crate::world::{RUNTIME, World, acting, as_on, needs, person, run, session};

const PEOPLE: u32 = 50;
const SEATS: u32 = 7;

fn staff() -> impl Iterator<Item = String> {
    (1..=PEOPLE).map(|number| format!("s{number:02}"))
}

/// Each person asks and is approved in a task of its own; every third of them gives up again.
fn check(store: Arc<dyn Store>) {
    let world = Arc::new(World::with(store, &[session("k1-1", SEATS, WaitingOrder::FirstCome)]));
    let everybody: Vec<_> = staff()
        .enumerate()
        .map(|(place, who)| {
            let world = Arc::clone(&world);
            RUNTIME.spawn(async move {
                // one moment for all
                let (own, clock) = acting(&who, "2026-02-01");
                let (superior, _) = acting("kepala", "2026-02-01");
                let id = format!("k1-1/{who}");
                let ask = Enrol { session: "k1-1".parse().unwrap(), person: person(&who) };
                enrol(&world.context(&own, &clock), &ask).await.unwrap();
                let approve = ApproveEnrolment { enrolment: id.parse().unwrap(), needs: needs() };
                approve_enrolment(&world.context(&superior, &clock), &approve).await.unwrap();
                if place % 3 == 0 {
                    let withdraw = WithdrawEnrolment { enrolment: id.parse().unwrap(), reason: "tugas lain".into() };
                    withdraw_enrolment(&world.context(&own, &clock), &withdraw).await.unwrap();
                }
            })
        })
        .collect();
    for one in everybody {
        run(one).unwrap();
    }
    let roll = as_on!(world, "hr", "2026-02-02", context => participants(&context, &"k1-1".parse().unwrap())).unwrap();
    assert_eq!((roll.seated.len(), roll.free), (SEATS as usize, 0), "every seat is taken, none twice");
    let withdrawn = roll.others.iter().filter(|e| matches!(e.state, EnrolmentState::Withdrawn { .. })).count();
    assert_eq!((withdrawn, roll.others.len()), (17, 17));
    assert_eq!(roll.seated.len() + roll.waiting.len() + withdrawn, PEOPLE as usize, "nobody is lost");
    let names: BTreeSet<&str> = roll.seated.iter().chain(&roll.waiting).chain(&roll.others).map(|e| e.person.as_str()).collect();
    assert_eq!(names.len(), PEOPLE as usize);
    // all were approved at one moment: the lot decides who comes next, and it can be worked out again
    let lot = |who: &str| jenjang::development::enrolment::lot(&"k1-1".parse().unwrap(), &person(who)).0;
    let waiting: Vec<_> = roll.waiting.iter().map(|e| lot(e.person.as_str())).collect();
    assert!(waiting.is_sorted());
    assert_eq!(world.trail().0, 4 + u64::from(PEOPLE) * 2 + 17, "one entry for each act");
}

#[test]
fn fifty_at_once_in_memory() {
    check(Arc::new(MemoryStore::new()));
}

#[test]
fn fifty_at_once_on_a_file() {
    let path: PathBuf = std::env::temp_dir().join(format!("jenjang-catalogue-{}.db", std::process::id()));
    let _ = std::fs::remove_file(&path);
    check(Arc::new(SqliteStore::create(&path).unwrap()));
    for end in ["db", "db-wal", "db-shm"] {
        let _ = std::fs::remove_file(path.with_extension(end));
    }
}

#[test]
fn fifty_at_once_on_a_server() {
    let Some(server) = jenjang_test_postgres::server() else { return };
    let database = server.database();
    let store = run(PostgresStore::create(&database.url(), &PostgresOptions::default())).unwrap();
    check(Arc::new(store));
}
