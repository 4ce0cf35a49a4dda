//! Refusing an enrolment.

use jenjang::legal::Label;
use jenjang::people::id::EnrolmentId;
use jenjang::store::Transaction;

use super::approve::not_own;
use super::{found, refused, roll, save_roll};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::messages::tell;
use crate::permissions::{Action, Target, authorize};
use crate::records;
use crate::trail::{self, Change};

/// An enrolment that is not approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefuseEnrolment {
    /// Which.
    pub enrolment: EnrolmentId,
    /// Why.
    pub reason: String,
}

/// Refuses an enrolment, as the superior or an HR officer and never one's own. The person is told.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::ConflictOfInterest`]; [`ServiceError::NotFound`]; `blank` without a reason; `no-such-step`;
/// [`ServiceError::Store`].
pub async fn refuse_enrolment(context: &Context<'_>, command: &RefuseEnrolment) -> Result<(), ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &RefuseEnrolment) -> Result<(), ServiceError> {
    let found = found(tx, &command.enrolment).await?;
    let person = &found.enrolment.person;
    authorize(context, tx, Action::ApproveEnrolment, &Target::person(person)).await?;
    not_own(context, person)?;
    let reason = records::said(&command.reason, &Label::new("alasan", "reason"))?;
    let mut roll = roll(tx, &found.session).await?;
    roll.refuse(&command.enrolment, context.clock.today(), &reason).map_err(|error| refused(&error))?;
    let (_, subjects) = save_roll(context, tx, &found.session, &roll).await?;
    let body = serde_json::json!({ "enrolment": command.enrolment });
    tell(context, tx, "enrolment-refused", [person], &body).await?;
    trail::record(context, tx, Change::new(Action::ApproveEnrolment, subjects)).await
}
