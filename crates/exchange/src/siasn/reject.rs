//! Rows that were refused, written so that they can be mended and read again.

use std::io::{self, Write};
use std::sync::Arc;

use jenjang::legal::Language;

use super::problem::RowProblem;
use super::source::SourceRow;

/// A row that was refused, and everything that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// The file.
    pub file: Arc<str>,
    /// The row as the file has it.
    pub row: SourceRow,
    /// What is wrong; never empty.
    pub problems: Vec<RowProblem>,
}

impl Reject {
    /// One sentence a problem: file, row, column, what is wrong, who can mend it.
    pub fn sentences(&self, language: Language) -> impl Iterator<Item = String> + '_ {
        self.problems.iter().map(move |problem| problem.sentence(&self.file, self.row.line, language))
    }
}

/// What the columns of a reject file begin with that say why a row was refused. Reading leaves them out.
const REASON: &str = "penolakan_";

/// The columns after those of the source.
const REASONS: [&str; 5] = ["penolakan_baris", "penolakan_kode", "penolakan_kolom", "penolakan_alasan", "penolakan_pembetul"];

pub(crate) fn is_reason_column(name: &str) -> bool {
    name.trim().to_ascii_lowercase().starts_with(REASON)
}

/// Writes a reject file: the columns of the source, then the row it came from, codes, columns, reasons and who can mend them.
///
/// It is CSV with commas in UTF-8 whatever the source was, and can be imported once its cells are mended: the reason columns are not read.
#[derive(Debug)]
pub struct RejectWriter<W> {
    out: W,
    /// Places of the source's columns that are kept: those of an earlier reject file are not.
    kept: Vec<usize>,
    language: Language,
    rows: u64,
}

impl<W: Write> RejectWriter<W> {
    /// Begins a file with the header of the source.
    ///
    /// # Errors
    /// Those of writing.
    pub fn new(mut out: W, header: &SourceRow, language: Language) -> io::Result<RejectWriter<W>> {
        let kept: Vec<usize> = (0..header.width()).filter(|at| !is_reason_column(header.cell(*at))).collect();
        let names = kept.iter().map(|at| header.cell(*at)).chain(REASONS);
        write_row(&mut out, b',', names)?;
        Ok(RejectWriter { out, kept, language, rows: 0 })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// Those of writing.
    pub fn write(&mut self, reject: &Reject) -> io::Result<()> {
        let join = |parts: &mut dyn Iterator<Item = String>| parts.collect::<Vec<_>>().join("; ");
        let problems = &reject.problems;
        let mut menders: Vec<_> = problems.iter().map(|problem| problem.mender).collect();
        menders.sort_unstable();
        menders.dedup();
        let reasons = [
            reject.row.line.to_string(),
            join(&mut problems.iter().map(|problem| problem.code.to_owned())),
            join(&mut problems.iter().map(|problem| problem.column.as_deref().unwrap_or("").to_owned())),
            join(&mut problems.iter().map(|problem| problem.message.get(self.language).to_owned())),
            join(&mut menders.iter().map(|mender| mender.label().get(self.language).to_owned())),
        ];
        let cells = self.kept.iter().map(|at| reject.row.cell(*at)).chain(reasons.iter().map(String::as_str));
        write_row(&mut self.out, b',', cells)?;
        self.rows += 1;
        Ok(())
    }

    /// How many rows were written.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Ends the file.
    ///
    /// # Errors
    /// Those of writing.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }
}

/// Writes a row of CSV.
pub(crate) fn write_row<'c>(out: &mut impl Write, separator: u8, cells: impl Iterator<Item = &'c str>) -> io::Result<()> {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            out.write_all(&[separator])?;
        }
        let plain = !cell.contains([',', ';', '\t', '"', '\n', '\r']) && cell.trim() == cell;
        if plain {
            out.write_all(cell.as_bytes())?;
        } else {
            write!(out, "\"{}\"", cell.replace('"', "\"\""))?;
        }
    }
    out.write_all(b"\n")
}
