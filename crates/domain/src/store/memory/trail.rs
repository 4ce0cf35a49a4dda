//! The audit trail.

use std::sync::Arc;

use async_trait::async_trait;

use super::{MemoryTransaction, insert};
use crate::audit::repository::{AuditRepository, Checkpoint};
use crate::audit::{ChainHead, StoredEntry};
use crate::store::{Revision, StoreError};

#[async_trait]
impl AuditRepository for MemoryTransaction {
    async fn head(&mut self) -> Result<Option<ChainHead>, StoreError> {
        Ok(self.state.audit.last().map(StoredEntry::head))
    }

    async fn append(&mut self, entry: &StoredEntry) -> Result<(), StoreError> {
        let state = self.write()?;
        let last = state.audit.last().map_or(0, |last| last.sequence);
        if entry.sequence != last.saturating_add(1) {
            return Err(StoreError::Conflict {
                what: "audit entry",
                id: entry.sequence.to_string(),
                found: Some(Revision(last)),
                expected: Some(Revision(entry.sequence.saturating_sub(1))),
            });
        }
        Arc::make_mut(&mut state.audit).push(entry.clone());
        Ok(())
    }

    async fn list(&mut self, after: u64, limit: usize) -> Result<Vec<StoredEntry>, StoreError> {
        let first = self.state.audit.partition_point(|entry| entry.sequence <= after);
        Ok(self.state.audit.iter().skip(first).take(limit).cloned().collect())
    }

    async fn save_checkpoint(&mut self, checkpoint: &Checkpoint) -> Result<(), StoreError> {
        let sequence = checkpoint.head.sequence;
        insert(&mut self.write()?.checkpoints, "checkpoint", sequence, sequence, checkpoint.clone())
    }

    async fn checkpoints(&mut self) -> Result<Vec<Checkpoint>, StoreError> {
        Ok(self.state.checkpoints.values().cloned().collect())
    }
}
