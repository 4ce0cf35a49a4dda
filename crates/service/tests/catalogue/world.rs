//! A small agency that trains people: `kepala` over `s01` … `s60` in `dinas`, `hr` and `auditor` in `pemda` above it, `hr2` in `dinas`.

use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use chrono::{DateTime, NaiveDate, Utc};
use jenjang::Decimal;
use jenjang::access::{Grant, GrantedRole, Message};
use jenjang::audit::{Digest, SubjectSecret};
use jenjang::development::catalogue::{Agreement, Course, CourseSession, Provider, WaitingOrder};
use jenjang::development::enrolment::{Enrolment, EnrolmentState};
use jenjang::legal::Label;
use jenjang::people::OrgUnit;
use jenjang::people::civil_servant::CivilServantRecord;
use jenjang::people::id::{PersonId, UnitId};
use jenjang::people::record::LearningRecord;
use jenjang::people::repository::PersonFile;
use jenjang::record::RecordFilter;
use jenjang::store::Store;
use jenjang_policy_files::{CompetencyLibrary, Library};
use jenjang_service::catalogue::{SaveCourse, save_course, save_provider, save_session};
use jenjang_service::development::LearningRules;
use jenjang_service::enrolment::{ApproveEnrolment, Approved, Enrol, WithdrawEnrolment, approve_enrolment, enrol, withdraw_enrolment};
use jenjang_service::needs::NeedLibrary;
use jenjang_service::{Actor, Clock, Context, Entropy, ServiceError};

/// The policies that came with the program.
pub(crate) static SHIPPED: LazyLock<Library> = LazyLock::new(jenjang_asn::library);

pub(crate) fn rules() -> LearningRules<'static> {
    LearningRules { shipped: &SHIPPED, policies: &jenjang_asn::FORM_POLICIES }
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

/// One for all tests: connections to a server live on the runtime that opened them.
pub(crate) static RUNTIME: LazyLock<tokio::runtime::Runtime> =
    LazyLock::new(|| tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap());

/// Runs a future to its end.
pub(crate) fn run<F: Future + Send>(future: F) -> F::Output {
    RUNTIME.block_on(future)
}

/// Random bytes that can be had again.
pub(crate) struct Counted(AtomicU64);

impl Entropy for Counted {
    fn bytes(&self) -> Result<[u8; 32], ServiceError> {
        Ok(Digest::of(format!("{}", self.0.fetch_add(1, Ordering::SeqCst))).0)
    }
}

pub(crate) struct At(pub(crate) DateTime<Utc>);

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
    pub(crate) entropy: Counted,
}

/// Runs a use case as somebody on a day, at half past nine or at the time given.
macro_rules! as_on {
    ($world:expr, $who:expr, $day:expr, $context:ident => $work:expr) => {{
        let (actor, clock) = $crate::world::acting($who, $day);
        let $context = $world.context(&actor, &clock);
        $crate::world::run(async { $work.await })
    }};
}
pub(crate) use as_on;

pub(crate) fn acting(who: &str, on: &str) -> (Actor, At) {
    let actor = match who {
        "public" => Actor::Public,
        "operator" => Actor::Operator,
        who => Actor::Person(person(who)),
    };
    let time = if on.contains('T') { on.to_owned() } else { format!("{on}T09:30:00Z") };
    (actor, At(time.parse().unwrap()))
}

impl World {
    pub(crate) fn context<'a>(&'a self, actor: &'a Actor, clock: &'a dyn Clock) -> Context<'a> {
        Context { store: &*self.store, actor, clock, entropy: &self.entropy }
    }

    pub(crate) fn new(store: Arc<dyn Store>) -> World {
        let world = World { store, entropy: Counted(AtomicU64::new(0)) };
        run(world.furnish());
        world
    }

    /// People, units and roles.
    pub(crate) async fn furnish(&self) {
        let units = [("pemda", None), ("dinas", Some("pemda")), ("lain", None)];
        let units: Vec<OrgUnit> =
            units.iter().map(|(id, parent)| OrgUnit { id: unit(id), name: Label::same(*id), parent: parent.map(unit) }).collect();
        let staff = (1..=60).map(|number| format!("s{number:02}"));
        let all = staff.chain(["hr", "hr2", "auditor", "kepala"].map(str::to_owned));
        let file = |id: String| {
            let mut record = CivilServantRecord::new(person(&id));
            record.registers.learning = Some(Vec::new());
            let in_dinas = id.starts_with('s') || id == "kepala" || id == "hr2";
            PersonFile {
                record,
                unit: Some(unit(if in_dinas { "dinas" } else { "pemda" })),
                superior: id.starts_with('s').then(|| person("kepala")),
                secret: SubjectSecret::new(Digest::of(format!("secret of {id}")).0),
            }
        };
        let files: Vec<PersonFile> = all.map(file).collect();
        let mut tx = self.store.begin().await.unwrap();
        tx.people().save_units(&units).await.unwrap();
        tx.people().save_many(&files).await.unwrap();
        // the catalogue is of the whole service: whoever keeps it holds the role for every unit at the top
        for (who, role, of) in [
            ("hr", GrantedRole::HrOfficer, "pemda"),
            ("hr", GrantedRole::HrOfficer, "lain"),
            ("hr2", GrantedRole::HrOfficer, "dinas"),
            ("auditor", GrantedRole::Auditor, "pemda"),
            ("auditor", GrantedRole::Auditor, "lain"),
        ] {
            let grant = Grant { person: person(who), role, unit: unit(of), since: day("2020-01-01"), until: None };
            tx.grants().save(&grant).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
}

pub(crate) fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// A partner with an agreement for 2026.
pub(crate) fn provider(id: &str) -> Provider {
    let agreement = Agreement { number: "12/PKS/2026".into(), since: day("2026-01-01"), last_day: day("2026-12-31") };
    Provider { id: id.parse().unwrap(), name: "Lembaga Pelatihan".into(), own: false, agreements: vec![agreement] }
}

/// A technical course of 12 JP.
pub(crate) fn course(id: &str) -> Course {
    Course {
        id: id.parse().unwrap(),
        title: Label::new(format!("Pelatihan {id}"), format!("Course {id}")),
        form: "B3".into(),
        amount: d("12"),
        abroad: false,
        provider: "lembaga".parse().unwrap(),
        leads_to: Vec::new(),
        leadership: None,
        field: None,
        retired: false,
    }
}

/// A session of `k1` from 2 to 4 March with this many seats.
pub(crate) fn session(id: &str, capacity: u32, order: WaitingOrder) -> CourseSession {
    CourseSession {
        id: id.parse().unwrap(),
        course: "k1".parse().unwrap(),
        first: day("2026-03-02"),
        last: day("2026-03-04"),
        place: "Balai Diklat".into(),
        capacity,
        fixed_cost: d("5000000"),
        cost_each: d("250000"),
        enrol_until: day("2026-02-20"),
        order,
        unit: unit("dinas"),
        cancelled: None,
    }
}

impl World {
    /// With the provider, the courses `k1` and `k2`, and sessions.
    pub(crate) fn with(store: Arc<dyn Store>, sessions: &[CourseSession]) -> World {
        let world = World::new(store);
        as_on!(world, "hr", "2026-01-05", context => save_provider(&context, &provider("lembaga"))).unwrap();
        for id in ["k1", "k2"] {
            let command = SaveCourse { course: course(id), rules: rules() };
            as_on!(world, "hr", "2026-01-05", context => save_course(&context, &command)).unwrap();
        }
        for session in sessions {
            as_on!(world, "hr2", "2026-01-05", context => save_session(&context, session)).unwrap();
        }
        world
    }

    pub(crate) fn enrol(&self, by: &str, who: &str, session: &str, on: &str) -> Result<String, ServiceError> {
        let command = Enrol { session: session.parse().unwrap(), person: person(who) };
        as_on!(self, by, on, context => enrol(&context, &command)).map(|id| id.to_string())
    }

    pub(crate) fn approve(&self, by: &str, who: &str, session: &str, on: &str) -> Result<Approved, ServiceError> {
        let command = ApproveEnrolment { enrolment: format!("{session}/{who}").parse().unwrap(), needs: needs() };
        as_on!(self, by, on, context => approve_enrolment(&context, &command))
    }

    /// Asks and is approved by the superior at a time; the place on the waiting list.
    pub(crate) fn take(&self, who: &str, session: &str, on: &str) -> Option<usize> {
        self.enrol(who, who, session, on).unwrap();
        self.approve("kepala", who, session, on).unwrap().place
    }

    pub(crate) fn withdraw(&self, by: &str, who: &str, session: &str, on: &str) -> Result<Vec<String>, ServiceError> {
        let command = WithdrawEnrolment { enrolment: format!("{session}/{who}").parse().unwrap(), reason: "tugas lain".into() };
        let done = as_on!(self, by, on, context => withdraw_enrolment(&context, &command))?;
        Ok(done.seated.iter().map(ToString::to_string).collect())
    }

    pub(crate) fn enrolments(&self, session: &str) -> Vec<Enrolment> {
        run(async {
            let mut tx = self.store.read().await.unwrap();
            let filter = RecordFilter::under(session);
            let found = jenjang_service::records::list::<Enrolment>(&mut *tx, &filter).await.unwrap();
            found.into_iter().map(|stored| stored.value).collect()
        })
    }

    pub(crate) fn state(&self, who: &str, session: &str) -> EnrolmentState {
        let found = self.enrolments(session).into_iter().find(|enrolment| enrolment.person.as_str() == who);
        found.unwrap().state
    }

    pub(crate) fn learning(&self, who: &str) -> Vec<LearningRecord> {
        run(async {
            let file = self.store.read().await.unwrap().people().find(&person(who)).await.unwrap().unwrap();
            file.value.record.registers.learning.unwrap()
        })
    }

    /// Topic and recipient of everything that was sent, in the order it was put in; the outbox is empty afterwards.
    pub(crate) fn messages(&self) -> Vec<(String, String)> {
        run(async {
            let mut tx = self.store.begin().await.unwrap();
            let found: Vec<Message> = tx.outbox().peek(1000).await.unwrap();
            let ids: Vec<_> = found.iter().map(|message| Arc::clone(&message.id)).collect();
            tx.outbox().remove(&ids).await.unwrap();
            tx.commit().await.unwrap();
            found.into_iter().map(|message| (message.topic.to_string(), message.recipient.unwrap().to_string())).collect()
        })
    }

    /// How many entries the trail has, and the verb of the last.
    pub(crate) fn trail(&self) -> (u64, String) {
        run(async {
            let mut tx = self.store.read().await.unwrap();
            let head = tx.audit().head().await.unwrap().unwrap();
            let last = tx.audit().list(head.sequence - 1, 1).await.unwrap().remove(0);
            let verb = last.text.split("\"verb\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
            (head.sequence, verb)
        })
    }
}

/// Rules and standards by which needs are measured.
pub(crate) fn needs() -> NeedLibrary<'static> {
    static COMPETENCY: LazyLock<CompetencyLibrary> = LazyLock::new(jenjang_asn::competency);
    NeedLibrary { shipped: &SHIPPED, policies: &jenjang_asn::NEED_POLICIES, competency: &COMPETENCY }
}
