//! Simple additive weighting: every criterion is put on a scale of 0 to 1, weighted and added, line by line.
//!
//! On a fixed scale (the highest and lowest values the decree names) a score says something about one person alone. On the scale of the pool it
//! depends on who else applied, and the order of two people can turn when a third one leaves: [`AdditiveWeighting::rank_reversals`] says where.

use std::sync::Arc;

use rust_decimal::Decimal;
use serde::Serialize;

use super::matching::{WEIGHT_TOLERANCE, tidy};
use crate::number::{Rounding, RoundingMode, format_decimal};

/// Values are at most this far from zero and have at most [`PLACES`] decimal places.
pub const LIMIT: u64 = 1_000_000_000_000;

/// See [`LIMIT`].
pub const PLACES: u32 = 12;

/// A criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct WeightedCriterion {
    /// Its name.
    pub name: Arc<str>,
    /// Its weight; all weights add up to 1.
    pub weight: Decimal,
    /// Whether less is better.
    pub cost: bool,
}

/// The scale values are put on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Normalisation {
    /// The best value of each criterion as the decree fixes it: the highest there is, for a cost the lowest.
    Fixed(Vec<Decimal>),
    /// The best value among those who apply.
    Pool,
}

/// Somebody to be scored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeightedCandidate {
    /// Who.
    pub id: Arc<str>,
    /// One value for each criterion; `None` where it is missing.
    pub values: Vec<Option<Decimal>>,
}

/// One criterion of one candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct WeightedCell {
    /// The value on the scale of 0 to 1.
    pub normalised: Decimal,
    /// That times the weight.
    pub contribution: Decimal,
}

/// A candidate with a score, or with what is missing for one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct WeightedScore {
    /// Who.
    pub id: Arc<str>,
    /// The criteria in order; empty for a candidate without a score.
    pub cells: Vec<WeightedCell>,
    /// The score, not rounded; absent where a value is missing.
    pub score: Option<Decimal>,
    /// One more than the number of candidates strictly ahead, on the rounded score; absent without a score.
    pub rank: Option<usize>,
    /// Names of the criteria without a value.
    pub missing: Vec<Arc<str>>,
}

/// Two candidates whose order turns when a third one leaves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct RankReversal {
    /// Who leaves.
    pub without: Arc<str>,
    /// Who was ahead before.
    pub ahead: Arc<str>,
    /// Who is ahead after.
    pub overtaken_by: Arc<str>,
}

/// Why candidates cannot be scored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeightingError {
    /// No criteria.
    #[error("there are no criteria, expected at least one")]
    NoCriteria,
    /// Weights that do not add up.
    #[error("the weights add up to {}, expected 1", format_decimal(*.found))]
    Weights {
        /// Their sum.
        found: Decimal,
    },
    /// Bounds for another number of criteria.
    #[error("there are {found} fixed best values, expected {expected}, one for each criterion")]
    Bounds {
        /// How many.
        found: usize,
        /// How many criteria.
        expected: usize,
    },
    /// Values for another number of criteria.
    #[error("`{id}` has {found} values, expected {expected}, one for each criterion")]
    Values {
        /// Who.
        id: Arc<str>,
        /// How many.
        found: usize,
        /// How many criteria.
        expected: usize,
    },
    /// The same candidate twice.
    #[error("`{0}` stands twice, expected each candidate once")]
    Twice(Arc<str>),
    /// A number that cannot be used.
    #[error("criterion `{criterion}` comes with {}, expected 0 to {LIMIT} and at most {PLACES} decimal places", format_decimal(*.number))]
    OutOfRange {
        /// The criterion.
        criterion: Arc<str>,
        /// The number.
        number: Decimal,
    },
    /// A cost of nothing: every other cost would be infinitely worse.
    #[error("criterion `{criterion}` is a cost and `{id}` has 0, expected more than 0")]
    ZeroCost {
        /// The criterion.
        criterion: Arc<str>,
        /// Who.
        id: Arc<str>,
    },
    /// A best value of nothing.
    #[error("the best value of criterion `{criterion}` is 0, expected more than 0")]
    ZeroBest {
        /// The criterion.
        criterion: Arc<str>,
    },
    /// Better than the best.
    #[error("`{id}` has {} in criterion `{criterion}`, better than the fixed best value {}", format_decimal(*.value), format_decimal(*.best))]
    OutsideScale {
        /// Who.
        id: Arc<str>,
        /// The criterion.
        criterion: Arc<str>,
        /// The value.
        value: Decimal,
        /// The best value.
        best: Decimal,
    },
}

/// Criteria with their weights and scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdditiveWeighting {
    criteria: Vec<WeightedCriterion>,
    normalisation: Normalisation,
    places: u32,
}

impl AdditiveWeighting {
    /// Checks criteria. `places`: decimal places the score is ranked on, halves up, at most 20.
    ///
    /// # Errors
    /// No criteria, a weight or fixed best value out of range, weights that miss 1 by more than a millionth, a best value of zero, another
    /// number of best values than criteria.
    pub fn try_new(
        criteria: Vec<WeightedCriterion>,
        normalisation: Normalisation,
        places: u32,
    ) -> Result<AdditiveWeighting, WeightingError> {
        if criteria.is_empty() {
            return Err(WeightingError::NoCriteria);
        }
        for criterion in &criteria {
            in_range(criterion, criterion.weight)?;
        }
        let found = criteria.iter().map(|criterion| criterion.weight).sum::<Decimal>();
        if (found - Decimal::ONE).abs() > WEIGHT_TOLERANCE {
            return Err(WeightingError::Weights { found });
        }
        if let Normalisation::Fixed(best) = &normalisation {
            if best.len() != criteria.len() {
                return Err(WeightingError::Bounds { found: best.len(), expected: criteria.len() });
            }
            for (criterion, best) in criteria.iter().zip(best) {
                in_range(criterion, *best)?;
                if best.is_zero() {
                    return Err(WeightingError::ZeroBest { criterion: Arc::clone(&criterion.name) });
                }
            }
        }
        Ok(AdditiveWeighting { criteria, normalisation, places: places.min(20) })
    }

    /// Scores candidates, in the order they came. Who lacks a value is neither scored nor ranked nor part of the pool's scale.
    ///
    /// # Errors
    /// A candidate twice or with another number of values, a value out of range, zero in a cost, a best value of zero, a value better than the
    /// fixed best.
    pub fn score(&self, candidates: &[WeightedCandidate]) -> Result<Vec<WeightedScore>, WeightingError> {
        self.check(candidates)?;
        let complete: Vec<(&WeightedCandidate, Vec<Decimal>)> = candidates
            .iter()
            .filter_map(|candidate| Some((candidate, candidate.values.iter().copied().collect::<Option<Vec<Decimal>>>()?)))
            .collect();
        let best = self.best(&complete)?;
        let mut scores: Vec<WeightedScore> = Vec::new();
        for candidate in candidates {
            let missing = self.criteria.iter().zip(&candidate.values).filter(|(_, value)| value.is_none());
            let missing: Vec<Arc<str>> = missing.map(|(criterion, _)| Arc::clone(&criterion.name)).collect();
            let mut scored = WeightedScore { id: Arc::clone(&candidate.id), cells: Vec::new(), score: None, rank: None, missing };
            if let Some((_, values)) = complete.iter().find(|(other, _)| other.id == candidate.id) {
                scored.cells = self.cells(candidate, values, &best)?;
                scored.score = Some(tidy(scored.cells.iter().map(|cell| cell.contribution).sum()));
            }
            scores.push(scored);
        }
        let rounded =
            |score: &WeightedScore| score.score.map(|score| Rounding { places: self.places, mode: RoundingMode::HalfUp }.apply(score));
        let all: Vec<Option<Decimal>> = scores.iter().map(rounded).collect();
        for (score, own) in scores.iter_mut().zip(&all) {
            score.rank = own.map(|own| 1 + all.iter().flatten().filter(|other| **other > own).count());
        }
        Ok(scores)
    }

    /// Every pair of candidates whose order turns when one of the others leaves. Empty on a fixed scale, always.
    ///
    /// # Errors
    /// As [`AdditiveWeighting::score`].
    pub fn rank_reversals(&self, candidates: &[WeightedCandidate]) -> Result<Vec<RankReversal>, WeightingError> {
        let whole = self.score(candidates)?;
        let mut reversals = Vec::new();
        for without in &whole {
            if without.rank.is_none() {
                continue;
            }
            let rest: Vec<WeightedCandidate> = candidates.iter().filter(|candidate| candidate.id != without.id).cloned().collect();
            let after = self.score(&rest)?;
            let rank_after = |id: &Arc<str>| after.iter().find(|score| score.id == *id).and_then(|score| score.rank);
            for first in &whole {
                for second in whole.iter().filter(|second| first.rank.zip(second.rank).is_some_and(|(a, b)| a < b)) {
                    if rank_after(&first.id).zip(rank_after(&second.id)).is_some_and(|(a, b)| a > b) {
                        let (without, ahead) = (Arc::clone(&without.id), Arc::clone(&first.id));
                        reversals.push(RankReversal { without, ahead, overtaken_by: Arc::clone(&second.id) });
                    }
                }
            }
        }
        reversals.sort();
        Ok(reversals)
    }

    fn check(&self, candidates: &[WeightedCandidate]) -> Result<(), WeightingError> {
        let mut ids: Vec<&Arc<str>> = candidates.iter().map(|candidate| &candidate.id).collect();
        ids.sort();
        if let Some(twice) = ids.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(WeightingError::Twice(Arc::clone(twice[0])));
        }
        for candidate in candidates {
            let (found, expected) = (candidate.values.len(), self.criteria.len());
            if found != expected {
                return Err(WeightingError::Values { id: Arc::clone(&candidate.id), found, expected });
            }
            for (criterion, value) in self.criteria.iter().zip(&candidate.values) {
                let Some(value) = value else { continue };
                in_range(criterion, *value)?;
                if criterion.cost && value.is_zero() {
                    return Err(WeightingError::ZeroCost { criterion: Arc::clone(&criterion.name), id: Arc::clone(&candidate.id) });
                }
            }
        }
        Ok(())
    }

    /// The best value of each criterion.
    fn best(&self, complete: &[(&WeightedCandidate, Vec<Decimal>)]) -> Result<Vec<Decimal>, WeightingError> {
        if let Normalisation::Fixed(best) = &self.normalisation {
            return Ok(best.clone());
        }
        let mut all = Vec::new();
        for (i, criterion) in self.criteria.iter().enumerate() {
            let values = complete.iter().filter_map(|(_, values)| values.get(i).copied());
            let best = if criterion.cost { values.min() } else { values.max() };
            if best.is_some_and(|best| best.is_zero()) {
                return Err(WeightingError::ZeroBest { criterion: Arc::clone(&criterion.name) });
            }
            all.push(best.unwrap_or(Decimal::ONE));
        }
        Ok(all)
    }

    fn cells(&self, candidate: &WeightedCandidate, values: &[Decimal], best: &[Decimal]) -> Result<Vec<WeightedCell>, WeightingError> {
        let mut cells = Vec::new();
        for ((criterion, value), best) in self.criteria.iter().zip(values).zip(best) {
            let (part, whole) = if criterion.cost { (*best, *value) } else { (*value, *best) };
            if part > whole {
                let (id, name) = (Arc::clone(&candidate.id), Arc::clone(&criterion.name));
                return Err(WeightingError::OutsideScale { id, criterion: name, value: *value, best: *best });
            }
            let normalised = part.checked_div(whole).unwrap_or_default();
            cells.push(WeightedCell { normalised: tidy(normalised), contribution: (criterion.weight * normalised).normalize() });
        }
        Ok(cells)
    }
}

/// Who has a rank, the first rank first; equals stay in the order they came.
pub fn in_order_of_ranks(scores: &[WeightedScore]) -> Vec<&WeightedScore> {
    let mut ranked: Vec<&WeightedScore> = scores.iter().filter(|score| score.rank.is_some()).collect();
    ranked.sort_by_key(|score| score.rank);
    ranked
}

fn in_range(criterion: &WeightedCriterion, number: Decimal) -> Result<(), WeightingError> {
    if (Decimal::ZERO..=Decimal::from(LIMIT)).contains(&number) && number.normalize().scale() <= PLACES {
        return Ok(());
    }
    Err(WeightingError::OutOfRange { criterion: Arc::clone(&criterion.name), number })
}

#[cfg(test)]
mod tests;
