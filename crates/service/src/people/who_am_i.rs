//! Who acts: the own record and roles, and the place in the organisation.

use std::sync::Arc;

use jenjang::access::Grant;
use jenjang::people::OrgUnit;
use jenjang::people::repository::{PeopleFilter, PersonFile};
use jenjang::store::{Page, Transaction};

use super::PersonData;
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, allowed};

/// Who acts.
#[derive(Clone, Debug)]
pub struct Whoami {
    /// The own record.
    pub data: PersonData,
    /// The roles held today.
    pub grants: Vec<Grant>,
}

/// Where somebody stands in the organisation.
#[derive(Clone, Debug)]
pub struct OwnPlace {
    /// The unit, where it is known.
    pub unit: Option<OrgUnit>,
    /// The name of the direct superior, where it is known.
    pub superior: Option<Arc<str>>,
    /// Whether somebody reports to the person.
    pub leads: bool,
}

/// Who acts: two questions to the store, for every page.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but a person in the store; [`ServiceError::Store`].
pub async fn who_am_i(context: &Context<'_>) -> Result<Whoami, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let file = own(context, tx).await?;
    let today = context.clock.today();
    let grants = tx.grants().list(Some(file.id())).await?.into_iter().filter(|grant| grant.holds_on(today)).collect();
    Ok(Whoami { data: PersonData::of(file), grants })
}

/// The own unit and superior, and whether somebody reports to whoever acts.
///
/// # Errors
/// As [`who_am_i`].
pub async fn own_place(context: &Context<'_>) -> Result<OwnPlace, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let file = own(context, tx).await?;
    let unit = match &file.unit {
        Some(unit) => tx.people().find_unit(unit).await?,
        None => None,
    };
    let superior = match &file.superior {
        Some(superior) => tx.people().find(superior).await?.and_then(|stored| stored.value.record.name),
        None => None,
    };
    let staff = PeopleFilter { superior: Some(file.id().clone()), ..PeopleFilter::default() };
    let leads = !tx.people().list(&staff, &Page::first(1)).await?.is_empty();
    Ok(OwnPlace { unit, superior, leads })
}

/// The file of whoever acts, which everybody may read.
async fn own(context: &Context<'_>, tx: &mut dyn Transaction) -> Result<PersonFile, ServiceError> {
    let found = match context.actor.person() {
        Some(person) => tx.people().find(person).await?,
        None => None,
    };
    let action = Action::ReadPerson;
    found.map(|stored| stored.value).ok_or(ServiceError::Forbidden { action, allowed: allowed(action) })
}
