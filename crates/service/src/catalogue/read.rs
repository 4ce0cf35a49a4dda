//! Reading the catalogue: anybody may.

use std::collections::BTreeMap;

use jenjang::development::catalogue::{Catalogue, Course, CourseSession, Provider};
use jenjang::development::enrolment::{Enrolment, EnrolmentState};
use jenjang::people::id::CourseSessionId;
use jenjang::record::{Kept, RecordFilter};
use jenjang::store::Transaction;
use serde::Serialize;

use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;

/// How full a session is; it names nobody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Seats {
    /// Seats taken.
    pub taken: usize,
    /// People on the waiting list.
    pub waiting: usize,
}

/// Everything there is to learn.
///
/// # Errors
/// [`ServiceError::Store`].
pub async fn read_catalogue(context: &Context<'_>) -> Result<Catalogue, ServiceError> {
    let mut tx = context.store.read().await?;
    authorize(context, &mut *tx, Action::ReadCatalogue, &Target::everything()).await?;
    let tx = &mut *tx;
    Ok(Catalogue {
        providers: all::<Provider>(tx).await?.into_iter().map(|provider| (provider.id.clone(), provider)).collect(),
        courses: all::<Course>(tx).await?.into_iter().map(|course| (course.id.clone(), course)).collect(),
        sessions: all::<CourseSession>(tx).await?.into_iter().map(|session| (session.id.clone(), session)).collect(),
    })
}

/// How full every session is in which somebody has enrolled.
///
/// # Errors
/// [`ServiceError::Store`].
pub async fn read_seats(context: &Context<'_>) -> Result<BTreeMap<CourseSessionId, Seats>, ServiceError> {
    let mut tx = context.store.read().await?;
    authorize(context, &mut *tx, Action::ReadCatalogue, &Target::everything()).await?;
    let mut seats: BTreeMap<CourseSessionId, Seats> = BTreeMap::new();
    for enrolment in all::<Enrolment>(&mut *tx).await? {
        let of = seats.entry(enrolment.session).or_default();
        of.taken += usize::from(enrolment.state.takes_a_seat());
        of.waiting += usize::from(matches!(enrolment.state, EnrolmentState::Waiting { .. }));
    }
    Ok(seats)
}

async fn all<T: Kept>(tx: &mut dyn Transaction) -> Result<Vec<T>, ServiceError> {
    Ok(records::list(tx, &RecordFilter::all()).await?.into_iter().map(|stored| stored.value).collect())
}
