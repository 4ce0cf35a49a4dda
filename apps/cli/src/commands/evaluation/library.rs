//! Schemes and instruments a command sees: those shipped, and files of the user's own.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use jenjang::evaluation::instrument::Instrument;
use jenjang::evaluation::scheme::Scheme;
use jenjang::legal::{Label, Language};
use jenjang::policy::diagnostic::{Diagnostic, Severity};
use jenjang::policy::expression::suggest::nearest;
use jenjang_policy_files::{DiagnosticRecord, EvaluationLibrary, Sources, Style};
use serde::Serialize;

use crate::library::{perhaps, read_file};
use crate::output::{Failure, Voice};

/// Shipped and own schemes and instruments.
pub(super) struct Library {
    pub(super) files: EvaluationLibrary,
}

impl Library {
    pub(super) fn open() -> Library {
        Library { files: jenjang_asn::evaluation() }
    }

    /// The scheme a user named: a shipped id, or the path of a file. Problems in a file are shown before it is refused.
    pub(super) fn scheme(&mut self, name: &str, voice: &Voice) -> Result<Arc<Scheme>, Failure> {
        if let Some(scheme) = self.files.scheme(name) {
            return Ok(Arc::clone(scheme));
        }
        let ids = self.files.schemes.iter().map(|scheme| scheme.parts().id.as_str());
        let bytes = file(name, nearest(name, ids), &Label::new("skema", "scheme"), "schemes")?;
        let before = self.files.diagnostics.len();
        let read = self.files.add_scheme(name, &bytes);
        self.usable(read, name, before, &Label::new("skema", "scheme"), voice)
    }

    /// The instrument a user named, in the same way.
    pub(super) fn instrument(&mut self, name: &str, voice: &Voice) -> Result<Arc<Instrument>, Failure> {
        if let Some(instrument) = self.files.instrument(name) {
            return Ok(Arc::clone(instrument));
        }
        let ids = self.files.instruments.iter().map(|instrument| instrument.parts().id.as_str());
        let bytes = file(name, nearest(name, ids), &Label::new("instrumen", "instrument"), "instruments")?;
        let before = self.files.diagnostics.len();
        let read = self.files.add_instrument(name, &bytes);
        self.usable(read, name, before, &Label::new("instrumen", "instrument"), voice)
    }

    fn usable<T>(&self, read: Option<T>, name: &str, before: usize, what: &Label, voice: &Voice) -> Result<T, Failure> {
        show(&self.files.sources, &self.files.diagnostics[before..], Severity::Warning, voice);
        read.ok_or_else(|| {
            Failure::said(format!("{} dalam `{name}` tidak dapat dipakai", what.id), format!("the {} in `{name}` cannot be used", what.en))
        })
    }
}

/// The bytes of a file that is named where an id could stand.
fn file(name: &str, near: Option<&str>, what: &Label, command: &str) -> Result<Vec<u8>, Failure> {
    if name.ends_with(".toml") || Path::new(name).is_file() {
        return read_file(name);
    }
    let (id, en) = perhaps(near);
    Err(Failure::said(
        format!("tidak ada {} atau berkas bernama `{name}`{id} (lihat `jenjang evaluation {command}`)", what.id),
        format!("there is no {} or file named `{name}`{en} (see `jenjang evaluation {command}`)", what.en),
    ))
}

/// One problem as a line of JSON, as `policy check` writes them.
#[derive(Serialize)]
pub(super) struct ProblemLine {
    schema: &'static str,
    #[serde(flatten)]
    record: DiagnosticRecord,
}

impl ProblemLine {
    pub(super) fn new(record: DiagnosticRecord) -> ProblemLine {
        ProblemLine { schema: "jenjang/diagnostic/1", record }
    }
}

/// So many problems with the same code are shown; one wrong column in a file would otherwise fill the screen thousands of times.
const MOST_OF_A_KIND: usize = 10;

/// Renders diagnostics to standard error, the first few of every kind.
pub(super) fn show(sources: &Sources, diagnostics: &[Diagnostic], least: Severity, voice: &Voice) {
    let style = match (voice.plain, voice.colour()) {
        (true, _) => Style::Sentences,
        (false, true) => Style::Colour,
        (false, false) => Style::Excerpt,
    };
    let mut counts: BTreeMap<(Severity, &str), usize> = BTreeMap::new();
    for diagnostic in diagnostics.iter().filter(|diagnostic| diagnostic.severity >= least) {
        let count = counts.entry((diagnostic.severity, diagnostic.code)).or_default();
        *count += 1;
        if *count <= MOST_OF_A_KIND {
            voice.note(sources.render(diagnostic, voice.language, style).trim_end());
        }
    }
    for ((_, code), count) in counts {
        if let Some(more) = count.checked_sub(MOST_OF_A_KIND).filter(|more| *more > 0) {
            voice.note(match voice.language {
                Language::Id => format!("dan {more} lagi seperti itu ({code})"),
                Language::En => format!("and {more} more of that kind ({code})"),
            });
        }
    }
}
