//! Lists those who report to whoever acts.

use jenjang::people::id::PersonId;
use jenjang::people::repository::PeopleFilter;
use jenjang::store::Page;

use super::PersonData;
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, allowed};

/// The people whose direct superior acts, in the order of their ids, as a superior may see them: without employee number, birth date and sex.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but a person; [`ServiceError::Store`].
pub async fn list_staff(context: &Context<'_>, page: &Page<PersonId>) -> Result<Vec<PersonData>, ServiceError> {
    let action = Action::ReadPerson;
    let actor = context.actor.person().ok_or(ServiceError::Forbidden { action, allowed: allowed(action) })?;
    let mut tx = context.store.read().await?;
    // being the direct superior is what allows it
    let filter = PeopleFilter { superior: Some(actor.clone()), ..PeopleFilter::default() };
    let found = tx.people().list(&filter, page).await?;
    Ok(found.into_iter().map(|stored| PersonData::of(stored.value).for_superior()).collect())
}
