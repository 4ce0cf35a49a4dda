//! Writing the audit trail in the transaction of a change.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use jenjang::audit::{Digest, Entry, Reference, StoredEntry, Subject};
use jenjang::legal::Label;
use jenjang::people::id::PersonId;
use jenjang::people::repository::PersonFile;
use jenjang::store::Transaction;
use serde::Serialize;

use crate::context::{Actor, Context};
use crate::error::ServiceError;
use crate::permissions::Action;

/// How far the clock may stand before the last entry: clocks are set right by small steps.
const TOLERANCE: TimeDelta = TimeDelta::seconds(60);

/// A change, to be written down.
#[derive(Clone, Debug)]
pub struct Change {
    /// What was done.
    pub action: Action,
    /// To whom or what.
    pub subjects: Vec<Subject>,
    /// Id and version of the policy it was done under.
    pub policy: Option<(Arc<str>, Digest)>,
}

impl Change {
    /// A change of these subjects.
    pub fn new(action: Action, subjects: Vec<Subject>) -> Change {
        Change { action, subjects, policy: None }
    }

    /// Done under a policy.
    #[must_use]
    pub fn under(self, policy: &Arc<str>, version: Digest) -> Change {
        Change { policy: Some((Arc::clone(policy), version)), ..self }
    }
}

/// Writes a change down as the next entry of the chain.
///
/// # Errors
/// [`ServiceError::Refused`] (`clock-behind`) where the clock stands before the last entry; [`ServiceError::Store`].
pub async fn record(context: &Context<'_>, tx: &mut dyn Transaction, change: Change) -> Result<(), ServiceError> {
    let actor = match context.actor {
        Actor::Operator => Reference::operator(),
        Actor::Public => Reference::thing("public", "-"),
        Actor::Person(person) => match tx.people().find(person).await? {
            Some(file) => Reference::person(&file.value.secret, person),
            None => Reference::thing("unknown", "-"),
        },
    };
    let at = context.clock.now();
    append(tx, Entry { at, actor, verb: change.action.code().into(), subjects: change.subjects, policy: change.policy }).await
}

/// Adds an entry to the chain. An entry never stands before the one it follows: within a minute it takes the time of that one.
///
/// # Errors
/// As [`record`].
pub async fn append(tx: &mut dyn Transaction, mut entry: Entry) -> Result<(), ServiceError> {
    let head = tx.audit().head().await?;
    if let Some(head) = head {
        let last = tx.audit().list(head.sequence.saturating_sub(1), 1).await?;
        if let Some(before) = last.first().and_then(time_of).filter(|before| entry.at < *before) {
            let of_a_day = &*entry.verb == Action::Answer.code() || entry.actor == Reference::respondent();
            let receipt_of_a_day = of_a_day && entry.at.date_naive() == before.date_naive();
            if !receipt_of_a_day && before - entry.at > TOLERANCE {
                return Err(ServiceError::refused(
                    "clock-behind",
                    Label::new(
                        format!("jam menunjukkan {}, sedangkan catatan terakhir jejak audit dibuat {before}: perbaiki jam", entry.at),
                        format!(
                            "the clock says {}, but the last entry of the audit trail was made {before}: set the clock right",
                            entry.at
                        ),
                    ),
                ));
            }
            entry.at = before;
        }
    }
    tx.audit().append(&entry.follow(head)).await?;
    Ok(())
}

/// The time an entry names.
pub fn time_of(entry: &StoredEntry) -> Option<DateTime<Utc>> {
    let (_, rest) = entry.text.split_once(",\"at\":\"")?;
    rest.split_once('"')?.0.parse().ok()
}

/// The subject of a person's data: digests keyed with the person's secret.
///
/// # Errors
/// [`ServiceError::Refused`] where the data cannot be written as JSON.
pub fn person_subject<T: Serialize>(file: &PersonFile, before: Option<&T>, after: Option<&T>) -> Result<Subject, ServiceError> {
    let digest = |data: &T| Ok::<_, ServiceError>(file.secret.digest(json(data)?));
    Ok(Subject {
        of: Reference::person(&file.secret, file.id()),
        before: before.map(digest).transpose()?,
        after: after.map(digest).transpose()?,
    })
}

/// The subject of something that is no personal data: plain SHA-256.
///
/// # Errors
/// [`ServiceError::Refused`] where the data cannot be written as JSON.
pub fn thing_subject<T: Serialize>(kind: &str, id: impl ToString, before: Option<&T>, after: Option<&T>) -> Result<Subject, ServiceError> {
    let digest = |data: &T| Ok::<_, ServiceError>(Digest::of(json(data)?));
    Ok(Subject {
        of: Reference::thing(kind, id.to_string()),
        before: before.map(digest).transpose()?,
        after: after.map(digest).transpose()?,
    })
}

/// The JSON that digests are made over and that is kept as proof.
///
/// # Errors
/// [`ServiceError::Refused`] where a value has no JSON form.
pub fn json<T: Serialize>(data: &T) -> Result<String, ServiceError> {
    serde_json::to_string(data)
        .map_err(|error| ServiceError::refused("not-json", Label::new(format!("JSON: {error}"), format!("JSON: {error}"))))
}

/// The files of people by id, for subjects of a batch.
///
/// # Errors
/// [`ServiceError::Store`].
pub async fn files(tx: &mut dyn Transaction, people: &[PersonId]) -> Result<BTreeMap<PersonId, PersonFile>, ServiceError> {
    let found = tx.people().find_many(people).await?;
    Ok(found.into_iter().map(|stored| (stored.value.id().clone(), stored.value)).collect())
}
