//! Opening a consultation.

use chrono::NaiveDate;
use jenjang::consultation::Draft;
use jenjang::consultation::life::Notice;
use jenjang::legal::Label;
use jenjang::people::id::DraftId;
use jenjang::store::Transaction;

use super::{load, save};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::messages;
use crate::permissions::{Action, Target, authorize};
use crate::records;

/// A draft to be spoken on until a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenConsultation {
    /// The draft.
    pub draft: DraftId,
    /// Last day.
    pub until: NaiveDate,
    /// How people are told. Needed to open; more may come where the last day is moved.
    pub notices: Vec<Notice>,
}

/// Opens the present version of a draft to be spoken on; of one that is open, moves the last day to a later one.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] without a notice, for a window shorter than the process asks for,
/// for a last day that is not later, or from another state.
pub async fn open_consultation(context: &Context<'_>, command: &OpenConsultation) -> Result<Draft, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &OpenConsultation) -> Result<Draft, ServiceError> {
    authorize(context, tx, Action::OpenConsultation, &Target::everything()).await?;
    let found = load(tx, &command.draft).await?;
    let mut notices = command.notices.clone();
    for notice in &mut notices {
        notice.access = records::said(&notice.access, &Label::new("cara mengakses rancangan", "way to read the draft"))?;
    }
    let mut draft = found.value.clone();
    draft.open(notices, context.clock.today(), command.until)?;
    save(context, tx, Action::OpenConsultation, Some((&found.value, found.revision)), &draft).await?;
    messages::announce(context, tx, "consultation-opened", &serde_json::json!({ "draft": command.draft, "until": command.until })).await?;
    Ok(draft)
}
