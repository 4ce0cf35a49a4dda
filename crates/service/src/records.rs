//! Records that are kept whole, by their types: reading, keeping, and what becomes of them when a person is erased.

mod registry;

use std::str::FromStr;
use std::sync::Arc;

use jenjang::audit::{Digest, Subject};
use jenjang::legal::Label;
use jenjang::people::id::{PersonId, TextError};
use jenjang::record::{Kept, Record, RecordFilter};
use jenjang::store::{Page, Revision, StoreError, Transaction, Versioned};

use crate::context::Context;
use crate::error::ServiceError;
use crate::trail;

pub(crate) use registry::{OpenRecord, forget_person, under_way};

/// The record with this id, if there is one.
///
/// # Errors
/// [`ServiceError::Store`].
pub async fn find<T: Kept>(tx: &mut dyn Transaction, id: impl AsRef<str>) -> Result<Option<Versioned<T>>, ServiceError> {
    tx.records().find(T::KIND, id.as_ref()).await?.map(typed).transpose()
}

/// The record with this id.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Store`].
pub async fn require<T: Kept>(tx: &mut dyn Transaction, id: impl AsRef<str>) -> Result<Versioned<T>, ServiceError> {
    let id = id.as_ref();
    find(tx, id).await?.ok_or_else(|| ServiceError::not_found(T::KIND.label(), id))
}

/// All records of a type that the filter takes, by id.
///
/// # Errors
/// [`ServiceError::Store`].
pub async fn list<T: Kept>(tx: &mut dyn Transaction, filter: &RecordFilter) -> Result<Vec<Versioned<T>>, ServiceError> {
    page(tx, filter, &Page::all()).await
}

/// A page of the records of a type that the filter takes, by id.
///
/// # Errors
/// [`ServiceError::Store`].
pub async fn page<T: Kept>(
    tx: &mut dyn Transaction,
    filter: &RecordFilter,
    page: &Page<Arc<str>>,
) -> Result<Vec<Versioned<T>>, ServiceError> {
    let found = tx.records().list(T::KIND, filter, page).await?;
    found.into_iter().map(typed).collect()
}

/// The records of a type about these people, by person and id.
///
/// # Errors
/// [`ServiceError::Store`].
pub async fn about<T: Kept>(tx: &mut dyn Transaction, people: &[PersonId]) -> Result<Vec<Versioned<T>>, ServiceError> {
    tx.records().about(T::KIND, people).await?.into_iter().map(typed).collect()
}

/// Keeps a record.
///
/// # Errors
/// [`ServiceError::Store`], with [`StoreError::Conflict`] where the revision is another.
pub async fn save<T: Kept>(tx: &mut dyn Transaction, value: &T, expected: Option<Revision>) -> Result<Revision, ServiceError> {
    Ok(tx.records().save(&record(value)?, expected).await?)
}

/// Removes a record.
///
/// # Errors
/// [`ServiceError::Store`].
pub async fn remove<T: Kept>(tx: &mut dyn Transaction, stored: &Versioned<T>) -> Result<(), ServiceError> {
    Ok(tx.records().remove(T::KIND, &stored.value.key(), stored.revision).await?)
}

/// What the trail proves of a change of a record: keyed with the secret of the person it is about, plain where it is about nobody in the store.
///
/// # Errors
/// [`ServiceError::Refused`] where the record has no JSON form; [`ServiceError::Store`].
pub async fn subject<T: Kept>(tx: &mut dyn Transaction, before: Option<&T>, after: Option<&T>) -> Result<Subject, ServiceError> {
    let named = after.or(before);
    let file = match named.and_then(|record| record.person().or(record.other())) {
        Some(person) => tx.people().find(person).await?,
        None => None,
    };
    match file {
        Some(file) => trail::person_subject(&file.value, before, after),
        None => trail::thing_subject(T::KIND.as_str(), named.map_or_else(|| Arc::from("-"), Kept::key), before, after),
    }
}

/// An id nobody can guess.
///
/// # Errors
/// [`ServiceError::Refused`] where the machine has no random bytes to give.
pub fn new_id<I: FromStr<Err = TextError>>(context: &Context<'_>) -> Result<I, ServiceError> {
    let random = Digest(context.entropy.bytes()?).to_string();
    let text = random.get(..24).unwrap_or(&random);
    text.parse().map_err(|error: TextError| ServiceError::refused("id", Label::same(error.to_string())))
}

/// A text that says something.
///
/// # Errors
/// [`ServiceError::Refused`] (`blank`).
pub fn said(text: &str, what: &Label) -> Result<Arc<str>, ServiceError> {
    let text = text.trim();
    if !text.is_empty() {
        return Ok(text.into());
    }
    Err(ServiceError::refused(
        "blank",
        Label::new(format!("{} kosong, diharapkan teks", what.id), format!("the {} is blank, expected text", what.en)),
    ))
}

fn record<T: Kept>(value: &T) -> Result<Record, ServiceError> {
    Ok(Record {
        kind: T::KIND,
        id: value.key(),
        parent: value.parent(),
        person: value.person().cloned(),
        other: value.other().cloned(),
        body: trail::json(value)?.into(),
    })
}

fn typed<T: Kept>(stored: Versioned<Record>) -> Result<Versioned<T>, ServiceError> {
    let Versioned { value: record, revision } = stored;
    // the reader's own sentence may repeat values, which may be personal data
    let value = serde_json::from_str(&record.body).map_err(|error| StoreError::Corrupt {
        table: "record",
        column: "body",
        row: format!("{}/{}", record.kind.as_str(), record.id),
        problem: format!("not the record expected, line {} column {}", error.line(), error.column()),
    })?;
    Ok(Versioned { value, revision })
}
