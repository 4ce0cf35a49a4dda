//! Objects to a decision.

use std::sync::Arc;

use jenjang::audit::{Reference, Subject};
use jenjang::legal::Label;
use jenjang::people::id::{AppealId, DecisionId, PersonId};
use jenjang::policy::decide::{PolicyOnDate, decide};
use jenjang::policy::dossier::Dossier;
use jenjang::promotion::repository::{AppealRecord, AppealStage, DecisionRecord};
use jenjang::promotion::{Appeal, AppealClock, AppealError, PromotionDecision};
use jenjang::store::{Transaction, Versioned};

use super::actor;
use super::round::does_not_stand;
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::policies::rules::{self, Rules};
use crate::trail::{Change, json, person_subject, record};

/// Objects to one criterion of an own decision.
#[derive(Clone, Copy, Debug)]
pub struct FileAppeal<'a> {
    /// Its id.
    pub id: &'a AppealId,
    /// The decision disputed.
    pub decision: &'a DecisionId,
    /// Code of the criterion disputed.
    pub criterion: &'a str,
    /// Why.
    pub grounds: &'a str,
    /// The term of the law; without one an objection is never too late.
    pub clock: Option<&'a AppealClock>,
}

/// Files an appeal against the decision in force about oneself, within the term of the law.
///
/// # Errors
/// [`ServiceError::Forbidden`] for somebody else's decision; a decision that is not there; `appeal-late` after the last day; `overtaken` where another
/// decision is in force; `appeal-pending` where one against this decision is not resolved yet; a criterion that counts as met, empty grounds.
pub async fn file_appeal(context: &Context<'_>, command: FileAppeal<'_>) -> Result<AppealRecord, ServiceError> {
    transact!(context, tx => file(context, tx, &command).await)
}

/// Refuses after the last day for objecting to a decision.
fn in_time(context: &Context<'_>, clock: &AppealClock, disputed: &DecisionRecord) -> Result<(), ServiceError> {
    let last = clock.last_day(disputed.decided_on);
    if context.clock.today() <= last {
        return Ok(());
    }
    let (within, ground, certainty) = (clock.file_within, &clock.reference.citation, clock.reference.certainty.label());
    Err(ServiceError::refused(
        "appeal-late",
        Label::new(
            format!("keberatan diajukan paling lambat {within} hari kerja setelah keputusan, yaitu {last} ({ground}; {})", certainty.id),
            format!("an appeal is filed within {within} working days of the decision, which ended on {last} ({ground}; {})", certainty.en),
        ),
    ))
}

async fn file(context: &Context<'_>, tx: &mut dyn Transaction, command: &FileAppeal<'_>) -> Result<AppealRecord, ServiceError> {
    let disputed = decision(tx, command.decision).await?;
    authorize(context, tx, Action::FileAppeal, &Target::person(&disputed.person)).await?;
    if let Some(clock) = command.clock {
        in_time(context, clock, &disputed)?;
    }
    let actor = actor(context, Action::FileAppeal)?;
    if let Some(round) = &disputed.round
        && tx.decisions().in_force(round, actor).await?.is_none_or(|found| found.id != disputed.id)
    {
        return Err(ServiceError::refused(
            "overtaken",
            Label::new(
                format!("keputusan `{}` sudah digantikan keputusan lain", disputed.id),
                format!("decision `{}` was replaced by another one", disputed.id),
            ),
        ));
    }
    let pending = |found: &Versioned<AppealRecord>| {
        found.value.decision == disputed.id && matches!(found.value.stage, AppealStage::Filed | AppealStage::UnderReview { .. })
    };
    if let Some(found) = tx.appeals().list(Some(actor)).await?.into_iter().find(pending) {
        return Err(ServiceError::refused(
            "appeal-pending",
            Label::new(
                format!("keberatan `{}` terhadap keputusan ini belum selesai", found.value.id),
                format!("appeal `{}` against this decision is not resolved yet", found.value.id),
            ),
        ));
    }
    let signed = Reopened::load(tx, &disputed).await?.signed;
    let appeal = Appeal::file(command.id.clone(), &signed, command.criterion, command.grounds, context.clock.today()).map_err(refused)?;
    let after = appeal.record(disputed.round.clone(), actor);
    keep(context, tx, Action::FileAppeal, None, &after).await?;
    Ok(after)
}

/// What the domain says no to.
pub(super) fn refused(error: AppealError) -> ServiceError {
    ServiceError::refused("appeal", error.message())
}

/// A decision that is there.
pub(super) async fn decision(tx: &mut dyn Transaction, id: &DecisionId) -> Result<DecisionRecord, ServiceError> {
    tx.decisions().find(id).await?.ok_or_else(|| ServiceError::not_found(Label::new("keputusan", "decision"), id))
}

/// An appeal that is there, and the decision it disputes.
pub(super) async fn appeal(tx: &mut dyn Transaction, id: &AppealId) -> Result<(Versioned<AppealRecord>, DecisionRecord), ServiceError> {
    let found = tx.appeals().find(id).await?.ok_or_else(|| ServiceError::not_found(Label::new("keberatan", "appeal"), id))?;
    let disputed = decision(tx, &found.value.decision).await?;
    Ok((found, disputed))
}

/// What an appeal is about: the person, in the unit whose round it was.
pub(super) async fn target(tx: &mut dyn Transaction, disputed: &DecisionRecord) -> Result<Target, ServiceError> {
    let target = Target::person(&disputed.person);
    Ok(match &disputed.round {
        Some(round) => target.of_unit(&super::round::file(tx, round).await?.value.unit),
        None => target,
    })
}

/// INVARIANT (no judge in the own cause): neither the appellant nor the signer of the decision looks into an appeal or resolves it.
pub(super) async fn impartial<'a>(
    context: &Context<'a>,
    tx: &mut dyn Transaction,
    disputed: &DecisionRecord,
) -> Result<&'a PersonId, ServiceError> {
    let actor = actor(context, Action::ResolveAppeal)?;
    if let Some(round) = disputed.round.as_ref().filter(|_| *actor != disputed.person) {
        does_not_stand(context, tx, round).await?;
    }
    if *actor != disputed.person && *disputed.decided_by != *actor.as_str() {
        return Ok(actor);
    }
    Err(ServiceError::ConflictOfInterest(Label::new(
        "keberatan harus ditangani oleh orang lain daripada pemohon dan penanda tangan keputusan",
        "an appeal has to be handled by somebody else than the appellant and the signer of the decision",
    )))
}

/// Keeps an appeal and writes it down.
pub(super) async fn keep(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    action: Action,
    before: Option<&Versioned<AppealRecord>>,
    after: &AppealRecord,
) -> Result<(), ServiceError> {
    tx.appeals().save(after, before.map(|found| found.revision)).await?;
    let mut subjects = vec![Subject { of: Reference::thing("appeal", &after.id), before: None, after: None }];
    if let Some(file) = tx.people().find(&after.person).await? {
        subjects.push(person_subject(&file.value, before.map(|found| &found.value), Some(after))?);
    }
    record(context, tx, Change::new(action, subjects)).await
}

/// A stored decision made again with everything it rests on.
pub(super) struct Reopened {
    pub(super) rules: Rules,
    pub(super) policy: PolicyOnDate,
    pub(super) dossier: Dossier,
    pub(super) signed: PromotionDecision,
}

impl Reopened {
    /// Decides again what a record rests on.
    ///
    /// # Errors
    /// `not-reproducible` where something else comes out than is stored (INVARIANT (re-run is equal)).
    pub(super) async fn load(tx: &mut dyn Transaction, record: &DecisionRecord) -> Result<Reopened, ServiceError> {
        let rules = rules::load(tx, &record.rules).await?;
        let policy = rules.prepare(&record.policy, record.as_of, record.known_at)?;
        let (dossier, signed) = again(&rules, &policy, record)?;
        Ok(Reopened { rules, policy, dossier, signed })
    }
}

/// Decides again under a prepared policy and compares.
pub(super) fn again(rules: &Rules, policy: &PolicyOnDate, record: &DecisionRecord) -> Result<(Dossier, PromotionDecision), ServiceError> {
    let other = |id: String, en: String| Err(ServiceError::refused("not-reproducible", Label::new(id, en)));
    let id = &record.id;
    let dossier = match record.dossier.restore(&rules.catalogue) {
        Ok(dossier) => dossier,
        Err(error) => return other(format!("fakta keputusan `{id}`: {error}"), format!("facts of decision `{id}`: {error}")),
    };
    let decision = decide(policy, &dossier, &record.waivers);
    if json(&decision)? != *record.proof {
        return other(
            format!("keputusan `{id}` tidak menghasilkan bukti yang sama jika diputus ulang"),
            format!("decision `{id}` does not give the same proof when it is decided again"),
        );
    }
    let (by, on) = (Arc::clone(&record.decided_by), record.decided_on);
    let signed = PromotionDecision::new(id.clone(), record.person.clone(), Arc::new(decision), on, by);
    Ok((dossier, signed))
}
