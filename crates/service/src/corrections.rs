//! Requests to put a record right: asked by the person, answered by HR in time, seen by both. A record itself changes by import from its source alone.

mod answer;
mod read;
mod request;
mod withdraw;

use jenjang::legal::Label;
use jenjang::people::{CorrectionRequest, CorrectionState};
use jenjang::store::{Transaction, Versioned};

use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::Action;
use crate::records;
use crate::trail::{self, Change};

pub use answer::{AnswerCorrection, CorrectionAnswer, answer_correction};
pub use read::{AskedCorrection, list_corrections, own_corrections, read_correction};
pub use request::{RequestCorrection, request_correction};
pub use withdraw::{WithdrawCorrection, withdraw_correction};

/// A request that waits for an answer.
///
/// # Errors
/// `correction-answered` where it does not.
fn still_open(stored: &Versioned<CorrectionRequest>) -> Result<(), ServiceError> {
    if stored.value.is_open() {
        return Ok(());
    }
    let state = stored.value.state.label();
    Err(ServiceError::refused(
        "correction-answered",
        Label::new(
            format!("permintaan ini tidak lagi menunggu jawaban: {}", state.id),
            format!("this request no longer waits for an answer: {}", state.en),
        ),
    ))
}

/// Moves a request to another state and writes it down.
async fn moved(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    action: Action,
    before: Versioned<CorrectionRequest>,
    state: CorrectionState,
) -> Result<CorrectionRequest, ServiceError> {
    let after = CorrectionRequest { state, ..before.value.clone() };
    records::save(tx, &after, Some(before.revision)).await?;
    let subject = records::subject(tx, Some(&before.value), Some(&after)).await?;
    trail::record(context, tx, Change::new(action, vec![subject])).await?;
    Ok(after)
}
