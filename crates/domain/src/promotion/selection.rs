//! Who was chosen from those passed on.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::ranking::Ranking;
use crate::people::id::PersonId;

/// One person chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Pick {
    /// Who.
    pub person: PersonId,
    /// Why; required for somebody who was not passed on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Arc<str>>,
}

/// The choice of the appointing authority.
///
/// Any of those passed on may be chosen without a reason (open selection passes three names on, PermenPANRB 15/2019); somebody else only
/// with one. Nobody need be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Selection {
    passed_on: Vec<PersonId>,
    chosen: Vec<Pick>,
    decided_on: NaiveDate,
    decided_by: Arc<str>,
}

/// Why a choice is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SelectionError {
    /// More chosen than there are places.
    #[error("{chosen} people are chosen, expected at most {quota}")]
    OverQuota {
        /// How many are chosen.
        chosen: usize,
        /// How many places there are.
        quota: usize,
    },
    /// The same person twice.
    #[error("`{0}` is chosen twice")]
    Twice(PersonId),
    /// Somebody who was not found eligible.
    #[error("`{0}` is chosen but was not found eligible")]
    NotEligible(PersonId),
    /// Somebody else than those passed on, without a reason.
    #[error("`{0}` is not among those passed on, choosing outside the ranking requires a reason")]
    ReasonMissing(PersonId),
}

impl Selection {
    /// Checks a choice.
    ///
    /// `passed_on` are the people put forward in order, `eligible` everybody who was found eligible.
    ///
    /// # Errors
    /// More people than places, a person twice, somebody not eligible, somebody not passed on without a reason.
    pub fn try_new(
        passed_on: Vec<PersonId>,
        eligible: &BTreeSet<PersonId>,
        quota: Option<usize>,
        chosen: Vec<Pick>,
        decided_on: NaiveDate,
        decided_by: Arc<str>,
    ) -> Result<Selection, SelectionError> {
        if let Some(quota) = quota.filter(|quota| chosen.len() > *quota) {
            return Err(SelectionError::OverQuota { chosen: chosen.len(), quota });
        }
        let put_forward: BTreeSet<&PersonId> = passed_on.iter().collect();
        let mut seen = BTreeSet::new();
        for pick in &chosen {
            if !seen.insert(&pick.person) {
                return Err(SelectionError::Twice(pick.person.clone()));
            }
            if !eligible.contains(&pick.person) {
                return Err(SelectionError::NotEligible(pick.person.clone()));
            }
            let reasoned = pick.reason.as_deref().is_some_and(|reason| !reason.trim().is_empty());
            if !reasoned && !put_forward.contains(&pick.person) {
                return Err(SelectionError::ReasonMissing(pick.person.clone()));
            }
        }
        Ok(Selection { passed_on, chosen, decided_on, decided_by })
    }

    /// The people a ranking passes on: everybody whose rank is at most `names`, so that people tied across the limit all are.
    pub fn names(ranking: &Ranking, names: usize) -> Vec<PersonId> {
        ranking.top(names).map(|ranked| ranked.id.clone()).collect()
    }

    /// Puts another id in the place of a person's, for erasure: how many were passed on and chosen stays. Reasons, which are about the person, go.
    pub fn rename(&mut self, person: &PersonId, pseudonym: &PersonId) {
        self.passed_on.iter_mut().filter(|id| *id == person).for_each(|id| id.clone_from(pseudonym));
        for pick in self.chosen.iter_mut().filter(|pick| pick.person == *person) {
            pick.person.clone_from(pseudonym);
            pick.reason = None;
        }
    }

    /// The people put forward, in order.
    pub fn passed_on(&self) -> &[PersonId] {
        &self.passed_on
    }

    /// The people chosen.
    pub fn chosen(&self) -> &[Pick] {
        &self.chosen
    }

    /// When the choice was made.
    pub fn decided_on(&self) -> NaiveDate {
        self.decided_on
    }

    /// Who made it.
    pub fn decided_by(&self) -> &str {
        &self.decided_by
    }
}
