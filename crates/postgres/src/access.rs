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

/// A moment as two columns, exact and ordered as time is: seconds since 1970 and nanoseconds.
fn moment(at: DateTime<Utc>) -> (i64, i32) {
    (at.timestamp(), i32::try_from(at.timestamp_subsec_nanos()).unwrap_or(i32::MAX))
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

    async fn after(&mut self, after: Option<&str>, of: Option<&PersonId>, limit: usize) -> Result<Vec<Message>, StoreError> {
        // no id holds a NUL, and a text with one cannot be asked for
        let after = after.unwrap_or_default().split('\0').next().unwrap_or_default().to_owned();
        let of = of.map(PersonId::as_str);
        let sql = "SELECT id, body FROM outbox_message
                   WHERE id > $1 AND ($2::text IS NULL OR COALESCE(body::json ->> 'recipient', $2) = $2) ORDER BY id LIMIT $3";
        let rows = self.rows("reading messages", sql, &[&after, &of, &row::limit(limit)]).await?;
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
        let sql =
            "INSERT INTO answered_request (person, key, expires, expires_nanos, body) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
        let (seconds, nanos) = moment(request.expires);
        let kept = self.run(doing, sql, &[&request.person.as_str(), &&*request.key, &seconds, &nanos, &body]).await?;
        if kept == 0 { Err(taken("idempotency key", &request.key)) } else { Ok(()) }
    }

    async fn remove_expired(&mut self, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let (seconds, nanos) = moment(now);
        let sql = "DELETE FROM answered_request WHERE (expires, expires_nanos) <= ($1, $2)";
        self.run("removing requests", sql, &[&seconds, &nanos]).await
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
        let sql = "INSERT INTO login_session (hash, expires, expires_nanos, body) VALUES ($1, $2, $3, $4) ON CONFLICT (hash) DO UPDATE \
                   SET expires = excluded.expires, expires_nanos = excluded.expires_nanos, body = excluded.body";
        let (seconds, nanos) = moment(session.expires);
        self.run(doing, sql, &[&&session.hash.0[..], &seconds, &nanos, &body]).await?;
        Ok(())
    }

    async fn remove(&mut self, hash: &Digest) -> Result<bool, StoreError> {
        Ok(self.run("removing a session", "DELETE FROM login_session WHERE hash = $1", &[&&hash.0[..]]).await? > 0)
    }

    async fn remove_expired(&mut self, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let (seconds, nanos) = moment(now);
        let sql = "DELETE FROM login_session WHERE (expires, expires_nanos) <= ($1, $2)";
        self.run("removing sessions", sql, &[&seconds, &nanos]).await
    }
}
