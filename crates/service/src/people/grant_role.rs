//! Gives somebody a role.

use chrono::NaiveDate;
use jenjang::access::{Grant, GrantedRole};
use jenjang::legal::Label;
use jenjang::people::id::{PersonId, UnitId};
use jenjang::store::Transaction;

use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::trail::{Change, person_subject, record};

/// Gives somebody a role for a unit and all under it.
#[derive(Clone, Debug)]
pub struct GrantRole {
    /// Who.
    pub person: PersonId,
    /// Which role.
    pub role: GrantedRole,
    /// For which unit.
    pub unit: UnitId,
    /// First day, today or later; without one today.
    pub since: Option<NaiveDate>,
}

/// Gives somebody a role. Who runs the program sets up the first ones; an appointing authority gives roles within the own unit, to others.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::ConflictOfInterest`] for a role given to oneself; a person or unit that is not there;
/// `role-held` where the person holds the role already; `backdated` for a first day in the past.
pub async fn grant_role(context: &Context<'_>, command: GrantRole) -> Result<Grant, ServiceError> {
    transact!(context, tx => grant(context, tx, &command).await)
}

async fn grant(context: &Context<'_>, tx: &mut dyn Transaction, command: &GrantRole) -> Result<Grant, ServiceError> {
    authorize(context, tx, Action::GrantRole, &Target::unit(&command.unit)).await?;
    not_oneself(context, &command.person)?;
    let (person, unit) = (&command.person, &command.unit);
    let file = tx.people().find(person).await?;
    let file = file.ok_or_else(|| ServiceError::not_found(Label::new("pegawai", "person"), person))?.value;
    if !tx.people().units().await?.iter().any(|found| found.id == *unit) {
        return Err(ServiceError::not_found(Label::new("unit", "unit"), unit));
    }
    let since = not_in_the_past(context, command.since)?;
    let held = tx.grants().list(Some(person)).await?;
    let overlaps = |grant: &&Grant| grant.role == command.role && grant.unit == *unit && grant.until.is_none_or(|until| since < until);
    if let Some(found) = held.iter().find(overlaps) {
        return Err(ServiceError::refused(
            "role-held",
            Label::new(
                format!("`{person}` sudah memegang peran `{}` untuk unit `{unit}` sejak {}", found.role.as_str(), found.since),
                format!("`{person}` has held the role `{}` for unit `{unit}` since {}", found.role.as_str(), found.since),
            ),
        ));
    }
    let grant = Grant { person: person.clone(), role: command.role, unit: unit.clone(), since, until: None };
    tx.grants().save(&grant).await?;
    record(context, tx, Change::new(Action::GrantRole, vec![person_subject(&file, None, Some(&grant))?])).await?;
    Ok(grant)
}

/// INVARIANT (no power over oneself): nobody gives oneself a role or ends an own one for somebody else's sake.
pub(super) fn not_oneself(context: &Context<'_>, person: &PersonId) -> Result<(), ServiceError> {
    if context.actor.person() != Some(person) {
        return Ok(());
    }
    Err(ServiceError::ConflictOfInterest(Label::new(
        "peran tidak dapat diberikan atau diakhiri oleh pemegangnya sendiri",
        "nobody gives or ends a role of their own",
    )))
}

pub(super) fn not_in_the_past(context: &Context<'_>, day: Option<NaiveDate>) -> Result<NaiveDate, ServiceError> {
    let today = context.clock.today();
    match day {
        Some(day) if day < today => Err(ServiceError::refused(
            "backdated",
            Label::new(
                format!("hari {day} sudah lewat, seharusnya {today} atau sesudahnya"),
                format!("the day {day} is over, expected {today} or later"),
            ),
        )),
        Some(day) => Ok(day),
        None => Ok(today),
    }
}

/// Who holds, held or will hold which role in the units the actor may give roles for.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::Store`].
pub async fn list_grants(context: &Context<'_>) -> Result<Vec<Grant>, ServiceError> {
    let mut held = context.store.read().await?;
    let scope = super::scope::Scope::of(context, &mut *held, Action::GrantRole).await?;
    let grants = held.grants().list(None).await?;
    Ok(grants.into_iter().filter(|grant| scope.takes(Some(&grant.unit))).collect())
}
