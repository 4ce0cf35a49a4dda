//! Who acts: the own record, unit, superior and roles.

use std::sync::Arc;

use jenjang::access::Grant;
use jenjang::people::OrgUnit;
use jenjang::people::id::PersonId;
use jenjang::people::repository::PeopleFilter;
use jenjang::store::Page;

use super::PersonData;
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, allowed, authorize};

/// Who acts.
#[derive(Clone, Debug)]
pub struct Whoami {
    /// The own record.
    pub data: PersonData,
    /// The unit, where it is known.
    pub unit: Option<OrgUnit>,
    /// The name of the direct superior, where it is known.
    pub superior: Option<Arc<str>>,
    /// The roles held today.
    pub grants: Vec<Grant>,
    /// Whether somebody reports to the person.
    pub leads: bool,
}

/// Who acts.
///
/// # Errors
/// [`ServiceError::Forbidden`] for nobody in particular and for the operator; [`ServiceError::Store`].
pub async fn who_am_i(context: &Context<'_>) -> Result<Whoami, ServiceError> {
    let action = Action::ReadPerson;
    let actor: &PersonId = context.actor.person().ok_or(ServiceError::Forbidden { action, allowed: allowed(action) })?;
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, action, &Target::person(actor)).await?;
    let file = crate::file::own(tx, actor).await?;
    let unit = match &file.unit {
        Some(unit) => tx.people().find_unit(unit).await?,
        None => None,
    };
    let superior = match &file.superior {
        Some(superior) => tx.people().find(superior).await?.and_then(|stored| stored.value.record.name),
        None => None,
    };
    let today = context.clock.today();
    let grants = tx.grants().list(Some(actor)).await?.into_iter().filter(|grant| grant.holds_on(today)).collect();
    let staff = PeopleFilter { units: None, superior: Some(actor.clone()) };
    let leads = !tx.people().list(&staff, &Page::first(1)).await?.is_empty();
    Ok(Whoami { data: PersonData::of(file), unit, superior, grants, leads })
}
