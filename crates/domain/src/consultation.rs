//! How a policy is made with the people it concerns: a draft in clauses, each tied to the rules that carry it; a consultation with a window,
//! submissions and recorded answers; steps with clocks up to the signature.
//!
//! Facts behind it: UU 12/2011 (as amended by UU 15/2019 and UU 13/2022) art. 96 gives the public the right to be heard, considered and answered;
//! Permenkumham 11/2021 says how. Which steps there are, who takes them and how long they may last is data ([`process::Process`]), because agencies
//! differ and the regional deadlines were not read.

pub mod clause;
pub mod compare;
pub mod coverage;
pub mod document;
pub mod draft;
pub mod life;
pub mod link;
pub mod metrics;
pub mod process;
pub mod submission;
pub mod working;

#[cfg(test)]
mod tests;

use std::fmt;

use crate::legal::Label;

pub use clause::ClauseNumber;
pub use draft::{Clause, ClauseText, DraftText};
pub use life::Draft;
pub use link::PartLink;
pub use process::{Calendar, Process};
pub use submission::{Answer, Meeting, Submission};
pub use working::WorkingText;

/// Why a move is not allowed. The sentence says what was found, what was expected and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Stable kebab-case code.
    pub code: &'static str,
    /// The sentence.
    pub message: Label,
}

impl Refusal {
    /// A refusal.
    pub fn new(code: &'static str, id: impl Into<std::sync::Arc<str>>, en: impl Into<std::sync::Arc<str>>) -> Refusal {
        Refusal { code, message: Label::new(id, en) }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message.en)
    }
}

impl std::error::Error for Refusal {}
