//! Where records of development are kept.

use async_trait::async_trait;

use super::DevelopmentRecord;
use crate::people::id::{DevelopmentId, PersonId};
use crate::store::{Revision, StoreError, Versioned};

/// Records of development.
#[async_trait]
pub trait DevelopmentRepository: Send {
    /// The record with this id.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn find(&mut self, id: &DevelopmentId) -> Result<Option<Versioned<DevelopmentRecord>>, StoreError>;

    /// The records of a person, by id.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn of_person(&mut self, person: &PersonId) -> Result<Vec<Versioned<DevelopmentRecord>>, StoreError>;

    /// The records of these people, by person and id, each once.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn of_people(&mut self, people: &[PersonId]) -> Result<Vec<Versioned<DevelopmentRecord>>, StoreError>;

    /// Keeps a record.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the revision is another.
    async fn save(&mut self, record: &DevelopmentRecord, expected: Option<Revision>) -> Result<Revision, StoreError>;

    /// Removes the records of a person. How many there were.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn remove_person(&mut self, person: &PersonId) -> Result<u64, StoreError>;
}
