//! Where promotion rounds, decisions, appeals and waivers are kept.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::decision::Parent;
pub use super::decision::{DecisionHead, OutcomeKind};
use super::panel::{Panel, PanelScore};
use super::ranking::{RankEntry, RankScore};
use super::round::{RoundPlan, Stage};
use super::selection::Selection;
use super::waiver::WaiverRecord;
use crate::audit::Digest;
use crate::people::id::{AppealId, DecisionId, PersonId, RoundId, UnitId, WaiverId};
use crate::policy::catalogue::Catalogue;
use crate::policy::document::Waiver;
use crate::policy::model::Policy;
use crate::policy::stored::{RestoreError, StoredDossier, StoredValue};
use crate::store::{Page, Revision, StoreError, Versioned};

/// What a screening that has begun decides everybody by, so that one taken up again decides the rest like the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ScreeningBasis {
    /// The day whose knowledge of rules and records is used: the day the screening began.
    pub known_at: NaiveDate,
    /// The versions of the rules, see [`DecisionRecord::rules`].
    pub rules: Digest,
}

/// A round without its candidates and decisions, which may be many and are kept one by one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct RoundFile {
    /// What it is for.
    pub plan: RoundPlan,
    /// Whose round it is: the unit and all under it.
    pub unit: UnitId,
    /// Who opened it.
    pub opened_by: PersonId,
    /// Everybody who planned, opened, screened, scored or ranked it: none of them decides it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub run_by: BTreeSet<PersonId>,
    /// Policy that scores the eligible, of a round that ranks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score_policy: Option<Arc<str>>,
    /// Who scores, where a panel does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub panel: Option<Panel>,
    /// Where it stands.
    pub stage: Stage,
    /// When it reached that stage.
    pub since: NaiveDate,
    /// What everybody is decided by, once the screening has begun; while the round is still open then, candidates stay as they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub screening: Option<ScreeningBasis>,
    /// 1, and one more for each correction.
    pub edition: u32,
    /// Choices that a correction overtook, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Selection>,
    /// The choice, once made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selection: Option<Selection>,
}

/// A score and tie-breakers of one candidate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct EntryRecord {
    /// Who.
    pub person: PersonId,
    /// The score; absent where it is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<rust_decimal::Decimal>,
    /// Facts missing for a score.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Arc<str>>,
    /// One value for each tie-breaker.
    pub tie_breaks: Vec<StoredValue>,
    /// The versions of the rules it rests on, see [`DecisionRecord::rules`].
    pub rules: Digest,
    /// The decision of the score policy as JSON, with its components.
    pub proof: Arc<str>,
}

/// A decision as kept: what it rests on, and the decision itself byte for byte.
///
/// INVARIANT (re-run is equal): deciding `dossier` and `waivers` under `policy` of the `rules` for `as_of` as known at `known_at` gives `proof` again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct DecisionRecord {
    /// Its id.
    pub id: DecisionId,
    /// About whom.
    pub person: PersonId,
    /// In which round; none for a decision outside rounds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<RoundId>,
    /// When it was signed.
    pub decided_on: NaiveDate,
    /// Who signed it.
    pub decided_by: Arc<str>,
    /// The decision it corrects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Parent>,
    /// Id of the policy.
    pub policy: Arc<str>,
    /// Version of the policy.
    pub version: Digest,
    /// Version of the text (of kind [`Rules`](crate::competency::repository::TextKind::Rules)) that names this version, those of all policies it uses,
    /// and that of the catalogue.
    pub rules: Digest,
    /// The day decided for.
    pub as_of: NaiveDate,
    /// The day whose knowledge of the rules was used.
    pub known_at: NaiveDate,
    /// What came out.
    pub outcome: OutcomeKind,
    /// The facts.
    pub dossier: StoredDossier,
    /// The waivers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waivers: Vec<Waiver>,
    /// The decision as JSON, as it was made.
    pub proof: Arc<str>,
}

impl DecisionRecord {
    /// Its head.
    pub fn head(&self) -> DecisionHead {
        DecisionHead { id: self.id.clone(), person: self.person.clone(), decided_on: self.decided_on, outcome: self.outcome }
    }
}

impl EntryRecord {
    /// What a store keeps of an entry; `proof` is the decision it comes from as JSON, `rules` names the versions that decision rests on.
    pub fn of(entry: &RankEntry, rules: Digest, proof: Arc<str>) -> EntryRecord {
        let (score, missing) = match &entry.score {
            RankScore::Known(score) => (Some(*score), Vec::new()),
            RankScore::Unknown(missing) => (None, missing.clone()),
        };
        let tie_breaks = entry.tie_breaks.iter().map(StoredValue::of).collect();
        EntryRecord { person: entry.id.clone(), score, missing, tie_breaks, rules, proof }
    }

    /// The entry again.
    ///
    /// # Errors
    /// [`RestoreError`] for a scale or code that neither the policy nor its catalogue has.
    pub fn restore(&self, policy: &Policy, catalogue: &Catalogue) -> Result<RankEntry, RestoreError> {
        let tie_breaks = self.tie_breaks.iter().map(|value| value.restore_under(policy, catalogue)).collect::<Result<_, _>>()?;
        let score = self.score.map_or_else(|| RankScore::Unknown(self.missing.clone()), RankScore::Known);
        Ok(RankEntry { id: self.person.clone(), score, tie_breaks })
    }
}

/// Where a stored appeal stands, with what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum AppealStage {
    /// Received.
    Filed,
    /// Being looked into.
    UnderReview {
        /// Since when.
        since: NaiveDate,
        /// Who looks into it; not the one who signed the decision.
        by: PersonId,
    },
    /// A new decision was made.
    Redecided {
        /// When.
        on: NaiveDate,
        /// The new decision. Under another name in files, where the decision disputed stands beside it.
        #[serde(rename = "new-decision")]
        decision: DecisionId,
        /// The facts corrected.
        changes: Vec<ChangeRecord>,
    },
    /// Turned down.
    Dismissed {
        /// When.
        on: NaiveDate,
        /// Why.
        reason: Arc<str>,
    },
    /// Taken back.
    Withdrawn {
        /// When.
        on: NaiveDate,
    },
}

impl AppealStage {
    /// The state's word.
    pub fn as_str(&self) -> &'static str {
        match self {
            AppealStage::Filed => "filed",
            AppealStage::UnderReview { .. } => "under-review",
            AppealStage::Redecided { .. } => "redecided",
            AppealStage::Dismissed { .. } => "dismissed",
            AppealStage::Withdrawn { .. } => "withdrawn",
        }
    }
}

/// A fact that an appeal corrected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ChangeRecord {
    /// Name of the fact.
    pub fact: Arc<str>,
    /// What the disputed decision read.
    pub before: StoredValue,
    /// What the new decision read.
    pub after: StoredValue,
    /// The record that shows it.
    pub source: Arc<str>,
}

/// An appeal as kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct AppealRecord {
    /// Its id.
    pub id: AppealId,
    /// Who appeals.
    pub person: PersonId,
    /// The decision disputed.
    pub decision: DecisionId,
    /// The round of that decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<RoundId>,
    /// The criterion disputed.
    pub criterion: Arc<str>,
    /// Why.
    pub grounds: Arc<str>,
    /// When it was filed.
    pub filed: NaiveDate,
    /// Where it stands.
    #[serde(flatten)]
    pub stage: AppealStage,
}

/// Rounds with candidates and scores.
#[async_trait]
pub trait RoundRepository: Send {
    /// The round with this id.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn find(&mut self, id: &RoundId) -> Result<Option<Versioned<RoundFile>>, StoreError>;

    /// All rounds, by id.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn list(&mut self) -> Result<Vec<Versioned<RoundFile>>, StoreError>;

    /// Rounds in which people may stand or panels score, open or screened, by id: what somebody may still have to do in.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn under_way(&mut self) -> Result<Vec<RoundFile>, StoreError> {
        let all = self.list().await?.into_iter().map(|stored| stored.value);
        Ok(all.filter(|file| matches!(file.stage, Stage::Open | Stage::Screened)).collect())
    }

    /// Keeps a round.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the revision is another.
    async fn save(&mut self, file: &RoundFile, expected: Option<Revision>) -> Result<Revision, StoreError>;

    /// Adds candidates; who stands already stays. How many were new, each counted once.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn add_candidates(&mut self, round: &RoundId, people: &[PersonId]) -> Result<u64, StoreError>;

    /// Takes a candidate off; whether the person stood.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn remove_candidate(&mut self, round: &RoundId, person: &PersonId) -> Result<bool, StoreError>;

    /// Candidates in the order of their ids.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn candidates(&mut self, round: &RoundId, page: &Page<PersonId>) -> Result<Vec<PersonId>, StoreError>;

    /// Whether somebody stands.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn is_candidate(&mut self, round: &RoundId, person: &PersonId) -> Result<bool, StoreError>;

    /// How many stand.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn count_candidates(&mut self, round: &RoundId) -> Result<u64, StoreError>;

    /// The rounds somebody stands in, by id.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn rounds_of(&mut self, person: &PersonId) -> Result<Vec<RoundId>, StoreError>;

    /// Keeps scores; one of the same person is replaced, the last of two in one call stays.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn save_entries(&mut self, round: &RoundId, entries: &[EntryRecord]) -> Result<(), StoreError>;

    /// Removes the score of somebody who is no longer eligible, where there is one.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn remove_entry(&mut self, round: &RoundId, person: &PersonId) -> Result<(), StoreError>;

    /// Scores, by person.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn entries(&mut self, round: &RoundId, page: &Page<PersonId>) -> Result<Vec<EntryRecord>, StoreError>;

    /// The score of one candidate.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn find_entry(&mut self, round: &RoundId, person: &PersonId) -> Result<Option<EntryRecord>, StoreError> {
        Ok(self.entries(round, &Page::all()).await?.into_iter().find(|entry| entry.person == *person))
    }

    /// Removes what is kept about a person in all rounds: candidacies, scores, scores of panel members. For erasure. How many entries there
    /// were. A choice names people in the round's file, which is saved as such.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn remove_person(&mut self, person: &PersonId) -> Result<u64, StoreError>;

    /// Keeps scores of panel members; one of the same member, candidate and component is replaced, the last of two in one call stays.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn save_panel_scores(&mut self, round: &RoundId, scores: &[PanelScore]) -> Result<(), StoreError>;

    /// Scores of panel members, by member, candidate and component.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn panel_scores(&mut self, round: &RoundId) -> Result<Vec<PanelScore>, StoreError>;
}

/// Decisions. They do not change and are not replaced.
#[async_trait]
pub trait DecisionRepository: Send {
    /// Keeps decisions, one after another as they are given. One that names a parent takes its place; the parent stays.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where an id is taken, where a parent is not there, is somebody else's, is of another round or is corrected
    /// already, and where a round has a decision about the person already that is not the parent.
    async fn insert(&mut self, decisions: &[DecisionRecord]) -> Result<(), StoreError>;

    /// The decision with this id.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn find(&mut self, id: &DecisionId) -> Result<Option<DecisionRecord>, StoreError>;

    /// Every decision about a person, by the day it was signed and id.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn of_person(&mut self, person: &PersonId) -> Result<Vec<DecisionRecord>, StoreError>;

    /// The decision in force about somebody in a round: the one that no other corrects.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn in_force(&mut self, round: &RoundId, person: &PersonId) -> Result<Option<DecisionRecord>, StoreError>;

    /// The decisions in force in a round, by person.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn list(&mut self, round: &RoundId, page: &Page<PersonId>) -> Result<Vec<DecisionRecord>, StoreError>;

    /// The heads of the decisions in force in a round, by person.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn heads(&mut self, round: &RoundId, page: &Page<PersonId>) -> Result<Vec<DecisionHead>, StoreError>;

    /// Removes every decision about a person, for erasure after retention. How many there were.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn remove_person(&mut self, person: &PersonId) -> Result<u64, StoreError>;
}

/// Appeals and waivers.
#[async_trait]
pub trait AppealRepository: Send {
    /// The appeal with this id.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn find(&mut self, id: &AppealId) -> Result<Option<Versioned<AppealRecord>>, StoreError>;

    /// Appeals of one person or all, by id.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn list(&mut self, person: Option<&PersonId>) -> Result<Vec<Versioned<AppealRecord>>, StoreError>;

    /// Keeps an appeal.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the revision is another.
    async fn save(&mut self, appeal: &AppealRecord, expected: Option<Revision>) -> Result<Revision, StoreError>;

    /// The waiver with this id.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn find_waiver(&mut self, id: &WaiverId) -> Result<Option<WaiverRecord>, StoreError>;

    /// The waivers of a person, by id.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn waivers(&mut self, person: &PersonId) -> Result<Vec<WaiverRecord>, StoreError>;

    /// The waivers of many people, by person and id.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn waivers_of(&mut self, people: &[PersonId]) -> Result<Vec<WaiverRecord>, StoreError>;

    /// Keeps a waiver; waivers do not change.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the id is taken.
    async fn insert_waiver(&mut self, waiver: &WaiverRecord) -> Result<(), StoreError>;

    /// Removes the appeals and waivers of a person. How many there were.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn remove_person(&mut self, person: &PersonId) -> Result<u64, StoreError>;
}
