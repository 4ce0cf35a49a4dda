//! Competency frameworks and standards. The shape of the files is in docs/competency.md.

mod framework;
mod library;
mod standards;

use std::str::FromStr;
use std::sync::Arc;

use jenjang::legal::{Certainty, Label, LegalReference};
use jenjang::period::EffectivePeriod;
use jenjang::policy::diagnostic::{Span, Spanned};
use jenjang::policy::document::Citation;

use crate::reader::{Field, Reader, Section};
use crate::words::shorten;

pub use framework::read_framework;
pub use library::{CompetencyLibrary, load_competency};
pub use standards::read_standards;

/// A text as an id or code of a certain kind; what such a kind allows is the same for all of them.
pub(crate) fn typed<T: FromStr>(reader: &Reader<'_>, text: &Spanned<Arc<str>>) -> Option<T> {
    let read = text.value.parse().ok();
    if read.is_none() {
        let found = shorten(&text.value);
        reader.error(
            "bad-name",
            text.span,
            Label::new(
                format!("`{found}` tidak sah sebagai pengenal, diharapkan paling banyak 120 huruf tanpa spasi di ujungnya dan tanpa karakter kendali"),
                format!("`{found}` is not an id, expected at most 120 characters, no blanks at the ends and no control characters"),
            ),
        );
    }
    read
}

fn need_typed<T: FromStr>(section: &Section<'_, '_>, key: &str) -> Option<T> {
    typed(section.reader, &section.need_text(key)?)
}

fn typed_at<T: FromStr>(section: &Section<'_, '_>, key: &str) -> Option<T> {
    typed(section.reader, &section.text(key)?)
}

/// A list of texts in both languages.
fn labels(section: &Section<'_, '_>, key: &str) -> Vec<(Label, Span)> {
    let Some(items) = section.find(key).and_then(|field| section.reader.list(&field)) else { return Vec::new() };
    let place = |item: &Field<'_>| crate::reader::span_of(item.item);
    items.iter().filter_map(|item| Some((section.reader.label(item)?, place(item)))).collect()
}

/// `reference` and `certainty`, both required.
pub(crate) fn need_source(section: &Section<'_, '_>) -> Option<LegalReference> {
    if section.find("certainty").is_none() {
        section.missing("`certainty`");
    }
    complete(&section.need_citation())
}

/// `reference` and `certainty`, what is absent taken from around.
pub(crate) fn source_within(section: &Section<'_, '_>, around: &LegalReference) -> LegalReference {
    let own = section.citation(None);
    LegalReference {
        citation: own.reference.map_or_else(|| Arc::clone(&around.citation), |own| own.value),
        certainty: own.certainty.unwrap_or(around.certainty),
    }
}

fn complete(citation: &Citation) -> Option<LegalReference> {
    let citation_text = Arc::clone(&citation.reference.as_ref()?.value);
    Some(LegalReference { citation: citation_text, certainty: citation.certainty? })
}

/// What stands in for a source that was not written, so that the rest of the file is read.
pub(crate) fn unknown_source() -> LegalReference {
    LegalReference { citation: "".into(), certainty: Certainty::Unverified }
}

pub(crate) fn need_effective(section: &Section<'_, '_>) -> EffectivePeriod {
    if section.find("effective").is_none() {
        section.missing("`effective`");
    }
    section.period("effective").unwrap_or(EffectivePeriod::ALWAYS)
}
