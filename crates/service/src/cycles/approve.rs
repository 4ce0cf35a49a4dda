//! The superior agrees to raters, or does not.

use jenjang::evaluation::nomination::Nomination;
use jenjang::people::id::{CycleId, PersonId};
use jenjang::store::Transaction;

use super::{load, nominate::nominating};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::trail::{self, Change};

/// Raters to be approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApproveNominations {
    /// The cycle.
    pub cycle: CycleId,
    /// Who is rated.
    pub ratee: PersonId,
    /// Whose nominations are approved.
    pub raters: Vec<PersonId>,
}

/// A rater to be refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefuseNomination {
    /// The cycle.
    pub cycle: CycleId,
    /// Who is rated.
    pub ratee: PersonId,
    /// Whose nomination is refused.
    pub rater: PersonId,
    /// Why.
    pub reason: String,
}

/// The superior of the chart agrees: the raters may rate once the cycle opens.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] for somebody who is not the superior of the cycle's chart, a
/// nomination that does not wait, or a cycle that is past naming; [`ServiceError::Store`].
pub async fn approve_nominations(context: &Context<'_>, command: &ApproveNominations) -> Result<(), ServiceError> {
    transact!(context, tx => decide(context, tx, &command.cycle, &command.ratee, &command.raters, None).await)
}

/// The superior of the chart does not agree, for a reason.
///
/// # Errors
/// As [`approve_nominations`], and for a blank reason.
pub async fn refuse_nomination(context: &Context<'_>, command: &RefuseNomination) -> Result<(), ServiceError> {
    let raters = std::slice::from_ref(&command.rater);
    transact!(context, tx => decide(context, tx, &command.cycle, &command.ratee, raters, Some(&command.reason)).await)
}

/// Approves, or refuses for a reason.
async fn decide(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    cycle: &CycleId,
    ratee: &PersonId,
    raters: &[PersonId],
    refused: Option<&str>,
) -> Result<(), ServiceError> {
    authorize(context, tx, Action::ApproveNomination, &Target::person(ratee)).await?;
    let file = load::find(tx, cycle).await?.value;
    nominating(&file.cycle)?;
    let chart = load::chart(&file.chart)?;
    let Some(superior) = context.actor.person() else { return Ok(()) };
    let (mut before, mut after): (Vec<Nomination>, Vec<Nomination>) = (Vec::new(), Vec::new());
    for rater in raters {
        let mut nomination = load::nomination(tx, cycle, ratee, rater).await?;
        before.push(nomination.clone());
        match refused {
            None => nomination.approve(superior, &chart)?,
            Some(reason) => nomination.refuse(superior, &chart, reason)?,
        }
        after.push(nomination);
    }
    let subjects = load::save_nominations(tx, cycle, &before, &after).await?;
    trail::record(context, tx, Change::new(Action::ApproveNomination, subjects)).await
}
