//! A rater does not want to rate, or somebody declares a conflict of interest.
//!
//! The entry of the trail names the cycle and who acted, not the other person: it does not join rater and rated.

use jenjang::evaluation::cycle::{Cycle, CycleState};
use jenjang::evaluation::nomination::Nomination;
use jenjang::evaluation::repository::NominationFilter;
use jenjang::legal::Label;
use jenjang::people::id::{CycleId, PersonId};
use jenjang::store::Transaction;

use super::load;
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Role, Target, authorize};
use crate::trail::{self, Change};

/// A rater who does not want to rate, or cannot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclineNomination {
    /// The cycle.
    pub cycle: CycleId,
    /// Who would be rated.
    pub ratee: PersonId,
    /// Why.
    pub reason: String,
}

/// A conflict of interest between a rater and a person rated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclareConflict {
    /// The cycle.
    pub cycle: CycleId,
    /// Who is rated.
    pub ratee: PersonId,
    /// Who should not rate.
    pub rater: PersonId,
    /// Why.
    pub reason: String,
}

/// The rater declines, before having answered.
///
/// # Errors
/// [`ServiceError::Forbidden`] for whoever is not named; [`ServiceError::Refused`] for a blank reason, a cycle that is neither being named for nor
/// open, or somebody who has answered (`already-answered`); [`ServiceError::Store`].
pub async fn decline_nomination(context: &Context<'_>, command: &DeclineNomination) -> Result<(), ServiceError> {
    transact!(context, tx => decline_in(context, tx, command).await)
}

async fn decline_in(context: &Context<'_>, tx: &mut dyn Transaction, command: &DeclineNomination) -> Result<(), ServiceError> {
    authorize(context, tx, Action::DeclineNomination, &Target::ratee(&command.cycle, &command.ratee)).await?;
    let Some(rater) = context.actor.person() else { return Ok(()) };
    let nomination = in_time(tx, &command.cycle, &command.ratee, rater, true).await?;
    let mut after = nomination;
    after.decline(&command.reason)?;
    save(context, tx, Action::DeclineNomination, &command.cycle, after).await
}

/// Rater, person rated or superior declare a conflict of interest; once the cycle is open only the rater can, so that nobody gets rid of a
/// rater who has answered.
///
/// # Errors
/// As [`decline_nomination`].
pub async fn declare_conflict(context: &Context<'_>, command: &DeclareConflict) -> Result<(), ServiceError> {
    transact!(context, tx => conflict_in(context, tx, command).await)
}

async fn conflict_in(context: &Context<'_>, tx: &mut dyn Transaction, command: &DeclareConflict) -> Result<(), ServiceError> {
    let target = Target::ratee(&command.cycle, &command.ratee);
    let roles = authorize(context, tx, Action::DeclareConflict, &target).await?;
    let is_rater = context.actor.person() == Some(&command.rater);
    if !is_rater && !roles.contains(&Role::Oneself) && !roles.contains(&Role::Supervisor) {
        let allowed = &[Role::Rater, Role::Oneself, Role::Supervisor];
        return Err(ServiceError::Forbidden { action: Action::DeclareConflict, allowed });
    }
    let mut after = in_time(tx, &command.cycle, &command.ratee, &command.rater, is_rater).await?;
    after.declare_conflict(&command.reason)?;
    save(context, tx, Action::DeclareConflict, &command.cycle, after).await
}

/// The nomination, where it may still be given up.
async fn in_time(
    tx: &mut dyn Transaction,
    cycle: &CycleId,
    ratee: &PersonId,
    rater: &PersonId,
    while_open: bool,
) -> Result<Nomination, ServiceError> {
    let file = load::find(tx, cycle).await?.value;
    match file.cycle.state() {
        CycleState::Nominating { .. } => {}
        CycleState::Open { .. } if while_open => {}
        _ => return Err(too_late(&file.cycle)),
    }
    let filter = NominationFilter { ratee: Some(ratee.clone()), rater: Some(rater.clone()) };
    if !tx.cycles().receipts(cycle, &filter).await?.is_empty() {
        return Err(ServiceError::refused(
            "already-answered",
            Label::new("jawaban sudah diberikan: penunjukan tidak dapat ditolak lagi", "the answer is given: it is too late to decline"),
        ));
    }
    load::nomination(tx, cycle, ratee, rater).await
}

fn too_late(cycle: &Cycle) -> ServiceError {
    let state = cycle.state().label();
    ServiceError::refused(
        "too-late-to-decline",
        Label::new(
            format!("periode `{}` {}: penunjukan tidak dapat dilepas lagi", cycle.id(), state.id),
            format!("cycle `{}` is {}: a nomination can no longer be given up", cycle.id(), state.en),
        ),
    )
}

async fn save(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    action: Action,
    cycle: &CycleId,
    after: Nomination,
) -> Result<(), ServiceError> {
    tx.cycles().save_nominations(cycle, std::slice::from_ref(&after)).await?;
    trail::record(context, tx, Change::new(action, vec![load::mentioned(cycle)?])).await
}
