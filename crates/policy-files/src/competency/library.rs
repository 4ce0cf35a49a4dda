//! Frameworks and standards of many files, with their texts kept so that problems can be shown.

use jenjang::competency::{Framework, Standards};
use jenjang::legal::Label;
use jenjang::people::id::FrameworkId;
use jenjang::policy::diagnostic::{Diagnostic, Severity, Span};

use super::{read_framework, read_standards};
use crate::Sources;

/// Frameworks, the standards written against them, and what was found wrong on the way.
#[derive(Clone, Debug, Default)]
pub struct CompetencyLibrary {
    /// The frameworks without errors, each id once, in the order they were added.
    pub frameworks: Vec<Framework>,
    /// The sets of standards without errors, each id once, in the order they were added.
    pub standards: Vec<Standards>,
    /// The texts of all files that were added.
    pub sources: Sources,
    /// What was found wrong.
    pub diagnostics: Vec<Diagnostic>,
}

impl CompetencyLibrary {
    /// Whether no error was found.
    pub fn is_sound(&self) -> bool {
        self.diagnostics.iter().all(|diagnostic| diagnostic.severity < Severity::Error)
    }

    /// The framework with this id.
    pub fn framework(&self, id: &FrameworkId) -> Option<&Framework> {
        self.frameworks.iter().find(|framework| framework.id() == id)
    }

    /// Reads a framework. One with the same id is an error: standards must know which of the two they mean.
    pub fn add_framework(&mut self, file: &str, bytes: &[u8]) {
        self.sources.insert(file, bytes);
        let (framework, found) = read_framework(file, bytes);
        self.diagnostics.extend(found);
        let Some(framework) = framework else { return };
        if self.framework(framework.id()).is_some() {
            self.twice(file, &Label::new("kerangka kompetensi", "competency framework"), framework.id().as_str());
            return;
        }
        self.frameworks.push(framework);
    }

    /// Reads a set of standards against the frameworks added so far.
    pub fn add_standards(&mut self, file: &str, bytes: &[u8]) {
        self.sources.insert(file, bytes);
        let (standards, found) = read_standards(file, bytes, &self.frameworks);
        self.diagnostics.extend(found);
        let Some(standards) = standards else { return };
        if self.standards.iter().any(|other| other.id() == standards.id()) {
            self.twice(file, &Label::new("himpunan standar kompetensi", "set of competency standards"), standards.id().as_str());
            return;
        }
        self.standards.push(standards);
    }

    fn twice(&mut self, file: &str, what: &Label, id: &str) {
        self.diagnostics.push(Diagnostic::error(
            "duplicate-id",
            &file.into(),
            Span::default(),
            Label::new(
                format!("{} `{id}` sudah dibaca dari berkas lain, diharapkan setiap pengenal satu kali", what.id),
                format!("{} `{id}` was already read from another file, expected each id once", what.en),
            ),
        ));
    }
}

/// Reads frameworks and then the standards written against them (name and bytes of each file).
pub fn load_competency<'f>(
    frameworks: impl IntoIterator<Item = (&'f str, &'f [u8])>,
    standards: impl IntoIterator<Item = (&'f str, &'f [u8])>,
) -> CompetencyLibrary {
    let mut library = CompetencyLibrary::default();
    for (file, bytes) in frameworks {
        library.add_framework(file, bytes);
    }
    for (file, bytes) in standards {
        library.add_standards(file, bytes);
    }
    library
}
