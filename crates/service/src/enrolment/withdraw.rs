//! Giving an enrolment up: the seat goes to whoever comes next.

use jenjang::legal::Label;
use jenjang::people::id::{EnrolmentId, PersonId};
use jenjang::store::Transaction;

use super::{found, refused, roll, save_roll};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::messages::tell;
use crate::permissions::{Action, Target, authorize};
use crate::records;
use crate::trail::{self, Change};

/// An enrolment that is given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WithdrawEnrolment {
    /// Which.
    pub enrolment: EnrolmentId,
    /// Why.
    pub reason: String,
}

/// What giving up led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WithdrawnEnrolment {
    /// Who got the seat.
    pub seated: Vec<PersonId>,
}

/// Gives an enrolment up, as the person, the superior or an HR officer. Up to the first day of the session the seat goes to whoever comes next, who is
/// told; the person is told where somebody else did it.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; `blank` without a reason; `session-over`; `no-such-step`; [`ServiceError::Store`].
pub async fn withdraw_enrolment(context: &Context<'_>, command: &WithdrawEnrolment) -> Result<WithdrawnEnrolment, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    command: &WithdrawEnrolment,
) -> Result<WithdrawnEnrolment, ServiceError> {
    let found = found(tx, &command.enrolment).await?;
    let (person, session) = (&found.enrolment.person, &found.session);
    authorize(context, tx, Action::WithdrawEnrolment, &Target::person(person)).await?;
    let reason = records::said(&command.reason, &Label::new("alasan", "reason"))?;
    let today = context.clock.today();
    if today > session.last {
        return Err(ServiceError::refused(
            "session-over",
            Label::new(
                format!("jadwal `{}` selesai {}, hari ini {today}", session.id, session.last),
                format!("session `{}` was over on {}, today is {today}", session.id, session.last),
            ),
        ));
    }
    let mut roll = roll(tx, session).await?;
    let refill = today <= session.first && session.cancelled.is_none();
    roll.withdraw(&command.enrolment, today, &reason, refill).map_err(|error| refused(&error))?;
    let (seated, subjects) = save_roll(context, tx, session, &roll).await?;
    let told = Some(person).filter(|person| context.actor.person() != Some(*person));
    tell(context, tx, "enrolment-withdrawn", told, &serde_json::json!({ "enrolment": command.enrolment })).await?;
    trail::record(context, tx, Change::new(Action::WithdrawEnrolment, subjects)).await?;
    Ok(WithdrawnEnrolment { seated })
}
