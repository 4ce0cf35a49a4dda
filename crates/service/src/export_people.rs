//! People page by page, for whoever writes them into a file.

use jenjang::audit::{Reference, Subject};
use jenjang::people::id::{PersonId, UnitId};
use jenjang::people::repository::PeopleFilter;
use jenjang::store::{Page, Transaction};

use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::people::PersonData;
use crate::people::scope::Scope;
use crate::permissions::Action;
use crate::trail::{self, Change};

/// People to be exported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportPeople {
    /// Only those of this unit and all under it; without one everybody the actor is in charge of.
    pub unit: Option<UnitId>,
    /// How many people stand on a page.
    pub page: usize,
}

/// The pages of an export, all of one moment.
pub struct PeoplePages {
    tx: Box<dyn Transaction>,
    filter: PeopleFilter,
    page: usize,
    after: Option<PersonId>,
    done: bool,
    total: u64,
}

impl PeoplePages {
    /// How many people there are in all.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The next people in the order of their ids; none after the last.
    ///
    /// # Errors
    /// [`ServiceError::Store`].
    pub async fn next(&mut self) -> Result<Option<Vec<PersonData>>, ServiceError> {
        if self.done {
            return Ok(None);
        }
        let page = Page { after: self.after.take(), limit: self.page };
        let found = self.tx.people().list(&self.filter, &page).await?;
        self.done = found.len() < self.page;
        self.after = found.last().map(|stored| stored.value.id().clone());
        let people: Vec<PersonData> = found.into_iter().map(|stored| PersonData::of(stored.value)).collect();
        Ok((!people.is_empty()).then_some(people))
    }
}

/// Begins an export of people with all histories: read [`PeoplePages::next`] until there is none. That somebody took the data along is written down
/// in the audit trail.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::Store`].
pub async fn export_people(context: &Context<'_>, command: &ExportPeople) -> Result<PeoplePages, ServiceError> {
    pages(context, Action::ExportPeople, command).await
}

/// As [`export_people`], for another action that reads everybody.
pub(crate) async fn pages(context: &Context<'_>, action: Action, command: &ExportPeople) -> Result<PeoplePages, ServiceError> {
    let filter = transact!(context, tx => begin(context, tx, action, command).await)?;
    let mut tx = context.store.read().await?;
    let total = tx.people().count(&filter).await?;
    Ok(PeoplePages { tx, filter, page: command.page.max(1), after: None, done: false, total })
}

/// Whom to export.
async fn begin(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    action: Action,
    command: &ExportPeople,
) -> Result<PeopleFilter, ServiceError> {
    let scope = Scope::of(context, tx, action).await?.narrowed(tx, action, command.unit.as_ref()).await?;
    let of = command.unit.as_ref().map_or("*", UnitId::as_str);
    let subject = Subject { of: Reference::thing("unit", of), before: None, after: None };
    trail::record(context, tx, Change::new(action, vec![subject])).await?;
    Ok(scope.people())
}
