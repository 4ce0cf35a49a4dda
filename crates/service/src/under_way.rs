//! What development of somebody is under way, of whatever kind: for the career map and for whoever plans.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::development::DevelopmentState;
use jenjang::development::catalogue::{Course, CourseSession};
use jenjang::development::enrolment::{Enrolment, EnrolmentState};
use jenjang::legal::Label;
use jenjang::mentoring::{MentoringPair, MentoringProgramme};
use jenjang::people::id::{CompetencyCode, PersonId};
use jenjang::placement::{Place, Placement, PlacementState};
use jenjang::record::RecordFilter;
use jenjang::store::Transaction;
use jenjang::study::{StudyAssignment, StudyState};
use serde::Serialize;

use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;

/// One thing that develops somebody and is not over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct UnderWay {
    /// What kind: mentoring, internship, study, course, another activity.
    pub kind: Label,
    /// Id of the record.
    pub id: Arc<str>,
    /// What it is called.
    pub title: Label,
    /// Where it stands.
    pub state: Label,
    /// First day, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<NaiveDate>,
    /// Last day as planned, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<NaiveDate>,
    /// The competencies it is to raise.
    pub competencies: Vec<CompetencyCode>,
}

/// What develops somebody today and later, by its last day and id; what has no last day comes last.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but the person, the superior and an HR officer; [`ServiceError::Store`].
pub async fn development_under_way(context: &Context<'_>, person: &PersonId) -> Result<Vec<UnderWay>, ServiceError> {
    let mut tx = context.store.read().await?;
    authorize(context, &mut *tx, Action::ReadNeeds, &Target::person(person)).await?;
    let mut all = mentoring(&mut *tx, person).await?;
    all.extend(placements(&mut *tx, person).await?);
    all.extend(studies(&mut *tx, person).await?);
    all.extend(enrolments(&mut *tx, person).await?);
    all.extend(activities(&mut *tx, person).await?);
    all.sort_by(|a, b| (a.last.is_none(), a.last, &a.id).cmp(&(b.last.is_none(), b.last, &b.id)));
    Ok(all)
}

async fn mentoring(tx: &mut dyn Transaction, person: &PersonId) -> Result<Vec<UnderWay>, ServiceError> {
    let mut all = Vec::new();
    for pair in records::list::<MentoringPair>(tx, &RecordFilter::about(person)).await? {
        let pair = pair.value;
        if !pair.runs() {
            continue;
        }
        let programme = records::find::<MentoringProgramme>(tx, pair.programme.as_str()).await?.map(|stored| stored.value);
        let mut competencies: Vec<CompetencyCode> = pair.goals.iter().filter_map(|goal| goal.competency.clone()).collect();
        competencies.sort();
        competencies.dedup();
        all.push(UnderWay {
            kind: Label::new("mentoring", "mentoring"),
            id: pair.id.as_str().into(),
            title: Label::same(
                programme.as_ref().map_or_else(|| Arc::from(pair.programme.as_str()), |programme| Arc::clone(&programme.title)),
            ),
            state: pair.state.label(),
            first: programme.as_ref().map(|programme| programme.first),
            last: programme.as_ref().map(|programme| programme.last),
            competencies,
        });
    }
    Ok(all)
}

async fn placements(tx: &mut dyn Transaction, person: &PersonId) -> Result<Vec<UnderWay>, ServiceError> {
    let mut all = Vec::new();
    for placement in records::list::<Placement>(tx, &RecordFilter::about(person)).await? {
        let placement = placement.value;
        if !matches!(placement.state, PlacementState::Granted { .. } | PlacementState::UnderWay { .. }) {
            continue;
        }
        let place = records::find::<Place>(tx, placement.place.as_str()).await?.map(|stored| stored.value);
        let leads_to = place.iter().flat_map(|place| &place.leads_to);
        all.push(UnderWay {
            kind: place.as_ref().map_or_else(|| Label::new("penempatan", "placement"), |place| place.kind.label()),
            id: placement.id.as_str().into(),
            title: Label::same(place.as_ref().map_or_else(|| Arc::from(placement.place.as_str()), |place| Arc::clone(&place.title))),
            state: placement.state.label(),
            first: Some(placement.stay.first),
            last: Some(placement.stay.last),
            competencies: leads_to.map(|leads_to| leads_to.competency.clone()).collect(),
        });
    }
    Ok(all)
}

async fn studies(tx: &mut dyn Transaction, person: &PersonId) -> Result<Vec<UnderWay>, ServiceError> {
    let studies = records::list::<StudyAssignment>(tx, &RecordFilter::about(person)).await?;
    let under_way = |study: &StudyAssignment| {
        matches!(study.state, StudyState::Granted { .. } | StudyState::Studying { .. } | StudyState::Extended { .. })
    };
    let studies = studies.into_iter().map(|stored| stored.value).filter(under_way);
    let line = |study: StudyAssignment| UnderWay {
        kind: Label::new("tugas belajar", "study assignment"),
        id: study.id.as_str().into(),
        title: Label::same(format!("{} {}", study.programme, study.institution)),
        state: study.state.label(),
        first: Some(study.first),
        last: Some(study.last),
        competencies: study.competency.into_iter().collect(),
    };
    Ok(studies.map(line).collect())
}

async fn enrolments(tx: &mut dyn Transaction, person: &PersonId) -> Result<Vec<UnderWay>, ServiceError> {
    let mut all = Vec::new();
    for enrolment in records::list::<Enrolment>(tx, &RecordFilter::about(person)).await? {
        let enrolment = enrolment.value;
        let state = match enrolment.state {
            EnrolmentState::Seated { .. } => Label::new("mendapat kursi", "has a seat"),
            EnrolmentState::Waiting { .. } => Label::new("menunggu kursi", "waits for a seat"),
            _ => continue,
        };
        let session = records::find::<CourseSession>(tx, enrolment.session.as_str()).await?.map(|stored| stored.value);
        let course = match &session {
            Some(session) => records::find::<Course>(tx, session.course.as_str()).await?.map(|stored| stored.value),
            None => None,
        };
        let leads_to = course.iter().flat_map(|course| &course.leads_to);
        all.push(UnderWay {
            kind: Label::new("pelatihan", "course"),
            id: enrolment.id.as_str().into(),
            title: course.as_ref().map_or_else(|| Label::same(enrolment.session.as_str()), |course| course.title.clone()),
            state,
            first: session.as_ref().map(|session| session.first),
            last: session.as_ref().map(|session| session.last),
            competencies: leads_to.map(|leads_to| leads_to.competency.clone()).collect(),
        });
    }
    Ok(all)
}

async fn activities(tx: &mut dyn Transaction, person: &PersonId) -> Result<Vec<UnderWay>, ServiceError> {
    let records = tx.development().of_person(person).await?.into_iter().map(|stored| stored.value);
    let line = |record: jenjang::development::DevelopmentRecord| match record.state {
        DevelopmentState::Planned { due } => Some(UnderWay {
            kind: Label::new("kegiatan", "activity"),
            id: record.id.as_str().into(),
            title: Label::same(record.title),
            state: Label::new("direncanakan", "planned"),
            first: None,
            last: due,
            competencies: record.competency.into_iter().collect(),
        }),
        DevelopmentState::Completed { .. } | DevelopmentState::Cancelled { .. } => None,
    };
    Ok(records.filter_map(line).collect())
}
