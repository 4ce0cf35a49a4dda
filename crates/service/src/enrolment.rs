//! Enrolment in sessions: asking, approval, the waiting list, giving up, attendance and result.
//!
//! Whoever changes something about a session does it to the whole [`Roll`] in one transaction, and writers of a store wait for each other: fifty who ask
//! at once never get more seats than there are.

mod approve;
mod enrol;
mod need;
mod of_staff;
mod read;
mod record;
mod refuse;
mod withdraw;

use std::collections::BTreeMap;

use jenjang::audit::Subject;
use jenjang::development::catalogue::{Course, CourseSession};
use jenjang::development::enrolment::{Enrolment, EnrolmentError, EnrolmentState, Roll};
use jenjang::legal::Label;
use jenjang::people::id::{CourseSessionId, EnrolmentId, PersonId, TextError};
use jenjang::record::RecordFilter;
use jenjang::store::{Revision, Transaction, Versioned};

use crate::catalogue::session_and_course;
use crate::context::Context;
use crate::error::ServiceError;
use crate::messages::tell;
use crate::records;

pub(crate) use approve::hours_of_year;
pub use approve::{ApproveEnrolment, Approved, approve_enrolment};
pub use enrol::{Enrol, enrol};
pub use of_staff::{StaffRequest, requests_of_staff};
pub use read::{OwnEnrolment, Participants, enrolments_of, participants};
pub use record::{Presence, RecordResults, RecordedResult, SessionResult, record_results};
pub use refuse::{RefuseEnrolment, refuse_enrolment};
pub use withdraw::{WithdrawEnrolment, WithdrawnEnrolment, withdraw_enrolment};

/// The id of somebody's enrolment in a session: made of both, so that nobody is enrolled twice.
///
/// # Errors
/// `enrolment-id` where the two ids are too long together.
pub fn enrolment_id(session: &CourseSessionId, person: &PersonId) -> Result<EnrolmentId, ServiceError> {
    format!("{session}/{person}").parse().map_err(|error: TextError| {
        let message = Label::new(
            format!("id jadwal dan id pegawai bersama-sama terlalu panjang: {error}"),
            format!("the ids of session and person are too long together: {error}"),
        );
        ServiceError::refused("enrolment-id", message)
    })
}

/// The roll of a session as it is stored.
pub(crate) async fn roll(tx: &mut dyn Transaction, session: &CourseSession) -> Result<Roll, ServiceError> {
    Ok(Roll::new(session, stored(tx, session).await?.into_iter().map(|stored| stored.value)))
}

async fn stored(tx: &mut dyn Transaction, session: &CourseSession) -> Result<Vec<Versioned<Enrolment>>, ServiceError> {
    records::list(tx, &RecordFilter::under(session.id.as_str())).await
}

/// Keeps what changed on a roll and tells people who got a seat out of the waiting list; who they are, and what the trail proves.
pub(crate) async fn save_roll(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    session: &CourseSession,
    roll: &Roll,
) -> Result<(Vec<PersonId>, Vec<Subject>), ServiceError> {
    let before: BTreeMap<EnrolmentId, Versioned<Enrolment>> =
        stored(tx, session).await?.into_iter().map(|stored| (stored.value.id.clone(), stored)).collect();
    let (mut seated, mut subjects) = (Vec::new(), Vec::new());
    for after in roll.changed() {
        let stored = before.get(&after.id);
        let (value, revision): (Option<&Enrolment>, Option<Revision>) =
            (stored.map(|stored| &stored.value), stored.map(|stored| stored.revision));
        if value == Some(after) {
            continue;
        }
        records::save(tx, after, revision).await?;
        subjects.push(records::subject(tx, value, Some(after)).await?);
        let waited = value.is_some_and(|before| matches!(before.state, EnrolmentState::Waiting { .. }));
        if waited && let EnrolmentState::Seated { .. } = after.state {
            seated.push(after.person.clone());
        }
    }
    tell(context, tx, "seat-given", &seated, &serde_json::json!({ "session": session.id })).await?;
    Ok((seated, subjects))
}

/// What the roll said, as a refusal.
pub(crate) fn refused(error: &EnrolmentError) -> ServiceError {
    ServiceError::refused(error.code(), error.message())
}

/// An enrolment with its session and course.
struct Found {
    enrolment: Enrolment,
    session: CourseSession,
    course: Course,
}

async fn found(tx: &mut dyn Transaction, id: &EnrolmentId) -> Result<Found, ServiceError> {
    let enrolment = records::require::<Enrolment>(tx, id.as_str()).await?.value;
    let (session, course) = session_and_course(tx, &enrolment.session).await?;
    Ok(Found { enrolment, session: session.value, course })
}

/// Refuses for a session that was called off.
pub(crate) fn not_cancelled(session: &CourseSession) -> Result<(), ServiceError> {
    match &session.cancelled {
        None => Ok(()),
        Some(reason) => Err(ServiceError::refused(
            "session-cancelled",
            Label::new(
                format!("jadwal `{}` sudah dibatalkan: {reason}", session.id),
                format!("session `{}` was called off: {reason}", session.id),
            ),
        )),
    }
}

/// Refuses where the person is in another session on the same days, or in another one of the same course.
pub(crate) async fn no_clash(tx: &mut dyn Transaction, person: &PersonId, session: &CourseSession) -> Result<(), ServiceError> {
    let own: Vec<Versioned<Enrolment>> = records::list(tx, &RecordFilter::about(person)).await?;
    for enrolment in own.into_iter().map(|stored| stored.value).filter(|enrolment| enrolment.session != session.id) {
        if !enrolment.state.is_alive() && !matches!(enrolment.state, EnrolmentState::Attended { .. }) {
            continue;
        }
        let other = records::require::<CourseSession>(tx, enrolment.session.as_str()).await?.value;
        let state = enrolment.state.label();
        if session.overlaps(&other) {
            return Err(ServiceError::refused(
                "sessions-overlap",
                Label::new(
                    format!(
                        "jadwal `{}` ({} sampai {}) bertabrakan dengan `{}` ({} sampai {}), yang juga diikuti orang ini: {}",
                        session.id, session.first, session.last, other.id, other.first, other.last, state.id
                    ),
                    format!(
                        "session `{}` ({} to {}) overlaps `{}` ({} to {}), in which the same person is enrolled: {}",
                        session.id, session.first, session.last, other.id, other.first, other.last, state.en
                    ),
                ),
            ));
        }
        if session.course == other.course && enrolment.state.is_alive() {
            return Err(ServiceError::refused(
                "course-twice",
                Label::new(
                    format!("orang ini sudah terdaftar pada jadwal `{}` dari pelatihan yang sama: {}", other.id, state.id),
                    format!("the person is enrolled in session `{}` of the same course already: {}", other.id, state.en),
                ),
            ));
        }
    }
    Ok(())
}
