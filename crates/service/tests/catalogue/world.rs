//! A small agency that trains people: `kepala` over `s01` … `s60` in `dinas`, `hr` and `auditor` in `pemda` above it, `hr2` in `dinas`.

use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use chrono::{DateTime, NaiveDate, Utc};
use jenjang::access::{Grant, GrantedRole};
use jenjang::audit::{Digest, SubjectSecret};
use jenjang::legal::Label;
use jenjang::people::OrgUnit;
use jenjang::people::civil_servant::CivilServantRecord;
use jenjang::people::id::{PersonId, UnitId};
use jenjang::people::repository::PersonFile;
use jenjang::store::Store;
use jenjang_policy_files::Library;
use jenjang_service::development::LearningRules;
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

/// Runs a future to its end.
pub(crate) fn run<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
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
        for (who, role, of) in
            [("hr", GrantedRole::HrOfficer, "pemda"), ("hr2", GrantedRole::HrOfficer, "dinas"), ("auditor", GrantedRole::Auditor, "pemda")]
        {
            let grant = Grant { person: person(who), role, unit: unit(of), since: day("2020-01-01"), until: None };
            tx.grants().save(&grant).await.unwrap();
        }
        tx.commit().await.unwrap();
    }
}
