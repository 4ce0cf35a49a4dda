//! An agency's own spreadsheet: which of its columns is which of ours, what always holds, and what its words mean.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::policy::diagnostic::{Diagnostic, Spanned};
use jenjang::policy::expression::suggest::nearest;
use jenjang_policy_files::MappingDocument;

use super::codes::normalised;
use super::columns::TableKind;
use super::dates::DateForm;
use crate::table::shorten;

/// How an agency's own table becomes one of ours. Made of a mapping file by [`Mapping::of`]; docs/import.md describes the file.
#[derive(Clone, Debug)]
pub struct Mapping {
    table: TableKind,
    sheet: Option<Arc<str>>,
    /// Our columns by the normalised name of theirs; one of theirs may serve several of ours.
    columns: BTreeMap<String, BTreeSet<&'static str>>,
    /// What holds where the cell is blank or the column is not there.
    constants: BTreeMap<&'static str, Arc<str>>,
    /// By column, their word (normalised) and ours.
    values: BTreeMap<&'static str, BTreeMap<String, Arc<str>>>,
    /// How dates are written; empty for the usual forms.
    pub(crate) dates: Vec<DateForm>,
}

impl Mapping {
    /// Checks a mapping file's tables, columns and date forms.
    ///
    /// # Errors
    /// Everything it names that there is not, with its place, and names of the agency's that stand for the same column twice.
    pub fn of(document: &MappingDocument) -> Result<Mapping, Vec<Diagnostic>> {
        let mut found = Vec::new();
        let table = match document.table.value.parse::<TableKind>() {
            Ok(table) => table,
            Err(_) => {
                let words = TableKind::ALL.map(TableKind::as_str);
                found.push(unknown(document, "unknown-table", &document.table, ("tabel", "table"), &words));
                return Err(found);
            }
        };
        let names: Vec<&'static str> = table.column_names().collect();
        let mut target = |name: &Spanned<Arc<str>>| {
            let known = names.iter().copied().find(|known| normalised(known) == normalised(&name.value));
            if known.is_none() {
                found.push(unknown(document, "unknown-column", name, ("kolom", "column"), &names));
            }
            known
        };
        let mut columns: BTreeMap<String, BTreeSet<&'static str>> = BTreeMap::new();
        for (ours, theirs) in &document.columns {
            let Some(ours) = target(ours) else { continue };
            for name in theirs {
                columns.entry(normalised(&name.value)).or_default().insert(ours);
            }
        }
        let mut constants = BTreeMap::new();
        for (ours, text) in &document.constants {
            constants.extend(target(ours).map(|ours| (ours, Arc::clone(&text.value))));
        }
        let mut values: BTreeMap<&'static str, BTreeMap<String, Arc<str>>> = BTreeMap::new();
        for entry in &document.values {
            let Some(ours) = target(&entry.column) else { continue };
            let words = entry.words.iter().map(|(theirs, ours)| (normalised(&theirs.value), Arc::clone(&ours.value)));
            values.entry(ours).or_default().extend(words);
        }
        let mut dates = Vec::new();
        for form in &document.dates {
            match DateForm::WORDS.iter().find(|(word, _)| word.eq_ignore_ascii_case(&form.value)) {
                Some((_, form)) => dates.push(*form),
                None => found.push(unknown(
                    document,
                    "unknown-date-form",
                    form,
                    ("bentuk tanggal", "form of dates"),
                    &DateForm::WORDS.map(|w| w.0),
                )),
            }
        }
        found.sort_by_key(|problem| (problem.span.start, problem.span.end));
        if found.is_empty() { Ok(Mapping { table, sheet: document.sheet.clone(), columns, constants, values, dates }) } else { Err(found) }
    }

    /// The table it makes.
    pub fn table(&self) -> TableKind {
        self.table
    }

    /// The sheet it reads, where it names one.
    pub fn sheet(&self) -> Option<&str> {
        self.sheet.as_deref()
    }

    /// Our columns that one of theirs serves, by its normalised name.
    pub(crate) fn targets(&self, normalised: &str) -> Vec<&'static str> {
        self.columns.get(normalised).map(|targets| targets.iter().copied().collect()).unwrap_or_default()
    }

    /// Whether one of our columns is mapped.
    pub(crate) fn has(&self, target: &str) -> bool {
        self.columns.values().any(|targets| targets.contains(target))
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

fn unknown(document: &MappingDocument, code: &'static str, name: &Spanned<Arc<str>>, what: (&str, &str), known: &[&str]) -> Diagnostic {
    let found = shorten(&name.value);
    let diagnostic = Diagnostic::error(
        code,
        &document.file,
        name.span,
        Label::new(format!("{} `{found}` tidak dikenal", what.0), format!("unknown {} `{found}`", what.1)),
    );
    match nearest(&name.value, known.iter().copied()) {
        Some(near) => diagnostic.with_help(Label::new(format!("maksudnya `{near}`?"), format!("did you mean `{near}`?"))),
        None => {
            let all = known.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
            diagnostic.with_help(Label::new(format!("yang dikenal: {all}"), format!("known: {all}")))
        }
    }
}
