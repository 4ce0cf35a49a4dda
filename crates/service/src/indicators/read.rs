//! Reading indicators with their figures.

use std::sync::Arc;

use jenjang::indicator::{Indicator, PolicyReview, Reading};
use jenjang::people::id::IndicatorId;
use jenjang::record::RecordFilter;
use jenjang::store::{Revision, Transaction, Versioned};

use super::{readings, target};
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;

/// An indicator with its figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndicatorView {
    /// The indicator.
    pub indicator: Indicator,
    /// The revision it was read at.
    pub revision: Revision,
    /// Its figures, by period and number, corrected ones too.
    pub readings: Vec<Reading>,
}

/// One indicator.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Store`].
pub async fn read_indicator(context: &Context<'_>, id: &IndicatorId) -> Result<IndicatorView, ServiceError> {
    let mut tx = context.store.read().await?;
    let stored = records::require::<Indicator>(&mut *tx, id.as_str()).await?;
    authorize(context, &mut *tx, Action::ReadIndicators, &target(&stored.value)).await?;
    view(&mut *tx, stored).await
}

/// Every indicator the actor may read, by id.
///
/// # Errors
/// [`ServiceError::Forbidden`] where there are indicators and none may be read; [`ServiceError::Store`].
pub async fn read_indicators(context: &Context<'_>) -> Result<Vec<IndicatorView>, ServiceError> {
    let mut tx = context.store.read().await?;
    readable(context, &mut *tx).await
}

pub(super) async fn readable(context: &Context<'_>, tx: &mut dyn Transaction) -> Result<Vec<IndicatorView>, ServiceError> {
    let mut found = Vec::new();
    let mut refused = None;
    for stored in records::list::<Indicator>(tx, &RecordFilter::all()).await? {
        match authorize(context, tx, Action::ReadIndicators, &target(&stored.value)).await {
            Ok(_) => found.push(view(tx, stored).await?),
            Err(error @ ServiceError::Forbidden { .. }) => refused = Some(error),
            Err(error) => return Err(error),
        }
    }
    match refused {
        Some(error) if found.is_empty() => Err(error),
        _ => Ok(found),
    }
}

async fn view(tx: &mut dyn Transaction, stored: Versioned<Indicator>) -> Result<IndicatorView, ServiceError> {
    let Versioned { value: indicator, revision } = stored;
    let readings = readings(tx, &indicator.id).await?.into_iter().map(|stored| stored.value).collect();
    Ok(IndicatorView { indicator, revision, readings })
}

/// The promises and reviews of a policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PolicyView {
    /// By id.
    pub kept: Vec<PolicyReview>,
}

/// The promises and reviews of one policy, or of all.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::Store`].
pub async fn read_reviews(context: &Context<'_>, policy: Option<&Arc<str>>) -> Result<PolicyView, ServiceError> {
    let mut tx = context.store.read().await?;
    authorize(context, &mut *tx, Action::ReadIndicators, &Target::everything()).await?;
    let filter = policy.map_or_else(RecordFilter::all, |policy| RecordFilter::under(Arc::clone(policy)));
    let kept = records::list::<PolicyReview>(&mut *tx, &filter).await?;
    Ok(PolicyView { kept: kept.into_iter().map(|stored| stored.value).collect() })
}
