//! Typed reading of a TOML tree: every getter reports what was found, what was expected and where, and goes on.

mod citation;
mod section;
mod source;
mod string;
mod value;

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::policy::diagnostic::{Diagnostic, Span};
use toml::Spanned;
use toml::de::DeValue;

use crate::{limits, syntax};

pub(crate) use section::{Dated, Field, Section};
pub(crate) use string::content;

/// A value of the tree and its place.
pub(crate) type Item<'a> = &'a Spanned<DeValue<'a>>;

/// How many problems of one file are kept; the rest is counted.
const MOST_PROBLEMS: usize = 1000;

/// Reads a whole file: what `document` makes of its top section, where the text is TOML, and everything that is wrong, in the order of the file.
pub(crate) fn read_file<T>(
    file_name: &str,
    bytes: &[u8],
    keys: &[&'static str],
    document: impl FnOnce(&Section<'_, '_>) -> Option<T>,
) -> (Option<T>, Vec<Diagnostic>) {
    let file: Arc<str> = Arc::from(file_name);
    let text = match limits::text(&file, bytes) {
        Ok(text) => text,
        Err(diagnostic) => return (None, vec![*diagnostic]),
    };
    let (tree, syntax) = syntax::parse(&file, text);
    let reader = Reader::new(Arc::clone(&file), text);
    let top = Section::top(&reader, tree.get_ref(), file_name, keys);
    let document = document(&top);
    let readable = syntax.iter().all(|d| d.code != syntax::BROKEN);
    let diagnostics = reader.finish(syntax);
    (document.filter(|_| readable), diagnostics)
}

/// One file being read: its name, its text, and the problems found so far.
pub(crate) struct Reader<'a> {
    pub(crate) file: Arc<str>,
    pub(crate) source: &'a str,
    diagnostics: RefCell<Vec<Diagnostic>>,
    unreported: Cell<usize>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(file: Arc<str>, source: &'a str) -> Reader<'a> {
        Reader { file, source, diagnostics: RefCell::new(Vec::new()), unreported: Cell::new(0) }
    }

    /// Records an error.
    pub(crate) fn error(&self, code: &'static str, span: Span, message: Label) {
        self.report(Diagnostic::error(code, &self.file, span, message));
    }

    pub(crate) fn report(&self, diagnostic: Diagnostic) {
        if self.is_full() {
            self.skip();
        } else {
            self.diagnostics.borrow_mut().push(diagnostic);
        }
    }

    /// How many problems were recorded so far.
    pub(crate) fn problems(&self) -> usize {
        self.diagnostics.borrow().len() + self.unreported.get()
    }

    /// Whether further problems are only counted.
    pub(crate) fn is_full(&self) -> bool {
        self.diagnostics.borrow().len() >= MOST_PROBLEMS
    }

    /// Counts a problem that is not kept.
    pub(crate) fn skip(&self) {
        self.unreported.set(self.unreported.get() + 1);
    }

    /// Everything found, in the order of the file.
    ///
    /// Beside a broken text the tree is a guess: what is missing there may only be unreadable, so such reports are dropped,
    /// and so is whatever stands on the line of such an error.
    pub(crate) fn finish(self, syntax: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let mut found = self.diagnostics.into_inner();
        let mut lines: Vec<(usize, usize)> = Vec::new();
        for broken in syntax.iter().filter(|d| d.code == syntax::BROKEN) {
            let start = broken.span.start as usize;
            if !lines.last().is_some_and(|(from, to)| (*from..=*to).contains(&start)) {
                lines.push(line_around(self.source, broken.span));
            }
        }
        if !lines.is_empty() {
            found.retain(|d| {
                let start = d.span.start as usize;
                d.code != "missing-key" && !lines.iter().any(|(from, to)| (*from..=*to).contains(&start))
            });
        }
        found.extend(syntax);
        found.sort_by_key(|d| (d.span.start, d.span.end));
        let more = self.unreported.get();
        if more > 0 {
            let end = Span::new(self.source.len(), self.source.len());
            found.push(Diagnostic::error(
                "too-many-problems",
                &self.file,
                end,
                Label::new(
                    format!("masih ada {more} masalah lain, yang dilaporkan {MOST_PROBLEMS} yang pertama"),
                    format!("{more} more problems were found, the first {MOST_PROBLEMS} are reported"),
                ),
            ));
        }
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
