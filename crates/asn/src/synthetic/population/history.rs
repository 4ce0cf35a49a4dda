//! A whole record: who it is, what came before and beside the career, and the career.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::people::id::{PersonId, UnitId};
use jenjang::people::record::{CertificateRecord, DisciplineRecord, EducationRecord, EmploymentRecord, LearningRecord};
use jenjang::people::{CivilServantRecord, Sex};
use rust_decimal::Decimal;

use super::Plan;
use super::calendar::{Month, decree, first_day, year};
use super::career::{Beginning, Career, Freeze};
use super::identity::Identity;
use super::layout::Seat;
use super::names::Names;
use super::shape::Status;
use crate::codes::{EducationLevel, Employment, Sanction, SanctionLaw, SanctionLevel};
use crate::synthetic::random::Random;

/// People of a thousand who were ever sanctioned. No figure was found: made up.
const SANCTIONED: u32 = 20;
/// Years of learning that are kept.
const LEARNING_YEARS: i32 = 3;
/// The first month under PP 94/2021, in force from 31 August 2021.
const PP_94_OF_2021: Month = 2021 * 12 + 8;

/// The record of the person at a place.
pub(super) fn record(
    plan: &Plan,
    place: u64,
    id: PersonId,
    (seat, identity): (Seat, Identity),
    unit: &UnitId,
    mut random: Random,
) -> Option<CivilServantRecord> {
    let (names, last, entered) = (&plan.names, plan.last, identity.entered);
    let mut record = CivilServantRecord::new(id);
    record.name = Some(format!("Pegawai Contoh {:07}", place + 1).into());
    record.employee_number = Some(identity.number().into());
    record.contract_number = identity.cell.status == Status::Pppk;
    record.birth_date = Some(identity.birth);
    record.sex = Some(if identity.cell.woman { Sex::Female } else { Sex::Male });
    record.appointed = Some(first_day(entered));
    let registers = &mut record.registers;
    registers.employments = Some(employments(names, place, &identity, last));
    let (entry_education, raised) = entry_education(&identity, &seat, last, &mut random);
    registers.education = Some(education(names, &identity, entry_education, raised)?);
    let (discipline, freeze) = discipline(names, place, &identity, &seat, last, &mut random);
    registers.discipline = Some(discipline);
    registers.learning = Some(learning(names, entered, last, &mut random));
    registers.certificates = Some(certificates(names, entered, last, &mut random)?);
    // each of these was consulted and holds what the career puts in, or nothing
    registers.grades = Some(Vec::new());
    registers.positions = Some(Vec::new());
    registers.performance = Some(Vec::new());
    registers.credit = Some(Vec::new());
    registers.leadership = Some(Vec::new());
    registers.exams = Some(Vec::new());
    registers.examinations = Some(Vec::new());
    registers.objections = Some(Vec::new());
    registers.suspensions = Some(Vec::new());
    registers.study_duty = Some(Vec::new());
    registers.secondments = Some(Vec::new());
    let beginning = Beginning { names, random, record, place, seat, identity, last, freeze, entry_education, raised };
    let mut career = Career::begin(beginning);
    career.run();
    let mut record = career.record;
    if let Some(present) = record.registers.positions.as_mut().and_then(|positions| positions.last_mut()) {
        present.unit = Some(unit.clone());
    }
    Some(record)
}

fn employments(names: &Names, place: u64, identity: &Identity, last: Month) -> Vec<EmploymentRecord> {
    let entered = identity.entered;
    let given =
        |status, month| EmploymentRecord { since: first_day(month), status: names.employment(status), decree: decree("SK", place, month) };
    if identity.cell.status == Status::Pppk {
        return vec![given(Employment::Pppk, entered)];
    }
    let mut given_ones = vec![given(Employment::Cpns, entered)];
    // candidates become civil servants after a year
    if entered + 12 <= last {
        given_ones.push(given(Employment::Pns, entered + 12));
    }
    given_ones
}

/// The diploma somebody entered with, and the month from which a higher one gained in service counts. Most second degrees are gained in
/// service (made up), those of leaders always.
fn entry_education(identity: &Identity, seat: &Seat, last: Month, random: &mut Random) -> (EducationLevel, Option<Month>) {
    let lower = match identity.education {
        EducationLevel::S2 => EducationLevel::S1,
        EducationLevel::S3 if seat.leads => EducationLevel::S1,
        EducationLevel::S3 => EducationLevel::S2,
        same => return (same, None),
    };
    let young = identity.entered - super::calendar::month_of(identity.birth) < 25 * 12;
    let months = u32::try_from(last - identity.entered).unwrap_or(0);
    if months >= 36 && (seat.leads || young || random.chance(600)) {
        let after = random.between(30, months.min(144)).cast_signed();
        return (lower, Some(identity.entered + after));
    }
    (identity.education, None)
}

fn education(names: &Names, identity: &Identity, entry: EducationLevel, raised: Option<Month>) -> Option<Vec<EducationRecord>> {
    let entered = first_day(identity.entered);
    let graduated = NaiveDate::from_ymd_opt(year(identity.entered) - 1, 8, 1)?;
    let mut diplomas = vec![EducationRecord { graduated, recognised: Some(entered), level: names.education(entry), field: None }];
    if let Some(raised) = raised {
        let graduated = first_day(raised - 2);
        let level = names.education(identity.education);
        diplomas.push(EducationRecord { graduated, recognised: Some(first_day(raised)), level, field: None });
    }
    Some(diplomas)
}

/// A sanction, now and then, and the months in which it blocks promotion. Leaders only ever got a warning.
fn discipline(
    names: &Names,
    place: u64,
    identity: &Identity,
    seat: &Seat,
    last: Month,
    random: &mut Random,
) -> (Vec<DisciplineRecord>, Freeze) {
    let months = u32::try_from(last - identity.entered).unwrap_or(0).min(120);
    if months < 13 || !random.chance(SANCTIONED) {
        return (Vec::new(), None);
    }
    let recent = random.chance(500);
    let ago = if recent { random.between(1, 11) } else { random.between(12, months) };
    let since = last - ago.cast_signed();
    let law = if since >= PP_94_OF_2021 { SanctionLaw::Pp94Of2021 } else { SanctionLaw::Pp53Of2010 };
    let sanction = match law {
        _ if seat.leads => random.pick(&[(Sanction::OralWarning, 60), (Sanction::WrittenWarning, 40)]),
        SanctionLaw::Pp94Of2021 => random.pick(&[
            (Sanction::OralWarning, 30),
            (Sanction::WrittenWarning, 30),
            (Sanction::AllowanceCut6, 20),
            (Sanction::AllowanceCut9, 10),
            (Sanction::AllowanceCut12, 10),
        ]),
        _ => random.pick(&[(Sanction::OralWarning, 35), (Sanction::WrittenWarning, 35), (Sanction::PromotionDelayed, 30)]),
    };
    let months = sanction.months();
    let record = DisciplineRecord {
        since: first_day(since),
        last_day: months.and_then(|months| first_day(since + months).pred_opt()),
        level: names.level(sanction.level()),
        sanction: Some(names.sanction(sanction)),
        decree: decree("HD", place, since),
    };
    let freeze = months.filter(|_| sanction.level() > SanctionLevel::Light).map(|months| (since, since + months - 1));
    (vec![record], freeze)
}

/// Learning of the last three years: mostly one course a year, with hours from a seminar's to a training's.
fn learning(names: &Names, entered: Month, last: Month, random: &mut Random) -> Vec<LearningRecord> {
    let mut learnt = Vec::new();
    for years_ago in (0..LEARNING_YEARS).rev() {
        for _ in 0..random.pick(&[(0, 350), (1, 450), (2, 200)]) {
            let month = last - years_ago * 12 - random.between(0, 11).cast_signed();
            let hours = random.pick(&[(4_u32, 25), (8, 30), (16, 20), (24, 15), (40, 10)]);
            let title = random.between(0, 5) as usize;
            if month <= entered {
                continue;
            }
            if let Some(title) = names.courses.get(title) {
                learnt.push(LearningRecord { completed: first_day(month), hours: Decimal::from(hours), title: Arc::clone(title) });
            }
        }
    }
    learnt
}

/// One in fifty holds the certificate for procurement, without an end.
fn certificates(names: &Names, entered: Month, last: Month, random: &mut Random) -> Option<Vec<CertificateRecord>> {
    let months = u32::try_from(last - entered).ok()?;
    if months < 12 || !random.chance(20) {
        return Some(Vec::new());
    }
    let since = first_day(last - random.between(0, months - 1).min(119).cast_signed());
    Some(vec![CertificateRecord { since, last_day: None, code: names.procurement.clone() }])
}
