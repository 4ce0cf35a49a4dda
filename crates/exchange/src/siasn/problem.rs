//! What is wrong with a row, and who can mend it; remarks on what was read all the same.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::legal::{Label, Language};
use serde::Serialize;

/// Who can mend a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mender {
    /// The employee, who brings the paper that is missing.
    Employee,
    /// The officer who made the file: the unit's personnel officer.
    UnitOfficer,
    /// The personnel agency of the district (BKPSDM).
    PersonnelAgency,
    /// The national register (BKN, by way of SIASN).
    NationalRegister,
}

impl Mender {
    /// Everybody who can be named.
    pub const ALL: [Mender; 4] = [Mender::Employee, Mender::UnitOfficer, Mender::PersonnelAgency, Mender::NationalRegister];

    /// Name in both languages.
    pub fn label(self) -> Label {
        match self {
            Mender::Employee => Label::new("pegawai yang bersangkutan", "the employee"),
            Mender::UnitOfficer => Label::new("pengelola kepegawaian unit kerja", "the personnel officer of the unit"),
            Mender::PersonnelAgency => Label::new("BKPSDM", "the personnel agency (BKPSDM)"),
            Mender::NationalRegister => Label::new("BKN melalui SIASN", "the national register (BKN, by SIASN)"),
        }
    }
}

/// One thing that is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowProblem {
    /// Stable code, listed in docs/import.md.
    pub code: &'static str,
    /// The column as the file calls it; none where the whole row is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<Arc<str>>,
    /// What was found and what was expected.
    pub message: Label,
    /// Who can mend it.
    pub mender: Mender,
}

impl RowProblem {
    /// A problem of the whole row.
    pub fn of_row(code: &'static str, message: Label, mender: Mender) -> RowProblem {
        RowProblem { code, column: None, message, mender }
    }

    /// The sentence with its place: file, row, column, what is wrong, who can mend it.
    pub fn sentence(&self, file: &str, row: u64, language: Language) -> String {
        let message = self.message.get(language);
        let mender = self.mender.label();
        let mender = mender.get(language);
        match (language, self.column.as_deref()) {
            (Language::Id, Some(column)) => format!("{file} baris {row} kolom `{column}`: {message} (diperbaiki oleh {mender})"),
            (Language::Id, None) => format!("{file} baris {row}: {message} (diperbaiki oleh {mender})"),
            (Language::En, Some(column)) => format!("{file} row {row} column `{column}`: {message} (to be mended by {mender})"),
            (Language::En, None) => format!("{file} row {row}: {message} (to be mended by {mender})"),
        }
    }
}

/// A file that cannot be read at all. The sentence is for those who chose the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[error("{file}: {}", .message.en)]
pub struct FileError {
    /// The file.
    pub file: Arc<str>,
    /// Stable code.
    pub code: &'static str,
    /// What was found and what was expected.
    pub message: Label,
}

impl FileError {
    pub(crate) fn new(file: &str, code: &'static str, message: Label) -> FileError {
        FileError { file: file.into(), code, message }
    }
}

/// A remark on rows that were read all the same, counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// Stable code, listed in docs/import.md.
    pub code: &'static str,
    /// The column it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<Arc<str>>,
    /// The sentence.
    pub message: Label,
    /// On how many rows.
    pub rows: u64,
    /// The first of them; 0 where the file as a whole is meant.
    pub first_row: u64,
}

/// Remarks as they come: the same remark on many rows is one with a count.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notes(BTreeMap<(&'static str, Option<Arc<str>>), Note>);

impl Notes {
    pub(crate) fn add(&mut self, code: &'static str, column: Option<&Arc<str>>, row: u64, message: impl FnOnce() -> Label) {
        let key = (code, column.cloned());
        match self.0.get_mut(&key) {
            Some(note) => note.rows += 1,
            None => {
                let note = Note { code, column: column.cloned(), message: message(), rows: 1, first_row: row };
                self.0.insert(key, note);
            }
        }
    }

    pub(crate) fn list(&self) -> Vec<Note> {
        self.0.values().cloned().collect()
    }
}

/// How many rows were read, and what became of them: `good + bad = read`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RowCounts {
    /// Rows read, the header and blank lines left out.
    pub read: u64,
    /// Rows that were handed on.
    pub good: u64,
    /// Rows that were refused.
    pub bad: u64,
}
