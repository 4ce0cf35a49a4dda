//! The first row: which column is which.

use jenjang::legal::Label;
use jenjang::policy::diagnostic::{Diagnostic, Span};
use jenjang::policy::expression::suggest::nearest;

use super::{Cell, Problems, shorten};

/// A column a table may have.
pub(crate) struct Column<K: 'static> {
    pub(crate) key: K,
    /// Its names, the one of the documentation first.
    pub(crate) names: &'static [&'static str],
    pub(crate) required: bool,
}

/// What a column is that is not known by name.
pub(crate) enum Other<K> {
    /// Nobody reads it, which is remarked on.
    Unused,
    /// Known after all.
    Known(K),
    /// Already reported.
    Reported,
}

/// What each column of a header is; `other` decides on columns that are not known.
///
/// Capitals do not matter, and blanks and underscores are hyphens. Nothing where a required column is missing.
pub(crate) fn header<K: Copy + PartialEq>(
    cells: &[Cell<'_>],
    place: Span,
    known: &[Column<K>],
    problems: &mut Problems,
    mut other: impl FnMut(&Cell<'_>, &mut Problems) -> Other<K>,
) -> Option<Vec<Option<K>>> {
    let mut columns: Vec<Option<K>> = Vec::with_capacity(cells.len());
    let mut unused: Vec<&Cell<'_>> = Vec::new();
    for cell in cells {
        let name: String = cell.text.chars().map(|c| if c == ' ' || c == '_' { '-' } else { c }).flat_map(char::to_lowercase).collect();
        let named = known.iter().find(|column| column.names.contains(&name.as_str())).map(|column| column.key);
        let key = named.or_else(|| match other(cell, problems) {
            Other::Known(key) => Some(key),
            Other::Reported => None,
            Other::Unused => {
                unused.push(cell);
                None
            }
        });
        if let Some(key) = key
            && let Some(first) = columns.iter().position(|column| *column == Some(key))
        {
            let shown = shorten(&cell.text);
            problems.add(
                Diagnostic::error(
                    "duplicate-column",
                    &problems.file,
                    cell.span,
                    Label::new(
                        format!("kolom `{shown}` adalah kolom yang sama dengan kolom ke-{}, diharapkan sekali", first + 1),
                        format!("column `{shown}` is the same as column {}, expected it once", first + 1),
                    ),
                )
                .with_related(cells[first].span, Label::new("kolom pertama", "the first one")),
            );
            columns.push(None);
            continue;
        }
        columns.push(key);
    }
    let missing: Vec<&Column<K>> = known.iter().filter(|column| column.required && !columns.contains(&Some(column.key))).collect();
    if missing.is_empty() {
        unused.iter().filter(|cell| !cell.is_blank()).for_each(|cell| remark_unused(cell, problems));
        return Some(columns);
    }
    for column in missing {
        let names = |or: &str| column.names.iter().take(2).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(or);
        let mut diagnostic = Diagnostic::error(
            "missing-column",
            &problems.file,
            place,
            Label::new(
                format!("baris judul tidak mempunyai kolom {}", names(" atau ")),
                format!("the header has no column {}", names(" or ")),
            ),
        );
        let unknown =
            || cells.iter().zip(&columns).filter(|(cell, column)| column.is_none() && !cell.is_blank()).map(|(cell, _)| &*cell.text);
        if let Some(near) = column.names.iter().find_map(|name| nearest(name, unknown())) {
            let near = shorten(near);
            diagnostic = diagnostic.with_help(Label::new(format!("maksudnya kolom `{near}`?"), format!("is it the column `{near}`?")));
        }
        problems.add(diagnostic);
    }
    None
}

/// A remark on a column nobody reads.
fn remark_unused(cell: &Cell<'_>, problems: &mut Problems) {
    let name = shorten(&cell.text);
    problems.add(Diagnostic::warning(
        "unused-column",
        &problems.file,
        cell.span,
        Label::new(format!("kolom `{name}` tidak dikenal dan tidak dibaca"), format!("column `{name}` is not known and is not read")),
    ));
}
