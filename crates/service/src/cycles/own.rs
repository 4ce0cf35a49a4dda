//! All released results of whoever acts.

use chrono::NaiveDate;
use jenjang::Decimal;
use jenjang::evaluation::cycle::CycleState;
use jenjang::evaluation::report::RateeReport;
use jenjang::evaluation::repository::Audience;
use jenjang::legal::Label;
use jenjang::people::id::CycleId;
use jenjang::store::Page;

use super::load::instrument_of;
use super::results;
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, allowed, authorize};

/// The most cycles that are looked at, the latest first.
const MOST: usize = 10;

/// An own result in its latest edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnResult {
    /// The cycle.
    pub cycle: CycleId,
    /// What it is called.
    pub title: Label,
    /// When it was released.
    pub released: NaiveDate,
    /// Lowest and highest mark of its questionnaire.
    pub scale: (Decimal, Decimal),
    /// What may be told.
    pub report: RateeReport,
}

/// The own results of the latest released cycles, the latest first.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but a person; [`ServiceError::Store`].
pub async fn own_results(context: &Context<'_>) -> Result<Vec<OwnResult>, ServiceError> {
    let action = Action::ReadOwnResult;
    let person = context.actor.person().ok_or_else(|| ServiceError::Forbidden { action, allowed: allowed(action) })?;
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, action, &Target::person(person)).await?;
    let mut released: Vec<_> = tx
        .cycles()
        .list()
        .await?
        .into_iter()
        .filter_map(|stored| match stored.value.cycle.state() {
            CycleState::Released { on, .. } => Some((on, stored.value.cycle.id().clone(), stored.value.title)),
            _ => None,
        })
        .collect();
    released.sort_by(|a, b| (b.0, &b.1).cmp(&(a.0, &a.1)));
    let mut found = Vec::new();
    for (on, cycle, title) in released.into_iter().take(MOST) {
        let records = tx.cycles().results(&cycle, Audience::Ratee, Some(person), &Page::all()).await?;
        let Some(latest) = records.last() else { continue };
        let report = results::read(latest)?;
        let instrument = instrument_of(tx, &cycle).await?;
        let scale = (instrument.scale().minimum, instrument.scale().maximum);
        found.push(OwnResult { cycle, title, released: on, scale, report });
    }
    Ok(found)
}
