//! The trail page by page, the newest entries first.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use jenjang::audit::repository::Checkpoint;
use jenjang::audit::{ChainHead, Digest};
use serde_json::Value;

use super::key::is_signed;
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::trail::time_of;

/// How many entries are looked through for one page: what is rarer is found on later pages.
const LOOKED_THROUGH: usize = 2_000;
/// How many subjects of an entry are named.
const SUBJECTS: usize = 20;

/// A page of the trail.
#[derive(Clone, Debug, Default)]
pub struct ListTrail {
    /// Only entries before this one; from the newest where absent.
    pub before: Option<u64>,
    /// Only what was done by this verb (`round.open`).
    pub verb: Option<Arc<str>>,
    /// How many at most.
    pub limit: usize,
}

/// An entry in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailEntry {
    /// Its number.
    pub sequence: u64,
    /// Its digest.
    pub digest: Digest,
    /// When.
    pub at: Option<DateTime<Utc>>,
    /// Who, as a reference that names nobody.
    pub actor: String,
    /// What was done.
    pub verb: String,
    /// To whom or what; the first of them.
    pub subjects: Vec<String>,
    /// To how many.
    pub subject_count: usize,
    /// Id of the policy it was done under.
    pub policy: Option<String>,
}

/// A page of the trail, and where the next one begins.
#[derive(Clone, Debug)]
pub struct TrailPage {
    /// The entries, newest first.
    pub entries: Vec<TrailEntry>,
    /// The next page stands before this number; none at the beginning of the trail.
    pub next: Option<u64>,
    /// The newest entry.
    pub head: Option<ChainHead>,
    /// Signed checkpoints, newest first.
    pub checkpoints: Vec<Checkpoint>,
    /// What the newest of them is worth; none where there is none.
    pub newest: Option<SealFound>,
}

/// What a look at a checkpoint found. The whole chain before it is for [`verify`](super::verify()).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SealFound {
    /// Whether the signature is that of the key it names, over what it says.
    pub signed: bool,
    /// Whether the entry it sealed is still there, byte for byte.
    pub fits: bool,
    /// How many entries came since.
    pub since: u64,
}

/// A page of the trail, newest first: five questions to the store beyond those of the role.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but an auditor and the operator; [`ServiceError::Store`].
pub async fn list_trail(context: &Context<'_>, command: &ListTrail) -> Result<TrailPage, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, Action::VerifyAudit, &Target::everything()).await?;
    let head = tx.audit().head().await?;
    let mut checkpoints = tx.audit().checkpoints().await?;
    checkpoints.reverse();
    let end = command.before.unwrap_or_else(|| head.map_or(0, |head| head.sequence).saturating_add(1));
    let span = if command.verb.is_some() { LOOKED_THROUGH } else { command.limit };
    let after = end.saturating_sub(1).saturating_sub(u64::try_from(span).unwrap_or(u64::MAX));
    let count = usize::try_from(end.saturating_sub(1).saturating_sub(after)).unwrap_or(span);
    let found = if count == 0 { Vec::new() } else { tx.audit().list(after, count).await? };
    let fits = |entry: &TrailEntry| command.verb.as_deref().is_none_or(|verb| verb == entry.verb);
    let mut entries: Vec<TrailEntry> = found.iter().rev().map(entry).filter(fits).collect();
    let cut = entries.len() > command.limit;
    entries.truncate(command.limit);
    let next = if cut { entries.last().map(|entry| entry.sequence) } else { Some(after.saturating_add(1)).filter(|_| after > 0) };
    let newest = match checkpoints.first() {
        Some(checkpoint) => {
            let sealed = tx.audit().list(checkpoint.head.sequence.saturating_sub(1), 1).await?.pop();
            let same = |entry: jenjang::audit::StoredEntry| {
                entry.sequence == checkpoint.head.sequence && Digest::of(entry.text.as_bytes()) == checkpoint.head.digest
            };
            let since = head.map_or(0, |head| head.sequence).saturating_sub(checkpoint.head.sequence);
            Some(SealFound { signed: is_signed(checkpoint), fits: sealed.is_some_and(same), since })
        }
        None => None,
    };
    Ok(TrailPage { entries, next, head, checkpoints, newest })
}

fn entry(stored: &jenjang::audit::StoredEntry) -> TrailEntry {
    let text: Value = serde_json::from_str(&stored.text).unwrap_or(Value::Null);
    let word = |key: &str| text.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let subjects = text.get("subjects").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let named = |subject: &Value| subject.get("of").or(Some(subject)).and_then(Value::as_str).map(str::to_owned);
    let policy =
        text.get("policy").and_then(|policy| policy.as_str().or_else(|| policy.get(0)?.as_str()).or_else(|| policy.get("id")?.as_str()));
    TrailEntry {
        sequence: stored.sequence,
        digest: stored.digest,
        at: time_of(stored),
        actor: word("actor"),
        verb: word("verb"),
        subjects: subjects.iter().take(SUBJECTS).filter_map(named).collect(),
        subject_count: subjects.len(),
        policy: policy.map(str::to_owned),
    }
}
