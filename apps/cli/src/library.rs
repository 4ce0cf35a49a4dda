//! Which policies a command sees: those shipped, and files of the user's own.

use std::path::Path;
use std::sync::Arc;

use jenjang::policy::diagnostic::{Diagnostic, Severity};
use jenjang::policy::expression::suggest::nearest;
use jenjang::policy::model::{Policy, PolicySet};
use jenjang_policy_files::{Library as Files, Style};

use crate::output::{Failure, Voice};

/// Policies and catalogues, with the texts they were read from.
#[derive(Default)]
pub(crate) struct Library {
    pub(crate) files: Files,
    /// As they are shipped, also after a file of the user's took the place of one.
    shipped: PolicySet,
}

impl Library {
    /// The shipped policies and catalogue, and the user's catalogues.
    pub(crate) fn open(catalogue_files: &[String], voice: &Voice) -> Result<Library, Failure> {
        let files = jenjang_asn::library();
        let mut library = Library { shipped: files.set.clone(), files };
        for file in catalogue_files {
            let before = library.files.diagnostics.len();
            let bytes = read_file(file)?;
            let added = library.files.add_catalogue(file, &bytes);
            let found = &library.files.diagnostics[before..];
            if added.is_none() || found.iter().any(|d| d.severity == Severity::Error) {
                library.show(found, Severity::Error, voice);
                return Err(Failure::said(
                    format!("katalog dalam `{file}` tidak dapat dipakai"),
                    format!("the catalogue in `{file}` cannot be used"),
                ));
            }
        }
        Ok(library)
    }

    pub(crate) fn set(&self) -> &PolicySet {
        &self.files.set
    }

    /// Adds the user's policy files; each replaces a shipped policy of the same id. Gives their ids, `None` for a file that cannot be used.
    pub(crate) fn add_files(&mut self, files: &[String]) -> Result<Vec<Option<Arc<str>>>, Failure> {
        let read: Vec<(&str, Vec<u8>)> = files.iter().map(|file| Ok((file.as_str(), read_file(file)?))).collect::<Result<_, Failure>>()?;
        Ok(self.files.add_policies(read.iter().map(|(file, bytes)| (*file, bytes.as_slice()))))
    }

    /// Adds policy files that others use; each must be usable.
    pub(crate) fn add_all(&mut self, files: &[String], voice: &Voice) -> Result<(), Failure> {
        if files.is_empty() {
            return Ok(());
        }
        let before = self.files.diagnostics.len();
        let ids = self.add_files(files)?;
        match files.iter().zip(ids).find(|(_, id)| id.is_none()) {
            None => Ok(()),
            Some((file, _)) => {
                self.show(&self.files.diagnostics[before..], Severity::Error, voice);
                Err(Failure::said(
                    format!("kebijakan dalam `{file}` tidak dapat dipakai"),
                    format!("the policy in `{file}` cannot be used"),
                ))
            }
        }
    }

    /// The shipped policy with this id.
    pub(crate) fn shipped(&self, id: &str) -> Option<Arc<Policy>> {
        self.shipped.get(id).cloned()
    }

    /// The policy a user named: a shipped id, or the path of a file. Problems in a file are shown before it is refused.
    pub(crate) fn policy(&mut self, name: &str, voice: &Voice) -> Result<Arc<Policy>, Failure> {
        if let Some(policy) = self.shipped(name).or_else(|| self.files.set.get(name).cloned()) {
            return Ok(policy);
        }
        self.must_be_a_file(name)?;
        let before = self.files.diagnostics.len();
        let ids = self.add_files(&[name.to_owned()])?;
        let policy = ids.into_iter().flatten().next().and_then(|id| self.files.set.get(&id).cloned());
        policy.ok_or_else(|| {
            self.show(&self.files.diagnostics[before..], Severity::Error, voice);
            Failure::said(format!("kebijakan dalam `{name}` tidak dapat dipakai"), format!("the policy in `{name}` cannot be used"))
        })
    }

    /// Refuses a name that is neither a shipped id nor looks like a file, with the nearest id.
    pub(crate) fn must_be_a_file(&self, name: &str) -> Result<(), Failure> {
        if name.ends_with(".toml") || Path::new(name).is_file() {
            return Ok(());
        }
        let near = nearest(name, self.files.set.iter().map(|p| &*p.id));
        let (id, en) = perhaps(near);
        Err(Failure::said(
            format!("tidak ada kebijakan atau berkas bernama `{name}`{id} (lihat `jenjang policy list`)"),
            format!("there is no policy or file named `{name}`{en} (see `jenjang policy list`)"),
        ))
    }

    /// Renders diagnostics to standard error.
    pub(crate) fn show(&self, diagnostics: &[Diagnostic], least: Severity, voice: &Voice) {
        for diagnostic in diagnostics.iter().filter(|d| d.severity >= least) {
            voice.note(self.render(diagnostic, voice, voice.colour()));
        }
    }

    /// One diagnostic with its excerpt.
    pub(crate) fn render(&self, diagnostic: &Diagnostic, voice: &Voice, colour: bool) -> String {
        let style = match (voice.plain, colour) {
            (true, _) => Style::Sentences,
            (false, true) => Style::Colour,
            (false, false) => Style::Excerpt,
        };
        self.files.sources.render(diagnostic, voice.language, style).trim_end().to_owned()
    }
}

/// `; did you mean …?` in both languages; empty without a suggestion.
pub(crate) fn perhaps(near: Option<&str>) -> (String, String) {
    near.map_or_else(Default::default, |near| (format!("; mungkin maksudnya `{near}`?"), format!("; did you mean `{near}`?")))
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
