//! Standards: the level of each competency a post requires, and what else its holder must bring.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Serialize;

use super::framework::{Framework, ProficiencyLevel};
use crate::legal::{Label, LegalReference};
use crate::people::id::{CompetencyCode, EducationCode, FrameworkId, GradeCode, PositionId, StandardsId, TierCode};
use crate::period::EffectivePeriod;

/// Whom a standard is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StandardTarget {
    /// One post, or one kind of post.
    Post(PositionId),
    /// Every post of a tier that has no standard of its own.
    Tier(TierCode),
}

/// How much a requirement beside the competencies matters. The words are those of the Indonesian form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Importance {
    /// Mutlak: cannot be done without.
    Mutlak,
    /// Penting: important.
    Penting,
    /// Perlu: useful.
    Perlu,
}

impl Importance {
    /// All, the most important first.
    pub const ALL: [Importance; 3] = [Importance::Mutlak, Importance::Penting, Importance::Perlu];

    /// The word used in standards files.
    pub fn as_str(self) -> &'static str {
        match self {
            Importance::Mutlak => "mutlak",
            Importance::Penting => "penting",
            Importance::Perlu => "perlu",
        }
    }

    /// What people read.
    pub fn label(self) -> Label {
        match self {
            Importance::Mutlak => Label::new("mutlak", "essential"),
            Importance::Penting => Label::new("penting", "important"),
            Importance::Perlu => Label::new("perlu", "useful"),
        }
    }
}

/// The kind of a training, as the form of a standard divides them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrainingKind {
    /// Leadership and management.
    Managerial,
    /// For the work itself.
    Technical,
    /// For a functional position.
    Functional,
}

impl TrainingKind {
    /// All kinds.
    pub const ALL: [TrainingKind; 3] = [TrainingKind::Managerial, TrainingKind::Technical, TrainingKind::Functional];

    /// The word used in standards files.
    pub fn as_str(self) -> &'static str {
        match self {
            TrainingKind::Managerial => "managerial",
            TrainingKind::Technical => "technical",
            TrainingKind::Functional => "functional",
        }
    }
}

/// The level of one competency a post requires.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Requirement {
    /// The competency.
    pub competency: CompetencyCode,
    /// The least level.
    pub level: ProficiencyLevel,
    /// Its weight beside the other competencies of the post, above zero. Only the proportions matter.
    pub weight: Decimal,
    /// Whether a deficit here cannot be made good by anything else.
    pub critical: bool,
}

/// Education a post requires.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct EducationRequirement {
    /// The least level.
    pub level: EducationCode,
    /// Fields of study that are accepted; empty where any is.
    pub fields: Vec<Label>,
    /// How much it matters.
    pub importance: Importance,
}

/// Training a post requires.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct TrainingRequirement {
    /// Which training.
    pub label: Label,
    /// Its kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<TrainingKind>,
    /// How much it matters.
    pub importance: Importance,
}

/// Experience a post requires.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ExperienceRequirement {
    /// Which experience.
    pub label: Label,
    /// The least length in years, where one is stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub years: Option<u32>,
    /// How much it matters.
    pub importance: Importance,
}

/// What one post, or every post of a tier, requires.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct CompetencyStandard {
    /// Whom it is for.
    pub target: StandardTarget,
    /// What people read.
    pub label: Label,
    /// When it binds.
    pub effective: EffectivePeriod,
    /// Where it comes from and how that was read.
    pub source: LegalReference,
    /// What the post is there for (ikhtisar jabatan).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<Label>,
    /// The least grade.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grade: Option<GradeCode>,
    /// The competencies, in the order of the file.
    pub requirements: Vec<Requirement>,
    /// Education.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub education: Option<EducationRequirement>,
    /// Training.
    pub training: Vec<TrainingRequirement>,
    /// Experience.
    pub experience: Vec<ExperienceRequirement>,
    /// What the work of the post is measured by (indikator kinerja jabatan).
    pub performance_indicators: Vec<Label>,
}

impl CompetencyStandard {
    /// The requirement for a competency.
    pub fn requirement(&self, competency: &CompetencyCode) -> Option<&Requirement> {
        self.requirements.iter().find(|requirement| requirement.competency == *competency)
    }
}

/// A set of standards written against one framework, before it is checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct StandardsDraft {
    /// Id of the set.
    pub id: StandardsId,
    /// The framework whose codes and levels it uses.
    pub framework: FrameworkId,
    /// Its title.
    pub title: Label,
    /// When it binds; a standard may bind for a part of that.
    pub effective: EffectivePeriod,
    /// Where it comes from and how that was read.
    pub source: LegalReference,
    /// What a reader must know about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Label>,
    /// The standards.
    pub standards: Vec<CompetencyStandard>,
}

/// A place of a draft. Numbers count from 0 in the order of the draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StandardsPlace {
    /// The set as a whole.
    Head,
    /// A standard.
    Standard(usize),
    /// A requirement of a standard.
    Requirement(usize, usize),
}

/// What is wrong with a set of standards.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StandardsFaultKind {
    /// Another framework.
    #[error("the standards are written for framework `{expected}`, found `{found}`")]
    OtherFramework {
        /// The framework they name.
        expected: FrameworkId,
        /// The one they were checked against.
        found: FrameworkId,
    },
    /// No competencies.
    #[error("the standard for `{0}` requires no competency, expected at least one")]
    NoRequirements(StandardTarget),
    /// Two standards for the same post or tier on the same day.
    #[error("`{0}` has two standards that bind on the same day, expected one")]
    TargetTwice(StandardTarget),
    /// A competency twice.
    #[error("the standard for `{target}` names competency `{competency}` twice, expected it once")]
    CompetencyTwice {
        /// Whose standard.
        target: StandardTarget,
        /// The competency.
        competency: CompetencyCode,
    },
    /// A competency the framework does not have.
    #[error("unknown competency `{competency}` in the standard for `{target}`, expected one of framework `{framework}`")]
    UnknownCompetency {
        /// Whose standard.
        target: StandardTarget,
        /// The competency.
        competency: CompetencyCode,
        /// The framework.
        framework: FrameworkId,
    },
    /// A level the framework does not have.
    #[error("the standard for `{target}` requires level {level} of `{competency}`, expected 1 to {highest}")]
    LevelAboveScale {
        /// Whose standard.
        target: StandardTarget,
        /// The competency.
        competency: CompetencyCode,
        /// The level.
        level: ProficiencyLevel,
        /// The highest level of the framework.
        highest: ProficiencyLevel,
    },
    /// A weight of zero or less.
    #[error("the standard for `{target}` gives `{competency}` the weight {weight}, expected more than 0")]
    WeightNotPositive {
        /// Whose standard.
        target: StandardTarget,
        /// The competency.
        competency: CompetencyCode,
        /// The weight.
        weight: Decimal,
    },
}

/// A fault and its place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct StandardsFault {
    /// Where.
    pub place: StandardsPlace,
    /// What.
    pub kind: StandardsFaultKind,
}

/// Everything that is wrong with a set of standards, at least one fault, in the order of the draft.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
pub struct StandardsErrors(pub Vec<StandardsFault>);

/// A set of standards that fits its framework.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Standards(StandardsDraft);

/// A standard and the set it was found in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundStandard<'a> {
    /// The set.
    pub standards: &'a Standards,
    /// The standard.
    pub standard: &'a CompetencyStandard,
}

impl Standards {
    /// Checks a draft against its framework.
    ///
    /// # Errors
    /// Every fault of the draft: another framework, a standard without competencies, two standards for one post or tier on one day, unknown
    /// competencies, levels outside the scale, weights that are not above zero.
    pub fn try_new(draft: StandardsDraft, framework: &Framework) -> Result<Standards, StandardsErrors> {
        let mut faults = Vec::new();
        let mut add = |place, kind| faults.push(StandardsFault { place, kind });
        if draft.framework != *framework.id() {
            let (expected, found) = (draft.framework.clone(), framework.id().clone());
            add(StandardsPlace::Head, StandardsFaultKind::OtherFramework { expected, found });
        }
        for (i, standard) in draft.standards.iter().enumerate() {
            let place = StandardsPlace::Standard(i);
            if standard.requirements.is_empty() {
                add(place, StandardsFaultKind::NoRequirements(standard.target.clone()));
            }
            let clash = |other: &&CompetencyStandard| other.target == standard.target && other.effective.overlaps(&standard.effective);
            if draft.standards.iter().take(i).any(|other| clash(&other)) {
                add(place, StandardsFaultKind::TargetTwice(standard.target.clone()));
            }
            let mut seen = BTreeSet::new();
            for (j, required) in standard.requirements.iter().enumerate() {
                let place = StandardsPlace::Requirement(i, j);
                let (target, competency) = (standard.target.clone(), required.competency.clone());
                if framework.competency(&competency).is_none() {
                    let framework = framework.id().clone();
                    add(place, StandardsFaultKind::UnknownCompetency { target, competency, framework });
                } else if !seen.insert(&required.competency) {
                    add(place, StandardsFaultKind::CompetencyTwice { target, competency });
                } else if required.level > framework.highest_level() {
                    let (level, highest) = (required.level, framework.highest_level());
                    add(place, StandardsFaultKind::LevelAboveScale { target, competency, level, highest });
                } else if required.weight <= Decimal::ZERO {
                    add(place, StandardsFaultKind::WeightNotPositive { target, competency, weight: required.weight });
                }
            }
        }
        if faults.is_empty() { Ok(Standards(draft)) } else { Err(StandardsErrors(faults)) }
    }

    /// What it says.
    pub fn as_draft(&self) -> &StandardsDraft {
        &self.0
    }

    /// Id of the set.
    pub fn id(&self) -> &StandardsId {
        &self.0.id
    }

    /// The framework whose codes and levels it uses.
    pub fn framework(&self) -> &FrameworkId {
        &self.0.framework
    }

    /// Its title.
    pub fn title(&self) -> &Label {
        &self.0.title
    }

    /// All standards, in the order of the file.
    pub fn standards(&self) -> &[CompetencyStandard] {
        &self.0.standards
    }

    /// The standard for a post and its tier on a day: the post's own, or else the default of its tier.
    pub fn standard_for(&self, post: Option<&PositionId>, tier: Option<&TierCode>, date: NaiveDate) -> Option<&CompetencyStandard> {
        let own = post.and_then(|post| self.binding(|target| matches!(target, StandardTarget::Post(found) if found == post), date));
        own.or_else(|| tier.and_then(|tier| self.binding(|target| matches!(target, StandardTarget::Tier(found) if found == tier), date)))
    }

    fn binding(&self, is_meant: impl Fn(&StandardTarget) -> bool, date: NaiveDate) -> Option<&CompetencyStandard> {
        if !self.0.effective.contains(date) {
            return None;
        }
        self.0.standards.iter().find(|standard| is_meant(&standard.target) && standard.effective.contains(date))
    }
}

/// The standards for a post and its tier on a day over several sets: at most one per framework, in order of frameworks.
///
/// Within a framework a post's own standard wins over the default of its tier, whichever set it stands in. Between equals the set that binds
/// since the later day wins, then the one with the smaller id.
pub fn standards_for<'a>(
    sets: &'a [Standards],
    post: Option<&PositionId>,
    tier: Option<&TierCode>,
    date: NaiveDate,
) -> Vec<FoundStandard<'a>> {
    let frameworks: BTreeSet<&FrameworkId> = sets.iter().map(Standards::framework).collect();
    let of_framework = |framework: &FrameworkId| {
        let found = sets
            .iter()
            .filter(|set| set.framework() == framework)
            .filter_map(|standards| standards.standard_for(post, tier, date).map(|standard| FoundStandard { standards, standard }));
        found.min_by_key(|found| {
            let since = found.standard.effective.from.or(found.standards.0.effective.from);
            let is_default = matches!(found.standard.target, StandardTarget::Tier(_));
            (is_default, std::cmp::Reverse(since), Arc::<str>::from(found.standards.id().as_str()))
        })
    };
    frameworks.into_iter().filter_map(of_framework).collect()
}

#[cfg(test)]
mod tests;
