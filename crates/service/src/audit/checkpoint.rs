//! Seals the trail with a signature.

use jenjang::audit::repository::Checkpoint;
use jenjang::audit::{Digest, Verifier};
use jenjang::legal::Label;
use jenjang::store::Transaction;

use super::PAGE;
use super::fault::TrailFault;
use super::key::{AuditKey, is_signed};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};

/// Signs where the trail stands and keeps the checkpoint; where the newest entry is sealed already, gives the checkpoint it has.
///
/// What came since the checkpoint before is checked first: a signature never blesses a trail that does not hold together.
///
/// # Errors
/// [`ServiceError::Refused`]: `audit-empty` where there is nothing to sign, `audit-unsound` where the trail does not hold together since the last
/// checkpoint; [`ServiceError::Forbidden`]; [`ServiceError::Store`].
pub async fn sign_checkpoint(context: &Context<'_>, key: &AuditKey) -> Result<Checkpoint, ServiceError> {
    transact!(context, tx => sign(context, tx, key).await)
}

/// Whether at least `every` entries came since the last checkpoint, so that it is time for the next.
///
/// # Errors
/// [`ServiceError::Store`].
pub async fn due(context: &Context<'_>, every: u64) -> Result<bool, ServiceError> {
    let mut tx = context.store.read().await?;
    let head = tx.audit().head().await?.map_or(0, |head| head.sequence);
    let sealed = tx.audit().checkpoints().await?.last().map_or(0, |checkpoint| checkpoint.head.sequence);
    Ok(head.saturating_sub(sealed) >= every.max(1))
}

async fn sign(context: &Context<'_>, tx: &mut dyn Transaction, key: &AuditKey) -> Result<Checkpoint, ServiceError> {
    authorize(context, tx, Action::SignCheckpoint, &Target::everything()).await?;
    let Some(head) = tx.audit().head().await? else {
        return Err(ServiceError::refused(
            "audit-empty",
            Label::new("jejak audit masih kosong, tidak ada yang ditandatangani", "the audit trail is empty, there is nothing to sign"),
        ));
    };
    let last = tx.audit().checkpoints().await?.pop();
    let mut after = 0;
    let mut verifier = Verifier::new(None);
    if let Some(last) = &last {
        let sealed = tx.audit().list(last.head.sequence.saturating_sub(1), 1).await?.pop();
        let fits = is_signed(last)
            && sealed.is_some_and(|e| e.sequence == last.head.sequence && Digest::of(e.text.as_bytes()) == last.head.digest);
        if !fits {
            return Err(unsound(&TrailFault::MadeAnew { after: 0, sequence: last.head.sequence }));
        }
        if last.head == head {
            return Ok(last.clone());
        }
        after = last.head.sequence;
        verifier = Verifier::new(Some(last.head));
    }
    loop {
        let page = tx.audit().list(after, PAGE).await?;
        for entry in &page {
            if let Some(fault) = verifier.push(entry).into_iter().next() {
                return Err(unsound(&TrailFault::Chain(fault)));
            }
        }
        match page.last() {
            Some(last) if last.sequence > after => after = last.sequence,
            _ => break,
        }
    }
    let checkpoint = key.sign(head, context.clock.now());
    tx.audit().save_checkpoint(&checkpoint).await?;
    Ok(checkpoint)
}

fn unsound(fault: &TrailFault) -> ServiceError {
    let what = fault.message();
    ServiceError::refused(
        "audit-unsound",
        Label::new(
            format!("jejak audit tidak utuh dan tidak ditandatangani: {}; jalankan `jenjang audit verify`", what.id),
            format!("the audit trail is not sound and was not signed: {}; run `jenjang audit verify`", what.en),
        ),
    )
}
