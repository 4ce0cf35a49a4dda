//! Where the audit trail is kept.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::chain::{ChainHead, StoredEntry};
use crate::store::StoreError;

/// A signed statement of where the chain stood: whoever keeps one notices when the chain before it is made anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Checkpoint {
    /// Where the chain stood.
    #[serde(flatten)]
    pub head: ChainHead,
    /// When it was signed.
    pub at: DateTime<Utc>,
    /// The public key, hexadecimal.
    pub key: Arc<str>,
    /// Ed25519 signature over the text of the checkpoint, hexadecimal.
    pub signature: Arc<str>,
}

impl Checkpoint {
    /// The text that is signed.
    pub fn text(head: ChainHead, at: DateTime<Utc>) -> String {
        let at = at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        format!("{{\"at\":\"{at}\",\"digest\":\"{}\",\"sequence\":{}}}", head.digest, head.sequence)
    }
}

/// The audit trail.
#[async_trait]
pub trait AuditRepository: Send {
    /// The last entry; none in an empty trail. In a transaction that may write, no other adds an entry until it ends (or one of them gets
    /// [`StoreError::Contended`]).
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn head(&mut self) -> Result<Option<ChainHead>, StoreError>;

    /// Adds an entry. Nothing removes or replaces one.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where its number is not the next.
    async fn append(&mut self, entry: &StoredEntry) -> Result<(), StoreError>;

    /// Entries by number, those after a number only.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn list(&mut self, after: u64, limit: usize) -> Result<Vec<StoredEntry>, StoreError>;

    /// Keeps a checkpoint.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where there is one of the same number already.
    async fn save_checkpoint(&mut self, checkpoint: &Checkpoint) -> Result<(), StoreError>;

    /// All checkpoints by number.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn checkpoints(&mut self) -> Result<Vec<Checkpoint>, StoreError>;
}
