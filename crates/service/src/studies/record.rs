//! Recording the course of a study assignment, step by step.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::Decimal;
use jenjang::audit::Subject;
use jenjang::legal::Label;
use jenjang::people::id::{DevelopmentId, StudyId, TextError};
use jenjang::store::{Transaction, Versioned};
use jenjang::study::{Extension, Semester, StudyAssignment};

use super::rules::StudyRules;
use super::{STUDY, not_own, refused};
use crate::context::{Context, transact};
use crate::development::{CreditHours, LearningRules, credit_hours};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records::{self, said};
use crate::seen::Seen;
use crate::trail::{self, Change};

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StudyStep {
    /// The study began.
    Start {
        /// When.
        on: NaiveDate,
    },
    /// A semester was completed.
    Semester {
        /// Its number, from 1.
        number: u32,
        /// Its last day.
        on: NaiveDate,
        /// Transcript or report.
        evidence: Option<Arc<str>>,
    },
    /// More time was given.
    Extend {
        /// The new last day.
        until: NaiveDate,
        /// The decree.
        decree: Arc<str>,
    },
    /// The diploma was won.
    Graduate {
        /// When.
        on: NaiveDate,
    },
    /// It ended without one.
    Fail {
        /// When.
        on: NaiveDate,
        /// Why.
        reason: Arc<str>,
    },
    /// The person is back in service: the bond begins.
    Return {
        /// When.
        on: NaiveDate,
    },
    /// The bond is over.
    Release,
    /// The person left before the bond was over.
    Breach {
        /// Last day in service.
        on: NaiveDate,
        /// Why.
        reason: Arc<str>,
    },
}

/// A step to be recorded.
#[derive(Clone, Copy)]
pub struct RecordStudy<'a> {
    /// The study.
    pub study: &'a StudyId,
    /// What happened.
    pub step: &'a StudyStep,
    /// What was seen of the study before: nobody records a step onto one that somebody else took meanwhile.
    pub seen: Seen,
    /// The rules of study assignments.
    pub rules: StudyRules<'a>,
    /// What a semester is worth.
    pub learning: LearningRules<'a>,
}

/// A step as it was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedStep {
    /// The study as it stands now.
    pub study: StudyAssignment,
    /// Learning hours that were credited with it.
    pub hours: Option<Decimal>,
}

/// Records a step. A semester credits its hours, once; the return begins the bond, as long as the rule of the first day of study says; a breach says
/// what is missing and what it costs.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but an HR officer; [`ServiceError::ConflictOfInterest`] for the own; `study-state`, `study-day`,
/// `study-semester`; `no-bond-rule`; `day-out-of-range` for a day in the future; `blank`; as [`credit_hours`], with a
/// conflict where the study stands otherwise than what was seen.
pub async fn record_study(context: &Context<'_>, command: RecordStudy<'_>) -> Result<RecordedStep, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, &command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &RecordStudy<'_>) -> Result<RecordedStep, ServiceError> {
    let before: Versioned<StudyAssignment> = records::require(tx, command.study.as_str()).await?;
    authorize(context, tx, Action::RecordStudy, &Target::person(&before.value.person)).await?;
    not_own(context, &before.value.person)?;
    command.seen.still(STUDY, command.study, Some(before.revision))?;
    let today = context.clock.today();
    let mut after = before.value.clone();
    let (mut hours, mut subjects): (Option<Decimal>, Vec<Subject>) = (None, Vec::new());
    let refuse = |error: jenjang::study::StudyError| refused(&error);
    match command.step {
        StudyStep::Start { on } => {
            happened(*on, today)?;
            after.start(*on).map_err(refuse)?;
        }
        StudyStep::Semester { number, on, evidence } => {
            after.can_complete(*number, *on).map_err(refuse)?;
            let credit = credit(&after, *number, *on, evidence.clone(), command)?;
            let credited = credit_hours(context, tx, command.learning, &credit).await?;
            after.semesters.push(Semester { number: *number, completed: *on, hours: credited.hours });
            hours = Some(credited.hours);
            subjects.push(credited.subject);
        }
        StudyStep::Extend { until, decree } => {
            let decree = said(decree, &Label::new("nomor surat keputusan", "number of the decree"))?;
            after.extend(Extension { on: today, until: *until, decree }).map_err(refuse)?;
        }
        StudyStep::Graduate { on } => {
            happened(*on, today)?;
            after.end(*on, None).map_err(refuse)?;
        }
        StudyStep::Fail { on, reason } => {
            happened(*on, today)?;
            let reason = said(reason, &Label::new("alasan", "reason"))?;
            after.end(*on, Some(reason)).map_err(refuse)?;
        }
        StudyStep::Return { on } => {
            happened(*on, today)?;
            after.can_return(*on).map_err(refuse)?;
            let bond = command.rules.bond(tx, &after, *on, today).await?;
            after.come_back(bond).map_err(refuse)?;
        }
        StudyStep::Release => after.release(today).map_err(refuse)?,
        StudyStep::Breach { on, reason } => {
            happened(*on, today)?;
            let reason = said(reason, &Label::new("alasan", "reason"))?;
            let breach = command.rules.breach(tx, &after, *on, reason, today).await?;
            after.breach(breach).map_err(refuse)?;
        }
    }
    records::save(tx, &after, Some(before.revision)).await?;
    subjects.push(records::subject(tx, Some(&before.value), Some(&after)).await?);
    trail::record(context, tx, Change::new(Action::RecordStudy, subjects)).await?;
    Ok(RecordedStep { study: after, hours })
}

/// What is recorded has happened.
fn happened(on: NaiveDate, today: NaiveDate) -> Result<(), ServiceError> {
    if on <= today {
        return Ok(());
    }
    Err(ServiceError::refused(
        "day-out-of-range",
        Label::new(
            format!("tanggal {on}, diharapkan sampai hari ini ({today})"),
            format!("the day is {on}, expected up to today ({today})"),
        ),
    ))
}

fn credit(
    study: &StudyAssignment,
    number: u32,
    on: NaiveDate,
    evidence: Option<Arc<str>>,
    command: &RecordStudy<'_>,
) -> Result<CreditHours, ServiceError> {
    let policies = command.rules.policies;
    let id: Result<DevelopmentId, TextError> = format!("{}/{number}", study.id).parse();
    let first = study.semesters.last().map_or(study.first, |semester| semester.completed.succ_opt().unwrap_or(semester.completed));
    Ok(CreditHours {
        id: id.map_err(|error| ServiceError::refused("development-id", Label::same(error.to_string())))?,
        person: study.person.clone(),
        form: if study.self_funded { policies.self_funded_form } else { policies.funded_form }.into(),
        title: format!("{} {}, semester {number}", study.programme, study.institution).into(),
        competency: study.competency.clone(),
        amount: Decimal::ONE,
        abroad: study.abroad,
        first: first.min(on),
        last: on,
        hours: None,
        evidence,
    })
}
