//! Which leadership training is due to whom.

use std::sync::Arc;

use crate::legal::Label;
use crate::people::View;
use crate::people::id::{PositionKindCode, TrainingCode};
use crate::people::record::LeadershipRecord;
use crate::policy::decide::{PolicyOnDate, PrepareError, decide, prepare};
use crate::policy::decision::Outcome;
use crate::policy::dossier::Dossier;
use crate::policy::model::PolicySet;
use crate::policy::scale::Choice;
use crate::policy::types::Type;
use crate::policy::value::Value;

/// Which policy says what training belongs to a post, and the fact it reads. A country's crate names its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BudgetPolicies {
    /// Classification: the leadership training of a kind of position.
    pub leadership: &'static str,
    /// The fact: kind of position.
    pub position_kind: &'static str,
}

/// Why that cannot be had.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LeadershipError {
    /// No such policy.
    #[error("there is no policy `{0}`")]
    NoPolicy(&'static str),
    /// No version is in force on the day.
    #[error(transparent)]
    NotOnDay(#[from] PrepareError),
}

impl LeadershipError {
    /// The sentence in both languages.
    pub fn message(&self) -> Label {
        match self {
            LeadershipError::NoPolicy(id) => Label::new(format!("kebijakan `{id}` tidak ada"), self.to_string()),
            LeadershipError::NotOnDay(error) => error.message(),
        }
    }
}

/// The rule on one day.
#[derive(Clone, Debug)]
pub struct LeadershipRule {
    on: PolicyOnDate,
    fact: &'static str,
}

impl LeadershipRule {
    /// The rule of a set on `view.as_of`, as known on `view.known_at`.
    ///
    /// # Errors
    /// [`LeadershipError`].
    pub fn on(set: &PolicySet, policies: &BudgetPolicies, view: View) -> Result<LeadershipRule, LeadershipError> {
        let policy = set.get(policies.leadership).ok_or(LeadershipError::NoPolicy(policies.leadership))?;
        Ok(LeadershipRule { on: prepare(set, policy, view.as_of, view.known_at)?, fact: policies.position_kind })
    }

    /// The training that is due to somebody in a post of this kind who has passed these; none where the post asks for none, or one of this or a higher
    /// level was passed.
    pub fn due(&self, kind: &PositionKindCode, passed: &[LeadershipRecord]) -> Option<TrainingCode> {
        let catalogue = &self.on.policy().catalogue;
        let fact = catalogue.find(self.fact)?;
        let Type::Choice(kinds) = &catalogue.fact(fact).ty else { return None };
        let mut dossier = Dossier::new(Arc::clone(catalogue), self.on.as_of());
        dossier.set(fact, Value::Choice(Choice::parse(kinds, kind.as_str())?));
        let Outcome::Value(Value::Choice(due)) = decide(&self.on, &dossier, &[]).outcome else { return None };
        let scale = due.scale();
        let level = |code: &str| scale.values.iter().position(|value| &*value.code == code);
        let needed = level(due.code());
        let has = passed.iter().any(|record| level(record.training.as_str()) >= needed);
        if has { None } else { due.code().parse().ok() }
    }
}
