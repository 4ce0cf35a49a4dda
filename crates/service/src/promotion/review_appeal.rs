//! Takes an appeal up.

use jenjang::people::id::AppealId;
use jenjang::promotion::Appeal;
use jenjang::promotion::repository::AppealRecord;
use jenjang::store::Transaction;

use super::file_appeal::{appeal, impartial, keep, refused, target};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, authorize};

/// Takes an appeal up.
#[derive(Clone, Debug)]
pub struct ReviewAppeal {
    /// The appeal.
    pub appeal: AppealId,
}

/// Takes an appeal up. From here on the panel may score the appellant, so that there is a score should the appeal succeed.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::ConflictOfInterest`] for the appellant and the signer of the decision; an appeal that is not there or
/// was taken up.
pub async fn review_appeal(context: &Context<'_>, command: ReviewAppeal) -> Result<AppealRecord, ServiceError> {
    transact!(context, tx => review(context, tx, &command).await)
}

async fn review(context: &Context<'_>, tx: &mut dyn Transaction, command: &ReviewAppeal) -> Result<AppealRecord, ServiceError> {
    let (before, disputed) = appeal(tx, &command.appeal).await?;
    let target = target(tx, &disputed).await?;
    authorize(context, tx, Action::ReviewAppeal, &target).await?;
    let reviewer = impartial(context, tx, &disputed).await?;
    let reviewed = Appeal::restore(&before.value, Vec::new()).review(context.clock.today()).map_err(refused)?;
    let after = reviewed.record(disputed.round.clone(), reviewer);
    keep(context, tx, Action::ReviewAppeal, Some(&before), &after).await?;
    Ok(after)
}
