//! Which policies a command sees: those shipped, and files of the user's own.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::compile::{compile, compile_catalogue};
use jenjang::policy::diagnostic::{Diagnostic, Severity};
use jenjang::policy::document::Document;
use jenjang::policy::model::{Policy, PolicySet};
use jenjang_policy_files::{Style, read_catalogue, read_policy, restore_places};

use crate::output::{Failure, Voice};

/// Policies and catalogues, with the texts they were read from.
pub(crate) struct Library {
    pub(crate) catalogues: Vec<Arc<Catalogue>>,
    pub(crate) set: PolicySet,
    /// File name → text, for excerpts.
    pub(crate) sources: BTreeMap<Arc<str>, Arc<str>>,
    /// What was found while reading and compiling.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Library {
    /// The shipped policies and catalogue, and the user's catalogues.
    pub(crate) fn open(catalogue_files: &[String]) -> Result<Library, Failure> {
        let mut library = Library::empty();
        library.add_catalogue("asn/catalogue.toml", jenjang_asn::catalogue_text().as_bytes());
        let mut documents = Vec::new();
        for (path, text) in jenjang_asn::policy_texts() {
            documents.extend(library.read(&format!("asn/{path}"), text.as_bytes()));
        }
        for file in catalogue_files {
            let bytes = read_file(file)?;
            library.add_catalogue(file, &bytes);
        }
        library.add(documents);
        Ok(library)
    }

    /// No policies at all, for commands that only show problems of a text.
    pub(crate) fn empty() -> Library {
        Library { catalogues: Vec::new(), set: PolicySet::new(), sources: BTreeMap::new(), diagnostics: Vec::new() }
    }

    fn add_catalogue(&mut self, name: &str, bytes: &[u8]) {
        self.sources.insert(name.into(), String::from_utf8_lossy(bytes).as_ref().into());
        let (document, diagnostics) = read_catalogue(name, bytes);
        self.diagnostics.extend(diagnostics);
        if let Some(document) = document {
            let (catalogue, diagnostics) = compile_catalogue(&document);
            self.report(diagnostics);
            self.catalogues.retain(|other| other.id != catalogue.id);
            self.catalogues.push(catalogue);
        }
    }

    fn read(&mut self, name: &str, bytes: &[u8]) -> Option<Document> {
        self.sources.insert(name.into(), String::from_utf8_lossy(bytes).as_ref().into());
        let (document, diagnostics) = read_policy(name, bytes);
        self.diagnostics.extend(diagnostics);
        document
    }

    fn add(&mut self, documents: Vec<Document>) {
        let (set, diagnostics) = compile(&documents, &self.catalogues, &self.set);
        self.report(diagnostics);
        self.set = set;
    }

    /// Keeps problems found after reading; their places count in unescaped texts and are told back to the file.
    fn report(&mut self, mut diagnostics: Vec<Diagnostic>) {
        self.place(&mut diagnostics);
        self.diagnostics.append(&mut diagnostics);
    }

    /// Moves places found by the compiler or the checker to where they stand in the files.
    pub(crate) fn place(&self, diagnostics: &mut [Diagnostic]) {
        for diagnostic in diagnostics {
            if let Some(source) = self.sources.get(&diagnostic.file) {
                restore_places(source, std::slice::from_mut(diagnostic));
            }
        }
    }

    /// Adds the user's policy files; each replaces a shipped policy of the same id. Gives their ids, `None` for a file that cannot be used.
    pub(crate) fn add_files(&mut self, files: &[String]) -> Result<Vec<Option<Arc<str>>>, Failure> {
        let mut documents = Vec::new();
        let mut ids = Vec::new();
        for file in files {
            let bytes = read_file(file)?;
            let document = self.read(file, &bytes);
            ids.push(document.as_ref().map(|d| Arc::clone(&d.id.value)));
            documents.extend(document);
        }
        self.add(documents);
        let broken = |id: &Arc<str>| self.set.get(id).is_none_or(|policy| !files.iter().any(|file| **file == *policy.file));
        Ok(ids.into_iter().map(|id| id.filter(|id| !broken(id))).collect())
    }

    /// The policy a user named: a shipped id, or the path of a file. Problems in a file are shown before it is refused.
    pub(crate) fn policy(&mut self, name: &str, voice: &Voice) -> Result<Arc<Policy>, Failure> {
        if let Some(policy) = self.set.get(name) {
            return Ok(Arc::clone(policy));
        }
        if !looks_like_file(name) {
            let near = jenjang::policy::expression::suggest::nearest(name, self.set.iter().map(|p| &*p.id));
            let (id, en) =
                near.map_or_else(Default::default, |near| (format!("; mungkin maksudnya `{near}`?"), format!("; did you mean `{near}`?")));
            return Err(Failure::said(
                format!("tidak ada kebijakan atau berkas bernama `{name}`{id} (lihat `jenjang policy list`)"),
                format!("there is no policy or file named `{name}`{en} (see `jenjang policy list`)"),
            ));
        }
        let before = self.diagnostics.len();
        let ids = self.add_files(&[name.to_owned()])?;
        let policy = ids.into_iter().flatten().next().and_then(|id| self.set.get(&id).cloned());
        policy.ok_or_else(|| {
            self.show(&self.diagnostics[before..], Severity::Error, voice);
            Failure::said(format!("kebijakan dalam `{name}` tidak dapat dipakai"), format!("the policy in `{name}` cannot be used"))
        })
    }

    /// Renders diagnostics to standard error.
    pub(crate) fn show(&self, diagnostics: &[Diagnostic], least: Severity, voice: &Voice) {
        for diagnostic in diagnostics.iter().filter(|d| d.severity >= least) {
            voice.note(self.render(diagnostic, voice));
        }
    }

    /// One diagnostic with its excerpt.
    pub(crate) fn render(&self, diagnostic: &Diagnostic, voice: &Voice) -> String {
        let source = self.sources.get(&diagnostic.file).map_or("", |s| s);
        let style = match (voice.plain, voice.colour()) {
            (true, _) => Style::Sentences,
            (false, true) => Style::Colour,
            (false, false) => Style::Excerpt,
        };
        jenjang_policy_files::render(diagnostic, source, voice.language, style).trim_end().to_owned()
    }
}

fn looks_like_file(name: &str) -> bool {
    name.ends_with(".toml") || Path::new(name).is_file()
}

/// Reads a file, `-` for standard input.
pub(crate) fn read_file(name: &str) -> Result<Vec<u8>, Failure> {
    use std::io::Read;
    let result = if name == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(name)
    };
    result.map_err(|error| {
        let (id, en) = match error.kind() {
            std::io::ErrorKind::NotFound => ("berkas tidak ditemukan".to_owned(), "no such file".to_owned()),
            std::io::ErrorKind::PermissionDenied => ("tidak ada izin membaca".to_owned(), "no permission to read it".to_owned()),
            std::io::ErrorKind::IsADirectory => ("itu sebuah folder".to_owned(), "it is a folder".to_owned()),
            _ => (error.to_string(), error.to_string()),
        };
        Failure::said(format!("`{name}` tidak dapat dibaca: {id}"), format!("cannot read `{name}`: {en}"))
    })
}
