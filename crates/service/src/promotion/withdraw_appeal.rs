//! Takes an appeal back.

use jenjang::people::id::AppealId;
use jenjang::promotion::Appeal;
use jenjang::promotion::repository::AppealRecord;
use jenjang::store::Transaction;

use super::actor;
use super::file_appeal::{appeal, keep, refused};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};

/// Takes an own appeal back.
#[derive(Clone, Debug)]
pub struct WithdrawAppeal {
    /// The appeal.
    pub appeal: AppealId,
}

/// Takes an appeal back; the decision stands.
///
/// # Errors
/// [`ServiceError::Forbidden`] for somebody else's appeal; an appeal that is not there or is resolved.
pub async fn withdraw_appeal(context: &Context<'_>, command: WithdrawAppeal) -> Result<AppealRecord, ServiceError> {
    transact!(context, tx => withdraw(context, tx, &command).await)
}

async fn withdraw(context: &Context<'_>, tx: &mut dyn Transaction, command: &WithdrawAppeal) -> Result<AppealRecord, ServiceError> {
    let (before, _) = appeal(tx, &command.appeal).await?;
    authorize(context, tx, Action::WithdrawAppeal, &Target::person(&before.value.person)).await?;
    let withdrawn = Appeal::restore(&before.value, Vec::new()).withdraw(context.clock.today()).map_err(refused)?;
    let after = withdrawn.record(before.value.round.clone(), actor(context, Action::WithdrawAppeal)?);
    keep(context, tx, Action::WithdrawAppeal, Some(&before), &after).await?;
    Ok(after)
}
