//! Faults of profiles and of what is computed from them, and why an assessment is not used.

use super::both;
use crate::competency::gap::{self, GapError};
use crate::competency::matching::{MatchingError, MatchingWarning};
use crate::competency::profile::{Profile, ProfileFaultKind, Purpose, SetAsideReason};
use crate::competency::weighting::{self, WeightingError};
use crate::legal::Label;
use crate::number::format_decimal;

impl Purpose {
    /// What people read.
    pub fn label(self) -> Label {
        match self {
            Purpose::Filling => Label::new("pengisian jabatan", "filling a post"),
            Purpose::Mapping => Label::new("pemetaan", "mapping"),
        }
    }
}

impl ProfileFaultKind {
    /// Stable kebab-case code.
    pub fn code(&self) -> &'static str {
        match self {
            ProfileFaultKind::UnknownCompetency { .. } => "unknown-competency",
            ProfileFaultKind::LevelOutsideScale { .. } | ProfileFaultKind::TooManyPlaces { .. } => "number-out-of-range",
            ProfileFaultKind::ValidBefore { .. } => "empty-period",
        }
    }

    /// The sentence in both languages.
    pub fn label(&self) -> Label {
        let id = match self {
            ProfileFaultKind::UnknownCompetency { competency, framework } => {
                format!("kompetensi `{competency}` tidak dikenal, diharapkan salah satu dari kerangka `{framework}`")
            }
            ProfileFaultKind::LevelOutsideScale { competency, level, highest } => {
                format!("`{competency}` dinilai pada level {}, diharapkan 0 sampai {highest}", format_decimal(*level))
            }
            ProfileFaultKind::TooManyPlaces { competency, level } => {
                format!(
                    "`{competency}` dinilai pada level {}, diharapkan paling banyak {} angka desimal",
                    format_decimal(*level),
                    Profile::PLACES
                )
            }
            ProfileFaultKind::ValidBefore { competency, date, valid_until } => {
                format!("penilaian `{competency}` tanggal {date} berlaku sampai {valid_until}, diharapkan tanggal itu atau sesudahnya")
            }
        };
        both(id, self)
    }
}

impl SetAsideReason {
    /// Why, for people.
    pub fn label(&self) -> Label {
        match self {
            SetAsideReason::Later => Label::new("dinilai sesudah tanggal yang ditanyakan", "assessed after the day asked about"),
            SetAsideReason::Expired { last_day } => {
                Label::new(format!("kedaluwarsa, berlaku sampai {last_day}"), format!("expired, it was valid until {last_day}"))
            }
            SetAsideReason::NotAccredited => Label::new("unit penilai tidak terakreditasi", "the assessing unit was not accredited"),
            SetAsideReason::AccreditationUnknown => {
                Label::new("akreditasi unit penilai tidak disebutkan", "nobody says whether the assessing unit was accredited")
            }
            SetAsideReason::OtherTier { assessed } => {
                Label::new(format!("dinilai untuk jenjang `{assessed}`"), format!("assessed for tier `{assessed}`"))
            }
            SetAsideReason::OtherPurpose { assessed } => {
                let purpose = assessed.label();
                Label::new(format!("dinilai untuk {}", purpose.id), format!("assessed for {}", purpose.en))
            }
            SetAsideReason::Superseded { by } => {
                Label::new(format!("digantikan penilaian tanggal {by}"), format!("superseded by the assessment of {by}"))
            }
            SetAsideReason::Contradicted { other } => {
                let other = format_decimal(*other);
                Label::new(
                    format!("penilaian lain pada hari yang sama menyebut level {other}"),
                    format!("another assessment of the same day says level {other}"),
                )
            }
        }
    }
}

impl GapError {
    /// The sentence in both languages.
    pub fn label(&self) -> Label {
        let id = match self {
            GapError::RequiredNotPositive { competency, level } => {
                format!("`{competency}` mensyaratkan level {}, diharapkan lebih dari 0", format_decimal(*level))
            }
            GapError::Negative { competency, number } => {
                format!("`{competency}` disertai {}, diharapkan 0 atau lebih", format_decimal(*number))
            }
            GapError::TooLong { competency, number } => format!(
                "`{competency}` disertai {}, diharapkan paling besar {} dengan paling banyak {} angka desimal",
                format_decimal(*number),
                gap::LIMIT,
                gap::PLACES
            ),
        };
        both(id, self)
    }
}

impl MatchingError {
    /// The sentence in both languages.
    pub fn label(&self) -> Label {
        let id = match self {
            MatchingError::TableHole { gap } => {
                format!(
                    "tabel tidak mempunyai nilai untuk kesenjangan {gap}, diharapkan setiap kesenjangan dari yang terendah sampai yang tertinggi, termasuk 0"
                )
            }
            MatchingError::FractionalGap { gap } => {
                format!("kesenjangan {} bukan jumlah level yang bulat, tabel tidak mempunyai nilainya", format_decimal(*gap))
            }
            MatchingError::NoAspects => "tidak ada aspek, diharapkan paling sedikit satu".to_owned(),
            MatchingError::NoFactors(aspect) => format!("aspek `{aspect}` tidak mempunyai faktor, diharapkan paling sedikit satu"),
            MatchingError::FactorTwice { aspect, competency } => {
                format!("aspek `{aspect}` menyebut `{competency}` dua kali, diharapkan satu kali")
            }
            MatchingError::Weights { found } => format!("bobot aspek berjumlah {}, diharapkan 1", format_decimal(*found)),
            MatchingError::Shares { aspect, found } => {
                format!("porsi faktor inti dan faktor pendukung aspek `{aspect}` berjumlah {}, diharapkan 1", format_decimal(*found))
            }
            MatchingError::OutOfRange { aspect, number } => format!(
                "aspek `{aspect}` disertai {}, diharapkan 0 sampai {} dengan paling banyak {} angka desimal",
                format_decimal(*number),
                gap::LIMIT,
                gap::PLACES
            ),
        };
        both(id, self)
    }
}

impl MatchingWarning {
    /// The sentence in both languages.
    pub fn label(&self) -> Label {
        match self {
            MatchingWarning::GapOutsideTable { competency, gap, moved_to } => {
                let (gap, end) = (format_decimal(*gap), format_decimal(*moved_to));
                Label::new(
                    format!("kesenjangan {gap} dari `{competency}` berada di luar tabel dan dinilai seperti {end}"),
                    format!("gap {gap} of `{competency}` lies outside the table and is valued as {end}"),
                )
            }
            MatchingWarning::NoCoreFactor { aspect } => Label::new(
                format!("aspek `{aspect}` tidak mempunyai faktor inti; faktor pendukung mendapat seluruh bobotnya"),
                format!("aspect `{aspect}` has no core factor; the secondary factors get all of its weight"),
            ),
            MatchingWarning::NoSecondaryFactor { aspect } => Label::new(
                format!("aspek `{aspect}` tidak mempunyai faktor pendukung; faktor inti mendapat seluruh bobotnya"),
                format!("aspect `{aspect}` has no secondary factor; the core factors get all of its weight"),
            ),
        }
    }
}

impl WeightingError {
    /// The sentence in both languages.
    pub fn label(&self) -> Label {
        let id = match self {
            WeightingError::NoCriteria => "tidak ada kriteria, diharapkan paling sedikit satu".to_owned(),
            WeightingError::Weights { found } => format!("bobot berjumlah {}, diharapkan 1", format_decimal(*found)),
            WeightingError::Bounds { found, expected } => {
                format!("ada {found} nilai terbaik yang tetap, diharapkan {expected}, satu untuk setiap kriteria")
            }
            WeightingError::Values { id, found, expected } => {
                format!("`{id}` mempunyai {found} nilai, diharapkan {expected}, satu untuk setiap kriteria")
            }
            WeightingError::Twice(id) => format!("`{id}` ada dua kali, diharapkan setiap calon satu kali"),
            WeightingError::OutOfRange { criterion, number } => format!(
                "kriteria `{criterion}` disertai {}, diharapkan 0 sampai {} dengan paling banyak {} angka desimal",
                format_decimal(*number),
                weighting::LIMIT,
                weighting::PLACES
            ),
            WeightingError::ZeroCost { criterion, id } => {
                format!("kriteria `{criterion}` adalah biaya dan `{id}` mempunyai 0, diharapkan lebih dari 0")
            }
            WeightingError::ZeroBest { criterion } => format!("nilai terbaik kriteria `{criterion}` adalah 0, diharapkan lebih dari 0"),
            WeightingError::OutsideScale { id, criterion, value, best } => format!(
                "`{id}` mempunyai {} dalam kriteria `{criterion}`, lebih baik daripada nilai terbaik yang tetap {}",
                format_decimal(*value),
                format_decimal(*best)
            ),
        };
        both(id, self)
    }
}
