//! Hands a draft in.

use std::sync::Arc;

use jenjang::audit::Digest;
use jenjang::legal::Label;
use jenjang::people::View;
use jenjang::policy::document::Status;
use jenjang::policy::repository::{PolicyState, PolicyVersion};
use jenjang::store::Transaction;
use jenjang_policy_files::Library;

use super::{checked, find, in_force, wrong_state};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::trail::{Change, record, thing_subject};

/// Hands a draft in to be enacted.
#[derive(Clone, Copy, Debug)]
pub struct SubmitPolicy<'a> {
    /// Policies and catalogue that came with the program.
    pub shipped: &'a Library,
    /// Id of the policy.
    pub policy: &'a str,
    /// The draft.
    pub version: Digest,
}

/// Hands a draft in. From here on it is somebody else's to enact.
///
/// # Errors
/// [`ServiceError::Forbidden`]; a version that is not there or is no draft; `policy-is-draft` where the text calls itself a draft;
/// [`ServiceError::Unsound`] where it no longer fits the policies in force.
pub async fn submit_policy(context: &Context<'_>, command: SubmitPolicy<'_>) -> Result<PolicyVersion, ServiceError> {
    transact!(context, tx => submit(context, tx, &command).await)
}

/// As [`submit_policy`], within a transaction of somebody else's.
pub(crate) async fn submit(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    command: &SubmitPolicy<'_>,
) -> Result<PolicyVersion, ServiceError> {
    authorize(context, tx, Action::SubmitPolicy, &Target::everything()).await?;
    let found = find(tx, command.policy, &command.version).await?;
    let (before, today) = (found.value, context.clock.today());
    let (PolicyState::Draft, Some(actor)) = (&before.state, context.actor.person()) else {
        return Err(wrong_state(&before, &Label::new("diajukan", "hand in")));
    };
    let mut library = Arc::unwrap_or_clone(in_force(tx, command.shipped, View::on(today)).await?);
    let (policy, _) = checked(&mut library, &before.policy, &before.text)?;
    if policy.status == Status::Draft {
        return Err(ServiceError::refused(
            "policy-is-draft",
            Label::new(
                format!("naskah kebijakan `{}` menyebut dirinya rancangan (`status = \"draft\"`); usulkan naskah tanpa itu", before.policy),
                format!("the text of policy `{}` calls itself a draft (`status = \"draft\"`); propose one without", before.policy),
            ),
        ));
    }
    let after = PolicyVersion { state: PolicyState::UnderReview { since: today, by: actor.clone() }, ..before.clone() };
    tx.policies().save(&after, Some(found.revision)).await?;
    let subject = thing_subject("policy", &after.policy, Some(&before), Some(&after))?;
    record(context, tx, Change::new(Action::SubmitPolicy, vec![subject]).under(&after.policy, after.version)).await?;
    Ok(after)
}
