//! Requests that a program sends twice: done once, answered twice.
//!
//! A key is noted before the request is done and its answer after. Both are of the person who asks; nobody else's keys are met.

use std::sync::Arc;

use chrono::TimeDelta;
use jenjang::access::AnsweredRequest;
use jenjang::audit::Digest;
use jenjang::people::id::PersonId;
use jenjang::store::{StoreError, Transaction};

use crate::context::{Context, transact};
use crate::error::ServiceError;

/// How long an answer is kept.
const KEPT: TimeDelta = TimeDelta::hours(24);

/// How long a request may be under way; one that ended without an answer may be sent again after it.
const UNDER_WAY: TimeDelta = TimeDelta::seconds(60);

/// What is known of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Noted {
    /// Nothing: the request is to be done now.
    New,
    /// It was answered.
    Answered(Arc<str>),
    /// It is being done.
    UnderWay,
    /// It was used for another request.
    Another,
}

/// A request with a key of the caller's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Who asks.
    pub person: PersonId,
    /// The key the caller chose.
    pub key: Arc<str>,
    /// SHA-256 over what is asked.
    pub digest: Digest,
}

impl Request {
    fn row(&self, mark: &str, answer: Arc<str>, context: &Context<'_>, lasting: TimeDelta) -> AnsweredRequest {
        let now = context.clock.now();
        let expires = now.checked_add_signed(lasting).unwrap_or(now);
        AnsweredRequest { person: self.person.clone(), key: format!("{mark}{}", self.key).into(), request: self.digest, answer, expires }
    }
}

/// Notes a request that is about to be done.
///
/// # Errors
/// [`ServiceError::Store`].
pub async fn begin_request(context: &Context<'_>, request: &Request) -> Result<Noted, ServiceError> {
    match transact!(context, tx => begin(context, tx, request).await) {
        // somebody noted the same key in the same moment
        Err(ServiceError::Store(StoreError::Conflict { .. })) => Ok(Noted::UnderWay),
        other => other,
    }
}

async fn begin(context: &Context<'_>, tx: &mut dyn Transaction, request: &Request) -> Result<Noted, ServiceError> {
    tx.idempotency().remove_expired(context.clock.now()).await?;
    for mark in ["done:", "begun:"] {
        if let Some(found) = tx.idempotency().find(&request.person, &format!("{mark}{}", request.key)).await? {
            return Ok(match mark {
                _ if found.request != request.digest => Noted::Another,
                "done:" => Noted::Answered(found.answer),
                _ => Noted::UnderWay,
            });
        }
    }
    tx.idempotency().insert(&request.row("begun:", "".into(), context, UNDER_WAY)).await?;
    Ok(Noted::New)
}

/// Keeps the answer of a request for a day.
///
/// # Errors
/// [`ServiceError::Store`].
pub async fn keep_answer(context: &Context<'_>, request: &Request, answer: &str) -> Result<(), ServiceError> {
    transact!(context, tx => {
        let row = request.row("done:", answer.into(), context, KEPT);
        tx.idempotency().insert(&row).await.map_err(ServiceError::from)
    })
}
