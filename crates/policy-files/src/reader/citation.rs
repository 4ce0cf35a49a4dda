//! Labels, citations and entries of a history.

use jenjang::legal::{Certainty, Label};
use jenjang::policy::diagnostic::Diagnostic;
use jenjang::policy::document::Citation;
use toml::de::DeValue;

use super::{Dated, Field, Reader, Section, span_of};
use crate::keys;
use crate::words::shorten;

impl<'a> Reader<'a> {
    /// `{ id = "…", en = "…" }`
    pub(crate) fn label(&self, field: &Field<'a>) -> Option<Label> {
        if let DeValue::String(text) = field.item.get_ref() {
            let (name, text) = (field.name(), shorten(text));
            self.report(
                Diagnostic::error(
                    "wrong-kind",
                    &self.file,
                    span_of(field.item),
                    Label::new(
                        format!("{name} hanya berisi satu teks, diharapkan teks dalam bahasa Indonesia dan Inggris"),
                        format!("{name} is a single text, expected a text in Indonesian and in English"),
                    ),
                )
                .with_help(Label::new(
                    format!("tulislah `{{ id = \"{text}\", en = \"…\" }}`"),
                    format!("write `{{ id = \"{text}\", en = \"…\" }}`"),
                )),
            );
            return None;
        }
        let section = Section::open(self, field, field.inside(), keys::LABEL)?;
        let (id, en) = (section.need_text("id"), section.need_text("en"));
        Some(Label { id: id?.value, en: en?.value })
    }
}

impl Section<'_, '_> {
    fn certainty(&self) -> Option<Certainty> {
        self.word("certainty", &Certainty::ALL.map(|mark| (mark.as_str(), mark)))
    }

    /// `reference` and `certainty` where they are written; the certainty falls back to that of the section around.
    pub(crate) fn citation(&self, around: Option<&Citation>) -> Citation {
        Citation {
            reference: self.text("reference").or_else(|| around.and_then(|outer| outer.reference.clone())),
            certainty: self.certainty().or_else(|| around.and_then(|outer| outer.certainty)),
        }
    }

    /// The same where a reference is required.
    pub(crate) fn need_citation(&self) -> Citation {
        Citation { reference: self.need_text("reference"), certainty: self.certainty() }
    }

    /// `from` (required), `to`, `decided`, and the citation of one entry of a history.
    pub(crate) fn dated(&self, citation: Citation) -> Dated {
        if self.find("from").is_none() {
            self.missing("`from`");
        }
        Dated { period: self.ends(), decided: self.date("decided"), citation, span: self.span }
    }
}
