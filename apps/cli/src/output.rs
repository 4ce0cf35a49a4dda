//! What goes to standard output and standard error, and the exit codes.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use clap::ArgMatches;
use jenjang::Decimal;
use jenjang::legal::{Label, Language};
use jenjang::number::format_decimal;
use jenjang::policy::diagnostic::Severity;
use jenjang_service::ServiceError;
use serde::Serialize;

/// Text for people or JSON for machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// For machines; docs/json.md is the reference.
    Json,
}

/// How this run speaks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Voice {
    /// Language of texts.
    pub(crate) language: Language,
    /// Text or JSON.
    pub(crate) format: Format,
    /// No colour and no lines.
    pub(crate) plain: bool,
}

impl Voice {
    pub(crate) fn of(matches: &ArgMatches, language: Language) -> Voice {
        let json = matches.get_one::<String>("format").is_some_and(|f| f == "json");
        Voice { language, format: if json { Format::Json } else { Format::Text }, plain: matches.get_flag("plain") }
    }

    /// The text in the language of this run.
    pub(crate) fn t(&self, id: &'static str, en: &'static str) -> &'static str {
        crate::args::text(self.language, id, en)
    }

    /// The label in the language of this run.
    pub(crate) fn label<'l>(&self, label: &'l Label) -> &'l str {
        label.get(self.language)
    }

    /// A decimal as the language writes it, without zeros that say nothing: a comma in Indonesian.
    pub(crate) fn decimal(&self, value: Decimal) -> String {
        self.point(format_decimal(value))
    }

    /// The same with all its places: a score of 3.80 is not 3.8.
    pub(crate) fn figure(&self, value: Decimal) -> String {
        self.point(value.to_string())
    }

    fn point(&self, text: String) -> String {
        if self.language == Language::Id { text.replace('.', ",") } else { text }
    }

    pub(crate) fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// Whether standard error takes colour.
    pub(crate) fn colour(&self) -> bool {
        !self.plain && std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none()
    }

    /// Whether standard output takes colour.
    pub(crate) fn colour_out(&self) -> bool {
        !self.plain && std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none()
    }

    /// Writes a line of text.
    pub(crate) fn line(&self, text: impl AsRef<str>) {
        write_stdout(text.as_ref());
        write_stdout("\n");
    }

    /// Writes one JSON value on one line.
    pub(crate) fn json(&self, value: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string(value).map_err(|e| Failure::said(format!("JSON: {e}"), format!("JSON: {e}")))?;
        self.line(text);
        Ok(())
    }

    /// Writes one JSON value over several lines.
    pub(crate) fn json_pretty(&self, value: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(value).map_err(|e| Failure::said(format!("JSON: {e}"), format!("JSON: {e}")))?;
        self.line(text);
        Ok(())
    }

    /// Writes a line of progress or explanation to standard error.
    pub(crate) fn note(&self, text: impl AsRef<str>) {
        write_stderr(&format!("{}\n", text.as_ref()));
    }
}

/// Writes to standard output; a reader that went away (`| head`) ends the program quietly, a full disk ends it with a sentence.
pub(crate) fn write_stdout(text: &str) {
    let mut out = std::io::stdout();
    let Err(error) = out.write_all(text.as_bytes()).and_then(|()| if text.ends_with('\n') { out.flush() } else { Ok(()) }) else { return };
    if error.kind() == std::io::ErrorKind::BrokenPipe {
        std::process::exit(0);
    }
    let arguments: Vec<std::ffi::OsString> = std::env::args_os().collect();
    let language = crate::args::language_of(&arguments);
    let sentence = crate::args::text(language, "keluaran standar tidak dapat ditulis", "cannot write to standard output");
    write_stderr(&format!("jenjang: {sentence}: {error}\n"));
    std::process::exit(2);
}

/// Writes to standard error; where nobody listens there is nobody to tell.
pub(crate) fn write_stderr(text: &str) {
    let _ = std::io::stderr().write_all(text.as_bytes());
}

/// `1 error`, `2 errors`, for English sentences; Indonesian nouns stay as they are after a number.
pub(crate) fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Fine.
    Positive,
    /// The answer is negative: problems, failed cases, not eligible.
    Negative,
}

impl Answer {
    pub(crate) fn positive_if(condition: bool) -> Answer {
        if condition { Answer::Positive } else { Answer::Negative }
    }

    pub(crate) fn code(self) -> ExitCode {
        match self {
            Answer::Positive => ExitCode::SUCCESS,
            Answer::Negative => ExitCode::from(1),
        }
    }
}

/// Why a command could not complete.
#[derive(Debug)]
pub(crate) struct Failure {
    /// A sentence in both languages.
    pub(crate) message: Label,
}

impl From<Label> for Failure {
    fn from(message: Label) -> Failure {
        Failure { message }
    }
}

impl Failure {
    pub(crate) fn said(id: impl Into<std::sync::Arc<str>>, en: impl Into<std::sync::Arc<str>>) -> Failure {
        Failure { message: Label::new(id, en) }
    }

    /// What a use case said, with its causes: a driver's own words are not translated.
    pub(crate) fn of(error: &ServiceError) -> Failure {
        let Label { id, en } = error.message();
        let mut causes = String::new();
        if let ServiceError::Unsound(problems) = error {
            let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
            let (mut id, mut en) = (id.to_string(), en.to_string());
            for problem in errors {
                id.push_str(&format!("\n  {}", problem.message.id));
                en.push_str(&format!("\n  {}", problem.message.en));
            }
            return Failure::said(id, en);
        }
        let mut source = std::error::Error::source(error);
        while let Some(cause) = source {
            causes.push_str(&format!(": {cause}"));
            source = cause.source();
        }
        Failure::said(format!("{id}{causes}"), format!("{en}{causes}"))
    }
}

impl From<ServiceError> for Failure {
    fn from(error: ServiceError) -> Failure {
        Failure::of(&error)
    }
}
