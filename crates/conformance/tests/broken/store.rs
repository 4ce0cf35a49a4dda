//! A memory store with one fault.

use std::collections::BTreeSet;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use jenjang::access::{AccessTokens, AnsweredRequest, Grants, IdempotencyKeys, Outbox, Session, Sessions};
use jenjang::audit::repository::{AuditRepository, Checkpoint};
use jenjang::audit::{ChainHead, Digest, StoredEntry};
use jenjang::competency::repository::CompetencyRepository;
use jenjang::development::repository::DevelopmentRepository;
use jenjang::development::{DevelopmentRecord, DevelopmentState};
use jenjang::evaluation::nomination::Nomination;
use jenjang::evaluation::repository::{
    Audience, CycleFile, CycleRepository, NominationFilter, Receipt, ResultRecord, SeveredComment, SeveredSheet,
};
use jenjang::evaluation::response::Response;
use jenjang::people::OrgUnit;
use jenjang::people::id::{CycleId, DevelopmentId, PersonId, UnitId};
use jenjang::people::repository::{NameWords, PeopleFilter, PeopleRepository, PersonFile};
use jenjang::policy::repository::PolicyRepository;
use jenjang::promotion::repository::{AppealRepository, DecisionRepository, RoundRepository};
use jenjang::record::{Kind, Record, RecordFilter, RecordRepository};
use jenjang::store::{MemoryStore, Page, Revision, Store, StoreError, Transaction, Versioned};

/// What is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    KeepsDropped,
    SaysYesWhenContended,
    IgnoresRevisions,
    RepeatsTheLastOfAPage,
    LimitsBeforeTheFilter,
    CountsResultsByRow,
    ForgetsWhatWasConsulted,
    SharesRegisters,
    ReadsThePresent,
    WritesInReaders,
    DropsZeros,
    TrimsTexts,
    OrdersByLanguage,
    KeepsAnswers,
    LeavesGaps,
    MixesKeys,
    ExpiresByTheSecond,
    ForgetsWhatARecordBelongsTo,
}

/// The memory store never waits: its futures are done when they are first asked.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => panic!("the memory store waits"),
    }
}

pub(crate) struct BrokenStore {
    inner: MemoryStore,
    fault: Fault,
}

impl BrokenStore {
    pub(crate) fn new(fault: Fault) -> BrokenStore {
        BrokenStore { inner: MemoryStore::new(), fault }
    }

    fn transaction(&self, inner: Box<dyn Transaction>, reads: bool) -> Box<dyn Transaction> {
        Box::new(Broken { inner: Some(inner), store: self.inner.clone(), fault: self.fault, reads })
    }
}

#[async_trait]
impl Store for BrokenStore {
    async fn begin(&self) -> Result<Box<dyn Transaction>, StoreError> {
        Ok(self.transaction(self.inner.begin().await?, false))
    }

    async fn read(&self) -> Result<Box<dyn Transaction>, StoreError> {
        let inner = if self.fault == Fault::WritesInReaders { self.inner.begin().await? } else { self.inner.read().await? };
        Ok(self.transaction(inner, true))
    }

    async fn scrub(&self) -> Result<(), StoreError> {
        self.inner.scrub().await
    }
}

struct Broken {
    inner: Option<Box<dyn Transaction>>,
    store: MemoryStore,
    fault: Fault,
    reads: bool,
}

impl Broken {
    fn inner(&mut self) -> &mut dyn Transaction {
        if self.fault == Fault::ReadsThePresent && self.reads {
            self.inner = Some(now(self.store.read()).unwrap());
        }
        &mut **self.inner.as_mut().unwrap()
    }

    fn has(&self, fault: Fault) -> bool {
        self.fault == fault
    }

    /// A file as the fault has it stored.
    fn altered(&self, file: &PersonFile) -> PersonFile {
        let mut file = file.clone();
        if self.has(Fault::ForgetsWhatWasConsulted) {
            file.record.registers.grades.get_or_insert_default();
        }
        if self.has(Fault::TrimsTexts) {
            file.record.name = file.record.name.map(|name| name.trim().into());
        }
        file
    }

    /// Files as the fault has them read.
    fn read_back(&self, mut found: Vec<Versioned<PersonFile>>) -> Vec<Versioned<PersonFile>> {
        if self.has(Fault::SharesRegisters)
            && let Some(first) = found.first().map(|stored| stored.value.record.registers.clone())
        {
            found.iter_mut().for_each(|stored| stored.value.record.registers = first.clone());
        }
        if self.has(Fault::OrdersByLanguage) {
            found.sort_by_key(|stored| stored.value.id().as_str().to_lowercase());
        }
        found
    }
}

impl Drop for Broken {
    fn drop(&mut self) {
        if self.fault == Fault::KeepsDropped
            && let Some(inner) = self.inner.take()
        {
            let _ = now(inner.commit());
        }
    }
}

#[async_trait]
impl Transaction for Broken {
    fn people(&mut self) -> &mut dyn PeopleRepository {
        self
    }
    fn competency(&mut self) -> &mut dyn CompetencyRepository {
        self.inner().competency()
    }
    fn policies(&mut self) -> &mut dyn PolicyRepository {
        self.inner().policies()
    }
    fn cycles(&mut self) -> &mut dyn CycleRepository {
        self
    }
    fn rounds(&mut self) -> &mut dyn RoundRepository {
        self.inner().rounds()
    }
    fn decisions(&mut self) -> &mut dyn DecisionRepository {
        self.inner().decisions()
    }
    fn appeals(&mut self) -> &mut dyn AppealRepository {
        self.inner().appeals()
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
        self.inner().grants()
    }
    fn outbox(&mut self) -> &mut dyn Outbox {
        self.inner().outbox()
    }
    fn idempotency(&mut self) -> &mut dyn IdempotencyKeys {
        self
    }
    fn tokens(&mut self) -> &mut dyn AccessTokens {
        self.inner().tokens()
    }
    fn sessions(&mut self) -> &mut dyn Sessions {
        self
    }

    async fn commit(mut self: Box<Self>) -> Result<(), StoreError> {
        match self.inner.take().unwrap().commit().await {
            Err(StoreError::Contended(_)) if self.has(Fault::SaysYesWhenContended) => Ok(()),
            done => done,
        }
    }
}

#[async_trait]
impl PeopleRepository for Broken {
    async fn find(&mut self, id: &PersonId) -> Result<Option<Versioned<PersonFile>>, StoreError> {
        self.inner().people().find(id).await
    }
    async fn find_many(&mut self, ids: &[PersonId]) -> Result<Vec<Versioned<PersonFile>>, StoreError> {
        let found = self.inner().people().find_many(ids).await?;
        Ok(self.read_back(found))
    }
    async fn find_by_number(&mut self, number: &str) -> Result<Option<PersonId>, StoreError> {
        self.inner().people().find_by_number(number).await
    }
    async fn list(&mut self, filter: &PeopleFilter, page: &Page<PersonId>) -> Result<Vec<Versioned<PersonFile>>, StoreError> {
        if self.has(Fault::RepeatsTheLastOfAPage) && page.limit > 1 {
            let mut found = self.inner().people().list(filter, &Page::all()).await?;
            found.retain(|stored| page.after.as_ref().is_none_or(|after| stored.value.id() >= after));
            found.truncate(page.limit);
            // nobody new: the end, so that a reader of pages gets there
            let new = found.iter().any(|stored| page.after.as_ref() != Some(stored.value.id()));
            return Ok(if new || page.limit == usize::MAX { found } else { Vec::new() });
        }
        if self.has(Fault::LimitsBeforeTheFilter) {
            let mut found = self.inner().people().list(&PeopleFilter::default(), page).await?;
            let wanted = self.inner().people().list(filter, &Page::all()).await?;
            found.retain(|stored| wanted.contains(stored));
            return Ok(found);
        }
        let found = self.inner().people().list(filter, page).await?;
        Ok(self.read_back(found))
    }
    async fn count(&mut self, filter: &PeopleFilter) -> Result<u64, StoreError> {
        self.inner().people().count(filter).await
    }
    async fn save(&mut self, file: &PersonFile, expected: Option<Revision>) -> Result<Revision, StoreError> {
        let file = self.altered(file);
        let expected = if self.has(Fault::IgnoresRevisions) {
            self.inner().people().find(file.id()).await?.map(|stored| stored.revision)
        } else {
            expected
        };
        self.inner().people().save(&file, expected).await
    }
    async fn save_many(&mut self, files: &[PersonFile]) -> Result<(), StoreError> {
        let files: Vec<PersonFile> = files.iter().map(|file| self.altered(file)).collect();
        self.inner().people().save_many(&files).await
    }
    async fn remove(&mut self, id: &PersonId, expected: Revision) -> Result<(), StoreError> {
        self.inner().people().remove(id, expected).await
    }
    async fn find_unit(&mut self, id: &UnitId) -> Result<Option<OrgUnit>, StoreError> {
        self.inner().people().find_unit(id).await
    }
    async fn units_above(&mut self, id: &UnitId) -> Result<Vec<OrgUnit>, StoreError> {
        self.inner().people().units_above(id).await
    }

    async fn units(&mut self) -> Result<Vec<OrgUnit>, StoreError> {
        self.inner().people().units().await
    }

    async fn find_units(&mut self, ids: &BTreeSet<UnitId>) -> Result<Vec<OrgUnit>, StoreError> {
        self.inner().people().find_units(ids).await
    }

    async fn units_under(&mut self, ids: &BTreeSet<UnitId>) -> Result<Vec<OrgUnit>, StoreError> {
        self.inner().people().units_under(ids).await
    }

    async fn units_named(
        &mut self,
        under: Option<&BTreeSet<UnitId>>,
        words: Option<&NameWords>,
        limit: usize,
    ) -> Result<Vec<OrgUnit>, StoreError> {
        self.inner().people().units_named(under, words, limit).await
    }

    async fn top_units(&mut self) -> Result<Vec<UnitId>, StoreError> {
        self.inner().people().top_units().await
    }

    async fn save_units(&mut self, units: &[OrgUnit]) -> Result<(), StoreError> {
        self.inner().people().save_units(units).await
    }
}

#[async_trait]
impl DevelopmentRepository for Broken {
    async fn find(&mut self, id: &DevelopmentId) -> Result<Option<Versioned<DevelopmentRecord>>, StoreError> {
        self.inner().development().find(id).await
    }
    async fn of_person(&mut self, person: &PersonId) -> Result<Vec<Versioned<DevelopmentRecord>>, StoreError> {
        self.inner().development().of_person(person).await
    }
    async fn of_people(&mut self, people: &[PersonId]) -> Result<Vec<Versioned<DevelopmentRecord>>, StoreError> {
        self.inner().development().of_people(people).await
    }
    async fn save(&mut self, record: &DevelopmentRecord, expected: Option<Revision>) -> Result<Revision, StoreError> {
        let mut record = record.clone();
        if let (true, DevelopmentState::Completed { hours, .. }) = (self.has(Fault::DropsZeros), &mut record.state) {
            *hours = hours.normalize();
        }
        self.inner().development().save(&record, expected).await
    }
    async fn remove_person(&mut self, person: &PersonId) -> Result<u64, StoreError> {
        self.inner().development().remove_person(person).await
    }
}

#[async_trait]
impl CycleRepository for Broken {
    async fn find(&mut self, id: &CycleId) -> Result<Option<Versioned<CycleFile>>, StoreError> {
        self.inner().cycles().find(id).await
    }
    async fn list(&mut self) -> Result<Vec<Versioned<CycleFile>>, StoreError> {
        self.inner().cycles().list().await
    }
    async fn save(&mut self, file: &CycleFile, expected: Option<Revision>) -> Result<Revision, StoreError> {
        self.inner().cycles().save(file, expected).await
    }
    async fn nominations(&mut self, cycle: &CycleId, filter: &NominationFilter) -> Result<Vec<Nomination>, StoreError> {
        self.inner().cycles().nominations(cycle, filter).await
    }
    async fn nominations_of(&mut self, cycle: &CycleId, ratees: &BTreeSet<PersonId>) -> Result<Vec<Nomination>, StoreError> {
        self.inner().cycles().nominations_of(cycle, ratees).await
    }
    async fn save_nominations(&mut self, cycle: &CycleId, nominations: &[Nomination]) -> Result<(), StoreError> {
        self.inner().cycles().save_nominations(cycle, nominations).await
    }
    async fn put_draft(&mut self, cycle: &CycleId, draft: &Response) -> Result<(), StoreError> {
        self.inner().cycles().put_draft(cycle, draft).await
    }
    async fn draft(&mut self, cycle: &CycleId, ratee: &PersonId, rater: &PersonId) -> Result<Option<Response>, StoreError> {
        self.inner().cycles().draft(cycle, ratee, rater).await
    }
    async fn drop_draft(&mut self, cycle: &CycleId, ratee: &PersonId, rater: &PersonId) -> Result<(), StoreError> {
        self.inner().cycles().drop_draft(cycle, ratee, rater).await
    }
    async fn put_answer(&mut self, cycle: &CycleId, response: &Response, receipt: &Receipt) -> Result<(), StoreError> {
        self.inner().cycles().put_answer(cycle, response, receipt).await
    }
    async fn answers(&mut self, cycle: &CycleId) -> Result<Vec<Response>, StoreError> {
        self.inner().cycles().answers(cycle).await
    }
    async fn receipts(&mut self, cycle: &CycleId, filter: &NominationFilter) -> Result<Vec<Receipt>, StoreError> {
        self.inner().cycles().receipts(cycle, filter).await
    }
    async fn sever(&mut self, cycle: &CycleId, sheets: &[SeveredSheet], comments: &[SeveredComment]) -> Result<(), StoreError> {
        let answers = self.inner().cycles().answers(cycle).await?;
        let receipts = self.inner().cycles().receipts(cycle, &NominationFilter::default()).await?;
        self.inner().cycles().sever(cycle, sheets, comments).await?;
        if self.has(Fault::KeepsAnswers) {
            for (answer, receipt) in answers.iter().zip(&receipts) {
                self.inner().cycles().put_answer(cycle, answer, receipt).await?;
            }
        }
        Ok(())
    }
    async fn sheets(&mut self, cycle: &CycleId, ratee: Option<&PersonId>) -> Result<Vec<SeveredSheet>, StoreError> {
        self.inner().cycles().sheets(cycle, ratee).await
    }
    async fn comments(&mut self, cycle: &CycleId, ratee: Option<&PersonId>) -> Result<Vec<SeveredComment>, StoreError> {
        self.inner().cycles().comments(cycle, ratee).await
    }
    async fn save_results(&mut self, cycle: &CycleId, results: &[ResultRecord]) -> Result<(), StoreError> {
        self.inner().cycles().save_results(cycle, results).await
    }
    async fn results(
        &mut self,
        cycle: &CycleId,
        audience: Audience,
        ratee: Option<&PersonId>,
        page: &Page<PersonId>,
    ) -> Result<Vec<ResultRecord>, StoreError> {
        let mut found = self.inner().cycles().results(cycle, audience, ratee, page).await?;
        if self.has(Fault::CountsResultsByRow) {
            found.truncate(page.limit);
        }
        Ok(found)
    }
    async fn remove_person(&mut self, person: &PersonId) -> Result<u64, StoreError> {
        self.inner().cycles().remove_person(person).await
    }
}

#[async_trait]
impl AuditRepository for Broken {
    async fn head(&mut self) -> Result<Option<ChainHead>, StoreError> {
        self.inner().audit().head().await
    }
    async fn append(&mut self, entry: &StoredEntry) -> Result<(), StoreError> {
        match self.inner().audit().append(entry).await {
            Err(StoreError::Conflict { .. }) if self.has(Fault::LeavesGaps) => Ok(()),
            done => done,
        }
    }
    async fn list(&mut self, after: u64, limit: usize) -> Result<Vec<StoredEntry>, StoreError> {
        self.inner().audit().list(after, limit).await
    }
    async fn save_checkpoint(&mut self, checkpoint: &Checkpoint) -> Result<(), StoreError> {
        self.inner().audit().save_checkpoint(checkpoint).await
    }
    async fn checkpoints(&mut self) -> Result<Vec<Checkpoint>, StoreError> {
        self.inner().audit().checkpoints().await
    }
}

impl Broken {
    fn owner(&self, person: &PersonId) -> PersonId {
        if self.has(Fault::MixesKeys) { "everybody".parse().unwrap() } else { person.clone() }
    }
}

#[async_trait]
impl IdempotencyKeys for Broken {
    async fn find(&mut self, person: &PersonId, key: &str) -> Result<Option<AnsweredRequest>, StoreError> {
        let owner = self.owner(person);
        let found = self.inner().idempotency().find(&owner, key).await?;
        Ok(found.map(|request| AnsweredRequest { person: person.clone(), ..request }))
    }
    async fn insert(&mut self, request: &AnsweredRequest) -> Result<(), StoreError> {
        let person = self.owner(&request.person);
        self.inner().idempotency().insert(&AnsweredRequest { person, ..request.clone() }).await
    }
    async fn remove_expired(&mut self, now: DateTime<Utc>) -> Result<u64, StoreError> {
        self.inner().idempotency().remove_expired(now).await
    }
}

#[async_trait]
impl Sessions for Broken {
    async fn find(&mut self, hash: &Digest) -> Result<Option<Session>, StoreError> {
        self.inner().sessions().find(hash).await
    }
    async fn save(&mut self, session: &Session) -> Result<(), StoreError> {
        self.inner().sessions().save(session).await
    }
    async fn remove(&mut self, hash: &Digest) -> Result<bool, StoreError> {
        self.inner().sessions().remove(hash).await
    }
    async fn remove_expired(&mut self, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let late = if self.has(Fault::ExpiresByTheSecond) { now - chrono::TimeDelta::seconds(1) } else { now };
        self.inner().sessions().remove_expired(late).await
    }
}

#[async_trait]
impl RecordRepository for Broken {
    async fn find(&mut self, kind: Kind, id: &str) -> Result<Option<Versioned<Record>>, StoreError> {
        self.inner().records().find(kind, id).await
    }
    async fn list(&mut self, kind: Kind, filter: &RecordFilter, page: &Page<Arc<str>>) -> Result<Vec<Versioned<Record>>, StoreError> {
        let filter =
            if self.has(Fault::ForgetsWhatARecordBelongsTo) { RecordFilter { parent: None, ..filter.clone() } } else { filter.clone() };
        self.inner().records().list(kind, &filter, page).await
    }
    async fn about(&mut self, kind: Kind, people: &[PersonId]) -> Result<Vec<Versioned<Record>>, StoreError> {
        self.inner().records().about(kind, people).await
    }
    async fn count(&mut self, kind: Kind, filter: &RecordFilter) -> Result<u64, StoreError> {
        self.inner().records().count(kind, filter).await
    }
    async fn save(&mut self, record: &Record, expected: Option<Revision>) -> Result<Revision, StoreError> {
        self.inner().records().save(record, expected).await
    }
    async fn remove(&mut self, kind: Kind, id: &str, expected: Revision) -> Result<(), StoreError> {
        self.inner().records().remove(kind, id, expected).await
    }
    async fn of_person(&mut self, person: &PersonId) -> Result<Vec<Versioned<Record>>, StoreError> {
        self.inner().records().of_person(person).await
    }
}
