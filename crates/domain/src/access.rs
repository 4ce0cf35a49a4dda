//! What frontends keep: who holds which role, tokens of other systems, login sessions, requests already answered, messages to be sent.

mod account;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::audit::Digest;
use crate::people::id::{PersonId, UnitId};
use crate::store::StoreError;

pub use account::{LocalAccount, PasswordDigest};

/// A role that is given by somebody. Employee, rater, supervisor and panel member follow from what is stored and are not given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GrantedRole {
    /// Runs people's data, cycles and rounds of a unit and all under it (BKPSDM, *pengelola kepegawaian*).
    HrOfficer,
    /// Drafts policies and tries them.
    PolicyAnalyst,
    /// Signs policies and choices (*pejabat pembina kepegawaian*, PPK).
    AppointingAuthority,
    /// Reads the audit trail and checks it.
    Auditor,
}

impl GrantedRole {
    /// All of them.
    pub const ALL: [GrantedRole; 4] =
        [GrantedRole::HrOfficer, GrantedRole::PolicyAnalyst, GrantedRole::AppointingAuthority, GrantedRole::Auditor];

    /// The word in stores and commands.
    pub fn as_str(self) -> &'static str {
        match self {
            GrantedRole::HrOfficer => "hr-officer",
            GrantedRole::PolicyAnalyst => "policy-analyst",
            GrantedRole::AppointingAuthority => "appointing-authority",
            GrantedRole::Auditor => "auditor",
        }
    }
}

/// A role somebody holds for a unit and all under it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Grant {
    /// Who.
    pub person: PersonId,
    /// Which role.
    pub role: GrantedRole,
    /// For which unit and all under it.
    pub unit: UnitId,
    /// First day.
    pub since: NaiveDate,
    /// First day no longer; none while it lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

impl Grant {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.since <= day && self.until.is_none_or(|until| day < until)
    }
}

/// Who holds which role.
#[async_trait]
pub trait Grants: Send {
    /// The grants of a person or of all, in order.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn list(&mut self, person: Option<&PersonId>) -> Result<Vec<Grant>, StoreError>;

    /// Keeps a grant; one of the same person, role, unit and first day is replaced, which is how a grant ends. Grants are in the order of
    /// person, role as in [`GrantedRole::ALL`], unit and first day.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn save(&mut self, grant: &Grant) -> Result<(), StoreError>;
}

/// A message to be sent once the change it tells of is kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Message {
    /// Its id, given by whoever puts it in; ids of one process grow.
    pub id: Arc<str>,
    /// What it is about (`cycle-opened`).
    pub topic: Arc<str>,
    /// For whom; none for a topic everybody may follow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<PersonId>,
    /// What it says, as JSON: ids only.
    pub body: Arc<str>,
    /// When it was put in.
    pub at: DateTime<Utc>,
}

/// Without what it says.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message").field("id", &self.id).field("topic", &self.topic).finish_non_exhaustive()
    }
}

/// Messages to be sent, written in the transaction of the change they tell of.
#[async_trait]
pub trait Outbox: Send {
    /// Puts a message in.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the id is taken.
    async fn put(&mut self, message: &Message) -> Result<(), StoreError>;

    /// The first messages by id.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn peek(&mut self, limit: usize) -> Result<Vec<Message>, StoreError>;

    /// Messages after an id, by id: all of them, or those for a person and those for everybody.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn after(&mut self, after: Option<&str>, of: Option<&PersonId>, limit: usize) -> Result<Vec<Message>, StoreError>;

    /// Takes messages out that were sent; ids that are not there do not matter.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn remove(&mut self, ids: &[Arc<str>]) -> Result<(), StoreError>;
}

/// A request that was answered.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct AnsweredRequest {
    /// Who asked; keys of different people do not meet.
    pub person: PersonId,
    /// The key the caller chose.
    pub key: Arc<str>,
    /// SHA-256 over the request: the same key for another request is a mistake of the caller.
    pub request: Digest,
    /// The answer, as it was given.
    pub answer: Arc<str>,
    /// When it may be forgotten.
    pub expires: DateTime<Utc>,
}

/// Without the answer.
impl fmt::Debug for AnsweredRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AnsweredRequest").field("key", &self.key).finish_non_exhaustive()
    }
}

/// Requests already answered, so that the same request sent twice is done once.
#[async_trait]
pub trait IdempotencyKeys: Send {
    /// The answer given under a key.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn find(&mut self, person: &PersonId, key: &str) -> Result<Option<AnsweredRequest>, StoreError>;

    /// Keeps an answer.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the person used the key already, expired or not.
    async fn insert(&mut self, request: &AnsweredRequest) -> Result<(), StoreError>;

    /// Forgets what expired at or before a moment; how many.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn remove_expired(&mut self, now: DateTime<Utc>) -> Result<u64, StoreError>;
}

/// A token with which another system acts for somebody. The token itself is not kept, only its hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct AccessToken {
    /// SHA-256 over the token.
    pub hash: Digest,
    /// For whom it acts.
    pub person: PersonId,
    /// What people call it.
    pub name: Arc<str>,
    /// What it may do (`read`, `write`).
    pub scope: Arc<str>,
    /// When it ends.
    pub expires: DateTime<Utc>,
}

/// Tokens of other systems.
#[async_trait]
pub trait AccessTokens: Send {
    /// The token with this hash, expired or not.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn find(&mut self, hash: &Digest) -> Result<Option<AccessToken>, StoreError>;

    /// The tokens of a person, by hash.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn of_person(&mut self, person: &PersonId) -> Result<Vec<AccessToken>, StoreError>;

    /// Keeps a token.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the hash is taken.
    async fn insert(&mut self, token: &AccessToken) -> Result<(), StoreError>;

    /// Removes a token; whether it was there.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn remove(&mut self, hash: &Digest) -> Result<bool, StoreError>;
}

/// A login session. Opaque: what is in it only the frontend knows.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Session {
    /// SHA-256 over the id the browser holds.
    pub hash: Digest,
    /// What the frontend keeps.
    pub data: Arc<str>,
    /// When it ends.
    pub expires: DateTime<Utc>,
}

/// Without what is kept in it.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("expires", &self.expires).finish_non_exhaustive()
    }
}

/// Login sessions.
#[async_trait]
pub trait Sessions: Send {
    /// The session with this hash, expired or not.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn find(&mut self, hash: &Digest) -> Result<Option<Session>, StoreError>;

    /// Keeps a session; one with the same hash is replaced.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn save(&mut self, session: &Session) -> Result<(), StoreError>;

    /// Removes a session; whether it was there.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn remove(&mut self, hash: &Digest) -> Result<bool, StoreError>;

    /// Removes what expired at or before a moment; how many.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn remove_expired(&mut self, now: DateTime<Utc>) -> Result<u64, StoreError>;
}
