//! Profile matching: every gap gets a value from a table, core and secondary factors are averaged apart, aspects are weighted.
//!
//! The classic table values a surplus below an exact hit; the capped table does not. Which one is used is for the decree to say.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::Serialize;

use super::gap::{LIMIT, PLACES};
use crate::number::format_decimal;
use crate::people::id::CompetencyCode;

/// How far weights may miss 1, so that thirds can be written with six digits or more.
pub(super) const WEIGHT_TOLERANCE: Decimal = Decimal::from_parts(1, 0, 0, false, 6);

/// The value of each gap in whole levels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct GapTable(BTreeMap<i32, Decimal>);

impl GapTable {
    /// The usual table: 5 for an exact hit, half a point less for each step above, a whole point less for each step below.
    pub fn classic() -> GapTable {
        GapTable::from_halves([(0, 10), (1, 9), (-1, 8), (2, 7), (-2, 6), (3, 5), (-3, 4), (4, 3), (-4, 2)])
    }

    /// The usual table with every surplus worth an exact hit.
    pub fn capped() -> GapTable {
        GapTable::from_halves([(0, 10), (1, 10), (-1, 8), (2, 10), (-2, 6), (3, 10), (-3, 4), (4, 10), (-4, 2)])
    }

    fn from_halves(values: [(i32, i64); 9]) -> GapTable {
        GapTable(values.into_iter().map(|(gap, halves)| (gap, Decimal::new(halves * 5, 1).normalize())).collect())
    }

    /// A table of one's own.
    ///
    /// # Errors
    /// [`MatchingError::TableHole`] where a gap between the lowest and the highest, or the gap 0, has no value.
    pub fn try_new(values: BTreeMap<i32, Decimal>) -> Result<GapTable, MatchingError> {
        let lowest = values.keys().next().copied().unwrap_or(0).min(0);
        let highest = values.keys().last().copied().unwrap_or(0).max(0);
        if highest.saturating_sub(lowest) > 1000 {
            return Err(MatchingError::TableHole { gap: lowest.saturating_add(1) });
        }
        match (lowest..=highest).find(|gap| !values.contains_key(gap)) {
            Some(gap) => Err(MatchingError::TableHole { gap }),
            None => Ok(GapTable(values)),
        }
    }

    /// The values by gap, lowest gap first.
    pub fn values(&self) -> &BTreeMap<i32, Decimal> {
        &self.0
    }

    /// The value of a gap, and the end of the table the gap was moved to where it lies outside.
    ///
    /// # Errors
    /// [`MatchingError::FractionalGap`] for a gap between two levels, unless it is interpolated.
    pub fn value(&self, gap: Decimal, fractional: FractionalGap) -> Result<TableValue, MatchingError> {
        let lowest = Decimal::from(self.0.keys().next().copied().unwrap_or(0));
        let highest = Decimal::from(self.0.keys().last().copied().unwrap_or(0));
        let inside = gap.max(lowest).min(highest);
        let at = |whole: Decimal| whole.to_string().parse::<i32>().ok().and_then(|whole| self.0.get(&whole)).copied().unwrap_or_default();
        let below = inside.floor().normalize();
        let value = match (inside == below, fractional) {
            (true, _) => at(below),
            (false, FractionalGap::Refuse) => return Err(MatchingError::FractionalGap { gap }),
            (false, FractionalGap::Interpolate) => {
                let low = at(below);
                low + (at((below + Decimal::ONE).normalize()) - low) * (inside - below)
            }
        };
        Ok(TableValue { value: value.normalize(), moved_to: Some(inside).filter(|inside| *inside != gap) })
    }
}

/// What a gap is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableValue {
    /// The value.
    pub value: Decimal,
    /// The end of the table that stood in for a gap outside it.
    pub moved_to: Option<Decimal>,
}

/// What happens to a gap that is not a whole number of levels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FractionalGap {
    /// It is refused: the table does not speak of it.
    #[default]
    Refuse,
    /// It gets the value on the line between its neighbours.
    Interpolate,
}

/// One factor of an aspect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Factor {
    /// The competency.
    pub competency: CompetencyCode,
    /// The level the post asks for.
    pub target: Decimal,
    /// Whether it is a core factor; otherwise it is secondary.
    pub core: bool,
}

/// Factors that are weighted together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Aspect {
    /// Its name.
    pub name: Arc<str>,
    /// Its weight; the weights of all aspects add up to 1.
    pub weight: Decimal,
    /// The share of the core factors; with that of the secondary ones it adds up to 1.
    pub core: Decimal,
    /// The share of the secondary factors.
    pub secondary: Decimal,
    /// Its factors.
    pub factors: Vec<Factor>,
}

/// A complete way of matching.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchingPlan {
    aspects: Vec<Aspect>,
    table: GapTable,
    fractional: FractionalGap,
}

/// Why matching cannot be done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MatchingError {
    /// A gap without a value.
    #[error("the table has no value for gap {gap}, expected one for every gap from its lowest to its highest, 0 included")]
    TableHole {
        /// The gap.
        gap: i32,
    },
    /// A gap between two levels.
    #[error("gap {} is not a whole number of levels, the table has no value for it", format_decimal(*.gap))]
    FractionalGap {
        /// The gap.
        gap: Decimal,
    },
    /// Nothing to match.
    #[error("there are no aspects, expected at least one")]
    NoAspects,
    /// An aspect without factors.
    #[error("aspect `{0}` has no factors, expected at least one")]
    NoFactors(Arc<str>),
    /// A factor twice in an aspect.
    #[error("aspect `{aspect}` names `{competency}` twice, expected it once")]
    FactorTwice {
        /// The aspect.
        aspect: Arc<str>,
        /// The factor.
        competency: CompetencyCode,
    },
    /// Weights that do not add up.
    #[error("the weights of the aspects add up to {}, expected 1", format_decimal(*.found))]
    Weights {
        /// Their sum.
        found: Decimal,
    },
    /// Shares that do not add up.
    #[error("the shares of core and secondary factors of aspect `{aspect}` add up to {}, expected 1", format_decimal(*.found))]
    Shares {
        /// The aspect.
        aspect: Arc<str>,
        /// Their sum.
        found: Decimal,
    },
    /// A weight below zero, or a number that is too long.
    #[error("aspect `{aspect}` comes with {}, expected 0 to {LIMIT} and at most {PLACES} decimal places", format_decimal(*.number))]
    OutOfRange {
        /// The aspect.
        aspect: Arc<str>,
        /// The number.
        number: Decimal,
    },
}

/// Something a reader of the result should know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum MatchingWarning {
    /// A gap outside the table got the value of the table's end.
    GapOutsideTable {
        /// The factor.
        competency: CompetencyCode,
        /// The gap.
        gap: Decimal,
        /// The end of the table.
        moved_to: Decimal,
    },
    /// An aspect has only secondary factors; they count for all of it.
    NoCoreFactor {
        /// The aspect.
        aspect: Arc<str>,
    },
    /// An aspect has only core factors; they count for all of it.
    NoSecondaryFactor {
        /// The aspect.
        aspect: Arc<str>,
    },
}

/// One aspect of a match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct AspectMatch {
    /// The aspect.
    pub name: Arc<str>,
    /// Mean value of the core factors; absent where there are none or one is unmeasured.
    pub core: Option<Decimal>,
    /// Mean value of the secondary factors; absent where there are none or one is unmeasured.
    pub secondary: Option<Decimal>,
    /// The aspect's value; absent where a factor is unmeasured.
    pub total: Option<Decimal>,
}

/// How near one person is to the profile of a post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ProfileMatch {
    /// Aspect by aspect.
    pub aspects: Vec<AspectMatch>,
    /// The whole; absent where a factor is unmeasured.
    pub total: Option<Decimal>,
    /// Factors nobody has measured.
    pub unmeasured: Vec<CompetencyCode>,
    /// What a reader should know.
    pub warnings: Vec<MatchingWarning>,
}

impl MatchingPlan {
    /// Checks aspects and their weights.
    ///
    /// # Errors
    /// The first of: no aspects, an aspect without factors or with one twice, a number out of range, weights or shares that miss 1 by more
    /// than a millionth.
    pub fn try_new(aspects: Vec<Aspect>, table: GapTable, fractional: FractionalGap) -> Result<MatchingPlan, MatchingError> {
        if aspects.is_empty() {
            return Err(MatchingError::NoAspects);
        }
        for aspect in &aspects {
            let name = || Arc::clone(&aspect.name);
            if aspect.factors.is_empty() {
                return Err(MatchingError::NoFactors(name()));
            }
            let mut seen = BTreeSet::new();
            if let Some(twice) = aspect.factors.iter().find(|factor| !seen.insert(&factor.competency)) {
                return Err(MatchingError::FactorTwice { aspect: name(), competency: twice.competency.clone() });
            }
            let numbers =
                [aspect.weight, aspect.core, aspect.secondary].into_iter().chain(aspect.factors.iter().map(|factor| factor.target));
            if let Some(number) = numbers.into_iter().find(|number| !is_usable(*number)) {
                return Err(MatchingError::OutOfRange { aspect: name(), number });
            }
            let found = aspect.core + aspect.secondary;
            if (found - Decimal::ONE).abs() > WEIGHT_TOLERANCE {
                return Err(MatchingError::Shares { aspect: name(), found });
            }
        }
        let found = aspects.iter().map(|aspect| aspect.weight).sum::<Decimal>();
        if (found - Decimal::ONE).abs() > WEIGHT_TOLERANCE {
            return Err(MatchingError::Weights { found });
        }
        Ok(MatchingPlan { aspects, table, fractional })
    }

    /// The aspects.
    pub fn aspects(&self) -> &[Aspect] {
        &self.aspects
    }

    /// Matches one person. A factor without a level leaves the whole without a value: nothing is imputed.
    ///
    /// # Errors
    /// [`MatchingError::FractionalGap`] where the plan refuses such gaps; [`MatchingError::OutOfRange`] for a level past the limits.
    pub fn score(&self, levels: &BTreeMap<CompetencyCode, Decimal>) -> Result<ProfileMatch, MatchingError> {
        let mut result = ProfileMatch { aspects: Vec::new(), total: Some(Decimal::ZERO), unmeasured: Vec::new(), warnings: Vec::new() };
        for aspect in &self.aspects {
            let (core, has_core) = self.mean(aspect, true, levels, &mut result)?;
            let (secondary, has_secondary) = self.mean(aspect, false, levels, &mut result)?;
            let name = Arc::clone(&aspect.name);
            let total = match (has_core, has_secondary) {
                (true, true) => core.zip(secondary).map(|(core, secondary)| aspect.core * core + aspect.secondary * secondary),
                (true, false) => {
                    result.warnings.push(MatchingWarning::NoSecondaryFactor { aspect: Arc::clone(&name) });
                    core
                }
                (false, _) => {
                    result.warnings.push(MatchingWarning::NoCoreFactor { aspect: Arc::clone(&name) });
                    secondary
                }
            };
            result.total = result.total.zip(total).map(|(sum, total)| sum + aspect.weight * total);
            result.aspects.push(AspectMatch { name, core, secondary, total: total.map(tidy) });
        }
        result.total = result.total.map(tidy);
        Ok(result)
    }

    /// Mean value of the core or the secondary factors of an aspect, and whether there are any.
    fn mean(
        &self,
        aspect: &Aspect,
        core: bool,
        levels: &BTreeMap<CompetencyCode, Decimal>,
        result: &mut ProfileMatch,
    ) -> Result<(Option<Decimal>, bool), MatchingError> {
        let (mut sum, mut count, mut complete) = (Decimal::ZERO, 0u32, true);
        for factor in aspect.factors.iter().filter(|factor| factor.core == core) {
            count += 1;
            let Some(level) = levels.get(&factor.competency).copied() else {
                complete = false;
                result.unmeasured.push(factor.competency.clone());
                continue;
            };
            if !is_usable(level) {
                return Err(MatchingError::OutOfRange { aspect: Arc::clone(&aspect.name), number: level });
            }
            let gap = (level - factor.target).normalize();
            let found = self.table.value(gap, self.fractional)?;
            if let Some(moved_to) = found.moved_to {
                result.warnings.push(MatchingWarning::GapOutsideTable { competency: factor.competency.clone(), gap, moved_to });
            }
            sum += found.value;
        }
        let mean = sum.checked_div(Decimal::from(count)).filter(|_| complete);
        Ok((mean.map(tidy), count > 0))
    }
}

/// Twenty places: far finer than any score, and the last digit of a third no longer decides who is ahead.
pub(super) fn tidy(value: Decimal) -> Decimal {
    value.round_dp(20).normalize()
}

fn is_usable(number: Decimal) -> bool {
    (Decimal::ZERO..=Decimal::from(LIMIT)).contains(&number) && number.normalize().scale() <= PLACES
}

#[cfg(test)]
mod tests;
