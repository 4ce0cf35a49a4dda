//! Attendance and result: who came gets the hours.

use std::sync::Arc;

use jenjang::Decimal;
use jenjang::audit::Subject;
use jenjang::development::catalogue::{Course, CourseSession};
use jenjang::development::enrolment::{EnrolmentState, Roll};
use jenjang::legal::Label;
use jenjang::people::id::{CourseSessionId, DevelopmentId, PersonId, TextError};
use jenjang::store::Transaction;

use super::approve::not_own;
use super::{enrolment_id, not_cancelled, refused, roll, save_roll};
use crate::catalogue::session_and_course;
use crate::context::{Context, transact};
use crate::development::{CompletedDevelopment, CreditHours, LearningRules, credit_hours};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::trail::{self, Change};

/// Whether somebody came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Not.
    Absent,
    /// To the end.
    Attended {
        /// Whether the person passed; nothing where nobody is tested.
        passed: Option<bool>,
        /// How much of the course, in the unit of its form; all of it where nothing is said.
        amount: Option<Decimal>,
        /// Hours the agency credits where the rules give the form no conversion.
        hours: Option<Decimal>,
        /// Certificate or report.
        evidence: Option<Arc<str>>,
    },
}

/// What a session led to for one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionResult {
    /// Who.
    pub person: PersonId,
    /// Whether the person came.
    pub presence: Presence,
}

/// Results of a session, all of them or none.
#[derive(Clone, Debug)]
pub struct RecordResults<'a> {
    /// The session.
    pub session: CourseSessionId,
    /// Each person once.
    pub results: Vec<SessionResult>,
    /// What a form is worth.
    pub rules: LearningRules<'a>,
}

/// What was recorded of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedResult {
    /// Who.
    pub person: PersonId,
    /// Hours credited, and what became of them in the learning register; nothing for who was absent.
    pub credited: Option<(Decimal, CompletedDevelopment)>,
}

/// Records who came to a session and what came of it, as an HR officer of the unit that holds it and never of oneself. Who came gets the hours of the
/// course by the rule of its form, whatever a test said: hours count what was learnt in, the result stands beside them.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::ConflictOfInterest`]; [`ServiceError::NotFound`]; `session-cancelled`, `session-not-begun`,
/// `session-not-over`, `no-such-enrolment`, `no-such-step`, `amount-above-course`; whatever [`credit_hours`] refuses; [`ServiceError::Store`].
pub async fn record_results(context: &Context<'_>, command: &RecordResults<'_>) -> Result<Vec<RecordedResult>, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    command: &RecordResults<'_>,
) -> Result<Vec<RecordedResult>, ServiceError> {
    let (session, course) = session_and_course(tx, &command.session).await?;
    let session = session.value;
    authorize(context, tx, Action::RecordResult, &Target::unit(&session.unit)).await?;
    not_cancelled(&session)?;
    let mut roll = roll(tx, &session).await?;
    let (mut done, mut subjects) = (Vec::new(), Vec::new());
    for result in &command.results {
        authorize(context, tx, Action::RecordResult, &Target::person(&result.person).of_unit(&session.unit)).await?;
        not_own(context, &result.person)?;
        let (recorded, written) = one(context, tx, (&session, &course), &mut roll, result, command.rules).await?;
        done.push(recorded);
        subjects.extend(written);
    }
    let (_, of_roll) = save_roll(context, tx, &session, &roll).await?;
    subjects.extend(of_roll);
    trail::record(context, tx, Change::new(Action::RecordResult, subjects)).await?;
    Ok(done)
}

async fn one(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    (session, course): (&CourseSession, &Course),
    roll: &mut Roll,
    result: &SessionResult,
    rules: LearningRules<'_>,
) -> Result<(RecordedResult, Option<Subject>), ServiceError> {
    let person = &result.person;
    let id = enrolment_id(&session.id, person)?;
    let today = context.clock.today();
    let Presence::Attended { passed, amount, hours, evidence } = &result.presence else {
        if today < session.first {
            return Err(too_early("session-not-begun", session, ("mulai", "begins"), session.first, today));
        }
        roll.record(&id, EnrolmentState::Absent { on: today }).map_err(|error| refused(&error))?;
        return Ok((RecordedResult { person: person.clone(), credited: None }, None));
    };
    if today < session.last {
        return Err(too_early("session-not-over", session, ("selesai", "is over"), session.last, today));
    }
    let amount = amount.unwrap_or(course.amount);
    if amount > course.amount {
        return Err(ServiceError::refused(
            "amount-above-course",
            Label::new(
                format!("banyaknya {amount} lebih dari seluruh pelatihan `{}` ({})", course.id, course.amount),
                format!("the amount is {amount}, more than all of course `{}` ({})", course.id, course.amount),
            ),
        ));
    }
    let credit = CreditHours {
        id: development_id(session, person)?,
        person: person.clone(),
        form: Arc::clone(&course.form),
        title: Arc::clone(&course.title.id),
        competency: course.leads_to.first().map(|to| to.competency.clone()),
        amount,
        abroad: course.abroad,
        first: session.first,
        last: session.last,
        hours: *hours,
        evidence: evidence.clone(),
    };
    // who has no seat gets no hours: the roll is asked first
    let state = EnrolmentState::Attended { on: session.last, hours: Decimal::ZERO, passed: *passed, certificate: None };
    let mut asked = roll.clone();
    asked.record(&id, state).map_err(|error| refused(&error))?;
    let credited = credit_hours(context, tx, rules, &credit).await?;
    let state = EnrolmentState::Attended { on: session.last, hours: credited.hours, passed: *passed, certificate: None };
    roll.record(&id, state).map_err(|error| refused(&error))?;
    let recorded = RecordedResult { person: person.clone(), credited: Some((credited.hours, credited.register)) };
    Ok((recorded, Some(credited.subject)))
}

/// The record of development of somebody's session.
fn development_id(session: &CourseSession, person: &PersonId) -> Result<DevelopmentId, ServiceError> {
    let id = enrolment_id(&session.id, person)?;
    id.as_str().parse().map_err(|error: TextError| ServiceError::refused("enrolment-id", Label::same(error.to_string())))
}

fn too_early(
    code: &'static str,
    session: &CourseSession,
    (verb_id, verb_en): (&str, &str),
    on: jenjang::NaiveDate,
    today: jenjang::NaiveDate,
) -> ServiceError {
    ServiceError::refused(
        code,
        Label::new(
            format!("jadwal `{}` baru {verb_id} {on}, hari ini {today}", session.id),
            format!("session `{}` {verb_en} on {on}, today is {today}", session.id),
        ),
    )
}
