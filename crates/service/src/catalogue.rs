//! The catalogue: institutions with their agreements, courses, sessions. Anybody may read it, HR officers keep it.

mod cancel_session;
mod edit;
mod held;
mod import;
mod offers;
mod read;
mod save;

use jenjang::development::catalogue::{Course, CourseSession, Problem, Provider};
use jenjang::people::id::{CourseId, CourseSessionId};
use jenjang::store::{Transaction, Versioned};

use crate::error::ServiceError;
use crate::records;

pub use cancel_session::{CancelSession, cancel_session};
pub use edit::{EditSession, course_to_edit, edit_course, edit_provider, edit_session, provider_to_edit, session_to_edit};
pub use held::{HeldSession, held_sessions};
pub use import::{CatalogueCounts, ImportCatalogue, ImportedCatalogue, import_catalogue};
pub use offers::{Offer, OfferReason, Offers, read_offers};
pub use read::{Seats, read_catalogue, read_seats};
pub use save::{SaveCourse, Saved, SavedSession, save_course, save_provider, save_session};

/// What somebody wrote of the catalogue has the first of these problems.
fn sound(problems: Vec<Problem>) -> Result<(), ServiceError> {
    match problems.into_iter().next() {
        Some(problem) => Err(ServiceError::refused(problem.code, problem.message)),
        None => Ok(()),
    }
}

/// A session with its course.
pub(crate) async fn session_and_course(
    tx: &mut dyn Transaction,
    id: &CourseSessionId,
) -> Result<(Versioned<CourseSession>, Course), ServiceError> {
    let session = records::require::<CourseSession>(tx, id.as_str()).await?;
    let course = course(tx, &session.value.course).await?;
    Ok((session, course))
}

/// A course.
pub(crate) async fn course(tx: &mut dyn Transaction, id: &CourseId) -> Result<Course, ServiceError> {
    Ok(records::require::<Course>(tx, id.as_str()).await?.value)
}

/// The course of a session and its provider, as far as they are there.
async fn behind(tx: &mut dyn Transaction, session: &CourseSession) -> Result<(Option<Course>, Option<Provider>), ServiceError> {
    let Some(course) = records::find::<Course>(tx, session.course.as_str()).await? else { return Ok((None, None)) };
    let provider = records::find::<Provider>(tx, course.value.provider.as_str()).await?;
    Ok((Some(course.value), provider.map(|provider| provider.value)))
}
