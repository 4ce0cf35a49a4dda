//! Gaps: the assessed level minus the required one, competency by competency.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Serialize;

use super::standard::CompetencyStandard;
use crate::number::format_decimal;
use crate::people::id::CompetencyCode;

/// Levels and weights are at most this far from zero and have at most [`PLACES`] decimal places, so that sums and products are exact.
pub const LIMIT: u32 = 1_000_000;

/// See [`LIMIT`].
pub const PLACES: u32 = 9;

/// One competency: what is required and what was shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct CompetencyGap {
    /// The competency.
    pub competency: CompetencyCode,
    /// The required level, above zero.
    pub required: Decimal,
    /// The assessed level; absent where the competency is unmeasured.
    pub actual: Option<Decimal>,
    /// Its weight beside the other competencies. Only the proportions matter.
    pub weight: Decimal,
    /// Whether a deficit here cannot be made good by anything else.
    pub critical: bool,
}

impl CompetencyGap {
    /// Assessed minus required: negative is a deficit. `None` where the competency is unmeasured.
    pub fn gap(&self) -> Option<Decimal> {
        self.actual.map(|actual| (actual - self.required).normalize())
    }

    /// Weight times the size of the deficit; zero where there is none. `None` where the competency is unmeasured.
    pub fn weighted_deficit(&self) -> Option<Decimal> {
        self.gap().map(|gap| (self.weight * (-gap).max(Decimal::ZERO)).normalize())
    }

    fn is_deficit(&self) -> bool {
        self.gap().is_some_and(|gap| gap < Decimal::ZERO)
    }
}

/// A number gaps cannot be computed with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GapError {
    /// A required level of zero or less.
    #[error("`{competency}` requires level {}, expected more than 0", format_decimal(*.level))]
    RequiredNotPositive {
        /// The competency.
        competency: CompetencyCode,
        /// The level.
        level: Decimal,
    },
    /// An assessed level or a weight below zero.
    #[error("`{competency}` comes with {}, expected 0 or more", format_decimal(*.number))]
    Negative {
        /// The competency.
        competency: CompetencyCode,
        /// The level or weight.
        number: Decimal,
    },
    /// A number past the limits.
    #[error("`{competency}` comes with {}, expected at most {LIMIT} and at most {PLACES} decimal places", format_decimal(*.number))]
    TooLong {
        /// The competency.
        competency: CompetencyCode,
        /// The level or weight.
        number: Decimal,
    },
}

/// Every competency a post requires beside what one person has shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct GapReport(Vec<CompetencyGap>);

impl GapReport {
    /// Checks rows that come from elsewhere than a standard.
    ///
    /// # Errors
    /// The first of: a required level of zero or less, a negative level or weight, a number past [`LIMIT`] or [`PLACES`].
    pub fn try_new(rows: Vec<CompetencyGap>) -> Result<GapReport, GapError> {
        for row in &rows {
            let competency = || row.competency.clone();
            let numbers = [Some(row.required), row.actual, Some(row.weight)];
            for number in numbers.into_iter().flatten() {
                if number.abs() > Decimal::from(LIMIT) || number.normalize().scale() > PLACES {
                    return Err(GapError::TooLong { competency: competency(), number });
                }
            }
            if row.required <= Decimal::ZERO {
                return Err(GapError::RequiredNotPositive { competency: competency(), level: row.required });
            }
            for number in [row.actual, Some(row.weight)].into_iter().flatten() {
                if number < Decimal::ZERO {
                    return Err(GapError::Negative { competency: competency(), number });
                }
            }
        }
        Ok(GapReport(rows))
    }

    /// What a standard requires beside the levels a person has; competencies without a level are unmeasured.
    ///
    /// # Errors
    /// As [`GapReport::try_new`], for levels that do not come from a [`Profile`](super::Profile).
    pub fn of(standard: &CompetencyStandard, levels: &BTreeMap<CompetencyCode, Decimal>) -> Result<GapReport, GapError> {
        let row = |requirement: &super::standard::Requirement| CompetencyGap {
            competency: requirement.competency.clone(),
            required: requirement.level.into(),
            actual: levels.get(&requirement.competency).copied(),
            weight: requirement.weight,
            critical: requirement.critical,
        };
        GapReport::try_new(standard.requirements.iter().map(row).collect())
    }

    /// Every competency, in the order of the standard.
    pub fn rows(&self) -> &[CompetencyGap] {
        &self.0
    }

    /// Competencies below the required level: the largest weighted deficit first, then by code.
    pub fn deficits(&self) -> Vec<&CompetencyGap> {
        let mut deficits: Vec<&CompetencyGap> = self.0.iter().filter(|row| row.is_deficit()).collect();
        deficits.sort_by_key(|row| (Reverse(row.weighted_deficit()), row.competency.clone()));
        deficits
    }

    /// Deficits no average can make good, in the order of [`GapReport::deficits`].
    pub fn critical_deficits(&self) -> Vec<&CompetencyGap> {
        self.deficits().into_iter().filter(|row| row.critical).collect()
    }

    /// Whether a critical competency is below the required level. `None` where none is, but one is unmeasured.
    ///
    /// INVARIANT (silence is not zero): an unmeasured critical competency is neither a deficit nor none.
    pub fn critical_deficit(&self) -> Option<bool> {
        if self.0.iter().any(|row| row.critical && row.is_deficit()) {
            return Some(true);
        }
        if self.0.iter().any(|row| row.critical && row.actual.is_none()) { None } else { Some(false) }
    }

    /// Competencies nobody has measured, in the order of the standard.
    pub fn unmeasured(&self) -> Vec<&CompetencyGap> {
        self.0.iter().filter(|row| row.actual.is_none()).collect()
    }

    /// Sum of the gaps of what is measured, surplus against deficit.
    pub fn sum_of_gaps(&self) -> Decimal {
        self.0.iter().filter_map(CompetencyGap::gap).sum::<Decimal>().normalize()
    }

    /// Sum of the weighted deficits of what is measured.
    pub fn weighted_deficit(&self) -> Decimal {
        self.0.iter().filter_map(CompetencyGap::weighted_deficit).sum::<Decimal>().normalize()
    }
}

#[cfg(test)]
mod tests;
