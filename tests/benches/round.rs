//! Deciding a whole round of stored people on SQLite, decisions and audit trail included.
//!
//! `cargo bench -p jenjang-tests --bench round -- 100000`

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "a benchmark: what is absent here ends it")]

use std::future::Future;
use std::ops::ControlFlow;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context as TaskContext, Poll, Wake, Waker};
use std::thread::Thread;
use std::time::Instant;

use jenjang::access::GrantedRole;
use jenjang::legal::Label;
use jenjang::people::CivilServantRecord;
use jenjang::people::OrgUnit;
use jenjang::people::id::{PersonId, RoundId, UnitId};
use jenjang::store::{Page, Store};
use jenjang_asn::dossier::{Gathering, Superior, gather};
use jenjang_asn::synthetic::{PopulationOptions, population, units};
use jenjang_service::people::{GrantRole, ImportPeople, PersonData, SaveUnits, grant_role, import_people, save_units};
use jenjang_service::promotion::{
    AddCandidates, Candidates, OpenRound, PlanRound, RerunDecisions, ScreenRound, Sources, add_candidates, open_round, plan_round,
    rerun_decisions, screen_round,
};
use jenjang_service::{Actor, Context, Entropy, FixedClock, ServiceError};
use jenjang_sqlite::SqliteStore;

struct Waking(Thread);

impl Wake for Waking {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let waker = Waker::from(Arc::new(Waking(std::thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut TaskContext::from_waker(&waker)) {
            Poll::Ready(value) => return value,
            Poll::Pending => std::thread::park(),
        }
    }
}

/// Not random, but other bytes every time.
#[derive(Default)]
struct Counter(AtomicU64);

impl Entropy for Counter {
    fn bytes(&self) -> Result<[u8; 32], ServiceError> {
        let mut bytes = [7; 32];
        bytes[..8].copy_from_slice(&self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        Ok(bytes)
    }
}

/// Seconds of processor time of this process so far, all threads together; on Linux.
#[allow(clippy::float_arithmetic, reason = "a figure to read")]
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks = after_name.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

#[allow(clippy::float_arithmetic, clippy::cast_precision_loss, reason = "figures to read")]
fn timed<T>(what: &str, people: u64, work: impl FnOnce() -> T) -> T {
    let (start, before) = (Instant::now(), processor());
    let result = work();
    let (seconds, busy) = (start.elapsed().as_secs_f64(), processor() - before);
    let (rate, each) = (people as f64 / seconds, busy * 1e6 / people as f64);
    println!("{what:<42} {seconds:>8.2} s {rate:>9.0} people/s {each:>7.0} µs of processor time each");
    result
}

fn main() {
    let staff: u64 = std::env::args().filter_map(|argument| argument.parse().ok()).next().unwrap_or(100_000);
    let folder = std::env::var_os("JENJANG_BENCH_DIR").map_or_else(std::env::temp_dir, std::path::PathBuf::from);
    let path = folder.join(format!("jenjang-bench-round-{}.db", std::process::id()));
    let store = SqliteStore::create(&path).unwrap();
    bench(&store, staff);
    drop(store);
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{ending}", path.display()));
    }
}

/// The same decisions into an empty store, a thousand in a transaction: what the store alone takes.
#[allow(clippy::float_arithmetic, clippy::cast_precision_loss, reason = "figures to read")]
fn insert_alone(store: &dyn Store, round: &RoundId, staff: u64) {
    let empty = SqliteStore::temporary().unwrap();
    let (mut seconds, mut page) = (0.0, Page::first(1_000));
    run(async {
        loop {
            let decisions = store.read().await.unwrap().decisions().list(round, &page).await.unwrap();
            let Some(last) = decisions.last().map(|decision| decision.person.clone()) else { break };
            let start = Instant::now();
            let mut tx = empty.begin().await.unwrap();
            tx.decisions().insert(&decisions).await.unwrap();
            tx.commit().await.unwrap();
            seconds += start.elapsed().as_secs_f64();
            page = Page::after(last, 1_000);
        }
    });
    println!("{:<42} {seconds:>8.2} s {:>9.0} people/s", "insert the decisions alone", staff as f64 / seconds);
}

fn bench(store: &dyn Store, staff: u64) {
    let options = PopulationOptions { staff, seed: 1, today: "2026-04-01".parse().unwrap() };
    let shipped = jenjang_asn::library();
    let entropy = Counter::default();
    let clock = FixedClock("2026-04-01T08:00:00Z".parse().unwrap());
    let (operator, officer): (Actor, PersonId) = (Actor::Operator, "officer".parse().unwrap());
    let hr = Actor::Person(officer.clone());
    let top: UnitId = "top".parse().unwrap();
    let context = |actor| Context { store, actor, clock: &clock, entropy: &entropy };
    // one unit above all trees of the population
    let mut all = vec![OrgUnit { id: top.clone(), name: Label::same("top"), parent: None }];
    all.extend(units(options).unwrap().map(|unit| OrgUnit { parent: unit.parent.or(Some(top.clone())), ..unit }));
    run(save_units(&context(&operator), SaveUnits { units: &all })).unwrap();
    let own = PersonData { record: CivilServantRecord::new(officer.clone()), unit: Some(top.clone()), superior: None };
    let import = |people: &mut (dyn Iterator<Item = PersonData> + Send)| {
        let command = ImportPeople { people, dry_run: false, report: &mut |_| ControlFlow::Continue(()) };
        run(import_people(&context(&operator), command)).unwrap()
    };
    import(&mut std::iter::once(own));
    let grant = GrantRole { person: officer, role: GrantedRole::HrOfficer, unit: top.clone(), since: None };
    run(grant_role(&context(&operator), grant)).unwrap();
    let people = || population(options).unwrap().map(|p| PersonData { record: p.record, unit: Some(p.unit), superior: p.superior });
    timed("make the people (nothing stored)", staff, || people().for_each(|person| drop(std::hint::black_box(person))));
    timed("import, people made on the way", staff, || import(&mut people()));
    timed("import again, nothing changes", staff, || import(&mut people()));

    let round: RoundId = "2026-04".parse().unwrap();
    let plan = PlanRound {
        shipped: &shipped,
        id: round.clone(),
        title: Label::same("2026-04"),
        unit: top,
        policy: "asn/promotion/regular".into(),
        as_of: "2026-04-01".parse().unwrap(),
        ranking: None,
        quota: None,
    };
    run(plan_round(&context(&hr), plan)).unwrap();
    run(open_round(&context(&hr), OpenRound { round: round.clone() })).unwrap();
    let ids: Vec<PersonId> = people().map(|person| person.record.id).collect();
    timed("put everybody forward", staff, || {
        let command = AddCandidates { round: round.clone(), candidates: Candidates::People(&ids) };
        run(add_candidates(&context(&hr), command)).unwrap()
    });
    let gatherer = |catalogue: &Arc<_>, sources: Sources<'_>| {
        let superior = sources.superior.map_or(Superior::Unknown, Superior::Known);
        gather(catalogue, Gathering { person: sources.person, superior, view: sources.view }).dossier
    };
    let screen = |dry_run| {
        let command =
            ScreenRound { round: &round, shipped: &shipped, gatherer: &gatherer, dry_run, progress: &|_| ControlFlow::Continue(()) };
        run(screen_round(&context(&hr), command)).unwrap()
    };
    timed("read, gather, decide (dry run)", staff, || screen(true));
    timed("read the people alone", staff, || {
        run(async {
            for batch in ids.chunks(1_000) {
                let mut tx = store.read().await.unwrap();
                assert_eq!(tx.people().find_many(batch).await.unwrap().len(), batch.len());
            }
        });
    });
    let screened = timed("screen: decisions and audit trail kept", staff, || screen(false));
    println!("{screened:?}");
    insert_alone(store, &round, staff);
    let report = timed("decide all again and compare", staff, || {
        run(rerun_decisions(&context(&hr), RerunDecisions { round: Some(&round), progress: &|_| ControlFlow::Continue(()) })).unwrap()
    });
    assert!(report.mismatches.is_empty(), "{:?}", report.mismatches.first());
}
