//! The calculations from stored data that an indicator may name.
//!
//! Each counts what is known and says beside it how many are not: somebody whose learning register nobody has consulted has not "zero hours". Where nothing
//! can be counted the answer is a reason, never zero.

pub(super) mod courses;
pub(super) mod learning;
pub(super) mod rounds;
mod staff;
mod surveys;

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::Decimal;
use jenjang::index::percent;
use jenjang::indicator::{Calculated, ReportingPeriod};
use jenjang::legal::Label;
use jenjang::people::id::UnitId;
use jenjang::store::Transaction;
use jenjang_policy_files::Library;

use crate::error::ServiceError;
use crate::needs::NeedLibrary;
use crate::promotion::Gatherer;

macro_rules! calculations {
    ($($name:ident = $word:literal, ($id:literal, $en:literal);)*) => {
        /// A calculation from stored data.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Calculation {
            $(#[doc = $en] $name,)*
        }

        impl Calculation {
            /// All calculations.
            pub const ALL: &'static [Calculation] = &[$(Calculation::$name),*];

            /// Their names, as indicators give them.
            pub const NAMES: &'static [&'static str] = &[$($word),*];

            /// The name.
            pub fn as_str(self) -> &'static str {
                match self { $(Calculation::$name => $word,)* }
            }

            /// What it counts.
            pub fn label(self) -> Label {
                match self { $(Calculation::$name => Label::new($id, $en),)* }
            }
        }
    };
}

calculations! {
    LearningDutyShare = "learning-duty-share", ("persen pegawai yang memenuhi kewajiban jam pelajaran tahun itu, di antara yang terkena kewajiban dan riwayatnya diketahui", "percent of people who met the duty of learning hours of the year, among those it concerns whose register is known");
    LearningHoursMean = "learning-hours-mean", ("rata-rata jam pelajaran dalam periode, di antara yang riwayatnya diketahui", "mean learning hours of the period, among those whose register is known");
    LearningHoursGini = "learning-hours-gini", ("indeks Gini jam pelajaran dalam periode, yang tanpa jam ikut dihitung", "Gini index of the learning hours of the period, people without hours included");
    AttendanceShare = "attendance-share", ("persen peserta bertempat yang hadir, pada pelatihan yang berakhir dalam periode", "percent of people with a seat who came, in sessions that ended in the period");
    PassShare = "pass-share", ("persen peserta yang lulus di antara yang diuji, pada pelatihan yang berakhir dalam periode", "percent of tested people who passed, in sessions that ended in the period");
    BehaviourIndex = "behaviour-index", ("indeks perubahan perilaku menurut atasan, rekan, dan bawahan atas pelatihan yang berakhir dalam periode", "index of behaviour by superiors, peers and subordinates after sessions that ended in the period");
    RoundDaysMedian = "round-days-median", ("median hari dari pembukaan sampai pengumuman putaran yang diumumkan dalam periode", "median days from opening to publication of rounds published in the period");
    AppealsUpheldShare = "appeals-upheld-share", ("persen keberatan selesai dalam periode yang mengubah hasil keputusan", "percent of appeals resolved in the period that changed the outcome");
    OpenGapShare = "open-gap-share", ("persen pegawai dengan sedikitnya satu kesenjangan kompetensi pada hari terakhir periode, di antara yang terukur terhadap standar jabatannya", "percent of people with a competency gap on the last day of the period, among those measured against the standard of their post");
    AcknowledgedShare = "acknowledged-share", ("persen sasaran sosialisasi kebijakan yang menyatakan telah memahami sampai akhir periode", "percent of those a policy was explained to who acknowledged it by the end of the period");
    SurveyIndex = "survey-index", ("indeks survei yang hasilnya diumumkan dalam periode; `of` menyebut survei gelombang pertama, atau SURVEI/INDEKS", "index of the survey whose results were published in the period; `of` names the survey of the first wave, or SURVEY/INDEX");
    SurveyResponseRate = "survey-response-rate", ("persen undangan yang menjawab survei yang hasilnya diumumkan dalam periode; `of` menyebut survei gelombang pertama", "percent of those invited who answered the survey published in the period; `of` names the survey of the first wave");
    AppealDaysMedian = "appeal-days-median", ("median hari dari pengajuan sampai putusan keberatan yang selesai dalam periode", "median days from filing to resolution of appeals resolved in the period");
}

/// What a calculation reads besides the store.
#[derive(Clone, Copy)]
pub(super) struct Data<'a> {
    /// Policies in force.
    pub(super) library: &'a Library,
    /// What needs are computed by.
    pub(super) needs: Option<NeedLibrary<'a>>,
    /// Gathers the facts about people.
    pub(super) gatherer: &'a dyn Gatherer,
    /// Whose figure it is; `None` is everybody's.
    pub(super) units: Option<&'a BTreeSet<UnitId>>,
    /// The unit at the top of these.
    pub(super) scope: Option<&'a UnitId>,
    /// The policy the indicator watches.
    pub(super) policy: Option<&'a Arc<str>>,
    /// What it is asked about.
    pub(super) of: Option<&'a str>,
    /// The period.
    pub(super) period: ReportingPeriod,
    /// The day it is.
    pub(super) today: NaiveDate,
}

impl Data<'_> {
    fn takes(&self, unit: Option<&UnitId>) -> bool {
        self.units.is_none_or(|units| unit.is_some_and(|unit| units.contains(unit)))
    }
}

/// A figure, or why there is none.
type Figure = Result<Calculated, Label>;

impl Calculation {
    /// The calculation of this name.
    pub fn of(name: &str) -> Option<Calculation> {
        Calculation::ALL.iter().copied().find(|calculation| calculation.as_str() == name)
    }

    /// Whether it has to be said what it is asked about.
    pub fn asks_of(self) -> bool {
        matches!(self, Calculation::SurveyIndex | Calculation::SurveyResponseRate)
    }

    /// The figure, or why there is none.
    pub(super) async fn run(self, tx: &mut dyn Transaction, data: &Data<'_>) -> Result<Figure, ServiceError> {
        match self {
            Calculation::LearningDutyShare => learning::duty_share(tx, data).await,
            Calculation::LearningHoursMean => learning::mean_hours(tx, data).await,
            Calculation::LearningHoursGini => learning::gini_hours(tx, data).await,
            Calculation::AttendanceShare => courses::attendance(tx, data).await,
            Calculation::PassShare => courses::passes(tx, data).await,
            Calculation::BehaviourIndex => courses::behaviour(tx, data).await,
            Calculation::RoundDaysMedian => rounds::days(tx, data).await,
            Calculation::AppealsUpheldShare => rounds::upheld(tx, data).await,
            Calculation::OpenGapShare => staff::open_gaps(tx, data).await,
            Calculation::AcknowledgedShare => staff::acknowledged(tx, data).await,
            Calculation::SurveyIndex => surveys::index(tx, data).await,
            Calculation::SurveyResponseRate => surveys::response_rate(tx, data).await,
            Calculation::AppealDaysMedian => rounds::appeal_days(tx, data).await,
        }
    }
}

/// `part` of `whole` in percent.
fn share(part: u64, whole: u64, unknown: u64, nobody: impl FnOnce() -> Label) -> Figure {
    let value = percent(Decimal::from(part), Decimal::from(whole)).ok_or_else(nobody)?;
    Ok(Calculated { value, counted: Some(whole), unknown: Some(unknown) })
}

/// The middle of the values, the mean of the two middle ones of an even number.
fn median(mut values: Vec<i64>, unknown: u64, nothing: impl FnOnce() -> Label) -> Figure {
    values.sort_unstable();
    let n = values.len();
    let middle: Vec<i64> = values.iter().copied().skip(n.saturating_sub(1) / 2).take(2 - n % 2).collect();
    let middle: Vec<Decimal> = middle.into_iter().map(Decimal::from).collect();
    let value = jenjang::index::mean(&middle).ok_or_else(nothing)?;
    Ok(Calculated { value, counted: u64::try_from(n).ok(), unknown: Some(unknown) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_is_the_middle_or_the_mean_of_the_two() {
        let of = |values: &[i64]| median(values.to_vec(), 0, || Label::same("-")).map(|found| found.value);
        assert_eq!(of(&[7]), Ok(Decimal::from(7)));
        assert_eq!(of(&[9, 1, 4]), Ok(Decimal::from(4)));
        assert_eq!(of(&[1, 4, 5, 9]), Ok(Decimal::new(45, 1)));
        assert_eq!(of(&[]), Err(Label::same("-")));
    }
}
