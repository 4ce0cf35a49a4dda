//! Every change has its entry in the transaction of the change.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use jenjang::access::GrantedRole;
use jenjang::audit::repository::{AuditRepository, Checkpoint};
use jenjang::audit::{ChainHead, StoredEntry};
use jenjang::store::{MemoryStore, Store, StoreError, Transaction};
use jenjang_service::people::{EndRole, GrantRole, SaveUnits, end_role, grant_role, save_units};
use jenjang_service::policies::{EnactPolicy, ProposePolicy, SubmitPolicy, WithdrawPolicy};
use jenjang_service::policies::{enact_policy, propose_policy, submit_policy, withdraw_policy};
use jenjang_service::promotion::{
    Choice, Correction, DismissAppeal, FileAppeal, GrantWaiver, Stand, WithdrawAppeal, WithdrawCandidate, dismiss_appeal, file_appeal,
    grant_waiver, stand, withdraw_appeal, withdraw_candidate,
};

use crate::appeals::{decision_of, file, grade_since, redecide, review};
use crate::rounds::{add, decide, give, panel_ranking, publish, rank, round, score, screen};
use crate::world::{REGULAR, SHIPPED, World, code, data, org_unit, person, record, run, unit};

/// A store whose audit trail can be made to fail.
struct Failing {
    store: MemoryStore,
    fails: Arc<AtomicBool>,
}

struct FailingTransaction {
    held: Box<dyn Transaction>,
    fails: Arc<AtomicBool>,
}

#[async_trait]
impl Store for Failing {
    async fn begin(&self) -> Result<Box<dyn Transaction>, StoreError> {
        Ok(Box::new(FailingTransaction { held: self.store.begin().await?, fails: Arc::clone(&self.fails) }))
    }

    async fn read(&self) -> Result<Box<dyn Transaction>, StoreError> {
        self.store.read().await
    }

    async fn scrub(&self) -> Result<(), StoreError> {
        self.store.scrub().await
    }
}

#[async_trait]
impl AuditRepository for FailingTransaction {
    async fn head(&mut self) -> Result<Option<ChainHead>, StoreError> {
        self.held.audit().head().await
    }

    async fn append(&mut self, entry: &StoredEntry) -> Result<(), StoreError> {
        if self.fails.load(Ordering::Relaxed) {
            return Err(StoreError::Full(Box::from("no room")));
        }
        self.held.audit().append(entry).await
    }

    async fn list(&mut self, after: u64, limit: usize) -> Result<Vec<StoredEntry>, StoreError> {
        self.held.audit().list(after, limit).await
    }

    async fn save_checkpoint(&mut self, checkpoint: &Checkpoint) -> Result<(), StoreError> {
        self.held.audit().save_checkpoint(checkpoint).await
    }

    async fn checkpoints(&mut self) -> Result<Vec<Checkpoint>, StoreError> {
        self.held.audit().checkpoints().await
    }
}

macro_rules! answered {
    (audit: $repository:path) => {
        fn audit(&mut self) -> &mut dyn $repository {
            self
        }
    };
    ($name:ident: $repository:path) => {
        fn $name(&mut self) -> &mut dyn $repository {
            self.held.$name()
        }
    };
}

macro_rules! handed_on {
    ($($name:ident: $repository:path,)*) => {
        #[async_trait]
        impl Transaction for FailingTransaction {
            $(answered! { $name: $repository })*

            async fn commit(self: Box<Self>) -> Result<(), StoreError> {
                self.held.commit().await
            }
        }
    };
}

jenjang::each_repository!(handed_on);

/// Everything the stores of this test hold, without the audit trail.
fn everything(world: &World) -> String {
    run(async {
        let mut tx = world.store.read().await.unwrap();
        let all = jenjang::store::Page::all;
        format!(
            "{:?}",
            (
                tx.people().units().await.unwrap(),
                tx.people().list(&Default::default(), &all()).await.unwrap().iter().map(|p| p.revision).collect::<Vec<_>>(),
                tx.grants().list(None).await.unwrap(),
                tx.policies().list(None).await.unwrap(),
                tx.rounds().list().await.unwrap(),
                tx.rounds().candidates(&round(), &jenjang::store::Page::first(1_000)).await.unwrap(),
                tx.rounds().panel_scores(&round()).await.unwrap(),
                tx.rounds().entries(&round(), &jenjang::store::Page::first(1_000)).await.unwrap(),
                tx.decisions().list(&round(), &jenjang::store::Page::first(1_000)).await.unwrap(),
                tx.appeals().list(None).await.unwrap(),
                tx.appeals().waivers(&person("a")).await.unwrap(),
            )
        )
    })
}

struct Step {
    verbs: &'static [&'static str],
    done: &'static str,
    work: Box<dyn Fn(&World) -> Result<(), jenjang_service::ServiceError>>,
}

fn step(
    done: &'static str,
    verbs: &'static [&'static str],
    work: impl Fn(&World) -> Result<(), jenjang_service::ServiceError> + 'static,
) -> Step {
    Step { verbs, done, work: Box::new(work) }
}

fn regular_text() -> String {
    let text = SHIPPED.sources.get(&SHIPPED.set.get(REGULAR).unwrap().file);
    // nothing but its title is other than shipped
    text.replacen("Kenaikan pangkat reguler", "Kenaikan pangkat reguler (contoh)", 1)
}

/// Every use case of this crate that changes something about people, policies, rounds and appeals, in an order that works.
fn story() -> Vec<Step> {
    let version = |world: &World| {
        let found = run(async { world.store.read().await.unwrap().policies().list(Some(REGULAR)).await.unwrap() });
        found[0].value.version
    };
    let id = |text: &str| -> jenjang::people::id::AppealId { text.parse().unwrap() };
    vec![
        step("units", &["unit.save"], |w| {
            w.act("hr", async |c| save_units(&c, SaveUnits { units: &[org_unit("seksi-2", Some("dinas"))] }).await).map(drop)
        }),
        step("import", &["people.import"], |w| w.import("hr", vec![data(&record("baru"), "dinas")]).map(drop)),
        step("grant", &["role.grant"], |w| {
            let grant = GrantRole { person: person("b"), role: GrantedRole::Auditor, unit: unit("dinas"), since: None };
            w.act("ppk", async |c| grant_role(&c, grant).await).map(drop)
        }),
        step("end", &["role.end"], |w| {
            let end = EndRole { person: person("b"), role: GrantedRole::Auditor, unit: unit("dinas"), until: None };
            w.act("ppk", async |c| end_role(&c, end).await).map(drop)
        }),
        step("propose", &["policy.propose"], |w| {
            let text = regular_text();
            let command = ProposePolicy { shipped: &SHIPPED, file: "usulan.toml", text: &text, purpose: None, effective: None };
            w.act("analyst", async |c| propose_policy(&c, command).await).map(drop)
        }),
        step("withdraw policy", &["policy.withdraw"], move |w| {
            let command = WithdrawPolicy { policy: REGULAR, version: version(w), reason: "contoh" };
            w.act("analyst", async |c| withdraw_policy(&c, command).await).map(drop)
        }),
        step("propose again", &["policy.propose"], |w| {
            let text = regular_text();
            let command = ProposePolicy { shipped: &SHIPPED, file: "usulan.toml", text: &text, purpose: None, effective: None };
            w.act("analyst", async |c| propose_policy(&c, command).await).map(drop)
        }),
        step("submit", &["policy.submit"], move |w| {
            let command = SubmitPolicy { shipped: &SHIPPED, policy: REGULAR, version: version(w) };
            w.act("analyst", async |c| submit_policy(&c, command).await).map(drop)
        }),
        step("enact", &["policy.enact"], move |w| {
            let command = EnactPolicy { shipped: &SHIPPED, policy: REGULAR, version: version(w), effective: None };
            w.act("ppk", async |c| enact_policy(&c, command).await).map(drop)
        }),
        step("waiver", &["waiver.grant"], |w| {
            let command = GrantWaiver {
                shipped: &SHIPPED,
                id: "w-1".parse().unwrap(),
                person: person("a"),
                policy: "asn/position/jpt-madya",
                criterion: "diploma-too-low",
                basis: "PP 17/2020 ps. 107 (2)",
                reason: "formasi tidak terisi",
                last_day: None,
            };
            w.act("ppk", async |c| grant_waiver(&c, command).await).map(drop)
        }),
        step("plan", &["round.plan"], |w| {
            let plan = crate::rounds::plan(Some(panel_ranking()));
            w.act("hr", async |c| jenjang_service::promotion::plan_round(&c, plan).await).map(drop)
        }),
        step("open", &["round.open"], |w| {
            let open = jenjang_service::promotion::OpenRound { round: round() };
            w.act("hr", async |c| jenjang_service::promotion::open_round(&c, open).await).map(drop)
        }),
        step("candidates", &["round.add-candidates"], |w| add(w, "hr", &["a", "b", "no", "silent"]).map(drop)),
        step("stand", &["round.stand"], |w| w.act("c", async |c| stand(&c, Stand { round: round() }).await)),
        step("withdraw candidate", &["round.withdraw"], |w| {
            let command = WithdrawCandidate { round: round(), person: person("c") };
            w.act("c", async |c| withdraw_candidate(&c, command).await)
        }),
        step("screen", &["round.screen", "round.screen", "round.screen"], |w| screen(w, "hr").map(drop)),
        step("panel", &["round.score-candidate"], |w| give(w, "m1", "a", [80; 4])),
        step("panel again", &["round.score-candidate"], |w| give(w, "m1", "b", [70; 4])),
        step("score", &["round.score", "round.score"], |w| score(w, "hr").map(drop)),
        step("rank", &["round.rank"], |w| rank(w, "hr").map(drop)),
        step("decide", &["round.decide"], |w| decide(w, "ppk", Choice::Everybody).map(drop)),
        step("publish", &["round.publish"], |w| publish(w, "hr").map(drop)),
        step("file", &["appeal.file"], |w| file(w, "no", &decision_of(w, "no").id, "time-in-grade-too-short").map(drop)),
        step("review", &["appeal.review"], |w| review(w, "hr2").map(drop)),
        step("redecide", &["appeal.resolve"], |w| redecide(w, "hr2", Correction::Facts(&[grade_since()])).map(drop)),
        step("file another", &["appeal.file"], move |w| {
            let (id, decision) = (id("k-2"), decision_of(w, "silent"));
            let proof: serde_json::Value = serde_json::from_str(&decision.proof).unwrap();
            let unknown = proof["findings"].as_array().unwrap().iter().find(|finding| finding["verdict"] == "unknown").unwrap();
            let criterion = unknown["code"].as_str().unwrap();
            let command = FileAppeal { id: &id, decision: &decision.id, criterion, grounds: "contoh", clock: None };
            w.act("silent", async |c| file_appeal(&c, command).await).map(drop)
        }),
        step("withdraw appeal", &["appeal.withdraw"], move |w| {
            w.act("silent", async |c| withdraw_appeal(&c, WithdrawAppeal { appeal: id("k-2") }).await).map(drop)
        }),
        step("file a third", &["appeal.file"], move |w| {
            let (id, decision) = (id("k-3"), decision_of(w, "silent"));
            let proof: serde_json::Value = serde_json::from_str(&decision.proof).unwrap();
            let unknown = proof["findings"].as_array().unwrap().iter().find(|finding| finding["verdict"] == "unknown").unwrap();
            let criterion = unknown["code"].as_str().unwrap();
            let command = FileAppeal { id: &id, decision: &decision.id, criterion, grounds: "contoh", clock: None };
            w.act("silent", async |c| file_appeal(&c, command).await).map(drop)
        }),
        step("review it", &["appeal.review"], move |w| {
            let command = jenjang_service::promotion::ReviewAppeal { appeal: id("k-3") };
            w.act("hr2", async |c| jenjang_service::promotion::review_appeal(&c, command).await).map(drop)
        }),
        step("dismiss", &["appeal.resolve"], move |w| {
            let id = id("k-3");
            w.act("hr2", async |c| dismiss_appeal(&c, DismissAppeal { appeal: &id, reason: "contoh" }).await).map(drop)
        }),
    ]
}

#[test]
fn every_change_writes_its_entry() {
    let world = World::new();
    for step in story() {
        let before = world.trail().len();
        (step.work)(&world).unwrap_or_else(|error| panic!("{}: {error}", step.done));
        assert_eq!(world.verbs(before), step.verbs, "{}", step.done);
    }
}

#[test]
fn a_change_whose_entry_cannot_be_written_is_not_made() {
    let fails = Arc::new(AtomicBool::new(false));
    let world = World::on(Box::new(Failing { store: MemoryStore::new(), fails: Arc::clone(&fails) }));
    for step in story() {
        let before = everything(&world);
        let entries = world.trail().len();
        fails.store(true, Ordering::Relaxed);
        assert_eq!(code((step.work)(&world)), "store", "{}", step.done);
        assert!(everything(&world) == before, "`{}` left something behind", step.done);
        assert_eq!(world.trail().len(), entries);
        fails.store(false, Ordering::Relaxed);
        (step.work)(&world).unwrap_or_else(|error| panic!("{}: {error}", step.done));
        assert!(everything(&world) != before, "`{}` changes something that this test sees", step.done);
    }
}
