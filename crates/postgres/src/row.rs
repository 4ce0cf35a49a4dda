//! From columns to values of the domain and back; what cannot be understood says which table, column and row.

use std::fmt::Write;

use chrono::NaiveDate;
use jenjang::audit::Digest;
use jenjang::store::{Revision, StoreError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio_postgres::Row;
use tokio_postgres::types::{FromSql, Type};

use crate::error::refused;

/// The longest text that may be a key, in bytes: an index takes keys of up to about 2,700 bytes, the longest of which has three ids beside it.
const LONGEST_KEY: usize = 1_000;

/// One column of a row.
pub(crate) fn column<'r, T: FromSql<'r>>(row: &'r Row, table: &'static str, name: &'static str) -> Result<T, StoreError> {
    row.try_get(name).map_err(|_| corrupt(row, table, name, "not of the type expected"))
}

/// A column that holds a record as JSON.
pub(crate) fn json<T: DeserializeOwned>(row: &Row, table: &'static str, name: &'static str) -> Result<T, StoreError> {
    let text: &str = column(row, table, name)?;
    // the reader's own sentence may repeat values, which may be personal data
    serde_json::from_str(text)
        .map_err(|error| corrupt(row, table, name, &format!("not the record expected, line {} column {}", error.line(), error.column())))
}

/// A column that holds a digest.
pub(crate) fn digest(row: &Row, table: &'static str, name: &'static str) -> Result<Digest, StoreError> {
    let bytes: &[u8] = column(row, table, name)?;
    let bytes = bytes.try_into().map_err(|_| corrupt(row, table, name, &format!("{} bytes, expected 32", bytes.len())))?;
    Ok(Digest(bytes))
}

/// A column that holds an id or a word.
pub(crate) fn parsed<T: std::str::FromStr>(row: &Row, table: &'static str, name: &'static str) -> Result<T, StoreError> {
    let text: &str = column(row, table, name)?;
    text.parse().map_err(|_| corrupt(row, table, name, "not a value of this column"))
}

/// The column `revision`.
pub(crate) fn revision(row: &Row, table: &'static str) -> Result<Revision, StoreError> {
    let number: i64 = column(row, table, "revision")?;
    u64::try_from(number).map(Revision).map_err(|_| corrupt(row, table, "revision", "negative"))
}

/// A column that counts.
pub(crate) fn count(row: &Row, table: &'static str, name: &'static str) -> Result<u64, StoreError> {
    let number: i64 = column(row, table, name)?;
    u64::try_from(number).map_err(|_| corrupt(row, table, name, "negative"))
}

/// What is wrong in a row; its key is read off the row.
pub(crate) fn corrupt(row: &Row, table: &'static str, column: &'static str, problem: &str) -> StoreError {
    StoreError::Corrupt { table, column, row: key_of(row), problem: problem.to_owned() }
}

/// The columns of a row that are keys, as far as the statement asked for them.
fn key_of(row: &Row) -> String {
    const KEYS: [&str; 21] = [
        "id",
        "cycle",
        "ratee",
        "rater",
        "round",
        "person",
        "register",
        "ordinal",
        "framework",
        "kind",
        "policy",
        "version",
        "audience",
        "edition",
        "member",
        "candidate",
        "component",
        "key",
        "hash",
        "sequence",
        "role",
    ];
    let mut key = String::new();
    for (place, column) in row.columns().iter().enumerate().filter(|(_, column)| KEYS.contains(&column.name())) {
        if !key.is_empty() {
            key.push('/');
        }
        // writing to a string does not fail
        let _ = match *column.type_() {
            Type::TEXT => row.try_get::<_, &str>(place).map(|text| key.push_str(text)).map_err(|_| ()),
            Type::INT8 => row.try_get::<_, i64>(place).map(|number| key.push_str(&number.to_string())).map_err(|_| ()),
            Type::INT4 => row.try_get::<_, i32>(place).map(|number| key.push_str(&number.to_string())).map_err(|_| ()),
            Type::BYTEA => {
                let bytes = row.try_get::<_, &[u8]>(place).unwrap_or_default();
                bytes.iter().take(32).try_for_each(|byte| write!(key, "{byte:02x}")).map_err(|_| ())
            }
            _ => Ok(()),
        };
    }
    key
}

/// A record as JSON.
pub(crate) fn text_of<T: Serialize>(doing: &'static str, record: &T) -> Result<String, StoreError> {
    serde_json::to_string(record).map_err(|error| refused(doing, error.to_string()))
}

/// A number for a column `bigint`.
pub(crate) fn number(what: &'static str, found: u64) -> Result<i64, StoreError> {
    i64::try_from(found).map_err(|_| StoreError::Unstorable { what, found: found.to_string(), expected: "a number below 2⁶³" })
}

/// How many at most, as the server counts.
pub(crate) fn limit(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// Whether the server can hold a text at all.
pub(crate) fn has_nul(text: &str) -> bool {
    text.contains('\0')
}

/// Refuses a text that PostgreSQL cannot hold, before anything is sent.
pub(crate) fn check_text(what: &'static str, text: &str) -> Result<(), StoreError> {
    if has_nul(text) {
        let found = text.chars().take(40).flat_map(char::escape_default).collect();
        return Err(StoreError::Unstorable { what, found, expected: "a text without the character 0" });
    }
    Ok(())
}

/// Refuses a text that is no key, before anything is sent. Typed ids need no check: they are short and hold no control characters.
pub(crate) fn check_key(what: &'static str, text: &str) -> Result<(), StoreError> {
    check_text(what, text)?;
    if text.len() > LONGEST_KEY {
        let found = format!("{}…", text.chars().take(40).collect::<String>());
        return Err(StoreError::Unstorable { what, found, expected: "at most 1,000 bytes" });
    }
    Ok(())
}

/// Refuses a day before the calendar of PostgreSQL begins (24 November of the year 4714 before our era).
pub(crate) fn check_date(what: &'static str, day: NaiveDate) -> Result<NaiveDate, StoreError> {
    match NaiveDate::from_ymd_opt(-4713, 11, 24) {
        Some(first) if day < first => {
            Err(StoreError::Unstorable { what, found: day.to_string(), expected: "a day of the year 4713 before our era or later" })
        }
        _ => Ok(day),
    }
}
