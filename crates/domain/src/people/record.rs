//! The kinds of events a civil servant's record holds.
//!
//! Ends come in two forms, as in the papers: a position or a spell has `until`, the first day after; a sanction or a certificate has
//! `last-day`, the last day it counts.

use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::event::{Decree, Event};
use super::id::{
    CertificateCode, EchelonCode, EducationCode, EmploymentCode, ExamCode, GradeCode, PositionKindCode, PromotionKindCode, RatingCode,
    SanctionCode, SanctionLevelCode, TierCode, TrainingCode, UnitId,
};
use crate::number::format_decimal;

/// A grade given.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct GradeRecord {
    /// First day in the grade.
    pub since: NaiveDate,
    /// The grade.
    pub grade: GradeCode,
    /// How it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<PromotionKindCode>,
    /// The decree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decree: Option<Decree>,
}

impl Event for GradeRecord {
    const REGISTER: &'static str = "grade history";

    fn since(&self) -> NaiveDate {
        self.since
    }

    fn decree(&self) -> Option<&Decree> {
        self.decree.as_ref()
    }

    fn exclusive_day(&self) -> Option<NaiveDate> {
        Some(self.since)
    }
}

/// A position held, or stood in for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PositionRecord {
    /// First day in the position.
    pub since: NaiveDate,
    /// First day no longer in it; without one it lasts until the next substantive position begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// Kind of position.
    pub kind: PositionKindCode,
    /// Tier, of a functional position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<TierCode>,
    /// Echelon, of a structural position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub echelon: Option<EchelonCode>,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// Field of work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<Arc<str>>,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Arc<str>>,
    /// Held for somebody else (*pelaksana tugas*, *pelaksana harian*): counts neither as the person's position nor as time served in it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub acting: bool,
    /// The decree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decree: Option<Decree>,
}

impl Event for PositionRecord {
    const REGISTER: &'static str = "position history";

    fn since(&self) -> NaiveDate {
        self.since
    }

    fn until(&self) -> Option<NaiveDate> {
        self.until
    }

    fn decree(&self) -> Option<&Decree> {
        self.decree.as_ref()
    }

    fn exclusive_day(&self) -> Option<NaiveDate> {
        (!self.acting).then_some(self.since)
    }
}

/// A diploma.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct EducationRecord {
    /// Day of the diploma.
    pub graduated: NaiveDate,
    /// Day the service recognised it; without one it does not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recognised: Option<NaiveDate>,
    /// Its level.
    pub level: EducationCode,
    /// Field of study.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<Arc<str>>,
}

impl Event for EducationRecord {
    const REGISTER: &'static str = "education history";

    fn since(&self) -> NaiveDate {
        self.graduated
    }

    fn fault(&self) -> Option<(&'static str, String, &'static str)> {
        let early = self.recognised.filter(|day| *day < self.graduated)?;
        Some(("a recognition on", early.to_string(), "a day after the diploma"))
    }
}

/// The performance label of a whole year.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PerformanceRecord {
    /// The year rated, which counts once it is over.
    pub year: i32,
    /// The label.
    pub label: RatingCode,
    /// The document it was set with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decree: Option<Decree>,
}

impl Event for PerformanceRecord {
    const REGISTER: &'static str = "performance history";

    fn since(&self) -> NaiveDate {
        // a year outside the calendar is refused by `fault`
        NaiveDate::from_ymd_opt(self.year.saturating_add(1), 1, 1).unwrap_or(NaiveDate::MAX)
    }

    fn decree(&self) -> Option<&Decree> {
        self.decree.as_ref()
    }

    fn exclusive_day(&self) -> Option<NaiveDate> {
        Some(self.since())
    }

    fn fault(&self) -> Option<(&'static str, String, &'static str)> {
        (!(1900..=2999).contains(&self.year)).then(|| ("the year", self.year.to_string(), "1900 to 2999"))
    }
}

/// Which line of a credit assessment a number of points stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CreditLine {
    /// Base credit of the grade.
    Base,
    /// Carried over from the former scheme.
    Former,
    /// From adjustment or equalisation.
    Adjustment,
    /// Converted from performance labels.
    Conversion,
    /// For a higher diploma.
    Education,
}

/// Credit points assessed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CreditRecord {
    /// Day of the assessment.
    pub assessed: NaiveDate,
    /// Tier in which the points were earned; credit does not follow into the next tier.
    pub tier: TierCode,
    /// Line of the assessment.
    pub line: CreditLine,
    /// Points, already rounded as the assessment prints them.
    pub points: Decimal,
    /// The assessment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decree: Option<Decree>,
}

impl Event for CreditRecord {
    const REGISTER: &'static str = "credit history";

    fn since(&self) -> NaiveDate {
        self.assessed
    }

    fn decree(&self) -> Option<&Decree> {
        self.decree.as_ref()
    }

    fn fault(&self) -> Option<(&'static str, String, &'static str)> {
        self.points.is_sign_negative().then(|| ("the points", format_decimal(self.points), "zero or more"))
    }
}

/// A disciplinary sanction.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DisciplineRecord {
    /// First day of the sanction.
    pub since: NaiveDate,
    /// Last day it is served; a warning has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_day: Option<NaiveDate>,
    /// Its level.
    pub level: SanctionLevelCode,
    /// Which sanction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sanction: Option<SanctionCode>,
    /// The decree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decree: Option<Decree>,
}

impl DisciplineRecord {
    /// Whether it is being served on a day: it has a term and the day lies in it, both ends included.
    pub fn is_served_on(&self, day: NaiveDate) -> bool {
        self.since <= day && self.last_day.is_some_and(|last| day <= last)
    }
}

impl Event for DisciplineRecord {
    const REGISTER: &'static str = "discipline history";

    fn since(&self) -> NaiveDate {
        self.since
    }

    fn until(&self) -> Option<NaiveDate> {
        self.last_day.and_then(|day| day.succ_opt())
    }

    fn decree(&self) -> Option<&Decree> {
        self.decree.as_ref()
    }
}

/// An examination of a suspected breach of discipline.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ExaminationRecord {
    /// Day it was opened.
    pub since: NaiveDate,
    /// First day it was no longer open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// Level of the suspected breach.
    pub level: SanctionLevelCode,
}

impl Event for ExaminationRecord {
    const REGISTER: &'static str = "register of discipline examinations";

    fn since(&self) -> NaiveDate {
        self.since
    }

    fn until(&self) -> Option<NaiveDate> {
        self.until
    }
}

/// A certificate.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CertificateRecord {
    /// First day it is valid.
    pub since: NaiveDate,
    /// Last day it is valid; without one it does not lapse.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_day: Option<NaiveDate>,
    /// Which certificate.
    pub code: CertificateCode,
}

impl Event for CertificateRecord {
    const REGISTER: &'static str = "certificate register";

    fn since(&self) -> NaiveDate {
        self.since
    }

    fn until(&self) -> Option<NaiveDate> {
        self.last_day.and_then(|day| day.succ_opt())
    }
}

/// Learning completed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LearningRecord {
    /// Day it was completed.
    pub completed: NaiveDate,
    /// Learning hours credited (*jam pelajaran*, of 45 minutes each).
    pub hours: Decimal,
    /// What was learnt.
    pub title: Arc<str>,
}

impl Event for LearningRecord {
    const REGISTER: &'static str = "learning history";

    fn since(&self) -> NaiveDate {
        self.completed
    }

    fn fault(&self) -> Option<(&'static str, String, &'static str)> {
        self.hours.is_sign_negative().then(|| ("the hours", format_decimal(self.hours), "zero or more"))
    }
}

/// A leadership training passed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LeadershipRecord {
    /// Day it was passed.
    pub passed: NaiveDate,
    /// Which training.
    pub training: TrainingCode,
}

impl Event for LeadershipRecord {
    const REGISTER: &'static str = "leadership training history";

    fn since(&self) -> NaiveDate {
        self.passed
    }
}

/// An exam taken.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ExamRecord {
    /// Day of the result.
    pub taken: NaiveDate,
    /// Which exam.
    pub exam: ExamCode,
    /// Whether it was passed.
    pub passed: bool,
}

impl Event for ExamRecord {
    const REGISTER: &'static str = "exam register";

    fn since(&self) -> NaiveDate {
        self.taken
    }
}

/// A change of employment status.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct EmploymentRecord {
    /// First day of the status.
    pub since: NaiveDate,
    /// The status.
    pub status: EmploymentCode,
    /// The decree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decree: Option<Decree>,
}

impl Event for EmploymentRecord {
    const REGISTER: &'static str = "employment history";

    fn since(&self) -> NaiveDate {
        self.since
    }

    fn decree(&self) -> Option<&Decree> {
        self.decree.as_ref()
    }

    fn exclusive_day(&self) -> Option<NaiveDate> {
        Some(self.since)
    }
}

/// A spell of something that begins and ends: suspension, study duty, secondment, a pending objection.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Spell {
    /// First day.
    pub since: NaiveDate,
    /// First day after; without one it has not ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// The decree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decree: Option<Decree>,
}

impl Event for Spell {
    const REGISTER: &'static str = "register of suspensions, study duty, secondments and objections";

    fn since(&self) -> NaiveDate {
        self.since
    }

    fn until(&self) -> Option<NaiveDate> {
        self.until
    }

    fn decree(&self) -> Option<&Decree> {
        self.decree.as_ref()
    }
}
