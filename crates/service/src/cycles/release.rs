//! Showing the results of a closed cycle to those they are for.

use std::collections::BTreeSet;

use jenjang::evaluation::nomination::Nomination;
use jenjang::evaluation::repository::NominationFilter;
use jenjang::people::id::{CycleId, PersonId};
use jenjang::store::Transaction;

use super::load;
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::messages;
use crate::permissions::{Action, Target, authorize};
use crate::seen::Seen;
use crate::trail::{self, Change};

/// Releases a closed cycle: from today people rated and their superiors read results.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] for a cycle that is not closed; [`ServiceError::Store`].
pub async fn release(context: &Context<'_>, cycle: &CycleId) -> Result<(), ServiceError> {
    release_as_seen(context, cycle, Seen::Anything).await
}

/// Releases a closed cycle that was seen before.
///
/// # Errors
/// As [`release`]; a conflict where the cycle is another than what was seen.
pub async fn release_as_seen(context: &Context<'_>, cycle: &CycleId, seen: Seen) -> Result<(), ServiceError> {
    transact!(context, tx => in_transaction(context, tx, cycle, seen).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, cycle: &CycleId, seen: Seen) -> Result<(), ServiceError> {
    let stored = load::find(tx, cycle).await?;
    let before = stored.value;
    authorize(context, tx, Action::ReleaseCycle, &Target::unit(&before.unit)).await?;
    seen.still(load::CYCLE, cycle, Some(stored.revision))?;
    let mut file = before.clone();
    file.cycle.release(context.clock.today())?;
    let subject = load::save(tx, Some((&before, stored.revision)), &file).await?;
    trail::record(context, tx, Change::new(Action::ReleaseCycle, vec![subject])).await?;
    let nominations = tx.cycles().nominations(cycle, &NominationFilter::default()).await?;
    let ratees: BTreeSet<&PersonId> = nominations.iter().filter(|nomination| nomination.is_approved()).map(Nomination::ratee).collect();
    messages::tell(context, tx, "result-released", ratees, &serde_json::json!({ "cycle": cycle })).await
}
