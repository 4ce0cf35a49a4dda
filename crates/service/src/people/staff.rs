//! Who reports to somebody today.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::people::id::PersonId;
use jenjang::people::repository::PeopleFilter;
use jenjang::store::{Page, Transaction};

use crate::error::ServiceError;

/// The people whose direct superior is `superior`, with what they are called where that is known. Being the direct superior today is what allows most of
/// what superiors do, so nobody stands in the list of their own.
pub(crate) async fn staff_of(tx: &mut dyn Transaction, superior: &PersonId) -> Result<BTreeMap<PersonId, Option<Arc<str>>>, ServiceError> {
    let filter = PeopleFilter { superior: Some(superior.clone()), ..PeopleFilter::default() };
    let found = tx.people().list(&filter, &Page::all()).await?.into_iter();
    Ok(found.map(|stored| (stored.value.record.id, stored.value.record.name)).filter(|(person, _)| person != superior).collect())
}
