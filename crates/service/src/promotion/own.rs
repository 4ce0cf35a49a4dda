//! A stored decision and its appeals, for the person they are about.

use std::sync::Arc;

use jenjang::legal::{Label, Language};
use jenjang::people::id::{DecisionId, PersonId, RoundId};
use jenjang::policy::explain::{self, Explainer};
use jenjang::promotion::repository::{AppealRecord, AppealStage, DecisionRecord};
use jenjang::store::Transaction;

use super::file_appeal::Reopened;
use crate::context::Context;
use crate::error::ServiceError;
use crate::file::DecisionView;
use crate::permissions::{Action, Role, Target, allowed, authorize};

/// A stored decision with everything its reader can do about it.
#[derive(Clone, Debug)]
pub struct DecisionDetails {
    /// The decision with its findings.
    pub view: DecisionView,
    /// Whom it is about.
    pub person: PersonId,
    /// The same in the words of its policy: the first line is what came out.
    pub text: String,
    /// What the policy is called.
    pub title: Label,
    /// Code and words of each criterion that may be disputed.
    pub disputable: Vec<(Arc<str>, String)>,
    /// Whether no other decision has taken its place.
    pub in_force: bool,
    /// Appeals against it.
    pub appeals: Vec<AppealRecord>,
    /// Whether the reader is the person it is about.
    pub own: bool,
    /// The round that chose the person, and the person, where the reader may print the decree about it.
    pub decree: Option<(RoundId, PersonId)>,
}

/// A stored decision, decided again from what it rests on. For the person and HR.
///
/// # Errors
/// As [`explain_decision`](super::explain_decision).
pub async fn read_decision(context: &Context<'_>, decision: &DecisionId, language: Language) -> Result<DecisionDetails, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let found = tx.decisions().find(decision).await?;
    let record = found.ok_or_else(|| ServiceError::not_found(Label::new("keputusan", "decision"), decision))?;
    let roles = authorize(context, tx, Action::ReadPerson, &Target::person(&record.person)).await?;
    let own = roles.contains(&Role::Oneself);
    if !own && !roles.contains(&Role::HrOfficer) {
        return Err(ServiceError::Forbidden { action: Action::ReadPerson, allowed: &[Role::Oneself, Role::HrOfficer] });
    }
    let reopened = Reopened::load(tx, &record).await?;
    let policy = reopened.rules.policy(&record.policy)?;
    let text = explain::decision(policy, reopened.signed.decision(), language);
    let explainer = Explainer::new(policy, language).on(Some(record.as_of));
    let findings = reopened.signed.decision().findings.iter().filter(|finding| !finding.verdict.counts_as_met());
    let disputable = findings.map(|finding| (Arc::clone(&finding.code), explainer.reasons(finding).label)).collect();
    let in_force = match &record.round {
        Some(round) => tx.decisions().in_force(round, &record.person).await?.is_some_and(|found| found.id == record.id),
        None => true,
    };
    let decree = if in_force { decree(context, tx, &record).await? } else { None };
    let appeals = tx.appeals().list(Some(&record.person)).await?;
    let appeals = appeals.into_iter().map(|stored| stored.value).filter(|appeal| appeal.decision == record.id).collect();
    let title = policy.title.clone();
    Ok(DecisionDetails { view: DecisionView::of(&record), person: record.person, text, title, disputable, in_force, appeals, own, decree })
}

/// The round that chose the person a decision is about, for those who may print its decree.
async fn decree(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    record: &DecisionRecord,
) -> Result<Option<(RoundId, PersonId)>, ServiceError> {
    let Some(round) = &record.round else { return Ok(None) };
    let Some(file) = tx.rounds().find(round).await?.map(|stored| stored.value) else { return Ok(None) };
    let mut picks = file.selection.iter().flat_map(|selection| selection.chosen());
    if !picks.any(|pick| pick.person == record.person) {
        return Ok(None);
    }
    match authorize(context, tx, Action::PrintDecree, &Target::unit(&file.unit).in_round(round)).await {
        Ok(_) => Ok(Some((round.clone(), record.person.clone()))),
        Err(ServiceError::Forbidden { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The own decisions, the latest first.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but a person; [`ServiceError::Store`].
pub async fn own_decisions(context: &Context<'_>) -> Result<Vec<DecisionView>, ServiceError> {
    let action = Action::ReadPerson;
    let person = context.actor.person().ok_or_else(|| ServiceError::Forbidden { action, allowed: allowed(action) })?;
    let mut tx = context.store.read().await?;
    let mut found: Vec<DecisionView> = tx.decisions().of_person(person).await?.iter().map(DecisionView::of).collect();
    found.sort_by_key(|decision| std::cmp::Reverse((decision.as_of, decision.decided_on)));
    Ok(found)
}

/// An own appeal with the decision it disputes.
#[derive(Clone, Debug)]
pub struct OwnAppeal {
    /// The appeal.
    pub appeal: AppealRecord,
    /// The decision, where it is still kept.
    pub decision: Option<DecisionRecord>,
}

impl OwnAppeal {
    /// Whether something still has to come of it.
    pub fn is_under_way(&self) -> bool {
        matches!(self.appeal.stage, AppealStage::Filed | AppealStage::UnderReview { .. })
    }
}

/// The own appeals, those under way first, then the latest.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but a person; [`ServiceError::Store`].
pub async fn own_appeals(context: &Context<'_>) -> Result<Vec<OwnAppeal>, ServiceError> {
    let action = Action::FileAppeal;
    let person = context.actor.person().ok_or_else(|| ServiceError::Forbidden { action, allowed: allowed(action) })?;
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let decisions = tx.decisions().of_person(person).await?;
    let of = |appeal: &AppealRecord| decisions.iter().find(|decision| decision.id == appeal.decision).cloned();
    let found = tx.appeals().list(Some(person)).await?.into_iter().map(|stored| stored.value);
    let mut found: Vec<OwnAppeal> = found.map(|appeal| OwnAppeal { decision: of(&appeal), appeal }).collect();
    found.sort_by_key(|own| (!own.is_under_way(), std::cmp::Reverse(own.appeal.filed)));
    Ok(found)
}
