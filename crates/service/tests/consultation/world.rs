//! A district that drafts a regulation.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use jenjang::access::GrantedRole;
use jenjang::audit::Verifier;
use jenjang::consultation::life::Notice;
use jenjang::consultation::submission::{Channel, Outcome, Position};
use jenjang::consultation::{Calendar, Draft, Process, Submission};
use jenjang::legal::Label;
use jenjang::people::OrgUnit;
use jenjang::people::id::{DraftId, PersonId, SubmissionId, UnitId};
use jenjang::store::{MemoryStore, Store};
use jenjang_policy_files::Library;
use jenjang_service::consultation::{
    AnswerSubmission, CloseConsultation, DraftConsultation, Drafted, OpenConsultation, SettleConsultation, SignDraft, SubmitOpinion,
    TakeStep, answer_submission, close_consultation, draft_consultation, open_consultation, settle_consultation, sign_draft,
    submit_opinion, take_step,
};
use jenjang_service::people::{GrantRole, ImportPeople, PersonData, SaveUnits, grant_role, import_people, save_units};
use jenjang_service::{Actor, Context, Entropy, FixedClock, Seen, ServiceError};
use serde_json::json;

pub(crate) static SHIPPED: LazyLock<Library> = LazyLock::new(jenjang_asn::library);

pub(crate) const DRAFT_1: &str = include_str!("../../../../tests/terminal/files/jp-rancangan-1.toml");
pub(crate) const DRAFT_2: &str = include_str!("../../../../tests/terminal/files/jp-rancangan-2.toml");
pub(crate) const WRONG: &str = include_str!("../../../../tests/terminal/files/jp-rancangan-salah.toml");
pub(crate) const POLICY_1: &str = include_str!("../../../../tests/terminal/files/jp-aturan-1.toml");
pub(crate) const POLICY_2: &str = include_str!("../../../../tests/terminal/files/jp-aturan-2.toml");
pub(crate) const POLICY: &str = "contoh/promotion/development-hours";

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
    clock: FixedClock,
    entropy: Counter,
    runtime: tokio::runtime::Runtime,
}

pub(crate) fn person(id: &str) -> PersonId {
    id.parse().unwrap()
}

fn unit(id: &str) -> UnitId {
    id.parse().unwrap()
}

pub(crate) fn draft_id() -> DraftId {
    "perbup-jp".parse().unwrap()
}

pub(crate) fn regional() -> Process {
    jenjang_asn::processes().into_iter().find(|process| &*process.id == "asn/regional").unwrap()
}

pub(crate) fn calendar() -> Calendar {
    jenjang_asn::calendar().unwrap()
}

/// A Pelaksana; `b1` left the service long ago and was never taken out of the unit.
fn record(id: &str) -> serde_json::Value {
    let mut employments = vec![json!({ "since": "1990-03-01", "status": "pns" })];
    if id == "b1" {
        employments.push(json!({ "since": "2010-03-01", "status": "non-asn" }));
    }
    json!({ "id": id, "registers": { "employments": employments, "positions": [{ "since": "2000-01-01", "kind": "pelaksana" }] } })
}

impl World {
    /// The district on Monday 2 November 2026: `analyst` and `analyst2` draft, `both` drafts and signs, `ppk` signs, `hr` runs people, `auditor` audits;
    /// `chief` leads `a1` to `a6` of `dinas`; `b1` and `b2` are of `badan`.
    pub(crate) fn new() -> World {
        World::on(Box::new(MemoryStore::new()))
    }

    pub(crate) fn on(store: Box<dyn Store>) -> World {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let world = World { store, clock: FixedClock("2026-11-02T02:00:00Z".parse().unwrap()), entropy: Counter::default(), runtime };
        let top = |id: &str, parent: Option<&str>| OrgUnit { id: unit(id), name: Label::same(id), parent: parent.map(unit) };
        let units = [top("kabupaten", None), top("dinas", Some("kabupaten")), top("badan", Some("kabupaten"))];
        world.act("operator", async |context| save_units(&context, SaveUnits { units: &units }).await).unwrap();
        let data = |id: &str, of: &str, superior: Option<&str>| PersonData {
            record: serde_json::from_value(record(id)).unwrap(),
            unit: Some(unit(of)),
            superior: superior.map(person),
        };
        let mut people: Vec<PersonData> =
            ["analyst", "analyst2", "both", "ppk", "hr", "auditor"].iter().map(|id| data(id, "kabupaten", None)).collect();
        people.push(data("chief", "dinas", None));
        people.extend(["a1", "a2", "a3", "a4", "a5", "a6"].map(|id| data(id, "dinas", Some("chief"))));
        people.extend(["b1", "b2"].map(|id| data(id, "badan", None)));
        let command = ImportPeople { people: &mut people.into_iter(), dry_run: false, report: &mut |_| ControlFlow::Continue(()) };
        world.act("operator", async |context| import_people(&context, command).await).unwrap();
        for (holder, role) in [
            ("analyst", GrantedRole::PolicyAnalyst),
            ("analyst2", GrantedRole::PolicyAnalyst),
            ("both", GrantedRole::PolicyAnalyst),
            ("both", GrantedRole::AppointingAuthority),
            ("ppk", GrantedRole::AppointingAuthority),
            ("hr", GrantedRole::HrOfficer),
            ("auditor", GrantedRole::Auditor),
        ] {
            let grant = GrantRole { person: person(holder), role, unit: unit("kabupaten"), since: None };
            world.act("operator", async |context| grant_role(&context, grant).await).unwrap();
        }
        world
    }

    pub(crate) fn later(&mut self, day: &str) {
        self.clock = FixedClock(format!("{day}T02:00:00Z").parse().unwrap());
    }

    pub(crate) fn act<T>(&self, actor: &str, work: impl AsyncFnOnce(Context<'_>) -> T) -> T {
        let actor = match actor {
            "operator" => Actor::Operator,
            "public" => Actor::Public,
            id => Actor::Person(person(id)),
        };
        self.runtime.block_on(work(Context { store: &*self.store, actor: &actor, clock: &self.clock, entropy: &self.entropy }))
    }

    pub(crate) fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    pub(crate) fn draft(&self, actor: &str, text: &str, policy: &str) -> Result<Drafted, ServiceError> {
        let (process, calendar) = (regional(), calendar());
        let command = DraftConsultation {
            shipped: &SHIPPED,
            file: "rancangan.toml",
            text,
            policy_file: "aturan.toml",
            policy_text: policy,
            process: &process,
            calendar: &calendar,
            note: None,
            seen: Seen::Anything,
        };
        self.act(actor, async |context| draft_consultation(&context, &command).await)
    }

    pub(crate) fn open(&self, actor: &str, until: &str) -> Result<Draft, ServiceError> {
        let notice = Notice {
            channel: Channel::Online,
            on: "2026-11-02".parse().unwrap(),
            access: "laman kabupaten, naskah braille di loket".into(),
            groups: BTreeSet::new(),
        };
        let command = OpenConsultation { draft: draft_id(), until: until.parse().unwrap(), notices: vec![notice] };
        self.act(actor, async |context| open_consultation(&context, &command).await)
    }

    pub(crate) fn opinion(&self, clause: &str, position: Position, group: &str, text: &str) -> SubmitOpinion {
        SubmitOpinion {
            draft: draft_id(),
            clause: clause.parse().unwrap(),
            position,
            text: text.into(),
            group: group.into(),
            channel: Channel::Online,
            received: None,
            replace: false,
        }
    }

    pub(crate) fn submit(&self, actor: &str, command: &SubmitOpinion) -> Result<SubmissionId, ServiceError> {
        self.act(actor, async |context| submit_opinion(&context, command).await)
    }

    pub(crate) fn answer(&self, actor: &str, number: u32, outcome: Outcome, reason: &str) -> Result<Submission, ServiceError> {
        let submission = format!("perbup-jp/{number}").parse().unwrap();
        let command = AnswerSubmission { submission, outcome, reason: reason.to_owned(), clauses: Vec::new(), correct: false };
        self.act(actor, async |context| answer_submission(&context, &command).await)
    }

    pub(crate) fn close(&self, actor: &str) -> Result<Draft, ServiceError> {
        self.act(actor, async |context| close_consultation(&context, &CloseConsultation { draft: draft_id() }).await)
    }

    pub(crate) fn settle(&self, actor: &str) -> Result<Draft, ServiceError> {
        let draft = draft_id();
        self.act(actor, async |context| {
            settle_consultation(&context, &SettleConsultation { shipped: &SHIPPED, draft: &draft, seen: Seen::Anything }).await
        })
    }

    pub(crate) fn step(&self, actor: &str, step: &str) -> Result<Draft, ServiceError> {
        let command = TakeStep { draft: draft_id(), step: step.into(), returned: false, note: None, seen: Seen::Anything };
        self.act(actor, async |context| take_step(&context, &command).await)
    }

    pub(crate) fn sign(&self, actor: &str) -> Result<Draft, ServiceError> {
        let draft = draft_id();
        let command =
            SignDraft { shipped: &SHIPPED, draft: &draft, effective: None, note: Some("Perbup Contoh 1/2027"), seen: Seen::Anything };
        self.act(actor, async |context| sign_draft(&context, &command).await)
    }

    /// From the first text to the signature, in an ordinary way.
    pub(crate) fn enact(&mut self) {
        self.draft("analyst", DRAFT_1, POLICY_1).unwrap();
        self.open("analyst", "2026-11-16").unwrap();
        self.submit("a1", &self.opinion("2 (2)", Position::Change, "staff", "Empat puluh terlalu banyak.")).unwrap();
        self.submit("public", &self.opinion("5", Position::Change, "disability", "Pelatihan belum aksesibel.")).unwrap();
        self.later("2026-11-17");
        self.close("analyst").unwrap();
        self.answer("analyst", 1, Outcome::Accepted, "diturunkan").unwrap();
        self.answer("analyst", 2, Outcome::Accepted, "ditambahkan").unwrap();
        self.draft("analyst", DRAFT_2, POLICY_2).unwrap();
        self.settle("analyst").unwrap();
        self.step("analyst2", "legal-review").unwrap();
        self.step("analyst", "harmonisation").unwrap();
        self.step("analyst", "facilitation").unwrap();
        self.sign("ppk").unwrap();
    }

    /// The verbs of the audit trail, which is sound.
    pub(crate) fn verbs(&self) -> Vec<String> {
        let entries = self.wait(async { self.store.read().await.unwrap().audit().list(0, usize::MAX).await.unwrap() });
        let mut verifier = Verifier::new(None);
        assert!(entries.iter().all(|entry| verifier.push(entry).is_empty()), "the chain is sound");
        let verb = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap()["verb"].as_str().unwrap().to_owned();
        entries.iter().map(|entry| verb(&entry.text)).collect()
    }
}

/// The stable code of a refusal.
pub(crate) fn code<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> &'static str {
    result.unwrap_err().code()
}
