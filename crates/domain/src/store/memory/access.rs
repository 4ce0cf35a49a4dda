//! Grants, outbox, idempotency keys, tokens, sessions.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{MemoryTransaction, insert, remove_where};
use crate::access::{AccessToken, AccessTokens, AnsweredRequest, Grant, Grants, IdempotencyKeys, Message, Outbox, Session, Sessions};
use crate::audit::Digest;
use crate::people::id::PersonId;
use crate::store::StoreError;

#[async_trait]
impl Grants for MemoryTransaction {
    async fn list(&mut self, person: Option<&PersonId>) -> Result<Vec<Grant>, StoreError> {
        let wanted = |grant: &&Grant| person.is_none_or(|person| grant.person == *person);
        Ok(self.state.grants.iter().filter(wanted).cloned().collect())
    }

    async fn save(&mut self, grant: &Grant) -> Result<(), StoreError> {
        let same = |old: &Grant| old.person == grant.person && old.role == grant.role && old.unit == grant.unit && old.since == grant.since;
        let grants = Arc::make_mut(&mut self.write()?.grants);
        grants.retain(|old| !same(old));
        grants.insert(grant.clone());
        Ok(())
    }
}

#[async_trait]
impl Outbox for MemoryTransaction {
    async fn put(&mut self, message: &Message) -> Result<(), StoreError> {
        insert(&mut self.write()?.outbox, "message", Arc::clone(&message.id), &message.id, message.clone())
    }

    async fn peek(&mut self, limit: usize) -> Result<Vec<Message>, StoreError> {
        Ok(self.state.outbox.values().take(limit).cloned().collect())
    }

    async fn after(&mut self, after: Option<&str>, of: Option<&PersonId>, limit: usize) -> Result<Vec<Message>, StoreError> {
        let meant = |message: &&Message| of.is_none() || message.recipient.is_none() || message.recipient.as_ref() == of;
        let later = |message: &&Message| after.is_none_or(|after| *message.id > *after);
        Ok(self.state.outbox.values().filter(later).filter(meant).take(limit).cloned().collect())
    }

    async fn remove(&mut self, ids: &[Arc<str>]) -> Result<(), StoreError> {
        remove_where(&mut self.write()?.outbox, |id, _| ids.contains(id));
        Ok(())
    }
}

#[async_trait]
impl IdempotencyKeys for MemoryTransaction {
    async fn find(&mut self, person: &PersonId, key: &str) -> Result<Option<AnsweredRequest>, StoreError> {
        Ok(self.state.requests.get(&(person.clone(), key.into())).cloned())
    }

    async fn insert(&mut self, request: &AnsweredRequest) -> Result<(), StoreError> {
        let key = (request.person.clone(), Arc::clone(&request.key));
        insert(&mut self.write()?.requests, "idempotency key", key, &request.key, request.clone())
    }

    async fn remove_expired(&mut self, now: DateTime<Utc>) -> Result<u64, StoreError> {
        Ok(remove_where(&mut self.write()?.requests, |_, request| request.expires <= now))
    }
}

#[async_trait]
impl AccessTokens for MemoryTransaction {
    async fn find(&mut self, hash: &Digest) -> Result<Option<AccessToken>, StoreError> {
        Ok(self.state.tokens.get(hash).cloned())
    }

    async fn of_person(&mut self, person: &PersonId) -> Result<Vec<AccessToken>, StoreError> {
        Ok(self.state.tokens.values().filter(|token| token.person == *person).cloned().collect())
    }

    async fn insert(&mut self, token: &AccessToken) -> Result<(), StoreError> {
        insert(&mut self.write()?.tokens, "token", token.hash, token.hash, token.clone())
    }

    async fn remove(&mut self, hash: &Digest) -> Result<bool, StoreError> {
        Ok(Arc::make_mut(&mut self.write()?.tokens).remove(hash).is_some())
    }
}

#[async_trait]
impl Sessions for MemoryTransaction {
    async fn find(&mut self, hash: &Digest) -> Result<Option<Session>, StoreError> {
        Ok(self.state.sessions.get(hash).cloned())
    }

    async fn save(&mut self, session: &Session) -> Result<(), StoreError> {
        Arc::make_mut(&mut self.write()?.sessions).insert(session.hash, session.clone());
        Ok(())
    }

    async fn remove(&mut self, hash: &Digest) -> Result<bool, StoreError> {
        Ok(Arc::make_mut(&mut self.write()?.sessions).remove(hash).is_some())
    }

    async fn remove_expired(&mut self, now: DateTime<Utc>) -> Result<u64, StoreError> {
        Ok(remove_where(&mut self.write()?.sessions, |_, session| session.expires <= now))
    }
}
