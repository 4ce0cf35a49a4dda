//! Published statistics, for everybody: as they were published, without who published them.

use jenjang::indicator::Publication;
use jenjang::legal::Label;
use jenjang::people::OrgUnit;
use jenjang::record::{Kept, RecordFilter};

use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;

/// A table that was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedTable {
    /// The table; it names nobody.
    pub table: Publication,
    /// The unit it is about, with all under it; the whole service where absent.
    pub unit: Option<OrgUnit>,
}

/// Every published table, the latest first.
///
/// # Errors
/// [`ServiceError::Store`].
pub async fn list_published(context: &Context<'_>) -> Result<Vec<PublishedTable>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, Action::ReadStatistics, &Target::everything()).await?;
    let all = records::list::<Publication>(tx, &RecordFilter::all()).await?;
    let units = tx.people().units().await?;
    let mut found: Vec<PublishedTable> = all
        .into_iter()
        .map(|stored| {
            let unit = stored.value.unit.as_ref().and_then(|id| units.iter().find(|unit| unit.id == *id).cloned());
            PublishedTable { table: unsigned(stored.value), unit }
        })
        .collect();
    found.sort_by_cached_key(|one| (std::cmp::Reverse(one.table.published), one.table.key()));
    Ok(found)
}

/// One published table by its id: outcome, round or period, and unit (`decisions/kp-2026/dinas`; `*` for the whole service).
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Store`].
pub async fn read_published(context: &Context<'_>, id: &str) -> Result<PublishedTable, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, Action::ReadStatistics, &Target::everything()).await?;
    let stored = records::find::<Publication>(tx, id).await?;
    let table = stored.ok_or_else(|| ServiceError::not_found(Label::new("tabel yang diumumkan", "published table"), id))?.value;
    let unit = match &table.unit {
        Some(unit) => tx.people().find_unit(unit).await?,
        None => None,
    };
    Ok(PublishedTable { table: unsigned(table), unit })
}

fn unsigned(table: Publication) -> Publication {
    Publication { published_by: None, ..table }
}
