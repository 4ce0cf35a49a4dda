//! Completing an activity: its hours are credited.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::Decimal;
use jenjang::audit::Subject;
use jenjang::development::{DevelopmentRecord, DevelopmentState};
use jenjang::legal::Label;
use jenjang::people::id::DevelopmentId;
use jenjang::people::record::LearningRecord;
use jenjang::people::repository::PersonFile;
use jenjang::store::{Transaction, Versioned};

use super::{planned, still_planned, subject};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Role, Target, authorize};
use crate::trail::{self, Change};

/// More learning hours than one activity can have: a year of eight hours a day.
const MOST_HOURS: Decimal = Decimal::from_parts(2_920, 0, 0, false, 0);

/// An activity that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompleteDevelopment {
    /// Which.
    pub id: DevelopmentId,
    /// The last day.
    pub on: NaiveDate,
    /// Learning hours credited, of 45 minutes each.
    pub hours: Decimal,
    /// Certificate or report.
    pub evidence: Option<Arc<str>>,
}

/// What became of the hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompletedDevelopment {
    /// They stand in the learning register now.
    Entered,
    /// The register held an entry of the same day and title already.
    WasThere,
    /// Nobody has consulted the learning register yet: the hours stand in the record of the activity alone.
    RegisterNotConsulted,
}

/// Records that an activity was done, by an HR officer.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but an HR officer; [`ServiceError::NotFound`]; [`ServiceError::Refused`] for an activity that is over, a
/// day in the future or before birth, or hours outside 0 to 2920; [`ServiceError::Store`].
pub async fn complete_development(context: &Context<'_>, command: &CompleteDevelopment) -> Result<CompletedDevelopment, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    command: &CompleteDevelopment,
) -> Result<CompletedDevelopment, ServiceError> {
    let (stored, file) = planned(tx, &command.id).await?;
    let roles = authorize(context, tx, Action::RecordDevelopment, &Target::person(&stored.value.person)).await?;
    if !roles.contains(&Role::HrOfficer) {
        return Err(ServiceError::Forbidden { action: Action::RecordDevelopment, allowed: &[Role::HrOfficer] });
    }
    if context.actor.person() == Some(&stored.value.person) {
        return Err(ServiceError::ConflictOfInterest(Label::new(
            "penyelesaian pengembangan sendiri harus dicatat oleh orang lain",
            "the completion of an own activity has to be recorded by somebody else",
        )));
    }
    still_planned(&stored.value)?;
    check_completion(context, &file.value, command.on, command.hours)?;
    let state = DevelopmentState::Completed { on: command.on, hours: command.hours, evidence: command.evidence.clone() };
    let after = DevelopmentRecord { state, ..stored.value.clone() };
    let (outcome, subject) = finish(tx, &file, Some(&stored), &after).await?;
    trail::record(context, tx, Change::new(Action::RecordDevelopment, vec![subject])).await?;
    Ok(outcome)
}

/// Refuses for a day in the future or before birth, and for more hours than one activity can have.
pub(super) fn check_completion(context: &Context<'_>, file: &PersonFile, on: NaiveDate, hours: Decimal) -> Result<(), ServiceError> {
    let born = file.record.birth_date;
    let today = context.clock.today();
    if on > today || born.is_some_and(|birth| on <= birth) {
        return Err(ServiceError::refused(
            "day-out-of-range",
            Label::new(
                format!("tanggal selesai {on}, diharapkan sampai hari ini ({today}) dan sesudah kelahiran"),
                format!("the day of completion is {on}, expected up to today ({today}) and after birth"),
            ),
        ));
    }
    if hours < Decimal::ZERO || hours > MOST_HOURS {
        return Err(ServiceError::refused(
            "hours-out-of-range",
            Label::new(
                format!("jam pelajaran {hours}, diharapkan 0 sampai {MOST_HOURS}"),
                format!("{hours} learning hours, expected 0 to {MOST_HOURS}"),
            ),
        ));
    }
    Ok(())
}

/// Keeps a completed activity and enters its hours in the learning register; what became of them, and what the trail proves of it.
pub(super) async fn finish(
    tx: &mut dyn Transaction,
    file: &Versioned<PersonFile>,
    stored: Option<&Versioned<DevelopmentRecord>>,
    after: &DevelopmentRecord,
) -> Result<(CompletedDevelopment, Subject), ServiceError> {
    tx.development().save(after, stored.map(|stored| stored.revision)).await?;
    let mut person = file.value.clone();
    let outcome = enter(&mut person.record.registers.learning, after);
    if outcome == CompletedDevelopment::Entered {
        tx.people().save(&person, Some(file.revision)).await?;
    }
    let registers = [&file.value, &person].map(|file| file.record.registers.learning.as_ref());
    let subject = subject(&person, stored.map(|stored| (&stored.value, registers[0])), (after, registers[1]))?;
    Ok((outcome, subject))
}

fn enter(register: &mut Option<Vec<LearningRecord>>, activity: &DevelopmentRecord) -> CompletedDevelopment {
    let Some(entries) = register else { return CompletedDevelopment::RegisterNotConsulted };
    let DevelopmentState::Completed { on, hours, .. } = activity.state else { return CompletedDevelopment::WasThere };
    let same = |entry: &LearningRecord| entry.completed == on && entry.title.to_lowercase() == activity.title.to_lowercase();
    if entries.iter().any(same) {
        return CompletedDevelopment::WasThere;
    }
    entries.push(LearningRecord { completed: on, hours, title: Arc::clone(&activity.title) });
    entries.sort();
    CompletedDevelopment::Entered
}
