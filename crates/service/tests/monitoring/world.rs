//! A small government: `pemda` with `dinas` and `layanan` under it, forty staff, analysts, HR and an auditor.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, NaiveDate, Utc};
use jenjang::Decimal;
use jenjang::access::{Grant, GrantedRole};
use jenjang::audit::{Digest, SubjectSecret};
use jenjang::development::catalogue::{Course, CourseSession, Provider, WaitingOrder};
use jenjang::development::enrolment::{Enrolment, EnrolmentState};
use jenjang::indicator::{Indicator, ReportingPeriod};
use jenjang::legal::Label;
use jenjang::people::OrgUnit;
use jenjang::people::civil_servant::{CivilServantRecord, Sex};
use jenjang::people::id::{PersonId, UnitId};
use jenjang::people::record::{EmploymentRecord, GradeRecord, LearningRecord};
use jenjang::people::repository::PersonFile;
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::dossier::Dossier;
use jenjang::record::{Kept, Record};
use jenjang::store::{MemoryStore, Store};
use jenjang_asn::dossier::{Gathering, Superior, gather};
use jenjang_policy_files::{CompetencyLibrary, Library, read_indicators};
use jenjang_service::indicators::Calculation;
use jenjang_service::needs::NeedLibrary;
use jenjang_service::promotion::Sources;
use jenjang_service::{Actor, Clock, Context, Entropy, ServiceError};

pub(crate) fn person(id: &str) -> PersonId {
    id.parse().unwrap()
}

pub(crate) fn unit(id: &str) -> UnitId {
    id.parse().unwrap()
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn period(text: &str) -> ReportingPeriod {
    text.parse().unwrap()
}

pub(crate) fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// Runs a future to its end.
pub(crate) fn run<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

pub(crate) struct Counted(AtomicU64);

impl Entropy for Counted {
    fn bytes(&self) -> Result<[u8; 32], ServiceError> {
        Ok(Digest::of(self.0.fetch_add(1, Ordering::SeqCst).to_string()).0)
    }
}

struct At(DateTime<Utc>);

impl Clock for At {
    fn now(&self) -> DateTime<Utc> {
        self.0
    }

    fn today(&self) -> NaiveDate {
        self.0.date_naive()
    }
}

pub(crate) struct World {
    pub(crate) store: Arc<dyn Store>,
    entropy: Counted,
    pub(crate) library: Library,
    pub(crate) competency: CompetencyLibrary,
}

/// Runs a use case as somebody on a day.
macro_rules! as_on {
    ($world:expr, $who:expr, $day:expr, $context:ident => $work:expr) => {{
        let (actor, clock) = $crate::world::acting($who, $day);
        let $context = $world.context(&actor, &clock);
        $crate::world::run(async { $work.await })
    }};
}
pub(crate) use as_on;

pub(crate) fn acting(who: &str, on: &str) -> (Actor, impl Clock) {
    (Actor::Person(person(who)), At(format!("{on}T03:00:00Z").parse().unwrap()))
}

/// Facts as the program gathers them.
pub(crate) fn facts(catalogue: &Arc<Catalogue>, sources: Sources<'_>) -> Dossier {
    gather(catalogue, Gathering { person: sources.person, superior: Superior::Unknown, view: sources.view }).dossier
}

/// The staff: `p01` to `p40`; the first half works in `dinas`, the other in `layanan`.
pub(crate) fn staff() -> Vec<String> {
    (1..=40).map(|n| format!("p{n:02}")).collect()
}

fn file(id: &str) -> PersonFile {
    let mut record = CivilServantRecord::new(person(id));
    let n = id.strip_prefix('p').and_then(|n| n.parse::<u32>().ok());
    record.birth_date = Some(day("1990-01-01"));
    let mut place = "pemda";
    if let Some(n) = n {
        place = if n <= 20 { "dinas" } else { "layanan" };
        record.sex = Some(if n % 3 == 0 { Sex::Female } else { Sex::Male });
        let grade = if n % 4 == 0 { "III/c" } else { "II/b" };
        record.registers.grades =
            Some(vec![GradeRecord { since: day("2020-01-01"), grade: grade.parse().unwrap(), kind: None, decree: None }]);
        record.registers.employments =
            // p36 is still a candidate: the duty of civil servants does not concern them
            Some(vec![EmploymentRecord { since: day("2019-01-01"), status: if n == 36 { "cpns" } else { "pns" }.parse().unwrap(), decree: None }]);
        // p01-p15: 24 hours; p16-p30: 8; p31-p38: none; p39 and p40: nobody has looked
        let hours = if n <= 15 { Some("24") } else { (n <= 30).then_some("8") };
        let entry = |hours: &str| LearningRecord { completed: day("2026-05-04"), hours: d(hours), title: "Kursus".into() };
        record.registers.learning = (n <= 38).then(|| hours.map(entry).into_iter().collect());
    }
    let superior = (id == "analyst").then(|| person("head"));
    PersonFile { record, unit: Some(unit(place)), superior, secret: SubjectSecret::new(Digest::of(format!("secret of {id}")).0) }
}

impl World {
    pub(crate) fn new() -> World {
        let world = World {
            store: Arc::new(MemoryStore::new()),
            entropy: Counted(AtomicU64::new(0)),
            library: jenjang_asn::library(),
            competency: jenjang_asn::competency(),
        };
        let units = [("pemda", None), ("dinas", Some("pemda")), ("layanan", Some("pemda"))];
        let units: Vec<OrgUnit> =
            units.iter().map(|(id, parent)| OrgUnit { id: unit(id), name: Label::same(*id), parent: parent.map(unit) }).collect();
        let others = ["analyst", "analyst2", "auditor", "hr", "hr2", "head"].map(str::to_owned);
        let files: Vec<PersonFile> = staff().iter().chain(&others).map(|id| file(id)).collect();
        let roles = [
            ("analyst", GrantedRole::PolicyAnalyst, "pemda"),
            ("analyst2", GrantedRole::PolicyAnalyst, "pemda"),
            ("auditor", GrantedRole::Auditor, "pemda"),
            ("hr", GrantedRole::HrOfficer, "pemda"),
            ("hr2", GrantedRole::HrOfficer, "dinas"),
            ("head", GrantedRole::AppointingAuthority, "pemda"),
        ];
        run(async {
            let mut tx = world.store.begin().await.unwrap();
            tx.people().save_units(&units).await.unwrap();
            tx.people().save_many(&files).await.unwrap();
            for (who, role, of) in roles {
                let grant = Grant { person: person(who), role, unit: unit(of), since: day("2020-01-01"), until: None };
                tx.grants().save(&grant).await.unwrap();
            }
            tx.commit().await.unwrap();
        });
        world
    }

    pub(crate) fn context<'a>(&'a self, actor: &'a Actor, clock: &'a dyn Clock) -> Context<'a> {
        Context { store: &*self.store, actor, clock, entropy: &self.entropy }
    }

    pub(crate) fn needs(&self) -> NeedLibrary<'_> {
        NeedLibrary { shipped: &self.library, policies: &jenjang_asn::NEED_POLICIES, competency: &self.competency }
    }

    /// Keeps records as other parts would have kept them.
    pub(crate) fn keep<T: Kept>(&self, values: &[T]) {
        run(async {
            let mut tx = self.store.begin().await.unwrap();
            for value in values {
                let record = Record {
                    kind: T::KIND,
                    id: value.key(),
                    parent: value.parent(),
                    person: value.person().cloned(),
                    other: value.other().cloned(),
                    body: serde_json::to_string(value).unwrap().into(),
                };
                tx.records().save(&record, None).await.unwrap();
            }
            tx.commit().await.unwrap();
        });
    }

    /// A provider with one course and one session in `dinas`, held on 1 and 2 March 2026, which the first `attended` of the staff attended.
    pub(crate) fn session(&self, attended: usize) {
        let provider = Provider { id: "bpsdm".parse().unwrap(), name: "BPSDM".into(), own: true, agreements: Vec::new() };
        let course = Course {
            id: "layanan-prima".parse().unwrap(),
            title: Label::new("Pelayanan prima", "Service excellence"),
            form: "B3".into(),
            amount: d("16"),
            abroad: false,
            provider: provider.id.clone(),
            leads_to: Vec::new(),
            leadership: None,
            field: Some("pelayanan".into()),
            retired: false,
        };
        let session = CourseSession {
            id: "prima-1".parse().unwrap(),
            course: course.id.clone(),
            first: day("2026-03-01"),
            last: day("2026-03-02"),
            place: "Aula".into(),
            capacity: 40,
            fixed_cost: Decimal::ZERO,
            cost_each: Decimal::ZERO,
            enrol_until: day("2026-02-20"),
            order: WaitingOrder::FirstCome,
            unit: unit("dinas"),
            cancelled: None,
        };
        let enrolments: Vec<Enrolment> = staff()
            .iter()
            .take(attended)
            .map(|id| Enrolment {
                id: format!("prima-1/{id}").parse().unwrap(),
                session: session.id.clone(),
                person: person(id),
                requested_by: Some(person(id)),
                requested: "2026-02-01T03:00:00Z".parse().unwrap(),
                need: Decimal::ZERO,
                hours_before: Decimal::ZERO,
                state: EnrolmentState::Attended { on: day("2026-03-02"), hours: d("16"), passed: None, certificate: None },
            })
            .collect();
        self.keep(&[provider]);
        self.keep(&[course]);
        self.keep(&[session]);
        self.keep(&enrolments);
    }

    /// Verbs of the trail, oldest first.
    pub(crate) fn verbs(&self) -> Vec<String> {
        run(async {
            let mut tx = self.store.read().await.unwrap();
            let entries = tx.audit().list(0, 10_000).await.unwrap();
            entries
                .iter()
                .map(|entry| serde_json::from_str::<serde_json::Value>(&entry.text).unwrap()["verb"].as_str().unwrap().to_owned())
                .collect()
        })
    }
}

/// The shipped indicators of development.
pub(crate) fn shipped() -> Vec<Indicator> {
    let (_, text) = jenjang_asn::indicator_texts().find(|(name, _)| *name == "development").unwrap();
    let (found, problems) = read_indicators("development.toml", text.as_bytes(), Calculation::NAMES);
    assert_eq!(problems, []);
    found
}

pub(crate) fn code<T>(result: Result<T, ServiceError>) -> &'static str {
    match result {
        Ok(_) => "done",
        Err(error) => error.code(),
    }
}
