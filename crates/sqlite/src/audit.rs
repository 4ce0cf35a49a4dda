//! The audit trail.

use async_trait::async_trait;
use jenjang::audit::repository::{AuditRepository, Checkpoint};
use jenjang::audit::{ChainHead, StoredEntry};
use jenjang::store::{Revision, StoreError};
use rusqlite::Row;

use crate::link::Link;
use crate::row::{Table, integer, json, limit, taken};
use crate::transaction::SqliteTransaction;

const AUDIT: Table = Table { name: "audit", key: 1 };
const CHECKPOINT: Table = Table { name: "checkpoint", key: 1 };

const READING: &str = "reading the audit trail";

fn head(row: &Row<'_>) -> Result<ChainHead, StoreError> {
    Ok(ChainHead { sequence: AUDIT.number(row, (0, "sequence"))?, digest: AUDIT.digest(row, (1, "digest"))? })
}

fn last(link: &Link) -> Result<Option<ChainHead>, StoreError> {
    link.one(READING, "SELECT sequence, digest FROM audit ORDER BY sequence DESC LIMIT 1", (), head)
}

#[async_trait]
impl AuditRepository for SqliteTransaction {
    async fn head(&mut self) -> Result<Option<ChainHead>, StoreError> {
        last(self.link())
    }

    async fn append(&mut self, entry: &StoredEntry) -> Result<(), StoreError> {
        let link = self.writer()?;
        let last = last(link)?.map_or(0, |head| head.sequence);
        if entry.sequence != last.saturating_add(1) {
            return Err(StoreError::Conflict {
                what: "audit entry",
                id: entry.sequence.to_string(),
                found: Some(Revision(last)),
                expected: Some(Revision(entry.sequence.saturating_sub(1))),
            });
        }
        let sequence = integer("audit entry", entry.sequence)?;
        let sql = "INSERT INTO audit (sequence, digest, text) VALUES (?1, ?2, ?3)";
        link.execute("writing the audit trail", sql, (sequence, entry.digest.0, &*entry.text)).map(drop)
    }

    async fn list(&mut self, after: u64, limit: usize) -> Result<Vec<StoredEntry>, StoreError> {
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        let sql = "SELECT sequence, digest, text FROM audit WHERE sequence > ?1 ORDER BY sequence LIMIT ?2";
        self.link().many(READING, sql, (after, self::limit(limit)), |row| {
            let ChainHead { sequence, digest } = head(row)?;
            Ok(StoredEntry { sequence, digest, text: AUDIT.shared(row, (2, "text"))? })
        })
    }

    async fn save_checkpoint(&mut self, checkpoint: &Checkpoint) -> Result<(), StoreError> {
        let doing = "saving a checkpoint";
        let sequence = integer("checkpoint", checkpoint.head.sequence)?;
        let sql = "INSERT INTO checkpoint (sequence, body) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        match self.writer()?.execute(doing, sql, (sequence, json(doing, checkpoint)?))? {
            0 => Err(taken("checkpoint", sequence)),
            _ => Ok(()),
        }
    }

    async fn checkpoints(&mut self) -> Result<Vec<Checkpoint>, StoreError> {
        let sql = "SELECT sequence, body FROM checkpoint ORDER BY sequence";
        self.link().many(READING, sql, (), |row| CHECKPOINT.json(row, (1, "body")))
    }
}
