//! Turns an appeal down.

use jenjang::people::id::AppealId;
use jenjang::promotion::Appeal;
use jenjang::promotion::repository::AppealRecord;
use jenjang::store::Transaction;

use super::file_appeal::{appeal, impartial, keep, refused, target};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::messages;
use crate::permissions::{Action, authorize};

/// Turns an appeal down.
#[derive(Clone, Copy, Debug)]
pub struct DismissAppeal<'a> {
    /// The appeal.
    pub appeal: &'a AppealId,
    /// Why.
    pub reason: &'a str,
}

/// Turns an appeal down; the decision stands.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::ConflictOfInterest`] for the appellant and the signer of the decision; an appeal that is not there or
/// not under review; an empty reason.
pub async fn dismiss_appeal(context: &Context<'_>, command: DismissAppeal<'_>) -> Result<AppealRecord, ServiceError> {
    transact!(context, tx => dismiss(context, tx, &command).await)
}

async fn dismiss(context: &Context<'_>, tx: &mut dyn Transaction, command: &DismissAppeal<'_>) -> Result<AppealRecord, ServiceError> {
    let (before, disputed) = appeal(tx, command.appeal).await?;
    let target = target(tx, &disputed).await?;
    authorize(context, tx, Action::ResolveAppeal, &target).await?;
    let actor = impartial(context, tx, &disputed).await?;
    let dismissed = Appeal::restore(&before.value, Vec::new()).dismiss(context.clock.today(), command.reason).map_err(refused)?;
    let after = dismissed.record(disputed.round.clone(), actor);
    keep(context, tx, Action::ResolveAppeal, Some(&before), &after).await?;
    messages::tell(context, tx, "appeal-resolved", [&disputed.person], &serde_json::json!({ "appeal": after.id })).await?;
    Ok(after)
}
