//! A request to put a record right (*permintaan perbaikan data*): what is wrong, what would be right, and by what it shows.
//!
//! ```text
//! open ─► accepted   HR mends the record by an import of its source
//!     ├─► refused    with a reason
//!     └─► withdrawn
//! ```
//!
//! A request changes no record. Histories come from their sources, and rules read nothing else.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::id::PersonId;
use crate::legal::Label;
use crate::record::{Kept, Kind};

/// What a request is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct CorrectionSubject {
    /// The register, by its name in records (`grades`), or `identity` for what stands outside registers.
    pub register: Arc<str>,
    /// The entry as it was shown to the person; empty where something is missing altogether.
    #[serde(default)]
    pub entry: Arc<str>,
    /// The policy whose answer the person looked at, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<Arc<str>>,
    /// The criterion of that policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub criterion: Option<Arc<str>>,
}

/// Where a request stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum CorrectionState {
    /// Waits for an answer.
    Open,
    /// The person is right; the record is mended by an import of its source.
    Accepted {
        /// When.
        on: NaiveDate,
        /// Who answered.
        by: PersonId,
        /// What is done about it.
        note: Arc<str>,
    },
    /// The record stays as it is.
    Refused {
        /// When.
        on: NaiveDate,
        /// Who answered.
        by: PersonId,
        /// Why.
        reason: Arc<str>,
    },
    /// Taken back.
    Withdrawn {
        /// When.
        on: NaiveDate,
    },
}

impl CorrectionState {
    /// What people read.
    pub fn label(&self) -> Label {
        match self {
            CorrectionState::Open => Label::new("menunggu jawaban", "waiting for an answer"),
            CorrectionState::Accepted { .. } => Label::new("diterima", "accepted"),
            CorrectionState::Refused { .. } => Label::new("ditolak", "refused"),
            CorrectionState::Withdrawn { .. } => Label::new("dicabut", "withdrawn"),
        }
    }
}

/// A request to put a record right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct CorrectionRequest {
    /// Its id.
    pub id: Arc<str>,
    /// Whose record.
    pub person: PersonId,
    /// What it is about.
    pub subject: CorrectionSubject,
    /// What is wrong.
    pub wrong: Arc<str>,
    /// What would be right.
    pub right: Arc<str>,
    /// What shows it: number and date of a decree, a diploma.
    pub evidence: Arc<str>,
    /// When it was asked.
    pub asked: NaiveDate,
    /// The day by which it is to be answered.
    pub due: NaiveDate,
    /// Where it stands.
    #[serde(flatten)]
    pub state: CorrectionState,
}

impl CorrectionRequest {
    /// Days within which a request is answered: three times 24 hours (UU 27/2022 about personal data).
    pub const DAYS: u64 = 3;

    /// Whether it waits for an answer.
    pub fn is_open(&self) -> bool {
        self.state == CorrectionState::Open
    }
}

impl Kept for CorrectionRequest {
    const KIND: Kind = Kind::CorrectionRequest;

    fn key(&self) -> Arc<str> {
        Arc::clone(&self.id)
    }

    fn person(&self) -> Option<&PersonId> {
        Some(&self.person)
    }

    fn is_under_way(&self) -> bool {
        self.is_open()
    }
}
