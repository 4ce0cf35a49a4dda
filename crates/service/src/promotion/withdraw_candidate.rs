//! Takes a candidate off a round.

use jenjang::audit::{Reference, Subject};
use jenjang::people::id::{PersonId, RoundId};
use jenjang::promotion::RoundParts;
use jenjang::store::Transaction;

use super::round::{does_not_stand, file, not_frozen, refused, restore};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::trail::{Change, person_subject, record};

/// Takes a candidate off an open round.
#[derive(Clone, Debug)]
pub struct WithdrawCandidate {
    /// The round.
    pub round: RoundId,
    /// Who.
    pub person: PersonId,
}

/// Takes a candidate off.
///
/// # Errors
/// [`ServiceError::Forbidden`]; a round that is not there; a state other than open; `screening-begun`; somebody who does not stand.
pub async fn withdraw_candidate(context: &Context<'_>, command: WithdrawCandidate) -> Result<(), ServiceError> {
    transact!(context, tx => take_off(context, tx, &command).await)
}

async fn take_off(context: &Context<'_>, tx: &mut dyn Transaction, command: &WithdrawCandidate) -> Result<(), ServiceError> {
    let (id, person) = (&command.round, &command.person);
    let round = file(tx, id).await?.value;
    authorize(context, tx, Action::WithdrawCandidate, &Target::person(person).of_unit(&round.unit)).await?;
    if context.actor.person() != Some(person) {
        does_not_stand(context, tx, id).await?;
    }
    not_frozen(&round)?;
    let stands = tx.rounds().is_candidate(id, person).await?;
    let parts = RoundParts { candidates: stands.then(|| person.clone()).into_iter().collect(), ..RoundParts::default() };
    restore(&round, parts)?.withdraw(person).map_err(refused)?;
    tx.rounds().remove_candidate(id, person).await?;
    let subject = match tx.people().find(person).await? {
        Some(own) => person_subject(&own.value, Some(id), None)?,
        None => Subject { of: Reference::thing("round", id), before: None, after: None },
    };
    record(context, tx, Change::new(Action::WithdrawCandidate, vec![subject])).await
}
