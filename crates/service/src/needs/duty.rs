//! The yearly duty of learning hours, of one person and of a unit.

use chrono::NaiveDate;
use jenjang::Decimal;
use jenjang::development::duty::Room;
use jenjang::development::forms::Forms;
use jenjang::development::need::{Duty, Warning};
use jenjang::index::learning_hours::Way;
use jenjang::legal::{Label, LegalReference};
use jenjang::people::id::{PersonId, UnitId};
use serde::Serialize;

use super::NeedLibrary;
use super::gather::{Gathering, needs_of_person};
use crate::context::Context;
use crate::error::ServiceError;
use crate::people::scope::under;
use crate::permissions::{Action, Target, authorize};

/// One person on a day.
#[derive(Clone, Debug)]
pub struct ReadDuty<'a> {
    /// Rules.
    pub library: NeedLibrary<'a>,
    /// Who.
    pub person: PersonId,
    /// The day; today where absent.
    pub as_of: Option<NaiveDate>,
}

/// The duty of one person in the year of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct DutyView {
    /// Who.
    pub person: PersonId,
    /// What counted, what is owed and missing, early warnings.
    pub duty: Duty,
    /// Days left in the year.
    pub days_left: u32,
    /// Forms that could fill what is missing by themselves before the year ends.
    pub ways: Vec<Way>,
    /// How much of each limited form still counts this year.
    pub room: Vec<Room>,
    /// The forms as the rules of the day have them.
    #[serde(skip)]
    pub forms: Forms,
}

/// Reads the duty of one person.
///
/// # Errors
/// [`ServiceError::Forbidden`]; as [`needs_of_person`].
pub async fn read_duty(context: &Context<'_>, command: &ReadDuty<'_>) -> Result<DutyView, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, Action::ReadNeeds, &Target::person(&command.person)).await?;
    let today = context.clock.today();
    let as_of = command.as_of.unwrap_or(today);
    let duty = needs_of_person(tx, &command.library, &command.person, as_of, today).await?.duty;
    let forms = Gathering::on(tx, &command.library, as_of, today).await?.rules.forms;
    Ok(DutyView {
        person: command.person.clone(),
        days_left: duty.account.days_left(),
        ways: duty.account.ways(duty.missing, &forms),
        room: duty.account.room(&forms),
        duty,
        forms,
    })
}

/// A unit on a day.
#[derive(Clone, Debug)]
pub struct ReadUnitDuty<'a> {
    /// Rules.
    pub library: NeedLibrary<'a>,
    /// The unit; all under it counts too.
    pub unit: UnitId,
    /// The day; today where absent.
    pub as_of: Option<NaiveDate>,
}

/// One person of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct DutyOfPerson {
    /// Who.
    pub person: PersonId,
    /// Hours that count so far.
    pub counted: Decimal,
    /// Hours owed; absent where nobody knows whether the duty binds, zero where it does not.
    pub owed: Option<Decimal>,
    /// Hours missing.
    pub missing: Decimal,
    /// Early warnings.
    pub warnings: Vec<Warning>,
    /// Whether anybody consulted the person's learning register.
    pub register_consulted: bool,
}

/// A unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct UnitDuty {
    /// The unit.
    pub unit: UnitId,
    /// The day.
    pub as_of: NaiveDate,
    /// Days left in the year.
    pub days_left: u32,
    /// Everybody, who misses most first, then by id.
    pub people: Vec<DutyOfPerson>,
    /// People the duty binds.
    pub bound: usize,
    /// Of these, how many have met it.
    pub met: usize,
    /// How many are warned.
    pub warned: usize,
    /// Of how many nobody knows whether it binds.
    pub unknown: usize,
    /// Where the duty comes from.
    pub reference: Option<LegalReference>,
}

/// Reads the duty of everybody in a unit and all under it.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; as [`needs_of_unit`](super::needs_of_unit).
pub async fn read_unit_duty(context: &Context<'_>, command: &ReadUnitDuty<'_>) -> Result<UnitDuty, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, Action::ReadDuty, &Target::unit(&command.unit)).await?;
    let today = context.clock.today();
    let as_of = command.as_of.unwrap_or(today);
    let units = under(tx, &command.unit).await?;
    if units.is_empty() {
        return Err(ServiceError::not_found(Label::new("unit", "unit"), &command.unit));
    }
    let gathering = Gathering::on(tx, &command.library, as_of, today).await?;
    let duties = gathering.duties(tx, units).await?;
    let days_left = duties.first().map_or(0, |(_, duty)| duty.account.days_left());
    let reference = duties.iter().find_map(|(_, duty)| duty.reference.clone());
    let mut people: Vec<DutyOfPerson> = duties
        .into_iter()
        .map(|(person, duty)| DutyOfPerson {
            person,
            counted: duty.account.total,
            owed: duty.owed,
            missing: duty.missing,
            warnings: duty.warnings,
            register_consulted: duty.account.register_consulted,
        })
        .collect();
    people.sort_by(|a, b| b.missing.cmp(&a.missing).then_with(|| a.person.cmp(&b.person)));
    let count = |takes: &dyn Fn(&DutyOfPerson) -> bool| people.iter().filter(|person| takes(person)).count();
    let binds = |person: &DutyOfPerson| person.owed.is_some_and(|owed| !owed.is_zero());
    Ok(UnitDuty {
        unit: command.unit.clone(),
        as_of,
        days_left,
        bound: count(&binds),
        met: count(&|person| binds(person) && person.missing.is_zero()),
        warned: count(&|person| !person.warnings.is_empty()),
        unknown: count(&|person| person.owed.is_none()),
        reference,
        people,
    })
}
