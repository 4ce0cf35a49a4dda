//! Problems found in a text: what, where, how bad, with a stable code.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::legal::Label;

/// A stretch of a source text, in bytes, end excluded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// First byte after.
    pub end: u32,
}

impl Span {
    /// A span from byte offsets; offsets past 4 GiB are clamped.
    pub fn new(start: usize, end: usize) -> Span {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Span { start: clamp(start), end: clamp(end) }
    }

    /// The smallest span that holds both.
    pub fn join(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The span moved right by `offset` bytes.
    pub fn shift(self, offset: u32) -> Span {
        Span { start: self.start.saturating_add(offset), end: self.end.saturating_add(offset) }
    }
}

/// A value and where it stands in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Puts a value and its place together.
    pub fn new(value: T, span: Span) -> Spanned<T> {
        Spanned { value, span }
    }
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Probably not what was meant; the policy can still be used.
    Warning,
    /// The policy cannot be used.
    Error,
}

/// One problem in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable kebab-case code (`table-hole`), listed in docs/policy-format.md.
    pub code: &'static str,
    /// How bad.
    pub severity: Severity,
    /// A plain sentence: what was found, what was expected. Lower case, no full stop, input in backticks.
    pub message: Label,
    /// The file, as the reader was told its name.
    pub file: Arc<str>,
    /// Where in the file.
    pub span: Span,
    /// What to do about it.
    pub help: Option<Label>,
    /// A combination of inputs that shows the problem, `name = value` per entry.
    pub witness: Vec<(String, String)>,
    /// Other places that belong to the problem.
    pub related: Vec<(Span, Label)>,
}

impl Diagnostic {
    /// A diagnostic without help, witness or related places.
    pub fn new(severity: Severity, code: &'static str, file: &Arc<str>, span: Span, message: Label) -> Diagnostic {
        Diagnostic { code, severity, message, file: Arc::clone(file), span, help: None, witness: Vec::new(), related: Vec::new() }
    }

    /// An error.
    pub fn error(code: &'static str, file: &Arc<str>, span: Span, message: Label) -> Diagnostic {
        Diagnostic::new(Severity::Error, code, file, span, message)
    }

    /// A warning.
    pub fn warning(code: &'static str, file: &Arc<str>, span: Span, message: Label) -> Diagnostic {
        Diagnostic::new(Severity::Warning, code, file, span, message)
    }

    /// A note.
    pub fn note(code: &'static str, file: &Arc<str>, span: Span, message: Label) -> Diagnostic {
        Diagnostic::new(Severity::Note, code, file, span, message)
    }

    /// The same with help.
    #[must_use]
    pub fn with_help(mut self, help: Label) -> Diagnostic {
        self.help = Some(help);
        self
    }

    /// The same with a witness entry.
    #[must_use]
    pub fn with_witness(mut self, name: impl Into<String>, value: impl Into<String>) -> Diagnostic {
        self.witness.push((name.into(), value.into()));
        self
    }

    /// The same with another place.
    #[must_use]
    pub fn with_related(mut self, span: Span, label: Label) -> Diagnostic {
        self.related.push((span, label));
        self
    }
}
