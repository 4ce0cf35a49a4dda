//! What came of a round for whoever stood in it: the own place, and nothing about anybody else.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::legal::Label;
use jenjang::people::id::{DecisionId, PersonId, RoundId};
use jenjang::promotion::repository::{DecisionRecord, RoundFile};
use jenjang::promotion::{Method, OutcomeKind, Ranking, Selection, Stage};

use super::actor;
use super::candidates::{CandidateDecision, OpenCriterion, of_record};
use super::round::whole;
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};

/// A rank, and of how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RankOf {
    /// 1 is the best.
    pub rank: usize,
    /// How many are ranked.
    pub of: usize,
}

/// What came of a round for a candidate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CandidateOutcome {
    /// Chosen.
    Chosen {
        /// The rank, where there is one.
        rank: Option<RankOf>,
        /// Why, for somebody chosen who was not put forward.
        reason: Option<Arc<str>>,
    },
    /// Eligible and put forward, and not chosen.
    PutForward {
        /// The rank, where the round ranks.
        rank: Option<RankOf>,
    },
    /// Eligible, below those put forward.
    Below {
        /// The rank.
        rank: RankOf,
    },
    /// Eligible, with a score that is incomplete.
    NotRanked,
    /// Not eligible.
    NotEligible {
        /// What is not met.
        open: Vec<OpenCriterion>,
    },
    /// It could not be decided.
    Unknown {
        /// What is not known.
        open: Vec<OpenCriterion>,
    },
}

impl CandidateOutcome {
    /// Whether the person was chosen.
    pub fn is_chosen(&self) -> bool {
        matches!(self, CandidateOutcome::Chosen { .. })
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            CandidateOutcome::Chosen { .. } => "chosen",
            CandidateOutcome::PutForward { .. } => "put-forward",
            CandidateOutcome::Below { .. } => "below",
            CandidateOutcome::NotRanked => "not-ranked",
            CandidateOutcome::NotEligible { .. } => "not-eligible",
            CandidateOutcome::Unknown { .. } => "unknown",
        }
    }

    /// The rank, where the person has one.
    pub fn rank(&self) -> Option<RankOf> {
        match self {
            CandidateOutcome::Chosen { rank, .. } | CandidateOutcome::PutForward { rank } => *rank,
            CandidateOutcome::Below { rank } => Some(*rank),
            CandidateOutcome::NotRanked | CandidateOutcome::NotEligible { .. } | CandidateOutcome::Unknown { .. } => None,
        }
    }

    /// What came of a decided round for somebody about whom this was decided.
    pub(super) fn of(selection: &Selection, ranking: Option<&Ranking>, person: &PersonId, decided: CandidateDecision) -> CandidateOutcome {
        let rank = ranking.and_then(|ranking| {
            let ranked = ranking.ranked();
            let rank = ranked.iter().find(|one| one.id == *person)?.rank;
            Some(RankOf { rank, of: ranked.len() })
        });
        if let Some(pick) = selection.chosen().iter().find(|pick| pick.person == *person) {
            return CandidateOutcome::Chosen { rank, reason: pick.reason.clone() };
        }
        match decided.outcome {
            OutcomeKind::NotEligible => CandidateOutcome::NotEligible { open: decided.open },
            OutcomeKind::Unknown => CandidateOutcome::Unknown { open: decided.open },
            OutcomeKind::Eligible => match rank {
                None if ranking.is_some() => CandidateOutcome::NotRanked,
                Some(rank) if !selection.passed_on().contains(person) => CandidateOutcome::Below { rank },
                rank => CandidateOutcome::PutForward { rank },
            },
        }
    }
}

/// What a published round says to one who stood in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnNotice {
    /// The round.
    pub round: RoundId,
    /// What it is called.
    pub title: Label,
    /// Id of the policy that decided about eligibility.
    pub policy: Arc<str>,
    /// When it was published.
    pub published: NaiveDate,
    /// 1, and one more for each correction.
    pub edition: u32,
    /// The decision in force about the person.
    pub decision: DecisionId,
    /// What came of it.
    pub outcome: CandidateOutcome,
}

/// A published round in which whoever acts stood, in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnResult {
    /// The round.
    pub round: RoundId,
    /// What it is called.
    pub title: Label,
    /// When it was published.
    pub published: NaiveDate,
    /// The decision in force about the person.
    pub decision: DecisionId,
    /// What was found.
    pub outcome: OutcomeKind,
    /// Whether the person was chosen.
    pub chosen: bool,
}

/// What came of a published round for whoever acts. One that an appeal led back is not public until it is published again.
///
/// # Errors
/// [`ServiceError::Forbidden`] for who is not in the store; a round that is not there, not published, or in which the person did not stand: which of the
/// three is nobody's business.
pub async fn read_own_notice(context: &Context<'_>, round: &RoundId) -> Result<OwnNotice, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let me = actor(context, Action::ReadOwnNotice)?;
    authorize(context, tx, Action::ReadOwnNotice, &Target::person(me)).await?;
    let absent = || ServiceError::not_found(Label::new("putaran yang diumumkan", "published round"), round);
    let decided = tx.decisions().in_force(round, me).await?.ok_or_else(absent)?;
    let file = tx.rounds().find(round).await?.map(|stored| stored.value).ok_or_else(absent)?;
    let selection = published(&file).ok_or_else(absent)?;
    // only who is eligible is ranked; of everybody else the other candidates need not be read
    let ranked = file.plan.method != Method::Eligibility && decided.outcome == OutcomeKind::Eligible;
    let whole = if ranked { Some(whole(tx, &file).await?) } else { None };
    let ranking = whole.as_ref().and_then(|round| round.ranking());
    let outcome = CandidateOutcome::of(selection, ranking, me, of_record(&decided));
    Ok(OwnNotice {
        round: file.plan.id.clone(),
        title: file.plan.title.clone(),
        policy: decided.policy,
        published: file.since,
        edition: file.edition,
        decision: decided.id,
        outcome,
    })
}

/// The published rounds in which whoever acts stood, the latest first.
///
/// # Errors
/// [`ServiceError::Forbidden`] for who is not in the store; [`ServiceError::Store`].
pub async fn list_own_results(context: &Context<'_>) -> Result<Vec<OwnResult>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let me = actor(context, Action::ReadOwnNotice)?;
    authorize(context, tx, Action::ReadOwnNotice, &Target::person(me)).await?;
    let decided = tx.decisions().of_person(me).await?;
    let files: Vec<RoundFile> = tx.rounds().list().await?.into_iter().map(|stored| stored.value).collect();
    let mut found: Vec<OwnResult> = in_force(&decided).filter_map(|decision| result(me, decision, &files)).collect();
    found.sort_by(|a, b| (b.published, &a.round).cmp(&(a.published, &b.round)));
    Ok(found)
}

/// The choice of a round, once it is public.
fn published(file: &RoundFile) -> Option<&Selection> {
    file.selection.as_ref().filter(|_| file.stage == Stage::Published)
}

/// The decisions that no other corrects.
fn in_force(decisions: &[DecisionRecord]) -> impl Iterator<Item = &DecisionRecord> {
    let corrects = |id: &DecisionId| decisions.iter().any(|other| other.parent.as_ref().is_some_and(|parent| parent.decision == *id));
    decisions.iter().filter(move |decision| !corrects(&decision.id))
}

fn result(me: &PersonId, decision: &DecisionRecord, files: &[RoundFile]) -> Option<OwnResult> {
    let round = decision.round.as_ref()?;
    let file = files.iter().find(|file| file.plan.id == *round)?;
    let selection = published(file)?;
    Some(OwnResult {
        round: round.clone(),
        title: file.plan.title.clone(),
        published: file.since,
        decision: decision.id.clone(),
        outcome: decision.outcome,
        chosen: selection.chosen().iter().any(|pick| pick.person == *me),
    })
}
