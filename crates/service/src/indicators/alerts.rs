//! What needs somebody's attention today.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::audit::Digest;
use jenjang::indicator::{Alert, PolicyReview, alerts};
use jenjang::people::View;
use jenjang::period::{DateRounding, add_months};
use jenjang::policy::repository::PolicyState;
use jenjang::record::RecordFilter;
use jenjang::store::Transaction;
use jenjang_policy_files::Library;

use super::read::readable;
use super::{Limit, limit};
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::policies::in_force;
use crate::records;

/// A policy that was not reviewed in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewDue {
    /// The policy.
    pub policy: Arc<str>,
    /// Its version in force.
    pub version: Digest,
    /// Since when it has been in force, or when it was last reviewed.
    pub since: NaiveDate,
    /// By when it should have been reviewed.
    pub due: NaiveDate,
    /// Whether it was ever reviewed.
    pub reviewed_before: bool,
}

/// Everything that needs attention.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attention {
    /// About indicators, by indicator and period.
    pub alerts: Vec<Alert>,
    /// Policies to review, by id.
    pub reviews: Vec<ReviewDue>,
}

/// Everything that needs attention today, of the indicators the actor may read; policies to review for who may read all of them.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::Unsound`] where a policy in force cannot be read; [`ServiceError::Store`].
pub async fn attention(context: &Context<'_>, shipped: &Library) -> Result<Attention, ServiceError> {
    let mut tx = context.store.read().await?;
    let today = context.clock.today();
    let whole = authorize(context, &mut *tx, Action::ReadIndicators, &Target::everything()).await;
    let views = readable(context, &mut *tx).await?;
    if views.is_empty()
        && let Err(error) = whole
    {
        return Err(error);
    }
    let alerts = views.iter().flat_map(|view| alerts(&view.indicator, &view.readings, today)).collect();
    let reviews = if whole.is_ok() { reviews_due(&mut *tx, shipped, today).await? } else { Vec::new() };
    Ok(Attention { alerts, reviews })
}

/// Policies the agency enacted that have been in force longer than allowed without a review.
async fn reviews_due(tx: &mut dyn Transaction, shipped: &Library, today: NaiveDate) -> Result<Vec<ReviewDue>, ServiceError> {
    let library = in_force(tx, shipped, View { as_of: today, known_at: today }).await?;
    let months = i32::try_from(limit(&library, Limit::ReviewMonths, today)?).unwrap_or(i32::MAX);
    let mut found = Vec::new();
    for stored in tx.policies().list(None).await? {
        let version = stored.value;
        let PolicyState::Enacted { on, .. } = version.state else { continue };
        let mut since = version.effective.max(on);
        let kept = records::list::<PolicyReview>(tx, &RecordFilter::under(Arc::clone(&version.policy))).await?;
        let last = kept
            .iter()
            .filter_map(|stored| match &stored.value {
                PolicyReview::Review(review) if review.version == version.version => Some(review.decided),
                _ => None,
            })
            .max();
        since = last.map_or(since, |last| last.max(since));
        let Some(due) = add_months(since, months, DateRounding::LastDayOfMonth) else { continue };
        if today > due {
            found.push(ReviewDue { policy: version.policy, version: version.version, since, due, reviewed_before: last.is_some() });
        }
    }
    Ok(found)
}
