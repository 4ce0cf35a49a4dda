//! A round as those who run it see it: where it stands, who is who, and what the reader may do next.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jenjang::people::OrgUnit;
use jenjang::people::id::{PersonId, RoundId};
use jenjang::promotion::repository::RoundFile;
use jenjang::promotion::{Method, OutcomeKind, Round, Stage};
use jenjang::store::{Revision, Transaction};

use super::candidates::Candidate;
use super::notice::CandidateOutcome;
use super::round::{authorized, whole};
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Role, Target, allowed, roles};

/// How many of those put forward are named.
const NAMED: usize = 200;

/// A round for those who run, decide or audit it.
#[derive(Clone, Debug)]
pub struct RoundDesk {
    /// What is kept of it.
    pub file: RoundFile,
    /// The revision it was read at.
    pub revision: Revision,
    /// Its unit.
    pub unit: Option<OrgUnit>,
    /// How many stand.
    pub candidates: u64,
    /// How many candidates were found what, once that was decided.
    pub outcomes: BTreeMap<OutcomeKind, usize>,
    /// The decisions' heads, the ranking and the choice, as far as the round has come.
    pub round: Round,
    /// Who is put forward, in order, once that is known.
    pub put_forward: Vec<PersonId>,
    /// Names of the people of the panel, of those who ran it, and of those put forward and chosen.
    pub names: BTreeMap<PersonId, Arc<str>>,
    /// What the reader may do now: by role, stage and conflict of interest.
    pub may: BTreeSet<Action>,
}

impl RoundDesk {
    /// What came of it for a candidate, once the choice is made.
    pub fn outcome_of(&self, candidate: &Candidate) -> Option<CandidateOutcome> {
        let decided = candidate.decided.clone()?;
        Some(CandidateOutcome::of(self.round.selection()?, self.round.ranking(), &candidate.person, decided))
    }

    /// What somebody is called: the name, or the id where none is known.
    pub fn name<'d>(&'d self, person: &'d PersonId) -> &'d str {
        self.names.get(person).map_or(person.as_str(), |name| name)
    }
}

/// Reads a round with what can be done next.
///
/// # Errors
/// [`ServiceError::Forbidden`]; a round that is not there.
pub async fn read_round_desk(context: &Context<'_>, id: &RoundId) -> Result<RoundDesk, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let stored = authorized(context, tx, Action::ReadRound, id).await?;
    let (file, revision) = (stored.value, stored.revision);
    let round = whole(tx, &file).await?;
    let mut outcomes = BTreeMap::new();
    for head in round.screening().into_iter().flat_map(|screening| screening.heads()) {
        *outcomes.entry(head.outcome).or_default() += 1;
    }
    let put_forward = match round.selection() {
        Some(selection) => selection.passed_on().to_vec(),
        None => round.put_forward(),
    };
    let mut people: BTreeSet<PersonId> = file.run_by.clone();
    people.insert(file.opened_by.clone());
    people.extend(panel_of(&file));
    people.extend(put_forward.iter().take(NAMED).cloned());
    if let Some(selection) = round.selection() {
        people.extend(selection.chosen().iter().take(NAMED).map(|pick| pick.person.clone()));
        people.extend(selection.decided_by().parse().ok());
    }
    Ok(RoundDesk {
        revision,
        unit: tx.people().find_unit(&file.unit).await?,
        candidates: tx.rounds().count_candidates(id).await?,
        outcomes,
        put_forward,
        names: names(tx, &people).await?,
        may: may(context, tx, &file).await?,
        round,
        file,
    })
}

/// The members of a round's panel.
pub(super) fn panel_of(file: &RoundFile) -> impl Iterator<Item = PersonId> {
    file.panel.iter().flat_map(|panel| panel.members()).filter_map(|member| member.id.as_str().parse().ok())
}

/// What people are called, where that is known.
pub(crate) async fn names(tx: &mut dyn Transaction, people: &BTreeSet<PersonId>) -> Result<BTreeMap<PersonId, Arc<str>>, ServiceError> {
    if people.is_empty() {
        return Ok(BTreeMap::new());
    }
    let ids: Vec<PersonId> = people.iter().cloned().collect();
    let found = tx.people().find_many(&ids).await?;
    Ok(found.into_iter().filter_map(|stored| Some((stored.value.id().clone(), stored.value.record.name?))).collect())
}

/// What can be done at a stage, whoever does it.
fn possible(file: &RoundFile) -> Vec<Action> {
    let ranks = file.plan.method != Method::Eligibility;
    let mut possible = match file.stage {
        Stage::Planned => vec![Action::PlanRound, Action::OpenRound],
        Stage::Open if file.screening.is_none() => vec![Action::AddCandidates, Action::WithdrawCandidate, Action::ScreenRound],
        Stage::Open => vec![Action::ScreenRound],
        Stage::Screened if ranks && file.panel.is_some() => vec![Action::ScoreCandidate, Action::ScoreRound],
        Stage::Screened if ranks => vec![Action::ScoreRound],
        Stage::Scored => vec![Action::RankRound],
        Stage::Screened | Stage::Ranked => vec![Action::DecideRound],
        Stage::Decided => vec![Action::PublishRound, Action::PrintDecree],
        Stage::Published => vec![Action::PrintDecree],
    };
    if !matches!(file.stage, Stage::Planned | Stage::Open) {
        possible.extend([Action::ExportDecisions, Action::RerunDecisions]);
    }
    possible
}

async fn may(context: &Context<'_>, tx: &mut dyn Transaction, file: &RoundFile) -> Result<BTreeSet<Action>, ServiceError> {
    let id = &file.plan.id;
    let held: BTreeSet<Role> = roles(context, tx, &Target::unit(&file.unit).in_round(id)).await?;
    let mut may: BTreeSet<Action> =
        possible(file).into_iter().filter(|action| allowed(*action).iter().any(|role| held.contains(role))).collect();
    let Some(actor) = context.actor.person() else { return Ok(may) };
    if tx.rounds().is_candidate(id, actor).await? {
        // INVARIANT (no judge in the own cause)
        let moves = [
            Action::ScreenRound,
            Action::ScoreCandidate,
            Action::ScoreRound,
            Action::RankRound,
            Action::DecideRound,
            Action::PublishRound,
            Action::WithdrawCandidate,
        ];
        may.retain(|action| !moves.contains(action));
    }
    if file.opened_by == *actor || file.run_by.contains(actor) {
        // INVARIANT (two persons)
        may.remove(&Action::DecideRound);
    }
    Ok(may)
}
