//! Files that wait for being confirmed: one a person, few at once, for a quarter of an hour, in memory only.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use jenjang::audit::{Digest, SubjectSecret};
use jenjang::people::id::PersonId;
use jenjang_exchange::siasn::{Format, PersonIds, TableKind};

/// How long a file waits.
const LIFETIME: TimeDelta = TimeDelta::minutes(15);
/// How many wait at once; the oldest goes first.
const MOST: usize = 16;

/// A file that was looked at.
pub(super) struct Upload {
    pub(super) name: String,
    pub(super) kind: TableKind,
    pub(super) format: Format,
    pub(super) bytes: Arc<[u8]>,
    /// What the confirmation has to name.
    pub(super) digest: Digest,
    /// How internal ids of people who are new are made: the same when it is confirmed.
    pub(super) ids: PersonIds,
}

impl Upload {
    pub(super) fn new(name: String, kind: TableKind, format: Format, bytes: Vec<u8>, key: SubjectSecret) -> Upload {
        let digest = Digest::of(&bytes);
        Upload { name, kind, format, bytes: bytes.into(), digest, ids: PersonIds::keyed(key) }
    }
}

type Waiting = BTreeMap<PersonId, (DateTime<Utc>, Arc<Upload>)>;

/// Files that wait, by who sent them.
#[derive(Default)]
pub(crate) struct Uploads(Mutex<Waiting>);

impl Uploads {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a file for whoever sent it, in the place of an earlier one.
    pub(super) fn keep(&self, person: &PersonId, upload: Arc<Upload>, now: DateTime<Utc>) {
        let mut waiting = self.waiting();
        waiting.retain(|_, (since, _)| now - *since < LIFETIME);
        waiting.insert(person.clone(), (now, upload));
        while waiting.len() > MOST {
            let oldest = waiting.iter().min_by_key(|(_, (since, _))| *since).map(|(person, _)| person.clone());
            let Some(oldest) = oldest else { break };
            waiting.remove(&oldest);
        }
    }

    /// The file somebody sent, while it waits.
    pub(super) fn find(&self, person: &PersonId, now: DateTime<Utc>) -> Option<Arc<Upload>> {
        self.waiting().get(person).filter(|(since, _)| now - *since < LIFETIME).map(|(_, upload)| Arc::clone(upload))
    }

    /// Forgets the file somebody sent.
    pub(super) fn forget(&self, person: &PersonId) {
        self.waiting().remove(person);
    }
}
