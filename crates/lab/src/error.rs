//! What can go wrong before anything is counted.

use std::path::PathBuf;

use jenjang::legal::{Label, Language};
use jenjang::policy::decide::PrepareError;

/// Why a run cannot be made. Each says what was found, what was expected and where.
#[derive(Debug, thiserror::Error)]
pub enum LabError {
    /// A file cannot be opened or read.
    #[error("`{}` cannot be read: {cause}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// What was given does not fit.
    #[error("{}", .0.get(Language::En))]
    Refused(Label),
    /// A policy cannot be prepared for the day.
    #[error(transparent)]
    Prepare(#[from] PrepareError),
}

impl LabError {
    /// The sentence for people.
    pub fn message(&self) -> Label {
        match self {
            LabError::File { path, cause } => Label::new(format!("`{}` tidak dapat dibaca: {cause}", path.display()), self.to_string()),
            LabError::Refused(label) => label.clone(),
            LabError::Prepare(error) => error.message(),
        }
    }

    /// What was given does not fit, said in Indonesian and English.
    pub fn refused(id: impl Into<String>, en: impl Into<String>) -> LabError {
        LabError::Refused(Label::new(id.into(), en.into()))
    }
}
