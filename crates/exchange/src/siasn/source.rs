//! Files as rows of text: CSV row by row, XLSX and JSON from memory.

mod csv;
mod encoding;
mod json;
mod xlsx;

use std::io::{BufReader, Read};
use std::path::Path;

use jenjang::legal::Label;

use super::problem::{FileError, Notes};
use crate::table::MAXIMUM_TABLE_BYTES;

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Separated by commas, semicolons or tabs, with or without a byte order mark, in UTF-8 or Windows-1252.
    Csv,
    /// A workbook, of which one sheet is read.
    Xlsx,
    /// A list of objects, `{"data": [...]}`, one object, or one object a line.
    Json,
}

impl Format {
    /// The format that the ending of a file's name promises.
    pub fn of(path: &Path) -> Option<Format> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "csv" | "tsv" | "txt" => Some(Format::Csv),
            "xlsx" | "xlsm" => Some(Format::Xlsx),
            "json" | "jsonl" | "ndjson" => Some(Format::Json),
            _ => None,
        }
    }
}

/// A row as the file has it, kept so that it can be handed back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceRow {
    /// Its line in the file, or its row in the sheet, from 1.
    pub line: u64,
    text: String,
    ends: Vec<usize>,
}

impl SourceRow {
    pub(crate) fn new(line: u64) -> SourceRow {
        SourceRow { line, ..SourceRow::default() }
    }

    pub(crate) fn push(&mut self, cell: &str) {
        self.text.push_str(cell);
        self.ends.push(self.text.len());
    }

    /// How many cells it has.
    pub fn width(&self) -> usize {
        self.ends.len()
    }

    /// A cell, from 0; nothing beyond the last.
    pub fn cell(&self, at: usize) -> &str {
        let start = if at == 0 { Some(&0) } else { self.ends.get(at - 1) };
        start.zip(self.ends.get(at)).and_then(|(start, end)| self.text.get(*start..*end)).unwrap_or("")
    }

    /// All cells.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.width()).map(|at| self.cell(at))
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// What a source hands out for one row.
#[derive(Debug)]
pub(crate) enum Raw {
    Row(SourceRow),
    /// A row that cannot be cut into cells, and why.
    Broken(SourceRow, Label),
}

/// Rows of a file, and remarks on the file.
pub(crate) trait Rows: Send {
    /// The next row that is not blank.
    ///
    /// # Errors
    /// What ends the reading: the file cannot be read on.
    fn next_row(&mut self, notes: &mut Notes) -> Result<Option<Raw>, FileError>;
}

/// Opens a file: its header and its rows.
pub(crate) fn open(
    name: &str,
    format: Format,
    reader: Box<dyn Read + Send>,
    sheet: Option<&str>,
    notes: &mut Notes,
) -> Result<(SourceRow, Box<dyn Rows>), FileError> {
    let mut rows: Box<dyn Rows> = match format {
        Format::Csv => Box::new(csv::CsvRows::open(name, Box::new(BufReader::with_capacity(1 << 16, reader)), notes)?),
        Format::Xlsx => Box::new(xlsx::read(name, &whole(name, reader)?, sheet, notes)?),
        Format::Json => Box::new(json::read(name, &whole(name, reader)?, notes)?),
    };
    match rows.next_row(notes)? {
        Some(Raw::Row(header)) => Ok((header, rows)),
        Some(Raw::Broken(_, message)) => Err(FileError::new(name, "csv-syntax", message)),
        None => Err(FileError::new(
            name,
            "empty-file",
            Label::new("berkas kosong, diharapkan baris judul dan baris data", "the file is empty, expected a header and rows"),
        )),
    }
}

fn whole(name: &str, reader: Box<dyn Read + Send>) -> Result<Vec<u8>, FileError> {
    let mut bytes = Vec::new();
    let limit = MAXIMUM_TABLE_BYTES;
    reader.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(|error| unreadable(name, &error))?;
    if bytes.len() > limit {
        return Err(FileError::new(
            name,
            "file-too-large",
            Label::new(
                format!("berkas lebih besar dari {limit} bita, simpanlah sebagai CSV, yang dibaca baris demi baris"),
                format!("the file has more than {limit} bytes, expected fewer, or a CSV file, which is read row by row"),
            ),
        ));
    }
    Ok(bytes)
}

pub(crate) fn unreadable(name: &str, error: &std::io::Error) -> FileError {
    FileError::new(
        name,
        "unreadable",
        Label::new(format!("berkas tidak dapat dibaca ({error})"), format!("the file cannot be read ({error})")),
    )
}

/// Rows that are already in memory.
pub(crate) struct InMemory(pub(crate) std::vec::IntoIter<SourceRow>);

impl Rows for InMemory {
    fn next_row(&mut self, _: &mut Notes) -> Result<Option<Raw>, FileError> {
        Ok(self.0.find(|row| !row.is_blank()).map(Raw::Row))
    }
}
