//! Where everything is kept: ports that storage adapters implement.
//!
//! One repository trait stands beside each aggregate ([`people`](crate::people::repository), [`promotion`](crate::promotion::repository), …). A
//! [`Store`] opens a [`Transaction`], which hands out the repositories and ends with `commit`; dropping it rolls back. A use case is one
//! transaction, its audit entry included.
//!
//! What a store promises, besides what each repository says:
//! - **All or nothing.** After `commit` returned, everything written is kept, through a crash of the process too; before, nothing is.
//! - **Writers one after another.** Transactions of [`Store::begin`] have the effect of running one by one. A store may let them overlap and
//!   answer [`StoreError::Contended`] to one of them; whoever gets it begins anew (see [`StoreError::is_transient`]).
//! - **Readers see one moment.** A transaction of [`Store::read`] sees what was committed when it began, whatever is written meanwhile, and
//!   refuses to write with [`StoreError::ReadOnly`].
//! - **Not found is `None`**, never an error.
//! - **Revisions.** `save` takes the revision that was read, `None` for something new; another one in the store is a
//!   [`StoreError::Conflict`] and nothing is written.
//! - **Pages.** A list is in the order of its key; [`Page::after`] excludes the key itself, so that nothing is seen twice or left out however
//!   much is written between two pages. A page of limit 0 is empty, and `usize::MAX` is everything.
//! - **Order and sameness of texts.** Ids and other texts that are keys are compared byte by byte in UTF-8: case counts, no language's
//!   alphabet does. Dates go by time, years before 1 and after 9999 too.
//! - **Exactly or not at all.** What is kept comes back byte for byte: every digit of a decimal, its trailing zeros, nanoseconds, every
//!   character. What a store has no room for (a character 0, a year its dates do not reach) it refuses with [`StoreError::Unstorable`].
//! - **What belongs to something.** Nominations, answers, sheets and results belong to a cycle that was saved before, candidates, scores and
//!   decisions of a round to a round that was. What a store does otherwise is not promised. Ids of people and units may name some that are not
//!   there.
//! - **After an error.** After a `Conflict` of a method that keeps one thing, the transaction goes on as if that call had not been made. After
//!   every other error, and after a `Conflict` of a method that keeps many, the caller drops it: part of that call may have been written, or the
//!   backend may refuse everything further. `commit` of such a transaction either fails or keeps what was written before the error; it never
//!   says yes and keeps nothing.
//!
//! The [memory store](memory) is the reference; `jenjang-conformance` holds the tests every store must pass.

mod error;
pub mod memory;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::access::{AccessTokens, Grants, IdempotencyKeys, Outbox, Sessions};
use crate::audit::repository::AuditRepository;
use crate::competency::repository::CompetencyRepository;
use crate::development::repository::DevelopmentRepository;
use crate::evaluation::repository::CycleRepository;
use crate::people::repository::PeopleRepository;
use crate::policy::repository::PolicyRepository;
use crate::promotion::repository::{AppealRepository, DecisionRepository, RoundRepository};
use crate::record::RecordRepository;

pub use error::StoreError;
pub use memory::MemoryStore;

/// How often something was saved: 1 after the first time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Revision(pub u64);

impl Revision {
    /// The revision of something saved for the first time.
    pub const FIRST: Revision = Revision(1);

    /// The next one.
    #[must_use]
    pub fn next(self) -> Revision {
        Revision(self.0.saturating_add(1))
    }
}

/// Something stored, with the revision it was read at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Versioned<T> {
    /// What is stored.
    pub value: T,
    /// How often it was saved.
    pub revision: Revision,
}

/// A part of a list: at most `limit` entries whose key is greater than `after`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<K> {
    /// The last key of the page before; none for the first page.
    pub after: Option<K>,
    /// How many at most.
    pub limit: usize,
}

impl<K> Page<K> {
    /// The first page.
    pub fn first(limit: usize) -> Page<K> {
        Page { after: None, limit }
    }

    /// The page after a key.
    pub fn after(key: K, limit: usize) -> Page<K> {
        Page { after: Some(key), limit }
    }

    /// Everything at once; for what is known to be small.
    pub fn all() -> Page<K> {
        Page { after: None, limit: usize::MAX }
    }
}

/// A place where everything is kept.
#[async_trait]
pub trait Store: Send + Sync {
    /// Begins a transaction that may write. Other writers of the same store wait, or one of them gets [`StoreError::Contended`].
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where the store cannot be reached, [`StoreError::Busy`] where another writer holds it too long,
    /// [`StoreError::ReadOnly`] where it may not be written.
    async fn begin(&self) -> Result<Box<dyn Transaction>, StoreError>;

    /// Begins a transaction that only reads, at one moment.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where the store cannot be reached.
    async fn read(&self) -> Result<Box<dyn Transaction>, StoreError>;

    /// Whether the store is of the version that this program reads and writes: another program may have brought it up to date meanwhile. A store
    /// without versions always is.
    ///
    /// # Errors
    /// [`StoreError::Older`] or [`StoreError::Newer`]; [`StoreError::Unavailable`] where the store cannot be reached.
    async fn check_version(&self) -> Result<(), StoreError> {
        Ok(())
    }

    /// Ends what a cut of identities leaves to do outside transactions: frees space that held answers, destroys keys. Called after the commit
    /// that severed a cycle, and when a store is opened. Doing it again is harmless.
    ///
    /// # Errors
    /// Whatever keeps it from being done; it stays to be done.
    async fn scrub(&self) -> Result<(), StoreError>;
}

/// One unit of work. Dropping it without [`Transaction::commit`] leaves the store as it was.
#[async_trait]
pub trait Transaction: Send {
    /// People, their histories and the units they work in.
    fn people(&mut self) -> &mut dyn PeopleRepository;
    /// Competency frameworks, standards, schemes, questionnaires and profiles.
    fn competency(&mut self) -> &mut dyn CompetencyRepository;
    /// Policies and their versions.
    fn policies(&mut self) -> &mut dyn PolicyRepository;
    /// 360° cycles, nominations, answers, receipts and results.
    fn cycles(&mut self) -> &mut dyn CycleRepository;
    /// Promotion rounds, candidates and scores.
    fn rounds(&mut self) -> &mut dyn RoundRepository;
    /// Decisions about people.
    fn decisions(&mut self) -> &mut dyn DecisionRepository;
    /// Appeals and waivers.
    fn appeals(&mut self) -> &mut dyn AppealRepository;
    /// Records of development.
    fn development(&mut self) -> &mut dyn DevelopmentRepository;
    /// Records that are kept whole.
    fn records(&mut self) -> &mut dyn RecordRepository;
    /// The audit trail.
    fn audit(&mut self) -> &mut dyn AuditRepository;
    /// Who holds which role.
    fn grants(&mut self) -> &mut dyn Grants;
    /// Messages to be sent.
    fn outbox(&mut self) -> &mut dyn Outbox;
    /// Requests already answered.
    fn idempotency(&mut self) -> &mut dyn IdempotencyKeys;
    /// Tokens of other systems.
    fn tokens(&mut self) -> &mut dyn AccessTokens;
    /// Login sessions.
    fn sessions(&mut self) -> &mut dyn Sessions;

    /// Keeps everything written.
    ///
    /// # Errors
    /// [`StoreError::Contended`] where another transaction came first; nothing was kept then. After [`StoreError::Unavailable`] it is
    /// unknown whether it was.
    async fn commit(self: Box<Self>) -> Result<(), StoreError>;
}

/// Hands every repository of a [`Transaction`] to a macro, each as `name: Repository,`: for a type that stands before another transaction and passes on
/// what it does not answer itself.
#[macro_export]
macro_rules! each_repository {
    ($each:ident) => {
        $each! {
            people: $crate::people::repository::PeopleRepository,
            competency: $crate::competency::repository::CompetencyRepository,
            policies: $crate::policy::repository::PolicyRepository,
            cycles: $crate::evaluation::repository::CycleRepository,
            rounds: $crate::promotion::repository::RoundRepository,
            decisions: $crate::promotion::repository::DecisionRepository,
            appeals: $crate::promotion::repository::AppealRepository,
            development: $crate::development::repository::DevelopmentRepository,
            records: $crate::record::RecordRepository,
            audit: $crate::audit::repository::AuditRepository,
            grants: $crate::access::Grants,
            outbox: $crate::access::Outbox,
            idempotency: $crate::access::IdempotencyKeys,
            tokens: $crate::access::AccessTokens,
            sessions: $crate::access::Sessions,
        }
    };
}
