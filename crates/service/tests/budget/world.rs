//! A small agency with gaps: six supervisors `p1` … `p6` in two sections, who lack M.01, courses that teach it, and people who run the money.

use std::future::Future;
use std::pin::pin;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context as TaskContext, Poll, Waker};

use chrono::NaiveDate;
use jenjang::Decimal;
use jenjang::access::{Grant, GrantedRole};
use jenjang::audit::{Digest, SubjectSecret};
use jenjang::competency::repository::ProfileRecord;
use jenjang::competency::{Assessment, AssessmentUnit};
use jenjang::development::catalogue::{Course, CourseSession, LeadsTo, Provider, WaitingOrder};
use jenjang::legal::Label;
use jenjang::people::OrgUnit;
use jenjang::people::civil_servant::CivilServantRecord;
use jenjang::people::id::{PersonId, UnitId};
use jenjang::people::repository::PersonFile;
use jenjang::store::{MemoryStore, Store, Transaction};
use jenjang_planning::{Effort, Strength};
use jenjang_policy_files::{CompetencyLibrary, Library};
use jenjang_service::budget::{FloorsAsked, OpenEnvelope, PlanBudget, open_envelope};
use jenjang_service::needs::NeedLibrary;
use jenjang_service::{Actor, Context, Entropy, FixedClock, ServiceError, records};
use serde_json::json;

static SHIPPED: LazyLock<Library> = LazyLock::new(jenjang_asn::library);
static COMPETENCY: LazyLock<CompetencyLibrary> = LazyLock::new(jenjang_asn::competency);

pub(crate) fn needs() -> NeedLibrary<'static> {
    NeedLibrary { shipped: &SHIPPED, policies: &jenjang_asn::NEED_POLICIES, competency: &COMPETENCY }
}

/// Runs a future of the memory store, which never waits.
fn run<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = TaskContext::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
}

struct Counter(AtomicU64);

impl Entropy for Counter {
    fn bytes(&self) -> Result<[u8; 32], ServiceError> {
        Ok(Digest::of(self.0.fetch_add(1, Ordering::Relaxed).to_string()).0)
    }
}

pub(crate) fn person(id: &str) -> PersonId {
    id.parse().unwrap()
}

pub(crate) fn unit(id: &str) -> UnitId {
    id.parse().unwrap()
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

pub(crate) struct World {
    pub(crate) store: MemoryStore,
    entropy: Counter,
}

fn file(id: &str, of: &str, superior: Option<&str>) -> PersonFile {
    let record: CivilServantRecord = serde_json::from_value(json!({
        "id": id,
        "birth-date": "1988-01-02",
        "sex": if id.ends_with('1') { "female" } else { "male" },
        "appointed": "2012-04-01",
        "registers": {
            "employments": [{ "since": "2013-04-01", "status": "pns" }],
            "positions": [{ "since": "2020-04-01", "kind": "pengawas" }],
            "learning": [],
            "leadership": if id == "p6" { json!([]) } else { json!([{ "passed": "2021-05-01", "training": "pka" }]) }
        }
    }))
    .unwrap();
    PersonFile {
        record,
        unit: Some(unit(of)),
        superior: superior.map(person),
        secret: SubjectSecret::new(Digest::of(format!("secret of {id}")).0),
    }
}

pub(crate) fn assessed(competency: &str, level: &str, on: &str) -> Assessment {
    Assessment {
        competency: competency.parse().unwrap(),
        level: d(level),
        date: day(on),
        valid_until: None,
        assessor: "UPT".into(),
        method: "assessment center".into(),
        purpose: None,
        tier: None,
        unit: Some(AssessmentUnit { name: "UPT".into(), accredited: Some(true) }),
        evidence: Vec::new(),
    }
}

fn course(id: &str, competency: &str, level: &str) -> Course {
    Course {
        id: id.parse().unwrap(),
        title: Label::same(id),
        form: "B3".into(),
        amount: d("10"),
        abroad: false,
        provider: "balai".parse().unwrap(),
        leads_to: vec![LeadsTo {
            framework: "permenpanrb-38-2017".parse().unwrap(),
            competency: competency.parse().unwrap(),
            level: d(level),
        }],
        leadership: None,
        field: None,
        retired: false,
    }
}

fn session(id: &str, course: &str, first: &str, last: &str, capacity: u32, fixed: &str, each: &str) -> CourseSession {
    CourseSession {
        id: id.parse().unwrap(),
        course: course.parse().unwrap(),
        first: day(first),
        last: day(last),
        place: "Balai".into(),
        capacity,
        fixed_cost: d(fixed),
        cost_each: d(each),
        enrol_until: day("2026-05-01"),
        order: WaitingOrder::FirstCome,
        unit: unit("dinas"),
        cancelled: None,
    }
}

impl World {
    /// On 1 March 2026, with an envelope `dik` of ten million.
    pub(crate) fn new() -> World {
        let world = World { store: MemoryStore::new(), entropy: Counter(AtomicU64::new(0)) };
        run(world.furnish());
        world.act("hr", async |context| open_envelope(&context, &envelope("dik", "10000000")).await).unwrap();
        world
    }

    async fn furnish(&self) {
        let units =
            [("pemda", None), ("dinas", Some("pemda")), ("seksi-a", Some("dinas")), ("seksi-b", Some("dinas")), ("lain", Some("pemda"))];
        let units: Vec<OrgUnit> =
            units.map(|(id, parent)| OrgUnit { id: unit(id), name: Label::same(id), parent: parent.map(unit) }).into();
        let mut files: Vec<PersonFile> = ["hr", "hr2", "ppk", "ppk2", "auditor"].iter().map(|id| file(id, "pemda", None)).collect();
        for (number, of) in [(1, "seksi-a"), (2, "seksi-a"), (3, "seksi-a"), (4, "seksi-b"), (5, "seksi-b"), (6, "seksi-b")] {
            files.push(file(&format!("p{number}"), of, None));
        }
        let mut tx = self.store.begin().await.unwrap();
        tx.people().save_units(&units).await.unwrap();
        tx.people().save_many(&files).await.unwrap();
        let roles = [
            ("hr", GrantedRole::HrOfficer),
            ("hr2", GrantedRole::HrOfficer),
            ("ppk", GrantedRole::AppointingAuthority),
            // plans and signs
            ("ppk2", GrantedRole::AppointingAuthority),
            ("ppk2", GrantedRole::HrOfficer),
            ("auditor", GrantedRole::Auditor),
        ];
        for (who, role) in roles {
            let grant = Grant { person: person(who), role, unit: unit("pemda"), since: day("2020-01-01"), until: None };
            tx.grants().save(&grant).await.unwrap();
        }
        // supervisors need level 2 everywhere: p1 and p4 are two levels below in M.01, the others one
        for number in 1..=6 {
            let id = format!("p{number}");
            let level = if number == 1 || number == 4 { "0" } else { "1" };
            let all = ["M.01", "M.02", "M.03"].map(|code| assessed(code, if code == "M.01" { level } else { "2" }, "2025-06-01"));
            save_profile(&mut *tx, &id, all.into()).await;
        }
        records::save(&mut *tx, &Provider { id: "balai".parse().unwrap(), name: "Balai".into(), own: true, agreements: Vec::new() }, None)
            .await
            .unwrap();
        let mut leadership = course("pkp", "M.02", "2");
        (leadership.leads_to, leadership.leadership) = (Vec::new(), Some("pkp".parse().unwrap()));
        for course in [course("integritas", "M.01", "2"), course("dasar", "M.01", "1"), leadership] {
            records::save(&mut *tx, &course, None).await.unwrap();
        }
        for session in [
            session("int-1", "integritas", "2026-06-01", "2026-06-03", 3, "1000000", "2000000"),
            session("das-1", "dasar", "2026-07-01", "2026-07-02", 6, "0", "900000"),
            session("pkp-1", "pkp", "2026-08-01", "2026-09-10", 5, "0", "4000000"),
        ] {
            records::save(&mut *tx, &session, None).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    pub(crate) fn act<T>(&self, who: &str, work: impl AsyncFnOnce(Context<'_>) -> Result<T, ServiceError>) -> Result<T, ServiceError> {
        self.act_on(who, "2026-03-01", work)
    }

    pub(crate) fn act_on<T>(
        &self,
        who: &str,
        on: &str,
        work: impl AsyncFnOnce(Context<'_>) -> Result<T, ServiceError>,
    ) -> Result<T, ServiceError> {
        let actor = if who == "operator" { Actor::Operator } else { Actor::Person(person(who)) };
        let clock = FixedClock(format!("{on}T08:00:00Z").parse().unwrap());
        run(work(Context { store: &self.store, actor: &actor, clock: &clock, entropy: &self.entropy }))
    }

    pub(crate) fn write(&self, work: impl AsyncFnOnce(&mut dyn Transaction)) {
        run(async {
            let mut tx = self.store.begin().await.unwrap();
            work(&mut *tx).await;
            tx.commit().await.unwrap();
        });
    }
}

pub(crate) async fn save_profile(tx: &mut dyn Transaction, id: &str, assessments: Vec<Assessment>) {
    let framework = "permenpanrb-38-2017".parse().unwrap();
    let found = tx.competency().find_profile(&person(id), &framework).await.unwrap();
    let mut all = found.as_ref().map(|stored| stored.value.assessments.clone()).unwrap_or_default();
    all.extend(assessments);
    let record = ProfileRecord { person: person(id), framework, assessments: all };
    tx.competency().save_profile(&record, found.map(|stored| stored.revision)).await.unwrap();
}

pub(crate) fn envelope(id: &str, money: &str) -> OpenEnvelope {
    OpenEnvelope {
        id: id.parse().unwrap(),
        unit: unit("dinas"),
        programme: "Pengembangan kompetensi".into(),
        year: 2026,
        money: d(money),
        document: "DPA 12/2026".into(),
    }
}

pub(crate) fn plan(id: Option<&str>, money: Option<&str>) -> PlanBudget<'static> {
    PlanBudget {
        needs: needs(),
        policies: &jenjang_asn::BUDGET_POLICIES,
        id: id.map(|id| id.parse().unwrap()),
        envelope: "dik".parse().unwrap(),
        unit: None,
        year: None,
        money: money.map(d),
        strategic: std::collections::BTreeSet::new(),
        floors: FloorsAsked { mandatory: Strength::Off, duty: Strength::Off, shares: Vec::new() },
        sessions_each: None,
        effort: Effort { rounds: 60, ..Effort::default() },
    }
}
