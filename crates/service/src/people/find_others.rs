//! Finds whom something is done to that nobody does to oneself.

use std::sync::Arc;

use jenjang::people::OrgUnit;
use jenjang::people::id::PersonId;
use jenjang::people::repository::{NameWords, PeopleFilter, PersonFile};
use jenjang::store::Page;

use super::look_up::named;
use super::scope::Scope;
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::Action;

/// Somebody who was found, with what tells people of one name apart.
#[derive(Clone, PartialEq, Eq)]
pub struct OtherPerson {
    /// The internal id.
    pub id: PersonId,
    /// The name.
    pub name: Option<Arc<str>>,
    /// The employee number.
    pub employee_number: Option<Arc<str>>,
    /// The unit.
    pub unit: Option<OrgUnit>,
}

/// Only the internal id: everything else is personal data.
impl std::fmt::Debug for OtherPerson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OtherPerson").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The people with this employee number or internal id, or else with these words in their names, of the units the actor is in charge of for an action of
/// a granted role; the actor is left out.
///
/// # Errors
/// [`ServiceError::Forbidden`] for whoever may not do it anywhere; [`ServiceError::Store`].
pub async fn find_others(context: &Context<'_>, action: Action, typed: &str, limit: usize) -> Result<Vec<OtherPerson>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let scope = Scope::of(context, tx, action).await?;
    let numbered = typed.contains(|c: char| c.is_ascii_digit());
    // a number means one person
    let files: Vec<PersonFile> = match (named(tx, &scope, typed).await?, NameWords::of(typed)) {
        (Some(file), _) => vec![file],
        (None, Some(name)) if !numbered => {
            let filter = PeopleFilter { name: Some(name), ..scope.people() };
            // one more, because the actor may be among them
            let found = tx.people().list(&filter, &Page { after: None, limit: limit + 1 }).await?;
            found.into_iter().map(|stored| stored.value).collect()
        }
        _ => Vec::new(),
    };
    let units = tx.people().find_units(&files.iter().filter_map(|file| file.unit.clone()).collect()).await?;
    let actor = context.actor.person();
    let person = |file: PersonFile| OtherPerson {
        unit: file.unit.and_then(|id| units.iter().find(|unit| unit.id == id).cloned()),
        id: file.record.id,
        name: file.record.name,
        employee_number: file.record.employee_number,
    };
    Ok(files.into_iter().filter(|file| Some(&file.record.id) != actor).take(limit).map(person).collect())
}
