//! Makes the choice.

use jenjang::legal::Label;
use jenjang::people::id::RoundId;
use jenjang::promotion::{Pick, Selection};
use jenjang::store::Transaction;

use super::actor;
use super::round::{authorized, does_not_stand, keep, refused, whole};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::Action;

/// Who is chosen.
#[derive(Clone, Debug)]
pub enum Choice {
    /// Everybody who is put forward.
    Everybody,
    /// These.
    These(Vec<Pick>),
}

/// Chooses from those put forward.
#[derive(Clone, Debug)]
pub struct DecideRound {
    /// The round.
    pub round: RoundId,
    /// Who is chosen.
    pub choice: Choice,
}

/// Makes and signs the choice of a round.
///
/// INVARIANT (two persons): nobody who ran the round (planned, opened, screened, scored, ranked it) decides it.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::ConflictOfInterest`] for whoever ran the round and for a candidate; a state other than ranked
/// (screened, where nobody is ranked); more people than places, somebody not eligible, somebody not put forward without a reason.
pub async fn decide_round(context: &Context<'_>, command: DecideRound) -> Result<Selection, ServiceError> {
    transact!(context, tx => decide(context, tx, &command).await)
}

async fn decide(context: &Context<'_>, tx: &mut dyn Transaction, command: &DecideRound) -> Result<Selection, ServiceError> {
    let before = authorized(context, tx, Action::DecideRound, &command.round).await?;
    let actor = actor(context, Action::DecideRound)?;
    if before.value.opened_by == *actor || before.value.run_by.contains(actor) {
        return Err(ServiceError::ConflictOfInterest(Label::new(
            format!(
                "putaran `{}` harus diputuskan oleh orang lain daripada yang merencanakan, membuka, memeriksa, menilai, atau memeringkatnya",
                command.round
            ),
            format!(
                "round `{}` has to be decided by somebody else than whoever planned, opened, screened, scored or ranked it",
                command.round
            ),
        )));
    }
    does_not_stand(context, tx, &command.round).await?;
    let round = whole(tx, &before.value).await?;
    let chosen = match &command.choice {
        Choice::These(picks) => picks.clone(),
        Choice::Everybody => round.put_forward().into_iter().map(|person| Pick { person, reason: None }).collect(),
    };
    let today = context.clock.today();
    let decided = round.decide(chosen, today, actor.as_str().into()).map_err(refused)?;
    let after = decided.file(&before.value, today);
    keep(context, tx, Action::DecideRound, &before, &after).await?;
    let undecided = || ServiceError::not_found(Label::new("pilihan putaran", "choice of round"), &command.round);
    after.selection.ok_or_else(undecided)
}
