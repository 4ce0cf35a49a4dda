//! Sessions that ended in a period: who came, who passed, what others saw afterwards.

use jenjang::development::catalogue::CourseSession;
use jenjang::development::effect::{Arm, CourseResult, Part, Phase, RaterRole, Valid};
use jenjang::development::enrolment::{Enrolment, EnrolmentState};
use jenjang::indicator::Calculated;
use jenjang::legal::Label;
use jenjang::record::RecordFilter;
use jenjang::store::Transaction;

use super::{Data, Figure, share};
use crate::error::ServiceError;
use crate::indicators::{Limit, limit};
use crate::records;

/// Sessions of the units that ended in the period and were held.
async fn sessions(tx: &mut dyn Transaction, data: &Data<'_>) -> Result<Vec<CourseSession>, ServiceError> {
    let all = records::list::<CourseSession>(tx, &RecordFilter::all()).await?;
    let held = all
        .into_iter()
        .map(|stored| stored.value)
        .filter(|session| session.cancelled.is_none() && data.period.contains(session.last) && data.takes(Some(&session.unit)));
    Ok(held.collect())
}

async fn states(tx: &mut dyn Transaction, data: &Data<'_>) -> Result<Vec<EnrolmentState>, ServiceError> {
    let mut found = Vec::new();
    for session in sessions(tx, data).await? {
        let enrolments = records::list::<Enrolment>(tx, &RecordFilter::under(session.id.as_str())).await?;
        found.extend(enrolments.into_iter().map(|stored| stored.value.state));
    }
    Ok(found)
}

fn count(states: &[EnrolmentState], holds: impl Fn(&EnrolmentState) -> bool) -> u64 {
    states.iter().filter(|state| holds(state)).map(|_| 1_u64).sum()
}

pub(super) async fn attendance(tx: &mut dyn Transaction, data: &Data<'_>) -> Result<Figure, ServiceError> {
    let states = states(tx, data).await?;
    let came = count(&states, |state| matches!(state, EnrolmentState::Attended { .. }));
    let absent = count(&states, |state| matches!(state, EnrolmentState::Absent { .. }));
    // a seat about which nothing was recorded is neither
    let unknown = count(&states, |state| matches!(state, EnrolmentState::Seated { .. }));
    Ok(share(came, came + absent, unknown, || {
        Label::new(
            "tidak ada kehadiran yang dicatat pada pelatihan yang berakhir dalam periode ini; dicatat oleh pengelola kepegawaian",
            "no attendance was recorded for sessions that ended in this period; an HR officer records it",
        )
    }))
}

pub(super) async fn passes(tx: &mut dyn Transaction, data: &Data<'_>) -> Result<Figure, ServiceError> {
    let states = states(tx, data).await?;
    let passed =
        |wanted: Option<bool>| move |state: &EnrolmentState| matches!(state, EnrolmentState::Attended { passed, .. } if *passed == wanted);
    let (yes, no, untested) = (count(&states, passed(Some(true))), count(&states, passed(Some(false))), count(&states, passed(None)));
    Ok(share(yes, yes + no, untested, || {
        Label::new(
            "tidak ada peserta yang diuji pada pelatihan yang berakhir dalam periode ini",
            "nobody was tested in sessions that ended in this period",
        )
    }))
}

pub(super) async fn behaviour(tx: &mut dyn Transaction, data: &Data<'_>) -> Result<Figure, ServiceError> {
    let least = limit(data.library, Limit::PeopleInReport, data.period.last_day())?;
    let (mut answers, mut people, mut unknown) = (Valid::default(), 0_u64, 0_u64);
    for session in sessions(tx, data).await? {
        for stored in records::list::<CourseResult>(tx, &RecordFilter::under(session.id.as_str())).await? {
            let CourseResult::Person(result) = stored.value else { continue };
            if result.arm != Arm::Trained {
                continue;
            }
            let before = answers.count();
            for form in result.forms.iter().filter(|form| form.phase == Phase::After && form.role != RaterRole::Oneself) {
                answers.add_form(form, Part::Behaviour);
            }
            if answers.count() > before {
                people += 1;
            } else {
                unknown += 1;
            }
        }
    }
    let few = || {
        Label::new(
            format!("formulir tentang {people} peserta, diharapkan sedikitnya {least}; diimpor dengan `development result import`"),
            format!("forms about {people} participants, expected at least {least}; imported with `development result import`"),
        )
    };
    if people < u64::from(least) {
        return Ok(Err(few()));
    }
    Ok(answers.index().map(|value| Calculated { value, counted: Some(people), unknown: Some(unknown) }).ok_or_else(few))
}
