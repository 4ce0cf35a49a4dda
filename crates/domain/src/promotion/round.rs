//! The life of a promotion round.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::decision::{DecisionHead, OutcomeKind, PromotionDecision};
use super::ranking::{RankEntry, RankOrder, Ranking};
use super::selection::{Pick, Selection};
use crate::legal::Label;
use crate::people::id::{PersonId, RoundId};

mod error;
mod restore;

pub use error::{RoundError, Stage};
pub use restore::RoundParts;

/// How a round chooses among those eligible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "by")]
pub enum Method {
    /// Everybody eligible is put forward; nobody is scored. Regular promotion works so.
    Eligibility,
    /// The eligible are scored and ranked, and the first names are put forward. Open selection works so.
    Ranking {
        /// How they are ranked.
        order: RankOrder,
        /// How many names are put forward; three under PermenPANRB 15/2019.
        names: NonZeroUsize,
    },
}

/// What a round is for. Published before it opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct RoundPlan {
    /// Its id.
    pub id: RoundId,
    /// What people read.
    pub title: Label,
    /// Id of the eligibility policy everybody is decided under.
    pub policy: Arc<str>,
    /// The day everybody is decided for.
    pub as_of: NaiveDate,
    /// How it chooses.
    pub method: Method,
    /// How many may be chosen; no limit where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quota: Option<usize>,
}

/// What was decided about every candidate: the heads of the decisions, so that a round of a whole service fits in memory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Screening(BTreeMap<PersonId, DecisionHead>);

impl Screening {
    /// The head of the decision in force about each candidate.
    pub fn heads(&self) -> impl Iterator<Item = &DecisionHead> {
        self.0.values()
    }

    /// The head of the decision in force about one candidate.
    pub fn find(&self, person: &PersonId) -> Option<&DecisionHead> {
        self.0.get(person)
    }

    /// Everybody found eligible.
    pub fn eligible(&self) -> BTreeSet<PersonId> {
        self.0.values().filter(|head| head.outcome == OutcomeKind::Eligible).map(|head| head.person.clone()).collect()
    }
}

/// Where a round stands, with what it has by then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum RoundState {
    /// Announced.
    Planned,
    /// People may stand.
    Open {
        /// Since when.
        since: NaiveDate,
        /// Who stands.
        candidates: BTreeSet<PersonId>,
    },
    /// Eligibility was decided for everybody who stood.
    Screened {
        /// The decisions.
        screening: Screening,
    },
    /// The eligible have scores, or are known to lack one.
    Scored {
        /// The decisions.
        screening: Screening,
        /// Scores and tie-breakers.
        entries: BTreeMap<PersonId, ScoredEntry>,
    },
    /// The scored are ranked.
    Ranked {
        /// The decisions.
        screening: Screening,
        /// Scores and tie-breakers.
        entries: BTreeMap<PersonId, ScoredEntry>,
        /// The ranking.
        ranking: Ranking,
    },
    /// The choice was made.
    Decided(Box<RoundChoice>),
    /// Everybody may read it.
    Published {
        /// When.
        on: NaiveDate,
        /// The choice.
        choice: Box<RoundChoice>,
    },
}

/// A rank entry as a round keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoredEntry(RankEntry);

impl ScoredEntry {
    /// The entry.
    pub fn entry(&self) -> &RankEntry {
        &self.0
    }
}

/// The score as a decimal, `null` where it is unknown, and the tie-breakers.
impl Serialize for ScoredEntry {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use super::ranking::RankScore;
        use serde::ser::SerializeStruct;
        let mut entry = serializer.serialize_struct("entry", 2)?;
        let score = match &self.0.score {
            RankScore::Known(score) => Some(score),
            RankScore::Unknown(_) => None,
        };
        entry.serialize_field("score", &score)?;
        entry.serialize_field("tie-breaks", &self.0.tie_breaks)?;
        entry.end()
    }
}

/// A choice with everything it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct RoundChoice {
    /// The decisions.
    pub screening: Screening,
    /// Scores and tie-breakers; empty where nobody is scored.
    pub entries: BTreeMap<PersonId, ScoredEntry>,
    /// The ranking; absent where nobody is ranked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ranking: Option<Ranking>,
    /// Who was put forward and who was chosen.
    pub selection: Selection,
}

/// A promotion round: planned → open → screened → scored → ranked → decided → published. One that chooses by eligibility goes from
/// screened to decided.
///
/// A round is a value: a move gives a new round and leaves the old one as it was. After an appeal [`Round::correct`] leads back to
/// screened or ranked, as a new edition, with the earlier choice kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Round {
    plan: RoundPlan,
    edition: u32,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    earlier: Vec<Selection>,
    state: RoundState,
}

impl Round {
    /// A round that is announced.
    pub fn new(plan: RoundPlan) -> Round {
        Round { plan, edition: 1, earlier: Vec::new(), state: RoundState::Planned }
    }

    /// What it is for.
    pub fn plan(&self) -> &RoundPlan {
        &self.plan
    }

    /// 1, and one more for each correction.
    pub fn edition(&self) -> u32 {
        self.edition
    }

    /// Choices that a correction overtook, oldest first.
    pub fn earlier(&self) -> &[Selection] {
        &self.earlier
    }

    /// Where it stands.
    pub fn state(&self) -> &RoundState {
        &self.state
    }

    /// The state's name.
    pub fn stage(&self) -> Stage {
        match &self.state {
            RoundState::Planned => Stage::Planned,
            RoundState::Open { .. } => Stage::Open,
            RoundState::Screened { .. } => Stage::Screened,
            RoundState::Scored { .. } => Stage::Scored,
            RoundState::Ranked { .. } => Stage::Ranked,
            RoundState::Decided(_) => Stage::Decided,
            RoundState::Published { .. } => Stage::Published,
        }
    }

    /// The decisions, once there are any.
    pub fn screening(&self) -> Option<&Screening> {
        match &self.state {
            RoundState::Planned | RoundState::Open { .. } => None,
            RoundState::Screened { screening } | RoundState::Scored { screening, .. } | RoundState::Ranked { screening, .. } => {
                Some(screening)
            }
            RoundState::Decided(choice) | RoundState::Published { choice, .. } => Some(&choice.screening),
        }
    }

    /// The ranking, once there is one.
    pub fn ranking(&self) -> Option<&Ranking> {
        match &self.state {
            RoundState::Ranked { ranking, .. } => Some(ranking),
            RoundState::Decided(choice) | RoundState::Published { choice, .. } => choice.ranking.as_ref(),
            _ => None,
        }
    }

    /// The choice, once it was made.
    pub fn selection(&self) -> Option<&Selection> {
        match &self.state {
            RoundState::Decided(choice) | RoundState::Published { choice, .. } => Some(&choice.selection),
            _ => None,
        }
    }

    fn with(&self, state: RoundState) -> Round {
        Round { state, ..self.clone() }
    }

    fn refused(&self, to: Stage) -> RoundError {
        RoundError::Transition { round: self.plan.id.clone(), from: self.stage(), to }
    }

    /// Lets people stand.
    ///
    /// # Errors
    /// A state other than planned.
    pub fn open(&self, on: NaiveDate) -> Result<Round, RoundError> {
        match self.state {
            RoundState::Planned => Ok(self.with(RoundState::Open { since: on, candidates: BTreeSet::new() })),
            _ => Err(self.refused(Stage::Open)),
        }
    }

    fn candidates(&self) -> Result<(NaiveDate, BTreeSet<PersonId>), RoundError> {
        match &self.state {
            RoundState::Open { since, candidates } => Ok((*since, candidates.clone())),
            _ => Err(RoundError::NotOpen { round: self.plan.id.clone(), state: self.stage() }),
        }
    }

    /// Adds a candidate.
    ///
    /// # Errors
    /// A state other than open, somebody who already stands.
    pub fn stand(&self, person: PersonId) -> Result<Round, RoundError> {
        let (since, mut candidates) = self.candidates()?;
        if !candidates.insert(person.clone()) {
            return Err(RoundError::StandsAlready { round: self.plan.id.clone(), person });
        }
        Ok(self.with(RoundState::Open { since, candidates }))
    }

    /// Adds many candidates at once.
    ///
    /// # Errors
    /// As [`Round::stand`], at the first.
    pub fn stand_all(&self, people: impl IntoIterator<Item = PersonId>) -> Result<Round, RoundError> {
        let (since, mut candidates) = self.candidates()?;
        for person in people {
            if !candidates.insert(person.clone()) {
                return Err(RoundError::StandsAlready { round: self.plan.id.clone(), person });
            }
        }
        Ok(self.with(RoundState::Open { since, candidates }))
    }

    /// Takes a candidate off.
    ///
    /// # Errors
    /// A state other than open, somebody who does not stand.
    pub fn withdraw(&self, person: &PersonId) -> Result<Round, RoundError> {
        let (since, mut candidates) = self.candidates()?;
        if !candidates.remove(person) {
            return Err(RoundError::DoesNotStand { round: self.plan.id.clone(), person: person.clone() });
        }
        Ok(self.with(RoundState::Open { since, candidates }))
    }

    /// Closes the round to new candidates and takes the decision about each.
    ///
    /// # Errors
    /// A state other than open; decisions that are not one for each candidate, of the round's policy, for the round's day.
    pub fn screen(&self, decisions: impl IntoIterator<Item = PromotionDecision>) -> Result<Round, RoundError> {
        let heads = decisions.into_iter().map(|decision| self.check_question(&decision).map(|()| decision.head()));
        self.screen_heads(heads.collect::<Result<Vec<_>, _>>()?)
    }

    /// As [`Round::screen`], with the heads of decisions that were made of the round's policy for the round's day.
    ///
    /// # Errors
    /// A state other than open; heads that are not one for each candidate.
    pub fn screen_heads(&self, heads: impl IntoIterator<Item = DecisionHead>) -> Result<Round, RoundError> {
        let RoundState::Open { candidates, .. } = &self.state else { return Err(self.refused(Stage::Screened)) };
        let round = || self.plan.id.clone();
        let mut kept = BTreeMap::new();
        for head in heads {
            let person = head.person.clone();
            if !candidates.contains(&person) {
                return Err(RoundError::DoesNotStand { round: round(), person });
            }
            if kept.insert(person.clone(), head).is_some() {
                return Err(RoundError::Twice { round: round(), person, what: "decisions" });
            }
        }
        match candidates.iter().find(|person| !kept.contains_key(*person)) {
            Some(person) => Err(RoundError::Lacking { round: round(), person: person.clone(), what: "decision", whom: "stands" }),
            None => Ok(self.with(RoundState::Screened { screening: Screening(kept) })),
        }
    }

    fn check_question(&self, decision: &PromotionDecision) -> Result<(), RoundError> {
        let found = decision.decision();
        if found.policy == self.plan.policy && found.as_of == self.plan.as_of {
            return Ok(());
        }
        Err(RoundError::OtherQuestion {
            decision: decision.id().clone(),
            policy: Arc::clone(&found.policy),
            as_of: found.as_of,
            expected_policy: Arc::clone(&self.plan.policy),
            expected: self.plan.as_of,
        })
    }

    /// Takes an entry for everybody eligible; one may say that the score is unknown.
    ///
    /// # Errors
    /// A round that chooses by eligibility; a state other than screened; entries that are not one for each eligible candidate.
    pub fn score(&self, entries: impl IntoIterator<Item = RankEntry>) -> Result<Round, RoundError> {
        if self.plan.method == Method::Eligibility {
            return Err(RoundError::NotRanked(self.plan.id.clone()));
        }
        let RoundState::Screened { screening } = &self.state else { return Err(self.refused(Stage::Scored)) };
        let round = || self.plan.id.clone();
        let eligible = screening.eligible();
        let mut kept = BTreeMap::new();
        for entry in entries {
            let person = entry.id.clone();
            if !eligible.contains(&person) {
                return Err(RoundError::NotEligible { round: round(), person });
            }
            if kept.insert(person.clone(), ScoredEntry(entry)).is_some() {
                return Err(RoundError::Twice { round: round(), person, what: "scores" });
            }
        }
        match eligible.into_iter().find(|person| !kept.contains_key(person)) {
            Some(person) => Err(RoundError::Lacking { round: round(), person, what: "score", whom: "is eligible" }),
            None => Ok(self.with(RoundState::Scored { screening: screening.clone(), entries: kept })),
        }
    }

    /// Ranks those scored.
    ///
    /// # Errors
    /// A round that chooses by eligibility; a state other than scored; entries that cannot be compared.
    pub fn rank(&self) -> Result<Round, RoundError> {
        let Method::Ranking { order, .. } = &self.plan.method else { return Err(RoundError::NotRanked(self.plan.id.clone())) };
        let RoundState::Scored { screening, entries } = &self.state else { return Err(self.refused(Stage::Ranked)) };
        let ranking = Ranking::of(entries.values().map(|entry| entry.0.clone()).collect(), order)?;
        Ok(self.with(RoundState::Ranked { screening: screening.clone(), entries: entries.clone(), ranking }))
    }

    /// Who is put forward, in order: everybody eligible of a round that chooses by eligibility, the first names of one that has ranked.
    pub fn put_forward(&self) -> Vec<PersonId> {
        match (&self.plan.method, self.screening(), self.ranking()) {
            (Method::Eligibility, Some(screening), _) => screening.eligible().into_iter().collect(),
            (Method::Ranking { names, .. }, _, Some(ranking)) => Selection::names(ranking, names.get()),
            _ => Vec::new(),
        }
    }

    /// Makes the choice.
    ///
    /// # Errors
    /// A state other than ranked (screened, where the round chooses by eligibility); a choice [`Selection::try_new`] refuses.
    pub fn decide(&self, chosen: Vec<Pick>, on: NaiveDate, by: Arc<str>) -> Result<Round, RoundError> {
        let (screening, entries, ranking) = match (&self.state, &self.plan.method) {
            (RoundState::Screened { screening }, Method::Eligibility) => (screening, BTreeMap::new(), None),
            (RoundState::Ranked { screening, entries, ranking }, Method::Ranking { .. }) => {
                (screening, entries.clone(), Some(ranking.clone()))
            }
            _ => return Err(self.refused(Stage::Decided)),
        };
        let passed_on = self.put_forward();
        if let Some(earliest) = screening.heads().map(|head| head.decided_on).max().filter(|last| on < *last) {
            return Err(RoundError::Backdated { round: self.plan.id.clone(), to: Stage::Decided, on, earliest });
        }
        let selection = Selection::try_new(passed_on, &screening.eligible(), self.plan.quota, chosen, on, by)?;
        Ok(self.with(RoundState::Decided(Box::new(RoundChoice { screening: screening.clone(), entries, ranking, selection }))))
    }

    /// Makes it public.
    ///
    /// # Errors
    /// A state other than decided, a day before the choice was made.
    pub fn publish(&self, on: NaiveDate) -> Result<Round, RoundError> {
        let RoundState::Decided(choice) = &self.state else { return Err(self.refused(Stage::Published)) };
        let earliest = choice.selection.decided_on();
        if on < earliest {
            return Err(RoundError::Backdated { round: self.plan.id.clone(), to: Stage::Published, on, earliest });
        }
        Ok(self.with(RoundState::Published { on, choice: choice.clone() }))
    }

    /// Puts the new decision of an appeal in place of the one it corrects, as a new edition.
    ///
    /// A round that had ranked ranks anew and stands at `ranked`; any other stands at `screened`. A choice already made is kept under
    /// [`Round::earlier`] and has to be made anew. `entry` is the score of the person; it is needed where the round had ranked or scored
    /// and the person is eligible now but was not, and replaces the old score where there was one.
    ///
    /// # Errors
    /// A state before screened; a decision about somebody who does not stand, about something else, or that does not correct the decision
    /// in force; a missing or needless score; entries that cannot be compared.
    pub fn correct(&self, decision: &PromotionDecision, entry: Option<RankEntry>) -> Result<Round, RoundError> {
        let Some(screening) = self.screening() else { return Err(self.refused(Stage::Screened)) };
        let round = || self.plan.id.clone();
        let person = decision.person().clone();
        self.check_question(decision)?;
        let Some(in_force) = screening.find(&person) else { return Err(RoundError::DoesNotStand { round: round(), person }) };
        if decision.parent().is_none_or(|parent| parent.decision != in_force.id) {
            let in_force = in_force.id.clone();
            return Err(RoundError::NotACorrection { decision: decision.id().clone(), person, in_force });
        }
        let scored = match &self.state {
            RoundState::Scored { entries, .. } | RoundState::Ranked { entries, .. } => Some(entries.clone()),
            RoundState::Decided(choice) | RoundState::Published { choice, .. } if choice.ranking.is_some() => Some(choice.entries.clone()),
            _ => None,
        };
        if let Some(entry) = entry.as_ref().filter(|entry| entry.id != person || !decision.is_eligible() || scored.is_none()) {
            return Err(RoundError::NeedlessScore { round: round(), person, scored: entry.id.clone() });
        }
        let eligible = decision.is_eligible();
        let mut decisions = screening.clone();
        decisions.0.insert(person.clone(), decision.head());
        let mut corrected = Round { edition: self.edition.saturating_add(1), ..self.clone() };
        corrected.earlier.extend(self.selection().cloned());
        let Some(mut entries) = scored else {
            return Ok(corrected.with(RoundState::Screened { screening: decisions }));
        };
        if !eligible {
            entries.remove(&person);
        } else if let Some(entry) = entry {
            entries.insert(person, ScoredEntry(entry));
        } else if !entries.contains_key(&person) {
            return Err(RoundError::Lacking { round: round(), person, what: "score", whom: "is eligible" });
        }
        let scored = corrected.with(RoundState::Scored { screening: decisions, entries });
        if self.ranking().is_some() { scored.rank() } else { Ok(scored) }
    }
}

#[cfg(test)]
mod tests;
