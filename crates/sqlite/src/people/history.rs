//! Histories as rows: one for each entry of a register, in the order of the record.

use std::fmt::Write as _;

use jenjang::people::Event;
use jenjang::people::civil_servant::{RegisterRecords, RegisterSource, RegisterVisitor};
use jenjang::store::StoreError;
use rusqlite::CachedStatement;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::link::Link;
use crate::row::Table;

const HISTORY: Table = Table { name: "history", key: 3 };

const SAVING: &str = "saving histories";

/// The names of the registers somebody looked into, separated by blanks.
pub(super) fn consulted(registers: &RegisterRecords) -> String {
    struct Names(String);
    impl RegisterVisitor for Names {
        type Error = std::convert::Infallible;

        fn register<T: Event + Serialize>(&mut self, name: &'static str, events: Option<&[T]>) -> Result<(), Self::Error> {
            if events.is_some() {
                let gap = if self.0.is_empty() { "" } else { " " };
                self.0.extend([gap, name]);
            }
            Ok(())
        }
    }
    let mut names = Names(String::new());
    let Ok(()) = registers.visit(&mut names);
    names.0
}

/// Writes histories with statements prepared once.
pub(super) struct Histories<'link> {
    link: &'link Link,
    insert: CachedStatement<'link>,
    delete: CachedStatement<'link>,
    since: String,
    body: Vec<u8>,
}

impl<'link> Histories<'link> {
    pub(super) fn new(link: &'link Link) -> Result<Histories<'link>, StoreError> {
        let insert = "INSERT INTO history (person, register, place, since, body) VALUES (?1, ?2, ?3, ?4, ?5)";
        Ok(Histories {
            link,
            insert: link.statement(SAVING, insert)?,
            delete: link.statement(SAVING, "DELETE FROM history WHERE person = ?1")?,
            since: String::new(),
            body: Vec::new(),
        })
    }

    /// Removes everything of a person.
    pub(super) fn remove(&mut self, person: i64) -> Result<(), StoreError> {
        self.delete.execute([person]).map(drop).map_err(self.link.failed(SAVING))
    }

    /// Writes the registers of a person who has none stored.
    pub(super) fn write(&mut self, person: i64, registers: &RegisterRecords) -> Result<(), StoreError> {
        registers.visit(&mut Writer { histories: self, person })
    }
}

struct Writer<'writer, 'link> {
    histories: &'writer mut Histories<'link>,
    person: i64,
}

impl RegisterVisitor for Writer<'_, '_> {
    type Error = StoreError;

    fn register<T: Event + Serialize>(&mut self, name: &'static str, events: Option<&[T]>) -> Result<(), StoreError> {
        let Histories { link, insert, since, body, .. } = &mut *self.histories;
        let failed = |source: Box<dyn std::error::Error + Send + Sync>| StoreError::Backend { doing: SAVING, source };
        for (place, event) in (0_i64..).zip(events.unwrap_or_default()) {
            since.clear();
            write!(since, "{}", event.since()).map_err(|error| failed(error.into()))?;
            body.clear();
            serde_json::to_writer(&mut *body, event).map_err(|error| failed(error.into()))?;
            let body = std::str::from_utf8(body).map_err(|error| failed(error.into()))?;
            insert.execute((self.person, name, place, since.as_str(), body)).map_err(link.failed(SAVING))?;
        }
        Ok(())
    }
}

/// The rows of one person, to be turned into registers.
pub(super) struct Stored<'names> {
    person: i64,
    consulted: &'names str,
    rows: Vec<(Box<str>, Box<str>)>,
    taken: usize,
}

impl<'names> Stored<'names> {
    pub(super) fn load(link: &Link, person: i64, consulted: &'names str) -> Result<Stored<'names>, StoreError> {
        let sql = "SELECT person, register, place, body FROM history WHERE person = ?1 ORDER BY register, place";
        let text = |row: &rusqlite::Row<'_>, column| HISTORY.text(row, column).map(Box::from);
        let rows = link.many("reading histories", sql, [person], |row| Ok((text(row, (1, "register"))?, text(row, (3, "body"))?)))?;
        Ok(Stored { person, consulted, rows, taken: 0 })
    }

    /// # Errors
    /// [`StoreError::Corrupt`] for an entry that is not understood, and for one of a register that is unknown or was not looked into.
    pub(super) fn registers(mut self) -> Result<RegisterRecords, StoreError> {
        let registers = RegisterRecords::read(&mut self)?;
        if self.taken != self.rows.len() {
            let expected = self.consulted;
            return Err(self.corrupt("register", format!("found entries of other registers, expected those of `{expected}`")));
        }
        Ok(registers)
    }

    fn corrupt(&self, column: &'static str, problem: String) -> StoreError {
        StoreError::Corrupt { table: HISTORY.name, column, row: self.person.to_string(), problem }
    }
}

impl RegisterSource for Stored<'_> {
    type Error = StoreError;

    fn register<T: Event + DeserializeOwned>(&mut self, name: &'static str) -> Result<Option<Vec<T>>, StoreError> {
        if !self.consulted.split(' ').any(|consulted| consulted == name) {
            return Ok(None);
        }
        let rows = self.rows.iter().filter(|(register, _)| **register == *name);
        let events: Result<Vec<T>, _> = rows.map(|(_, body)| serde_json::from_str(body)).collect();
        let events = events.map_err(|error| self.corrupt("body", format!("register `{name}`: {error}")))?;
        self.taken += events.len();
        Ok(Some(events))
    }
}
