//! Keeping a provider, a course, a session: new ones, and those that change.

use jenjang::audit::Subject;
use jenjang::development::catalogue::{Course, CourseSession, Provider, check_course, check_provider, check_session};
use jenjang::development::forms::Forms;
use jenjang::legal::Label;
use jenjang::people::View;
use jenjang::people::id::PersonId;
use jenjang::record::{Kept, RecordFilter};
use jenjang::store::{Transaction, Versioned};

use super::{behind, sound};
use crate::context::{Context, transact};
use crate::development::LearningRules;
use crate::enrolment::{refused, roll, save_roll};
use crate::error::ServiceError;
use crate::messages::tell;
use crate::permissions::{Action, Target, authorize};
use crate::records;
use crate::trail::{self, Change};

/// What became of something that was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// Not there before.
    New,
    /// Other than before.
    Changed,
    /// As before; nothing was written.
    Unchanged,
}

/// A course to be kept.
#[derive(Clone, Debug)]
pub struct SaveCourse<'a> {
    /// The course.
    pub course: Course,
    /// What forms there are.
    pub rules: LearningRules<'a>,
}

/// A session that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedSession {
    /// Whether anything changed.
    pub saved: Saved,
    /// Who got a seat because there are more of them, in the order of the waiting list.
    pub seated: Vec<PersonId>,
}

/// Keeps a provider.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::Refused`] with the first problem [`check_provider`] finds, or `agreement-in-use` where a session that is
/// planned would be without an agreement; [`ServiceError::Store`].
pub async fn save_provider(context: &Context<'_>, provider: &Provider) -> Result<Saved, ServiceError> {
    transact!(context, tx => {
        authorize(context, tx, Action::ManageCatalogue, &Target::everything()).await?;
        let (saved, subjects) = put_provider(context, tx, provider).await?;
        written(context, tx, subjects).await?;
        Ok(saved)
    })
}

/// Keeps a course.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::Refused`] with the first problem [`check_course`] finds; [`ServiceError::Store`].
pub async fn save_course(context: &Context<'_>, command: &SaveCourse<'_>) -> Result<Saved, ServiceError> {
    transact!(context, tx => {
        authorize(context, tx, Action::ManageCatalogue, &Target::everything()).await?;
        let forms = command.rules.forms(tx, View::on(context.clock.today())).await?;
        let (saved, subjects) = put_course(tx, &command.course, &forms).await?;
        written(context, tx, subjects).await?;
        Ok(saved)
    })
}

/// Keeps a session, as an HR officer of the unit that holds it. Participants are told when days or place change, and who gets a new seat is told.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::Refused`] with the first problem [`check_session`] finds, `session-cancelled` for one that is called
/// off, `order-declared` and `course-declared` where somebody has enrolled, `seats-taken`; [`ServiceError::NotFound`] for an unknown unit;
/// [`ServiceError::Store`].
pub async fn save_session(context: &Context<'_>, session: &CourseSession) -> Result<SavedSession, ServiceError> {
    transact!(context, tx => {
        let (saved, subjects) = put_session(context, tx, session).await?;
        written(context, tx, subjects).await?;
        Ok(saved)
    })
}

pub(super) async fn written(context: &Context<'_>, tx: &mut dyn Transaction, subjects: Vec<Subject>) -> Result<(), ServiceError> {
    if subjects.is_empty() {
        return Ok(());
    }
    trail::record(context, tx, Change::new(Action::ManageCatalogue, subjects)).await
}

/// Keeps a thing that is other than before.
async fn put<T: Kept + PartialEq>(tx: &mut dyn Transaction, value: &T) -> Result<(Saved, Vec<Subject>), ServiceError> {
    let stored: Option<Versioned<T>> = records::find(tx, value.key()).await?;
    let saved = match &stored {
        None => Saved::New,
        Some(stored) if stored.value == *value => return Ok((Saved::Unchanged, Vec::new())),
        Some(_) => Saved::Changed,
    };
    records::save(tx, value, stored.as_ref().map(|stored| stored.revision)).await?;
    let subject = records::subject(tx, stored.as_ref().map(|stored| &stored.value), Some(value)).await?;
    Ok((saved, vec![subject]))
}

/// Checks and keeps a provider within a transaction.
pub(super) async fn put_provider(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    provider: &Provider,
) -> Result<(Saved, Vec<Subject>), ServiceError> {
    sound(check_provider(provider))?;
    let done = put(tx, provider).await?;
    if done.0 == Saved::Changed {
        still_bound(context, tx, provider).await?;
    }
    Ok(done)
}

/// Sessions to come are held under an agreement, also once it has changed.
async fn still_bound(context: &Context<'_>, tx: &mut dyn Transaction, provider: &Provider) -> Result<(), ServiceError> {
    let today = context.clock.today();
    let courses: Vec<Versioned<Course>> = records::list(tx, &RecordFilter::all()).await?;
    for course in courses.iter().filter(|course| course.value.provider == provider.id) {
        let sessions: Vec<Versioned<CourseSession>> = records::list(tx, &RecordFilter::under(course.value.id.as_str())).await?;
        for session in sessions.iter().map(|session| &session.value).filter(|session| session.cancelled.is_none() && session.last >= today)
        {
            if let Some(day) = provider.unbound_day(session.first.max(today), session.last) {
                let (of, id) = (&provider.id, &session.id);
                return Err(ServiceError::refused(
                    "agreement-in-use",
                    Label::new(
                        format!("jadwal `{id}` masih direncanakan, tetapi pada {day} tidak berlaku lagi perjanjian dengan `{of}`"),
                        format!("session `{id}` is still planned, but no agreement with `{of}` would hold on {day}"),
                    ),
                ));
            }
        }
    }
    Ok(())
}

/// Checks and keeps a course within a transaction.
pub(super) async fn put_course(tx: &mut dyn Transaction, course: &Course, forms: &Forms) -> Result<(Saved, Vec<Subject>), ServiceError> {
    let provider = records::find::<Provider>(tx, course.provider.as_str()).await?;
    sound(check_course(course, provider.as_ref().map(|provider| &provider.value), forms))?;
    put(tx, course).await
}

/// Authorizes, checks and keeps a session within a transaction.
pub(super) async fn put_session(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    session: &CourseSession,
) -> Result<(SavedSession, Vec<Subject>), ServiceError> {
    if tx.people().units().await?.iter().all(|unit| unit.id != session.unit) {
        return Err(ServiceError::not_found(Label::new("unit kerja", "unit"), &session.unit));
    }
    authorize(context, tx, Action::ManageCatalogue, &Target::unit(&session.unit)).await?;
    let stored = records::find::<CourseSession>(tx, session.id.as_str()).await?;
    let unchanged = SavedSession { saved: Saved::Unchanged, seated: Vec::new() };
    // calling off has a use case of its own
    let cancelled = stored.as_ref().and_then(|stored| stored.value.cancelled.clone());
    let session = CourseSession { cancelled, ..session.clone() };
    if stored.as_ref().is_some_and(|stored| stored.value == session) {
        return Ok((unchanged, Vec::new()));
    }
    let (course, provider) = behind(tx, &session).await?;
    sound(check_session(&session, course.as_ref(), provider.as_ref()))?;
    let Some(stored) = stored else {
        let (saved, subjects) = put(tx, &session).await?;
        return Ok((SavedSession { saved, ..unchanged }, subjects));
    };
    authorize(context, tx, Action::ManageCatalogue, &Target::unit(&stored.value.unit)).await?;
    change(context, tx, &stored, &session).await
}

/// Changes a session somebody may have enrolled in.
async fn change(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    stored: &Versioned<CourseSession>,
    session: &CourseSession,
) -> Result<(SavedSession, Vec<Subject>), ServiceError> {
    let (before, id) = (&stored.value, &session.id);
    if before.cancelled.is_some() {
        return Err(ServiceError::refused(
            "session-cancelled",
            Label::new(format!("jadwal `{id}` sudah dibatalkan"), format!("session `{id}` was called off")),
        ));
    }
    let mut roll = roll(tx, before).await?;
    let enrolled = roll.enrolments().next().is_some();
    if enrolled && before.course != session.course {
        return Err(ServiceError::refused(
            "course-declared",
            Label::new(
                format!("sudah ada yang mendaftar pada jadwal `{id}`: pelatihannya tetap `{}`", before.course),
                format!("somebody has enrolled in session `{id}`: its course stays `{}`", before.course),
            ),
        ));
    }
    if enrolled && before.order != session.order {
        let order = before.order.label();
        return Err(ServiceError::refused(
            "order-declared",
            Label::new(
                format!("sudah ada yang mendaftar pada jadwal `{id}`: urutan daftar tunggunya tetap {}", order.id),
                format!("somebody has enrolled in session `{id}`: its waiting list stays in the order `{}`", order.en),
            ),
        ));
    }
    let begun = context.clock.today() > session.first;
    if session.capacity < roll.taken() || !begun {
        roll.resize(session.capacity).map_err(|error| refused(&error))?;
    }
    records::save(tx, session, Some(stored.revision)).await?;
    let mut subjects = vec![records::subject(tx, Some(before), Some(session)).await?];
    if (before.first, before.last, &before.place) != (session.first, session.last, &session.place) {
        let alive: Vec<PersonId> =
            roll.enrolments().filter(|enrolment| enrolment.state.is_alive()).map(|enrolment| enrolment.person.clone()).collect();
        tell(context, tx, "session-changed", &alive, &serde_json::json!({ "session": id })).await?;
    }
    let (seated, of_roll) = save_roll(context, tx, session, &roll).await?;
    subjects.extend(of_roll);
    Ok((SavedSession { saved: Saved::Changed, seated }, subjects))
}
