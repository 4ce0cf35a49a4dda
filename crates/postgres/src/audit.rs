//! The audit trail.

use async_trait::async_trait;
use jenjang::audit::repository::{AuditRepository, Checkpoint};
use jenjang::audit::{ChainHead, StoredEntry};
use jenjang::store::{Revision, StoreError};
use tokio_postgres::Row;

use crate::row;
use crate::transaction::{PostgresTransaction, head, taken};

fn entry(found: &Row) -> Result<StoredEntry, StoreError> {
    let table = "audit_entry";
    let text: &str = row::column(found, table, "body")?;
    Ok(StoredEntry { sequence: row::count(found, table, "sequence")?, digest: row::digest(found, table, "digest")?, text: text.into() })
}

#[async_trait]
impl AuditRepository for PostgresTransaction {
    async fn head(&mut self) -> Result<Option<ChainHead>, StoreError> {
        if self.may_write().is_ok() {
            // read when its row was locked
            return Ok(self.head);
        }
        let found = self.find("reading the audit trail", "SELECT sequence, digest FROM audit_head WHERE only_row", &[]).await?;
        Ok(found.as_ref().map(head).transpose()?.flatten())
    }

    async fn append(&mut self, entry: &StoredEntry) -> Result<(), StoreError> {
        self.may_write()?;
        let last = self.head.map_or(0, |head| head.sequence);
        if entry.sequence != last.saturating_add(1) {
            return Err(StoreError::Conflict {
                what: "audit entry",
                id: entry.sequence.to_string(),
                found: Some(Revision(last)),
                expected: Some(Revision(entry.sequence.saturating_sub(1))),
            });
        }
        row::check_text("audit entry", &entry.text)?;
        let doing = "keeping an audit entry";
        let (sequence, digest) = (row::number("number of an audit entry", entry.sequence)?, &entry.digest.0[..]);
        let sql = "INSERT INTO audit_entry (sequence, digest, body) VALUES ($1, $2, $3)";
        self.run(doing, sql, &[&sequence, &digest, &&*entry.text]).await?;
        self.run(doing, "UPDATE audit_head SET sequence = $1, digest = $2 WHERE only_row", &[&sequence, &digest]).await?;
        self.head = Some(entry.head());
        Ok(())
    }

    async fn list(&mut self, after: u64, limit: usize) -> Result<Vec<StoredEntry>, StoreError> {
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        let sql = "SELECT sequence, digest, body FROM audit_entry WHERE sequence > $1 ORDER BY sequence LIMIT $2";
        self.rows("reading the audit trail", sql, &[&after, &row::limit(limit)]).await?.iter().map(entry).collect()
    }

    async fn save_checkpoint(&mut self, checkpoint: &Checkpoint) -> Result<(), StoreError> {
        self.may_write()?;
        let sequence = checkpoint.head.sequence;
        let doing = "keeping a checkpoint";
        let body = row::text_of(doing, checkpoint)?;
        let sql = "INSERT INTO audit_checkpoint (sequence, body) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        let kept = self.run(doing, sql, &[&row::number("number of a checkpoint", sequence)?, &body]).await?;
        if kept == 0 { Err(taken("checkpoint", sequence)) } else { Ok(()) }
    }

    async fn checkpoints(&mut self) -> Result<Vec<Checkpoint>, StoreError> {
        let rows = self.rows("reading checkpoints", "SELECT sequence, body FROM audit_checkpoint ORDER BY sequence", &[]).await?;
        rows.iter().map(|found| row::json(found, "audit_checkpoint", "body")).collect()
    }
}
