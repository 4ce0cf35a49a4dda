//! Approving an enrolment: a seat, or a place on the waiting list.

use chrono::{Datelike, NaiveDate};
use jenjang::Decimal;
use jenjang::development::DevelopmentState;
use jenjang::development::enrolment::{Approval, EnrolmentState};
use jenjang::legal::Label;
use jenjang::people::id::{EnrolmentId, PersonId};
use jenjang::store::Transaction;

use super::need::need_closed;
use super::{found, no_clash, not_cancelled, refused, roll, save_roll};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::messages::tell;
use crate::needs::NeedLibrary;
use crate::permissions::{Action, Target, authorize};
use crate::trail::{self, Change};

/// An enrolment to be approved.
#[derive(Clone, Debug)]
pub struct ApproveEnrolment<'a> {
    /// Which.
    pub enrolment: EnrolmentId,
    /// By which rules needs are measured.
    pub needs: NeedLibrary<'a>,
}

/// What approval gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approved {
    /// Where the enrolment stands.
    pub state: EnrolmentState,
    /// The place on the waiting list, 1 for whoever comes next.
    pub place: Option<usize>,
}

/// Approves an enrolment, as the superior or an HR officer and never one's own. The person is told.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::ConflictOfInterest`]; [`ServiceError::NotFound`]; `session-cancelled`, `session-begun`,
/// `sessions-overlap`, `course-twice`, `no-such-step`; [`ServiceError::Store`].
pub async fn approve_enrolment(context: &Context<'_>, command: &ApproveEnrolment<'_>) -> Result<Approved, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &ApproveEnrolment<'_>) -> Result<Approved, ServiceError> {
    let found = found(tx, &command.enrolment).await?;
    let (person, session) = (&found.enrolment.person, &found.session);
    authorize(context, tx, Action::ApproveEnrolment, &Target::person(person)).await?;
    not_own(context, person)?;
    not_cancelled(session)?;
    let today = context.clock.today();
    if today > session.first {
        return Err(ServiceError::refused(
            "session-begun",
            Label::new(
                format!("jadwal `{}` sudah mulai {}, hari ini {today}", session.id, session.first),
                format!("session `{}` began on {}, today is {today}", session.id, session.first),
            ),
        ));
    }
    let mut roll = roll(tx, session).await?;
    no_clash(tx, person, session).await?;
    let approval = Approval {
        at: context.clock.now(),
        need: need_closed(context, tx, &command.needs, person, (session, &found.course)).await?,
        hours_before: hours_of_year(tx, person, today).await?,
    };
    roll.approve(&command.enrolment, approval).map_err(|error| refused(&error))?;
    let (_, subjects) = save_roll(context, tx, session, &roll).await?;
    let state = roll.get(&command.enrolment).map_or(EnrolmentState::Requested, |enrolment| enrolment.state.clone());
    let body = serde_json::json!({ "enrolment": command.enrolment, "state": state.word() });
    tell(context, tx, "enrolment-approved", [person], &body).await?;
    trail::record(context, tx, Change::new(Action::ApproveEnrolment, subjects)).await?;
    Ok(Approved { place: roll.place(&command.enrolment), state })
}

/// Refuses for one's own enrolment.
pub(super) fn not_own(context: &Context<'_>, person: &PersonId) -> Result<(), ServiceError> {
    if context.actor.person() != Some(person) {
        return Ok(());
    }
    Err(ServiceError::ConflictOfInterest(Label::new(
        "pendaftaran sendiri diputuskan dan dicatat oleh orang lain",
        "an own enrolment is decided and recorded by somebody else",
    )))
}

/// Learning hours of the year of a day up to it: of the learning register, or of completed activities where nobody has consulted the register.
pub(crate) async fn hours_of_year(tx: &mut dyn Transaction, person: &PersonId, today: NaiveDate) -> Result<Decimal, ServiceError> {
    let counts = |day: NaiveDate| day.year() == today.year() && day <= today;
    let file = tx.people().find(person).await?;
    if let Some(register) = file.and_then(|file| file.value.record.registers.learning) {
        return Ok(register.iter().filter(|entry| counts(entry.completed)).map(|entry| entry.hours).sum());
    }
    let activities = tx.development().of_person(person).await?;
    let hours = activities.iter().filter_map(|activity| match activity.value.state {
        DevelopmentState::Completed { on, hours, .. } if counts(on) => Some(hours),
        _ => None,
    });
    Ok(hours.sum())
}
