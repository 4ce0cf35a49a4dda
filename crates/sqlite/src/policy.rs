//! Versions of policies.

use std::sync::Arc;

use async_trait::async_trait;
use jenjang::audit::Digest;
use jenjang::policy::repository::{PolicyHead, PolicyRepository, PolicyVersion};
use jenjang::store::{Revision, StoreError, Versioned};
use rusqlite::Row;

use crate::row::{Table, json, next_revision};
use crate::transaction::SqliteTransaction;

const POLICY: Table = Table { name: "policy", key: 2 };

/// The text stands in a column of its own.
fn read(row: &Row<'_>) -> Result<Versioned<PolicyVersion>, StoreError> {
    let body: PolicyVersion = POLICY.json(row, (3, "body"))?;
    POLICY.versioned(row, 2, PolicyVersion { text: POLICY.shared(row, (4, "text"))?, ..body })
}

#[async_trait]
impl PolicyRepository for SqliteTransaction {
    async fn find(&mut self, policy: &str, version: &Digest) -> Result<Option<Versioned<PolicyVersion>>, StoreError> {
        let sql = "SELECT policy, version, revision, body, text FROM policy WHERE policy = ?1 AND version = ?2";
        self.link().one("reading a policy", sql, (policy, version.0), read)
    }

    async fn list(&mut self, policy: Option<&str>) -> Result<Vec<Versioned<PolicyVersion>>, StoreError> {
        let mut found = match policy {
            Some(policy) => {
                let sql = "SELECT policy, version, revision, body, text FROM policy WHERE policy = ?1";
                self.link().many("reading policies", sql, [policy], read)?
            }
            None => self.link().many("reading policies", "SELECT policy, version, revision, body, text FROM policy", (), read)?,
        };
        found.sort_by(|a, b| {
            let key = |stored: &Versioned<PolicyVersion>| (Arc::clone(&stored.value.policy), stored.value.effective, stored.value.version);
            key(a).cmp(&key(b))
        });
        Ok(found)
    }

    async fn signed(&mut self) -> Result<Vec<Versioned<PolicyHead>>, StoreError> {
        // the text stands behind the body in its row and is not read
        let sql = "SELECT policy, version, revision, body FROM policy WHERE body ->> 'state' IN ('enacted', 'superseded')";
        let head = |row: &Row<'_>| POLICY.versioned(row, 2, POLICY.json(row, (3, "body"))?);
        let mut found: Vec<Versioned<PolicyHead>> = self.link().many("reading policies", sql, (), head)?;
        found.sort_by_cached_key(|head| (Arc::clone(&head.value.policy), head.value.effective, head.value.version));
        Ok(found)
    }

    async fn save(&mut self, version: &PolicyVersion, expected: Option<Revision>) -> Result<Revision, StoreError> {
        let link = self.writer()?;
        let doing = "saving a policy version";
        let find = "SELECT revision FROM policy WHERE policy = ?1 AND version = ?2";
        let name = format!("{}/{}", version.policy, version.version);
        let revision = next_revision(link, "policy version", find, (&*version.policy, version.version.0), name, expected)?;
        let body = json(doing, &PolicyVersion { text: "".into(), ..version.clone() })?;
        let sql = "INSERT INTO policy (policy, version, revision, body, text) VALUES (?1, ?2, 1, ?3, ?4)
                   ON CONFLICT (policy, version) DO UPDATE SET revision = revision + 1, body = excluded.body, text = excluded.text";
        link.execute(doing, sql, (&*version.policy, version.version.0, body, &*version.text))?;
        Ok(revision)
    }
}
