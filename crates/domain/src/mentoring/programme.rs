//! A programme and what it declares before anybody is matched.

use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::legal::Label;
use crate::number::format_decimal;
use crate::people::id::{FrameworkId, ProgrammeId, UnitId};
use crate::record::{Kept, Kind};

/// What makes a mentor fit a mentee. None of these reads a protected fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Criterion {
    /// They work in the same unit.
    SameUnit,
    /// They work in different units.
    OtherUnit,
    /// They work in the same field.
    SameField,
    /// The mentor's grade is above the mentee's.
    HigherGrade,
    /// The mentor's functional tier is above the mentee's.
    HigherTier,
    /// The mentor has the level the mentee lacks; of several competencies the share that is covered.
    Competency,
    /// They share a language of work.
    SharedLanguage,
    /// They work at the same place.
    SamePlace,
}

impl Criterion {
    /// All criteria.
    pub const ALL: [Criterion; 8] = [
        Criterion::SameUnit,
        Criterion::OtherUnit,
        Criterion::SameField,
        Criterion::HigherGrade,
        Criterion::HigherTier,
        Criterion::Competency,
        Criterion::SharedLanguage,
        Criterion::SamePlace,
    ];

    /// The word in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Criterion::SameUnit => "same-unit",
            Criterion::OtherUnit => "other-unit",
            Criterion::SameField => "same-field",
            Criterion::HigherGrade => "higher-grade",
            Criterion::HigherTier => "higher-tier",
            Criterion::Competency => "competency",
            Criterion::SharedLanguage => "shared-language",
            Criterion::SamePlace => "same-place",
        }
    }

    /// The criterion with this word.
    pub fn parse(word: &str) -> Option<Criterion> {
        Criterion::ALL.into_iter().find(|criterion| criterion.as_str() == word)
    }

    /// What people read.
    pub fn label(self) -> Label {
        match self {
            Criterion::SameUnit => Label::new("unit sama", "same unit"),
            Criterion::OtherUnit => Label::new("unit berbeda", "different unit"),
            Criterion::SameField => Label::new("bidang sama", "same field"),
            Criterion::HigherGrade => Label::new("pangkat lebih tinggi", "higher grade"),
            Criterion::HigherTier => Label::new("jenjang lebih tinggi", "higher tier"),
            Criterion::Competency => Label::new("kompetensi yang kurang", "competency the mentee lacks"),
            Criterion::SharedLanguage => Label::new("bahasa yang sama", "shared language"),
            Criterion::SamePlace => Label::new("tempat yang sama", "same place"),
        }
    }
}

/// A criterion and what it counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Weighted {
    /// Which.
    pub criterion: Criterion,
    /// How much, from 0 to [`MentoringProgramme::MOST_WEIGHT`], with at most two decimals. Only the proportions matter.
    pub weight: Decimal,
    /// Nobody is paired where it is not wholly met or not known.
    #[serde(default)]
    pub required: bool,
}

/// A mentoring programme. Says nothing about single people: who is never to be paired is a barred [`MentoringPair`](super::MentoringPair).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct MentoringProgramme {
    /// Its id.
    pub id: ProgrammeId,
    /// What it is called.
    pub title: Arc<str>,
    /// The unit that runs it.
    pub unit: UnitId,
    /// First day.
    pub first: NaiveDate,
    /// Last day.
    pub last: NaiveDate,
    /// The framework of competency goals and of the criterion [`Criterion::Competency`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub framework: Option<FrameworkId>,
    /// How many mentees a mentor may have at a time, over all programmes; the agency sets it.
    pub load_limit: u32,
    /// Whether the direct superior cannot be the mentor.
    pub no_superior: bool,
    /// What counts, and how much.
    pub criteria: Vec<Weighted>,
}

/// What is wrong with a programme.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProgrammeFault {
    /// It ends before it begins.
    #[error("the programme ends on {last}, expected a day from {first} on")]
    Dates {
        /// First day.
        first: NaiveDate,
        /// Last day.
        last: NaiveDate,
    },
    /// Nobody could have a mentee.
    #[error("a mentor may have {0} mentees, expected 1 to {most}", most = MentoringProgramme::MOST_LOAD)]
    Load(u32),
    /// A weight outside its bounds.
    #[error("criterion `{}` weighs {}, expected 0 to {most} with at most two decimals", .criterion.as_str(), format_decimal(*.weight), most = MentoringProgramme::MOST_WEIGHT)]
    Weight {
        /// The criterion.
        criterion: Criterion,
        /// Its weight.
        weight: Decimal,
    },
    /// A criterion that counts twice.
    #[error("criterion `{}` stands twice, expected it once", .0.as_str())]
    Twice(Criterion),
    /// Two criteria that exclude each other.
    #[error("`same-unit` and `other-unit` both count, expected one of them")]
    Opposites,
    /// Nothing counts.
    #[error("no criterion counts, expected at least one with a weight above 0")]
    Nothing,
}

impl ProgrammeFault {
    /// The sentence in both languages.
    pub fn message(&self) -> Label {
        let id = match self {
            ProgrammeFault::Dates { first, last } => format!("program berakhir {last}, diharapkan sejak {first} atau sesudahnya"),
            ProgrammeFault::Load(load) => {
                format!("seorang mentor boleh mempunyai {load} peserta, diharapkan 1 sampai {}", MentoringProgramme::MOST_LOAD)
            }
            ProgrammeFault::Weight { criterion, weight } => format!(
                "bobot kriteria `{}` adalah {}, diharapkan 0 sampai {} dengan paling banyak dua angka desimal",
                criterion.as_str(),
                format_decimal(*weight),
                MentoringProgramme::MOST_WEIGHT
            ),
            ProgrammeFault::Twice(criterion) => format!("kriteria `{}` ada dua kali, diharapkan satu kali", criterion.as_str()),
            ProgrammeFault::Opposites => "`same-unit` dan `other-unit` sama-sama dihitung, diharapkan salah satu".to_owned(),
            ProgrammeFault::Nothing => "tidak ada kriteria yang dihitung, diharapkan paling sedikit satu dengan bobot di atas 0".to_owned(),
        };
        Label::new(id, self.to_string())
    }
}

impl MentoringProgramme {
    /// The most mentees a load limit may give one mentor.
    pub const MOST_LOAD: u32 = 50;
    /// The largest weight of a criterion.
    pub const MOST_WEIGHT: u32 = 1_000;

    /// Whether it can be carried out.
    ///
    /// # Errors
    /// The first fault.
    pub fn check(&self) -> Result<(), ProgrammeFault> {
        if self.last < self.first {
            return Err(ProgrammeFault::Dates { first: self.first, last: self.last });
        }
        if !(1..=MentoringProgramme::MOST_LOAD).contains(&self.load_limit) {
            return Err(ProgrammeFault::Load(self.load_limit));
        }
        let mut seen: Vec<Criterion> = Vec::new();
        for Weighted { criterion, weight, .. } in &self.criteria {
            let inside = *weight >= Decimal::ZERO && *weight <= Decimal::from(MentoringProgramme::MOST_WEIGHT);
            if !inside || weight.normalize().scale() > 2 {
                return Err(ProgrammeFault::Weight { criterion: *criterion, weight: *weight });
            }
            if seen.contains(criterion) {
                return Err(ProgrammeFault::Twice(*criterion));
            }
            seen.push(*criterion);
        }
        if seen.contains(&Criterion::SameUnit) && seen.contains(&Criterion::OtherUnit) {
            return Err(ProgrammeFault::Opposites);
        }
        if self.criteria.iter().all(|weighted| weighted.weight.is_zero()) {
            return Err(ProgrammeFault::Nothing);
        }
        Ok(())
    }

    /// Whether it is held on a day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.first <= day && day <= self.last
    }
}

impl Kept for MentoringProgramme {
    const KIND: Kind = Kind::MentoringProgramme;

    fn key(&self) -> Arc<str> {
        self.id.as_str().into()
    }
}
