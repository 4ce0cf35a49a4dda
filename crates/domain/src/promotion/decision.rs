//! A decision about a person, kept for good.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::people::id::{AppealId, DecisionId, PersonId};
use crate::policy::decision::{Decision, Outcome};

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
}
