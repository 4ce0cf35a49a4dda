//! Ends a role.

use chrono::NaiveDate;
use jenjang::access::{Grant, GrantedRole};
use jenjang::audit::{Reference, Subject};
use jenjang::legal::Label;
use jenjang::people::id::{PersonId, UnitId};
use jenjang::store::Transaction;

use super::grant_role::{not_in_the_past, not_oneself};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::trail::{Change, person_subject, record};

/// Ends a role that somebody holds.
#[derive(Clone, Debug)]
pub struct EndRole {
    /// Who.
    pub person: PersonId,
    /// Which role.
    pub role: GrantedRole,
    /// For which unit.
    pub unit: UnitId,
    /// First day no longer, today or later; without one today.
    pub until: Option<NaiveDate>,
}

/// Ends a role. The grant stays in the store with its end.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::ConflictOfInterest`] for an own role; a grant that is not there or has ended;
/// `backdated` for an end in the past.
pub async fn end_role(context: &Context<'_>, command: EndRole) -> Result<Grant, ServiceError> {
    transact!(context, tx => end(context, tx, &command).await)
}

async fn end(context: &Context<'_>, tx: &mut dyn Transaction, command: &EndRole) -> Result<Grant, ServiceError> {
    authorize(context, tx, Action::EndRole, &Target::unit(&command.unit)).await?;
    not_oneself(context, &command.person)?;
    let until = not_in_the_past(context, command.until)?;
    let person = &command.person;
    let held = tx.grants().list(Some(person)).await?;
    let meant = |grant: &Grant| grant.role == command.role && grant.unit == command.unit && grant.until.is_none_or(|end| until < end);
    let Some(before) = held.into_iter().find(meant) else {
        let what = Label::new("peran yang masih berlaku", "role that still holds");
        return Err(ServiceError::not_found(what, format!("{} {} {person}", command.role.as_str(), command.unit)));
    };
    let after = Grant { until: Some(until.max(before.since)), ..before.clone() };
    tx.grants().save(&after).await?;
    let subject = match tx.people().find(person).await? {
        Some(file) => person_subject(&file.value, Some(&before), Some(&after))?,
        // of somebody erased nothing is said but that a role ended
        None => Subject { of: Reference::thing("role", command.role.as_str()), before: None, after: None },
    };
    record(context, tx, Change::new(Action::EndRole, vec![subject])).await?;
    Ok(after)
}
