//! Fills an empty store through the use cases, as an agency would: units, people, roles, one round.

mod career;
mod development;
mod drafts;
mod effects;
mod evaluations;
mod talent;
mod voice;

use std::ops::ControlFlow;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc};
use jenjang::legal::Label;
use jenjang::people::id::{PersonId, RoundId, UnitId};
use jenjang::people::{CivilServantRecord, OrgUnit};
use jenjang_asn::promotion::PROMOTIONS;
use jenjang_asn::synthetic::{PopulationOptions, population, units};
use jenjang_policy_files::Library;
use jenjang_service::people::{
    GrantRole, ImportPeople, ListPeople, PersonData, SaveUnits, grant_role, import_people, list_people, save_units,
};
use jenjang_service::promotion::{
    AddCandidates, Candidates, Choice, DecideRound, OpenRound, PlanRound, PublishRound, ScreenRound, add_candidates, decide_round,
    open_round, plan_round, publish_round, screen_round,
};
use jenjang_service::{Actor, Context, FixedClock};

use super::{AUTHORITY, HR, NEIGHBOUR, OFFICIALS, Official, TOP, id, said};
use crate::backend::Backend;
use crate::state::facts;

mod rounds;

/// One seed always gives the same people.
const SEED: u64 = 1;

/// The district as it stood when the present month began, with a round of regular promotion decided on that day.
pub(super) async fn fill(backend: &Backend, shipped: &Library, staff: u64) -> Result<(), Label> {
    let today = backend.today();
    let month = today.with_day(1).unwrap_or(today);
    let clock = FixedClock(DateTime::from_naive_utc_and_offset(month.and_time(NaiveTime::MIN), Utc));
    people(backend, &clock, month, staff).await?;
    let ground = Ground { backend, shipped, clock, month, people: general_staff(backend, &clock).await? };
    round(&ground).await?;
    rounds::fill(&ground).await?;
    drafts::fill(&ground).await?;
    evaluations::fill(&ground).await?;
    talent::fill(&ground).await?;
    if let Some(shown) = development::shown(&ground).await? {
        development::fill(&ground, &shown).await?;
        voice::fill(&ground, &shown).await?;
        effects::fill(&ground).await?;
    }
    // last: it acts today, and the trail knows no way back to the first of the month
    career::fill(&ground).await
}

/// What everything that is filled in afterwards stands on.
pub(super) struct Ground<'a> {
    backend: &'a Backend,
    shipped: &'a Library,
    /// The first of the present month.
    clock: FixedClock,
    month: NaiveDate,
    /// General staff of the province, whom regular promotion is for, in the order of their ids.
    people: Vec<PersonId>,
}

impl Ground<'_> {
    /// Asks use cases in somebody's name, as of the first of the month.
    fn as_actor<'c>(&'c self, actor: &'c Actor) -> Context<'c> {
        self.backend.context_at(actor, &self.clock)
    }
}

/// An official as an actor.
fn actor(official: Official) -> Result<Actor, Label> {
    Ok(Actor::Person(id(official.id)?))
}

async fn people(backend: &Backend, clock: &FixedClock, month: NaiveDate, staff: u64) -> Result<(), Label> {
    let operator = backend.context_at(&Actor::Operator, clock);
    let options = PopulationOptions { staff, seed: SEED, today: month };
    let mut units: Vec<_> = units(options).map_err(|error| error.message())?.collect();
    units.push(OrgUnit { id: id(NEIGHBOUR)?, name: Label::new("Daerah tetangga (rekaan)", "Neighbouring region (made up)"), parent: None });
    save_units(&operator, SaveUnits { units: &units }).await.map_err(said)?;
    let mut officials = Vec::new();
    for official in OFFICIALS {
        let record = CivilServantRecord { name: Some(official.name.into()), ..CivilServantRecord::new(id(official.id)?) };
        officials.push(PersonData { record, unit: Some(id(official.unit)?), superior: None });
    }
    let staff = population(options).map_err(|error| error.message())?;
    let staff = staff.map(|person| PersonData { record: person.record, unit: Some(person.unit), superior: person.superior });
    let mut people = officials.into_iter().chain(staff);
    let command = ImportPeople { people: &mut people, dry_run: false, report: &mut |_| ControlFlow::Continue(()) };
    let counts = import_people(&operator, command).await.map_err(said)?;
    if counts.refused > 0 {
        let n = counts.refused;
        return Err(Label::new(format!("{n} pegawai contoh ditolak"), format!("{n} made-up people were refused")));
    }
    for official in OFFICIALS {
        let command = GrantRole { person: id(official.id)?, role: official.role, unit: id(official.unit)?, since: None };
        grant_role(&operator, command).await.map_err(said)?;
    }
    Ok(())
}

async fn round(ground: &Ground<'_>) -> Result<(), Label> {
    let (hr, authority) = (actor(HR)?, actor(AUTHORITY)?);
    let (hr, authority) = (ground.as_actor(&hr), ground.as_actor(&authority));
    let (shipped, month) = (ground.shipped, ground.month);
    let (round, top): (RoundId, UnitId) = (id(&format!("kp-reguler-{}", month.format("%Y-%m")))?, id(TOP)?);
    let plan = PlanRound {
        shipped,
        id: round.clone(),
        title: Label::new("Kenaikan pangkat reguler", "Regular promotion"),
        unit: top.clone(),
        policy: PROMOTIONS[0].into(),
        as_of: month,
        ranking: None,
        quota: None,
    };
    plan_round(&hr, plan).await.map_err(said)?;
    open_round(&hr, OpenRound { round: round.clone() }).await.map_err(said)?;
    add_candidates(&hr, AddCandidates { round: round.clone(), candidates: Candidates::People(&ground.people) }).await.map_err(said)?;
    let screen = ScreenRound { round: &round, shipped, gatherer: &facts, dry_run: false, progress: &|_| ControlFlow::Continue(()) };
    screen_round(&hr, screen).await.map_err(said)?;
    decide_round(&authority, DecideRound { round: round.clone(), choice: Choice::Everybody }).await.map_err(said)?;
    publish_round(&hr, PublishRound { round }).await.map_err(said)?;
    Ok(())
}

fn is_general_staff(record: &CivilServantRecord) -> bool {
    let held = record.registers.positions.iter().flatten().filter(|position| !position.acting).max_by_key(|position| position.since);
    held.is_some_and(|position| position.kind.as_str() == "pelaksana")
}

/// General staff of the province.
async fn general_staff(backend: &Backend, clock: &FixedClock) -> Result<Vec<PersonId>, Label> {
    let hr = actor(HR)?;
    let hr = backend.context_at(&hr, clock);
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = list_people(&hr, ListPeople { unit: None, after, limit: 1_000 }).await.map_err(said)?;
        let Some(last) = page.last() else { return Ok(all) };
        after = Some(last.record.id.clone());
        all.extend(page.into_iter().filter(|person| is_general_staff(&person.record)).map(|person| person.record.id));
    }
}
