//! Rows into values of the domain, and back.

use std::fmt::Display;
use std::str::FromStr;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use jenjang::audit::Digest;
use jenjang::store::{Page, Revision, StoreError, Versioned};
use rusqlite::types::ValueRef;
use rusqlite::{Params, Row};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::link::Link;

/// A table as error messages name it.
///
/// INVARIANT (rows are named): every query selects the columns of the key first, so that an error can say which row.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    /// How many columns the key has.
    pub(crate) key: usize,
}

/// A column of a query: its place and its name.
pub(crate) type Column = (usize, &'static str);

impl Table {
    /// What cannot be read, and where.
    pub(crate) fn corrupt(&self, row: &Row<'_>, column: Column, problem: impl Display) -> StoreError {
        let part = |place| match row.get_ref(place) {
            Ok(ValueRef::Text(text)) => String::from_utf8_lossy(text).into_owned(),
            Ok(ValueRef::Integer(number)) => number.to_string(),
            Ok(ValueRef::Blob(bytes)) => <[u8; 32]>::try_from(bytes).map_or_else(|_| "?".to_owned(), |bytes| Digest(bytes).to_string()),
            _ => "?".to_owned(),
        };
        let key: Vec<String> = (0..self.key).map(part).collect();
        StoreError::Corrupt { table: self.name, column: column.1, row: key.join("/"), problem: problem.to_string() }
    }

    pub(crate) fn text<'row>(&self, row: &'row Row<'_>, column: Column) -> Result<&'row str, StoreError> {
        self.optional_text(row, column)?.ok_or_else(|| self.corrupt(row, column, "found nothing, expected text"))
    }

    pub(crate) fn optional_text<'row>(&self, row: &'row Row<'_>, column: Column) -> Result<Option<&'row str>, StoreError> {
        let value = row.get_ref(column.0).map_err(|error| self.corrupt(row, column, error))?;
        value.as_str_or_null().map_err(|error| self.corrupt(row, column, error))
    }

    pub(crate) fn shared(&self, row: &Row<'_>, column: Column) -> Result<Arc<str>, StoreError> {
        self.text(row, column).map(Arc::from)
    }

    /// A text that says what it is.
    pub(crate) fn parse<T: FromStr<Err: Display>>(&self, row: &Row<'_>, column: Column) -> Result<T, StoreError> {
        self.text(row, column)?.parse().map_err(|error| self.corrupt(row, column, error))
    }

    pub(crate) fn optional_parse<T: FromStr<Err: Display>>(&self, row: &Row<'_>, column: Column) -> Result<Option<T>, StoreError> {
        let text = self.optional_text(row, column)?;
        text.map(|text| text.parse().map_err(|error| self.corrupt(row, column, error))).transpose()
    }

    pub(crate) fn json<T: DeserializeOwned>(&self, row: &Row<'_>, column: Column) -> Result<T, StoreError> {
        serde_json::from_str(self.text(row, column)?).map_err(|error| self.corrupt(row, column, error))
    }

    /// One of the words of an enumeration.
    pub(crate) fn word<T: Copy>(
        &self,
        row: &Row<'_>,
        column: Column,
        all: impl IntoIterator<Item = T>,
        as_str: impl Fn(T) -> &'static str,
    ) -> Result<T, StoreError> {
        let text = self.text(row, column)?;
        let found = all.into_iter().find(|one| as_str(*one) == text);
        found.ok_or_else(|| self.corrupt(row, column, format_args!("unknown word `{text}`")))
    }

    pub(crate) fn integer(&self, row: &Row<'_>, column: Column) -> Result<i64, StoreError> {
        row.get(column.0).map_err(|error| self.corrupt(row, column, error))
    }

    pub(crate) fn number<T: TryFrom<i64, Error: Display>>(&self, row: &Row<'_>, column: Column) -> Result<T, StoreError> {
        T::try_from(self.integer(row, column)?).map_err(|error| self.corrupt(row, column, error))
    }

    pub(crate) fn digest(&self, row: &Row<'_>, column: Column) -> Result<Digest, StoreError> {
        row.get(column.0).map(Digest).map_err(|error| self.corrupt(row, column, error))
    }

    /// A moment: seconds in the column, nanoseconds in the next.
    pub(crate) fn moment(&self, row: &Row<'_>, column: Column) -> Result<DateTime<Utc>, StoreError> {
        let (seconds, nanos) = (self.integer(row, column)?, self.number(row, (column.0 + 1, column.1))?);
        DateTime::from_timestamp(seconds, nanos).ok_or_else(|| self.corrupt(row, column, "not a moment"))
    }

    pub(crate) fn versioned<T>(&self, row: &Row<'_>, revision: usize, value: T) -> Result<Versioned<T>, StoreError> {
        Ok(Versioned { value, revision: Revision(self.number(row, (revision, "revision"))?) })
    }
}

/// A moment as two columns.
pub(crate) fn moment(at: DateTime<Utc>) -> (i64, u32) {
    (at.timestamp(), at.timestamp_subsec_nanos())
}

/// A record as JSON.
pub(crate) fn json(what: &'static str, value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Backend { doing: what, source: Box::new(error) })
}

/// A number as SQLite takes it; what is too large is refused.
pub(crate) fn integer(what: &'static str, number: u64) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|_| StoreError::Unstorable {
        what,
        found: number.to_string(),
        expected: "at most 9,223,372,036,854,775,807",
    })
}

/// The limit of a page: more rows than any table has where the caller wants all.
pub(crate) fn limit(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// The key a page begins after; no key is empty or less.
pub(crate) fn after<'page, K>(page: &'page Page<K>, text: impl Fn(&'page K) -> &'page str) -> &'page str {
    page.after.as_ref().map_or("", text)
}

/// The conflict of something new whose key is taken.
pub(crate) fn taken(what: &'static str, id: impl ToString) -> StoreError {
    StoreError::Conflict { what, id: id.to_string(), found: Some(Revision::FIRST), expected: None }
}

/// The revision after the stored one, which must be the one the caller has read. `find` selects it by key.
pub(crate) fn next_revision(
    link: &Link,
    what: &'static str,
    find: &'static str,
    key: impl Params,
    name: impl ToString,
    expected: Option<Revision>,
) -> Result<Revision, StoreError> {
    let found: Option<i64> = link.one(what, find, key, |row| row.get(0).map_err(link.failed(what)))?;
    let found = found.map(|number| Revision(u64::try_from(number).unwrap_or_default()));
    if found != expected {
        return Err(StoreError::Conflict { what, id: name.to_string(), found, expected });
    }
    Ok(found.map_or(Revision::FIRST, Revision::next))
}
