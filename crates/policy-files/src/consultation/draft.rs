//! Draft files: clauses and the rules that carry them.

use std::str::FromStr;
use std::sync::Arc;

use jenjang::consultation::document::{ClauseDocument, DraftDocument, Numbering};
use jenjang::consultation::{ClauseNumber, ClauseText, PartLink};
use jenjang::legal::Label;
use jenjang::people::id::DraftId;
use jenjang::policy::diagnostic::{Diagnostic, Severity, Spanned};

use crate::keys;
use crate::reader::{Reader, Section, read_file};

/// Reads a draft. The document is there where the text could be read; problems of its numbering are reported with the rest and do not take it away, so
/// that the rules can still be compared with it. Whether it may be used: no problem is an error.
pub fn read_draft(file_name: &str, bytes: &[u8]) -> (Option<DraftDocument>, Vec<Diagnostic>) {
    let (document, mut found) = read_file(file_name, bytes, keys::DRAFT_FILE, document);
    if found.iter().any(|problem| problem.severity == Severity::Error) {
        return (None, found);
    }
    if let Some(document) = &document {
        found.extend(document.check_numbers());
        found.sort_by_key(|problem| (problem.span.start, problem.span.end));
    }
    (document, found)
}

fn document(top: &Section<'_, '_>) -> Option<DraftDocument> {
    let Some(field) = top.find("draft") else {
        top.missing("`[draft]`");
        return None;
    };
    let head = Section::open(top.reader, &field, "[draft]", keys::DRAFT)?;
    let id: Option<Spanned<DraftId>> = head.need_typed("id");
    let policy = head.need_text("policy");
    let title = head.need_label("title", "-");
    let numberings = [("whole", Numbering::Whole), ("amendment", Numbering::Amendment)];
    let numbering = head.word("numbering", &numberings).unwrap_or_default();
    let sections = top.repeated("clauses", keys::CLAUSE);
    if sections.is_empty() {
        top.missing("`[[clauses]]`");
    }
    let clauses = sections.iter().filter_map(clause).collect();
    Some(DraftDocument { file: Arc::clone(&top.reader.file), id: id?.value, policy: policy?, title, numbering, clauses })
}

fn clause(section: &Section<'_, '_>) -> Option<ClauseDocument> {
    let reader = section.reader;
    let number = section
        .need_text("number")
        .and_then(|text| parsed(reader, "bad-clause-number", &text, |error: &<ClauseNumber as FromStr>::Err| error.label()));
    let text = section.need_text("text");
    let en = section.plain("text-en");
    let rules = section.find("rules").and_then(|field| reader.texts(&field)).unwrap_or_default();
    let rules: Vec<Spanned<PartLink>> =
        rules.iter().filter_map(|text| parsed(reader, "bad-link", text, |error: &<PartLink as FromStr>::Err| error.label())).collect();
    let without_rule = section.find("without-rule").and_then(|field| Some(Spanned::new(reader.label(&field)?, field.key.span)));
    Some(ClauseDocument { number: number?, text: ClauseText { id: text?.value, en }, rules, without_rule, span: section.span })
}

/// A text as something that has a form of its own.
fn parsed<T: FromStr>(
    reader: &Reader<'_>,
    code: &'static str,
    text: &Spanned<Arc<str>>,
    sentence: impl Fn(&T::Err) -> Label,
) -> Option<Spanned<T>> {
    match text.value.parse::<T>() {
        Ok(value) => Some(Spanned::new(value, text.span)),
        Err(error) => {
            reader.error(code, text.span, sentence(&error));
            None
        }
    }
}
