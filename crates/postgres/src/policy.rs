//! Versions of policies.

use std::sync::Arc;

use async_trait::async_trait;
use jenjang::audit::Digest;
use jenjang::policy::repository::{PolicyHead, PolicyRepository, PolicyVersion};
use jenjang::store::{Revision, StoreError, Versioned};
use tokio_postgres::Row;

use crate::row;
use crate::transaction::PostgresTransaction;

const TABLE: &str = "policy_version";

fn version(found: &Row) -> Result<Versioned<PolicyVersion>, StoreError> {
    Ok(Versioned { value: row::json(found, TABLE, "body")?, revision: row::revision(found, TABLE)? })
}

#[async_trait]
impl PolicyRepository for PostgresTransaction {
    async fn find(&mut self, policy: &str, wanted: &Digest) -> Result<Option<Versioned<PolicyVersion>>, StoreError> {
        if row::has_nul(policy) {
            return Ok(None);
        }
        let sql = "SELECT policy, version, revision, body FROM policy_version WHERE policy = $1 AND version = $2";
        let found = self.find("reading a policy", sql, &[&policy, &&wanted.0[..]]).await?;
        found.as_ref().map(version).transpose()
    }

    async fn list(&mut self, policy: Option<&str>) -> Result<Vec<Versioned<PolicyVersion>>, StoreError> {
        if policy.is_some_and(row::has_nul) {
            return Ok(Vec::new());
        }
        let sql = "SELECT policy, version, revision, body FROM policy_version WHERE $1::text IS NULL OR policy = $1";
        let rows = self.rows("reading policies", sql, &[&policy]).await?;
        let mut found = rows.iter().map(version).collect::<Result<Vec<_>, _>>()?;
        let key = |stored: &Versioned<PolicyVersion>| (Arc::clone(&stored.value.policy), stored.value.effective, stored.value.version);
        found.sort_by_cached_key(key);
        Ok(found)
    }

    async fn signed(&mut self) -> Result<Vec<Versioned<PolicyHead>>, StoreError> {
        let sql = "SELECT policy, version, revision, head FROM policy_version WHERE head ~ '\"state\":\"(enacted|superseded)\"'";
        let rows = self.rows("reading policies", sql, &[]).await?;
        let head = |row| Ok(Versioned { value: row::json(row, TABLE, "head")?, revision: row::revision(row, TABLE)? });
        let mut found: Vec<Versioned<PolicyHead>> = rows.iter().map(head).collect::<Result<_, StoreError>>()?;
        found.sort_by_cached_key(|head| (Arc::clone(&head.value.policy), head.value.effective, head.value.version));
        Ok(found)
    }

    async fn save(&mut self, version: &PolicyVersion, expected: Option<Revision>) -> Result<Revision, StoreError> {
        self.may_write()?;
        row::check_key("id of a policy", &version.policy)?;
        let (policy, digest) = (&*version.policy, &version.version.0[..]);
        let name = format!("{policy}/{}", version.version);
        let sql = "SELECT policy, version, revision FROM policy_version WHERE policy = $1 AND version = $2";
        let revision = self.next_revision(("policy version", TABLE, name), sql, &[&policy, &digest], expected).await?;
        let doing = "keeping a policy";
        let body = row::text_of(doing, version)?;
        let sql = "INSERT INTO policy_version (policy, version, revision, body) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (policy, version) DO UPDATE SET revision = excluded.revision, body = excluded.body";
        self.run(doing, sql, &[&policy, &digest, &row::number("revision", revision.0)?, &body]).await?;
        Ok(revision)
    }
}
