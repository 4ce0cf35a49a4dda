//! Grants, outbox, idempotency keys, tokens, sessions.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use jenjang::access::{AccessToken, AccessTokens, AnsweredRequest, Grant, Grants, IdempotencyKeys, Message, Outbox, Session, Sessions};
use jenjang::audit::Digest;
use jenjang::people::id::PersonId;
use jenjang::store::StoreError;

use crate::row;
use crate::transaction::{PostgresTransaction, taken};

/// What expires at or before a moment has a smaller or the same number: microseconds since 1970, rounded up for the end of something.
fn end(expires: DateTime<Utc>) -> i64 {
    let rest = i64::from(!expires.timestamp_subsec_nanos().is_multiple_of(1_000));
    expires.timestamp_micros().saturating_add(rest)
}

#[async_trait]
impl Grants for PostgresTransaction {
    async fn list(&mut self, person: Option<&PersonId>) -> Result<Vec<Grant>, StoreError> {
        let sql = "SELECT person, role, body FROM role_grant WHERE $1::text IS NULL OR person = $1";
        let rows = self.rows("reading grants", sql, &[&person.map(PersonId::as_str)]).await?;
        let mut grants = rows.iter().map(|found| row::json(found, "role_grant", "body")).collect::<Result<Vec<Grant>, _>>()?;
        grants.sort();
        Ok(grants)
    }

    async fn save(&mut self, grant: &Grant) -> Result<(), StoreError> {
        self.may_write()?;
        let doing = "keeping a grant";
        let body = row::text_of(doing, grant)?;
        let sql = "INSERT INTO role_grant (person, role, unit, since, body) VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT (person, role, unit, since) DO UPDATE SET body = excluded.body";
        let (person, role, unit, since) = (grant.person.as_str(), grant.role.as_str(), grant.unit.as_str(), grant.since.to_string());
        self.run(doing, sql, &[&person, &role, &unit, &since, &body]).await?;
        Ok(())
    }
}

#[async_trait]
impl Outbox for PostgresTransaction {
    async fn put(&mut self, message: &Message) -> Result<(), StoreError> {
        self.may_write()?;
        row::check_key("id of a message", &message.id)?;
        let doing = "keeping a message";
        let body = row::text_of(doing, message)?;
        let sql = "INSERT INTO outbox_message (id, body) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        let kept = self.run(doing, sql, &[&&*message.id, &body]).await?;
        if kept == 0 { Err(taken("message", &message.id)) } else { Ok(()) }
    }

    async fn peek(&mut self, limit: usize) -> Result<Vec<Message>, StoreError> {
        let rows = self.rows("reading messages", "SELECT id, body FROM outbox_message ORDER BY id LIMIT $1", &[&row::limit(limit)]).await?;
        rows.iter().map(|found| row::json(found, "outbox_message", "body")).collect()
    }

    async fn remove(&mut self, ids: &[Arc<str>]) -> Result<(), StoreError> {
        let ids: Vec<&str> = ids.iter().map(|id| &**id).filter(|id| !row::has_nul(id)).collect();
        self.run("removing messages", "DELETE FROM outbox_message WHERE id = ANY($1)", &[&ids]).await?;
        Ok(())
    }
}

#[async_trait]
impl IdempotencyKeys for PostgresTransaction {
    async fn find(&mut self, person: &PersonId, key: &str) -> Result<Option<AnsweredRequest>, StoreError> {
        if row::has_nul(key) {
            return Ok(None);
        }
        let sql = "SELECT person, key, body FROM answered_request WHERE person = $1 AND key = $2";
        let found = self.find("looking for a request", sql, &[&person.as_str(), &key]).await?;
        found.map(|found| row::json(&found, "answered_request", "body")).transpose()
    }

    async fn insert(&mut self, request: &AnsweredRequest) -> Result<(), StoreError> {
        self.may_write()?;
        row::check_key("idempotency key", &request.key)?;
        let doing = "keeping a request";
        let body = row::text_of(doing, request)?;
        let sql = "INSERT INTO answered_request (person, key, expires, body) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
        let kept = self.run(doing, sql, &[&request.person.as_str(), &&*request.key, &end(request.expires), &body]).await?;
        if kept == 0 { Err(taken("idempotency key", &request.key)) } else { Ok(()) }
    }

    async fn remove_expired(&mut self, now: DateTime<Utc>) -> Result<u64, StoreError> {
        self.run("removing requests", "DELETE FROM answered_request WHERE expires <= $1", &[&now.timestamp_micros()]).await
    }
}

#[async_trait]
impl AccessTokens for PostgresTransaction {
    async fn find(&mut self, hash: &Digest) -> Result<Option<AccessToken>, StoreError> {
        let found = self.find("looking for a token", "SELECT hash, body FROM access_token WHERE hash = $1", &[&&hash.0[..]]).await?;
        found.map(|found| row::json(&found, "access_token", "body")).transpose()
    }

    async fn of_person(&mut self, person: &PersonId) -> Result<Vec<AccessToken>, StoreError> {
        let sql = "SELECT hash, body FROM access_token WHERE person = $1 ORDER BY hash";
        let rows = self.rows("reading tokens", sql, &[&person.as_str()]).await?;
        rows.iter().map(|found| row::json(found, "access_token", "body")).collect()
    }

    async fn insert(&mut self, token: &AccessToken) -> Result<(), StoreError> {
        self.may_write()?;
        let doing = "keeping a token";
        let body = row::text_of(doing, token)?;
        let sql = "INSERT INTO access_token (hash, person, body) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
        let kept = self.run(doing, sql, &[&&token.hash.0[..], &token.person.as_str(), &body]).await?;
        if kept == 0 { Err(taken("token", token.hash)) } else { Ok(()) }
    }

    async fn remove(&mut self, hash: &Digest) -> Result<bool, StoreError> {
        Ok(self.run("removing a token", "DELETE FROM access_token WHERE hash = $1", &[&&hash.0[..]]).await? > 0)
    }
}

#[async_trait]
impl Sessions for PostgresTransaction {
    async fn find(&mut self, hash: &Digest) -> Result<Option<Session>, StoreError> {
        let found = self.find("looking for a session", "SELECT hash, body FROM login_session WHERE hash = $1", &[&&hash.0[..]]).await?;
        found.map(|found| row::json(&found, "login_session", "body")).transpose()
    }

    async fn save(&mut self, session: &Session) -> Result<(), StoreError> {
        self.may_write()?;
        let doing = "keeping a session";
        let body = row::text_of(doing, session)?;
        let sql = "INSERT INTO login_session (hash, expires, body) VALUES ($1, $2, $3) \
                   ON CONFLICT (hash) DO UPDATE SET expires = excluded.expires, body = excluded.body";
        self.run(doing, sql, &[&&session.hash.0[..], &end(session.expires), &body]).await?;
        Ok(())
    }

    async fn remove(&mut self, hash: &Digest) -> Result<bool, StoreError> {
        Ok(self.run("removing a session", "DELETE FROM login_session WHERE hash = $1", &[&&hash.0[..]]).await? > 0)
    }

    async fn remove_expired(&mut self, now: DateTime<Utc>) -> Result<u64, StoreError> {
        self.run("removing sessions", "DELETE FROM login_session WHERE expires <= $1", &[&now.timestamp_micros()]).await
    }
}
