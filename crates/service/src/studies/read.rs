//! Reading study assignments.

use std::collections::BTreeSet;

use jenjang::people::id::{PersonId, StudyId, UnitId};
use jenjang::record::RecordFilter;
use jenjang::study::StudyAssignment;

use crate::context::Context;
use crate::error::ServiceError;
use crate::people::scope::Scope;
use crate::permissions::{Action, Target, authorize};
use crate::records;
use crate::trail::files;

/// One study assignment.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Forbidden`] for anybody but the person, the superior, an HR officer and the appointing authority;
/// [`ServiceError::Store`].
pub async fn read_study(context: &Context<'_>, id: &StudyId) -> Result<StudyAssignment, ServiceError> {
    let mut tx = context.store.read().await?;
    let study: StudyAssignment = records::require(&mut *tx, id.as_str()).await?.value;
    authorize(context, &mut *tx, Action::ReadStudy, &Target::person(&study.person)).await?;
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
/// [`ServiceError::Forbidden`] for anybody but an HR officer and the appointing authority; [`ServiceError::Store`].
pub async fn list_studies(context: &Context<'_>, unit: Option<&UnitId>) -> Result<Vec<StudyAssignment>, ServiceError> {
    let mut tx = context.store.read().await?;
    let scope = Scope::of(context, &mut *tx, Action::ListStudies).await?;
    let scope = scope.narrowed(&mut *tx, Action::ListStudies, unit).await?;
    let found = records::list::<StudyAssignment>(&mut *tx, &RecordFilter::all()).await?;
    let people: BTreeSet<PersonId> = found.iter().map(|stored| stored.value.person.clone()).collect();
    let files = files(&mut *tx, &people.into_iter().collect::<Vec<_>>()).await?;
    let of = |study: &StudyAssignment| files.get(&study.person).and_then(|file| file.unit.as_ref());
    Ok(found.into_iter().map(|stored| stored.value).filter(|study| scope.takes(of(study))).collect())
}
