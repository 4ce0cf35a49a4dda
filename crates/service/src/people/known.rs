//! What is stored about people that a file names, for whoever brings it in.

use std::collections::{BTreeMap, BTreeSet};

use jenjang::people::id::PersonId;

use super::PersonData;
use super::scope::Scope;
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::Action;

/// What is stored about people that a file names.
#[derive(Clone, Debug, Default)]
pub struct KnownPeople {
    /// Those of the units the actor may bring people into.
    pub people: BTreeMap<PersonId, PersonData>,
    /// Internal ids by employee number, of everybody.
    pub numbers: BTreeMap<String, PersonId>,
}

/// Looks up people by employee number and id, for an import.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::Store`].
pub async fn known_people(
    context: &Context<'_>,
    numbers: &BTreeSet<String>,
    ids: &BTreeSet<PersonId>,
) -> Result<KnownPeople, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let scope = Scope::of(context, tx, Action::ImportPeople).await?;
    let mut known = KnownPeople::default();
    for number in numbers {
        if let Some(id) = tx.people().find_by_number(number).await? {
            known.numbers.insert(number.clone(), id);
        }
    }
    let wanted: BTreeSet<PersonId> = ids.iter().chain(known.numbers.values()).cloned().collect();
    let found = tx.people().find_many(&wanted.into_iter().collect::<Vec<_>>()).await?;
    let own = found.into_iter().map(|stored| stored.value).filter(|file| scope.takes(file.unit.as_ref()));
    known.people = own.map(|file| (file.id().clone(), PersonData::of(file))).collect();
    Ok(known)
}
