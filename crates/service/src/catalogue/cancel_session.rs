//! Calling a session off.

use jenjang::development::catalogue::CourseSession;
use jenjang::development::enrolment::EnrolmentState;
use jenjang::legal::Label;
use jenjang::people::id::{CourseSessionId, PersonId};
use jenjang::store::Transaction;

use crate::context::{Context, transact};
use crate::enrolment::{roll, save_roll};
use crate::error::ServiceError;
use crate::messages::tell;
use crate::permissions::{Action, Target, authorize};
use crate::records;
use crate::trail::{self, Change};

/// A session that will not be held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CancelSession {
    /// Which.
    pub session: CourseSessionId,
    /// Why.
    pub reason: String,
}

/// Calls a session off: whoever asked, has a seat or waits is told. Who they were.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but an HR officer of the unit that holds it; [`ServiceError::NotFound`]; `session-cancelled`;
/// `session-held` where somebody's attendance is recorded; `blank` without a reason; [`ServiceError::Store`].
pub async fn cancel_session(context: &Context<'_>, command: &CancelSession) -> Result<Vec<PersonId>, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &CancelSession) -> Result<Vec<PersonId>, ServiceError> {
    let stored = records::require::<CourseSession>(tx, command.session.as_str()).await?;
    let before = stored.value;
    authorize(context, tx, Action::ManageCatalogue, &Target::unit(&before.unit)).await?;
    let reason = records::said(&command.reason, &Label::new("alasan", "reason"))?;
    let id = &before.id;
    if before.cancelled.is_some() {
        return Err(ServiceError::refused(
            "session-cancelled",
            Label::new(format!("jadwal `{id}` sudah dibatalkan"), format!("session `{id}` was called off already")),
        ));
    }
    let mut roll = roll(tx, &before).await?;
    let held = |state: &EnrolmentState| matches!(state, EnrolmentState::Attended { .. } | EnrolmentState::Absent { .. });
    if roll.enrolments().any(|enrolment| held(&enrolment.state)) {
        return Err(ServiceError::refused(
            "session-held",
            Label::new(
                format!("kehadiran pada jadwal `{id}` sudah dicatat, jadwal yang sudah dilaksanakan tidak dapat dibatalkan"),
                format!("attendance of session `{id}` is recorded, what was held cannot be called off"),
            ),
        ));
    }
    let told: Vec<PersonId> =
        roll.enrolments().filter(|enrolment| enrolment.state.is_alive()).map(|enrolment| enrolment.person.clone()).collect();
    roll.call_off(context.clock.today());
    let after = CourseSession { cancelled: Some(reason), ..before.clone() };
    records::save(tx, &after, Some(stored.revision)).await?;
    let mut subjects = vec![records::subject(tx, Some(&before), Some(&after)).await?];
    let (_, of_roll) = save_roll(context, tx, &after, &roll).await?;
    subjects.extend(of_roll);
    tell(context, tx, "session-cancelled", &told, &serde_json::json!({ "session": id })).await?;
    trail::record(context, tx, Change::new(Action::ManageCatalogue, subjects)).await?;
    Ok(told)
}
