//! Reading one person's needs.

use chrono::NaiveDate;
use jenjang::development::need::{Duty, PersonNeeds};
use jenjang::development::wish::Wish;
use jenjang::people::id::PersonId;
use jenjang::record::RecordFilter;
use serde::Serialize;

use super::{KnownPerson, NeedLibrary, needs_of_person};
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;

/// One person on one day.
#[derive(Clone, Debug)]
pub struct ReadNeeds<'a> {
    /// Rules and standards.
    pub library: NeedLibrary<'a>,
    /// Who.
    pub person: PersonId,
    /// The day; today where absent.
    pub as_of: Option<NaiveDate>,
}

/// What one person has to learn, and apart from it what the person wishes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct NeedsView {
    /// Measured needs.
    #[serde(flatten)]
    pub needs: PersonNeeds,
    /// The duty of the year.
    pub duty: Duty,
    /// Wishes: no needs, whatever they say.
    pub wishes: Vec<Wish>,
}

/// Reads the needs of a person.
///
/// # Errors
/// [`ServiceError::Forbidden`]; as [`needs_of_person`](super::needs_of_person).
pub async fn read_needs(context: &Context<'_>, command: &ReadNeeds<'_>) -> Result<NeedsView, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, Action::ReadNeeds, &Target::person(&command.person)).await?;
    let today = context.clock.today();
    let as_of = command.as_of.unwrap_or(today);
    let KnownPerson { needs, duty } = needs_of_person(tx, &command.library, &command.person, as_of, today).await?;
    let wishes = records::list::<Wish>(tx, &RecordFilter::about(&command.person)).await?;
    let wishes = wishes.into_iter().map(|stored| stored.value).filter(|wish| wish.on <= as_of && wish.mentoring.is_none()).collect();
    Ok(NeedsView { needs, duty, wishes })
}
