//! Reading enrolments: of a session, for those who run it; of a person.

use jenjang::development::catalogue::{Course, CourseSession};
use jenjang::development::enrolment::{Enrolment, EnrolmentState};
use jenjang::people::id::{CourseSessionId, PersonId};
use jenjang::record::RecordFilter;
use jenjang::store::Versioned;
use serde::Serialize;

use super::roll;
use crate::catalogue::session_and_course;
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;

/// Who takes part in a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Participants {
    /// The session.
    pub session: CourseSession,
    /// Its course.
    pub course: Course,
    /// Seats that are free.
    pub free: u32,
    /// Who has a seat or had one, by the moment of the request and by id.
    pub seated: Vec<Enrolment>,
    /// The waiting list, whoever comes next first.
    pub waiting: Vec<Enrolment>,
    /// Everybody else: asked, refused, withdrawn.
    pub others: Vec<Enrolment>,
}

/// An enrolment as the person sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct OwnEnrolment {
    /// The enrolment.
    pub enrolment: Enrolment,
    /// Its session.
    pub session: CourseSession,
    /// Its course.
    pub course: Course,
    /// The place on the waiting list, 1 for whoever comes next.
    pub place: Option<usize>,
}

/// Who takes part in a session, for HR officers of the unit that holds it and auditors.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Store`].
pub async fn participants(context: &Context<'_>, id: &CourseSessionId) -> Result<Participants, ServiceError> {
    let mut tx = context.store.read().await?;
    let tx = &mut *tx;
    let (session, course) = session_and_course(tx, id).await?;
    let session = session.value;
    authorize(context, tx, Action::ReadSession, &Target::unit(&session.unit)).await?;
    let roll = roll(tx, &session).await?;
    let waits = |enrolment: &&Enrolment| matches!(enrolment.state, EnrolmentState::Waiting { .. });
    let (mut seated, others): (Vec<Enrolment>, Vec<Enrolment>) =
        roll.enrolments().filter(|enrolment| !waits(enrolment)).cloned().partition(|enrolment| enrolment.state.takes_a_seat());
    seated.sort_by(|a, b| (a.requested, &a.id).cmp(&(b.requested, &b.id)));
    Ok(Participants { free: roll.free(), waiting: roll.waiting().into_iter().cloned().collect(), seated, others, session, course })
}

/// Somebody's enrolments by first day, for the person, the superior and HR officers.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::Store`].
pub async fn enrolments_of(context: &Context<'_>, person: &PersonId) -> Result<Vec<OwnEnrolment>, ServiceError> {
    let mut tx = context.store.read().await?;
    let tx = &mut *tx;
    authorize(context, tx, Action::ReadPerson, &Target::person(person)).await?;
    let own: Vec<Versioned<Enrolment>> = records::list(tx, &RecordFilter::about(person)).await?;
    let mut found = Vec::with_capacity(own.len());
    for enrolment in own.into_iter().map(|stored| stored.value) {
        let (session, course) = session_and_course(tx, &enrolment.session).await?;
        let place = match enrolment.state {
            EnrolmentState::Waiting { .. } => roll(tx, &session.value).await?.place(&enrolment.id),
            _ => None,
        };
        found.push(OwnEnrolment { enrolment, session: session.value, course, place });
    }
    found.sort_by(|a, b| (a.session.first, &a.enrolment.id).cmp(&(b.session.first, &b.enrolment.id)));
    Ok(found)
}
