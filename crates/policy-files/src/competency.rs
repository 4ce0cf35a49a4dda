//! Competency frameworks and standards. The shape of the files is in docs/competency.md.

mod framework;
mod library;
mod standards;
mod write;

use std::str::FromStr;

use jenjang::legal::{Certainty, Label, LegalReference};
use jenjang::policy::diagnostic::Span;

use crate::reader::{Field, Section};

pub use framework::read_framework;
pub use library::{CompetencyLibrary, load_competency};
pub use standards::read_standards;
pub use write::write_framework;

fn need_typed<T: FromStr>(section: &Section<'_, '_>, key: &str) -> Option<T> {
    section.need_typed(key).map(|typed| typed.value)
}

fn typed_at<T: FromStr>(section: &Section<'_, '_>, key: &str) -> Option<T> {
    section.reader.typed(&section.text(key)?)
}

/// A list of texts in both languages.
fn labels(section: &Section<'_, '_>, key: &str) -> Vec<(Label, Span)> {
    let Some(items) = section.find(key).and_then(|field| section.reader.list(&field)) else { return Vec::new() };
    let place = |item: &Field<'_>| crate::reader::span_of(item.item);
    items.iter().filter_map(|item| Some((section.reader.label(item)?, place(item)))).collect()
}

/// What stands in for a source that was not written, so that the rest of the file is read.
pub(crate) fn unknown_source() -> LegalReference {
    LegalReference { citation: "".into(), certainty: Certainty::Unverified }
}
