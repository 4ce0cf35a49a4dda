//! What the staff of a superior ask for.

use std::sync::Arc;

use jenjang::development::catalogue::{Course, CourseSession};
use jenjang::development::enrolment::{Enrolment, EnrolmentState};
use jenjang::record::RecordFilter;

use crate::context::Context;
use crate::error::ServiceError;
use crate::people::staff_of;
use crate::permissions::{Action, allowed};
use crate::records;

/// A request that waits for the superior.
#[derive(Clone, Debug)]
pub struct StaffRequest {
    /// What the person is called, where that is known.
    pub name: Option<Arc<str>>,
    /// The enrolment.
    pub enrolment: Enrolment,
    /// Its session.
    pub session: CourseSession,
    /// Its course.
    pub course: Course,
}

/// Requests of those who report to whoever acts, by first day. Sessions that still take people are looked through, not people.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but a person; [`ServiceError::Store`].
pub async fn requests_of_staff(context: &Context<'_>) -> Result<Vec<StaffRequest>, ServiceError> {
    let action = Action::ApproveEnrolment;
    let actor = context.actor.person().ok_or(ServiceError::Forbidden { action, allowed: allowed(action) })?;
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let staff = staff_of(tx, actor).await?;
    if staff.is_empty() {
        return Ok(Vec::new());
    }
    let today = context.clock.today();
    let sessions = records::list::<CourseSession>(tx, &RecordFilter::all()).await?.into_iter().map(|stored| stored.value);
    let open: Vec<CourseSession> = sessions.filter(|session| session.cancelled.is_none() && today <= session.first).collect();
    let mut found = Vec::new();
    for session in open {
        let roll = records::list::<Enrolment>(tx, &RecordFilter::under(session.id.as_str())).await?;
        let asked = roll.into_iter().map(|stored| stored.value).filter(|one| one.state == EnrolmentState::Requested);
        let asked: Vec<Enrolment> = asked.filter(|one| staff.contains_key(&one.person)).collect();
        if asked.is_empty() {
            continue;
        }
        let course = records::require::<Course>(tx, session.course.as_str()).await?.value;
        for enrolment in asked {
            let name = staff.get(&enrolment.person).cloned().flatten();
            found.push(StaffRequest { name, enrolment, session: session.clone(), course: course.clone() });
        }
    }
    found.sort_by(|a, b| (a.session.first, &a.enrolment.id).cmp(&(b.session.first, &b.enrolment.id)));
    Ok(found)
}
