//! Signing a draft, which enacts its policy.

use chrono::NaiveDate;
use jenjang::consultation::Draft;
use jenjang::consultation::life::{Signature, drafter_signs};
use jenjang::legal::Label;
use jenjang::people::id::DraftId;
use jenjang::store::Transaction;
use jenjang_policy_files::Library;

use super::{DRAFT, load, save};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, allowed, authorize};
use crate::policies::enact::{EnactPolicy, enact};
use crate::records;
use crate::seen::Seen;

/// A draft to be signed.
#[derive(Clone, Debug)]
pub struct SignDraft<'a> {
    /// Policies and catalogue that came with the program.
    pub shipped: &'a Library,
    /// The draft.
    pub draft: &'a DraftId,
    /// First day the policy binds; without one the day its text names.
    pub effective: Option<NaiveDate>,
    /// Number of the decree and the like.
    pub note: Option<&'a str>,
    /// What was seen of it before: nobody signs what came into it meanwhile.
    pub seen: Seen,
}

/// Signs a draft and enacts its policy in the same transaction.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::ConflictOfInterest`] for whoever wrote a version of the draft; [`ServiceError::NotFound`];
/// [`ServiceError::Refused`] while steps are left (`steps-left`); whatever enacting the policy refuses; a conflict where the draft is another than what
/// was seen.
pub async fn sign_draft(context: &Context<'_>, command: &SignDraft<'_>) -> Result<Draft, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &SignDraft<'_>) -> Result<Draft, ServiceError> {
    authorize(context, tx, Action::SignDraft, &Target::everything()).await?;
    let Some(actor) = context.actor.person() else {
        return Err(ServiceError::Forbidden { action: Action::SignDraft, allowed: allowed(Action::SignDraft) });
    };
    let found = load(tx, command.draft).await?;
    let mut draft = found.value.clone();
    if draft.is_drafter(actor) {
        return Err(drafter_signs(&draft.id).into());
    }
    command.seen.still(DRAFT, command.draft, Some(found.revision))?;
    let Some(present) = draft.current().cloned() else {
        return Err(ServiceError::not_found(Label::new("naskah rancangan", "text of the draft"), &draft.id));
    };
    let note = match command.note {
        Some(note) => Some(records::said(note, &Label::new("catatan", "note"))?),
        None => None,
    };
    let signature = |effective: NaiveDate| Signature {
        on: context.clock.today(),
        by: actor.clone(),
        version: present.digest,
        policy_version: present.policy_version,
        effective,
    };
    // the draft's own rules speak first: of a draft that is not ready nobody hears about its policy
    draft.clone().sign(signature(context.clock.today()), note.clone())?;
    let command = EnactPolicy {
        shipped: command.shipped,
        policy: &present.text.policy,
        version: present.policy_version,
        effective: command.effective,
    };
    let enacted = enact(context, tx, &command).await?;
    draft.sign(signature(enacted.effective), note)?;
    save(context, tx, Action::SignDraft, Some((&found.value, found.revision)), &draft).await?;
    Ok(draft)
}
