//! Lists what is being written.

use jenjang::consultation::WorkingText;
use jenjang::record::RecordFilter;

use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;

/// The texts being written, by id.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::Store`].
pub async fn list_drafts(context: &Context<'_>) -> Result<Vec<WorkingText>, ServiceError> {
    let mut tx = context.store.read().await?;
    authorize(context, &mut *tx, Action::ReadDraft, &Target::everything()).await?;
    let found = records::list::<WorkingText>(&mut *tx, &RecordFilter::all()).await?;
    Ok(found.into_iter().map(|stored| stored.value).collect())
}
