//! What whoever acts sees first: the place in the organisation, the promotion that comes next, what waits, what is new. One snapshot, and the same number
//! of questions to the store however many people there are.

mod duties;
mod learning;
mod news;
mod staff;
mod waiting;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jenjang::evaluation::repository::CycleFile;
use jenjang::people::id::PersonId;
use jenjang::people::repository::{PeopleFilter, PersonFile};
use jenjang::people::{CivilServant, OrgUnit, View};
use jenjang::promotion::WaiverRecord;
use jenjang::promotion::repository::{AppealRecord, DecisionRecord, RoundFile};
use jenjang::record::Record;
use jenjang::store::{Page, Transaction};

use crate::context::Context;
use crate::error::ServiceError;
use crate::file::DecisionView;
use crate::people::OwnPlace;
use crate::people::scope::path;
use crate::permissions::{Action, allowed};
use crate::policies::in_force;
use crate::promotion::{Eligibility, ReadEligibility, standings};

pub use learning::EnrolmentChange;
pub use news::{NEW_DAYS, News, NewsMatter};
pub use staff::{PlacementDue, PlanDue, StaffWaiting};
pub use waiting::{RatingDue, Waiting, WaitingMatter, WaitingState};

/// Of how many people who report to somebody it is looked up what waits: the first by id.
const STAFF: usize = 200;

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
    /// What the person has to be told, of the last [`NEW_DAYS`] days, the latest first.
    pub news: Vec<News>,
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
    let superior = match &file.superior {
        Some(superior) => tx.people().find(superior).await?.map(|stored| stored.value),
        None => None,
    };
    let above = match &file.unit {
        Some(unit) => path(tx, unit).await?,
        None => Vec::new(),
    };
    let filter = PeopleFilter { superior: Some(me.clone()), ..PeopleFilter::default() };
    let staff = tx.people().list(&filter, &Page::first(STAFF)).await?.into_iter().map(|stored| stored.value.record.id);
    let staff: BTreeSet<PersonId> = staff.filter(|person| person != me).collect();
    let leads = !staff.is_empty();
    let decided = tx.decisions().of_person(me).await?;
    let mut decisions: Vec<DecisionView> = decided.iter().map(DecisionView::of).collect();
    decisions.sort_by_key(|decision| std::cmp::Reverse((decision.as_of, decision.decided_on)));
    let own: Vec<Record> = tx.records().of_person(me).await?.into_iter().map(|stored| stored.value).collect();
    let appeals: Vec<AppealRecord> = tx.appeals().list(Some(me)).await?.into_iter().map(|stored| stored.value).collect();
    let cycles = tx.cycles().heads().await?;
    let rounds = tx.rounds().under_way().await?;
    let waivers = tx.appeals().waivers(me).await?;
    let kept = Kept {
        own: &own,
        decisions: &decided,
        appeals: &appeals,
        waivers: &waivers,
        cycles: &cycles,
        rounds: &rounds,
        above: &above,
        staff: &staff,
    };
    let news = news::read(tx, me, kept, today).await?;
    let mut waiting = Waiting::read(tx, &file, kept, today).await?;
    waiting.name(&names(tx, &waiting.people()).await?);
    let eligibility = next(tx, &command, (&file, superior.as_ref()), &waivers, today).await?;
    drop(held);
    let superior = superior.and_then(|superior| superior.record.name);
    let place = OwnPlace { unit: above.into_iter().next(), superior, leads };
    Ok(Home { place, eligibility, decisions, waiting, news })
}

/// What is kept about whoever acts, read once.
#[derive(Clone, Copy)]
struct Kept<'a> {
    /// Records about the person.
    own: &'a [Record],
    /// Decisions about the person.
    decisions: &'a [DecisionRecord],
    /// The person's appeals.
    appeals: &'a [AppealRecord],
    /// Waivers granted to the person.
    waivers: &'a [WaiverRecord],
    /// All cycles.
    cycles: &'a [CycleFile],
    /// The rounds in which people may stand or panels score.
    rounds: &'a [RoundFile],
    /// The person's unit and all above it.
    above: &'a [OrgUnit],
    /// Who reports to the person.
    staff: &'a BTreeSet<PersonId>,
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

/// The names of people, where records hold them.
async fn names(tx: &mut dyn Transaction, people: &[PersonId]) -> Result<BTreeMap<PersonId, Arc<str>>, ServiceError> {
    if people.is_empty() {
        return Ok(BTreeMap::new());
    }
    let found = tx.people().find_many(people).await?.into_iter().map(|stored| stored.value);
    Ok(found.filter_map(|file| Some((file.id().clone(), file.record.name?))).collect())
}
