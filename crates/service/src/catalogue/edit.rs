//! Changing what two officers may have open at once: by the revision that was read.

use jenjang::development::catalogue::{Course, CourseSession, Provider};
use jenjang::people::View;
use jenjang::people::id::{CourseId, CourseSessionId, ProviderId};
use jenjang::record::Kept;
use jenjang::store::{Transaction, Versioned};

use super::save::{put_course, put_provider, put_session, written};
use super::{SaveCourse, Saved, SavedSession, session_and_course};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;
use crate::seen::Seen;

/// A session as somebody wants to have it.
#[derive(Clone, Debug)]
pub struct EditSession {
    /// The session, changed.
    pub session: CourseSession,
    /// What was seen of it before it was changed.
    pub seen: Seen,
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

/// Keeps a session as [`save_session`](super::save_session) does, where what stands is what was seen.
///
/// # Errors
/// As [`save_session`](super::save_session); a conflict where somebody else made or changed it meanwhile.
pub async fn edit_session(context: &Context<'_>, command: &EditSession) -> Result<SavedSession, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &EditSession) -> Result<SavedSession, ServiceError> {
    if let Some(stored) = records::find::<CourseSession>(tx, command.session.id.as_str()).await? {
        authorize(context, tx, Action::ManageCatalogue, &Target::unit(&stored.value.unit)).await?;
    }
    still(tx, &command.session, command.seen).await?;
    let (saved, subjects) = put_session(context, tx, &command.session).await?;
    written(context, tx, subjects).await?;
    Ok(saved)
}

/// A course with its revision, for an HR officer.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Store`].
pub async fn course_to_edit(context: &Context<'_>, id: &CourseId) -> Result<Versioned<Course>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, Action::ManageCatalogue, &Target::everything()).await?;
    records::require(tx, id.as_str()).await
}

/// Keeps a course as [`save_course`](super::save_course) does, where what stands is what was seen.
///
/// # Errors
/// As [`save_course`](super::save_course); a conflict where somebody else made or changed it meanwhile.
pub async fn edit_course(context: &Context<'_>, command: &SaveCourse<'_>, seen: Seen) -> Result<Saved, ServiceError> {
    transact!(context, tx => course_in(context, tx, command, seen).await)
}

async fn course_in(context: &Context<'_>, tx: &mut dyn Transaction, command: &SaveCourse<'_>, seen: Seen) -> Result<Saved, ServiceError> {
    authorize(context, tx, Action::ManageCatalogue, &Target::everything()).await?;
    still(tx, &command.course, seen).await?;
    let forms = command.rules.forms(tx, View::on(context.clock.today())).await?;
    let (saved, subjects) = put_course(tx, &command.course, &forms).await?;
    written(context, tx, subjects).await?;
    Ok(saved)
}

/// A provider with its revision, for an HR officer.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Store`].
pub async fn provider_to_edit(context: &Context<'_>, id: &ProviderId) -> Result<Versioned<Provider>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    authorize(context, tx, Action::ManageCatalogue, &Target::everything()).await?;
    records::require(tx, id.as_str()).await
}

/// Keeps a provider as [`save_provider`](super::save_provider) does, where what stands is what was seen.
///
/// # Errors
/// As [`save_provider`](super::save_provider); a conflict where somebody else made or changed it meanwhile.
pub async fn edit_provider(context: &Context<'_>, provider: &Provider, seen: Seen) -> Result<Saved, ServiceError> {
    transact!(context, tx => provider_in(context, tx, provider, seen).await)
}

async fn provider_in(context: &Context<'_>, tx: &mut dyn Transaction, provider: &Provider, seen: Seen) -> Result<Saved, ServiceError> {
    authorize(context, tx, Action::ManageCatalogue, &Target::everything()).await?;
    still(tx, provider, seen).await?;
    let (saved, subjects) = put_provider(context, tx, provider).await?;
    written(context, tx, subjects).await?;
    Ok(saved)
}

/// Refuses where something else stands than was seen.
async fn still<T: Kept>(tx: &mut dyn Transaction, value: &T, seen: Seen) -> Result<(), ServiceError> {
    let stored = records::find::<T>(tx, value.key()).await?;
    seen.still(T::KIND.as_str(), value.key(), stored.map(|stored| stored.revision))
}
