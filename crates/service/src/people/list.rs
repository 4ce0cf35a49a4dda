//! Lists people.

use jenjang::people::id::{PersonId, UnitId};
use jenjang::people::repository::{NameWords, PeopleFilter};
use jenjang::store::Page;

use super::PersonData;
use super::scope::Scope;
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::Action;

/// A page of the people of a unit and all under it, or of all the actor is in charge of.
#[derive(Clone, Debug)]
pub struct ListPeople {
    /// The unit; without one everything the actor is in charge of.
    pub unit: Option<UnitId>,
    /// Words that names have to have; everybody without.
    pub name: Option<NameWords>,
    /// The last person of the page before.
    pub after: Option<PersonId>,
    /// How many at most.
    pub limit: usize,
}

/// People in the order of their ids.
///
/// # Errors
/// [`ServiceError::Forbidden`] for a unit that the actor is not in charge of.
pub async fn list_people(context: &Context<'_>, command: ListPeople) -> Result<Vec<PersonData>, ServiceError> {
    let mut tx = context.store.read().await?;
    let scope = Scope::of(context, &mut *tx, Action::ListPeople).await?;
    let scope = scope.narrowed(&mut *tx, Action::ListPeople, command.unit.as_ref()).await?;
    let filter = PeopleFilter { name: command.name, ..scope.people() };
    let page = Page { after: command.after, limit: command.limit };
    let found = tx.people().list(&filter, &page).await?;
    Ok(found.into_iter().map(|stored| PersonData::of(stored.value)).collect())
}
