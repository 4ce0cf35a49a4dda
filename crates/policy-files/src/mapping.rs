//! Mapping files: which column of an agency's own spreadsheet is which column of a table that can be imported.
//!
//! The reader knows the shape; which tables and columns there are is for the importer to say, at the places this document keeps.

use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::policy::diagnostic::{Diagnostic, Spanned};
use toml::de::DeValue;

use crate::keys;
use crate::reader::{Field, Section, read_file};

/// A mapping file as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingDocument {
    /// The file's name, for messages about it.
    pub file: Arc<str>,
    /// Id of the mapping.
    pub id: Arc<str>,
    /// Title.
    pub title: Label,
    /// The table it makes.
    pub table: Spanned<Arc<str>>,
    /// The sheet of a workbook it reads.
    pub sheet: Option<Arc<str>>,
    /// How dates are written (`dd-mm-yyyy`).
    pub dates: Vec<Spanned<Arc<str>>>,
    /// By column of the table, the agency's names for it.
    pub columns: Vec<(Spanned<Arc<str>>, Vec<Spanned<Arc<str>>>)>,
    /// By column of the table, what holds where the agency's file says nothing.
    pub constants: Vec<(Spanned<Arc<str>>, Spanned<Arc<str>>)>,
    /// By column of the table, the agency's words and what they mean.
    pub values: Vec<MappedValues>,
}

/// What the agency's words in one column mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappedValues {
    /// The column of the table.
    pub column: Spanned<Arc<str>>,
    /// The agency's word and ours.
    pub words: Vec<(Spanned<Arc<str>>, Spanned<Arc<str>>)>,
}

/// Reads a mapping file; everything wrong with its shape is reported with its place.
pub fn read_mapping(file_name: &str, bytes: &[u8]) -> (Option<MappingDocument>, Vec<Diagnostic>) {
    read_file(file_name, bytes, keys::MAPPING_FILE, |top| {
        let head = Section::open(top.reader, &top.need("mapping")?, "[mapping]", keys::MAPPING)?;
        let (id, title) = (head.need_text("id"), head.need_label("title", "-"));
        let table = head.need_text("table");
        let dates = head.find("dates").map(|field| one_or_more(&head, &field)).unwrap_or_default();
        let columns = top.need("columns").map(|field| columns(top, &field)).unwrap_or_default();
        let constants = top.find("constants").map(|field| words(top, &field)).unwrap_or_default();
        let values = top.find("values").map(|field| values(top, &field)).unwrap_or_default();
        Some(MappingDocument {
            file: Arc::from(file_name),
            id: id?.value,
            title,
            table: table?,
            sheet: head.plain("sheet"),
            dates,
            columns,
            constants,
            values,
        })
    })
}

fn key(field: &Field<'_>) -> Spanned<Arc<str>> {
    Spanned::new(Arc::from(field.key.value), field.key.span)
}

/// A text or a list of texts.
pub(crate) fn one_or_more(section: &Section<'_, '_>, field: &Field<'_>) -> Vec<Spanned<Arc<str>>> {
    match field.item.get_ref() {
        DeValue::Array(_) => section.reader.texts(field).unwrap_or_default(),
        _ => section.reader.text(field).into_iter().collect(),
    }
}

/// The fields of a table with free names; what is no table is reported.
fn fields<'a, 'r>(top: &Section<'a, 'r>, field: &Field<'a>) -> Option<Section<'a, 'r>> {
    let open = Section::free(top.reader, field);
    if open.is_none() {
        top.reader.wrong_kind(field, &Label::new("tabel `kolom = teks`", "a table of `column = text`"));
    }
    open
}

pub(crate) fn columns(top: &Section<'_, '_>, field: &Field<'_>) -> Vec<(Spanned<Arc<str>>, Vec<Spanned<Arc<str>>>)> {
    let Some(section) = fields(top, field) else { return Vec::new() };
    section.fields().map(|field| (key(&field), one_or_more(&section, &field))).collect()
}

pub(crate) fn words(top: &Section<'_, '_>, field: &Field<'_>) -> Vec<(Spanned<Arc<str>>, Spanned<Arc<str>>)> {
    let Some(section) = fields(top, field) else { return Vec::new() };
    section.fields().filter_map(|field| Some((key(&field), section.reader.text(&field)?))).collect()
}

pub(crate) fn values(top: &Section<'_, '_>, field: &Field<'_>) -> Vec<MappedValues> {
    let Some(section) = fields(top, field) else { return Vec::new() };
    section.fields().map(|field| MappedValues { column: key(&field), words: words(&section, &field) }).collect()
}
