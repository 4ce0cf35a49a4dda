//! Stands in a round.

use jenjang::people::id::RoundId;
use jenjang::people::repository::PersonFile;
use jenjang::promotion::repository::RoundFile;
use jenjang::promotion::{Method, RoundParts};
use jenjang::store::Transaction;

use super::actor;
use super::add_candidates::outside_round;
use super::round::{file, not_frozen, refused, restore};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::people::scope::path;
use crate::permissions::{Action, Target, authorize};
use crate::trail::{Change, person_subject, record};

/// Stands in an open round.
#[derive(Clone, Debug)]
pub struct Stand {
    /// The round.
    pub round: RoundId,
}

/// Stands in a round. One that ranks is open to everybody in the store, one by eligibility to people of its unit.
///
/// # Errors
/// A round that is not there; a state other than open; `screening-begun`; somebody who stands already; `outside-round`.
pub async fn stand(context: &Context<'_>, command: Stand) -> Result<(), ServiceError> {
    transact!(context, tx => put(context, tx, &command).await)
}

async fn put(context: &Context<'_>, tx: &mut dyn Transaction, command: &Stand) -> Result<(), ServiceError> {
    let person = actor(context, Action::Stand)?;
    authorize(context, tx, Action::Stand, &Target::person(person)).await?;
    let round = file(tx, &command.round).await?.value;
    not_frozen(&round)?;
    let Some(own) = tx.people().find(person).await? else { return Err(outside_round(&round, person)) };
    if round.plan.method == Method::Eligibility && !works_under(tx, &own.value, &round).await? {
        return Err(outside_round(&round, person));
    }
    let stands = tx.rounds().is_candidate(&command.round, person).await?;
    let parts = RoundParts { candidates: stands.then(|| person.clone()).into_iter().collect(), ..RoundParts::default() };
    restore(&round, parts)?.stand(person.clone()).map_err(refused)?;
    tx.rounds().add_candidates(&command.round, std::slice::from_ref(person)).await?;
    let subject = person_subject(&own.value, None, Some(&command.round))?;
    record(context, tx, Change::new(Action::Stand, vec![subject])).await
}

async fn works_under(tx: &mut dyn Transaction, person: &PersonFile, round: &RoundFile) -> Result<bool, ServiceError> {
    let Some(unit) = &person.unit else { return Ok(false) };
    Ok(path(tx, unit).await?.iter().any(|above| above.id == round.unit))
}
