//! One row of a table, cell by column.

use chrono::NaiveDate;
use jenjang::legal::Label;
use jenjang::number::parse_decimal;
use jenjang::policy::diagnostic::{Diagnostic, Span};

use crate::table::{Cell, Problems, shorten};

/// A row and what its columns are.
pub(crate) struct Row<'r, 't, K> {
    pub(crate) columns: &'r [Option<K>],
    pub(crate) cells: &'r [Cell<'t>],
    pub(crate) place: Span,
}

impl<'r, 't, K: Copy + PartialEq> Row<'r, 't, K> {
    /// Whether the table has the column.
    pub(crate) fn has(&self, key: K) -> bool {
        self.columns.contains(&Some(key))
    }

    /// The cell of a column, where it is not blank.
    pub(crate) fn get(&self, key: K) -> Option<&'r Cell<'t>> {
        let at = self.columns.iter().position(|column| *column == Some(key))?;
        self.cells.get(at).filter(|cell| !cell.is_blank())
    }

    /// The place of a cell, or of the row where the table does not have the column.
    pub(crate) fn span(&self, key: K) -> Span {
        let at = self.columns.iter().position(|column| *column == Some(key));
        at.and_then(|at| self.cells.get(at)).map_or(self.place, |cell| cell.span)
    }

    /// A cell that must be filled.
    pub(crate) fn need(&self, key: K, name: &str, problems: &mut Problems) -> Option<&'r Cell<'t>> {
        let found = self.get(key);
        if found.is_none() {
            problems.error(
                "blank-cell",
                self.span(key),
                Label::new(format!("kolom `{name}` kosong, diharapkan isinya"), format!("column `{name}` is blank, expected a value")),
            );
        }
        found
    }
}

/// One of a few words.
pub(crate) fn word<T: Copy>(cell: &Cell<'_>, column: &str, words: &[(&[&str], T)], problems: &mut Problems) -> Option<T> {
    let written = cell.text.to_lowercase();
    let found = words.iter().find(|(names, _)| names.contains(&written.as_str())).map(|(_, value)| *value);
    if found.is_none() {
        let shown = shorten(&cell.text);
        let expected = words.iter().filter_map(|(names, _)| names.first()).map(|name| format!("`{name}`")).collect::<Vec<_>>();
        problems.error(
            "unknown-word",
            cell.span,
            Label::new(
                format!("kolom `{column}` berisi `{shown}`, diharapkan {}", expected.join(" atau ")),
                format!("column `{column}` is `{shown}`, expected {}", expected.join(" or ")),
            ),
        );
    }
    found
}

/// A decimal number, written with a point.
pub(crate) fn number(cell: &Cell<'_>, column: &str, problems: &mut Problems) -> Option<jenjang::Decimal> {
    let read = parse_decimal(&cell.text).ok();
    if read.is_none() {
        let found = shorten(&cell.text);
        let mut diagnostic = Diagnostic::error(
            "not-a-number",
            &problems.file,
            cell.span,
            Label::new(
                format!("kolom `{column}` berisi `{found}`, diharapkan bilangan seperti `3` atau `3.5`"),
                format!("column `{column}` is `{found}`, expected a number such as `3` or `3.5`"),
            ),
        );
        if parse_decimal(&cell.text.replace(',', ".")).is_ok() {
            let written = found.replace(',', ".");
            diagnostic = diagnostic.with_help(Label::new(
                format!("desimal ditulis dengan titik: `{written}`"),
                format!("decimals are written with a point: `{written}`"),
            ));
        }
        problems.add(diagnostic);
    }
    read
}

/// A day, written year-month-day.
pub(crate) fn day(cell: &Cell<'_>, column: &str, problems: &mut Problems) -> Option<NaiveDate> {
    let read = NaiveDate::parse_from_str(&cell.text, "%Y-%m-%d").ok().filter(|_| cell.text.len() == 10);
    if read.is_none() {
        let found = shorten(&cell.text);
        problems.error(
            "not-a-date",
            cell.span,
            Label::new(
                format!("kolom `{column}` berisi `{found}`, diharapkan tahun-bulan-hari seperti `2026-04-01`"),
                format!("column `{column}` is `{found}`, expected year-month-day such as `2026-04-01`"),
            ),
        );
    }
    read
}
