//! Closing a consultation.

use jenjang::consultation::Draft;
use jenjang::people::id::DraftId;
use jenjang::store::Transaction;

use super::{load, save};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};

/// A consultation whose last day is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CloseConsultation {
    /// The draft.
    pub draft: DraftId,
}

/// Closes a consultation from the day after its last day. What came within it by letter may still be entered until the draft moves on.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] while the window is open (`window-open`) or where none is.
pub async fn close_consultation(context: &Context<'_>, command: &CloseConsultation) -> Result<Draft, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &CloseConsultation) -> Result<Draft, ServiceError> {
    authorize(context, tx, Action::OpenConsultation, &Target::everything()).await?;
    let found = load(tx, &command.draft).await?;
    let mut draft = found.value.clone();
    draft.close(context.clock.today())?;
    save(context, tx, Action::OpenConsultation, Some((&found.value, found.revision)), &draft).await?;
    Ok(draft)
}
