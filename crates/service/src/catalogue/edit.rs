//! Changing a session that two officers may have open at once: by the revision that was read.

use jenjang::development::catalogue::{Course, CourseSession};
use jenjang::people::id::CourseSessionId;
use jenjang::record::Kept;
use jenjang::store::{Revision, StoreError, Transaction, Versioned};

use super::save::{put_session, written};
use super::{SavedSession, session_and_course};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;

/// A session as somebody wants to have it.
#[derive(Clone, Debug)]
pub struct EditSession {
    /// The session, changed.
    pub session: CourseSession,
    /// The revision that was read before it was changed.
    pub seen: Revision,
}

/// A session with its revision and course, for an HR officer of the unit that holds it.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Store`].
pub async fn session_to_edit(context: &Context<'_>, id: &CourseSessionId) -> Result<(Versioned<CourseSession>, Course), ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let found = session_and_course(tx, id).await?;
    authorize(context, tx, Action::ManageCatalogue, &Target::unit(&found.0.value.unit)).await?;
    Ok(found)
}

/// Changes a session as [`save_session`](super::save_session) does, where nobody else changed it since it was read.
///
/// # Errors
/// As [`save_session`](super::save_session); [`ServiceError::NotFound`] for a session that is not there; [`StoreError::Conflict`] where somebody else
/// changed it meanwhile.
pub async fn edit_session(context: &Context<'_>, command: &EditSession) -> Result<SavedSession, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &EditSession) -> Result<SavedSession, ServiceError> {
    let id = &command.session.id;
    let stored = records::require::<CourseSession>(tx, id.as_str()).await?;
    authorize(context, tx, Action::ManageCatalogue, &Target::unit(&stored.value.unit)).await?;
    if stored.revision != command.seen {
        let (found, expected) = (Some(stored.revision), Some(command.seen));
        return Err(StoreError::Conflict { what: CourseSession::KIND.as_str(), id: id.to_string(), found, expected }.into());
    }
    let (saved, subjects) = put_session(context, tx, &command.session).await?;
    written(context, tx, subjects).await?;
    Ok(saved)
}
