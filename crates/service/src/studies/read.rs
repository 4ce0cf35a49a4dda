//! Reading study assignments.

use jenjang::people::id::{PersonId, StudyId, UnitId};
use jenjang::record::RecordFilter;
use jenjang::study::StudyAssignment;

use crate::context::Context;
use crate::error::ServiceError;
use crate::people::scope::Scope;
use crate::permissions::{Action, Target, authorize};
use crate::records;

/// One study assignment.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Forbidden`] for anybody but the person, the superior and an HR officer; [`ServiceError::Store`].
pub async fn read_study(context: &Context<'_>, id: &StudyId) -> Result<StudyAssignment, ServiceError> {
    let mut tx = context.store.read().await?;
    let study: StudyAssignment = records::require(&mut *tx, id.as_str()).await?.value;
    authorize(context, &mut *tx, Action::ReadPerson, &Target::person(&study.person)).await?;
    Ok(study)
}

/// Somebody's study assignments.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but the person, the superior and an HR officer; [`ServiceError::Store`].
pub async fn studies_of_person(context: &Context<'_>, person: &PersonId) -> Result<Vec<StudyAssignment>, ServiceError> {
    let mut tx = context.store.read().await?;
    authorize(context, &mut *tx, Action::ReadPerson, &Target::person(person)).await?;
    let studies = records::list::<StudyAssignment>(&mut *tx, &RecordFilter::about(person)).await?;
    Ok(studies.into_iter().map(|stored| stored.value).collect())
}

/// The study assignments of a unit and all under it, or of all units the actor runs; by id.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but an HR officer; [`ServiceError::Store`].
pub async fn list_studies(context: &Context<'_>, unit: Option<&UnitId>) -> Result<Vec<StudyAssignment>, ServiceError> {
    let mut tx = context.store.read().await?;
    let scope = Scope::of(context, &mut *tx, Action::RecordStudy).await?;
    let scope = scope.narrowed(&mut *tx, Action::RecordStudy, unit).await?;
    let mut studies = Vec::new();
    for stored in records::list::<StudyAssignment>(&mut *tx, &RecordFilter::all()).await? {
        let of = tx.people().find(&stored.value.person).await?.and_then(|file| file.value.unit);
        if scope.takes(of.as_ref()) {
            studies.push(stored.value);
        }
    }
    Ok(studies)
}
