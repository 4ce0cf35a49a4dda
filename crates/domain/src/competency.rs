//! Competency: what a post requires, what a person has shown, and how far the two are apart.
//!
//! Independent of any country: codes, groups, levels and texts come from framework and standards files (docs/competency.md).
//!
//! Reading order: [`framework`] competencies, levels and indicators, [`standard`] the levels a post requires, [`profile`] assessed levels and
//! which of them may be used on a day, [`gap`] level by level, [`fit`] one number for a person and a post, [`matching`] profile matching and
//! additive weighting.

pub mod framework;
pub mod standard;
mod wording;

pub use framework::{
    Affair, Competency, CompetencyLevel, Framework, FrameworkDraft, FrameworkErrors, FrameworkFault, FrameworkFaultKind, FrameworkPlace,
    Group, LevelMeaning, ProficiencyLevel, Scope,
};
pub use standard::{
    CompetencyStandard, EducationRequirement, ExperienceRequirement, FoundStandard, Importance, Requirement, StandardTarget, Standards,
    StandardsDraft, StandardsErrors, StandardsFault, StandardsFaultKind, StandardsPlace, TrainingKind, TrainingRequirement, standards_for,
};
