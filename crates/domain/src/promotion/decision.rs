//! A decision about a person, kept for good.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::people::id::{AppealId, DecisionId, PersonId};
use crate::policy::decision::{Decision, Outcome};

/// What came out of an eligibility decision, for lists and counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutcomeKind {
    /// Everything required is met.
    Eligible,
    /// Something required is not met.
    NotEligible,
    /// Something is unknown.
    Unknown,
}

impl OutcomeKind {
    /// What came out of a decision; none where it gives a value instead.
    pub fn of(outcome: &Outcome) -> Option<OutcomeKind> {
        match outcome {
            Outcome::Eligible => Some(OutcomeKind::Eligible),
            Outcome::NotEligible => Some(OutcomeKind::NotEligible),
            Outcome::Unknown => Some(OutcomeKind::Unknown),
            Outcome::Value(_) => None,
        }
    }

    /// The word in stores and files.
    pub fn as_str(self) -> &'static str {
        match self {
            OutcomeKind::Eligible => "eligible",
            OutcomeKind::NotEligible => "not-eligible",
            OutcomeKind::Unknown => "unknown",
        }
    }
}

/// What a ranking or a choice needs of a decision: everything but facts and proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct DecisionHead {
    /// Its id.
    pub id: DecisionId,
    /// About whom.
    pub person: PersonId,
    /// When it was signed.
    pub decided_on: NaiveDate,
    /// What came out.
    pub outcome: OutcomeKind,
}

/// The decision this one corrects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Parent {
    /// The corrected decision.
    pub decision: DecisionId,
    /// The appeal that led to it.
    pub appeal: AppealId,
    /// The criterion disputed.
    pub criterion: Arc<str>,
}

/// A decision about a person (*keputusan*).
///
/// INVARIANT (decisions do not change): no method changes one. A correction is a new decision that names its [`Parent`]; only
/// [`Appeal::redecide`](super::appeal::Appeal::redecide) makes such.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct PromotionDecision {
    id: DecisionId,
    person: PersonId,
    decided_on: NaiveDate,
    decided_by: Arc<str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<Parent>,
    decision: Arc<Decision>,
}

impl PromotionDecision {
    /// A first decision about a person.
    pub fn new(
        id: DecisionId,
        person: PersonId,
        decision: Arc<Decision>,
        decided_on: NaiveDate,
        decided_by: Arc<str>,
    ) -> PromotionDecision {
        PromotionDecision { id, person, decided_on, decided_by, parent: None, decision }
    }

    pub(super) fn corrects(self, parent: Parent) -> PromotionDecision {
        PromotionDecision { parent: Some(parent), ..self }
    }

    /// Its id.
    pub fn id(&self) -> &DecisionId {
        &self.id
    }

    /// About whom.
    pub fn person(&self) -> &PersonId {
        &self.person
    }

    /// When it was signed; the day it was decided *for* stands in the decision.
    pub fn decided_on(&self) -> NaiveDate {
        self.decided_on
    }

    /// Who signed it.
    pub fn decided_by(&self) -> &str {
        &self.decided_by
    }

    /// The decision it corrects.
    pub fn parent(&self) -> Option<&Parent> {
        self.parent.as_ref()
    }

    /// Outcome, findings and proof.
    pub fn decision(&self) -> &Arc<Decision> {
        &self.decision
    }

    /// Whether everything required is met.
    pub fn is_eligible(&self) -> bool {
        self.decision.outcome == Outcome::Eligible
    }

    /// Its head. A decision that gives a value says nothing about eligibility, which is unknown then.
    pub fn head(&self) -> DecisionHead {
        let outcome = OutcomeKind::of(&self.decision.outcome).unwrap_or(OutcomeKind::Unknown);
        DecisionHead { id: self.id.clone(), person: self.person.clone(), decided_on: self.decided_on, outcome }
    }
}
