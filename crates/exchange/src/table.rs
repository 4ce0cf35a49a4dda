//! Tables of separated values: cells with their places, headers with known columns, and all problems in one pass.

mod header;
mod rows;

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::policy::diagnostic::{Diagnostic, Severity, Span};

pub(crate) use header::{Column, Other, header};
pub(crate) use rows::{Cell, Rows};

/// The largest table that is read, in bytes.
pub const MAXIMUM_TABLE_BYTES: usize = 1 << 30;

/// How many problems of one severity are kept of one file; the rest is counted.
const MOST_PROBLEMS: usize = 1000;

/// What was read from a file, and everything that is wrong with it.
///
/// Where something is wrong, what could be read is still there to check other files against, but only a sound reading gives it away.
#[derive(Clone, Debug)]
pub struct Reading<T> {
    found: Option<T>,
    diagnostics: Vec<Diagnostic>,
}

impl<T> Reading<T> {
    pub(crate) fn new(found: Option<T>, diagnostics: Vec<Diagnostic>) -> Reading<T> {
        Reading { found, diagnostics }
    }

    pub(crate) fn into_parts(self) -> (Option<T>, Vec<Diagnostic>) {
        (self.found, self.diagnostics)
    }

    /// Whether no error was found.
    pub fn is_sound(&self) -> bool {
        self.found.is_some() && self.diagnostics.iter().all(|diagnostic| diagnostic.severity < Severity::Error)
    }

    /// What was found wrong, in the order of the file.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// What could be read, errors or not; nothing where the header is wrong.
    pub fn partial(&self) -> Option<&T> {
        self.found.as_ref()
    }

    /// What was read, if it is sound.
    ///
    /// # Errors
    /// The problems, where one of them is an error.
    pub fn sound(self) -> Result<T, Vec<Diagnostic>> {
        if self.diagnostics.iter().any(|diagnostic| diagnostic.severity >= Severity::Error) {
            return Err(self.diagnostics);
        }
        self.found.ok_or(self.diagnostics)
    }
}

/// Problems of one file as they are found.
pub(crate) struct Problems {
    pub(crate) file: Arc<str>,
    found: Vec<Diagnostic>,
    /// By severity, so that many notes hide no error.
    kept: BTreeMap<Severity, usize>,
    skipped: BTreeMap<Severity, usize>,
}

impl Problems {
    pub(crate) fn new(file: &str) -> Problems {
        Problems { file: Arc::from(file), found: Vec::new(), kept: BTreeMap::new(), skipped: BTreeMap::new() }
    }

    pub(crate) fn add(&mut self, diagnostic: Diagnostic) {
        let kept = self.kept.entry(diagnostic.severity).or_default();
        if *kept < MOST_PROBLEMS {
            *kept += 1;
            self.found.push(diagnostic);
        } else {
            *self.skipped.entry(diagnostic.severity).or_default() += 1;
        }
    }

    pub(crate) fn error(&mut self, code: &'static str, span: Span, message: Label) {
        let diagnostic = Diagnostic::error(code, &self.file, span, message);
        self.add(diagnostic);
    }

    /// Everything found, in the order of the file.
    pub(crate) fn finish(mut self, length: usize) -> Vec<Diagnostic> {
        self.found.sort_by_key(|diagnostic| (diagnostic.span.start, diagnostic.span.end));
        for (severity, more) in self.skipped {
            self.found.push(Diagnostic::new(
                severity,
                "too-many-problems",
                &self.file,
                Span::new(length, length),
                Label::new(
                    format!("masih ada {more} masalah lain, yang dilaporkan {MOST_PROBLEMS} yang pertama"),
                    format!("{more} more problems were found, the first {MOST_PROBLEMS} are reported"),
                ),
            ));
        }
        self.found
    }

    /// The text of a file, where it is one.
    pub(crate) fn text<'a>(&mut self, bytes: &'a [u8]) -> Option<&'a str> {
        if bytes.len() > MAXIMUM_TABLE_BYTES {
            let size = bytes.len();
            self.error(
                "file-too-large",
                Span::default(),
                Label::new(
                    format!("berkas berukuran {size} bita, paling besar {MAXIMUM_TABLE_BYTES} bita"),
                    format!("the file has {size} bytes, expected at most {MAXIMUM_TABLE_BYTES}"),
                ),
            );
            return None;
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => Some(text),
            Err(error) => {
                let at = error.valid_up_to();
                let byte = bytes.get(at).copied().unwrap_or(0);
                self.error(
                    "not-utf8",
                    Span::new(at, at),
                    Label::new(
                        format!("bita `0x{byte:02x}` pada posisi {at} bukan UTF-8, simpanlah berkas sebagai CSV UTF-8"),
                        format!("byte `0x{byte:02x}` at offset {at} is not UTF-8, expected a file saved as CSV UTF-8"),
                    ),
                );
                None
            }
        }
    }
}

/// At most sixty characters of what was found, without control characters.
pub(crate) fn shorten(text: &str) -> String {
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    match text.char_indices().nth(60) {
        None => text.chars().map(clean).collect(),
        Some((cut, _)) => text[..cut].chars().map(clean).chain("…".chars()).collect(),
    }
}
