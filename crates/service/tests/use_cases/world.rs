//! A small district and the people who run it.

use std::future::Future;
use std::ops::ControlFlow;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::task::{Context as TaskContext, Poll, Waker};

use jenjang::access::GrantedRole;
use jenjang::audit::{StoredEntry, Verifier};
use jenjang::legal::Label;
use jenjang::people::id::{PersonId, UnitId};
use jenjang::people::{CivilServantRecord, OrgUnit};
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::dossier::Dossier;
use jenjang::store::{MemoryStore, Store};
use jenjang_asn::dossier::{Gathering, Superior, gather};
use jenjang_policy_files::Library;
use jenjang_service::people::{GrantRole, ImportCounts, ImportPeople, PersonData, SaveUnits, grant_role, import_people, save_units};
use jenjang_service::promotion::Sources;
use jenjang_service::{Actor, Context, Entropy, FixedClock, ServiceError};
use serde_json::{Value as Json, json};

/// Policies and catalogue as shipped.
pub(crate) static SHIPPED: LazyLock<Library> = LazyLock::new(jenjang_asn::library);

pub(crate) const REGULAR: &str = "asn/promotion/regular";

/// Runs a future of the memory store, which never waits.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = TaskContext::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
}

/// Bytes that differ from call to call.
#[derive(Default)]
pub(crate) struct Counter(AtomicU64);

impl Entropy for Counter {
    fn bytes(&self) -> Result<[u8; 32], ServiceError> {
        let mut bytes = [7; 32];
        bytes[..8].copy_from_slice(&self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        Ok(bytes)
    }
}

pub(crate) struct World {
    pub(crate) store: Box<dyn Store>,
    pub(crate) clock: FixedClock,
    pub(crate) entropy: Counter,
}

pub(crate) fn person(id: &str) -> PersonId {
    id.parse().unwrap()
}

pub(crate) fn who(id: &str) -> Actor {
    match id {
        "operator" => Actor::Operator,
        "public" => Actor::Public,
        id => Actor::Person(person(id)),
    }
}

pub(crate) fn unit(id: &str) -> UnitId {
    id.parse().unwrap()
}

pub(crate) fn org_unit(id: &str, parent: Option<&str>) -> OrgUnit {
    OrgUnit { id: unit(id), name: Label::same(id), parent: parent.map(unit) }
}

/// A Pelaksana with a bachelor's degree, four years in III/b on 1 April 2026.
pub(crate) fn record(id: &str) -> Json {
    json!({
        "id": id,
        "birth-date": "1988-01-02",
        "sex": "male",
        "appointed": "2012-04-01",
        "registers": {
            "employments": [{ "since": "2012-04-01", "status": "cpns" }, { "since": "2013-04-01", "status": "pns" }],
            "grades": [
                { "since": "2012-04-01", "grade": "II/c" },
                { "since": "2016-04-01", "grade": "III/a" },
                { "since": "2022-04-01", "grade": "III/b", "kind": "101", "decree": { "date": "2022-03-15", "number": "823/contoh/2022" } }
            ],
            "positions": [{ "since": "2012-04-01", "kind": "pelaksana" }],
            "education": [
                { "graduated": "2010-08-01", "recognised": "2012-04-01", "level": "D-III" },
                { "graduated": "2015-08-01", "recognised": "2015-12-01", "level": "S1" }
            ],
            "performance": [{ "year": 2024, "label": "sangat-baik" }, { "year": 2025, "label": "baik" }],
            "discipline": [], "examinations": [], "objections": [], "suspensions": [],
            "study-duty": [], "secondments": [], "exams": [], "leadership": []
        }
    })
}

/// The record with another first day in III/b.
pub(crate) fn record_since(id: &str, since: &str) -> Json {
    let mut record = record(id);
    record["registers"]["grades"][2]["since"] = json!(since);
    record
}

pub(crate) fn data(record: &Json, unit_id: &str) -> PersonData {
    let record: CivilServantRecord = serde_json::from_value(record.clone()).unwrap();
    PersonData { record, unit: Some(unit(unit_id)), superior: None }
}

/// Gathers facts as the country's crate does.
pub(crate) fn facts(catalogue: &Arc<Catalogue>, sources: Sources<'_>) -> Dossier {
    let superior = sources.superior.map_or(Superior::Unknown, Superior::Known);
    gather(catalogue, Gathering { person: sources.person, superior, view: sources.view }).dossier
}

pub(crate) fn go_on<T>(_: T) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

impl World {
    /// The district on 1 March 2026: people imported, roles given.
    ///
    /// `kabupaten` stands above `dinas` (with `seksi`) and `badan`. `hr` and `hr2` run the people of the whole district, `hr-dinas` those of `dinas`;
    /// `ppk` and `ppk2` sign, `analyst` and `analyst2` draft, `auditor` audits. `a`, `b`, `c` are eligible on 1 April 2026, `no` is not, of `silent`
    /// no performance is known; `x` is of `badan`.
    pub(crate) fn new() -> World {
        World::on(Box::new(MemoryStore::new()))
    }

    pub(crate) fn on(store: Box<dyn Store>) -> World {
        let world = World { store, clock: FixedClock("2026-03-01T08:00:00Z".parse().unwrap()), entropy: Counter::default() };
        let units = [
            org_unit("kabupaten", None),
            org_unit("dinas", Some("kabupaten")),
            org_unit("seksi", Some("dinas")),
            org_unit("badan", Some("kabupaten")),
        ];
        world.act("operator", async |context| save_units(&context, SaveUnits { units: &units }).await).unwrap();
        let staff = ["hr", "hr2", "hr-dinas", "ppk", "ppk2", "analyst", "analyst2", "auditor", "m1", "m2"];
        let mut people: Vec<PersonData> = staff.iter().map(|id| data(&record(id), "kabupaten")).collect();
        people.extend(["a", "b"].map(|id| data(&record(id), "dinas")));
        people.push(data(&record("c"), "seksi"));
        people.push(data(&record_since("no", "2023-04-01"), "dinas"));
        let mut silent = record("silent");
        silent["registers"].as_object_mut().unwrap().remove("performance");
        people.push(data(&silent, "dinas"));
        people.push(data(&record("x"), "badan"));
        let counts = world.import("operator", people).unwrap();
        assert_eq!((counts.new, counts.refused), (16, 0));
        for (holder, role, of) in [
            ("hr", GrantedRole::HrOfficer, "kabupaten"),
            ("hr2", GrantedRole::HrOfficer, "kabupaten"),
            ("hr-dinas", GrantedRole::HrOfficer, "dinas"),
            ("ppk", GrantedRole::AppointingAuthority, "kabupaten"),
            ("ppk2", GrantedRole::AppointingAuthority, "kabupaten"),
            ("analyst", GrantedRole::PolicyAnalyst, "kabupaten"),
            ("analyst2", GrantedRole::PolicyAnalyst, "kabupaten"),
            ("auditor", GrantedRole::Auditor, "kabupaten"),
        ] {
            let grant = GrantRole { person: person(holder), role, unit: unit(of), since: None };
            world.act("operator", async |context| grant_role(&context, grant).await).unwrap();
        }
        world
    }

    /// The same district on another day.
    pub(crate) fn later(&mut self, day: &str) {
        self.clock = FixedClock(format!("{day}T08:00:00Z").parse().unwrap());
    }

    /// Does something as somebody.
    pub(crate) fn act<T>(&self, actor: &str, work: impl AsyncFnOnce(Context<'_>) -> T) -> T {
        let actor = who(actor);
        run(work(Context { store: &*self.store, actor: &actor, clock: &self.clock, entropy: &self.entropy }))
    }

    pub(crate) fn import(&self, actor: &str, people: Vec<PersonData>) -> Result<ImportCounts, ServiceError> {
        self.act(actor, async |context| {
            let command = ImportPeople { people: &mut people.into_iter(), dry_run: false, report: &mut |_| ControlFlow::Continue(()) };
            import_people(&context, command).await
        })
    }

    /// The audit trail, which is sound.
    pub(crate) fn trail(&self) -> Vec<StoredEntry> {
        let entries = run(async { self.store.read().await.unwrap().audit().list(0, usize::MAX).await.unwrap() });
        let mut verifier = Verifier::new(None);
        assert!(entries.iter().all(|entry| verifier.push(entry).is_empty()), "the chain is sound");
        entries
    }

    /// The verbs of the entries after the first `skipped`.
    pub(crate) fn verbs(&self, skipped: usize) -> Vec<String> {
        let verb = |entry: &StoredEntry| serde_json::from_str::<Json>(&entry.text).unwrap()["verb"].as_str().unwrap().to_owned();
        self.trail()[skipped..].iter().map(verb).collect()
    }
}

/// The stable code of a refusal.
pub(crate) fn code<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> &'static str {
    result.unwrap_err().code()
}
