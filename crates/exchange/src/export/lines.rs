//! People as JSON lines: the records as they are, so that they can be read back without loss.

use std::io::{BufRead, Write};

use jenjang::people::CivilServantRecord;
use jenjang::people::id::{PersonId, UnitId};
use serde::{Deserialize, Serialize};

/// A person as exported: the record, the unit, the superior. The secret of the audit trail never leaves the store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PersonLine {
    /// The record with all histories.
    pub record: CivilServantRecord,
    /// The unit the person works in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// The direct superior.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superior: Option<PersonId>,
}

/// A line that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    /// The file cannot be read.
    #[error("line {line} cannot be read")]
    Read {
        /// Which line, from 1.
        line: usize,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// Not a person.
    #[error("line {line} is not a person: expected an object with `record`, `unit` and `superior`")]
    Form {
        /// Which line, from 1.
        line: usize,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
}

impl LineError {
    /// The sentence in both languages.
    pub fn message(&self) -> jenjang::legal::Label {
        let id = match self {
            LineError::Read { line, .. } => format!("baris {line} tidak dapat dibaca"),
            LineError::Form { line, .. } => {
                format!("baris {line} bukan data pegawai: seharusnya objek dengan `record`, `unit`, dan `superior`")
            }
        };
        jenjang::legal::Label::new(id, self.to_string())
    }
}

/// People being written, one JSON object a line.
pub struct PeopleLines<W: Write>(W);

impl<W: Write> PeopleLines<W> {
    /// Begins with nothing; a buffered writer makes it fast.
    pub fn new(out: W) -> PeopleLines<W> {
        PeopleLines(out)
    }

    /// Writes one person.
    ///
    /// # Errors
    /// When writing fails.
    pub fn write(&mut self, person: &PersonLine) -> std::io::Result<()> {
        serde_json::to_writer(&mut self.0, person)?;
        self.0.write_all(b"\n")
    }

    /// Writes what is still held back and gives the writer back.
    ///
    /// # Errors
    /// When writing fails.
    pub fn finish(mut self) -> std::io::Result<W> {
        self.0.flush()?;
        Ok(self.0)
    }
}

/// The people of JSON lines, in order; empty lines are passed over.
pub fn read_people_lines(input: impl BufRead) -> impl Iterator<Item = Result<PersonLine, LineError>> {
    let lines = input.lines().enumerate().map(|(at, text)| (at + 1, text));
    lines.filter(|(_, text)| text.as_ref().map_or(true, |text| !text.trim().is_empty())).map(|(line, text)| {
        let text = text.map_err(|source| LineError::Read { line, source })?;
        serde_json::from_str(&text).map_err(|source| LineError::Form { line, source })
    })
}
