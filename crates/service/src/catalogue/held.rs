//! The sessions of the units somebody is in charge of.

use std::collections::BTreeMap;

use jenjang::development::catalogue::{Course, CourseSession};
use jenjang::development::enrolment::{Enrolment, EnrolmentState};
use jenjang::people::id::CourseSessionId;
use jenjang::record::RecordFilter;

use super::read::Seats;
use crate::context::Context;
use crate::error::ServiceError;
use crate::people::scope::Scope;
use crate::permissions::Action;
use crate::records;

/// A session with its course, and how full it is.
#[derive(Clone, Debug)]
pub struct HeldSession {
    /// The session.
    pub session: CourseSession,
    /// Its course.
    pub course: Course,
    /// Seats taken and people waiting.
    pub seats: Seats,
    /// How many ask and wait for approval.
    pub asked: usize,
}

/// Sessions of the units the actor may see participants of, the latest first.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but an HR officer or auditor; [`ServiceError::Store`].
pub async fn held_sessions(context: &Context<'_>) -> Result<Vec<HeldSession>, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let scope = Scope::of(context, tx, Action::ReadSession).await?;
    let courses: BTreeMap<_, Course> = records::list::<Course>(tx, &RecordFilter::all())
        .await?
        .into_iter()
        .map(|stored| (stored.value.id.clone(), stored.value))
        .collect();
    let mut counts: BTreeMap<CourseSessionId, (Seats, usize)> = BTreeMap::new();
    for enrolment in records::list::<Enrolment>(tx, &RecordFilter::all()).await?.into_iter().map(|stored| stored.value) {
        let of = counts.entry(enrolment.session).or_default();
        of.0.taken += usize::from(enrolment.state.takes_a_seat());
        of.0.waiting += usize::from(matches!(enrolment.state, EnrolmentState::Waiting { .. }));
        of.1 += usize::from(enrolment.state == EnrolmentState::Requested);
    }
    let sessions = records::list::<CourseSession>(tx, &RecordFilter::all()).await?;
    let mut found: Vec<HeldSession> = sessions
        .into_iter()
        .map(|stored| stored.value)
        .filter(|session| scope.takes(Some(&session.unit)))
        .filter_map(|session| {
            let course = courses.get(&session.course)?.clone();
            let (seats, asked) = counts.get(&session.id).copied().unwrap_or_default();
            Some(HeldSession { session, course, seats, asked })
        })
        .collect();
    found.sort_by(|a, b| (b.session.first, &b.session.id).cmp(&(a.session.first, &a.session.id)));
    Ok(found)
}
