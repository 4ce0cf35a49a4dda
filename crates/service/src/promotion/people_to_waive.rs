//! Finds whom a waiver is for.

use std::sync::Arc;

use jenjang::people::OrgUnit;
use jenjang::people::id::PersonId;
use jenjang::people::repository::{NameWords, PeopleFilter, PersonFile};
use jenjang::store::Page;

use crate::context::Context;
use crate::error::ServiceError;
use crate::people::look_up::named;
use crate::people::scope::Scope;
use crate::permissions::Action;

/// Somebody who can be granted a waiver, with what tells people of one name apart.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonToWaive {
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
impl std::fmt::Debug for PersonToWaive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PersonToWaive").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The people of the actor's units with this employee number or internal id, or else with these words in their names; the actor is left out, who
/// cannot be granted one.
///
/// # Errors
/// [`ServiceError::Forbidden`] for whoever grants no waivers; [`ServiceError::Store`].
pub async fn people_to_waive(context: &Context<'_>, typed: &str, limit: usize) -> Result<Vec<PersonToWaive>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let scope = Scope::of(context, tx, Action::GrantWaiver).await?;
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
    let person = |file: PersonFile| PersonToWaive {
        unit: file.unit.and_then(|id| units.iter().find(|unit| unit.id == id).cloned()),
        id: file.record.id,
        name: file.record.name,
        employee_number: file.record.employee_number,
    };
    Ok(files.into_iter().filter(|file| Some(&file.record.id) != actor).take(limit).map(person).collect())
}
