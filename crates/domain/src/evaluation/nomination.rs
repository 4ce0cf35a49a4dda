//! Who rates whom: proposals, the superior's approval, declining, conflicts of interest, quotas.

mod propose;
mod review;

use serde::{Deserialize, Serialize};

use super::chart::Chart;
use crate::legal::Label;
use crate::people::id::{PersonId, RaterGroupCode};

pub use propose::{candidates, propose};
pub use review::{NominationProblem, ProblemKind, review};

/// Who approved a nomination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Approval {
    /// Nobody needs to: the organisation chart says so.
    Chart,
    /// Nobody needs to: drawn at random with a published seed.
    Draw,
    /// The superior of the person rated.
    Superior(PersonId),
    /// A file said so and did not say who.
    Unnamed,
}

/// Where a nomination stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum NominationState {
    /// Waits for the superior.
    Proposed,
    /// The rater may rate.
    Approved {
        /// Who approved.
        by: Approval,
    },
    /// The superior did not agree.
    Refused {
        /// Why.
        reason: String,
    },
    /// The rater did not want to, or could not.
    Declined {
        /// Why.
        reason: String,
    },
    /// Somebody declared a conflict of interest.
    Conflict {
        /// Which.
        reason: String,
    },
}

impl NominationState {
    /// The word in files.
    pub fn as_str(&self) -> &'static str {
        match self {
            NominationState::Proposed => "proposed",
            NominationState::Approved { .. } => "approved",
            NominationState::Refused { .. } => "refused",
            NominationState::Declined { .. } => "declined",
            NominationState::Conflict { .. } => "conflict",
        }
    }

    /// The state in words.
    pub fn label(&self) -> Label {
        match self {
            NominationState::Proposed => Label::new("diusulkan", "proposed"),
            NominationState::Approved { .. } => Label::new("disetujui", "approved"),
            NominationState::Refused { .. } => Label::new("ditolak atasan", "refused by the superior"),
            NominationState::Declined { .. } => Label::new("tidak bersedia", "declined by the rater"),
            NominationState::Conflict { .. } => Label::new("benturan kepentingan", "conflict of interest"),
        }
    }

    /// What was given as the reason, where the state has one.
    pub fn reason(&self) -> Option<&str> {
        match self {
            NominationState::Refused { reason } | NominationState::Declined { reason } | NominationState::Conflict { reason } => {
                Some(reason)
            }
            NominationState::Proposed | NominationState::Approved { .. } => None,
        }
    }
}

/// Somebody named to rate somebody as a member of a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nomination {
    ratee: PersonId,
    rater: PersonId,
    group: RaterGroupCode,
    #[serde(flatten)]
    state: NominationState,
}

/// Why a nomination cannot go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NominationError {
    /// There is no way from one state to the other.
    Transition {
        /// The person rated.
        ratee: PersonId,
        /// The rater.
        rater: PersonId,
        /// The state it is in.
        from: Label,
        /// The state wanted.
        to: Label,
    },
    /// Somebody else than the superior decides.
    NotTheSuperior {
        /// The person rated.
        ratee: PersonId,
        /// Who tried.
        found: PersonId,
        /// The superior, where there is one.
        expected: Option<PersonId>,
    },
    /// Nothing was said where a reason is needed.
    NoReason {
        /// The state wanted.
        to: Label,
    },
}

impl NominationError {
    /// The sentence.
    pub fn message(&self) -> Label {
        match self {
            NominationError::Transition { ratee, rater, from, to } => Label::new(
                format!("penunjukan `{rater}` untuk menilai `{ratee}` tidak dapat berubah dari `{}` menjadi `{}`", from.id, to.id),
                format!("the nomination of `{rater}` to rate `{ratee}` cannot go from `{}` to `{}`", from.en, to.en),
            ),
            NominationError::NotTheSuperior { ratee, found, expected: Some(expected) } => Label::new(
                format!("`{found}` memutuskan penilai `{ratee}`, diharapkan atasannya `{expected}`"),
                format!("`{found}` decides on the raters of `{ratee}`, expected the superior `{expected}`"),
            ),
            NominationError::NotTheSuperior { ratee, found, expected: None } => Label::new(
                format!("`{found}` memutuskan penilai `{ratee}`, yang tidak mempunyai atasan dalam daftar"),
                format!("`{found}` decides on the raters of `{ratee}`, who has no superior in the chart"),
            ),
            NominationError::NoReason { to } => Label::new(format!("`{}` memerlukan alasan", to.id), format!("`{}` needs a reason", to.en)),
        }
    }
}

impl Nomination {
    /// A proposal, which waits for the superior.
    pub fn new(ratee: PersonId, rater: PersonId, group: RaterGroupCode) -> Nomination {
        Nomination { ratee, rater, group, state: NominationState::Proposed }
    }

    /// A nomination in a state that was stored.
    pub fn restore(ratee: PersonId, rater: PersonId, group: RaterGroupCode, state: NominationState) -> Nomination {
        Nomination { ratee, rater, group, state }
    }

    /// The person rated.
    pub fn ratee(&self) -> &PersonId {
        &self.ratee
    }

    /// The rater.
    pub fn rater(&self) -> &PersonId {
        &self.rater
    }

    /// The group.
    pub fn group(&self) -> &RaterGroupCode {
        &self.group
    }

    /// Where it stands.
    pub fn state(&self) -> &NominationState {
        &self.state
    }

    /// Whether the rater may rate.
    pub fn is_approved(&self) -> bool {
        matches!(self.state, NominationState::Approved { .. })
    }

    /// Whether it may still lead to a rating: proposed or approved.
    pub fn is_alive(&self) -> bool {
        matches!(self.state, NominationState::Proposed | NominationState::Approved { .. })
    }

    /// The superior agrees.
    ///
    /// # Errors
    /// [`NominationError`] for somebody else than the superior, and for a nomination that is not `proposed`.
    pub fn approve(&mut self, by: &PersonId, chart: &Chart) -> Result<(), NominationError> {
        self.decided_by_superior(by, chart)?;
        self.go(NominationState::Approved { by: Approval::Superior(by.clone()) })
    }

    /// The superior does not agree.
    ///
    /// # Errors
    /// [`NominationError`] for somebody else than the superior, a blank reason, and a nomination that is not `proposed`.
    pub fn refuse(&mut self, by: &PersonId, chart: &Chart, reason: &str) -> Result<(), NominationError> {
        self.decided_by_superior(by, chart)?;
        self.go(NominationState::Refused { reason: reason.trim().to_owned() })
    }

    /// The rater does not want to or cannot.
    ///
    /// # Errors
    /// [`NominationError`] for a blank reason, and for a nomination that is over.
    pub fn decline(&mut self, reason: &str) -> Result<(), NominationError> {
        self.go(NominationState::Declined { reason: reason.trim().to_owned() })
    }

    /// The rater, the person rated or the superior declares a conflict of interest.
    ///
    /// # Errors
    /// [`NominationError`] for a blank reason, and for a nomination that is over.
    pub fn declare_conflict(&mut self, reason: &str) -> Result<(), NominationError> {
        self.go(NominationState::Conflict { reason: reason.trim().to_owned() })
    }

    fn decided_by_superior(&self, by: &PersonId, chart: &Chart) -> Result<(), NominationError> {
        let expected = chart.superior_of(&self.ratee);
        if expected == Some(by) {
            return Ok(());
        }
        Err(NominationError::NotTheSuperior { ratee: self.ratee.clone(), found: by.clone(), expected: expected.cloned() })
    }

    fn go(&mut self, to: NominationState) -> Result<(), NominationError> {
        let possible = match to {
            NominationState::Proposed => false,
            NominationState::Approved { .. } | NominationState::Refused { .. } => self.state == NominationState::Proposed,
            NominationState::Declined { .. } | NominationState::Conflict { .. } => self.is_alive(),
        };
        if !possible {
            return Err(NominationError::Transition {
                ratee: self.ratee.clone(),
                rater: self.rater.clone(),
                from: self.state.label(),
                to: to.label(),
            });
        }
        if to.reason() == Some("") {
            return Err(NominationError::NoReason { to: to.label() });
        }
        self.state = to;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
