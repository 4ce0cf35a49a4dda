//! Profiles: assessed levels with their evidence, and which of them may be used on a day.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::framework::{AssessmentRules, Framework, ProficiencyLevel};
use crate::number::format_decimal;
use crate::people::id::{CompetencyCode, FrameworkId, PersonId, TierCode};
use crate::period::add_months;

/// Why somebody was assessed. Peraturan BKN 26/2019 art. 26 (2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// To fill a post, promotion included.
    Filling,
    /// To map the talent of an agency.
    Mapping,
}

impl Purpose {
    /// All purposes.
    pub const ALL: [Purpose; 2] = [Purpose::Filling, Purpose::Mapping];

    /// The word used in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Purpose::Filling => "filling",
            Purpose::Mapping => "mapping",
        }
    }
}

/// The unit that assessed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct AssessmentUnit {
    /// Its name.
    pub name: Arc<str>,
    /// Whether it was accredited on the day of the assessment; absent where nobody said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accredited: Option<bool>,
}

/// One competency of one person, assessed on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Assessment {
    /// The competency.
    pub competency: CompetencyCode,
    /// The level shown; decimals where the method gives them, 0 for below the first level.
    pub level: Decimal,
    /// The day.
    pub date: NaiveDate,
    /// The last day the result itself says it may be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<NaiveDate>,
    /// Who assessed.
    pub assessor: Arc<str>,
    /// How (assessment centre, structured interview, 360°).
    pub method: Arc<str>,
    /// What for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Purpose>,
    /// The tier of posts the person was assessed for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tier: Option<TierCode>,
    /// The unit that assessed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<AssessmentUnit>,
    /// What the level rests on: report numbers, documents.
    pub evidence: Vec<Arc<str>>,
}

/// Assessments of one person in one framework.
///
/// INVARIANT (inside the scale): every assessment is of a competency of the framework, at a level from 0 to its highest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Profile {
    person: PersonId,
    framework: FrameworkId,
    assessments: Vec<Assessment>,
}

/// What is wrong with an assessment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProfileFaultKind {
    /// A competency the framework does not have.
    #[error("unknown competency `{competency}`, expected one of framework `{framework}`")]
    UnknownCompetency {
        /// The competency.
        competency: CompetencyCode,
        /// The framework.
        framework: FrameworkId,
    },
    /// A level outside the scale.
    #[error("`{competency}` is assessed at level {}, expected 0 to {highest}", format_decimal(*.level))]
    LevelOutsideScale {
        /// The competency.
        competency: CompetencyCode,
        /// The level.
        level: Decimal,
        /// The highest level of the framework.
        highest: ProficiencyLevel,
    },
    /// More decimals than an assessed level has.
    #[error("`{competency}` is assessed at level {}, expected at most {places} decimal places", format_decimal(*.level), places = Profile::PLACES)]
    TooManyPlaces {
        /// The competency.
        competency: CompetencyCode,
        /// The level.
        level: Decimal,
    },
    /// Valid only before it was made.
    #[error("the assessment of `{competency}` on {date} is valid until {valid_until}, expected a day from then on")]
    ValidBefore {
        /// The competency.
        competency: CompetencyCode,
        /// The day of the assessment.
        date: NaiveDate,
        /// The last day.
        valid_until: NaiveDate,
    },
}

/// A fault and the assessment it is in, counted from 0.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct ProfileFault {
    /// Which assessment.
    pub assessment: usize,
    /// What.
    pub kind: ProfileFaultKind,
}

/// Everything that is wrong with a profile, at least one fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
pub struct ProfileErrors(pub Vec<ProfileFault>);

/// Why an assessment is not used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "because")]
pub enum SetAsideReason {
    /// Made after the day asked about.
    Later,
    /// Too old, or past its own last day.
    Expired {
        /// The last day it could be used.
        last_day: NaiveDate,
    },
    /// The unit was not accredited.
    NotAccredited,
    /// Nobody said whether the unit was accredited.
    AccreditationUnknown,
    /// Made for posts of another tier.
    OtherTier {
        /// The tier it was made for.
        assessed: TierCode,
    },
    /// Made for another purpose.
    OtherPurpose {
        /// The purpose it was made for.
        assessed: Purpose,
    },
    /// A later assessment of the same competency is used.
    Superseded {
        /// The day of the later one.
        by: NaiveDate,
    },
    /// Another assessment of the same day says another level; neither is used.
    Contradicted {
        /// The other level.
        other: Decimal,
    },
}

/// An assessment that is not used, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct SetAside<'a> {
    /// The assessment.
    pub assessment: &'a Assessment,
    /// Why.
    pub reason: SetAsideReason,
}

/// What may be used on a day: at most one assessment per competency, and everything that was set aside with its reason.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct CurrentProfile<'a> {
    /// The assessment of each competency.
    pub assessments: BTreeMap<CompetencyCode, &'a Assessment>,
    /// The others, in the order of the profile.
    pub set_aside: Vec<SetAside<'a>>,
}

impl CurrentProfile<'_> {
    /// The level of each competency that is measured.
    pub fn levels(&self) -> BTreeMap<CompetencyCode, Decimal> {
        self.assessments.iter().map(|(code, assessment)| (code.clone(), assessment.level)).collect()
    }
}

/// What is asked of a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileQuestion<'a> {
    /// The day.
    pub date: NaiveDate,
    /// What makes an assessment usable, see [`Framework::assessment_rules`].
    pub rules: &'a AssessmentRules,
    /// The tier of the post that is to be filled, where it is known.
    pub tier: Option<&'a TierCode>,
    /// The purpose, where only assessments made for it are wanted.
    pub purpose: Option<Purpose>,
}

impl Profile {
    /// The most decimal places of an assessed level.
    pub const PLACES: u32 = 6;

    /// Checks assessments against the framework.
    ///
    /// # Errors
    /// Every fault: unknown competencies, levels outside the scale or with more than [`Profile::PLACES`] decimal places, a last day before the
    /// assessment.
    pub fn try_new(person: PersonId, framework: &Framework, assessments: Vec<Assessment>) -> Result<Profile, ProfileErrors> {
        let mut faults = Vec::new();
        for (i, assessment) in assessments.iter().enumerate() {
            let mut add = |kind| faults.push(ProfileFault { assessment: i, kind });
            let (competency, level, highest) = (assessment.competency.clone(), assessment.level, framework.highest_level());
            if framework.competency(&competency).is_none() {
                add(ProfileFaultKind::UnknownCompetency { competency: competency.clone(), framework: framework.id().clone() });
            }
            if level < Decimal::ZERO || level > highest.into() {
                add(ProfileFaultKind::LevelOutsideScale { competency: competency.clone(), level, highest });
            } else if level.normalize().scale() > Profile::PLACES {
                add(ProfileFaultKind::TooManyPlaces { competency: competency.clone(), level });
            }
            if let Some(valid_until) = assessment.valid_until.filter(|last| *last < assessment.date) {
                add(ProfileFaultKind::ValidBefore { competency, date: assessment.date, valid_until });
            }
        }
        if faults.is_empty() { Ok(Profile { person, framework: framework.id().clone(), assessments }) } else { Err(ProfileErrors(faults)) }
    }

    /// Who.
    pub fn person(&self) -> &PersonId {
        &self.person
    }

    /// The framework.
    pub fn framework(&self) -> &FrameworkId {
        &self.framework
    }

    /// All assessments.
    pub fn assessments(&self) -> &[Assessment] {
        &self.assessments
    }

    /// What may be used on a day: for each competency the latest assessment that is valid, accredited where the rules ask for it, and made for
    /// posts of the same tier where a tier is asked about.
    ///
    /// Nothing is dropped in silence: every assessment is either used or set aside with its reason. Where two usable assessments of one day
    /// disagree, neither is used. An assessment that does not say its tier or purpose is usable for any.
    ///
    /// INVARIANT (order does not matter): assessments in another order give the same levels.
    pub fn current(&self, question: &ProfileQuestion<'_>) -> CurrentProfile<'_> {
        let refused: Vec<Option<SetAsideReason>> = self.assessments.iter().map(|assessment| refusal(assessment, question)).collect();
        let usable = || self.assessments.iter().zip(&refused).filter(|(_, reason)| reason.is_none()).map(|(assessment, _)| assessment);
        let mut latest: BTreeMap<&CompetencyCode, NaiveDate> = BTreeMap::new();
        for assessment in usable() {
            let day = latest.entry(&assessment.competency).or_insert(assessment.date);
            *day = (*day).max(assessment.date);
        }
        let mut levels: BTreeMap<&CompetencyCode, BTreeSet<Decimal>> = BTreeMap::new();
        for assessment in usable().filter(|assessment| latest.get(&assessment.competency) == Some(&assessment.date)) {
            levels.entry(&assessment.competency).or_default().insert(assessment.level.normalize());
        }
        let mut current = CurrentProfile::default();
        for (assessment, reason) in self.assessments.iter().zip(refused) {
            let day = latest.get(&assessment.competency).copied();
            let other = || {
                let said = levels.get(&assessment.competency)?;
                said.iter().find(|level| **level != assessment.level.normalize()).copied()
            };
            let reason = match (reason, day) {
                (Some(reason), _) => Some(reason),
                (None, Some(by)) if by > assessment.date => Some(SetAsideReason::Superseded { by }),
                (None, _) => other().map(|other| SetAsideReason::Contradicted { other }),
            };
            match reason {
                Some(reason) => current.set_aside.push(SetAside { assessment, reason }),
                None => {
                    current.assessments.entry(assessment.competency.clone()).or_insert(assessment);
                }
            }
        }
        current
    }
}

/// The last day an assessment may be used: its own, or the day before its validity has run out, whichever is earlier. `None`: no end.
fn last_day(assessment: &Assessment, rules: &AssessmentRules) -> Option<NaiveDate> {
    let by_rule = rules.valid_months.and_then(|months| {
        let months = i32::try_from(months).ok()?;
        add_months(assessment.date, months, rules.date_rounding)?.pred_opt()
    });
    match (assessment.valid_until, by_rule) {
        (Some(own), Some(rule)) => Some(own.min(rule)),
        (own, rule) => own.or(rule),
    }
}

fn refusal(assessment: &Assessment, question: &ProfileQuestion<'_>) -> Option<SetAsideReason> {
    if assessment.date > question.date {
        return Some(SetAsideReason::Later);
    }
    if let Some(last_day) = last_day(assessment, question.rules).filter(|last| *last < question.date) {
        return Some(SetAsideReason::Expired { last_day });
    }
    if question.rules.accredited_only {
        match assessment.unit.as_ref().and_then(|unit| unit.accredited) {
            Some(true) => {}
            Some(false) => return Some(SetAsideReason::NotAccredited),
            None => return Some(SetAsideReason::AccreditationUnknown),
        }
    }
    if let (true, Some(wanted), Some(assessed)) = (question.rules.same_tier, question.tier, &assessment.tier)
        && wanted != assessed
    {
        return Some(SetAsideReason::OtherTier { assessed: assessed.clone() });
    }
    match (question.purpose, assessment.purpose) {
        (Some(wanted), Some(assessed)) if wanted != assessed => Some(SetAsideReason::OtherPurpose { assessed }),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
