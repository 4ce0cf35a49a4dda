//! Withdraws a draft.

use jenjang::audit::Digest;
use jenjang::legal::Label;
use jenjang::policy::repository::{PolicyState, PolicyVersion};
use jenjang::store::Transaction;

use super::{find, wrong_state};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::trail::{Change, record, thing_subject};

/// Gives up a version that was not enacted.
#[derive(Clone, Copy, Debug)]
pub struct WithdrawPolicy<'a> {
    /// Id of the policy.
    pub policy: &'a str,
    /// The version.
    pub version: Digest,
    /// Why.
    pub reason: &'a str,
}

/// Withdraws a draft or a version under review; it stays readable for those who draft.
///
/// # Errors
/// [`ServiceError::Forbidden`]; a version that is not there or was enacted; `reason-missing`.
pub async fn withdraw_policy(context: &Context<'_>, command: WithdrawPolicy<'_>) -> Result<PolicyVersion, ServiceError> {
    transact!(context, tx => {
        super::not_in_a_draft(tx, &command.version).await?;
        withdraw(context, tx, &command).await
    })
}

/// As [`withdraw_policy`], within a transaction of somebody else's.
pub(crate) async fn withdraw(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    command: &WithdrawPolicy<'_>,
) -> Result<PolicyVersion, ServiceError> {
    authorize(context, tx, Action::WithdrawPolicy, &Target::everything()).await?;
    let found = find(tx, command.policy, &command.version).await?;
    let before = found.value;
    if !matches!(before.state, PolicyState::Draft | PolicyState::UnderReview { .. }) {
        return Err(wrong_state(&before, &Label::new("ditarik", "withdraw")));
    }
    let reason = command.reason.trim();
    if reason.is_empty() {
        return Err(ServiceError::refused(
            "reason-missing",
            Label::new("alasan penarikan kosong, harus berupa teks", "the reason for withdrawing says nothing, expected a text"),
        ));
    }
    let state = PolicyState::Withdrawn { on: context.clock.today(), reason: reason.into() };
    let after = PolicyVersion { state, ..before.clone() };
    tx.policies().save(&after, Some(found.revision)).await?;
    let subject = thing_subject("policy", &after.policy, Some(&before), Some(&after))?;
    record(context, tx, Change::new(Action::WithdrawPolicy, vec![subject]).under(&after.policy, after.version)).await?;
    Ok(after)
}
