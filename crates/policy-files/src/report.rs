//! Showing problems: in a terminal with the line and a caret, as plain sentences, and as data.

mod excerpt;
mod position;

use std::fmt::Write as _;
use std::sync::Arc;

use jenjang::legal::{Label, Language};
use jenjang::policy::diagnostic::{Diagnostic, Severity};
use serde::Serialize;

pub use position::{Position, position};

/// How a diagnostic is written for people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// Sentences only, one per line, without drawing: for screen readers and logs.
    Sentences,
    /// With the line of the file and a caret.
    #[default]
    Excerpt,
    /// The same in colour, for terminals.
    Colour,
}

/// A diagnostic as text, with a line break at its end. `source` is the text of the diagnostic's file.
///
/// Control and direction characters of the source are replaced, tabs become four spaces, long lines are cut around the place.
pub fn render(diagnostic: &Diagnostic, source: &str, language: Language, style: Style) -> String {
    let mut out = String::new();
    let at = position(source, diagnostic.span.start as usize);
    let words = Words::of(language);
    let severity = words.severity(diagnostic.severity);
    let (file, code, message) = (&diagnostic.file, diagnostic.code, excerpt::clean(diagnostic.message.get(language)));
    // writing to a string cannot fail
    if style == Style::Sentences {
        let _ = writeln!(out, "{file}:{at}: {severity} {code}: {message}");
        for (name, value) in &diagnostic.witness {
            let _ = writeln!(out, "  {}: {name} = {value}", words.witness);
        }
        for (place, label) in &diagnostic.related {
            let _ = writeln!(out, "  {file}:{}: {}", position(source, place.start as usize), label.get(language));
        }
        if let Some(help) = &diagnostic.help {
            let _ = writeln!(out, "  {}: {}", words.help, help.get(language));
        }
        return out;
    }
    let paint = Paint { on: style == Style::Colour, severity: diagnostic.severity };
    let last_line = diagnostic.related.iter().map(|(place, _)| position(source, place.start as usize).line).chain([at.line]).max();
    let gutter = last_line.unwrap_or(1).to_string().len();
    let pad = " ".repeat(gutter);
    let _ = writeln!(out, "{}{}", paint.head(&format!("{severity}[{code}]")), paint.bold(&format!(": {message}")));
    let _ = writeln!(out, "{pad}{} {file}:{at}", paint.line("-->"));
    out.push_str(&excerpt::draw(source, diagnostic.span, gutter, "", '^', &words, &paint));
    for (place, label) in &diagnostic.related {
        out.push_str(&excerpt::draw(source, *place, gutter, label.get(language), '-', &words, &paint));
    }
    for (name, value) in &diagnostic.witness {
        let _ = writeln!(out, "{pad} {} {}: {name} = {value}", paint.line("="), words.witness);
    }
    if let Some(help) = &diagnostic.help {
        let _ = writeln!(out, "{pad} {} {}: {}", paint.line("="), words.help, excerpt::clean(help.get(language)));
    }
    out
}

/// The fixed words of a report.
struct Words {
    severities: [&'static str; 3],
    help: &'static str,
    witness: &'static str,
    until_line: &'static str,
}

impl Words {
    fn of(language: Language) -> Words {
        match language {
            Language::Id => {
                Words { severities: ["catatan", "peringatan", "kesalahan"], help: "saran", witness: "contoh", until_line: "sampai baris" }
            }
            Language::En => Words { severities: ["note", "warning", "error"], help: "help", witness: "example", until_line: "to line" },
        }
    }

    fn severity(&self, severity: Severity) -> &'static str {
        match severity {
            Severity::Note => self.severities[0],
            Severity::Warning => self.severities[1],
            Severity::Error => self.severities[2],
        }
    }
}

/// Colours, where they are wanted.
struct Paint {
    on: bool,
    severity: Severity,
}

impl Paint {
    fn wrap(&self, code: &str, text: &str) -> String {
        if self.on { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn head(&self, text: &str) -> String {
        let code = match self.severity {
            Severity::Error => "1;31",
            Severity::Warning => "1;33",
            Severity::Note => "1;36",
        };
        self.wrap(code, text)
    }

    fn bold(&self, text: &str) -> String {
        self.wrap("1", text)
    }

    fn line(&self, text: &str) -> String {
        self.wrap("1;34", text)
    }
}

/// A diagnostic as data: what `--format json` prints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DiagnosticRecord {
    /// The file.
    pub file: Arc<str>,
    /// Line of the first character, from 1.
    pub line: usize,
    /// Column of the first character, from 1, in characters.
    pub column: usize,
    /// The first place after.
    pub end: Position,
    /// Stable code.
    pub code: &'static str,
    /// `error`, `warning` or `note`.
    pub severity: Severity,
    /// The sentence in both languages.
    pub message: Label,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<Label>,
    /// Inputs that show the problem.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub witness: Vec<WitnessRecord>,
    /// Other places of the same file that belong to the problem.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<RelatedRecord>,
}

/// One input that shows a problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WitnessRecord {
    /// Name of the input.
    pub name: String,
    /// Its value, as written in data files.
    pub value: String,
}

/// Another place that belongs to a problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RelatedRecord {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in characters.
    pub column: usize,
    /// What stands there.
    pub message: Label,
}

/// The diagnostic as data. `source` is the text of its file.
pub fn record(diagnostic: &Diagnostic, source: &str) -> DiagnosticRecord {
    let at = position(source, diagnostic.span.start as usize);
    let related = diagnostic.related.iter().map(|(place, message)| {
        let at = position(source, place.start as usize);
        RelatedRecord { line: at.line, column: at.column, message: message.clone() }
    });
    let witness = diagnostic.witness.iter().map(|(name, value)| WitnessRecord { name: name.clone(), value: value.clone() });
    DiagnosticRecord {
        file: Arc::clone(&diagnostic.file),
        line: at.line,
        column: at.column,
        end: position(source, diagnostic.span.end as usize),
        code: diagnostic.code,
        severity: diagnostic.severity,
        message: diagnostic.message.clone(),
        help: diagnostic.help.clone(),
        witness: witness.collect(),
        related: related.collect(),
    }
}
