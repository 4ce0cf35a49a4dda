//! A small agency: `dinas` (`kepala` over the new `n1` … `n4` and the experienced `m1` … `m3`) and `badan` (`boss`) in `pemda`; `hr`, `ppk` and `auditor`
//! in `pemda`.

use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use chrono::{DateTime, NaiveDate, Utc};
use jenjang::Decimal;
use jenjang::access::{Grant, GrantedRole};
use jenjang::audit::{Digest, StoredEntry, SubjectSecret, Verifier};
use jenjang::legal::Label;
use jenjang::people::OrgUnit;
use jenjang::people::civil_servant::CivilServantRecord;
use jenjang::people::id::{PersonId, UnitId};
use jenjang::people::record::LearningRecord;
use jenjang::people::repository::PersonFile;
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::dossier::Dossier;
use jenjang::store::Store;
use jenjang_asn::dossier::{Gathering, Superior, gather};
use jenjang_policy_files::{CompetencyLibrary, Library};
use jenjang_service::development::LearningRules;
use jenjang_service::mentoring::MatchSources;
use jenjang_service::needs::NeedLibrary;
use jenjang_service::promotion::Sources;
use jenjang_service::studies::StudyRules;
use jenjang_service::{Actor, Clock, Context, Entropy, ServiceError};
use serde_json::json;

pub(crate) static SHIPPED: LazyLock<Library> = LazyLock::new(jenjang_asn::library);
pub(crate) static COMPETENCY: LazyLock<CompetencyLibrary> = LazyLock::new(jenjang_asn::competency);

pub(crate) fn learning() -> LearningRules<'static> {
    LearningRules { shipped: &SHIPPED, policies: &jenjang_asn::FORM_POLICIES }
}

pub(crate) fn sources() -> MatchSources<'static> {
    MatchSources {
        needs: NeedLibrary { shipped: &SHIPPED, policies: &jenjang_asn::NEED_POLICIES, competency: &COMPETENCY },
        catalogue: SHIPPED.catalogue("asn").unwrap(),
        gatherer: &facts,
        ranks: jenjang_asn::RANK_FACTS,
    }
}

pub(crate) fn study_rules() -> StudyRules<'static> {
    StudyRules { shipped: &SHIPPED, policies: &jenjang_asn::STUDY_POLICIES, gatherer: &facts }
}

fn facts(catalogue: &Arc<Catalogue>, sources: Sources<'_>) -> Dossier {
    let superior = sources.superior.map_or(Superior::Unknown, Superior::Known);
    gather(catalogue, Gathering { person: sources.person, superior, view: sources.view }).dossier
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

pub(crate) struct At(DateTime<Utc>);

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

/// Runs a use case as somebody on a day.
macro_rules! as_on {
    ($world:expr, $who:expr, $day:expr, $context:ident => $work:expr) => {{
        let (actor, clock) = $crate::world::acting($who, $day);
        let $context = $world.context(&actor, &clock);
        $crate::world::run(async { $work.await })
    }};
}
pub(crate) use as_on;

pub(crate) fn acting(who: &str, on: &str) -> (Actor, At) {
    (Actor::Person(person(who)), At(format!("{on}T09:30:00Z").parse().unwrap()))
}

/// A civil servant since 2020 with a grade and a field.
fn record(id: &str, grade: &str) -> CivilServantRecord {
    let record = json!({
        "id": id,
        "birth-date": "1990-05-05",
        "registers": {
            "employments": [{ "since": "2019-03-01", "status": "cpns" }, { "since": "2020-03-01", "status": "pns" }],
            "grades": [{ "since": "2019-03-01", "grade": grade }],
            "positions": [{ "since": "2019-03-01", "kind": "pelaksana", "field": if id == "m3" { "keuangan" } else { "pelayanan" } }],
            "discipline": [], "learning": [], "secondments": [], "study-duty": []
        }
    });
    serde_json::from_value(record).unwrap()
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

    async fn furnish(&self) {
        let units = [("pemda", None), ("dinas", Some("pemda")), ("badan", Some("pemda"))];
        let units: Vec<OrgUnit> =
            units.iter().map(|(id, parent)| OrgUnit { id: unit(id), name: Label::same(*id), parent: parent.map(unit) }).collect();
        let people = [
            ("kepala", "IV/a", "dinas", None),
            ("n1", "III/a", "dinas", Some("kepala")),
            ("n2", "III/a", "dinas", Some("kepala")),
            ("n3", "III/a", "badan", Some("boss")),
            ("n4", "III/a", "badan", Some("boss")),
            ("m1", "III/c", "dinas", Some("kepala")),
            ("m2", "III/d", "badan", Some("boss")),
            ("m3", "III/b", "dinas", Some("kepala")),
            ("boss", "IV/a", "badan", None),
            ("hr", "III/d", "pemda", None),
            ("ppk", "IV/c", "pemda", None),
            ("auditor", "III/d", "pemda", None),
        ];
        let file = |(id, grade, of, superior): (&str, &str, &str, Option<&str>)| PersonFile {
            record: record(id, grade),
            unit: Some(unit(of)),
            superior: superior.map(person),
            secret: SubjectSecret::new(Digest::of(format!("secret of {id}")).0),
        };
        let files: Vec<PersonFile> = people.into_iter().map(file).collect();
        let mut tx = self.store.begin().await.unwrap();
        tx.people().save_units(&units).await.unwrap();
        tx.people().save_many(&files).await.unwrap();
        for (who, role) in [("hr", GrantedRole::HrOfficer), ("ppk", GrantedRole::AppointingAuthority), ("auditor", GrantedRole::Auditor)] {
            let grant = Grant { person: person(who), role, unit: unit("pemda"), since: day("2020-01-01"), until: None };
            tx.grants().save(&grant).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    /// The learning register of somebody.
    pub(crate) fn learning(&self, who: &str) -> Vec<LearningRecord> {
        let found = run(async { self.store.read().await.unwrap().people().find(&person(who)).await.unwrap() });
        found.unwrap().value.record.registers.learning.unwrap()
    }

    /// The number of entries in the audit trail, which is sound.
    pub(crate) fn trail(&self) -> usize {
        let entries: Vec<StoredEntry> = run(async { self.store.read().await.unwrap().audit().list(0, usize::MAX).await.unwrap() });
        let mut verifier = Verifier::new(None);
        assert!(entries.iter().all(|entry| verifier.push(entry).is_empty()), "the chain is sound");
        entries.len()
    }
}

/// The stable code of a refusal.
pub(crate) fn code<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> &'static str {
    result.unwrap_err().code()
}

/// The English sentence of a refusal.
pub(crate) fn said<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> String {
    result.unwrap_err().to_string()
}
