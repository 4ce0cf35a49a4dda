//! Takes a request for correction back.

use std::sync::Arc;

use jenjang::people::{CorrectionRequest, CorrectionState};
use jenjang::store::Transaction;

use super::{moved, still_open};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;

/// A request that is given up.
#[derive(Clone, Debug)]
pub struct WithdrawCorrection {
    /// Its id.
    pub id: Arc<str>,
}

/// Takes a request back.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; `correction-answered`; [`ServiceError::Store`].
pub async fn withdraw_correction(context: &Context<'_>, command: &WithdrawCorrection) -> Result<CorrectionRequest, ServiceError> {
    transact!(context, tx => withdraw(context, tx, command).await)
}

async fn withdraw(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    command: &WithdrawCorrection,
) -> Result<CorrectionRequest, ServiceError> {
    let before = records::require::<CorrectionRequest>(tx, &command.id).await?;
    authorize(context, tx, Action::WithdrawCorrection, &Target::person(&before.value.person)).await?;
    still_open(&before)?;
    let state = CorrectionState::Withdrawn { on: context.clock.today() };
    moved(context, tx, Action::WithdrawCorrection, before, state).await
}
