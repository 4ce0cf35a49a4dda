//! Giving up an activity.

use jenjang::development::{DevelopmentRecord, DevelopmentState};
use jenjang::legal::Label;
use jenjang::people::id::DevelopmentId;
use jenjang::store::Transaction;

use super::{planned, said, still_planned, subject};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::trail::{self, Change};

/// An activity that is given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CancelDevelopment {
    /// Which.
    pub id: DevelopmentId,
    /// Why.
    pub reason: String,
}

/// Records that an activity is given up.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] for an activity that is over or without a reason;
/// [`ServiceError::Store`].
pub async fn cancel_development(context: &Context<'_>, command: &CancelDevelopment) -> Result<(), ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &CancelDevelopment) -> Result<(), ServiceError> {
    let (stored, file) = planned(tx, &command.id).await?;
    authorize(context, tx, Action::RecordDevelopment, &Target::person(&stored.value.person)).await?;
    still_planned(&stored.value)?;
    let reason = said(&command.reason, &Label::new("alasan", "reason"))?;
    let before = stored.value;
    let state = DevelopmentState::Cancelled { on: context.clock.today(), reason };
    let after = DevelopmentRecord { state, ..before.clone() };
    tx.development().save(&after, Some(stored.revision)).await?;
    let subject = subject(&file.value, Some((&before, None)), (&after, None))?;
    trail::record(context, tx, Change::new(Action::RecordDevelopment, vec![subject])).await
}
