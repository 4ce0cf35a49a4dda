//! A table of the register, opened.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::io::Read;
use std::sync::Arc;

use jenjang::legal::Label;

use super::columns::TableKind;
use super::group::{self, Histories, PeopleCounts};
use super::header::Columns;
use super::history::{self, Entry};
use super::identity::{PersonIds, PersonRef};
use super::mapping::Mapping;
use super::problem::{FileError, Mender, Note, Notes, RowCounts, RowProblem};
use super::reject::Reject;
use super::row::Row;
use super::source::{self, Format, Raw, Rows, SourceRow};
use super::staff::{self, StaffEntry};
use super::units::{self, UnitEntry};

/// How tables are read.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// An agency's own columns, words and dates.
    pub mapping: Option<Arc<Mapping>>,
    /// How internal ids are made of employee numbers.
    pub ids: PersonIds,
    /// The sheet of a workbook; that of the mapping, or the first, where nobody says.
    pub sheet: Option<String>,
}

/// Why a row, or the rest of a file, was not handed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Something is wrong with this row; the next ones are read.
    Row(Box<Reject>),
    /// The file cannot be read on; nothing comes after it.
    File(FileError),
}

/// A file opened as one of the register's tables.
pub struct Table {
    file: Arc<str>,
    kind: TableKind,
    header: SourceRow,
    columns: Columns,
    rows: Box<dyn Rows>,
    options: Options,
    pub(super) notes: Notes,
    pub(super) counts: RowCounts,
    ended: bool,
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table").field("file", &self.file).field("kind", &self.kind).field("counts", &self.counts).finish_non_exhaustive()
    }
}

impl Table {
    /// Opens a file and reads its header.
    ///
    /// # Errors
    /// A file that cannot be read, is not what its format says, or lacks a column that the table must have.
    pub fn open(file: &str, kind: TableKind, format: Format, reader: Box<dyn Read + Send>, options: &Options) -> Result<Table, FileError> {
        let mut notes = Notes::default();
        let mapping = options.mapping.as_deref();
        if let Some(mapping) = mapping.filter(|mapping| mapping.table() != kind) {
            let (made, wanted) = (mapping.table(), kind);
            return Err(FileError::new(
                file,
                "mapping-for-other-table",
                Label::new(
                    format!("berkas pemetaan membuat tabel `{made}`, sedangkan berkas ini dibaca sebagai `{wanted}`"),
                    format!("the mapping makes the table `{made}`, this file is read as `{wanted}`"),
                ),
            ));
        }
        let sheet = options.sheet.as_deref().or_else(|| mapping.and_then(Mapping::sheet));
        let (header, rows) = source::open(file, format, reader, sheet, &mut notes)?;
        let columns = Columns::resolve(file, kind, &header, mapping, &mut notes)?;
        let (options, counts) = (options.clone(), RowCounts::default());
        Ok(Table { file: file.into(), kind, header, columns, rows, options, notes, counts, ended: false })
    }

    /// The file's name.
    pub fn file(&self) -> Arc<str> {
        Arc::clone(&self.file)
    }

    /// Which table it is.
    pub fn kind(&self) -> TableKind {
        self.kind
    }

    /// The header as the file has it, for [`RejectWriter::new`](super::RejectWriter::new).
    pub fn header(&self) -> &SourceRow {
        &self.header
    }

    /// Remarks so far: columns not kept, spellings recognised, codes mended. Complete once all rows are read.
    pub fn notes(&self) -> Vec<Note> {
        self.notes.list()
    }

    /// Rows so far. Once all are read, `good + bad = read`.
    pub fn counts(&self) -> RowCounts {
        self.counts
    }

    /// The rows of a staff list.
    pub fn staff(&mut self) -> StaffRows<'_> {
        StaffRows { table: self, hasher: RandomState::new(), first: HashMap::new() }
    }

    /// The rows of a table of units.
    pub fn units(&mut self) -> UnitRows<'_> {
        UnitRows { table: self }
    }

    /// Counts the rows of each person in a history. Reads the table to its end.
    ///
    /// # Errors
    /// A file that cannot be read to its end.
    pub fn people(mut self) -> Result<PeopleCounts, FileError> {
        let mut counts = PeopleCounts::new();
        while let Some(raw) = self.next_raw()? {
            let Raw::Row(source) = raw else { continue };
            if let Some(person) = self.read(&source, history::person).0 {
                counts.add(&person);
            }
        }
        Ok(counts)
    }

    /// The rows of a history, person by person; the counts are those of [`Table::people`] over the same file.
    pub fn histories(&mut self, counts: PeopleCounts) -> Histories<'_> {
        Histories::new(self, counts)
    }

    fn next_raw(&mut self) -> Result<Option<Raw>, FileError> {
        if self.ended {
            return Ok(None);
        }
        let raw = self.rows.next_row(&mut self.notes);
        self.ended = !matches!(raw, Ok(Some(_)));
        raw
    }

    /// Reads one row with a function; what it made, and what is wrong.
    fn read<T>(&mut self, source: &SourceRow, read: impl FnOnce(&mut Row<'_>) -> T) -> (T, Vec<RowProblem>) {
        let mapping = self.options.mapping.as_deref();
        let mut row = Row { columns: &self.columns, source, mapping, notes: &mut self.notes, problems: Vec::new() };
        let made = read(&mut row);
        (made, row.problems)
    }

    /// The next row that is one, or why the next is none.
    fn next_source(&mut self) -> Option<Result<SourceRow, Refusal>> {
        let source = match self.next_raw() {
            Ok(None) => return None,
            Err(error) => return Some(Err(Refusal::File(error))),
            Ok(Some(Raw::Row(source))) => source,
            Ok(Some(Raw::Broken(source, why))) => {
                self.counts.read += 1;
                return Some(Err(self.refuse(source, vec![RowProblem::of_row("csv-syntax", why, Mender::UnitOfficer)])));
            }
        };
        self.counts.read += 1;
        let (found, expected) = (source.width(), self.columns.width);
        let fits = found == expected || (found > expected && (expected..found).all(|at| source.cell(at).is_empty()));
        if !fits {
            let problem = RowProblem::of_row(
                "row-width",
                Label::new(
                    format!("banyaknya sel {found}, diharapkan {expected} seperti pada baris judul"),
                    format!("the number of cells is {found}, expected {expected} as in the header"),
                ),
                Mender::UnitOfficer,
            );
            return Some(Err(self.refuse(source, vec![problem])));
        }
        Some(Ok(source))
    }

    fn refuse(&mut self, row: SourceRow, mut problems: Vec<RowProblem>) -> Refusal {
        self.counts.bad += 1;
        problems.dedup();
        if problems.is_empty() {
            // a reader that gives nothing says why; this keeps the promise even if one forgets
            let message = Label::new("baris tidak dapat dibaca", "the row cannot be read");
            problems.push(RowProblem::of_row("unreadable-row", message, Mender::UnitOfficer));
        }
        Refusal::Row(Box::new(Reject { file: Arc::clone(&self.file), row, problems }))
    }

    /// The next row of a history: who it is about, where that can be read, and the entry.
    pub(super) fn next_entry(&mut self) -> Option<(Option<PersonRef>, Result<(SourceRow, Entry), Refusal>)> {
        let source = match self.next_source()? {
            Ok(source) => source,
            // rows that cannot be cut were not counted in the first pass either, save those of another width
            Err(Refusal::Row(reject)) if reject.problems.iter().any(|problem| problem.code == "row-width") => {
                let person = self.read(&reject.row, history::person).0;
                return Some((person, Err(Refusal::Row(reject))));
            }
            Err(refusal) => return Some((None, Err(refusal))),
        };
        let kind = self.kind;
        let ((person, entry), mut problems) = self.read(&source, |row| history::read(kind, row));
        problems.extend(entry.iter().flat_map(group::faults));
        let outcome = match entry {
            Some(entry) if problems.is_empty() => {
                self.counts.good += 1;
                Ok((source, entry))
            }
            _ => Err(self.refuse(source, problems)),
        };
        Some((person, outcome))
    }
}

/// The rows of a staff list in the order of the file.
///
/// To find numbers that stand twice it remembers some twenty bytes a person.
pub struct StaffRows<'t> {
    table: &'t mut Table,
    hasher: RandomState,
    first: HashMap<u64, u64>,
}

impl StaffRows<'_> {
    /// The file's header, remarks and counts so far.
    pub fn table(&self) -> &Table {
        self.table
    }
}

impl Iterator for StaffRows<'_> {
    type Item = Result<StaffEntry, Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        let source = match self.table.next_source()? {
            Ok(source) => source,
            Err(refusal) => return Some(Err(refusal)),
        };
        let ids = self.table.options.ids.clone();
        let (entry, mut problems) = self.table.read(&source, |row| staff::read(row, &ids));
        let Some(entry) = entry else { return Some(Err(self.table.refuse(source, problems))) };
        let mut keys = vec![self.hasher.hash_one(("id", entry.record.id.as_str()))];
        keys.extend(entry.record.employee_number.as_deref().map(|number| self.hasher.hash_one(("number", number))));
        if let Some(first) = keys.iter().find_map(|key| self.first.get(key)) {
            problems.push(RowProblem::of_row(
                "duplicate-person",
                Label::new(
                    format!("NIP atau id PNS ini sudah ada pada baris {first}, diharapkan satu kali"),
                    format!("this employee number or id stands in row {first} already, expected once"),
                ),
                Mender::UnitOfficer,
            ));
            return Some(Err(self.table.refuse(source, problems)));
        }
        self.first.extend(keys.into_iter().map(|key| (key, source.line)));
        self.table.counts.good += 1;
        Some(Ok(entry))
    }
}

/// The rows of a table of units in the order of the file.
pub struct UnitRows<'t> {
    table: &'t mut Table,
}

impl Iterator for UnitRows<'_> {
    type Item = Result<UnitEntry, Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        let source = match self.table.next_source()? {
            Ok(source) => source,
            Err(refusal) => return Some(Err(refusal)),
        };
        let (entry, problems) = self.table.read(&source, units::read);
        Some(match entry {
            Some(entry) => {
                self.table.counts.good += 1;
                Ok(entry)
            }
            None => Err(self.table.refuse(source, problems)),
        })
    }
}
