//! Enacts a policy.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::audit::Digest;
use jenjang::legal::Label;
use jenjang::people::View;
use jenjang::policy::repository::{PolicyState, PolicyVersion};
use jenjang::store::Transaction;
use jenjang_policy_files::Library;

use super::{checked, find, in_force, wrong_state};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::messages;
use crate::permissions::{Action, Target, authorize};
use crate::trail::{Change, record, thing_subject};

/// Puts a version that was handed in in force.
#[derive(Clone, Copy, Debug)]
pub struct EnactPolicy<'a> {
    /// Policies and catalogue that came with the program.
    pub shipped: &'a Library,
    /// Id of the policy.
    pub policy: &'a str,
    /// The version.
    pub version: Digest,
    /// First day it binds; without one that of the proposal. A day in the past makes it retroactive.
    pub effective: Option<NaiveDate>,
}

/// Enacts a policy. It is known from today on and binds from its effective day; the version signed before it is superseded, and stays in force
/// for days before that day and for whoever asks what was known before today.
///
/// INVARIANT (two persons): who proposed a version or handed it in does not enact it.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::ConflictOfInterest`]; a version that is not there or not under review;
/// [`ServiceError::Unsound`] where it no longer fits the policies in force.
pub async fn enact_policy(context: &Context<'_>, command: EnactPolicy<'_>) -> Result<PolicyVersion, ServiceError> {
    transact!(context, tx => {
        super::not_in_a_draft(tx, &command.version).await?;
        enact(context, tx, &command).await
    })
}

/// As [`enact_policy`], within a transaction of somebody else's.
pub(crate) async fn enact(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    command: &EnactPolicy<'_>,
) -> Result<PolicyVersion, ServiceError> {
    authorize(context, tx, Action::EnactPolicy, &Target::everything()).await?;
    let found = find(tx, command.policy, &command.version).await?;
    let (before, today) = (found.value, context.clock.today());
    let (PolicyState::UnderReview { by: submitter, .. }, Some(actor)) = (&before.state, context.actor.person()) else {
        return Err(wrong_state(&before, &Label::new("ditetapkan", "enact")));
    };
    if before.proposed_by.as_ref() == Some(actor) || submitter == actor {
        return Err(ServiceError::ConflictOfInterest(Label::new(
            format!("kebijakan `{}` harus ditetapkan oleh orang lain daripada yang mengusulkan atau mengajukannya", before.policy),
            format!("policy `{}` has to be enacted by somebody else than whoever proposed it or handed it in", before.policy),
        )));
    }
    let mut library = Arc::unwrap_or_clone(in_force(tx, command.shipped, View::on(today)).await?);
    checked(&mut library, &before.policy, &before.text)?;
    let after = PolicyVersion {
        effective: command.effective.unwrap_or(before.effective),
        state: PolicyState::Enacted { on: today, by: actor.clone() },
        ..before.clone()
    };
    let mut subjects = vec![thing_subject("policy", &after.policy, Some(&before), Some(&after))?];
    for overtaken in tx.policies().list(Some(command.policy)).await? {
        let PolicyState::Enacted { on, by } = &overtaken.value.state else { continue };
        let state = PolicyState::Superseded { enacted: *on, enacted_by: by.clone(), on: today, by: after.version };
        let superseded = PolicyVersion { state, ..overtaken.value.clone() };
        tx.policies().save(&superseded, Some(overtaken.revision)).await?;
        subjects.push(thing_subject("policy", &superseded.policy, Some(&overtaken.value), Some(&superseded))?);
    }
    tx.policies().save(&after, Some(found.revision)).await?;
    record(context, tx, Change::new(Action::EnactPolicy, subjects).under(&after.policy, after.version)).await?;
    messages::announce(context, tx, "policy-enacted", &serde_json::json!({ "policy": after.policy, "version": after.version })).await?;
    Ok(after)
}
