//! Why a use case did not do what it was asked.

use std::fmt;

use jenjang::legal::{Label, Language};
use jenjang::policy::diagnostic::Diagnostic;
use jenjang::store::StoreError;

use crate::permissions::{Action, Role};

/// Why a use case did not do what it was asked. Nothing was changed.
#[derive(Debug)]
pub enum ServiceError {
    /// The actor may not do this.
    Forbidden {
        /// What was asked.
        action: Action,
        /// Who may do it.
        allowed: &'static [Role],
    },
    /// Somebody is asked to decide on what is the own matter, or to sign what the same person proposed.
    ConflictOfInterest(Label),
    /// There is no such thing.
    NotFound {
        /// What kind of thing, in both languages.
        what: Label,
        /// The id.
        id: String,
    },
    /// A rule of the domain says no: a life cycle, a quota, a missing reason.
    Refused {
        /// Stable code.
        code: &'static str,
        /// The sentence.
        message: Label,
    },
    /// A text does not pass its check.
    Unsound(Vec<Diagnostic>),
    /// The store.
    Store(StoreError),
}

impl ServiceError {
    /// A refusal.
    pub fn refused(code: &'static str, message: Label) -> ServiceError {
        ServiceError::Refused { code, message }
    }

    /// Something that is not there.
    pub fn not_found(what: Label, id: impl ToString) -> ServiceError {
        ServiceError::NotFound { what, id: id.to_string() }
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            ServiceError::Forbidden { .. } => "forbidden",
            ServiceError::ConflictOfInterest(_) => "conflict-of-interest",
            ServiceError::NotFound { .. } => "not-found",
            ServiceError::Refused { code, .. } => code,
            ServiceError::Unsound(_) => "unsound",
            ServiceError::Store(StoreError::Conflict { .. }) => "changed-meanwhile",
            ServiceError::Store(_) => "store",
        }
    }

    /// Whether doing the whole transaction again may succeed.
    pub fn is_transient(&self) -> bool {
        matches!(self, ServiceError::Store(error) if error.is_transient())
    }

    /// The sentence in both languages.
    pub fn message(&self) -> Label {
        match self {
            ServiceError::Forbidden { action, allowed } => {
                let of =
                    |language: Language| allowed.iter().map(|role| role.label().get(language).to_owned()).collect::<Vec<_>>().join(", ");
                let what = action.label();
                Label::new(
                    format!("tidak berwenang {}; yang berwenang: {}", what.id, of(Language::Id)),
                    format!("not allowed to {}; allowed are: {}", what.en, of(Language::En)),
                )
            }
            ServiceError::ConflictOfInterest(message) | ServiceError::Refused { message, .. } => message.clone(),
            ServiceError::NotFound { what, id } => {
                Label::new(format!("{} `{id}` tidak ditemukan", what.id), format!("{} `{id}` was not found", what.en))
            }
            ServiceError::Unsound(problems) => Label::new(
                format!("naskah tidak lulus pemeriksaan, {} masalah", problems.len()),
                format!("the text does not pass its check, {} problems", problems.len()),
            ),
            ServiceError::Store(error) => error.message(),
        }
    }
}

impl fmt::Display for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message().en)
    }
}

impl std::error::Error for ServiceError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            // the sentence is the store's own; its cause comes next
            ServiceError::Store(error) => error.source(),
            _ => None,
        }
    }
}

impl From<StoreError> for ServiceError {
    fn from(error: StoreError) -> ServiceError {
        ServiceError::Store(error)
    }
}
