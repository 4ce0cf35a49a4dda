//! What was read, and what of it could not be.

use std::sync::Arc;

use jenjang::legal::Label;
use serde::Serialize;

use super::run::label_of_fact;
use crate::error::LabError;
use crate::population::{Population, Reading};

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct DataRead {
    /// Id of the fact catalogue.
    pub catalogue: Arc<str>,
    /// Digest of the data.
    pub digest: String,
    /// People: the denominator of every share. Nobody is dropped.
    pub people: u64,
    /// Values that could not be read; the facts count as missing.
    pub unread: u64,
    /// The first of them.
    pub first_unread: Vec<UnreadValue>,
    /// Facts a policy reads that the data has no column for, by name: missing for everybody.
    pub absent_facts: Vec<Arc<str>>,
    /// What people read for them, in the same order.
    pub absent_labels: Vec<Label>,
    /// People who are there more than once; absent where a result does not ask.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub twice: Option<PeopleTwice>,
}

impl DataRead {
    /// From how reading a population went.
    ///
    /// # Errors
    /// [`LabError::File`] where the digest cannot be taken.
    pub fn new(
        population: &dyn Population,
        reading: &Reading,
        absent_facts: Vec<Arc<str>>,
        twice: Option<PeopleTwice>,
    ) -> Result<DataRead, LabError> {
        let catalogue = population.catalogue();
        let first = reading.unread.iter().map(|unread| {
            let protected = unread.fact.is_some_and(|fact| catalogue.fact(fact).protected.is_some());
            UnreadValue {
                row: unread.row,
                column: Arc::clone(&unread.column),
                found: (!protected).then(|| Arc::clone(&unread.found)),
                expected: unread.expected.clone(),
            }
        });
        Ok(DataRead {
            catalogue: Arc::clone(&catalogue.id),
            digest: population.digest()?,
            people: reading.people,
            unread: reading.unread_count,
            first_unread: first.collect(),
            absent_labels: absent_facts.iter().map(|name| label_of_fact(catalogue, name)).collect(),
            absent_facts,
            twice,
        })
    }
}

/// A value that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct UnreadValue {
    /// The row, from 1 for the first person.
    pub row: u64,
    /// The column; `*` for a whole row.
    pub column: Arc<str>,
    /// What was found. Left out for protected facts: what a cell says of one person's sex or faith does not travel with a result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<Arc<str>>,
    /// What was expected.
    pub expected: Label,
}

/// People who are there more than once. They count as often as they are there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct PeopleTwice {
    /// Why nobody looked; absent where somebody did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_checked: Option<Label>,
    /// Rows beyond the first of their person.
    pub rows: u64,
    /// People without an id, who cannot be told apart.
    pub without_id: u64,
    /// The first of those rows.
    pub first: Vec<RowTwice>,
}

/// A row of somebody who stood in an earlier row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct RowTwice {
    /// The row, from 1 for the first person.
    pub row: u64,
    /// The row where the person stood first.
    pub first: u64,
}
