//! Reads what is being written.

use jenjang::consultation::WorkingText;
use jenjang::people::id::DraftId;
use jenjang::store::Versioned;

use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;

/// The text of a draft as it was last saved; none where nobody writes one under this id.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::Store`].
pub async fn read_draft(context: &Context<'_>, draft: &DraftId) -> Result<Option<Versioned<WorkingText>>, ServiceError> {
    let mut tx = context.store.read().await?;
    authorize(context, &mut *tx, Action::ReadDraft, &Target::everything()).await?;
    records::find::<WorkingText>(&mut *tx, draft.as_str()).await
}
