//! Which type stands behind each kind of record, for what has to be done with all of them.

use jenjang::access::LocalAccount;
use jenjang::audit::Subject;
use jenjang::career::CareerTarget;
use jenjang::certificate::{Certificate, IssuerKey};
use jenjang::consultation::{Draft, Meeting, Submission, WorkingText};
use jenjang::development::budget::{BudgetRecord, Envelope};
use jenjang::development::catalogue::{Course, CourseSession, Provider};
use jenjang::development::effect::CourseResult;
use jenjang::development::enrolment::Enrolment;
use jenjang::development::plan::DevelopmentPlan;
use jenjang::development::wish::Wish;
use jenjang::indicator::{Indicator, PolicyReview, Publication, Reading};
use jenjang::mentoring::{MentoringPair, MentoringProgramme};
use jenjang::people::CorrectionRequest;
use jenjang::people::id::PersonId;
use jenjang::placement::{Place, Placement};
use jenjang::record::{Kept, Kind, Record};
use jenjang::socialisation::{Acknowledgement, Question, Socialisation};
use jenjang::store::{Revision, Transaction, Versioned};
use jenjang::study::StudyAssignment;
use jenjang::survey::{Survey, SurveyReceipt, SurveyResponse};
use jenjang::talent::{TalentEntry, TalentMove, TalentReview};
use jenjang::webhook::{Webhook, WebhookState};

use super::{record, subject, typed};
use crate::error::ServiceError;
use crate::trail;

/// Takes a person out of every record: what is about the person goes, where others need the rest the name goes. How many records there were, and what
/// the trail proves of those that stay.
///
/// # Errors
/// [`ServiceError::Store`].
pub(crate) async fn forget_person(tx: &mut dyn Transaction, person: &PersonId) -> Result<(u64, Vec<Subject>), ServiceError> {
    let (mut count, mut subjects) = (0_u64, Vec::new());
    for stored in tx.records().of_person(person).await? {
        count = count.saturating_add(1);
        subjects.extend(forget(tx, stored, person).await?);
    }
    Ok((count, subjects))
}

async fn forget(tx: &mut dyn Transaction, stored: Versioned<Record>, person: &PersonId) -> Result<Option<Subject>, ServiceError> {
    match stored.value.kind {
        Kind::BudgetPlan => typed_forget::<BudgetRecord>(tx, stored, person).await,
        Kind::Envelope => typed_forget::<Envelope>(tx, stored, person).await,
        Kind::Provider => typed_forget::<Provider>(tx, stored, person).await,
        Kind::Course => typed_forget::<Course>(tx, stored, person).await,
        Kind::CourseSession => typed_forget::<CourseSession>(tx, stored, person).await,
        Kind::Enrolment => typed_forget::<Enrolment>(tx, stored, person).await,
        Kind::CourseResult => typed_forget::<CourseResult>(tx, stored, person).await,
        Kind::Indicator => typed_forget::<Indicator>(tx, stored, person).await,
        Kind::Publication => typed_forget::<Publication>(tx, stored, person).await,
        Kind::MentoringPair => typed_forget::<MentoringPair>(tx, stored, person).await,
        Kind::MentoringProgramme => typed_forget::<MentoringProgramme>(tx, stored, person).await,
        Kind::Place => typed_forget::<Place>(tx, stored, person).await,
        Kind::Placement => typed_forget::<Placement>(tx, stored, person).await,
        Kind::PolicyReview => typed_forget::<PolicyReview>(tx, stored, person).await,
        Kind::Reading => typed_forget::<Reading>(tx, stored, person).await,
        Kind::TalentEntry => typed_forget::<TalentEntry>(tx, stored, person).await,
        Kind::TalentMove => typed_forget::<TalentMove>(tx, stored, person).await,
        Kind::TalentReview => typed_forget::<TalentReview>(tx, stored, person).await,
        Kind::Study => typed_forget::<StudyAssignment>(tx, stored, person).await,
        Kind::Survey => typed_forget::<Survey>(tx, stored, person).await,
        Kind::SurveyReceipt => typed_forget::<SurveyReceipt>(tx, stored, person).await,
        Kind::SurveyResponse => typed_forget::<SurveyResponse>(tx, stored, person).await,
        Kind::Certificate => typed_forget::<Certificate>(tx, stored, person).await,
        Kind::IssuerKey => typed_forget::<IssuerKey>(tx, stored, person).await,
        Kind::DevelopmentPlan => typed_forget::<DevelopmentPlan>(tx, stored, person).await,
        Kind::Wish => typed_forget::<Wish>(tx, stored, person).await,
        Kind::Draft => typed_forget::<Draft>(tx, stored, person).await,
        Kind::WorkingText => typed_forget::<WorkingText>(tx, stored, person).await,
        Kind::Submission => typed_forget::<Submission>(tx, stored, person).await,
        Kind::Meeting => typed_forget::<Meeting>(tx, stored, person).await,
        Kind::Socialisation => typed_forget::<Socialisation>(tx, stored, person).await,
        Kind::Acknowledgement => typed_forget::<Acknowledgement>(tx, stored, person).await,
        Kind::Question => typed_forget::<Question>(tx, stored, person).await,
        Kind::LocalAccount => typed_forget::<LocalAccount>(tx, stored, person).await,
        Kind::Webhook => typed_forget::<Webhook>(tx, stored, person).await,
        Kind::WebhookState => typed_forget::<WebhookState>(tx, stored, person).await,
        Kind::CorrectionRequest => typed_forget::<CorrectionRequest>(tx, stored, person).await,
        Kind::CareerTarget => typed_forget::<CareerTarget>(tx, stored, person).await,
    }
}

/// A record of which something still has to come.
pub(crate) enum OpenRecord {
    /// A seat asked for, taken or waited for.
    Enrolment(Enrolment),
    /// A pair that meets.
    MentoringPair(MentoringPair),
    /// A placement granted or going on.
    Placement(Placement),
    /// A study asked for or going on, or its bond.
    Study(Box<StudyAssignment>),
    /// A correction that waits for an answer.
    Correction(CorrectionRequest),
}

/// Records about a person of which something still has to come.
///
/// # Errors
/// [`ServiceError::Store`].
pub(crate) async fn under_way(tx: &mut dyn Transaction, person: &PersonId) -> Result<Vec<OpenRecord>, ServiceError> {
    let mut found = Vec::new();
    for stored in tx.records().of_person(person).await? {
        if stored.value.person.as_ref() != Some(person) {
            continue;
        }
        found.extend(match stored.value.kind {
            Kind::Enrolment => open(stored, OpenRecord::Enrolment)?,
            Kind::MentoringPair => open(stored, OpenRecord::MentoringPair)?,
            Kind::Placement => open(stored, OpenRecord::Placement)?,
            Kind::Study => open(stored, |study| OpenRecord::Study(Box::new(study)))?,
            Kind::CorrectionRequest => open(stored, OpenRecord::Correction)?,
            _ => None,
        });
    }
    Ok(found)
}

fn open<T: Kept>(stored: Versioned<Record>, called: fn(T) -> OpenRecord) -> Result<Option<OpenRecord>, ServiceError> {
    let value = typed::<T>(stored)?.value;
    Ok(value.is_under_way().then(|| called(value)))
}

async fn typed_forget<T: Kept + Clone>(
    tx: &mut dyn Transaction,
    stored: Versioned<Record>,
    person: &PersonId,
) -> Result<Option<Subject>, ServiceError> {
    let Versioned { value: before, revision } = typed::<T>(stored)?;
    let Some(after) = before.clone().forget(person) else {
        tx.records().remove(T::KIND, &before.key(), revision).await?;
        return Ok(None);
    };
    let kept: Revision = tx.records().save(&record(&after)?, Some(revision)).await?;
    debug_assert!(kept > revision);
    // keyed with the secret that goes with the person: nobody can tell by trying ids whose record it was
    Ok(Some(match tx.people().find(person).await? {
        Some(file) => trail::person_subject(&file.value, Some(&before), Some(&after))?,
        None => subject(tx, None, Some(&after)).await?,
    }))
}
