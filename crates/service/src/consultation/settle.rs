//! Moving on from the consultation to the steps.

use jenjang::consultation::Draft;
use jenjang::consultation::compare::unkept;
use jenjang::legal::Label;
use jenjang::people::id::{DraftId, SubmissionId};
use jenjang::store::Transaction;
use jenjang_policy_files::Library;

use super::{DRAFT, changed_clauses, load, save, submissions};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::policies::propose::{ProposePolicy, propose};
use crate::policies::submit::{SubmitPolicy, submit};
use crate::policies::withdraw::{WithdrawPolicy, withdraw};
use crate::seen::Seen;

/// A draft whose submissions are answered and whose text is revised.
#[derive(Clone, Debug)]
pub struct SettleConsultation<'a> {
    /// Policies and catalogue that came with the program.
    pub shipped: &'a Library,
    /// The draft.
    pub draft: &'a DraftId,
    /// What was seen of it before.
    pub seen: Seen,
}

/// Sends a draft into its steps: its policy is proposed and handed in, and the clock of the first step starts.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] while a submission lacks an answer (`unanswered`), where a clause
/// that an answer promised to change reads as it did (`promise-not-kept`), or from another state; whatever proposing the policy refuses; a
/// conflict where the draft is another than what was seen.
pub async fn settle_consultation(context: &Context<'_>, command: &SettleConsultation<'_>) -> Result<Draft, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &SettleConsultation<'_>) -> Result<Draft, ServiceError> {
    authorize(context, tx, Action::OpenConsultation, &Target::everything()).await?;
    let found = load(tx, command.draft).await?;
    command.seen.still(DRAFT, command.draft, Some(found.revision))?;
    let submissions = submissions(tx, command.draft).await?;
    let unanswered: Vec<SubmissionId> =
        submissions.iter().filter(|submission| submission.answer.is_none()).map(|submission| submission.id.clone()).collect();
    let mut draft = found.value.clone();
    draft.settle(&unanswered, context.clock.today())?;
    let changed = changed_clauses(context, tx, command.shipped, &draft, &submissions).await?;
    let broken = unkept(&submissions, |submission| changed.get(&submission.version).cloned().unwrap_or_default());
    if !broken.is_empty() {
        let list =
            |word: &str| broken.iter().take(5).map(|(id, clause)| format!("`{id}` ({word} {clause})")).collect::<Vec<_>>().join(", ");
        return Err(ServiceError::refused(
            "promise-not-kept",
            Label::new(
                format!("masukan yang diterima belum mengubah ketentuannya: {}; ubah naskahnya atau perbaiki tanggapannya", list("pasal")),
                format!(
                    "submissions were accepted, but their clauses read as before: {}; change the text or correct the answer",
                    list("article")
                ),
            ),
        ));
    }
    propose_present(context, tx, command.shipped, &draft).await?;
    save(context, tx, Action::OpenConsultation, Some((&found.value, found.revision)), &draft).await?;
    Ok(draft)
}

/// Proposes the policy of the present text and hands it in.
pub(super) async fn propose_present(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    shipped: &Library,
    draft: &Draft,
) -> Result<(), ServiceError> {
    let Some(present) = draft.current() else { return Ok(()) };
    let proposal = ProposePolicy {
        shipped,
        file: &present.text.policy,
        text: &present.policy_text,
        purpose: Some(&present.text.title.id),
        effective: None,
    };
    propose(context, tx, &proposal).await?;
    submit(context, tx, &SubmitPolicy { shipped, policy: &present.text.policy, version: present.policy_version }).await?;
    Ok(())
}

/// Takes the policy of the present text back.
pub(super) async fn withdraw_present(context: &Context<'_>, tx: &mut dyn Transaction, draft: &Draft) -> Result<(), ServiceError> {
    let Some(present) = draft.current() else { return Ok(()) };
    let reason = "digantikan oleh versi rancangan berikutnya / replaced by the next version of the draft";
    withdraw(context, tx, &WithdrawPolicy { policy: &present.text.policy, version: present.policy_version, reason }).await?;
    Ok(())
}
