//! Indices of agencies, services and learning: the exact arithmetic around the policies.
//!
//! What a rule says (weights, bands, conversions, limits) stands in policies and may change. What stands here needs more than one person,
//! answer or activity at a time: means over staff, surveys, caps per day and month. Everything is decimal; nothing rounds unless it says so;
//! what is not defined (a mean of nobody, a share of zero) is `None`, never zero.
//!
//! Reading order: [`agency`] means, composites and achievement, [`satisfaction`] public surveys, [`learning_hours`] hours of a year.

pub mod agency;
pub mod learning_hours;
pub mod satisfaction;

use rust_decimal::Decimal;
use serde::Serialize;

use crate::number::{Rounding, RoundingMode};

/// Rounds half up, the usual rule of Indonesian reports.
///
/// A quotient that does not end (a third) is first cut to 20 places, so that a sum of thirds that is exactly half a unit rounds up as it should.
pub fn half_up(value: Decimal, places: u32) -> Decimal {
    let settled = Rounding { places: 20, mode: RoundingMode::HalfUp }.apply(value);
    Rounding { places, mode: RoundingMode::HalfUp }.apply(settled)
}

/// The sum, `None` where it has more digits than can be kept.
pub(crate) fn sum(values: impl IntoIterator<Item = Decimal>) -> Option<Decimal> {
    values.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add)
}

/// The mean, unrounded; `None` of nothing.
pub fn mean(values: &[Decimal]) -> Option<Decimal> {
    sum(values.iter().copied())?.checked_div(Decimal::from(values.len()))
}

/// `part` of `whole` in percent, unrounded; `None` of a whole of zero.
pub fn percent(part: Decimal, whole: Decimal) -> Option<Decimal> {
    part.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole)
}

/// Every count as a share of their sum, in percent, rounded half up; `None` where the counts are all zero.
///
/// Rounded shares need not add up to 100 and are not bent until they do.
pub fn distribution(counts: &[u64], places: u32) -> Option<Vec<Decimal>> {
    let counts: Vec<Decimal> = counts.iter().copied().map(Decimal::from).collect();
    let whole = sum(counts.iter().copied()).filter(|whole| !whole.is_zero())?;
    counts.into_iter().map(|count| percent(count, whole).map(|share| half_up(share, places))).collect()
}

/// A figure somebody printed beside the figure that its own parts give. Published tables contain slips: both are kept, neither replaces the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Comparison {
    /// As printed.
    pub reported: Decimal,
    /// As computed from the parts.
    pub calculated: Decimal,
}

impl Comparison {
    /// Whether the two are equal, trailing zeros aside.
    pub fn agrees(self) -> bool {
        self.reported == self.calculated
    }

    /// Reported less calculated; `None` beyond the digits kept.
    pub fn difference(self) -> Option<Decimal> {
        self.reported.checked_sub(self.calculated).map(|difference| difference.normalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirds_that_make_a_half_round_up() {
        let third = Decimal::ONE / Decimal::from(3);
        let half = third + third + third - Decimal::new(5, 1);
        assert!(half < Decimal::new(5, 1), "the sum of three thirds falls short");
        assert_eq!(half_up(half, 0), Decimal::ONE);
    }

    #[test]
    fn nothing_has_no_mean_and_no_shares() {
        assert_eq!(mean(&[]), None);
        assert_eq!(distribution(&[0, 0], 1), None);
        assert_eq!(distribution(&[], 1), None);
        assert_eq!(percent(Decimal::ONE, Decimal::ZERO), None);
        assert_eq!(mean(&[Decimal::MAX, Decimal::MAX]), None);
    }
}
