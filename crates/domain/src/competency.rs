//! Competency: what a post requires, what a person has shown, and how far the two are apart.
//!
//! Independent of any country: codes, groups, levels and texts come from framework and standards files (docs/competency.md).
//!
//! Reading order: [`framework`] competencies, levels and indicators, [`standard`] the levels a post requires, [`profile`] assessed levels and
//! which of them may be used on a day, [`gap`] level by level, [`question`] a person beside one standard, [`fit`] one number for a person and a post,
//! [`matching`] profile matching, [`weighting`] additive weighting.

pub mod fit;
pub mod framework;
pub mod gap;
pub mod matching;
pub mod profile;
pub mod question;
pub mod repository;
pub mod standard;
pub mod weighting;
mod wording;

pub use fit::{JobPersonMatch, NoMatch, Percentage};
pub use framework::{
    Affair, AssessmentRules, Competency, CompetencyLevel, Framework, FrameworkDraft, FrameworkErrors, FrameworkFault, FrameworkFaultKind,
    FrameworkPlace, Group, LevelMeaning, ProficiencyLevel, Scope,
};
pub use gap::{CompetencyGap, GapError, GapReport};
pub use matching::{Aspect, Factor, FractionalGap, GapTable, MatchingError, MatchingPlan, MatchingWarning, ProfileMatch};
pub use profile::{
    Assessment, AssessmentUnit, CurrentProfile, Profile, ProfileErrors, ProfileFault, ProfileFaultKind, ProfileQuestion, Purpose, SetAside,
    SetAsideReason,
};
pub use question::GapQuestion;
pub use standard::{
    CompetencyStandard, EducationRequirement, ExperienceRequirement, FoundStandard, Importance, Requirement, StandardTarget, Standards,
    StandardsDraft, StandardsErrors, StandardsFault, StandardsFaultKind, StandardsPlace, TrainingKind, TrainingRequirement, standards_for,
};
pub use weighting::{AdditiveWeighting, Normalisation, RankReversal, WeightedCandidate, WeightedCriterion, WeightedScore, WeightingError};
