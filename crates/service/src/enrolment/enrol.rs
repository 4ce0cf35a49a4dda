//! Asking for a seat: the person, the superior, an HR officer.

use jenjang::Decimal;
use jenjang::development::enrolment::{Enrolment, EnrolmentState};
use jenjang::legal::Label;
use jenjang::people::id::{CourseSessionId, EnrolmentId, PersonId};
use jenjang::store::Transaction;

use super::{enrolment_id, no_clash, not_cancelled, refused, roll, save_roll};
use crate::catalogue::session_and_course;
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::messages::tell;
use crate::permissions::{Action, Target, authorize};
use crate::trail::{self, Change};

/// Somebody who wants to take part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrol {
    /// In which session.
    pub session: CourseSessionId,
    /// Who.
    pub person: PersonId,
}

/// Enrols somebody; the id of the enrolment, which waits for approval. The superior is told of what others asked.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; `session-cancelled`, `enrolment-closed`, `course-retired`, `enrolled-already`,
/// `sessions-overlap`, `course-twice`; [`ServiceError::Store`].
pub async fn enrol(context: &Context<'_>, command: &Enrol) -> Result<EnrolmentId, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &Enrol) -> Result<EnrolmentId, ServiceError> {
    let person = &command.person;
    authorize(context, tx, Action::Enrol, &Target::person(person)).await?;
    let file = tx.people().find(person).await?;
    let file = file.ok_or_else(|| ServiceError::not_found(Label::new("pegawai", "person"), person))?;
    let (session, course) = session_and_course(tx, &command.session).await?;
    let session = session.value;
    not_cancelled(&session)?;
    let today = context.clock.today();
    if today > session.enrol_until {
        return Err(ServiceError::refused(
            "enrolment-closed",
            Label::new(
                format!("pendaftaran jadwal `{}` ditutup {}, hari ini {today}", session.id, session.enrol_until),
                format!("enrolment in session `{}` closed on {}, today is {today}", session.id, session.enrol_until),
            ),
        ));
    }
    if course.retired {
        return Err(ServiceError::refused(
            "course-retired",
            Label::new(format!("pelatihan `{}` tidak ditawarkan lagi", course.id), format!("course `{}` is no longer offered", course.id)),
        ));
    }
    let id = enrolment_id(&session.id, person)?;
    let mut roll = roll(tx, &session).await?;
    roll.request(Enrolment {
        id: id.clone(),
        session: session.id.clone(),
        person: person.clone(),
        requested_by: context.actor.person().filter(|actor| *actor != person).cloned(),
        requested: context.clock.now(),
        need: Decimal::ZERO,
        hours_before: Decimal::ZERO,
        state: EnrolmentState::Requested,
    })
    .map_err(|error| refused(&error))?;
    no_clash(tx, person, &session).await?;
    let (_, subjects) = save_roll(context, tx, &session, &roll).await?;
    let superior = file.value.superior.filter(|superior| Some(superior) != context.actor.person());
    tell(context, tx, "enrolment-requested", superior.as_ref(), &serde_json::json!({ "enrolment": id })).await?;
    trail::record(context, tx, Change::new(Action::Enrol, subjects)).await?;
    Ok(id)
}
