//! Answers a request for correction.

use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::people::{CorrectionRequest, CorrectionState};
use jenjang::store::Transaction;

use super::{moved, still_open};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, allowed, authorize};
use crate::records;

/// Whether the person is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CorrectionAnswer {
    /// Yes; the record is mended by an import of its source.
    Accept,
    /// No.
    Refuse,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct AnswerCorrection {
    /// The request.
    pub id: Arc<str>,
    /// Whether the person is right.
    pub answer: CorrectionAnswer,
    /// What is done about it, or why nothing is.
    pub reason: String,
}

/// Answers a request.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::ConflictOfInterest`] for an own request; [`ServiceError::NotFound`]; `correction-answered`; `blank`;
/// [`ServiceError::Store`].
pub async fn answer_correction(context: &Context<'_>, command: &AnswerCorrection) -> Result<CorrectionRequest, ServiceError> {
    transact!(context, tx => answer(context, tx, command).await)
}

async fn answer(context: &Context<'_>, tx: &mut dyn Transaction, command: &AnswerCorrection) -> Result<CorrectionRequest, ServiceError> {
    let action = Action::AnswerCorrection;
    let by = context.actor.person().ok_or_else(|| ServiceError::Forbidden { action, allowed: allowed(action) })?;
    let before = records::require::<CorrectionRequest>(tx, &command.id).await?;
    authorize(context, tx, action, &Target::person(&before.value.person)).await?;
    if before.value.person == *by {
        return Err(ServiceError::ConflictOfInterest(Label::new(
            "permintaan perbaikan data dijawab oleh orang lain daripada yang meminta",
            "a request for correction is answered by somebody else than who asked",
        )));
    }
    still_open(&before)?;
    let reason = records::said(&command.reason, &Label::new("alasan", "reason"))?;
    let (on, by) = (context.clock.today(), by.clone());
    let state = match command.answer {
        CorrectionAnswer::Accept => CorrectionState::Accepted { on, by, note: reason },
        CorrectionAnswer::Refuse => CorrectionState::Refused { on, by, reason },
    };
    moved(context, tx, action, before, state).await
}
