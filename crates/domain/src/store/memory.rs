//! The reference store: everything in ordered maps.
//!
//! A transaction works on its own copy; the first to commit wins and others get [`StoreError::Contended`](super::StoreError::Contended). For tests, demonstrations and as what
//! other stores are compared with.

mod access;
mod evaluation;
mod people;
mod promotion;
mod record;
mod trail;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use chrono::NaiveDate;

use super::{Page, Revision, Store, StoreError, Transaction, Versioned};
use crate::access::{AccessToken, AccessTokens, AnsweredRequest, Grant, Grants, IdempotencyKeys, Message, Outbox, Session, Sessions};
use crate::audit::repository::{AuditRepository, Checkpoint};
use crate::audit::{Digest, StoredEntry};
use crate::competency::repository::{CompetencyRepository, ProfileRecord, TextKind, TextRecord};
use crate::development::DevelopmentRecord;
use crate::development::repository::DevelopmentRepository;
use crate::evaluation::nomination::Nomination;
use crate::evaluation::repository::{Audience, CycleFile, CycleRepository, Receipt, ResultRecord, SeveredComment, SeveredSheet};
use crate::evaluation::response::Response;
use crate::people::OrgUnit;
use crate::people::id::{AppealId, CycleId, DecisionId, DevelopmentId, FrameworkId, PanelMemberId, PersonId, RoundId, UnitId, WaiverId};
use crate::people::repository::{PeopleRepository, PersonFile};
use crate::policy::repository::{PolicyRepository, PolicyVersion};
use crate::promotion::panel::PanelScore;
use crate::promotion::repository::{
    AppealRecord, AppealRepository, DecisionRecord, DecisionRepository, EntryRecord, RoundFile, RoundRepository,
};
use crate::promotion::waiver::WaiverRecord;
use crate::record::{Kind, Record, RecordRepository};

type Table<K, V> = Arc<BTreeMap<K, V>>;
type Versions<K, V> = Table<K, Versioned<V>>;

/// Everything stored. Cloning is cheap: tables are shared until one of them is written.
#[derive(Clone, Debug, Default)]
struct State {
    commits: u64,
    people: Versions<PersonId, PersonFile>,
    numbers: Table<Arc<str>, PersonId>,
    units: Table<UnitId, OrgUnit>,
    texts: Table<(TextKind, Arc<str>, Digest), TextRecord>,
    profiles: Versions<(PersonId, FrameworkId), ProfileRecord>,
    policies: Versions<(Arc<str>, Digest), PolicyVersion>,
    cycles: Versions<CycleId, CycleFile>,
    nominations: Table<(CycleId, PersonId, PersonId), Nomination>,
    answers: Table<(CycleId, PersonId, PersonId), Response>,
    answer_drafts: Table<(CycleId, PersonId, PersonId), Response>,
    receipts: Table<(CycleId, PersonId, PersonId), Receipt>,
    sheets: Table<(CycleId, Arc<str>), SeveredSheet>,
    comments: Table<(CycleId, Arc<str>), SeveredComment>,
    results: Table<(CycleId, Audience, Option<PersonId>, u32), ResultRecord>,
    rounds: Versions<RoundId, RoundFile>,
    candidates: Arc<BTreeSet<(RoundId, PersonId)>>,
    entries: Table<(RoundId, PersonId), EntryRecord>,
    panel_scores: Table<(RoundId, PanelMemberId, PersonId, Arc<str>), PanelScore>,
    decisions: Table<DecisionId, DecisionRecord>,
    corrected: Table<DecisionId, DecisionId>,
    in_force: Table<(RoundId, PersonId), DecisionId>,
    decided: Arc<BTreeSet<(PersonId, NaiveDate, DecisionId)>>,
    appeals: Versions<AppealId, AppealRecord>,
    waivers: Table<WaiverId, WaiverRecord>,
    development: Versions<DevelopmentId, DevelopmentRecord>,
    records: Versions<(Kind, Arc<str>), Record>,
    audit: Arc<Vec<StoredEntry>>,
    checkpoints: Table<u64, Checkpoint>,
    grants: Arc<BTreeSet<Grant>>,
    outbox: Table<Arc<str>, Message>,
    requests: Table<(PersonId, Arc<str>), AnsweredRequest>,
    tokens: Table<Digest, AccessToken>,
    sessions: Table<Digest, Session>,
}

/// A store in memory. Clones share what is stored.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore(Arc<Mutex<State>>);

impl MemoryStore {
    /// An empty store.
    pub fn new() -> MemoryStore {
        MemoryStore::default()
    }

    /// A store of its own that holds what this one holds now: what is written to either afterwards, the other does not know. Cheap: what neither writes
    /// stays shared.
    pub fn fork(&self) -> MemoryStore {
        MemoryStore(Arc::new(Mutex::new(self.snapshot())))
    }

    fn snapshot(&self) -> State {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn transaction(&self, writes: bool) -> Box<dyn Transaction> {
        let state = self.snapshot();
        Box::new(MemoryTransaction { base: state.commits, store: self.clone(), state, writes })
    }
}

#[async_trait]
impl Store for MemoryStore {
    async fn begin(&self) -> Result<Box<dyn Transaction>, StoreError> {
        Ok(self.transaction(true))
    }

    async fn read(&self) -> Result<Box<dyn Transaction>, StoreError> {
        Ok(self.transaction(false))
    }

    async fn scrub(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

struct MemoryTransaction {
    store: MemoryStore,
    state: State,
    base: u64,
    writes: bool,
}

impl MemoryTransaction {
    /// The state to write to.
    fn write(&mut self) -> Result<&mut State, StoreError> {
        if self.writes { Ok(&mut self.state) } else { Err(StoreError::ReadOnly { reason: "the transaction only reads" }) }
    }
}

#[async_trait]
impl Transaction for MemoryTransaction {
    fn people(&mut self) -> &mut dyn PeopleRepository {
        self
    }

    fn competency(&mut self) -> &mut dyn CompetencyRepository {
        self
    }

    fn policies(&mut self) -> &mut dyn PolicyRepository {
        self
    }

    fn cycles(&mut self) -> &mut dyn CycleRepository {
        self
    }

    fn rounds(&mut self) -> &mut dyn RoundRepository {
        self
    }

    fn decisions(&mut self) -> &mut dyn DecisionRepository {
        self
    }

    fn appeals(&mut self) -> &mut dyn AppealRepository {
        self
    }

    fn development(&mut self) -> &mut dyn DevelopmentRepository {
        self
    }

    fn records(&mut self) -> &mut dyn RecordRepository {
        self
    }

    fn audit(&mut self) -> &mut dyn AuditRepository {
        self
    }

    fn grants(&mut self) -> &mut dyn Grants {
        self
    }

    fn outbox(&mut self) -> &mut dyn Outbox {
        self
    }

    fn idempotency(&mut self) -> &mut dyn IdempotencyKeys {
        self
    }

    fn tokens(&mut self) -> &mut dyn AccessTokens {
        self
    }

    fn sessions(&mut self) -> &mut dyn Sessions {
        self
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        if !self.writes {
            return Ok(());
        }
        let mut held = self.store.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.commits != self.base {
            return Err(StoreError::Contended(None));
        }
        *held = State { commits: self.base.saturating_add(1), ..self.state };
        Ok(())
    }
}

/// Keeps a value where the caller has read the revision that is stored.
fn save<K: Ord + Clone, V: Clone>(
    table: &mut Versions<K, V>,
    what: &'static str,
    key: K,
    name: impl ToString,
    value: V,
    expected: Option<Revision>,
) -> Result<Revision, StoreError> {
    let found = table.get(&key).map(|stored| stored.revision);
    if found != expected {
        return Err(StoreError::Conflict { what, id: name.to_string(), found, expected });
    }
    let revision = found.map_or(Revision::FIRST, Revision::next);
    Arc::make_mut(table).insert(key, Versioned { value, revision });
    Ok(revision)
}

/// Keeps a value whose key must be new.
fn insert<K: Ord + Clone, V: Clone>(
    table: &mut Table<K, V>,
    what: &'static str,
    key: K,
    name: impl ToString,
    value: V,
) -> Result<(), StoreError> {
    if table.contains_key(&key) {
        return Err(taken(what, name));
    }
    Arc::make_mut(table).insert(key, value);
    Ok(())
}

fn taken(what: &'static str, name: impl ToString) -> StoreError {
    StoreError::Conflict { what, id: name.to_string(), found: Some(Revision::FIRST), expected: None }
}

/// The bound after which a page begins.
fn start<K, F: Clone>(page: &Page<K>, first: Bound<F>, after: impl Fn(&K) -> F) -> Bound<F> {
    page.after.as_ref().map_or(first, |key| Bound::Excluded(after(key)))
}
/// Removes the entries that match; how many.
fn remove_where<K: Ord + Clone, V: Clone>(table: &mut Table<K, V>, matches: impl Fn(&K, &V) -> bool) -> u64 {
    let keys: Vec<K> = table.iter().filter(|(key, value)| matches(key, value)).map(|(key, _)| key.clone()).collect();
    if !keys.is_empty() {
        let table = Arc::make_mut(table);
        keys.iter().for_each(|key| {
            table.remove(key);
        });
    }
    u64::try_from(keys.len()).unwrap_or(u64::MAX)
}
