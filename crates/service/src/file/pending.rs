//! What of somebody is under way, in words: whoever is to be erased has to see it end first.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::development::catalogue::{Course, CourseSession};
use jenjang::evaluation::cycle::CycleState;
use jenjang::legal::Label;
use jenjang::mentoring::MentoringProgramme;
use jenjang::people::id::PersonId;
use jenjang::placement::Place;
use jenjang::promotion::repository::AppealStage;
use jenjang::promotion::round::Stage;
use jenjang::record::{Kept, RecordFilter};
use jenjang::store::Transaction;

use super::obstacles::OnRecord;
use crate::error::ServiceError;
use crate::permissions::Role;
use crate::records::{self, OpenRecord};

/// What is under way and has to end first.
pub(super) async fn pending(
    tx: &mut dyn Transaction,
    person: &PersonId,
    on_record: &OnRecord,
    today: NaiveDate,
) -> Result<Vec<Label>, ServiceError> {
    let mut found = cycles(on_record);
    found.extend(rounds(tx, person).await?);
    found.extend(appeals(on_record));
    found.extend(open_records(tx, person).await?);
    found.extend(roles(tx, person, today).await?);
    Ok(found)
}

fn cycles(on_record: &OnRecord) -> Vec<Label> {
    let over = |state| matches!(state, CycleState::Closed { .. } | CycleState::Released { .. });
    let open = on_record.cycles.iter().filter(|file| !over(file.cycle.state()) && on_record.taken_part.contains(file.cycle.id()));
    open.map(|file| {
        let Label { id, en } = &file.title;
        Label::new(
            format!("ikut dalam periode penilaian “{id}” yang belum ditutup"),
            format!("takes part in the cycle “{en}”, which is not closed"),
        )
    })
    .collect()
}

async fn rounds(tx: &mut dyn Transaction, person: &PersonId) -> Result<Vec<Label>, ServiceError> {
    let of_person = tx.rounds().rounds_of(person).await?;
    if of_person.is_empty() {
        return Ok(Vec::new());
    }
    let all = tx.rounds().list().await?.into_iter().map(|stored| stored.value);
    let open = all.filter(|round| round.stage != Stage::Published && of_person.contains(&round.plan.id));
    let said = open.map(|round| {
        let Label { id, en } = round.plan.title;
        Label::new(
            format!("menjadi calon dalam putaran “{id}” yang belum diumumkan"),
            format!("stands in the round “{en}”, which is not published"),
        )
    });
    Ok(said.collect())
}

fn appeals(on_record: &OnRecord) -> Vec<Label> {
    let open = on_record.appeals.iter().filter(|appeal| matches!(appeal.stage, AppealStage::Filed | AppealStage::UnderReview { .. }));
    open.map(|appeal| {
        let filed = appeal.filed;
        Label::new(format!("keberatan yang diajukan {filed} belum diputus"), format!("the appeal filed on {filed} is not decided"))
    })
    .collect()
}

/// Records of which something still has to come, by what they belong to.
async fn open_records(tx: &mut dyn Transaction, person: &PersonId) -> Result<Vec<Label>, ServiceError> {
    let open = records::under_way(tx, person).await?;
    let has = |kind: fn(&OpenRecord) -> bool| open.iter().any(kind);
    let sessions = titled::<CourseSession>(tx, has(|one| matches!(one, OpenRecord::Enrolment(_)))).await?;
    let courses = titled::<Course>(tx, !sessions.is_empty()).await?;
    let programmes = titled::<MentoringProgramme>(tx, has(|one| matches!(one, OpenRecord::MentoringPair(_)))).await?;
    let places = titled::<Place>(tx, has(|one| matches!(one, OpenRecord::Placement(_)))).await?;
    let said = |one: &OpenRecord| match one {
        OpenRecord::Enrolment(enrolment) => {
            let session = sessions.get(enrolment.session.as_str());
            let course = session.and_then(|session| courses.get(session.course.as_str()));
            let title = course.map_or_else(|| Label::same(enrolment.session.as_str()), |course| course.title.clone());
            Label::new(
                format!("pendaftaran pada pelatihan “{}” belum selesai", title.id),
                format!("the enrolment in the course “{}” is not over", title.en),
            )
        }
        OpenRecord::MentoringPair(pair) => {
            let title = programmes.get(pair.programme.as_str()).map_or(pair.programme.as_str(), |programme| &*programme.title);
            Label::new(
                format!("mentoring dalam program “{title}” belum selesai"),
                format!("mentoring in the programme “{title}” is not over"),
            )
        }
        OpenRecord::Placement(placement) => {
            let title = places.get(placement.place.as_str()).map_or(placement.place.as_str(), |place| &*place.title);
            Label::new(format!("penempatan di “{title}” belum selesai"), format!("the placement at “{title}” is not over"))
        }
        OpenRecord::Study(study) => {
            let (at, state) = (&study.institution, study.state.label());
            Label::new(format!("tugas belajar di {at}: {}", state.id), format!("the study assignment at {at} is {}", state.en))
        }
        OpenRecord::Correction(request) => {
            let asked = request.asked;
            Label::new(
                format!("permintaan perbaikan data yang diajukan {asked} belum dijawab"),
                format!("the correction asked for on {asked} is not answered"),
            )
        }
    };
    Ok(open.iter().map(said).collect())
}

/// All records of a type by id, where something under way belongs to one: one question, however much is under way.
async fn titled<T: Kept>(tx: &mut dyn Transaction, needed: bool) -> Result<BTreeMap<Arc<str>, T>, ServiceError> {
    if !needed {
        return Ok(BTreeMap::new());
    }
    let found = records::list::<T>(tx, &RecordFilter::all()).await?;
    Ok(found.into_iter().map(|stored| (stored.value.key(), stored.value)).collect())
}

async fn roles(tx: &mut dyn Transaction, person: &PersonId, today: NaiveDate) -> Result<Vec<Label>, ServiceError> {
    let mut grants = tx.grants().list(Some(person)).await?;
    grants.retain(|grant| grant.until.is_none_or(|until| today < until));
    if grants.is_empty() {
        return Ok(Vec::new());
    }
    let units: BTreeSet<_> = grants.iter().map(|grant| grant.unit.clone()).collect();
    let units: BTreeMap<_, _> = tx.people().find_units(&units).await?.into_iter().map(|unit| (unit.id, unit.name)).collect();
    let said = grants.iter().map(|grant| {
        let role = Role::granted(grant.role).label();
        let unit = units.get(&grant.unit).cloned().unwrap_or_else(|| Label::same(grant.unit.as_str()));
        Label::new(format!("masih memegang peran {}: {}", role.id, unit.id), format!("still holds the role of {}: {}", role.en, unit.en))
    });
    Ok(said.collect())
}
