//! Finds people by what somebody types.

use jenjang::people::id::PersonId;
use jenjang::people::repository::PersonFile;
use jenjang::store::Transaction;

use super::PersonData;
use super::scope::Scope;
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::Action;

/// The person with this employee number or internal id, among those the actor is in charge of: two questions to the store beyond those of the roles.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::Store`].
pub async fn look_up_person(context: &Context<'_>, typed: &str) -> Result<Option<PersonData>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let scope = Scope::of(context, tx, Action::ListPeople).await?;
    Ok(named(tx, &scope, typed).await?.map(PersonData::of))
}

/// The person in the scope whom this employee number or internal id means.
pub(crate) async fn named(tx: &mut dyn Transaction, scope: &Scope, typed: &str) -> Result<Option<PersonFile>, ServiceError> {
    let typed = typed.trim();
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let by_number = if digits.is_empty() { None } else { tx.people().find_by_number(&digits).await? };
    let Some(id) = by_number.or_else(|| typed.parse::<PersonId>().ok()) else { return Ok(None) };
    let found = tx.people().find(&id).await?.map(|stored| stored.value);
    Ok(found.filter(|file| scope.takes(file.unit.as_ref())))
}
