//! Typed reading of a TOML tree: every getter reports what was found, what was expected and where, and goes on.

mod citation;
mod section;
mod string;
mod value;

use std::cell::RefCell;
use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::policy::diagnostic::{Diagnostic, Span};
use toml::Spanned;
use toml::de::DeValue;

pub(crate) use section::{Dated, Field, Section};
pub(crate) use string::content;

/// A value of the tree and its place.
pub(crate) type Item<'a> = &'a Spanned<DeValue<'a>>;

/// One file being read: its name, its text, and the problems found so far.
pub(crate) struct Reader<'a> {
    pub(crate) file: Arc<str>,
    pub(crate) source: &'a str,
    diagnostics: RefCell<Vec<Diagnostic>>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(file: Arc<str>, source: &'a str) -> Reader<'a> {
        Reader { file, source, diagnostics: RefCell::new(Vec::new()) }
    }

    /// Records an error.
    pub(crate) fn error(&self, code: &'static str, span: Span, message: Label) {
        self.report(Diagnostic::error(code, &self.file, span, message));
    }

    pub(crate) fn report(&self, diagnostic: Diagnostic) {
        self.diagnostics.borrow_mut().push(diagnostic);
    }

    /// Everything found, in the order of the file.
    ///
    /// Beside a syntax error the tree is a guess: what is missing there may only be unreadable, so such reports are dropped,
    /// and so is whatever stands on the line of a syntax error.
    pub(crate) fn finish(self, syntax: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let mut found = self.diagnostics.into_inner();
        if !syntax.is_empty() {
            let lines: Vec<(usize, usize)> = syntax.iter().map(|d| line_around(self.source, d.span)).collect();
            found.retain(|d| {
                let start = d.span.start as usize;
                d.code != "missing-key" && !lines.iter().any(|(from, to)| (*from..=*to).contains(&start))
            });
            found.extend(syntax);
        }
        found.sort_by_key(|d| (d.span.start, d.span.end));
        found
    }
}

fn line_around(source: &str, span: Span) -> (usize, usize) {
    let bytes = source.as_bytes();
    let start = (span.start as usize).min(bytes.len());
    let end = (span.end as usize).clamp(start, bytes.len());
    let from = bytes[..start].iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
    let to = bytes[end..].iter().position(|b| *b == b'\n').map_or(bytes.len(), |at| end + at);
    (from, to)
}

/// The place of an item.
pub(crate) fn span_of(item: Item<'_>) -> Span {
    let range = item.span();
    Span::new(range.start, range.end)
}

/// The kind of value in words: `a text`, `a whole number`.
pub(crate) fn kind_of(value: &DeValue<'_>) -> Label {
    match value {
        DeValue::String(_) => Label::new("teks", "a text"),
        DeValue::Integer(_) => Label::new("bilangan bulat", "a whole number"),
        DeValue::Float(_) => Label::new("bilangan pecahan", "a decimal number"),
        DeValue::Boolean(_) => Label::new("nilai benar/salah", "a truth value"),
        DeValue::Datetime(_) => Label::new("tanggal", "a date"),
        DeValue::Array(_) => Label::new("daftar", "a list"),
        DeValue::Table(_) => Label::new("tabel", "a table"),
    }
}
