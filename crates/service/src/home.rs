//! What whoever acts sees first: the place in the organisation, the promotion that comes next, what waits, what is new. One snapshot, and the same number
//! of questions to the store however many people there are.

mod waiting;

use jenjang::people::id::{PersonId, UnitId};
use jenjang::people::repository::PersonFile;
use jenjang::people::{CivilServant, View};
use jenjang::promotion::WaiverRecord;
use jenjang::store::Transaction;

use crate::context::Context;
use crate::error::ServiceError;
use crate::file::DecisionView;
use crate::people::OwnPlace;
use crate::permissions::{Action, allowed};
use crate::policies::in_force;
use crate::promotion::{Eligibility, ReadEligibility, standings};

pub use waiting::{RatingDue, Waiting, WaitingMatter, WaitingState};

/// Asks for everything.
#[derive(Clone, Copy)]
pub struct ReadHome<'a> {
    /// The promotions to look at; whose they are and the day asked about are not read.
    pub eligibility: ReadEligibility<'a>,
}

/// What whoever acts sees first.
#[derive(Clone, Debug)]
pub struct Home {
    /// The place in the organisation.
    pub place: OwnPlace,
    /// Where the person stands under the promotions; absent for somebody without grades, or whose record is unsound.
    pub eligibility: Option<Eligibility>,
    /// Decisions about the person, the latest first.
    pub decisions: Vec<DecisionView>,
    /// What waits for the person, and what the person waits for.
    pub waiting: Waiting,
}

/// The first page of whoever acts.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but a person in the store; [`ServiceError::Unsound`] where an enacted policy can no longer be read;
/// [`ServiceError::Store`].
pub async fn read_home(context: &Context<'_>, command: ReadHome<'_>) -> Result<Home, ServiceError> {
    let action = Action::ReadPerson;
    let forbidden = || ServiceError::Forbidden { action, allowed: allowed(action) };
    let me = context.actor.person().ok_or_else(forbidden)?;
    let today = context.clock.today();
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    // oneself may read everything that follows
    let asked: Vec<PersonId> = vec![me.clone()];
    let file = tx.people().find_many(&asked).await?.pop().ok_or_else(forbidden)?.value;
    let mut waiting = Waiting::default();
    waiting.cycles(tx.cycles().around(me).await?, today);
    let wanted: Vec<PersonId> = waiting.people().into_iter().chain(file.superior.clone()).collect();
    let around = tx.people().around(me, file.unit.as_ref(), &wanted).await?;
    waiting.name(&around.people);
    let decided = tx.appeals().around(me).await?;
    let mut decisions: Vec<DecisionView> = decided.decisions.iter().map(DecisionView::of).collect();
    decisions.sort_by_key(|decision| std::cmp::Reverse((decision.as_of, decision.decided_on)));
    waiting.appeals(decided.appeals);
    let units: Vec<UnitId> = around.above.iter().map(|unit| unit.id.clone()).collect();
    waiting.read(tx, &file, &units, today).await?;
    let superior = around.people.iter().find(|one| Some(one.id()) == file.superior.as_ref());
    let eligibility = next(tx, &command, (&file, superior), &decided.waivers, today).await?;
    drop(held);
    let superior = superior.and_then(|superior| superior.record.name.clone());
    let place = OwnPlace { unit: around.above.first().cloned(), superior, leads: around.leads };
    Ok(Home { place, eligibility, decisions, waiting })
}

async fn next(
    tx: &mut dyn Transaction,
    command: &ReadHome<'_>,
    (file, superior): (&PersonFile, Option<&PersonFile>),
    granted: &[WaiverRecord],
    today: chrono::NaiveDate,
) -> Result<Option<Eligibility>, ServiceError> {
    if file.record.registers.grades.is_none() {
        return Ok(None);
    }
    let Ok(person) = CivilServant::try_from(file.record.clone()) else { return Ok(None) };
    // a superior whose record is unsound is as good as unknown
    let superior = superior.and_then(|superior| CivilServant::try_from(superior.record.clone()).ok());
    let view = View { as_of: today, known_at: today };
    let library = in_force(tx, command.eligibility.shipped, view).await?;
    let asked = ReadEligibility { person: file.id(), on: today, ..command.eligibility };
    Ok(Some(standings(library, &asked, (&person, superior.as_ref()), granted, view)))
}
