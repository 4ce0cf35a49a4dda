//! Which column of a file is which.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::policy::expression::suggest::nearest;

use super::codes::normalised;
use super::columns::{Need, TableKind, is_personal};
use super::mapping::Mapping;
use super::problem::{FileError, Notes};
use super::reject;
use super::source::SourceRow;
use crate::table::shorten;

/// The columns of a file by the names of the table.
#[derive(Clone, Debug)]
pub(crate) struct Columns {
    /// Every column's name in the file.
    pub(crate) names: Vec<Arc<str>>,
    /// Places in the file by the name of the table's column; more than one where a file has the same column in two casings.
    places: BTreeMap<&'static str, Vec<usize>>,
    /// How many columns the source has.
    pub(crate) width: usize,
}

impl Columns {
    /// Reads a header against the columns of a table. Remarks name what is not kept and what is not read on purpose.
    pub(crate) fn resolve(
        file: &str,
        kind: TableKind,
        header: &SourceRow,
        mapping: Option<&Mapping>,
        notes: &mut Notes,
    ) -> Result<Columns, FileError> {
        let names: Vec<Arc<str>> = header.cells().map(|cell| Arc::from(shorten(cell))).collect();
        let mut places: BTreeMap<&'static str, Vec<usize>> = BTreeMap::new();
        let (mut personal, mut not_kept) = (Vec::new(), Vec::new());
        for (at, cell) in header.cells().enumerate() {
            let name = normalised(cell);
            if name.is_empty() || reject::is_reason_column(cell) {
                continue;
            }
            let mapped = mapping.map(|mapping| mapping.targets(&name)).unwrap_or_default();
            if !mapped.is_empty() {
                for target in mapped {
                    places.entry(target).or_default().push(at);
                }
                continue;
            }
            let is = |known: &&str| normalised(known) == name;
            let taken = |target: &str| mapping.is_some_and(|mapping| mapping.has(target));
            let known = kind.columns().iter().find(|column| is(&column.name) || column.also.iter().any(is));
            match known {
                Some(column) if !taken(column.name) => places.entry(column.name).or_default().push(at),
                _ if is_personal(cell) => personal.push(shorten(cell)),
                _ => not_kept.push(shorten(cell)),
            }
        }
        let columns = Columns { width: header.width(), names, places };
        columns.check(file, kind, mapping, &not_kept)?;
        let list = |names: &[String]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        if !personal.is_empty() {
            notes.add("personal-columns", None, 0, || {
                let names = list(&personal);
                Label::new(
                    format!("kolom pribadi sengaja tidak dibaca karena tidak ada aturan yang memerlukannya: {names}"),
                    format!("personal columns are not read on purpose, because no rule needs them: {names}"),
                )
            });
        }
        if !not_kept.is_empty() {
            notes.add("columns-not-kept", None, 0, || {
                let names = list(&not_kept);
                Label::new(format!("kolom yang tidak disimpan: {names}"), format!("columns that are not kept: {names}"))
            });
        }
        Ok(columns)
    }

    fn check(&self, file: &str, kind: TableKind, mapping: Option<&Mapping>, unused: &[String]) -> Result<(), FileError> {
        let has = |name: &str| self.places.contains_key(name) || mapping.is_some_and(|mapping| mapping.constant(name).is_some());
        let mut missing: Vec<Vec<&'static str>> = Vec::new();
        for column in kind.columns() {
            match column.need {
                Need::Required if !has(column.name) => missing.push(vec![column.name]),
                Need::OneOf(group) => {
                    let of_group: Vec<&'static str> =
                        kind.columns().iter().filter(|other| other.need == Need::OneOf(group)).map(|other| other.name).collect();
                    if !of_group.iter().any(|name| has(name)) && !missing.contains(&of_group) {
                        missing.push(of_group);
                    }
                }
                _ => {}
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        let names = |or: &str, and: &str| {
            let group = |group: &Vec<&str>| group.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(or);
            missing.iter().map(group).collect::<Vec<_>>().join(and)
        };
        let near = missing.iter().flatten().find_map(|name| nearest(name, unused.iter().map(String::as_str)));
        let (id, en) = near.map_or((String::new(), String::new()), |near| {
            (format!("; maksudnya kolom `{near}`?"), format!("; is it the column `{near}`?"))
        });
        let what = kind.label();
        Err(FileError::new(
            file,
            "missing-column",
            Label::new(
                format!("baris judul {} tidak mempunyai kolom {}{id}", what.id, names(" atau ", " dan ")),
                format!("the header of the {} has no column {}{en}", what.en, names(" or ", " and ")),
            ),
        ))
    }

    /// The places of a column.
    pub(crate) fn places(&self, name: &str) -> &[usize] {
        self.places.get(name).map_or(&[], Vec::as_slice)
    }

    /// The file's name of a column; that of the table where the file has none.
    pub(crate) fn shown(&self, name: &'static str) -> Arc<str> {
        self.places(name).first().and_then(|at| self.names.get(*at)).map_or_else(|| Arc::from(name), Arc::clone)
    }
}
