//! An agency's own spreadsheet: which of its columns is which of ours, what always holds, and what its words mean.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::codes::normalised;
use super::columns::TableKind;
use super::dates::DateForm;

/// How an agency's own table becomes one of ours. Read from a mapping file by [`Mapping::of`].
#[derive(Clone, Debug)]
pub struct Mapping {
    /// The table it makes.
    pub(crate) table: TableKind,
    /// The sheet of a workbook.
    pub(crate) sheet: Option<Arc<str>>,
    /// Our column by the normalised name of theirs; one of theirs may serve several of ours.
    pub(crate) columns: BTreeMap<String, BTreeSet<&'static str>>,
    /// What holds in every row whose cell is blank.
    pub(crate) constants: BTreeMap<&'static str, Arc<str>>,
    /// By column, their word (normalised) and ours.
    pub(crate) values: BTreeMap<&'static str, BTreeMap<String, Arc<str>>>,
    /// How dates are written; empty for the usual forms.
    pub(crate) dates: Vec<DateForm>,
}

impl Mapping {
    /// The table it makes.
    pub fn table(&self) -> TableKind {
        self.table
    }

    /// The sheet it reads, where it names one.
    pub fn sheet(&self) -> Option<&str> {
        self.sheet.as_deref()
    }

    pub(crate) fn targets(&self, normalised: &str) -> Vec<&'static str> {
        self.columns.get(normalised).map(|targets| targets.iter().copied().collect()).unwrap_or_default()
    }

    /// Whether one of our columns is mapped.
    pub(crate) fn has(&self, target: &str) -> bool {
        self.columns.values().any(|targets| targets.contains(target))
    }

    pub(crate) fn has_constant(&self, target: &str) -> bool {
        self.constants.contains_key(target)
    }

    pub(crate) fn constant(&self, target: &str) -> Option<&str> {
        self.constants.get(target).map(|text| &**text)
    }

    /// Our word for theirs.
    pub(crate) fn value(&self, target: &str, text: &str) -> Option<&str> {
        let values = self.values.get(target)?;
        values.get(&normalised(text)).map(|text| &**text)
    }
}
