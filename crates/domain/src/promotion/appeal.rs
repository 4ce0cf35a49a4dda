//! An appeal disputes one criterion of one decision, and ends in a new decision that points at the old one.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::Serialize;

use super::decision::{Parent, PromotionDecision};
use super::repository::{AppealRecord, AppealStage, ChangeRecord};
use crate::people::id::{AppealId, DecisionId, PersonId, RoundId};
use crate::policy::decision::Decision;
use crate::policy::stored::StoredValue;
use crate::policy::value::Value;

/// A fact that an appeal corrects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct FactChange {
    /// Name of the fact.
    pub fact: Arc<str>,
    /// What the disputed decision read.
    pub before: Value,
    /// What the new decision read.
    pub after: Value,
    /// The record that shows it.
    pub source: Arc<str>,
}

/// Where an appeal stands: filed → under review → redecided or dismissed; withdrawn from either of the first two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum AppealState {
    /// Received.
    Filed,
    /// Being looked into.
    UnderReview {
        /// Since when.
        since: NaiveDate,
    },
    /// A new decision was made, for better or worse.
    Redecided {
        /// When.
        on: NaiveDate,
        /// The new decision.
        decision: DecisionId,
        /// The facts corrected.
        changes: Vec<FactChange>,
    },
    /// Turned down; the old decision stands.
    Dismissed {
        /// When.
        on: NaiveDate,
        /// Why.
        reason: Arc<str>,
    },
    /// Taken back; the old decision stands.
    Withdrawn {
        /// When.
        on: NaiveDate,
    },
}

impl AppealState {
    /// The state's word in messages.
    pub fn as_str(&self) -> &'static str {
        match self {
            AppealState::Filed => "filed",
            AppealState::UnderReview { .. } => "under review",
            AppealState::Redecided { .. } => "redecided",
            AppealState::Dismissed { .. } => "dismissed",
            AppealState::Withdrawn { .. } => "withdrawn",
        }
    }
}

/// An appeal (*keberatan*).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Appeal {
    id: AppealId,
    person: PersonId,
    decision: DecisionId,
    criterion: Arc<str>,
    grounds: Arc<str>,
    filed: NaiveDate,
    #[serde(flatten)]
    state: AppealState,
}

/// Why an appeal cannot be made or moved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AppealError {
    /// A criterion the decision does not have.
    #[error("decision `{decision}` has no criterion `{criterion}`")]
    UnknownCriterion {
        /// The decision.
        decision: DecisionId,
        /// What was disputed.
        criterion: Arc<str>,
    },
    /// A criterion that was met.
    #[error("criterion `{criterion}` counts as met in decision `{decision}`, expected one that is not met or unknown")]
    Met {
        /// The decision.
        decision: DecisionId,
        /// What was disputed.
        criterion: Arc<str>,
    },
    /// Empty grounds or reason.
    #[error("{what} of appeal `{appeal}` say nothing, expected a text")]
    Silent {
        /// The appeal.
        appeal: AppealId,
        /// Which text.
        what: &'static str,
    },
    /// A move from the wrong state.
    #[error("cannot move appeal `{appeal}` from `{from}` to `{to}`")]
    Transition {
        /// The appeal.
        appeal: AppealId,
        /// Its state.
        from: &'static str,
        /// The state asked for.
        to: &'static str,
    },
    /// A day before the last move.
    #[error("appeal `{appeal}` cannot be {to} on {on}, expected {earliest} or later")]
    Backdated {
        /// The appeal.
        appeal: AppealId,
        /// The state asked for.
        to: &'static str,
        /// The day given.
        on: NaiveDate,
        /// The first possible day.
        earliest: NaiveDate,
    },
    /// The wrong old decision.
    #[error("appeal `{appeal}` disputes decision `{expected}`, found `{found}`")]
    OtherDecision {
        /// The appeal.
        appeal: AppealId,
        /// The decision disputed.
        expected: DecisionId,
        /// The decision given.
        found: DecisionId,
    },
    /// A new decision about something else.
    #[error(
        "the new decision is of policy `{policy}` for {as_of}, expected that of `{decision}`: policy `{expected_policy}` for {expected}"
    )]
    OtherQuestion {
        /// The old decision.
        decision: DecisionId,
        /// Policy of the new one.
        policy: Arc<str>,
        /// Day of the new one.
        as_of: NaiveDate,
        /// Policy of the old one.
        expected_policy: Arc<str>,
        /// Day of the old one.
        expected: NaiveDate,
    },
    /// Nothing new.
    #[error("the new decision rests on the same facts, rules and waivers as `{0}`")]
    NothingNew(DecisionId),
    /// Other facts that nobody names.
    #[error("the new decision rests on other facts than `{0}`, but no changed fact is named")]
    ChangeUnnamed(DecisionId),
    /// A change that changes nothing.
    #[error("fact `{fact}` is named as changed but is `{value}` before and after")]
    SameValue {
        /// The fact.
        fact: Arc<str>,
        /// Its value.
        value: String,
    },
    /// An id that is taken.
    #[error("the new decision has the id of the disputed one, `{0}`, expected its own")]
    SameId(DecisionId),
}

/// The new decision of an appeal.
#[derive(Clone, Debug)]
pub struct Redecision {
    /// Its id.
    pub id: DecisionId,
    /// What came out with the new facts.
    pub decision: Arc<Decision>,
    /// The facts corrected.
    pub changes: Vec<FactChange>,
    /// When.
    pub on: NaiveDate,
    /// Who decided.
    pub by: Arc<str>,
}

impl Appeal {
    /// Files an appeal against one criterion that was not met or unknown.
    ///
    /// # Errors
    /// A criterion the decision does not have or that counts as met, empty grounds, a day before the decision.
    pub fn file(
        id: AppealId,
        disputed: &PromotionDecision,
        criterion: &str,
        grounds: &str,
        filed: NaiveDate,
    ) -> Result<Appeal, AppealError> {
        let decision = disputed.id().clone();
        let Some(finding) = disputed.decision().findings.iter().find(|finding| *finding.code == *criterion) else {
            return Err(AppealError::UnknownCriterion { decision, criterion: criterion.into() });
        };
        if finding.verdict.counts_as_met() {
            return Err(AppealError::Met { decision, criterion: criterion.into() });
        }
        if grounds.trim().is_empty() {
            return Err(AppealError::Silent { appeal: id, what: "the grounds" });
        }
        if filed < disputed.decided_on() {
            return Err(AppealError::Backdated { appeal: id, to: "filed", on: filed, earliest: disputed.decided_on() });
        }
        Ok(Appeal {
            id,
            person: disputed.person().clone(),
            decision,
            criterion: Arc::clone(&finding.code),
            grounds: grounds.into(),
            filed,
            state: AppealState::Filed,
        })
    }

    /// An appeal again, as a store keeps it. `changes` are the corrected facts of one that was redecided.
    pub fn restore(record: &AppealRecord, changes: Vec<FactChange>) -> Appeal {
        let state = match &record.stage {
            AppealStage::Filed => AppealState::Filed,
            AppealStage::UnderReview { since, .. } => AppealState::UnderReview { since: *since },
            AppealStage::Redecided { on, decision, .. } => AppealState::Redecided { on: *on, decision: decision.clone(), changes },
            AppealStage::Dismissed { on, reason } => AppealState::Dismissed { on: *on, reason: Arc::clone(reason) },
            AppealStage::Withdrawn { on } => AppealState::Withdrawn { on: *on },
        };
        Appeal {
            id: record.id.clone(),
            person: record.person.clone(),
            decision: record.decision.clone(),
            criterion: Arc::clone(&record.criterion),
            grounds: Arc::clone(&record.grounds),
            filed: record.filed,
            state,
        }
    }

    /// What a store keeps of it. `reviewer` is who looks into it, which matters while that goes on; `round` is that of the decision.
    pub fn record(&self, round: Option<RoundId>, reviewer: &PersonId) -> AppealRecord {
        let stage = match &self.state {
            AppealState::Filed => AppealStage::Filed,
            AppealState::UnderReview { since } => AppealStage::UnderReview { since: *since, by: reviewer.clone() },
            AppealState::Redecided { on, decision, changes } => {
                let changes = changes.iter().map(|change| ChangeRecord {
                    fact: Arc::clone(&change.fact),
                    before: StoredValue::of(&change.before),
                    after: StoredValue::of(&change.after),
                    source: Arc::clone(&change.source),
                });
                AppealStage::Redecided { on: *on, decision: decision.clone(), changes: changes.collect() }
            }
            AppealState::Dismissed { on, reason } => AppealStage::Dismissed { on: *on, reason: Arc::clone(reason) },
            AppealState::Withdrawn { on } => AppealStage::Withdrawn { on: *on },
        };
        AppealRecord {
            id: self.id.clone(),
            person: self.person.clone(),
            decision: self.decision.clone(),
            round,
            criterion: Arc::clone(&self.criterion),
            grounds: Arc::clone(&self.grounds),
            filed: self.filed,
            stage,
        }
    }

    /// Its id.
    pub fn id(&self) -> &AppealId {
        &self.id
    }

    /// Who appeals.
    pub fn person(&self) -> &PersonId {
        &self.person
    }

    /// The decision disputed.
    pub fn decision(&self) -> &DecisionId {
        &self.decision
    }

    /// The criterion disputed.
    pub fn criterion(&self) -> &str {
        &self.criterion
    }

    /// Why.
    pub fn grounds(&self) -> &str {
        &self.grounds
    }

    /// When it was filed.
    pub fn filed(&self) -> NaiveDate {
        self.filed
    }

    /// Where it stands.
    pub fn state(&self) -> &AppealState {
        &self.state
    }

    fn moved(&self, state: AppealState, on: NaiveDate) -> Result<Appeal, AppealError> {
        let possible = matches!(
            (&self.state, &state),
            (AppealState::Filed, AppealState::UnderReview { .. } | AppealState::Withdrawn { .. })
                | (
                    AppealState::UnderReview { .. },
                    AppealState::Redecided { .. } | AppealState::Dismissed { .. } | AppealState::Withdrawn { .. },
                )
        );
        let (appeal, to) = (self.id.clone(), state.as_str());
        if !possible {
            return Err(AppealError::Transition { appeal, from: self.state.as_str(), to });
        }
        let earliest = match self.state {
            AppealState::UnderReview { since } => since,
            _ => self.filed,
        };
        if on < earliest {
            return Err(AppealError::Backdated { appeal, to, on, earliest });
        }
        Ok(Appeal { state, ..self.clone() })
    }

    /// Takes it up.
    ///
    /// # Errors
    /// A state other than filed, a day before it was filed.
    pub fn review(&self, on: NaiveDate) -> Result<Appeal, AppealError> {
        self.moved(AppealState::UnderReview { since: on }, on)
    }

    /// Turns it down.
    ///
    /// # Errors
    /// A state other than under review, a day before the review began, an empty reason.
    pub fn dismiss(&self, on: NaiveDate, reason: &str) -> Result<Appeal, AppealError> {
        if reason.trim().is_empty() {
            return Err(AppealError::Silent { appeal: self.id.clone(), what: "the reasons for dismissal" });
        }
        self.moved(AppealState::Dismissed { on, reason: reason.into() }, on)
    }

    /// Takes it back.
    ///
    /// # Errors
    /// A state other than filed or under review, a day before the last move.
    pub fn withdraw(&self, on: NaiveDate) -> Result<Appeal, AppealError> {
        self.moved(AppealState::Withdrawn { on }, on)
    }

    /// Ends it with a new decision, which names the old one and the criterion disputed. The old decision stays as it was.
    ///
    /// # Errors
    /// A state other than under review; another old decision; a new decision of another policy or day; the same facts, rules and waivers
    /// as before; other facts without a named change; a named change that changes nothing.
    pub fn redecide(&self, disputed: &PromotionDecision, new: Redecision) -> Result<(Appeal, PromotionDecision), AppealError> {
        let old_id = disputed.id().clone();
        if self.decision != old_id {
            return Err(AppealError::OtherDecision { appeal: self.id.clone(), expected: self.decision.clone(), found: old_id });
        }
        if new.id == old_id {
            return Err(AppealError::SameId(old_id));
        }
        let (old, found) = (disputed.decision(), &new.decision);
        if old.policy != found.policy || old.as_of != found.as_of {
            return Err(AppealError::OtherQuestion {
                decision: old_id,
                policy: Arc::clone(&found.policy),
                as_of: found.as_of,
                expected_policy: Arc::clone(&old.policy),
                expected: old.as_of,
            });
        }
        if let Some(same) = new.changes.iter().find(|change| change.before == change.after) {
            return Err(AppealError::SameValue { fact: Arc::clone(&same.fact), value: same.before.to_string() });
        }
        let waivers = |decision: &Decision| decision.findings.iter().filter_map(|finding| finding.waiver.clone()).collect::<Vec<_>>();
        let facts_changed = old.dossier != found.dossier;
        if !facts_changed && old.version == found.version && old.known_at == found.known_at && waivers(old) == waivers(found) {
            return Err(AppealError::NothingNew(old_id));
        }
        if facts_changed && new.changes.is_empty() {
            return Err(AppealError::ChangeUnnamed(old_id));
        }
        let appeal = self.moved(AppealState::Redecided { on: new.on, decision: new.id.clone(), changes: new.changes }, new.on)?;
        let parent = Parent { decision: old_id, appeal: self.id.clone(), criterion: Arc::clone(&self.criterion) };
        let decision = PromotionDecision::new(new.id, self.person.clone(), new.decision, new.on, new.by).corrects(parent);
        Ok((appeal, decision))
    }
}
