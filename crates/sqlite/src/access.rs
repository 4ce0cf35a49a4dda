//! Grants, messages to be sent, requests already answered, tokens, login sessions.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use jenjang::access::{
    AccessToken, AccessTokens, AnsweredRequest, Grant, GrantedRole, Grants, IdempotencyKeys, Message, Outbox, Session, Sessions,
};
use jenjang::audit::Digest;
use jenjang::people::id::{PersonId, UnitId};
use jenjang::store::StoreError;
use rusqlite::Row;

use crate::row::{Table, limit, moment, taken};
use crate::transaction::SqliteTransaction;

const GRANT: Table = Table { name: "role_grant", key: 4 };
const MESSAGE: Table = Table { name: "message", key: 1 };
const REQUEST: Table = Table { name: "answered_request", key: 2 };
const TOKEN: Table = Table { name: "token", key: 1 };
const SESSION: Table = Table { name: "session", key: 1 };

fn grant(row: &Row<'_>) -> Result<Grant, StoreError> {
    Ok(Grant {
        person: GRANT.parse(row, (0, "person"))?,
        role: GRANT.word(row, (1, "role"), GrantedRole::ALL, GrantedRole::as_str)?,
        unit: GRANT.parse(row, (2, "unit"))?,
        since: GRANT.parse(row, (3, "since"))?,
        until: GRANT.optional_parse(row, (4, "until"))?,
    })
}

#[async_trait]
impl Grants for SqliteTransaction {
    async fn list(&mut self, person: Option<&PersonId>) -> Result<Vec<Grant>, StoreError> {
        let doing = "reading grants";
        let mut grants = match person {
            Some(person) => {
                let sql = "SELECT person, role, unit, since, until FROM role_grant WHERE person = ?1";
                self.link().many(doing, sql, [person.as_str()], grant)?
            }
            None => self.link().many(doing, "SELECT person, role, unit, since, until FROM role_grant", (), grant)?,
        };
        grants.sort();
        Ok(grants)
    }

    async fn save(&mut self, grant: &Grant) -> Result<(), StoreError> {
        let Grant { person, role, unit, since, until } = grant;
        let sql = "INSERT INTO role_grant (person, role, unit, since, until) VALUES (?1, ?2, ?3, ?4, ?5)
                   ON CONFLICT (person, role, unit, since) DO UPDATE SET until = excluded.until";
        let row = (person.as_str(), role.as_str(), UnitId::as_str(unit), since.to_string(), until.map(|day| day.to_string()));
        self.writer()?.execute("saving a grant", sql, row).map(drop)
    }
}

fn message(row: &Row<'_>) -> Result<Message, StoreError> {
    Ok(Message {
        id: MESSAGE.shared(row, (0, "id"))?,
        topic: MESSAGE.shared(row, (1, "topic"))?,
        recipient: MESSAGE.optional_parse(row, (2, "recipient"))?,
        body: MESSAGE.shared(row, (3, "body"))?,
        at: MESSAGE.moment(row, (4, "at"))?,
    })
}

#[async_trait]
impl Outbox for SqliteTransaction {
    async fn put(&mut self, message: &Message) -> Result<(), StoreError> {
        let Message { id, topic, recipient, body, at } = message;
        let (seconds, nanos) = moment(*at);
        let sql = "INSERT INTO message (id, topic, recipient, body, at, at_nanos) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING";
        let row = (&**id, &**topic, recipient.as_ref().map(PersonId::as_str), &**body, seconds, nanos);
        match self.writer()?.execute("putting a message out", sql, row)? {
            0 => Err(taken("message", id)),
            _ => Ok(()),
        }
    }

    async fn peek(&mut self, limit: usize) -> Result<Vec<Message>, StoreError> {
        let sql = "SELECT id, topic, recipient, body, at, at_nanos FROM message ORDER BY id LIMIT ?1";
        self.link().many("reading messages", sql, [self::limit(limit)], message)
    }

    async fn after(&mut self, after: Option<&str>, of: Option<&PersonId>, limit: usize) -> Result<Vec<Message>, StoreError> {
        let sql = "SELECT id, topic, recipient, body, at, at_nanos FROM message
                   WHERE (?1 IS NULL OR id > ?1) AND (?2 IS NULL OR recipient IS NULL OR recipient = ?2) ORDER BY id LIMIT ?3";
        let row = (after, of.map(PersonId::as_str), self::limit(limit));
        self.link().many("reading messages", sql, row, message)
    }

    async fn remove(&mut self, ids: &[Arc<str>]) -> Result<(), StoreError> {
        let link = self.writer()?;
        ids.iter().try_for_each(|id| link.execute("removing messages", "DELETE FROM message WHERE id = ?1", [&**id]).map(drop))
    }
}

#[async_trait]
impl IdempotencyKeys for SqliteTransaction {
    async fn find(&mut self, person: &PersonId, key: &str) -> Result<Option<AnsweredRequest>, StoreError> {
        let sql = "SELECT person, key, request, answer, expires, expires_nanos FROM answered_request WHERE person = ?1 AND key = ?2";
        self.link().one("reading an answered request", sql, (person.as_str(), key), |row| {
            Ok(AnsweredRequest {
                person: REQUEST.parse(row, (0, "person"))?,
                key: REQUEST.shared(row, (1, "key"))?,
                request: REQUEST.digest(row, (2, "request"))?,
                answer: REQUEST.shared(row, (3, "answer"))?,
                expires: REQUEST.moment(row, (4, "expires"))?,
            })
        })
    }

    async fn insert(&mut self, request: &AnsweredRequest) -> Result<(), StoreError> {
        let (seconds, nanos) = moment(request.expires);
        let sql = "INSERT INTO answered_request (person, key, request, answer, expires, expires_nanos) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                   ON CONFLICT DO NOTHING";
        let row = (request.person.as_str(), &*request.key, request.request.0, &*request.answer, seconds, nanos);
        match self.writer()?.execute("saving an answered request", sql, row)? {
            0 => Err(taken("idempotency key", &request.key)),
            _ => Ok(()),
        }
    }

    async fn remove_expired(&mut self, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let sql = "DELETE FROM answered_request WHERE (expires, expires_nanos) <= (?1, ?2)";
        self.writer()?.execute("forgetting answered requests", sql, moment(now))
    }
}

fn token(row: &Row<'_>) -> Result<AccessToken, StoreError> {
    Ok(AccessToken {
        hash: TOKEN.digest(row, (0, "hash"))?,
        person: TOKEN.parse(row, (1, "person"))?,
        name: TOKEN.shared(row, (2, "name"))?,
        scope: TOKEN.shared(row, (3, "scope"))?,
        expires: TOKEN.moment(row, (4, "expires"))?,
    })
}

#[async_trait]
impl AccessTokens for SqliteTransaction {
    async fn find(&mut self, hash: &Digest) -> Result<Option<AccessToken>, StoreError> {
        let sql = "SELECT hash, person, name, scope, expires, expires_nanos FROM token WHERE hash = ?1";
        self.link().one("reading a token", sql, [hash.0], token)
    }

    async fn of_person(&mut self, person: &PersonId) -> Result<Vec<AccessToken>, StoreError> {
        let sql = "SELECT hash, person, name, scope, expires, expires_nanos FROM token WHERE person = ?1 ORDER BY hash";
        self.link().many("reading tokens", sql, [person.as_str()], token)
    }

    async fn insert(&mut self, token: &AccessToken) -> Result<(), StoreError> {
        let (seconds, nanos) = moment(token.expires);
        let sql = "INSERT INTO token (hash, person, name, scope, expires, expires_nanos) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                   ON CONFLICT DO NOTHING";
        let row = (token.hash.0, token.person.as_str(), &*token.name, &*token.scope, seconds, nanos);
        match self.writer()?.execute("saving a token", sql, row)? {
            0 => Err(taken("token", token.hash)),
            _ => Ok(()),
        }
    }

    async fn remove(&mut self, hash: &Digest) -> Result<bool, StoreError> {
        Ok(self.writer()?.execute("removing a token", "DELETE FROM token WHERE hash = ?1", [hash.0])? > 0)
    }
}

#[async_trait]
impl Sessions for SqliteTransaction {
    async fn find(&mut self, hash: &Digest) -> Result<Option<Session>, StoreError> {
        let sql = "SELECT hash, data, expires, expires_nanos FROM session WHERE hash = ?1";
        self.link().one("reading a session", sql, [hash.0], |row| {
            Ok(Session {
                hash: SESSION.digest(row, (0, "hash"))?,
                data: SESSION.shared(row, (1, "data"))?,
                expires: SESSION.moment(row, (2, "expires"))?,
            })
        })
    }

    async fn save(&mut self, session: &Session) -> Result<(), StoreError> {
        let (seconds, nanos) = moment(session.expires);
        let sql = "INSERT INTO session (hash, data, expires, expires_nanos) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (hash)
                   DO UPDATE SET data = excluded.data, expires = excluded.expires, expires_nanos = excluded.expires_nanos";
        self.writer()?.execute("saving a session", sql, (session.hash.0, &*session.data, seconds, nanos)).map(drop)
    }

    async fn remove(&mut self, hash: &Digest) -> Result<bool, StoreError> {
        Ok(self.writer()?.execute("removing a session", "DELETE FROM session WHERE hash = ?1", [hash.0])? > 0)
    }

    async fn remove_expired(&mut self, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let sql = "DELETE FROM session WHERE (expires, expires_nanos) <= (?1, ?2)";
        self.writer()?.execute("forgetting sessions", sql, moment(now))
    }
}
