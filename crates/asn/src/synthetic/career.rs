//! One career, year by year and period by period, decided by the shipped policies.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use jenjang::people::id::PersonId;
use jenjang::people::record::{
    CreditLine, CreditRecord, DisciplineRecord, EducationRecord, EmploymentRecord, ExamRecord, GradeRecord, PerformanceRecord,
    PositionRecord,
};
use jenjang::people::{CivilServant, CivilServantRecord, Sex};
use jenjang::period::{DateRounding, add_months, months_between};
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::decide::{PolicyOnDate, outcome, prepare};
use jenjang::policy::decision::Outcome;
use jenjang::policy::dossier::Dossier;
use jenjang::policy::model::{PolicySet, in_force};
use jenjang::policy::value::Value;
use rust_decimal::Decimal;

use super::marginals::{
    ADMINISTRATOR_VACANCY, AGE, CREDIT_READY, EDUCATION, JPT_VACANCY, PAPERS_READY, PAPERS_READY_MONTHLY, PENGAWAS_VACANCY, RATINGS, Track,
    WOMEN, tier_vacancy, tracks,
};
use super::random::Random;
use super::{SyntheticPerson, dossier};
use crate::codes::{Echelon, EducationLevel, Employment, Exam, Grade, PositionKind, Sanction, Tier, TierCategory};

/// Facts agencies supply by hand, as they stand for most people.
const SUPPLIED: &[(&str, bool)] = &[
    ("competency.standard met", true),
    ("integrity.good", true),
    ("track record.good", true),
    ("health.fit", true),
    ("credit.requirement met", true),
    ("service exam.exempt post", false),
];

/// Facts agencies supply by hand and no history gives, as they stand for most people: what made-up people are given where somebody asks for them.
pub fn supplied_facts() -> impl Iterator<Item = (&'static str, bool)> {
    SUPPLIED.iter().copied()
}

/// The shipped rules, prepared once per day.
pub(super) struct Rules<'a> {
    set: &'a PolicySet,
    catalogue: &'a Arc<Catalogue>,
    prepared: BTreeMap<(&'static str, NaiveDate), Option<PolicyOnDate>>,
}

impl<'a> Rules<'a> {
    pub(super) fn new(set: &'a PolicySet, catalogue: &'a Arc<Catalogue>) -> Rules<'a> {
        Rules { set, catalogue, prepared: BTreeMap::new() }
    }

    fn outcome(&mut self, policy: &'static str, day: NaiveDate, dossier: &Dossier) -> Option<Outcome> {
        let (set, id) = (self.set, policy);
        let prepared = self.prepared.entry((policy, day)).or_insert_with(|| prepare(set, set.get(id)?, day, NaiveDate::MAX).ok());
        prepared.as_ref().map(|policy| outcome(policy, dossier))
    }

    fn number(&mut self, policy: &'static str, day: NaiveDate, dossier: &Dossier) -> Option<Decimal> {
        match self.outcome(policy, day, dossier) {
            Some(Outcome::Value(Value::Number(number))) => Some(number),
            _ => None,
        }
    }

    /// Whether promotions take effect on this first day of a month.
    fn is_period(&self, day: NaiveDate) -> bool {
        let Some(periods) = self.set.get("asn/promotion/regular").and_then(|policy| policy.periods.as_ref()) else { return false };
        in_force(&periods.values, day, NaiveDate::MAX).is_some_and(|entry| entry.value.months.contains(&day.month()))
    }
}

/// A career under construction.
struct Career {
    record: CivilServantRecord,
    track: Track,
    education: EducationLevel,
    grade: Grade,
    grade_since: NaiveDate,
    tier: Option<Tier>,
    kind: PositionKind,
    position_since: NaiveDate,
    supplied: Vec<(&'static str, bool)>,
}

pub(super) fn person(rules: &mut Rules<'_>, place: usize, seed: u64, today: NaiveDate) -> Option<SyntheticPerson> {
    let mut random = Random::new(seed ^ (place as u64 + 1).wrapping_mul(0xD6E8_FEB8_6659_FD93));
    let mut career = begin(rules, place, &mut random, today)?;
    let mut day = career.grade_since;
    while let Some(next) = add_months(day, 1, DateRounding::LastDayOfMonth).filter(|next| *next <= today) {
        day = next;
        // a promotion on the day of the round is the round's to decide
        if day.month() == 1 {
            new_year(rules, &mut career, &mut random, day)?;
        }
        if rules.is_period(day) && day < today && months_between(career.grade_since, day, DateRounding::LastDayOfMonth) >= 12 {
            promotion(rules, &mut career, &mut random, day)?;
        }
    }
    leave_gaps(&mut career, &mut random, today);
    let servant = CivilServant::try_from(career.record.clone()).ok()?;
    Some(SyntheticPerson { servant, record: career.record, supplied: career.supplied })
}

fn begin(rules: &mut Rules<'_>, place: usize, random: &mut Random, today: NaiveDate) -> Option<Career> {
    let education = random.pick(EDUCATION);
    let track = random.pick(tracks(education));
    let (youngest, oldest) = random.pick(AGE);
    let age = random.between(youngest, oldest);
    let birth = NaiveDate::from_ymd_opt(today.year() - i32::try_from(age).ok()?, random.between(1, 12), random.between(1, 28))?;
    let (earliest, latest) = match education {
        EducationLevel::Sd | EducationLevel::Sltp | EducationLevel::Slta => (19, 28),
        EducationLevel::DIII => (22, 30),
        EducationLevel::S2 | EducationLevel::S3 => (26, 34),
        _ => (23, 33),
    };
    let entry_age = random.between(earliest, latest).min(age.saturating_sub(2)).max(earliest.min(22));
    let entry_year = (birth.year() + i32::try_from(entry_age).ok()?).max(2001);
    let entered = NaiveDate::from_ymd_opt(entry_year.min(today.year() - 2), [1, 3, 4, 12][random.between(0, 3) as usize], 1)?;
    let id: PersonId = format!("synthetic-{:04}", place + 1).parse().ok()?;
    let mut record = CivilServantRecord::new(id);
    record.birth_date = Some(birth);
    record.sex = Some(if random.chance(WOMEN) { Sex::Female } else { Sex::Male });
    record.appointed = Some(entered);
    let registers = &mut record.registers;
    registers.employments = Some(vec![EmploymentRecord { since: entered, status: Employment::Pns.as_str().parse().ok()?, decree: None }]);
    let graduated = NaiveDate::from_ymd_opt(entered.year() - 1, 8, 1)?.max(birth.succ_opt()?);
    let level = education.as_str().parse().ok()?;
    registers.education = Some(vec![EducationRecord { graduated, recognised: Some(entered), level, field: None }]);
    registers.grades = Some(Vec::new());
    registers.positions = Some(Vec::new());
    registers.performance = Some(Vec::new());
    registers.credit = Some(Vec::new());
    registers.discipline = Some(Vec::new());
    registers.examinations = Some(Vec::new());
    registers.objections = Some(Vec::new());
    registers.suspensions = Some(Vec::new());
    registers.study_duty = Some(Vec::new());
    registers.secondments = Some(Vec::new());
    registers.certificates = Some(Vec::new());
    registers.learning = Some(Vec::new());
    registers.leadership = Some(Vec::new());
    registers.exams = Some(Vec::new());
    let mut career = Career {
        record,
        track,
        education,
        grade: Grade::Ia,
        grade_since: entered,
        tier: None,
        kind: PositionKind::Pelaksana,
        position_since: entered,
        supplied: SUPPLIED.to_vec(),
    };
    let dossier = career.dossier(rules.catalogue, entered)?;
    let Some(Outcome::Value(Value::Choice(entry))) = rules.outcome("asn/grade/entry", entered, &dossier) else { return None };
    career.give_grade(entry.code().parse().ok()?, entered)?;
    let tier = (track == Track::Functional).then(|| Tier::ALL.iter().copied().find(|t| career.suits(*t))).flatten();
    career.give_position(if tier.is_some() { PositionKind::Functional } else { PositionKind::Pelaksana }, tier, None, entered)?;
    if random.chance(60) {
        career.give_sanction(random, entered, today)?;
    }
    Some(career)
}

impl Career {
    fn dossier(&self, catalogue: &Arc<Catalogue>, day: NaiveDate) -> Option<Dossier> {
        let servant = CivilServant::try_from(self.record.clone()).ok()?;
        Some(dossier(catalogue, &servant, &self.supplied, day))
    }

    /// Whether the tier belongs to the person's ladder and grade.
    fn suits(&self, tier: Tier) -> bool {
        let expert = self.education >= EducationLevel::S1;
        (tier.category() == TierCategory::Expert) == expert && tier.grades().contains(&self.grade)
    }

    fn give_grade(&mut self, grade: Grade, since: NaiveDate) -> Option<()> {
        self.grade = grade;
        self.grade_since = since;
        let record = GradeRecord { since, grade: grade.as_str().parse().ok()?, kind: None, decree: None };
        self.record.registers.grades.get_or_insert_default().push(record);
        Some(())
    }

    fn give_position(&mut self, kind: PositionKind, tier: Option<Tier>, echelon: Option<Echelon>, since: NaiveDate) -> Option<()> {
        (self.kind, self.tier, self.position_since) = (kind, tier, since);
        let record = PositionRecord {
            since,
            until: None,
            kind: kind.as_str().parse().ok()?,
            tier: tier.map(|t| t.as_str().parse()).transpose().ok()?,
            echelon: echelon.map(|e| e.as_str().parse()).transpose().ok()?,
            unit: None,
            field: None,
            title: None,
            acting: false,
            decree: None,
        };
        self.record.registers.positions.get_or_insert_default().push(record);
        Some(())
    }

    fn give_credit(&mut self, line: CreditLine, points: Decimal, assessed: NaiveDate) -> Option<()> {
        let tier = self.tier?.as_str().parse().ok()?;
        self.record.registers.credit.get_or_insert_default().push(CreditRecord { assessed, tier, line, points, decree: None });
        Some(())
    }

    fn give_sanction(&mut self, random: &mut Random, entered: NaiveDate, today: NaiveDate) -> Option<()> {
        let months = months_between(entered, today, DateRounding::LastDayOfMonth).max(12);
        let recent = random.chance(500);
        let ago = if recent { random.between(1, 11) } else { random.between(12, months.unsigned_abs()) };
        let since = add_months(today, -i32::try_from(ago).ok()?, DateRounding::LastDayOfMonth)?.max(entered);
        let sanction = random.pick(&[
            (Sanction::WrittenWarning, 40),
            (Sanction::AllowanceCut6, 25),
            (Sanction::AllowanceCut12, 25),
            (Sanction::ToPelaksana12, 10),
        ]);
        let last_day = match sanction.months() {
            Some(months) => Some(add_months(since, months, DateRounding::LastDayOfMonth)?.pred_opt()?),
            None => None,
        };
        let record = DisciplineRecord {
            since,
            last_day,
            level: sanction.level().as_str().parse().ok()?,
            sanction: Some(sanction.as_str().parse().ok()?),
            decree: None,
        };
        self.record.registers.discipline.get_or_insert_default().push(record);
        Some(())
    }
}

/// Every January: last year's label and credit, exams, another tier, another post.
fn new_year(rules: &mut Rules<'_>, career: &mut Career, random: &mut Random, day: NaiveDate) -> Option<()> {
    let label = random.pick(RATINGS);
    let record = PerformanceRecord { year: day.year() - 1, label: label.as_str().parse().ok()?, decree: None };
    career.record.registers.performance.get_or_insert_default().push(record);
    if career.kind == PositionKind::Functional && day.year() >= 2023 {
        credit(rules, career, random, day)?;
    }
    let years = months_between(career.grade_since, day, DateRounding::LastDayOfMonth) / 12;
    let exam = match career.grade {
        Grade::IId if career.education < EducationLevel::S1 => Some(Exam::ServiceFirst),
        Grade::IIId if career.education < EducationLevel::Dokter => Some(Exam::ServiceSecond),
        _ => None,
    };
    if let Some(exam) = exam.filter(|_| years >= 2 && random.chance(350)) {
        let record = ExamRecord { taken: day, exam: exam.as_str().parse().ok()?, passed: random.chance(800) };
        career.record.registers.exams.get_or_insert_default().push(record);
    }
    if let Some(tier) = career.tier.filter(|_| years >= 2) {
        tier_promotion(rules, career, random, tier, day)?;
    }
    if career.track == Track::Structural {
        appointment(rules, career, random, day)?;
    }
    Some(())
}

/// The next tier, once the top grade of the present one was held for two years: if the rules do not forbid it and a post comes up.
fn tier_promotion(rules: &mut Rules<'_>, career: &mut Career, random: &mut Random, tier: Tier, day: NaiveDate) -> Option<()> {
    let next = Tier::ALL.iter().copied().find(|t| *t > tier && t.category() == tier.category());
    let Some(next) = next.filter(|_| career.grade >= *tier.grades().end()) else { return Some(()) };
    if !random.chance(tier_vacancy(next)) {
        return Some(());
    }
    // the rule begins in 2023; whether there is a post and the test was passed is left to chance, the credit is not
    let dossier = career.dossier(rules.catalogue, day)?;
    if rules.outcome("asn/position/tier-promotion", day, &dossier) != Some(Outcome::NotEligible) {
        career.give_position(PositionKind::Functional, Some(next), None, day)?;
    }
    Some(())
}

/// Credit of the past year; in the first year of the present scheme also what was carried over.
fn credit(rules: &mut Rules<'_>, career: &mut Career, random: &mut Random, day: NaiveDate) -> Option<()> {
    let mut dossier = career.dossier(rules.catalogue, day)?;
    if day.year() == 2023 {
        let tier = career.tier?;
        // whoever got the tier before its lowest grade starts from nothing
        let within = tier.grades().contains(&career.grade);
        let base = rules.number("asn/credit/base", day, &dossier).filter(|_| within).unwrap_or_default();
        let years = months_between(career.grade_since, day, DateRounding::LastDayOfMonth) / 12;
        let earned = tier.yearly_coefficient() * Decimal::from(years.clamp(0, 3));
        return career.give_credit(CreditLine::Former, base + earned, day);
    }
    // the label of the year just rated is the one converted
    if let (Some(rating), Some(label)) = (rules.catalogue.find("rating"), rules.catalogue.find("credit.label"))
        && let Value::List(labels) = dossier.get(rating).clone()
    {
        dossier.set(label, labels.first().cloned().unwrap_or_default());
    }
    if let Some(points) = rules.number("asn/credit/yearly", day, &dossier).filter(|_| random.chance(970)) {
        career.give_credit(CreditLine::Conversion, points, day)?;
    }
    Some(())
}

/// A structural post, where the shipped requirements are met and a vacancy comes up.
fn appointment(rules: &mut Rules<'_>, career: &mut Career, random: &mut Random, day: NaiveDate) -> Option<()> {
    let (policy, kind, echelons, vacancy, grades) = match career.kind {
        PositionKind::Pelaksana => {
            ("asn/position/pengawas", PositionKind::Pengawas, [Echelon::IVb, Echelon::IVa], PENGAWAS_VACANCY, Grade::IIIb..=Grade::IIId)
        }
        PositionKind::Pengawas => (
            "asn/position/administrator",
            PositionKind::Administrator,
            [Echelon::IIIb, Echelon::IIIa],
            ADMINISTRATOR_VACANCY,
            Grade::IIId..=Grade::IVb,
        ),
        PositionKind::Administrator => {
            ("asn/position/jpt-pratama", PositionKind::JptPratama, [Echelon::IIb, Echelon::IIb], JPT_VACANCY, Grade::IVa..=Grade::IVc)
        }
        _ => return Some(()),
    };
    if !grades.contains(&career.grade) || !random.chance(vacancy) {
        return Some(());
    }
    let dossier = career.dossier(rules.catalogue, day)?;
    // a missing fact of the requirements (related experience) is for the panel to judge; only a refusal stops the appointment
    if rules.outcome(policy, day, &dossier).is_some_and(|outcome| outcome != Outcome::NotEligible) {
        let echelon = echelons[random.between(0, 1) as usize];
        career.give_position(kind, None, Some(echelon), day)?;
    }
    Some(())
}

/// A period: the promotion that fits the post, if the rules allow it and the papers were handed in.
fn promotion(rules: &mut Rules<'_>, career: &mut Career, random: &mut Random, day: NaiveDate) -> Option<()> {
    let dossier = career.dossier(rules.catalogue, day)?;
    let policies: &[&'static str] = match career.kind {
        PositionKind::Pelaksana => &["asn/promotion/regular"],
        PositionKind::Functional => &["asn/promotion/functional"],
        _ => &["asn/promotion/structural-in-range", "asn/promotion/structural-one-below"],
    };
    // before the cap of the superior's grade fell, an unknown superior is taken to stand above
    let allowed = policies.iter().any(|policy| {
        rules
            .outcome(policy, day, &dossier)
            .is_some_and(|outcome| outcome == Outcome::Eligible || (outcome == Outcome::Unknown && day < until_2025()))
    });
    let Some(next) = Grade::ALL.iter().copied().find(|g| *g > career.grade).filter(|_| allowed) else { return Some(()) };
    // a functional post never led past the top grade of its tier; before 2023 its credit was counted by rules that are not simulated
    let outside = career.tier.is_some_and(|tier| next > *tier.grades().end());
    let uncounted = career.tier.is_some() && day.year() < 2023 && !random.chance(CREDIT_READY);
    if outside || uncounted {
        return Some(());
    }
    let ready = if day < until_2025() { PAPERS_READY } else { PAPERS_READY_MONTHLY };
    if random.chance(ready) { career.give_grade(next, day) } else { Some(()) }
}

fn until_2025() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 5, 20).unwrap_or(NaiveDate::MAX)
}

/// Registers are never complete: some labels were not entered, some registers not consulted.
fn leave_gaps(career: &mut Career, random: &mut Random, today: NaiveDate) {
    if random.chance(50)
        && let Some(labels) = &mut career.record.registers.performance
    {
        labels.retain(|label| label.year != today.year() - 1);
    }
    if random.chance(15) {
        career.record.registers.education = None;
    }
    if random.chance(15) {
        career.record.registers.examinations = None;
    }
}
