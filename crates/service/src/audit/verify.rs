//! Checks the trail of a store.

use super::PAGE;
use super::check::{Report, TrailCheck, Trust};
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};

/// Checks every entry and every checkpoint of the store. `progress` is told how many entries were seen and how many there are.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but an auditor and the operator; [`ServiceError::Store`]. A trail that is not sound is no error: see
/// [`Report::faults`].
pub async fn verify(context: &Context<'_>, trust: &Trust, progress: &mut (dyn FnMut(u64, u64) + Send)) -> Result<Report, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = &mut *held;
    authorize(context, tx, Action::VerifyAudit, &Target::everything()).await?;
    let total = tx.audit().head().await?.map_or(0, |head| head.sequence);
    let checkpoints = tx.audit().checkpoints().await?;
    let mut check = TrailCheck::new(&checkpoints, trust);
    let mut after = 0;
    loop {
        let page = tx.audit().list(after, PAGE).await?;
        for entry in &page {
            check.entry(entry);
        }
        progress(check.entries(), total);
        // the list is by number: one that does not rise ends it
        match page.last() {
            Some(last) if last.sequence > after => after = last.sequence,
            _ => break,
        }
    }
    Ok(check.finish())
}
