//! One record against itself and what is expected of it.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use jenjang::competency::standard::standards_for;
use jenjang::people::record::{EducationRecord, GradeRecord, PositionRecord};
use jenjang::people::{CivilServant, CivilServantRecord, Discrepancy, EmployeeNumber, Event, NumberForm, Sex};
use jenjang::period::{DateRounding, add_months, months_between};

use super::{Expectations, Finding};

type Found = BTreeMap<Finding, u64>;

fn count(found: &mut Found, finding: Finding, entries: usize) {
    if entries > 0 {
        *found.entry(finding).or_default() += entries as u64;
    }
}

/// Everything found in one record, with how many entries each.
pub(super) fn record(record: &CivilServantRecord, expected: &Expectations) -> Found {
    let mut found = Found::new();
    let birth = identity(record, &mut found);
    ages(record, birth, expected, &mut found);
    future(record, birth, expected, &mut found);
    if !record.contract_number {
        grades(record, expected, &mut found);
    }
    positions(record, expected, &mut found);
    labels(record, expected, &mut found);
    education(record, birth, expected, &mut found);
    if let Some(sanctions) = &record.registers.discipline {
        let open = sanctions.iter().filter(|event| event.last_day.is_none() && event.level.as_str() != "ringan" && !is_dismissal(event));
        count(&mut found, Finding::SanctionWithoutEnd, open.count());
    }
    // faults of the number were named above; the registers are judged without it
    let mut registers = record.clone();
    registers.employee_number = None;
    if CivilServant::try_from(registers).is_err() {
        count(&mut found, Finding::Unsound, 1);
    }
    found
}

/// Sanctions that end the service or the post have no term.
fn is_dismissal(event: &jenjang::people::record::DisciplineRecord) -> bool {
    let endless = ["pemberhentian", "pemberhentian-tidak-hormat", "bebas-jabatan", "pindah-turun-jabatan"];
    event.sanction.as_ref().is_some_and(|sanction| endless.contains(&sanction.as_str()))
}

/// Number against record; the birth date as far as either gives one.
fn identity(record: &CivilServantRecord, found: &mut Found) -> Option<NaiveDate> {
    let form = if record.contract_number { NumberForm::Contract } else { NumberForm::CivilServant };
    let number = match record.employee_number.as_deref() {
        None => {
            count(found, Finding::NumberMissing, 1);
            None
        }
        Some(text) => match EmployeeNumber::parse(text, form) {
            Ok(number) => Some(number),
            Err(_) => {
                count(found, Finding::NumberInvalid, 1);
                None
            }
        },
    };
    if let Some(number) = &number {
        for discrepancy in discrepancies(record, number) {
            let finding = match discrepancy {
                Discrepancy::BirthDate => Finding::NumberBirthDate,
                Discrepancy::Appointment => Finding::NumberAppointment,
                Discrepancy::Sex => Finding::NumberSex,
            };
            count(found, finding, 1);
        }
    }
    let birth = record.birth_date.or(number.map(|number| number.birth_date()));
    count(found, Finding::BirthDateMissing, usize::from(birth.is_none()));
    birth
}

/// As [`CivilServant::discrepancies`] says it, of a record whose registers may be unsound.
fn discrepancies(record: &CivilServantRecord, number: &EmployeeNumber) -> Vec<Discrepancy> {
    let mut identity = CivilServantRecord::new(record.id.clone());
    identity.employee_number = Some(number.reveal().into());
    identity.contract_number = record.contract_number;
    identity.birth_date = record.birth_date;
    identity.sex = record.sex as Option<Sex>;
    identity.appointed = record.appointed;
    CivilServant::try_from(identity).map(|person| person.discrepancies()).unwrap_or_default()
}

fn years(from: NaiveDate, to: NaiveDate) -> i64 {
    i64::from(months_between(from, to, DateRounding::LastDayOfMonth).div_euclid(12))
}

fn ages(record: &CivilServantRecord, birth: Option<NaiveDate>, expected: &Expectations, found: &mut Found) {
    let Some(birth) = birth else { return };
    if record.appointed.is_some_and(|day| years(birth, day) < i64::from(expected.least_age)) {
        count(found, Finding::AppointedTooYoung, 1);
    }
    if years(birth, expected.as_of) > i64::from(expected.greatest_age) {
        count(found, Finding::TooOld, 1);
    }
    let Some(held) = held(record, expected.as_of) else { return };
    let code = held.tier.as_ref().map_or(held.kind.as_str(), |tier| tier.as_str());
    let Some(age) = expected.retirement.get(code) else { return };
    // one retires on the first day of the month after the birthday
    let birthday = add_months(birth, age.saturating_mul(12), DateRounding::LastDayOfMonth);
    let last = birthday.and_then(|day| add_months(day.with_day(1)?, 1, DateRounding::LastDayOfMonth));
    if last.is_some_and(|day| expected.as_of > day) {
        count(found, Finding::PastRetirement, 1);
    }
}

fn future(record: &CivilServantRecord, birth: Option<NaiveDate>, expected: &Expectations, found: &mut Found) {
    fn late<T: Event>(events: &Option<Vec<T>>, day: NaiveDate) -> usize {
        let signed = |event: &T| event.decree().is_some_and(|decree| decree.date > day);
        events.iter().flatten().filter(|event| event.since() > day || signed(event)).count()
    }
    let day = expected.as_of;
    let registers = &record.registers;
    let events = [
        late(&registers.employments, day),
        late(&registers.grades, day),
        late(&registers.positions, day),
        late(&registers.education, day),
        late(&registers.credit, day),
        late(&registers.discipline, day),
        late(&registers.learning, day),
        late(&registers.leadership, day),
        late(&registers.exams, day),
        registers.performance.iter().flatten().filter(|event| event.year > day.year()).count(),
    ];
    let own = [birth, record.appointed].into_iter().flatten().filter(|date| *date > day).count();
    count(found, Finding::DateInFuture, events.iter().sum::<usize>() + own);
    if let Some(appointed) = record.appointed {
        let early = registers.grades.iter().flatten().filter(|event| event.since < appointed).count()
            + registers.positions.iter().flatten().filter(|event| event.since < appointed).count();
        count(found, Finding::BeforeAppointment, early);
    }
}

fn grades(record: &CivilServantRecord, expected: &Expectations, found: &mut Found) {
    let Some(grades) = record.registers.grades.as_ref().filter(|grades| !grades.is_empty()) else {
        count(found, Finding::GradeMissing, 1);
        return;
    };
    let mut ordered: Vec<&GradeRecord> = grades.iter().collect();
    ordered.sort_by_key(|event| event.since);
    let level = |event: &GradeRecord| expected.grades.iter().position(|grade| **grade == *event.grade.as_str());
    count(found, Finding::GradeUnknown, ordered.iter().filter(|event| level(event).is_none()).count());
    count(found, Finding::GradeWithoutDecree, ordered.iter().filter(|event| event.decree.is_none()).count());
    let levels: Vec<usize> = ordered.iter().filter_map(|event| level(event)).collect();
    let steps = || levels.windows(2).filter_map(|pair| pair.first().copied().zip(pair.last().copied()));
    count(found, Finding::GradeSkipped, steps().filter(|(from, to)| *to > from + 1).count());
    count(found, Finding::GradeDown, steps().filter(|(from, to)| to < from).count());
    count(found, Finding::GradeRepeated, steps().filter(|(from, to)| to == from).count());
    first_grade(record, &ordered, expected, found);
}

/// The first grade against the diplomas of the time.
fn first_grade(record: &CivilServantRecord, ordered: &[&GradeRecord], expected: &Expectations, found: &mut Found) {
    let (Some(first), Some(diplomas)) = (ordered.first(), &record.registers.education) else { return };
    // later grades say nothing of the entry
    if record.appointed != Some(first.since) {
        return;
    }
    let had = diplomas.iter().filter(|event| event.graduated <= first.since);
    let ranks = had.filter_map(|event| expected.education.iter().find(|known| *known.level == *event.level.as_str()));
    let level = |grade: &str| expected.grades.iter().position(|known| **known == *grade);
    let Some(given) = ranks.filter_map(|known| level(&known.first_grade)).max() else { return };
    if level(first.grade.as_str()).is_some_and(|level| level > given) {
        count(found, Finding::EntryAboveEducation, 1);
    }
}

/// The substantive position held on a day.
fn held(record: &CivilServantRecord, day: NaiveDate) -> Option<&PositionRecord> {
    let begun = record.registers.positions.iter().flatten().filter(|event| !event.acting && event.since <= day);
    begun.max_by_key(|event| event.since).filter(|event| event.until.is_none_or(|until| day < until))
}

fn positions(record: &CivilServantRecord, expected: &Expectations, found: &mut Found) {
    let Some(positions) = record.registers.positions.as_ref().filter(|positions| !positions.is_empty()) else {
        count(found, Finding::PositionMissing, 1);
        return;
    };
    let mut ordered: Vec<&PositionRecord> = positions.iter().filter(|event| !event.acting).collect();
    ordered.sort_by_key(|event| event.since);
    let pairs = || ordered.windows(2).filter_map(|pair| pair.first().zip(pair.last()));
    let after = |(one, next): &(&&PositionRecord, &&PositionRecord)| one.until.is_some_and(|until| until > next.since);
    let before = |(one, next): &(&&PositionRecord, &&PositionRecord)| one.until.is_some_and(|until| until < next.since);
    count(found, Finding::PositionsOverlap, pairs().filter(after).count());
    count(found, Finding::PositionGap, pairs().filter(before).count());
    let functional = ordered.iter().filter(|event| event.kind.as_str() == "fungsional" && event.tier.is_none());
    count(found, Finding::TierMissing, functional.count());
    if let (Some(standards), Some(held)) = (&expected.standards, held(record, expected.as_of)) {
        let tier = held.tier.clone().or_else(|| held.kind.as_str().parse().ok());
        let by_tier = !standards_for(standards, None, tier.as_ref(), expected.as_of).is_empty();
        let title = held.title.as_deref();
        let by_title =
            || standards.iter().flat_map(|set| set.standards()).any(|own| title.is_some_and(|t| t.eq_ignore_ascii_case(&own.label.id)));
        if !by_tier && !by_title() {
            count(found, Finding::PostWithoutStandard, 1);
        }
    }
}

/// Years of service that are over and have no label; the year of entry need not have one.
fn labels(record: &CivilServantRecord, expected: &Expectations, found: &mut Found) {
    let Some(appointed) = record.appointed else { return };
    let rated = |year: i32| record.registers.performance.iter().flatten().any(|event| event.year == year);
    let first = expected.labels_since.max(appointed.year() + 1);
    let missing = (first..expected.as_of.year()).filter(|year| !rated(*year)).count();
    count(found, Finding::YearWithoutLabel, missing);
}

fn education(record: &CivilServantRecord, birth: Option<NaiveDate>, expected: &Expectations, found: &mut Found) {
    let Some(diplomas) = record.registers.education.as_ref().filter(|diplomas| !diplomas.is_empty()) else {
        count(found, Finding::EducationMissing, 1);
        return;
    };
    let rank = |event: &EducationRecord| expected.education.iter().position(|known| *known.level == *event.level.as_str());
    if let Some(birth) = birth {
        let young = |event: &&EducationRecord| {
            let least = rank(event).and_then(|at| expected.education.get(at)).map(|known| known.least_age);
            least.is_some_and(|least| years(birth, event.graduated) < i64::from(least))
        };
        count(found, Finding::EducationTooYoung, diplomas.iter().filter(young).count());
    }
    let mut ordered: Vec<&EducationRecord> = diplomas.iter().collect();
    ordered.sort_by_key(|event| event.graduated);
    // a lower diploma after a higher one: a second study is no lower level, save among neighbours that are of one height
    let lower = ordered.windows(2).filter(|pair| match pair {
        [one, next] => rank(one).zip(rank(next)).is_some_and(|(a, b)| a > b + 1),
        _ => false,
    });
    count(found, Finding::EducationOrder, lower.count());
}
