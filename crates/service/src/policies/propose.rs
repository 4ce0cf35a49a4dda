//! Proposes a policy.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::audit::Digest;
use jenjang::legal::Label;
use jenjang::people::View;
use jenjang::policy::diagnostic::Diagnostic;
use jenjang::policy::repository::{PolicyState, PolicyVersion};
use jenjang::store::Transaction;
use jenjang_policy_files::Library;

use super::{checked, in_force};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::trail::{Change, record, thing_subject};

/// Proposes a text as a version of the policy it names.
#[derive(Clone, Copy, Debug)]
pub struct ProposePolicy<'a> {
    /// Policies and catalogue that came with the program.
    pub shipped: &'a Library,
    /// Name of the file, for messages.
    pub file: &'a str,
    /// The text.
    pub text: &'a str,
    /// Why.
    pub purpose: Option<&'a str>,
    /// First day the version may bind; without one the first day the text names, or today.
    pub effective: Option<NaiveDate>,
}

/// A policy that was proposed.
#[derive(Clone, Debug)]
pub struct Proposed {
    /// The draft.
    pub version: PolicyVersion,
    /// What the checker says besides: warnings and notes.
    pub remarks: Vec<Diagnostic>,
}

/// Proposes a policy: reads and checks the text against the policies in force and keeps it as a draft.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::Unsound`] with every problem of the text, a case of its own that fails among them, or of a policy that
/// could no longer use this one;
/// `policy-known` for a version that is there already.
pub async fn propose_policy(context: &Context<'_>, command: ProposePolicy<'_>) -> Result<Proposed, ServiceError> {
    transact!(context, tx => propose(context, tx, &command).await)
}

/// As [`propose_policy`], within a transaction of somebody else's.
pub(crate) async fn propose(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    command: &ProposePolicy<'_>,
) -> Result<Proposed, ServiceError> {
    authorize(context, tx, Action::ProposePolicy, &Target::everything()).await?;
    let today = context.clock.today();
    let mut library = Arc::unwrap_or_clone(in_force(tx, command.shipped, View::on(today)).await?);
    let (policy, remarks) = checked(&mut library, command.file, command.text)?;
    let version = Digest::from(policy.version);
    let found = tx.policies().find(&policy.id, &version).await?;
    let shipped = command.shipped.set.get(&policy.id).is_some_and(|shipped| shipped.version == policy.version);
    if shipped || found.as_ref().is_some_and(|found| !matches!(found.value.state, PolicyState::Withdrawn { .. })) {
        let state = found.map_or(PolicyState::Shipped, |found| found.value.state).label();
        return Err(ServiceError::refused(
            "policy-known",
            Label::new(
                format!("kebijakan `{}` dengan makna yang sama sudah ada, keadaannya `{}`", policy.id, state.id),
                format!("policy `{}` with the same meaning is there already, in state `{}`", policy.id, state.en),
            ),
        ));
    }
    let proposal = PolicyVersion {
        policy: Arc::clone(&policy.id),
        version,
        text: command.text.into(),
        effective: command.effective.or(policy.effective.from).unwrap_or(today),
        proposed_by: context.actor.person().cloned(),
        purpose: command.purpose.map(str::trim).filter(|purpose| !purpose.is_empty()).map(Arc::from),
        state: PolicyState::Draft,
    };
    tx.policies().save(&proposal, found.as_ref().map(|found| found.revision)).await?;
    let subject = thing_subject("policy", &policy.id, found.as_ref().map(|found| &found.value), Some(&proposal))?;
    record(context, tx, Change::new(Action::ProposePolicy, vec![subject]).under(&policy.id, version)).await?;
    Ok(Proposed { version: proposal, remarks })
}
