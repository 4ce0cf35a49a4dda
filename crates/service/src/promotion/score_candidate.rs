//! A panel member scores candidates.

use std::collections::BTreeSet;
use std::sync::Arc;

use jenjang::audit::{Reference, Subject};
use jenjang::legal::Label;
use jenjang::people::id::{PanelMemberId, PersonId, RoundId};
use jenjang::policy::types::Type;
use jenjang::promotion::repository::{AppealStage, RoundFile};
use jenjang::promotion::{OutcomeKind, Panel, PanelError, PanelScore, RoundError, Scoresheet, Stage};
use jenjang::store::Transaction;
use rust_decimal::Decimal;

use super::actor;
use super::round::{authorized, does_not_stand, refused};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::Action;
use crate::policies::rules;
use crate::trail::{Change, files, json, record};

/// One score.
#[derive(Clone, Debug)]
pub struct GivenScore {
    /// Who is scored.
    pub candidate: PersonId,
    /// The fact of the catalogue that the panel's mean becomes (`selection.interview`).
    pub component: Arc<str>,
    /// The score, within the panel's limits.
    pub score: Decimal,
}

/// Scores candidates, as a member of the round's panel. A score given before is replaced.
#[derive(Clone, Copy, Debug)]
pub struct ScoreCandidate<'a> {
    /// The round.
    pub round: &'a RoundId,
    /// The scores.
    pub scores: &'a [GivenScore],
}

/// Scores eligible candidates of a screened round, or somebody whose appeal is under review, so that there is a score should it succeed.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::ConflictOfInterest`] for oneself and for whom the panel names; a state other than screened; somebody
/// who is not eligible; `unknown-component`; `panel` for a score outside the limits or given twice.
pub async fn score_candidate(context: &Context<'_>, command: ScoreCandidate<'_>) -> Result<(), ServiceError> {
    transact!(context, tx => score(context, tx, &command).await)
}

async fn score(context: &Context<'_>, tx: &mut dyn Transaction, command: &ScoreCandidate<'_>) -> Result<(), ServiceError> {
    let file = authorized(context, tx, Action::ScoreCandidate, command.round).await?.value;
    let actor = actor(context, Action::ScoreCandidate)?;
    let member: PanelMemberId =
        actor.as_str().parse().map_err(|_| ServiceError::not_found(Label::new("anggota panitia", "panel member"), actor))?;
    does_not_stand(context, tx, command.round).await?;
    let Some(panel) = &file.panel else { return Err(ServiceError::not_found(Label::new("panitia", "panel"), command.round)) };
    let people: BTreeSet<&PersonId> = command.scores.iter().map(|score| &score.candidate).collect();
    for person in &people {
        no_conflict(panel, actor, person)?;
        may_be_scored(tx, &file, person).await?;
    }
    known_components(tx, &file, command.scores).await?;
    let scores: Vec<PanelScore> = command
        .scores
        .iter()
        .map(|given| PanelScore {
            member: member.clone(),
            candidate: given.candidate.clone(),
            component: Arc::clone(&given.component),
            score: given.score,
        })
        .collect();
    Scoresheet::try_new(panel.clone(), scores.iter().cloned()).map_err(|faults| panel_says(&faults))?;
    tx.rounds().save_panel_scores(command.round, &scores).await?;
    let people: Vec<PersonId> = people.into_iter().cloned().collect();
    let known = files(tx, &people).await?;
    let mut subjects = vec![Subject { of: Reference::thing("round", command.round), before: None, after: None }];
    for (person, file) in &known {
        let given: Vec<&PanelScore> = scores.iter().filter(|score| score.candidate == *person).collect();
        let after = Some(file.secret.digest(json(&given)?));
        subjects.push(Subject { of: Reference::person(&file.secret, person), before: None, after });
    }
    record(context, tx, Change::new(Action::ScoreCandidate, subjects)).await
}

/// What a panel says no to.
pub(super) fn panel_says(faults: &[PanelError]) -> ServiceError {
    let all = |of: fn(&PanelError) -> Arc<str>| faults.iter().map(of).collect::<Vec<_>>().join("; ");
    ServiceError::refused("panel", Label::new(all(|fault| fault.message().id), all(|fault| fault.message().en)))
}

fn no_conflict(panel: &Panel, actor: &PersonId, person: &PersonId) -> Result<(), ServiceError> {
    let named = panel.members().any(|member| member.id.as_str() == actor.as_str() && member.conflicts.contains(person));
    if actor != person && !named {
        return Ok(());
    }
    Err(ServiceError::ConflictOfInterest(Label::new(
        format!("Anda tidak boleh menilai `{person}` karena benturan kepentingan"),
        format!("you have a conflict of interest and do not score `{person}`"),
    )))
}

async fn may_be_scored(tx: &mut dyn Transaction, file: &RoundFile, person: &PersonId) -> Result<(), ServiceError> {
    let id = &file.plan.id;
    let Some(decision) = tx.decisions().in_force(id, person).await? else {
        return Err(refused(RoundError::DoesNotStand { round: id.clone(), person: person.clone() }));
    };
    if decision.outcome != OutcomeKind::Eligible {
        let mut appeals = tx.appeals().list(Some(person)).await?.into_iter();
        let disputed =
            appeals.any(|appeal| appeal.value.decision == decision.id && matches!(appeal.value.stage, AppealStage::UnderReview { .. }));
        let refused = || refused(RoundError::NotEligible { round: id.clone(), person: person.clone() });
        return if disputed { Ok(()) } else { Err(refused()) };
    }
    // a score that was ranked stays what it was
    if file.stage != Stage::Screened {
        return Err(refused(RoundError::Transition { round: id.clone(), from: file.stage, to: Stage::Scored }));
    }
    Ok(())
}

async fn known_components(tx: &mut dyn Transaction, file: &RoundFile, scores: &[GivenScore]) -> Result<(), ServiceError> {
    let Some(basis) = file.screening else { return Ok(()) };
    let catalogue = rules::load(tx, &basis.rules).await?.catalogue;
    let is_number = |name: &str| catalogue.find(name).is_some_and(|place| matches!(catalogue.fact(place).ty, Type::Number(_)));
    match scores.iter().find(|score| !is_number(&score.component)) {
        None => Ok(()),
        Some(unknown) => Err(ServiceError::refused(
            "unknown-component",
            Label::new(
                format!("`{}` bukan fakta berjenis angka dalam katalog `{}`", unknown.component, catalogue.id),
                format!("`{}` is no fact of catalogue `{}` that is a number", unknown.component, catalogue.id),
            ),
        )),
    }
}
