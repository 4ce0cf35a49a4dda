//! From a template and its data to a PDF/UA-1 file.

use jenjang::legal::Language;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Array, Dict, IntoValue, Value};
use typst_as_lib::typst_kit_options::TypstKitFontOptions;
use typst_as_lib::{TypstAsLibError, TypstEngine, TypstTemplateCollection};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, pdf};

use crate::words::Words;
use crate::{DocumentError, Signatory};

/// How many makings what was worked out for one document is kept for the next.
const KEPT: usize = 2;

const SHARED: (&str, &str) = ("shared.typ", include_str!("templates/shared.typ"));

/// What a template reads: values, never markup.
#[derive(Clone, Debug, Default)]
pub(crate) struct Data(Dict);

impl Data {
    pub(crate) fn text(mut self, name: &str, text: impl AsRef<str>) -> Data {
        self.0.insert(name.into(), text.as_ref().into_value());
        self
    }

    /// Nothing where there is no text.
    pub(crate) fn maybe(self, name: &str, text: Option<impl AsRef<str>>) -> Data {
        match text {
            Some(text) => self.text(name, text),
            None => Data(Dict::from_iter(self.0.into_iter().chain([(name.into(), Value::None)]))),
        }
    }

    pub(crate) fn texts(mut self, name: &str, texts: &[String]) -> Data {
        let texts: Array = texts.iter().map(|text| text.as_str().into_value()).collect();
        self.0.insert(name.into(), texts.into_value());
        self
    }

    pub(crate) fn pairs(self, name: &str, pairs: &[(String, String)]) -> Data {
        self.rows(name, pairs.iter().map(|(label, value)| Data::default().text("label", label).text("value", value)))
    }

    pub(crate) fn rows(mut self, name: &str, rows: impl IntoIterator<Item = Data>) -> Data {
        let rows: Array = rows.into_iter().map(|row| row.0.into_value()).collect();
        self.0.insert(name.into(), rows.into_value());
        self
    }

    pub(crate) fn signatory(self, signatory: &Signatory, words: &Words) -> Data {
        let Signatory { place, date, title, name, number } = signatory;
        let of = Data::default().text("place", place).text("date", words.date(*date)).text("title", title).text("name", name);
        let of = of.maybe("number", number.as_ref());
        self.part("signatory", of)
    }

    pub(crate) fn part(mut self, name: &str, part: Data) -> Data {
        self.0.insert(name.into(), part.0.into_value());
        self
    }
}

/// A template with the pictures it shows.
pub(crate) struct Template<'t> {
    pub(crate) name: &'static str,
    pub(crate) source: &'t str,
    pub(crate) pictures: Vec<(&'static str, Vec<u8>)>,
}

/// Makes the document.
///
/// # Errors
/// What the typesetter says, and where it is not accessible: a picture without a description is refused.
pub(crate) fn make(template: Template<'_>, data: Data, language: Language, title: &str) -> Result<Vec<u8>, DocumentError> {
    let Template { name, source, pictures } = template;
    let engine: TypstEngine<TypstTemplateCollection> = TypstEngine::builder()
        .search_fonts_with(TypstKitFontOptions::new().include_system_fonts(false).include_embedded_fonts(true))
        .with_static_source_file_resolver([(name, source), SHARED])
        .with_static_file_resolver(pictures)
        .comemo_evict_max_age(Some(KEPT))
        .build();
    let word = if language == Language::Id { "id" } else { "en" };
    let data = data.text("lang", word).text("document-title", title);
    let document: PagedDocument = engine.compile_with_input(name, data.0).output.map_err(|error| match error {
        TypstAsLibError::TypstSource(problems) => failed(&problems),
        other => DocumentError::new(format!("dokumen tidak dapat disusun: {other}"), format!("the document cannot be set: {other}")),
    })?;
    let standards = PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|error| {
        let said = error.message();
        DocumentError::new(format!("PDF/UA-1: {said}"), format!("PDF/UA-1: {said}"))
    })?;
    pdf(&document, &PdfOptions { standards, ..PdfOptions::default() }).map_err(|problems| failed(&problems))
}

fn failed(problems: &[SourceDiagnostic]) -> DocumentError {
    let said = problems.iter().map(|problem| problem.message.to_string()).collect::<Vec<_>>().join("; ");
    DocumentError::new(format!("dokumen tidak dapat disusun: {said}"), format!("the document cannot be set: {said}"))
}

#[cfg(test)]
mod tests;
