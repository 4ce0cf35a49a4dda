//! Mapping files of populations: which column of a foreign table is which fact of a catalogue.
//!
//! The reader knows the shape; which facts, scales and words there are is for the lab to say, at the places this document keeps.

use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::policy::diagnostic::{Diagnostic, Spanned};

use crate::keys;
use crate::mapping::{MappedValues, columns, values, words};
use crate::reader::{Section, read_file};

/// A mapping file of a population as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PopulationMappingDocument {
    /// The file's name, for messages about it.
    pub file: Arc<str>,
    /// Id of the mapping.
    pub id: Arc<str>,
    /// Title.
    pub title: Label,
    /// The catalogue its facts are of.
    pub catalogue: Option<Spanned<Arc<str>>>,
    /// The column that tells people apart.
    pub person: Option<Spanned<Arc<str>>>,
    /// How dates are written (`dd-mm-yyyy`), for all facts.
    pub dates: Vec<Spanned<Arc<str>>>,
    /// The decimal mark: `.` or `,`.
    pub decimal: Option<Spanned<Arc<str>>>,
    /// What stands between the cells of CSV: `,`, `;` or `tab`.
    pub delimiter: Option<Spanned<Arc<str>>>,
    /// What whole numbers in columns of choices are: `ranks` or `codes`.
    pub choices: Option<Spanned<Arc<str>>>,
    /// By fact, the names its column may have.
    pub columns: Vec<(Spanned<Arc<str>>, Vec<Spanned<Arc<str>>>)>,
    /// By fact, what holds where the table says nothing.
    pub constants: Vec<(Spanned<Arc<str>>, Spanned<Arc<str>>)>,
    /// By fact, the table's words and what they mean.
    pub values: Vec<MappedValues>,
    /// By fact, what a blank means: `missing` or `none`.
    pub blanks: Vec<(Spanned<Arc<str>>, Spanned<Arc<str>>)>,
    /// By fact, how its dates are written where not as all others.
    pub date_forms: Vec<(Spanned<Arc<str>>, Vec<Spanned<Arc<str>>>)>,
    /// By name, columns that are no facts: units, regions.
    pub others: Vec<(Spanned<Arc<str>>, Spanned<Arc<str>>)>,
}

/// Reads a mapping file of a population; everything wrong with its shape is reported with its place.
pub fn read_population_mapping(file_name: &str, bytes: &[u8]) -> (Option<PopulationMappingDocument>, Vec<Diagnostic>) {
    read_file(file_name, bytes, keys::POPULATION_MAPPING_FILE, |top| {
        let head = Section::open(top.reader, &top.need("mapping")?, "[mapping]", keys::POPULATION_MAPPING)?;
        let id = head.need_text("id");
        let dates = head.find("dates").map(|field| crate::mapping::one_or_more(&head, &field)).unwrap_or_default();
        let pairs = |key: &str| top.find(key).map(|field| words(top, &field)).unwrap_or_default();
        let lists = |key: &str| top.find(key).map(|field| columns(top, &field)).unwrap_or_default();
        Some(PopulationMappingDocument {
            file: Arc::from(file_name),
            id: id?.value,
            title: head.need_label("title", "-"),
            catalogue: head.text("catalogue"),
            person: head.text("person"),
            dates,
            decimal: head.text("decimal"),
            delimiter: head.text("delimiter"),
            choices: head.text("choices"),
            columns: lists("columns"),
            constants: pairs("constants"),
            values: top.find("values").map(|field| values(top, &field)).unwrap_or_default(),
            blanks: pairs("blanks"),
            date_forms: lists("dates"),
            others: pairs("others"),
        })
    })
}
