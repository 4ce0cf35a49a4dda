//! Where records are kept.

use std::sync::Arc;

use async_trait::async_trait;

use super::{Kind, Record};
use crate::people::id::PersonId;
use crate::store::{Page, Revision, StoreError, Versioned};

/// Which records of a kind; what is named has to be the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordFilter {
    /// Only those that belong to this.
    pub parent: Option<Arc<str>>,
    /// Only those about this person.
    pub person: Option<PersonId>,
    /// Only those in which this is the second person.
    pub other: Option<PersonId>,
}

impl RecordFilter {
    /// All of the kind.
    pub fn all() -> RecordFilter {
        RecordFilter::default()
    }

    /// Those that belong to this.
    pub fn under(parent: impl Into<Arc<str>>) -> RecordFilter {
        RecordFilter { parent: Some(parent.into()), ..RecordFilter::default() }
    }

    /// Those about this person.
    pub fn about(person: &PersonId) -> RecordFilter {
        RecordFilter { person: Some(person.clone()), ..RecordFilter::default() }
    }

    /// Those in which this is the second person.
    pub fn with(other: &PersonId) -> RecordFilter {
        RecordFilter { other: Some(other.clone()), ..RecordFilter::default() }
    }

    /// Whether a record is meant.
    pub fn takes(&self, record: &Record) -> bool {
        (self.parent.is_none() || self.parent == record.parent)
            && (self.person.is_none() || self.person == record.person)
            && (self.other.is_none() || self.other == record.other)
    }
}

/// Records.
#[async_trait]
pub trait RecordRepository: Send {
    /// The record of this kind with this id.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn find(&mut self, kind: Kind, id: &str) -> Result<Option<Versioned<Record>>, StoreError>;

    /// Records of a kind, by id.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn list(&mut self, kind: Kind, filter: &RecordFilter, page: &Page<Arc<str>>) -> Result<Vec<Versioned<Record>>, StoreError>;

    /// Records of a kind about these people, by person and id, each once.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn about(&mut self, kind: Kind, people: &[PersonId]) -> Result<Vec<Versioned<Record>>, StoreError>;

    /// How many records of a kind there are.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn count(&mut self, kind: Kind, filter: &RecordFilter) -> Result<u64, StoreError>;

    /// Keeps a record; the whole replaces the one before.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the revision is another.
    async fn save(&mut self, record: &Record, expected: Option<Revision>) -> Result<Revision, StoreError>;

    /// Removes a record that is at this revision; what it held cannot be read any more once the store is scrubbed.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the revision is another or there is none.
    async fn remove(&mut self, kind: Kind, id: &str, expected: Revision) -> Result<(), StoreError>;

    /// All records in which the person is the first or the second, by kind as declared and id.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn of_person(&mut self, person: &PersonId) -> Result<Vec<Versioned<Record>>, StoreError>;
}
