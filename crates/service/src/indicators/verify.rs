//! Verifying a figure.

use jenjang::indicator::reading::current;
use jenjang::indicator::{Indicator, Reading, ReadingState, ReportingPeriod};
use jenjang::legal::Label;
use jenjang::people::id::IndicatorId;
use jenjang::store::Transaction;

use super::{FIGURE, acting, numbered, readings, target};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, authorize};
use crate::records;
use crate::seen::Seen;
use crate::trail::{self, Change};

/// What is found about the figure of a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyReading {
    /// The indicator.
    pub indicator: IndicatorId,
    /// The period.
    pub period: ReportingPeriod,
    /// Why it is wrong; absent where it is right.
    pub refused: Option<String>,
    /// What was seen before: its revision is the number of the figure that counts.
    pub seen: Seen,
}

/// Verifies or refuses the figure of a period, by a policy analyst or auditor who did not enter it.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::ConflictOfInterest`] for who entered it; [`ServiceError::NotFound`]; [`ServiceError::Refused`] for a figure
/// that was looked at already; [`ServiceError::Store`], with a conflict where another figure stands than was seen.
pub async fn verify(context: &Context<'_>, command: &VerifyReading) -> Result<Reading, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &VerifyReading) -> Result<Reading, ServiceError> {
    let indicator = records::require::<Indicator>(tx, command.indicator.as_str()).await?.value;
    authorize(context, tx, Action::VerifyIndicator, &target(&indicator)).await?;
    let actor = acting(context, Action::VerifyIndicator)?.clone();
    let stored = readings(tx, &indicator.id).await?;
    let all: Vec<Reading> = stored.iter().map(|stored| stored.value.clone()).collect();
    let nothing = || {
        ServiceError::not_found(Label::new("angka indikator", "figure of the indicator"), format!("{} {}", indicator.id, command.period))
    };
    let counts = current(&all, command.period).ok_or_else(nothing)?;
    command.seen.still(FIGURE, format!("{} {}", indicator.id, command.period), Some(numbered(counts)))?;
    let id = counts.id();
    let found = stored.into_iter().find(|stored| stored.value.id() == id).ok_or_else(nothing)?;
    let (before, revision) = (found.value, found.revision);
    if before.entered_by.as_ref() == Some(&actor) {
        return Err(ServiceError::ConflictOfInterest(Label::new(
            "angka harus diverifikasi oleh orang lain daripada yang memasukkannya",
            "a figure has to be verified by somebody else than who entered it",
        )));
    }
    if before.state != ReadingState::Entered {
        let state = before.state.label();
        return Err(ServiceError::refused(
            "reading-state",
            Label::new(format!("angka `{}` sudah {}", before.id(), state.id), format!("figure `{}` is {} already", before.id(), state.en)),
        ));
    }
    let on = context.clock.today();
    let state = match &command.refused {
        None => ReadingState::Verified { on },
        Some(reason) => {
            ReadingState::Refused { on, reason: records::said(reason, &Label::new("alasan penolakan", "reason of the refusal"))? }
        }
    };
    let after = Reading { state, verified_by: Some(actor), ..before.clone() };
    records::save(tx, &after, Some(revision)).await?;
    let subject = records::subject(tx, Some(&before), Some(&after)).await?;
    trail::record(context, tx, Change::new(Action::VerifyIndicator, vec![subject])).await?;
    Ok(after)
}
