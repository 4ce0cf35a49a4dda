//! Taking a step.

use std::sync::Arc;

use jenjang::consultation::Draft;
use jenjang::legal::Label;
use jenjang::people::id::DraftId;
use jenjang::store::Transaction;

use super::{DRAFT, load, save};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Role, Target, allowed, authorize};
use crate::records;
use crate::seen::Seen;

/// The end of the step a draft is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakeStep {
    /// The draft.
    pub draft: DraftId,
    /// Code of the step that is meant; a draft that is in another one is left as it is.
    pub step: Arc<str>,
    /// Whether the draft is given back to the step before.
    pub returned: bool,
    /// What is noted; why, where it is given back.
    pub note: Option<String>,
    /// What was seen of the draft before.
    pub seen: Seen,
}

/// Ends the step a draft is in, or gives the draft back to the step before. The signature is [`sign_draft`](super::sign_draft).
///
/// # Errors
/// [`ServiceError::Forbidden`] for another role than the step names; [`ServiceError::ConflictOfInterest`] where the step asks for somebody else than the
/// drafter; [`ServiceError::NotFound`]; [`ServiceError::Refused`] for another step than the present one (`other-step`), for the signature, or without
/// the reason of a return; a conflict where the draft is another than what was seen.
pub async fn take_step(context: &Context<'_>, command: &TakeStep) -> Result<Draft, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &TakeStep) -> Result<Draft, ServiceError> {
    let held = authorize(context, tx, Action::TakeStep, &Target::everything()).await?;
    let Some(actor) = context.actor.person() else {
        return Err(ServiceError::Forbidden { action: Action::TakeStep, allowed: allowed(Action::TakeStep) });
    };
    let found = load(tx, &command.draft).await?;
    command.seen.still(DRAFT, &command.draft, Some(found.revision))?;
    let mut draft = found.value.clone();
    if let Some(step) = draft.step() {
        if step.code != command.step {
            let (present, asked) = (&step.code, &command.step);
            return Err(ServiceError::refused(
                "other-step",
                Label::new(
                    format!("rancangan `{}` berada pada tahap `{present}`, bukan `{asked}`", draft.id),
                    format!("draft `{}` is in step `{present}`, not `{asked}`", draft.id),
                ),
            ));
        }
        let role = Role::granted(step.role);
        if !held.contains(&role) {
            let role = role.label();
            return Err(ServiceError::refused(
                "other-role",
                Label::new(
                    format!("tahap `{}` dicatat oleh {}", step.code, role.id),
                    format!("step `{}` is recorded by {}", step.code, role.en),
                ),
            ));
        }
        if step.other_person && !command.returned && draft.is_drafter(actor) {
            return Err(ServiceError::ConflictOfInterest(Label::new(
                format!("tahap `{}` harus dicatat oleh orang lain daripada penyusun rancangan", step.code),
                format!("step `{}` has to be recorded by somebody else than the drafter", step.code),
            )));
        }
    }
    let note = match &command.note {
        Some(note) => Some(records::said(note, &Label::new("catatan", "note"))?),
        None => None,
    };
    draft.take(actor, context.clock.today(), command.returned, note)?;
    save(context, tx, Action::TakeStep, Some((&found.value, found.revision)), &draft).await?;
    Ok(draft)
}
