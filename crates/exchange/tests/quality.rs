//! The survey of data quality: every finding is found where it is, and nowhere else.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests: what is absent here ends the test")]

use std::collections::BTreeMap;

use chrono::NaiveDate;
use jenjang::legal::Language;
use jenjang::people::record::{DisciplineRecord, EducationRecord, GradeRecord, PerformanceRecord, PositionRecord};
use jenjang::people::{CivilServantRecord, Decree, Sex};
use jenjang_asn::synthetic::{PopulationOptions, population};
use jenjang_exchange::quality::{Expectations, Finding, Survey, survey};

const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn grade(code: &str, since: &str) -> GradeRecord {
    let since = date(since);
    let decree = Some(Decree { date: since, number: "823/contoh".into() });
    GradeRecord { since, grade: code.parse().unwrap(), kind: None, decree }
}

fn position(kind: &str, since: &str, until: Option<&str>) -> PositionRecord {
    PositionRecord {
        since: date(since),
        until: until.map(date),
        kind: kind.parse().unwrap(),
        tier: None,
        echelon: None,
        unit: None,
        field: None,
        title: None,
        acting: false,
        decree: None,
    }
}

fn diploma(level: &str, day: &str) -> EducationRecord {
    EducationRecord { graduated: date(day), recognised: Some(date(day)), level: level.parse().unwrap(), field: None }
}

fn clean() -> CivilServantRecord {
    let mut record = CivilServantRecord::new("synthetic-1".parse().unwrap());
    record.name = Some("Pegawai Contoh 0001".into());
    record.employee_number = Some("199608182022041901".into());
    record.birth_date = Some(date("1996-08-18"));
    record.sex = Some(Sex::Male);
    record.appointed = Some(date("2022-04-01"));
    record.registers.grades = Some(vec![grade("III/a", "2022-04-01"), grade("III/b", "2026-04-01")]);
    record.registers.positions =
        Some(vec![position("pelaksana", "2022-04-01", Some("2024-01-01")), position("pelaksana", "2024-01-01", None)]);
    record.registers.education = Some(vec![diploma("SLTA", "2014-06-01"), diploma("S1", "2019-08-01")]);
    let label = |year| PerformanceRecord { year, label: "baik".parse().unwrap(), decree: None };
    record.registers.performance = Some((2023..=2025).map(label).collect());
    record.registers.discipline = Some(Vec::new());
    record
}

fn found(records: &[CivilServantRecord]) -> BTreeMap<Finding, u64> {
    let mut survey = Survey::new(Expectations::national(TODAY));
    records.iter().map(|record| survey.add(record, None)).last().unwrap()
}

#[track_caller]
fn check(expected: &[(Finding, u64)], change: impl Fn(&mut CivilServantRecord)) {
    let mut record = clean();
    change(&mut record);
    assert_eq!(found(&[record]), expected.iter().copied().collect());
}

fn grades(record: &mut CivilServantRecord) -> &mut Vec<GradeRecord> {
    record.registers.grades.as_mut().unwrap()
}

fn positions(record: &mut CivilServantRecord) -> &mut Vec<PositionRecord> {
    record.registers.positions.as_mut().unwrap()
}

#[test]
fn a_clean_record_has_no_findings() {
    check(&[], |_| {});
}

#[test]
fn the_number_is_held_against_the_record() {
    check(&[(Finding::NumberMissing, 1)], |record| record.employee_number = None);
    check(&[(Finding::NumberInvalid, 1)], |record| record.employee_number = Some("199613182022041901".into()));
    check(&[(Finding::NumberBirthDate, 1)], |record| record.birth_date = Some(date("1996-08-19")));
    check(&[(Finding::NumberAppointment, 1)], |record| record.appointed = Some(date("2022-03-01")));
    check(&[(Finding::NumberSex, 1)], |record| record.sex = Some(Sex::Female));
    check(&[(Finding::NumberMissing, 1), (Finding::BirthDateMissing, 1)], |record| {
        record.employee_number = None;
        record.birth_date = None;
    });
}

#[test]
fn ages_that_cannot_be() {
    check(&[(Finding::NumberBirthDate, 1), (Finding::AppointedTooYoung, 1), (Finding::EducationTooYoung, 2)], |record| {
        record.birth_date = Some(date("2005-01-01"));
    });
    check(&[(Finding::NumberBirthDate, 1), (Finding::TooOld, 1), (Finding::PastRetirement, 1)], |record| {
        record.birth_date = Some(date("1950-01-01"));
    });
    // 58 on 18 November 2026: retired on 1 December, which is the day of the report and still fine
    check(&[(Finding::NumberBirthDate, 1)], |record| record.birth_date = Some(date("1968-11-18")));
    check(&[(Finding::NumberBirthDate, 1), (Finding::PastRetirement, 1)], |record| record.birth_date = Some(date("1968-10-31")));
}

#[test]
fn grades_that_do_not_follow_each_other() {
    check(&[(Finding::GradeMissing, 1)], |record| record.registers.grades = None);
    check(&[(Finding::GradeMissing, 1)], |record| grades(record).clear());
    check(&[(Finding::GradeSkipped, 1)], |record| grades(record)[1].grade = "III/c".parse().unwrap());
    check(&[(Finding::GradeDown, 1)], |record| grades(record)[1].grade = "II/d".parse().unwrap());
    check(&[(Finding::GradeRepeated, 1)], |record| grades(record)[1].grade = "III/a".parse().unwrap());
    check(&[(Finding::GradeUnknown, 1)], |record| grades(record)[1].grade = "III/z".parse().unwrap());
    check(&[(Finding::GradeWithoutDecree, 2)], |record| grades(record).iter_mut().for_each(|grade| grade.decree = None));
    check(&[(Finding::BeforeAppointment, 1)], |record| grades(record)[0].since = date("2021-04-01"));
    check(&[(Finding::DateInFuture, 1)], |record| grades(record)[1].since = date("2027-04-01"));
    check(&[(Finding::Unsound, 1)], |record| grades(record)[1].since = date("2022-04-01"));
}

#[test]
fn positions_that_overlap_or_leave_gaps() {
    check(&[(Finding::PositionMissing, 1)], |record| record.registers.positions = None);
    check(&[(Finding::PositionsOverlap, 1)], |record| positions(record)[0].until = Some(date("2024-02-01")));
    check(&[(Finding::PositionGap, 1)], |record| positions(record)[0].until = Some(date("2023-12-01")));
    check(&[], |record| positions(record)[0].until = None);
    check(&[(Finding::TierMissing, 1)], |record| positions(record)[1].kind = "fungsional".parse().unwrap());
    // somebody who only stands in holds two posts rightly
    check(&[], |record| {
        let mut acting = position("pengawas", "2023-01-01", Some("2025-01-01"));
        acting.acting = true;
        positions(record).push(acting);
    });
}

#[test]
fn labels_diplomas_and_sanctions() {
    check(&[(Finding::YearWithoutLabel, 1)], |record| record.registers.performance.as_mut().unwrap().retain(|label| label.year != 2024));
    check(&[(Finding::YearWithoutLabel, 3)], |record| record.registers.performance = None);
    check(&[(Finding::EducationMissing, 1)], |record| record.registers.education = None);
    check(&[(Finding::EntryAboveEducation, 1)], |record| record.registers.education = Some(vec![diploma("SLTA", "2014-06-01")]));
    check(&[(Finding::EducationOrder, 1), (Finding::EducationTooYoung, 1)], |record| {
        record.registers.education = Some(vec![diploma("S1", "2012-08-01"), diploma("SLTA", "2014-06-01")]);
    });
    let sanction = |level: &str, last: Option<&str>| DisciplineRecord {
        since: date("2024-01-01"),
        last_day: last.map(date),
        level: level.parse().unwrap(),
        sanction: None,
        decree: None,
    };
    check(&[(Finding::SanctionWithoutEnd, 1)], |record| {
        record.registers.discipline = Some(vec![sanction("sedang", None), sanction("ringan", None), sanction("berat", Some("2025-01-01"))]);
    });
}

#[test]
fn people_who_are_there_twice() {
    let mut again = clean();
    again.id = "synthetic-2".parse().unwrap();
    assert_eq!(found(&[clean(), again.clone()]), BTreeMap::from([(Finding::NumberTwice, 1), (Finding::PossiblyTwice, 1)]));
    again.employee_number = Some("199608182022041902".into());
    again.name = Some("CONTOH 0001, Pegawai".into());
    assert_eq!(found(&[clean(), again.clone()]), BTreeMap::from([(Finding::PossiblyTwice, 1)]));
    again.name = Some("Pegawai Contoh 0002".into());
    assert_eq!(found(&[clean(), again]), BTreeMap::new());
}

#[test]
fn a_post_without_standard_is_found_where_standards_are_given() {
    let standards = jenjang_asn::competency().standards;
    let mut expectations = Expectations::national(TODAY);
    expectations.standards = Some(standards);
    let mut survey = Survey::new(expectations);
    assert_eq!(survey.add(&clean(), None), BTreeMap::new());
    let mut record = clean();
    positions(&mut record)[1].kind = "staf-khusus".parse().unwrap();
    assert_eq!(survey.add(&record, None).get(&Finding::PostWithoutStandard), Some(&1));
}

#[test]
fn the_report_counts_by_finding_and_by_unit() {
    let unit = |id: &str| id.parse().unwrap();
    let (one, two) = (unit("dinas-satu"), unit("dinas-dua"));
    let mut bad = clean();
    bad.sex = Some(Sex::Female);
    bad.employee_number = Some("199608182022041903".into());
    bad.name = Some("Lain".into());
    let clean = clean();
    let report = survey(Expectations::national(TODAY), [(&clean, Some(&one)), (&bad, Some(&two))]);
    assert_eq!((report.people, report.clean, report.clean_percent.unwrap().to_string()), (2, 1, "50.0".to_owned()));
    assert_eq!(
        report.text(Language::En, 5),
        "\
Data quality as of 2026-12-01: 2 people, 1 without findings (50.0 %)

finding     meaning                               people  entries  mended by                              examples
number-sex  sex differs from the employee number       1        1  the national register (BKN, by SIASN)  synthetic-1

unit        people  with findings  without findings
dinas-dua        1              1  0.0 %
dinas-satu       1              0  100.0 %
"
    );
    assert_eq!(report.text(Language::Id, 0).lines().next(), Some("Mutu data per 2026-12-01: 2 pegawai, 1 tanpa temuan (50,0 %)"));
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["findings"][0]["code"], "number-sex");
    assert_eq!(json["units"][0]["findings"]["number-sex"], 1);
    assert_eq!(json["findings"][0]["examples"][0], "synthetic-1");
    assert!(!json.to_string().contains("19960818"), "a report names people by id only");
}

/// The synthetic population is made to be consistent: what is left are entrants some weeks short of their eighteenth birthday, and diplomas to match.
#[test]
fn a_synthetic_population_is_nearly_clean() {
    let people: Vec<_> = population(PopulationOptions { staff: 1000, seed: 5, today: TODAY }).unwrap().collect();
    let report = survey(Expectations::national(TODAY), people.iter().map(|person| (&person.record, Some(&person.unit))));
    assert_eq!(report.people, 1000);
    assert!(report.clean >= 980, "{}", report.text(Language::En, 0));
    let known = ["appointed-too-young", "education-too-young"];
    assert!(report.findings.iter().all(|count| known.contains(&count.code.code())), "{}", report.text(Language::En, 0));
}

#[test]
fn every_finding_is_in_the_documentation() {
    let page = include_str!("../../../docs/import.md");
    let codes: std::collections::BTreeSet<&str> = Finding::ALL.iter().map(|finding| finding.code()).collect();
    assert_eq!(codes.len(), Finding::ALL.len());
    for finding in Finding::ALL {
        assert!(page.contains(&format!("`{}`", finding.code())), "{}", finding.code());
        assert!(!finding.label().id.is_empty() && finding.label().id != finding.label().en);
    }
}
