//! Many files at once: read, compiled against each other, with their texts kept so that problems can be shown.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::legal::Language;
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::check::check;
use jenjang::policy::compile::{compile, compile_catalogue};
use jenjang::policy::decide::{PolicyOnDate, PrepareError, prepare};
use jenjang::policy::diagnostic::{Diagnostic, Severity};
use jenjang::policy::document::Document;
use jenjang::policy::model::{Policy, PolicySet};

use crate::kept::Kept;
use crate::{DiagnosticRecord, Style, read_catalogue, read_policy, record, render, restore_places};

/// How many libraries made of one are kept: today's, and those of a few days that somebody asks about.
pub(crate) const LIBRARIES: usize = 8;

/// How many prepared policies are kept: every promotion on a few days.
const PREPARED: usize = 64;

/// The texts of files by name.
#[derive(Clone, Debug, Default)]
pub struct Sources(BTreeMap<Arc<str>, Arc<str>>);

impl Sources {
    /// Keeps a text; bytes that are not UTF-8 are replaced. A file of the same name is replaced.
    pub fn insert(&mut self, file: &str, bytes: &[u8]) {
        self.0.insert(Arc::from(file), Arc::from(&*String::from_utf8_lossy(bytes)));
    }

    /// The text of a file; empty where it is not known.
    pub fn get(&self, file: &str) -> &str {
        self.0.get(file).map_or("", |text| text)
    }

    /// Moves places that the compiler or the checker found to where they stand in the files, see [`restore_places`].
    pub fn restore(&self, diagnostics: &mut [Diagnostic]) {
        for same_file in diagnostics.chunk_by_mut(|a, b| a.file == b.file) {
            let Some(file) = same_file.first().map(|first| Arc::clone(&first.file)) else { continue };
            restore_places(self.get(&file), same_file);
        }
    }

    /// A diagnostic for people, see [`render`].
    pub fn render(&self, diagnostic: &Diagnostic, language: Language, style: Style) -> String {
        render(diagnostic, self.get(&diagnostic.file), language, style)
    }

    /// A diagnostic as data.
    pub fn record(&self, diagnostic: &Diagnostic) -> DiagnosticRecord {
        record(diagnostic, self.get(&diagnostic.file))
    }
}

/// Catalogues and compiled policies, with everything that was found wrong on the way.
#[derive(Clone, Debug, Default)]
pub struct Library {
    /// The catalogues, each id once.
    pub catalogues: Vec<Arc<Catalogue>>,
    /// The policies without errors.
    pub set: PolicySet,
    /// The texts of all files that were added.
    pub sources: Sources,
    /// What reading and compiling found, in the order the files were added.
    pub diagnostics: Vec<Diagnostic>,
    kept: Kept<Library, LIBRARIES>,
    prepared: Kept<PolicyOnDate, PREPARED>,
}

impl Library {
    /// A library made of this one that was kept under a name. Names are the caller's: they say everything the other one depends on besides this one.
    pub fn kept(&self, name: &str) -> Option<Arc<Library>> {
        self.kept.get(name)
    }

    /// Keeps a library that was made of this one: the last few are, until this one changes by a method of its own.
    pub fn keep(&self, name: &str, made: Library) -> Arc<Library> {
        self.kept.put(name, made)
    }

    /// A policy of this library prepared for a day, as its rules were known on another ([`prepare`]); the last few are kept, until the library
    /// changes by a method of its own.
    ///
    /// # Errors
    /// [`PrepareError`] where the policy does not bind on the day or was not known, or a policy it uses is not in the set.
    pub fn on_day(&self, policy: &Arc<Policy>, as_of: NaiveDate, known_at: NaiveDate) -> Result<Arc<PolicyOnDate>, PrepareError> {
        let name = format!("{} {} {as_of} {known_at}", policy.id, policy.version);
        match self.prepared.get(&name) {
            Some(prepared) => Ok(prepared),
            None => Ok(self.prepared.put(&name, prepare(&self.set, policy, as_of, known_at)?)),
        }
    }

    fn forget(&mut self) {
        self.kept = Kept::default();
        self.prepared = Kept::default();
    }

    /// Whether reading and compiling found no error.
    pub fn is_sound(&self) -> bool {
        self.diagnostics.iter().all(|diagnostic| diagnostic.severity < Severity::Error)
    }

    /// The catalogue with this id.
    pub fn catalogue(&self, id: &str) -> Option<&Arc<Catalogue>> {
        self.catalogues.iter().find(|catalogue| &*catalogue.id == id)
    }

    /// Reads a catalogue and puts it in the place of one with the same id. Its id, if the file is a catalogue.
    pub fn add_catalogue(&mut self, file: &str, bytes: &[u8]) -> Option<Arc<str>> {
        self.forget();
        self.sources.insert(file, bytes);
        let (document, found) = read_catalogue(file, bytes);
        self.diagnostics.extend(found);
        let (catalogue, found) = compile_catalogue(&document?);
        self.report(found);
        let id = Arc::clone(&catalogue.id);
        self.catalogues.retain(|other| other.id != id);
        self.catalogues.push(catalogue);
        Some(id)
    }

    /// Reads policies and compiles them together; they may use each other, and those added before. A policy replaces one with the same id.
    ///
    /// Gives the id of each file's policy, in order; `None` for a file that has errors, which are in [`Library::diagnostics`].
    /// Policies with errors, and those that use them, are left out of the set.
    pub fn add_policies<'f>(&mut self, files: impl IntoIterator<Item = (&'f str, &'f [u8])>) -> Vec<Option<Arc<str>>> {
        self.forget();
        let mut documents: Vec<Document> = Vec::new();
        let mut unsound: BTreeSet<Arc<str>> = BTreeSet::new();
        let mut ids = Vec::new();
        for (file, bytes) in files {
            self.sources.insert(file, bytes);
            let (document, found) = read_policy(file, bytes);
            if found.iter().any(|problem| problem.severity == Severity::Error) {
                unsound.insert(Arc::from(file));
            }
            self.diagnostics.extend(found);
            ids.push(document.as_ref().map(|document| (Arc::clone(&document.id.value), Arc::clone(&document.file))));
            documents.extend(document);
        }
        let (mut set, mut found) = compile(&documents, &self.catalogues, &self.set);
        if !unsound.is_empty() {
            // what is only half read was compiled for its problems, and must not decide anything
            documents.retain(|document| !unsound.contains(&document.file));
            let (sound, more) = compile(&documents, &self.catalogues, &self.set);
            set = sound;
            let new: Vec<Diagnostic> = more.into_iter().filter(|problem| !found.contains(problem)).collect();
            found.extend(new);
        }
        self.report(found);
        self.set = set;
        let usable = |id: &Arc<str>, file: &Arc<str>| self.set.get(id).is_some_and(|policy| policy.file == *file);
        ids.into_iter().map(|named| named.filter(|(id, file)| usable(id, file)).map(|(id, _)| id)).collect()
    }

    /// What the checker says about a policy of this library.
    pub fn check(&self, policy: &Policy) -> Vec<Diagnostic> {
        let mut found = check(&self.set, policy);
        self.sources.restore(&mut found);
        found
    }

    fn report(&mut self, mut found: Vec<Diagnostic>) {
        self.sources.restore(&mut found);
        self.diagnostics.extend(found);
    }
}

/// Reads catalogues and policies (name and bytes of each file), compiles them against each other, and checks every policy.
///
/// Everything found is in [`Library::diagnostics`]: problems of reading and compiling, then those of the checker by policy id.
pub fn load<'f>(
    catalogues: impl IntoIterator<Item = (&'f str, &'f [u8])>,
    policies: impl IntoIterator<Item = (&'f str, &'f [u8])>,
) -> Library {
    let mut library = Library::default();
    for (file, bytes) in catalogues {
        library.add_catalogue(file, bytes);
    }
    library.add_policies(policies);
    let checked: Vec<Diagnostic> = library.set.iter().flat_map(|policy| library.check(policy)).collect();
    library.diagnostics.extend(checked);
    library
}
