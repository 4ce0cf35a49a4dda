//! What somebody has to learn, and how that is known: one need for each source, never added up into one number.
//!
//! Four sources are kept apart: a competency below the level the post requires, a released 360° score below a published threshold, a yearly
//! performance label below the one expected, learning hours that are missing this year. What a source does not say is a remark
//! ([`NotMeasured`], [`Unknown`]), never a need of size zero. What somebody wishes to learn is a [`Wish`](super::wish::Wish) and no need at all.

mod gap;
mod link;
mod rules;
mod wording;

use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::competency::{SetAsideReason, StandardTarget};
use crate::evaluation::shown::Shown;
use crate::legal::{Label, LegalReference};
use crate::people::id::{CompetencyCode, CycleId, FrameworkId, PersonId, RatingCode, StandardsId, UnitId};

pub use gap::{Gaps, post_of, tier_of};
pub use link::{NeedLink, NeedLinkError};
pub(crate) use rules::dossier;
pub use rules::{Duty, NeedError, NeedFacts, NeedPolicies, NeedRules, NeedRulesError, NeedSources, ReleasedFigure, Warning};

/// How much a need matters beside the other competencies of the post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Weight {
    /// The weight of the competency divided by the mean weight of the standard: 1 is average. Rounded half up to six places.
    pub relative: Decimal,
    /// Whether nothing else makes up for a lack here.
    pub critical: bool,
}

impl Weight {
    /// What is as important as anything else.
    pub const AVERAGE: Weight = Weight { relative: Decimal::ONE, critical: false };
}

/// Where a need comes from, with the record it stands in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "source")]
pub enum NeedSource {
    /// The standard of the post requires more than was assessed.
    Gap {
        /// The framework.
        framework: FrameworkId,
        /// The competency.
        competency: CompetencyCode,
        /// Its name.
        label: Label,
        /// The level the post requires.
        required: Decimal,
        /// The level assessed.
        actual: Decimal,
        /// The set the standard stands in.
        standards: StandardsId,
        /// The post or tier the standard is for.
        post: Label,
        /// Who assessed.
        assessor: Arc<str>,
        /// How.
        method: Arc<str>,
        /// What the level rests on.
        evidence: Vec<Arc<str>>,
    },
    /// A released 360° score below the threshold.
    Feedback {
        /// The cycle.
        cycle: CycleId,
        /// The dimension.
        dimension: CompetencyCode,
        /// Its name.
        label: Label,
        /// The figure as its readers see it.
        shown: Shown,
        /// The edition of the report.
        edition: u32,
        /// Lowest and highest point of the scale.
        scale: (Decimal, Decimal),
        /// The threshold, in points of the scale.
        threshold: Decimal,
    },
    /// A yearly performance label below the one expected.
    Performance {
        /// The year rated.
        year: i32,
        /// The label.
        label: RatingCode,
        /// What people read.
        name: Label,
        /// The least label that is no need.
        expected: Label,
    },
    /// Learning hours of the year that are still missing.
    Hours {
        /// The year.
        year: i32,
        /// What counts so far (JP).
        counted: Decimal,
        /// What is owed (JP).
        owed: Decimal,
    },
}

/// Something somebody has to learn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Need {
    /// How much is lacking, above zero: levels of a competency, points of the 360° scale, steps of the performance scale, learning hours.
    pub size: Decimal,
    /// How much it matters.
    pub weight: Weight,
    /// Since when it is known: day of the assessment, of the release, first day after the year rated, first day of the year.
    pub since: NaiveDate,
    /// What makes it a need.
    pub reference: LegalReference,
    /// Where it comes from.
    #[serde(flatten)]
    pub source: NeedSource,
}

impl Need {
    /// What other records call it by.
    pub fn link(&self) -> NeedLink {
        match &self.source {
            NeedSource::Gap { framework, competency, .. } => NeedLink::Gap { framework: framework.clone(), competency: competency.clone() },
            NeedSource::Feedback { cycle, dimension, .. } => NeedLink::Feedback { cycle: cycle.clone(), dimension: dimension.clone() },
            NeedSource::Performance { year, .. } => NeedLink::Performance { year: *year },
            NeedSource::Hours { year, .. } => NeedLink::Hours { year: *year },
        }
    }

    /// The competency it is about, if it is about one.
    pub fn competency(&self) -> Option<&CompetencyCode> {
        match &self.source {
            NeedSource::Gap { competency, .. } => Some(competency),
            NeedSource::Feedback { dimension, .. } => Some(dimension),
            NeedSource::Performance { .. } | NeedSource::Hours { .. } => None,
        }
    }
}

/// A competency the post requires that nobody has measured in a way that may be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct NotMeasured {
    /// The framework.
    pub framework: FrameworkId,
    /// The competency.
    pub competency: CompetencyCode,
    /// Its name.
    pub label: Label,
    /// The level the post requires.
    pub required: Decimal,
    /// How much it matters.
    pub weight: Weight,
    /// Why the latest assessment is not used; absent where there is none at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set_aside: Option<SetAsideReason>,
}

/// A competency whose level is met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Met {
    /// The framework.
    pub framework: FrameworkId,
    /// The competency.
    pub competency: CompetencyCode,
}

/// A standard the needs were measured against.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct StandardUsed {
    /// The set it stands in.
    pub standards: StandardsId,
    /// The framework.
    pub framework: FrameworkId,
    /// Whom it is for.
    pub target: StandardTarget,
    /// What people read.
    pub label: Label,
    /// Where it comes from.
    pub reference: LegalReference,
}

/// Something a source does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unknown {
    /// No position is on record for the day.
    Position,
    /// No standard binds for the position.
    Standard,
    /// The employment status is not on record, so that nobody knows whether the duty of learning hours binds.
    Employment,
    /// No performance label of a finished year is on record.
    Performance,
    /// Nobody has consulted the learning register.
    LearningRegister,
    /// No 360° result was released.
    Feedback,
}

/// Everything one person has to learn, as of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct PersonNeeds {
    /// Who.
    pub person: PersonId,
    /// Where the person works.
    pub unit: Option<UnitId>,
    /// The day.
    pub as_of: NaiveDate,
    /// The standards of the post.
    pub standards: Vec<StandardUsed>,
    /// The needs, source by source: gaps in the order of the standard, feedback, performance, hours.
    pub needs: Vec<Need>,
    /// What is required but not measured.
    pub not_measured: Vec<NotMeasured>,
    /// What is required and met.
    pub met: Vec<Met>,
    /// What sources do not say.
    pub unknown: Vec<Unknown>,
}

impl PersonNeeds {
    /// Nothing known yet.
    pub fn new(person: PersonId, unit: Option<UnitId>, as_of: NaiveDate) -> PersonNeeds {
        PersonNeeds {
            person,
            unit,
            as_of,
            standards: Vec::new(),
            needs: Vec::new(),
            not_measured: Vec::new(),
            met: Vec::new(),
            unknown: Vec::new(),
        }
    }

    /// The need with this link, if it is still one.
    pub fn find(&self, link: &NeedLink) -> Option<&Need> {
        self.needs.iter().find(|need| need.link() == *link)
    }

    /// The measured gap in a competency of a framework, in levels: zero where the level is met, `None` where it is not required or not measured.
    pub fn gap(&self, framework: &FrameworkId, competency: &CompetencyCode) -> Option<Decimal> {
        let of =
            |need: &&Need| matches!(&need.source, NeedSource::Gap { framework: f, competency: c, .. } if f == framework && c == competency);
        let met = || self.met.iter().any(|met| met.framework == *framework && met.competency == *competency);
        self.needs.iter().find(of).map(|need| need.size).or_else(|| met().then_some(Decimal::ZERO))
    }

    /// How much of the gap a course that leads to `level` closes, in levels: what lies between the assessed and the lower of that level and the
    /// required one. Zero where there is no measured gap.
    pub fn closed_by(&self, framework: &FrameworkId, competency: &CompetencyCode, level: Decimal) -> Decimal {
        let closed = |need: &Need| match &need.source {
            NeedSource::Gap { framework: f, competency: c, required, actual, .. } if f == framework && c == competency => {
                Some(((*required).min(level) - *actual).max(Decimal::ZERO))
            }
            _ => None,
        };
        self.needs.iter().find_map(closed).unwrap_or_default()
    }

    /// Learning hours still missing this year; zero where nothing is owed or missing.
    pub fn missing_hours(&self) -> Decimal {
        let of = |need: &Need| matches!(need.source, NeedSource::Hours { .. }).then_some(need.size);
        self.needs.iter().find_map(of).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
