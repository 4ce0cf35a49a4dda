//! Faults in both languages and the stable codes they are reported under. The English sentence of a fault is its own.

mod person;

use std::fmt;

use super::framework::FrameworkFaultKind;
use super::standard::{StandardTarget, StandardsFaultKind};
use crate::legal::Label;

fn both(id: String, error: &impl fmt::Display) -> Label {
    Label::new(id, error.to_string())
}

impl fmt::Display for StandardTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StandardTarget::Post(post) => post.fmt(f),
            StandardTarget::Tier(tier) => tier.fmt(f),
        }
    }
}

impl FrameworkFaultKind {
    /// Stable kebab-case code.
    pub fn code(&self) -> &'static str {
        match self {
            FrameworkFaultKind::NoLevels => "no-levels",
            FrameworkFaultKind::NoCompetencies => "no-competencies",
            FrameworkFaultKind::LevelTwice(_) | FrameworkFaultKind::CompetencyLevelTwice { .. } => "duplicate-level",
            FrameworkFaultKind::LevelMissing { .. } | FrameworkFaultKind::CompetencyLevelMissing { .. } => "missing-level",
            FrameworkFaultKind::CompetencyLevelUnknown { .. } => "unknown-level",
            FrameworkFaultKind::GroupTwice(_) | FrameworkFaultKind::AffairTwice(_) | FrameworkFaultKind::CompetencyTwice(_) => {
                "duplicate-code"
            }
            FrameworkFaultKind::UnknownGroup { .. } => "unknown-group",
            FrameworkFaultKind::UnknownAffair(_) => "unknown-affair",
            FrameworkFaultKind::BlankText => "empty-text",
        }
    }

    /// The sentence in both languages.
    pub fn label(&self) -> Label {
        let id = match self {
            FrameworkFaultKind::NoLevels => "kerangka tidak mempunyai level, diharapkan paling sedikit level 1".to_owned(),
            FrameworkFaultKind::NoCompetencies => "kerangka tidak mempunyai kompetensi, diharapkan paling sedikit satu".to_owned(),
            FrameworkFaultKind::LevelTwice(level) => format!("level {level} ada dua kali, diharapkan setiap level satu kali"),
            FrameworkFaultKind::LevelMissing { missing, highest } => {
                format!("skala mempunyai level {highest} tetapi tidak mempunyai level {missing}, diharapkan setiap level mulai dari 1")
            }
            FrameworkFaultKind::GroupTwice(code) => format!("kelompok `{code}` ada dua kali, diharapkan setiap kode satu kali"),
            FrameworkFaultKind::AffairTwice(code) => format!("urusan pemerintahan `{code}` ada dua kali, diharapkan setiap kode satu kali"),
            FrameworkFaultKind::CompetencyTwice(code) => format!("kompetensi `{code}` ada dua kali, diharapkan setiap kode satu kali"),
            FrameworkFaultKind::UnknownGroup { competency, group } => {
                format!("kompetensi `{competency}` berada dalam kelompok `{group}`, yang tidak ada dalam kerangka")
            }
            FrameworkFaultKind::UnknownAffair(code) => {
                format!("urusan pemerintahan `{code}` tidak dikenal, diharapkan salah satu yang dicantumkan kerangka")
            }
            FrameworkFaultKind::CompetencyLevelTwice { competency, level } => {
                format!("kompetensi `{competency}` menguraikan level {level} dua kali, diharapkan satu kali")
            }
            FrameworkFaultKind::CompetencyLevelUnknown { competency, level, highest } => {
                format!("kompetensi `{competency}` menguraikan level {level}, padahal skala berakhir pada {highest}")
            }
            FrameworkFaultKind::CompetencyLevelMissing { competency, level } => {
                format!("kompetensi `{competency}` tidak menguraikan level {level}, diharapkan setiap level dari skala atau tidak satu pun")
            }
            FrameworkFaultKind::BlankText => {
                "ada teks yang kosong dalam salah satu bahasa, diharapkan dalam bahasa Indonesia dan Inggris".to_owned()
            }
        };
        both(id, self)
    }
}

impl StandardsFaultKind {
    /// Stable kebab-case code.
    pub fn code(&self) -> &'static str {
        match self {
            StandardsFaultKind::OtherFramework { .. } => "unknown-framework",
            StandardsFaultKind::NoRequirements(_) => "no-competencies",
            StandardsFaultKind::TargetTwice(_) => "duplicate-standard",
            StandardsFaultKind::CompetencyTwice { .. } => "duplicate-code",
            StandardsFaultKind::UnknownCompetency { .. } => "unknown-competency",
            StandardsFaultKind::LevelAboveScale { .. } => "unknown-level",
            StandardsFaultKind::WeightNotPositive { .. } => "number-out-of-range",
        }
    }

    /// The sentence in both languages.
    pub fn label(&self) -> Label {
        let id = match self {
            StandardsFaultKind::OtherFramework { expected, found } => {
                format!("standar ditulis untuk kerangka `{expected}`, ditemukan `{found}`")
            }
            StandardsFaultKind::NoRequirements(target) => {
                format!("standar untuk `{target}` tidak mensyaratkan kompetensi, diharapkan paling sedikit satu")
            }
            StandardsFaultKind::TargetTwice(target) => {
                format!("`{target}` mempunyai dua standar yang berlaku pada hari yang sama, diharapkan satu")
            }
            StandardsFaultKind::CompetencyTwice { target, competency } => {
                format!("standar untuk `{target}` menyebut kompetensi `{competency}` dua kali, diharapkan satu kali")
            }
            StandardsFaultKind::UnknownCompetency { target, competency, framework } => {
                format!(
                    "kompetensi `{competency}` dalam standar untuk `{target}` tidak dikenal, diharapkan salah satu dari kerangka `{framework}`"
                )
            }
            StandardsFaultKind::LevelAboveScale { target, competency, level, highest } => {
                format!("standar untuk `{target}` mensyaratkan level {level} dari `{competency}`, diharapkan 1 sampai {highest}")
            }
            StandardsFaultKind::WeightNotPositive { target, competency, weight } => {
                format!("standar untuk `{target}` memberi `{competency}` bobot {weight}, diharapkan lebih dari 0")
            }
        };
        both(id, self)
    }
}
