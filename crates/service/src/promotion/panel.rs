//! The panel's desk: whom a member scores in what, the own scores, and declaring a conflict of interest.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jenjang::audit::{Reference, Subject};
use jenjang::legal::Label;
use jenjang::people::id::{PersonId, RoundId};
use jenjang::policy::types::Type;
use jenjang::promotion::repository::RoundFile;
use jenjang::promotion::{OutcomeKind, Stage};
use jenjang::store::{Page, Transaction};
use rust_decimal::Decimal;

use super::actor;
use super::desk::{names, panel_of};
use super::round::{authorized, does_not_stand, heads, refused, score_policy};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::Action;
use crate::policies::rules;
use crate::trail::{Change, record};

/// What a member scores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PanelComponent {
    /// The fact that the panel's mean becomes.
    pub fact: Arc<str>,
    /// What people read.
    pub label: Label,
}

/// A candidate as a member of the panel sees one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PanelCandidate {
    /// Who.
    pub person: PersonId,
    /// The name, where it is known.
    pub name: Option<Arc<str>>,
    /// Whether the member must not score this candidate.
    pub conflict: bool,
    /// The member's own scores, by component. Those of others nobody on the panel sees.
    pub scores: BTreeMap<Arc<str>, Decimal>,
}

/// What a member of a panel has to do in a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PanelDesk {
    /// The round.
    pub file: RoundFile,
    /// What is scored.
    pub components: Vec<PanelComponent>,
    /// Eligible candidates, by id.
    pub candidates: Vec<PanelCandidate>,
}

/// The rounds on whose panel the actor sits and that can be scored now, by id.
///
/// # Errors
/// [`ServiceError::Store`].
pub async fn list_panels(context: &Context<'_>) -> Result<Vec<RoundFile>, ServiceError> {
    let Some(actor) = context.actor.person() else { return Ok(Vec::new()) };
    let mut held = context.store.read().await?;
    let rounds = held.rounds().list().await?.into_iter().map(|stored| stored.value);
    Ok(rounds.filter(|file| file.stage == Stage::Screened && panel_of(file).any(|member| member == *actor)).collect())
}

/// What a member of a panel is to score.
///
/// # Errors
/// [`ServiceError::Forbidden`] for who is not on the panel; [`ServiceError::ConflictOfInterest`] for a candidate; a round that is not there or not
/// screened.
pub async fn read_panel(context: &Context<'_>, round: &RoundId) -> Result<PanelDesk, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let file = authorized(context, tx, Action::ScoreCandidate, round).await?.value;
    let actor = actor(context, Action::ScoreCandidate)?.clone();
    does_not_stand(context, tx, round).await?;
    let Some(panel) = &file.panel else { return Err(ServiceError::not_found(Label::new("panitia", "panel"), round)) };
    let (Stage::Screened, Some(basis)) = (file.stage, file.screening) else {
        let (id, from) = (round.clone(), file.stage);
        return Err(refused(jenjang::promotion::RoundError::Transition { round: id, from, to: Stage::Scored }));
    };
    let rules = rules::load(tx, &basis.rules).await?;
    let policy = rules.policy(score_policy(&file)?)?;
    let mut components: Vec<PanelComponent> = Vec::new();
    for place in policy.components.iter().flat_map(|component| &component.reads) {
        let fact = rules.catalogue.fact(*place);
        if matches!(fact.ty, Type::Number(_)) && components.iter().all(|known| known.fact != fact.name) {
            components.push(PanelComponent { fact: Arc::clone(&fact.name), label: fact.label.clone() });
        }
    }
    let eligible: BTreeSet<PersonId> =
        heads(tx, round).await?.into_iter().filter(|head| head.outcome == OutcomeKind::Eligible).map(|head| head.person).collect();
    let known = names(tx, &eligible).await?;
    let mut given: BTreeMap<PersonId, BTreeMap<Arc<str>, Decimal>> = BTreeMap::new();
    for score in tx.rounds().panel_scores(round).await?.into_iter().filter(|score| score.member.as_str() == actor.as_str()) {
        given.entry(score.candidate).or_default().insert(score.component, score.score);
    }
    let conflicts: BTreeSet<PersonId> =
        panel.members().filter(|member| member.id.as_str() == actor.as_str()).flat_map(|member| member.conflicts.clone()).collect();
    let candidates = eligible.into_iter().map(|person| PanelCandidate {
        name: known.get(&person).cloned(),
        conflict: person == actor || conflicts.contains(&person),
        scores: given.remove(&person).unwrap_or_default(),
        person,
    });
    Ok(PanelDesk { components, candidates: candidates.collect(), file })
}

/// How many candidates of a screened round a member of its panel has not scored: those eligible whom the member may score, in whatever the panel
/// scores. None for whoever is a candidate, or on no panel of it.
pub(crate) async fn not_scored(tx: &mut dyn Transaction, file: &RoundFile, actor: &PersonId) -> Result<usize, ServiceError> {
    let own = file.panel.iter().flat_map(|panel| panel.members()).find(|member| member.id.as_str() == actor.as_str());
    let (Some(own), Stage::Screened) = (own, file.stage) else { return Ok(0) };
    let candidates = tx.decisions().heads(&file.plan.id, &Page::all()).await?;
    if candidates.iter().any(|head| head.person == *actor) {
        return Ok(0);
    }
    let scores = tx.rounds().panel_scores(&file.plan.id).await?;
    let components: BTreeSet<&str> = scores.iter().map(|score| &*score.component).collect();
    let given: BTreeSet<(&PersonId, &str)> =
        scores.iter().filter(|score| score.member == own.id).map(|score| (&score.candidate, &*score.component)).collect();
    let whole = |person: &PersonId| !components.is_empty() && components.iter().all(|component| given.contains(&(person, *component)));
    let eligible = candidates.iter().filter(|head| head.outcome == OutcomeKind::Eligible).map(|head| &head.person);
    Ok(eligible.filter(|person| !own.conflicts.contains(*person) && !whole(person)).count())
}

/// A member of a panel must not score a candidate.
#[derive(Clone, Debug)]
pub struct DeclarePanelConflict {
    /// The round.
    pub round: RoundId,
    /// The candidate.
    pub candidate: PersonId,
}

/// Declares that one must not score a candidate: family, business, own superior. A score given before does not count any more, and the declaration
/// is not taken back.
///
/// # Errors
/// [`ServiceError::Forbidden`] for who is not on the panel; a round that is not there, or past its scoring; somebody who does not stand in it.
pub async fn declare_panel_conflict(context: &Context<'_>, command: DeclarePanelConflict) -> Result<RoundFile, ServiceError> {
    transact!(context, tx => declare(context, tx, &command).await)
}

async fn declare(context: &Context<'_>, tx: &mut dyn Transaction, command: &DeclarePanelConflict) -> Result<RoundFile, ServiceError> {
    let before = authorized(context, tx, Action::DeclarePanelConflict, &command.round).await?;
    let actor = actor(context, Action::DeclarePanelConflict)?;
    let mut after = before.value.clone();
    let (round, person) = (command.round.clone(), command.candidate.clone());
    if !matches!(after.stage, Stage::Planned | Stage::Open | Stage::Screened) {
        return Err(refused(jenjang::promotion::RoundError::Transition { round, from: after.stage, to: Stage::Scored }));
    }
    if !tx.rounds().is_candidate(&round, &person).await? {
        return Err(refused(jenjang::promotion::RoundError::DoesNotStand { round, person }));
    }
    if let Some(panel) = &mut after.panel {
        panel.add_conflict(actor.as_str(), &person);
    }
    if after == before.value {
        return Ok(after);
    }
    tx.rounds().save(&after, Some(before.revision)).await?;
    let subject = Subject { of: Reference::thing("round", &command.round), before: None, after: None };
    record(context, tx, Change::new(Action::DeclarePanelConflict, vec![subject])).await?;
    Ok(after)
}
