//! Where policies and their versions are kept.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::audit::Digest;
use crate::legal::Label;
use crate::people::id::PersonId;
use crate::store::{Revision, StoreError, Versioned};

/// Where a version of a policy stands: draft → under review → enacted → superseded; a draft or a version under review may be withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum PolicyState {
    /// Being written.
    Draft,
    /// Handed in; somebody else enacts it or gives it back.
    UnderReview {
        /// Since when.
        since: NaiveDate,
        /// Who handed it in.
        by: PersonId,
    },
    /// In force from its effective date.
    Enacted {
        /// When it was signed.
        on: NaiveDate,
        /// Who signed; not the one who proposed it.
        by: PersonId,
    },
    /// Another version took over.
    Superseded {
        /// When this version was signed: on days of knowledge before the other, it is still the one in force.
        enacted: NaiveDate,
        /// Who signed this version.
        enacted_by: PersonId,
        /// When the other version was signed.
        on: NaiveDate,
        /// The version that took over.
        by: Digest,
    },
    /// Given up before it was enacted.
    Withdrawn {
        /// When.
        on: NaiveDate,
        /// Why.
        reason: Arc<str>,
    },
    /// Came with the program; kept so that decisions made under it can be re-run.
    Shipped,
}

impl PolicyState {
    /// The state's word.
    pub fn as_str(&self) -> &'static str {
        match self {
            PolicyState::Draft => "draft",
            PolicyState::UnderReview { .. } => "under-review",
            PolicyState::Enacted { .. } => "enacted",
            PolicyState::Superseded { .. } => "superseded",
            PolicyState::Withdrawn { .. } => "withdrawn",
            PolicyState::Shipped => "shipped",
        }
    }

    /// What people read.
    pub fn label(&self) -> Label {
        match self {
            PolicyState::Draft => Label::new("rancangan", "draft"),
            PolicyState::UnderReview { .. } => Label::new("dalam pembahasan", "under review"),
            PolicyState::Enacted { .. } => Label::new("ditetapkan", "enacted"),
            PolicyState::Superseded { .. } => Label::new("digantikan", "superseded"),
            PolicyState::Withdrawn { .. } => Label::new("ditarik", "withdrawn"),
            PolicyState::Shipped => Label::new("bawaan", "shipped"),
        }
    }
}

/// One version of a policy. Its text does not change; its state does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct PolicyVersion {
    /// Id of the policy.
    pub policy: Arc<str>,
    /// Hash of its meaning ([`VersionHash`](super::model::VersionHash)).
    pub version: Digest,
    /// The file's text.
    pub text: Arc<str>,
    /// First day the version may bind; what binds when inside it, the text says.
    pub effective: NaiveDate,
    /// Who proposed it; none for what came with the program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposed_by: Option<PersonId>,
    /// Why it is proposed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Arc<str>>,
    /// Where it stands.
    #[serde(flatten)]
    pub state: PolicyState,
}

/// A version of a policy without its text: enough to say which one is in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct PolicyHead {
    /// Id of the policy.
    pub policy: Arc<str>,
    /// Hash of its meaning.
    pub version: Digest,
    /// First day the version may bind.
    pub effective: NaiveDate,
    /// Where it stands.
    #[serde(flatten)]
    pub state: PolicyState,
}

impl PolicyHead {
    /// When the version was signed, if it ever was.
    pub fn signed(&self) -> Option<NaiveDate> {
        match self.state {
            PolicyState::Enacted { on, .. } => Some(on),
            PolicyState::Superseded { enacted, .. } => Some(enacted),
            _ => None,
        }
    }
}

impl PolicyVersion {
    /// The version without its text.
    pub fn head(&self) -> PolicyHead {
        PolicyHead { policy: Arc::clone(&self.policy), version: self.version, effective: self.effective, state: self.state.clone() }
    }
}

/// Versions of policies.
#[async_trait]
pub trait PolicyRepository: Send {
    /// One version of a policy.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn find(&mut self, policy: &str, version: &Digest) -> Result<Option<Versioned<PolicyVersion>>, StoreError>;

    /// The versions of one policy or of all, by id, effective date and version.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn list(&mut self, policy: Option<&str>) -> Result<Vec<Versioned<PolicyVersion>>, StoreError>;

    /// The versions that were ever signed (enacted or superseded) of all policies, by id, effective date and version. Cheap: no text is read.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn signed(&mut self) -> Result<Vec<Versioned<PolicyHead>>, StoreError>;

    /// Keeps a version.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the revision is another.
    async fn save(&mut self, version: &PolicyVersion, expected: Option<Revision>) -> Result<Revision, StoreError>;
}
