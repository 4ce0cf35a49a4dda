//! One row of a table, cell by column.

use jenjang::legal::Label;
use jenjang::policy::diagnostic::Span;

use crate::table::{Cell, Problems, shorten};

/// A row and what its columns are.
pub(super) struct Row<'r, 't, K> {
    pub(super) columns: &'r [Option<K>],
    pub(super) cells: &'r [Cell<'t>],
    pub(super) place: Span,
}

impl<'r, 't, K: Copy + PartialEq> Row<'r, 't, K> {
    /// Whether the table has the column.
    pub(super) fn has(&self, key: K) -> bool {
        self.columns.contains(&Some(key))
    }

    /// The cell of a column, where it is not blank.
    pub(super) fn get(&self, key: K) -> Option<&'r Cell<'t>> {
        let at = self.columns.iter().position(|column| *column == Some(key))?;
        self.cells.get(at).filter(|cell| !cell.is_blank())
    }

    /// The place of a cell, or of the row where the table does not have the column.
    pub(super) fn span(&self, key: K) -> Span {
        let at = self.columns.iter().position(|column| *column == Some(key));
        at.and_then(|at| self.cells.get(at)).map_or(self.place, |cell| cell.span)
    }

    /// A cell that must be filled.
    pub(super) fn need(&self, key: K, name: &str, problems: &mut Problems) -> Option<&'r Cell<'t>> {
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
pub(super) fn word<T: Copy>(cell: &Cell<'_>, column: &str, words: &[(&[&str], T)], problems: &mut Problems) -> Option<T> {
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
