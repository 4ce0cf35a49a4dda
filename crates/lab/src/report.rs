//! The report of a draft: one page that opens anywhere, and the same contents as JSON, CSV and rows of a workbook.
//!
//! The page fetches nothing and runs nothing. Equal contents give equal bytes: no clock, no machine and no chance is in them.
//! Texts of an employer (labels, codes, file names) are escaped wherever they stand.

mod chart;
mod clauses;
mod document;
mod files;
mod numbers;
mod page;
mod sections;
mod table;
mod words;

use std::sync::Arc;

use jenjang::legal::Language;
use serde::Serialize;

use crate::audit::FairnessAudit;
use crate::compare::Comparison;
use crate::error::LabError;
use crate::project::Projection;
use crate::search::{Search, Sweep};
use crate::shown::Shown;

pub use clauses::{ClauseDiff, ParameterOnDay, clauses};
pub use files::{Sheet, SheetCell};
use numbers::Writer;
use page::Document;

/// Everything a report says.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Contents {
    /// The draft against the rule in force.
    pub comparison: Comparison,
    /// What the draft changes in the text.
    pub clause_diff: ClauseDiff,
    /// What other values of a parameter would do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sweep: Option<Sweep<Shown>>,
    /// The search for a value that meets a target.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search: Option<Search<Shown>>,
    /// The years to come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub projection: Option<Projection<Shown>>,
    /// Fairness of the draft.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audit: Option<FairnessAudit>,
    /// How the report can be made again.
    pub provenance: Provenance,
}

/// How a report can be made again. Policies, days, digest and seed stand in the comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Provenance {
    /// Name and version of the program: `jenjang 0.1.0`.
    pub program: Arc<str>,
    /// What the people were read from, as it was given: a file name, a store.
    pub population: Arc<str>,
    /// The command line that makes this report again, ready to be copied.
    pub command: Arc<str>,
}

/// The page in one language: a whole HTML file.
pub fn html(contents: &Contents, language: Language) -> String {
    let writer = Writer(language);
    page::page(&document(contents, writer), writer)
}

/// All contents in both languages, with a line at the end.
///
/// # Errors
/// [`LabError::Refused`] where a value has no form in JSON.
pub fn json(contents: &Contents) -> Result<String, LabError> {
    let text = serde_json::to_string_pretty(contents).map_err(|error| {
        LabError::refused(
            format!("laporan tidak dapat ditulis sebagai JSON: {error}"),
            format!("the report cannot be written as JSON: {error}"),
        )
    })?;
    Ok(text + "\n")
}

/// Every table as a CSV file: its name and its bytes. Columns have names that do not change with the language; texts in cells do.
/// A text that begins like a formula is preceded by an apostrophe, so that a spreadsheet does not run it.
///
/// # Errors
/// [`LabError::Refused`] where a table cannot be written.
pub fn csv(contents: &Contents, language: Language) -> Result<Vec<(String, Vec<u8>)>, LabError> {
    let document = document(contents, Writer(language));
    let files = document.tables().map(|table| {
        let bytes = files::csv(table, language).map_err(|error| {
            let name = &table.name;
            LabError::refused(
                format!("tabel `{name}` tidak dapat ditulis: {error}"),
                format!("the table `{name}` cannot be written: {error}"),
            )
        })?;
        Ok((format!("{}.csv", table.name), bytes))
    });
    files.collect()
}

/// Every table as a sheet of a workbook, in the order of the page.
pub fn sheets(contents: &Contents, language: Language) -> Vec<Sheet> {
    let document = document(contents, Writer(language));
    files::sheets(document.tables(), language)
}

fn document(contents: &Contents, writer: Writer) -> Document {
    document::document(contents, writer)
}
