//! Agreeing on goals.

use jenjang::mentoring::Goal;
use jenjang::people::id::PairId;
use jenjang::store::Transaction;

use super::{authorized, keep};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::Action;
use crate::records::said;

/// Goals of a pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetGoals {
    /// The pair.
    pub pair: PairId,
    /// What the mentee is to reach, added to what stands.
    pub goals: Vec<Goal>,
}

/// Adds goals to a running pair.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but the mentor and an HR officer; [`ServiceError::NotFound`]; `pair-not-running`; `blank`;
/// [`ServiceError::Store`].
pub async fn set_goals(context: &Context<'_>, command: &SetGoals) -> Result<(), ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &SetGoals) -> Result<(), ServiceError> {
    let (before, _) = authorized(context, tx, Action::MeetMentor, &command.pair).await?;
    let mut after = before.value.clone();
    after.must_run().map_err(|error| super::refused(&error))?;
    for goal in &command.goals {
        said(&goal.text, &jenjang::legal::Label::new("sasaran", "goal"))?;
        after.goals.push(goal.clone());
    }
    keep(context, tx, Action::MeetMentor, &before, &after).await
}
