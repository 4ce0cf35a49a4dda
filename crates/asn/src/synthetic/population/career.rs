//! One career, month by month, by a small copy of the rules in whole numbers.
//!
//! The district of the demonstration asks the shipped policies at every step; a population of millions cannot. The constants here restate
//! what those policies hold (each names its policy, where the legal source stands), and a test lets the policies judge the result.

use jenjang::people::CivilServantRecord;
use jenjang::people::record::{CreditLine, CreditRecord, ExamRecord, GradeRecord, LeadershipRecord, PerformanceRecord, PositionRecord};
use rust_decimal::Decimal;

use super::calendar::{Month, decree, first_day, is_period, year};
use super::identity::Identity;
use super::layout::Seat;
use super::names::{EXPERT_FAMILIES, Names, SKILLED_FAMILIES};
use super::shape::{Position, Status};
use crate::codes::{Echelon, EducationLevel, Exam, Grade, LeadershipTraining, PositionKind, Rating, Tier, TierCategory};
use crate::synthetic::marginals::{CREDIT_READY, PAPERS_READY, PAPERS_READY_MONTHLY, RATINGS, tier_vacancy};
use crate::synthetic::random::Random;

/// Months in grade for regular promotion (`asn/promotion/regular`) and within the range of an echelon (`asn/promotion/structural-in-range`).
const REGULAR_MONTHS: i32 = 48;
/// Months in grade for functional officials (`asn/promotion/functional`).
const FUNCTIONAL_MONTHS: i32 = 24;
/// Months in grade and post one grade below the range of an echelon (`asn/promotion/structural-one-below`).
const ONE_BELOW_MONTHS: i32 = 12;
/// The first year whose labels are kept: PP 46/2011 came into force on 1 January 2014.
const FIRST_LABEL: i32 = 2014;
/// The year from which credit is counted by PermenPANRB 1/2023 (`asn/credit/rank-threshold`).
const CREDIT_YEAR: i32 = 2023;

/// What blocks promotion: the first and the last month of a moderate or severe sanction.
pub(super) type Freeze = Option<(Month, Month)>;

/// A career under way.
pub(super) struct Career<'a> {
    names: &'a Names,
    pub(super) random: Random,
    pub(super) record: CivilServantRecord,
    place: u64,
    seat: Seat,
    identity: Identity,
    last: Month,
    freeze: Freeze,
    /// The diploma that counts now, and the month from which the highest one does.
    education: EducationLevel,
    raised: Option<Month>,
    grade: Grade,
    grade_since: Month,
    kind: PositionKind,
    echelon: Option<Echelon>,
    tier: Option<Tier>,
    family: usize,
    since: Month,
    /// Labels of the last two years, the newest first.
    labels: [Option<Rating>; 2],
    /// Credit held in the tier, in ten-thousandths of a point.
    credit: i64,
    exam: bool,
    /// When the next structural post is taken up, once its requirements are met.
    appointment: Option<Month>,
}

/// The first grade by diploma (`asn/grade/entry`).
fn entry_grade(education: EducationLevel) -> Grade {
    match education {
        EducationLevel::Sd => Grade::Ia,
        EducationLevel::Sltp | EducationLevel::SltpVocational => Grade::Ic,
        EducationLevel::Slta | EducationLevel::DI => Grade::IIa,
        EducationLevel::DII | EducationLevel::Sgplb => Grade::IIb,
        EducationLevel::DIII => Grade::IIc,
        EducationLevel::S1 | EducationLevel::DIV => Grade::IIIa,
        EducationLevel::Dokter | EducationLevel::S2 => Grade::IIIb,
        EducationLevel::S3 => Grade::IIIc,
    }
}

/// The top grade of regular promotion by diploma (`asn/promotion/regular`).
fn top_grade(education: EducationLevel) -> Grade {
    match education {
        EducationLevel::Sd => Grade::IIa,
        EducationLevel::Sltp => Grade::IIc,
        EducationLevel::SltpVocational => Grade::IId,
        EducationLevel::Slta | EducationLevel::DI | EducationLevel::DII => Grade::IIIb,
        EducationLevel::Sgplb | EducationLevel::DIII => Grade::IIIc,
        EducationLevel::S1 | EducationLevel::DIV => Grade::IIId,
        EducationLevel::Dokter | EducationLevel::S2 => Grade::IVa,
        EducationLevel::S3 => Grade::IVb,
    }
}

/// Credit in whole points to be held at a grade of a tier (`asn/credit/rank-threshold`); none where the tier was raised before the grade.
fn rank_threshold(tier: Tier, grade: Grade) -> i64 {
    let grades = i64::from(grade.level()) - i64::from(tier.grades().start().level()) + 1;
    let step = match tier {
        Tier::Pemula => 15,
        Tier::Terampil => 20,
        Tier::Mahir | Tier::AhliPertama => 50,
        Tier::Penyelia | Tier::AhliMuda => 100,
        Tier::AhliMadya => 150,
        Tier::AhliUtama => 200,
    };
    (grades * step).max(0)
}

/// Credit in whole points for the next tier (`asn/credit/tier-requirement`).
fn tier_requirement(tier: Tier) -> i64 {
    match tier {
        Tier::Pemula => 15,
        Tier::Terampil => 60,
        Tier::Mahir | Tier::AhliPertama => 100,
        Tier::AhliMuda => 200,
        _ => 450,
    }
}

/// Base credit in whole points (`asn/credit/base`).
fn base_credit(grade: Grade) -> i64 {
    match grade {
        Grade::IIIb => 50,
        Grade::IIId => 100,
        Grade::IVb => 150,
        Grade::IVc => 300,
        Grade::IVe => 200,
        _ => 0,
    }
}

/// Credit of a year in ten-thousandths of a point (`asn/credit/yearly`).
fn yearly_credit(tier: Tier, label: Rating) -> i64 {
    let hundredths = match tier {
        Tier::Pemula => 375,
        Tier::Terampil => 500,
        Tier::Mahir | Tier::AhliPertama => 1250,
        Tier::Penyelia | Tier::AhliMuda => 2500,
        Tier::AhliMadya => 3750,
        Tier::AhliUtama => 5000,
    };
    let per_cent = match label {
        Rating::SangatBaik => 150,
        Rating::Baik => 100,
        Rating::ButuhPerbaikan => 75,
        Rating::Kurang => 50,
        Rating::SangatKurang => 25,
    };
    hundredths * per_cent
}

/// Whole points as they are counted here.
const POINT: i64 = 10_000;

/// Where a career stands when it begins.
pub(super) struct Beginning<'a> {
    pub(super) names: &'a Names,
    pub(super) random: Random,
    pub(super) record: CivilServantRecord,
    pub(super) place: u64,
    pub(super) seat: Seat,
    pub(super) identity: Identity,
    /// The last month that is simulated.
    pub(super) last: Month,
    pub(super) freeze: Freeze,
    /// Diploma at entry, and the month from which the highest one counts.
    pub(super) entry_education: EducationLevel,
    pub(super) raised: Option<Month>,
}

impl<'a> Career<'a> {
    pub(super) fn begin(from: Beginning<'a>) -> Career<'a> {
        let entered = from.identity.entered;
        let mut career = Career {
            names: from.names,
            random: from.random,
            record: from.record,
            place: from.place,
            seat: from.seat,
            identity: from.identity,
            last: from.last,
            freeze: from.freeze,
            education: from.entry_education,
            raised: from.raised,
            grade: entry_grade(from.entry_education),
            grade_since: entered,
            kind: PositionKind::Pelaksana,
            echelon: None,
            tier: None,
            family: 0,
            since: entered,
            labels: [None, None],
            credit: 0,
            exam: false,
            appointment: None,
        };
        if career.is_pns() {
            career.give_grade(career.grade, entered, career.names.entry.clone());
        }
        let functional = career.identity.cell.position == Position::Functional;
        let suits = |tier: &&Tier| {
            let expert = career.education >= EducationLevel::S1;
            (tier.category() == TierCategory::Expert) == expert && tier.grades().contains(&career.grade)
        };
        let tier = Tier::ALL.iter().find(suits).copied().filter(|_| functional);
        match tier {
            Some(tier) => {
                let families = if tier.category() == TierCategory::Expert { EXPERT_FAMILIES } else { SKILLED_FAMILIES };
                career.family = career.random.pick(families);
                career.take_post(PositionKind::Functional, None, Some(tier), entered);
                if career.is_pns() && year(entered) >= CREDIT_YEAR && base_credit(career.grade) > 0 {
                    career.give_credit(CreditLine::Base, base_credit(career.grade) * POINT, entered);
                }
            }
            None => career.take_post(PositionKind::Pelaksana, None, None, entered),
        }
        career
    }

    /// Lives through every month after entry.
    pub(super) fn run(&mut self) {
        for month in self.identity.entered + 1..=self.last {
            if self.raised.is_some_and(|raised| raised <= month) {
                self.education = self.identity.education;
            }
            if month.rem_euclid(12) == 0 {
                self.new_year(month);
            }
            if self.is_pns() {
                if self.seat.leads {
                    self.appoint(month);
                }
                if is_period(month) && month - self.grade_since >= ONE_BELOW_MONTHS {
                    self.promote(month);
                }
            }
        }
    }

    fn is_pns(&self) -> bool {
        self.identity.cell.status == Status::Pns
    }

    /// Whether the post of the seat is still to come: until then nothing goes wrong.
    fn is_rising(&self) -> bool {
        self.seat.leads && self.kind != self.seat.post.kind().0
    }

    fn new_year(&mut self, month: Month) {
        let label = match self.random.pick(RATINGS) {
            low if self.is_rising() && low < Rating::Baik => Rating::Baik,
            label => label,
        };
        let rated = year(month) - 1;
        // of the older labels only that they were good is told; whoever entered in the year before the first kept was not rated for it
        let known = rated >= FIRST_LABEL || year(self.identity.entered) < FIRST_LABEL - 1;
        self.labels = [Some(label).filter(|_| known), self.labels[0]];
        if rated >= FIRST_LABEL {
            let label = self.names.rating(label);
            self.record.registers.performance.get_or_insert_default().push(PerformanceRecord { year: rated, label, decree: None });
        }
        let Some(tier) = self.tier.filter(|_| self.is_pns()) else { return };
        if year(month) == CREDIT_YEAR {
            // what was collected by the former rules, of which nothing is simulated
            let base = if tier.grades().contains(&self.grade) { base_credit(self.grade) * POINT } else { 0 };
            let years = i64::from((month - self.grade_since) / 12).clamp(0, 3);
            self.give_credit(CreditLine::Former, base + years * yearly_credit(tier, Rating::Baik), month);
        } else if year(month) > CREDIT_YEAR && self.random.chance(970) {
            self.give_credit(CreditLine::Conversion, yearly_credit(tier, label), month);
        }
        self.raise_tier(tier, month);
    }

    /// The next tier, once the top grade of the present one was held for two years, the credit suffices and a post comes up.
    fn raise_tier(&mut self, tier: Tier, month: Month) {
        let next = Tier::ALL.iter().copied().find(|next| *next > tier && next.category() == tier.category());
        let Some(next) = next.filter(|_| self.grade == *tier.grades().end() && month - self.grade_since >= FUNCTIONAL_MONTHS) else {
            return;
        };
        let counted = year(month) < CREDIT_YEAR || self.credit >= tier_requirement(tier) * POINT;
        let rated = self.labels[0].is_some_and(|label| label >= Rating::Baik);
        if self.random.chance(tier_vacancy(next)) && counted && rated && !self.is_frozen(month) {
            self.take_post(PositionKind::Functional, None, Some(next), month);
        }
    }

    /// The next structural post on the way to that of the seat (`asn/position/pengawas` and those above).
    fn appoint(&mut self, month: Month) {
        let (goal, echelon) = self.seat.post.kind();
        if self.kind >= goal {
            return;
        }
        let (next, months) = match self.kind {
            PositionKind::Pelaksana => (PositionKind::Pengawas, 48),
            PositionKind::Pengawas => (PositionKind::Administrator, 36),
            PositionKind::Administrator => (PositionKind::JptPratama, 24),
            _ => (PositionKind::JptMadya, 24),
        };
        let echelon = match next {
            // somebody who stands higher gets the higher of the two
            PositionKind::Pengawas if self.grade > *Echelon::IVb.grades().end() || next != goal => Echelon::IVa,
            PositionKind::Administrator if next != goal || self.grade > Grade::IIId => Echelon::IIIa,
            PositionKind::JptPratama if next != goal => Echelon::IIb,
            _ => echelon,
        };
        // one grade below the lowest of the echelon suffices
        let suffices = self.grade as u8 + 1 >= *echelon.grades().start() as u8;
        if !suffices || month - self.since < months {
            return;
        }
        let left = u32::try_from(self.last - month).unwrap_or(0);
        let wait = if next == goal { left.min(72) } else { left.min(3) };
        let random = &mut self.random;
        let due = *self.appointment.get_or_insert_with(|| month + random.between(0, wait).cast_signed());
        if month >= due {
            self.appointment = None;
            self.take_post(next, Some(echelon), None, month);
            self.train(next, month);
        }
    }

    /// The leadership training that goes with a post: administrators always pass theirs, which exempts them from the second service exam.
    fn train(&mut self, kind: PositionKind, month: Month) {
        let (training, share) = match kind {
            PositionKind::Pengawas => (LeadershipTraining::Pkp, 500),
            PositionKind::Administrator => (LeadershipTraining::Pka, 1000),
            PositionKind::JptPratama => (LeadershipTraining::PknII, 600),
            _ => (LeadershipTraining::PknI, 600),
        };
        if self.random.chance(share) {
            let record = LeadershipRecord { passed: first_day(month), training: self.names.training(training) };
            self.record.registers.leadership.get_or_insert_default().push(record);
        }
    }

    fn is_frozen(&self, month: Month) -> bool {
        self.freeze.is_some_and(|(from, to)| (from..=to).contains(&month))
    }

    fn promote(&mut self, month: Month) {
        let Some(next) = Grade::ALL.get(usize::from(self.grade.level())).copied() else { return };
        let rated = self.labels.iter().all(|label| label.is_some_and(|label| label >= Rating::Baik));
        if !rated || self.is_frozen(month) {
            return;
        }
        let months = month - self.grade_since;
        let (allowed, kind) = match (self.tier, self.echelon) {
            (Some(tier), _) => {
                let within = next <= *tier.grades().end() && months >= FUNCTIONAL_MONTHS;
                // before 2023 credit was counted by rules that are not simulated
                let counted = within
                    && if year(month) < CREDIT_YEAR {
                        self.random.chance(CREDIT_READY)
                    } else {
                        self.credit >= rank_threshold(tier, self.grade) * POINT
                    };
                (counted, &self.names.functional)
            }
            (None, Some(echelon)) => {
                let range = echelon.grades();
                let within = self.grade >= *range.start() && next <= *range.end() && months >= REGULAR_MONTHS;
                let in_post = month - self.since;
                let one_below = next == *range.start() && (in_post >= ONE_BELOW_MONTHS || (in_post > 0 && months >= REGULAR_MONTHS));
                (within || one_below, &self.names.structural)
            }
            (None, None) => (next <= top_grade(self.education) && months >= REGULAR_MONTHS, &self.names.regular),
        };
        if !allowed {
            return;
        }
        let kind = kind.clone();
        let monthly = month >= 2025 * 12 + 9;
        let ready = if monthly { PAPERS_READY_MONTHLY } else { PAPERS_READY };
        if (self.is_rising() || self.random.chance(ready)) && self.is_examined(month) {
            self.give_grade(next, month, kind);
        }
    }

    /// The service exam before III/a and before IV/a (`asn/exam/requirement`): whoever needs one takes it within the half year before, and
    /// one in five has to come back.
    fn is_examined(&mut self, month: Month) -> bool {
        let trained = self.kind >= PositionKind::Administrator;
        let exam = match self.grade {
            Grade::IId if self.education < EducationLevel::S1 => Exam::ServiceFirst,
            Grade::IIId if self.tier.is_none() && self.education < EducationLevel::Dokter && !trained => Exam::ServiceSecond,
            _ => return true,
        };
        if self.exam {
            return true;
        }
        let passed = self.is_rising() || self.random.chance(800);
        let taken = first_day(month - 3);
        let record = ExamRecord { taken, exam: self.names.exam(exam), passed };
        self.record.registers.exams.get_or_insert_default().push(record);
        self.exam = passed;
        passed
    }

    fn give_grade(&mut self, grade: Grade, month: Month, kind: jenjang::people::id::PromotionKindCode) {
        (self.grade, self.grade_since) = (grade, month);
        self.exam = false;
        let record = GradeRecord {
            since: first_day(month),
            grade: self.names.grade(grade),
            kind: Some(kind),
            decree: decree("KP", self.place, month),
        };
        self.record.registers.grades.get_or_insert_default().push(record);
    }

    fn take_post(&mut self, kind: PositionKind, echelon: Option<Echelon>, tier: Option<Tier>, month: Month) {
        (self.kind, self.echelon, self.tier, self.since, self.credit) = (kind, echelon, tier, month, 0);
        let family = self.names.families.get(self.family).filter(|_| tier.is_some());
        let title = match (family, tier) {
            (Some(family), Some(tier)) => Some(family.title(tier)),
            _ if kind == PositionKind::Pelaksana => self.names.general.get(self.random.between(0, 5) as usize).cloned(),
            _ => self.names.leaders.get(kind as usize).cloned(),
        };
        // where somebody worked before is not told: only the present post has its unit, which is given at the end
        let record = PositionRecord {
            since: first_day(month),
            until: None,
            kind: self.names.kind(kind),
            tier: tier.map(|tier| self.names.tier(tier)),
            echelon: echelon.map(|echelon| self.names.echelon(echelon)),
            unit: None,
            field: family.map(|family| std::sync::Arc::clone(&family.field)),
            title,
            acting: false,
            decree: decree("JAB", self.place, month),
        };
        self.record.registers.positions.get_or_insert_default().push(record);
    }

    fn give_credit(&mut self, line: CreditLine, points: i64, month: Month) {
        let Some(tier) = self.tier else { return };
        self.credit += points;
        let record = CreditRecord {
            assessed: first_day(month),
            tier: self.names.tier(tier),
            line,
            points: Decimal::new(points, 4).normalize(),
            decree: None,
        };
        self.record.registers.credit.get_or_insert_default().push(record);
    }
}
