//! Closing an item with evidence.

use chrono::NaiveDate;
use jenjang::Decimal;
use jenjang::certificate::{Certificate, Ground, Standing};
use jenjang::development::DevelopmentState;
use jenjang::development::catalogue::CourseSession;
use jenjang::development::enrolment::{Enrolment, EnrolmentState};
use jenjang::development::need::NeedLink;
use jenjang::development::plan::{Evidence, PlanItem};
use jenjang::legal::Label;
use jenjang::people::id::{CertificateId, DevelopmentId, EnrolmentId, PersonId, PlanId};
use jenjang::record::Kind;
use jenjang::store::Transaction;

use super::{PLAN, find, keep};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Role, Target, authorize};
use crate::records;
use crate::seen::Seen;

/// What is given as evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GivenEvidence {
    /// A certificate.
    Certificate(CertificateId),
    /// An enrolment.
    Enrolment(EnrolmentId),
    /// The assessment of this day in the person's competency profile.
    Assessment(NaiveDate),
    /// A record of development.
    Activity(DevelopmentId),
}

/// An item that is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CloseItem {
    /// The plan.
    pub plan: PlanId,
    /// The item.
    pub number: u32,
    /// What shows it.
    pub evidence: GivenEvidence,
    /// What was seen of the plan before.
    pub seen: Seen,
}

/// Closes an item of an agreed plan with evidence, by the superior or an HR officer; never one's own. The evidence has to be about the person, not older
/// than the item, and has to fit it: a valid certificate of the course and level, an enrolment in the course that was attended and not failed, an
/// assessment at the target level, an activity of the form. What was recorded.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::ConflictOfInterest`] for the own plan; [`ServiceError::NotFound`]; `plan-not-agreed`, `no-such-item`,
/// `item-closed`; `evidence` with what does not fit; [`ServiceError::Store`], with a conflict where the plan is another than what was seen.
pub async fn close_item(context: &Context<'_>, command: &CloseItem) -> Result<Evidence, ServiceError> {
    transact!(context, tx => close(context, tx, command).await)
}

async fn close(context: &Context<'_>, tx: &mut dyn Transaction, command: &CloseItem) -> Result<Evidence, ServiceError> {
    let stored = find(tx, &command.plan).await?;
    let person = &stored.value.person;
    if context.actor.person() == Some(person) {
        return Err(ServiceError::ConflictOfInterest(Label::new(
            "butir rencana sendiri ditutup oleh atasan atau pengelola kepegawaian",
            "an item of one's own plan is closed by the superior or an HR officer",
        )));
    }
    authorize(context, tx, Action::ClosePlanItem, &Target::person(person)).await?;
    let Some(actor) = context.actor.person() else {
        return Err(ServiceError::Forbidden { action: Action::ClosePlanItem, allowed: &[Role::Supervisor, Role::HrOfficer] });
    };
    command.seen.still(PLAN, &command.plan, Some(stored.revision))?;
    let item = stored.value.may_close(command.number)?;
    let evidence = checked(tx, person, item, &command.evidence, context.clock.today()).await?;
    let mut after = stored.value.clone();
    after.close(command.number, actor, evidence.clone(), context.clock.today())?;
    keep(context, tx, Action::ClosePlanItem, Some((&stored.value, stored.revision)), &after).await?;
    Ok(evidence)
}

async fn checked(
    tx: &mut dyn Transaction,
    person: &PersonId,
    item: &PlanItem,
    given: &GivenEvidence,
    today: NaiveDate,
) -> Result<Evidence, ServiceError> {
    match given {
        GivenEvidence::Certificate(id) => certificate(tx, person, item, id, today).await,
        GivenEvidence::Enrolment(id) => enrolment(tx, person, item, id).await,
        GivenEvidence::Assessment(day) => assessment(tx, person, item, *day).await,
        GivenEvidence::Activity(id) => activity(tx, person, item, id).await,
    }
}

fn refused(id: String, en: String) -> ServiceError {
    ServiceError::refused("evidence", Label::new(id, en))
}

fn not_older(item: &PlanItem, on: NaiveDate) -> Result<(), ServiceError> {
    if on >= item.added {
        return Ok(());
    }
    Err(refused(
        format!("bukti tanggal {on} lebih lama daripada butir {}, yang masuk rencana pada {}", item.number, item.added),
        format!("the evidence of {on} is older than item {}, which came into the plan on {}", item.number, item.added),
    ))
}

async fn certificate(
    tx: &mut dyn Transaction,
    person: &PersonId,
    item: &PlanItem,
    id: &CertificateId,
    today: NaiveDate,
) -> Result<Evidence, ServiceError> {
    let found = records::require::<Certificate>(tx, id.as_str()).await?.value;
    if found.person.as_ref() != Some(person) {
        return Err(ServiceError::not_found(Kind::Certificate.label(), id));
    }
    let standing = found.standing(today);
    if standing != Standing::Valid {
        let standing = standing.label();
        return Err(refused(
            format!("sertifikat `{id}` {} pada {today}, diharapkan berlaku", standing.id),
            format!("certificate `{id}` is {} on {today}, expected a valid one", standing.en),
        ));
    }
    not_older(item, found.first)?;
    if let (Some(course), Some(Ground::Enrolment { course: other, .. })) = (&item.course, &found.ground)
        && other != course
    {
        return Err(refused(
            format!("sertifikat `{id}` dari pelatihan `{other}`, diharapkan `{course}`"),
            format!("certificate `{id}` is of course `{other}`, expected `{course}`"),
        ));
    }
    let certified = found.achievement.map(|achievement| achievement.competencies).unwrap_or_default();
    if let (NeedLink::Gap { framework, competency }, Some(target), false) = (&item.need, item.target, certified.is_empty()) {
        let level = certified.iter().find(|of| of.framework == *framework && of.competency == *competency).map(|of| of.level);
        if level.is_none_or(|level| level < target) {
            let level = level.map_or_else(|| "–".to_owned(), |level| level.to_string());
            return Err(refused(
                format!("sertifikat `{id}` menunjukkan level {level} untuk {competency}, diharapkan sekurang-kurangnya {target}"),
                format!("certificate `{id}` shows level {level} of {competency}, expected at least {target}"),
            ));
        }
    }
    Ok(Evidence::Certificate { certificate: id.clone() })
}

async fn enrolment(tx: &mut dyn Transaction, person: &PersonId, item: &PlanItem, id: &EnrolmentId) -> Result<Evidence, ServiceError> {
    let found = records::require::<Enrolment>(tx, id.as_str()).await?.value;
    if found.person != *person {
        return Err(ServiceError::not_found(Kind::Enrolment.label(), id));
    }
    let EnrolmentState::Attended { on, passed, .. } = found.state else {
        return Err(refused(
            format!("pelatihan dengan pendaftaran `{id}` belum diikuti sampai selesai"),
            format!("the session of enrolment `{id}` was not attended to the end"),
        ));
    };
    if passed == Some(false) {
        return Err(refused(
            format!("pelatihan dengan pendaftaran `{id}` diikuti tetapi tidak lulus"),
            format!("the session of enrolment `{id}` was attended but not passed"),
        ));
    }
    not_older(item, on)?;
    if let Some(course) = &item.course {
        let session = records::require::<CourseSession>(tx, found.session.as_str()).await?.value;
        if session.course != *course {
            return Err(refused(
                format!("pendaftaran `{id}` pada pelatihan `{}`, diharapkan `{course}`", session.course),
                format!("enrolment `{id}` is in course `{}`, expected `{course}`", session.course),
            ));
        }
    }
    Ok(Evidence::Enrolment { enrolment: id.clone() })
}

async fn assessment(tx: &mut dyn Transaction, person: &PersonId, item: &PlanItem, day: NaiveDate) -> Result<Evidence, ServiceError> {
    let (NeedLink::Gap { framework, competency }, Some(target)) = (&item.need, item.target) else {
        return Err(refused(
            format!("butir {} tidak menutup kesenjangan kompetensi, jadi penilaian bukan buktinya", item.number),
            format!("item {} is not about a competency gap, so that an assessment does not show it", item.number),
        ));
    };
    not_older(item, day)?;
    let profile = tx.competency().find_profile(person, framework).await?;
    let assessments = profile.map(|stored| stored.value.assessments).unwrap_or_default();
    let of_day = assessments.iter().filter(|found| found.competency == *competency && found.date == day);
    // of two results of one day the lower one counts
    let level: Option<Decimal> = of_day.map(|found| found.level).min();
    match level {
        Some(level) if level >= target => {
            Ok(Evidence::Assessment { framework: framework.clone(), competency: competency.clone(), date: day, level })
        }
        Some(level) => Err(refused(
            format!("penilaian {competency} pada {day} menunjukkan level {level}, diharapkan sekurang-kurangnya {target}"),
            format!("the assessment of {competency} on {day} shows level {level}, expected at least {target}"),
        )),
        None => Err(refused(
            format!("tidak ada penilaian {competency} pada {day} dalam profil kompetensi"),
            format!("there is no assessment of {competency} on {day} in the competency profile"),
        )),
    }
}

async fn activity(tx: &mut dyn Transaction, person: &PersonId, item: &PlanItem, id: &DevelopmentId) -> Result<Evidence, ServiceError> {
    let found = tx.development().find(id).await?.map(|stored| stored.value).filter(|found| found.person == *person);
    let found = found.ok_or_else(|| ServiceError::not_found(Label::new("kegiatan pengembangan", "development activity"), id))?;
    let DevelopmentState::Completed { on, .. } = found.state else {
        return Err(refused(format!("kegiatan `{id}` belum selesai"), format!("activity `{id}` is not completed")));
    };
    not_older(item, on)?;
    if !found.form.eq_ignore_ascii_case(&item.form) {
        return Err(refused(
            format!("kegiatan `{id}` berbentuk {}, diharapkan {}", found.form, item.form),
            format!("activity `{id}` is of form {}, expected {}", found.form, item.form),
        ));
    }
    Ok(Evidence::Activity { activity: id.clone() })
}
