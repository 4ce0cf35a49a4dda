//! Error rates by group, weights that would even out a table, and what a gap in scores does to selection. For analysis; never applied to people.

use crate::Undefined;
use crate::distribution::{normal_above, root};

/// Predictions against what came true later, for one group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Confusion {
    /// Selected, and proved good.
    pub true_positive: u64,
    /// Selected, and did not.
    pub false_positive: u64,
    /// Not selected, and would not have.
    pub true_negative: u64,
    /// Not selected, and would have.
    pub false_negative: u64,
}

fn share(part: u64, rest: u64) -> Result<f64, Undefined> {
    if part == 0 && rest == 0 { Err(Undefined::EmptyTotal) } else { Ok(part as f64 / (part as f64 + rest as f64)) }
}

impl Confusion {
    /// Counts pairs of (came true, was predicted).
    pub fn count(pairs: impl IntoIterator<Item = (bool, bool)>) -> Confusion {
        let mut counts = Confusion::default();
        for pair in pairs {
            match pair {
                (true, true) => counts.true_positive += 1,
                (false, true) => counts.false_positive += 1,
                (false, false) => counts.true_negative += 1,
                (true, false) => counts.false_negative += 1,
            }
        }
        counts
    }

    /// Of those who are good, the share selected.
    pub fn true_positive_rate(&self) -> Result<f64, Undefined> {
        share(self.true_positive, self.false_negative)
    }

    /// Of those who are not, the share selected.
    pub fn false_positive_rate(&self) -> Result<f64, Undefined> {
        share(self.false_positive, self.true_negative)
    }

    /// Of those who are good, the share not selected.
    pub fn false_negative_rate(&self) -> Result<f64, Undefined> {
        share(self.false_negative, self.true_positive)
    }

    /// Of those who are not, the share not selected.
    pub fn true_negative_rate(&self) -> Result<f64, Undefined> {
        share(self.true_negative, self.false_positive)
    }

    /// Of those selected, the share who are good.
    pub fn positive_predictive_value(&self) -> Result<f64, Undefined> {
        share(self.true_positive, self.false_positive)
    }

    /// Of those not selected, the share who are not.
    pub fn negative_predictive_value(&self) -> Result<f64, Undefined> {
        share(self.true_negative, self.false_negative)
    }

    /// Share selected.
    pub fn selection_rate(&self) -> Result<f64, Undefined> {
        share(self.true_positive.saturating_add(self.false_positive), self.true_negative.saturating_add(self.false_negative))
    }

    /// Share who are good.
    pub fn base_rate(&self) -> Result<f64, Undefined> {
        share(self.true_positive.saturating_add(self.false_negative), self.true_negative.saturating_add(self.false_positive))
    }

    /// Share foreseen rightly.
    pub fn accuracy(&self) -> Result<f64, Undefined> {
        share(self.true_positive.saturating_add(self.true_negative), self.false_positive.saturating_add(self.false_negative))
    }
}

/// Largest minus smallest value over the groups. Undefined with the first group that is; `TooFew` without any.
pub fn widest_difference(values: &[Result<f64, Undefined>]) -> Result<f64, Undefined> {
    let (low, high) = extremes(values)?;
    Ok(high - low)
}

/// Smallest over largest value over the groups; `EmptyTotal` where the largest is 0.
pub fn narrowest_ratio(values: &[Result<f64, Undefined>]) -> Result<f64, Undefined> {
    let (low, high) = extremes(values)?;
    if high == 0.0 { Err(Undefined::EmptyTotal) } else { Ok(low / high) }
}

fn extremes(values: &[Result<f64, Undefined>]) -> Result<(f64, f64), Undefined> {
    let values = values.iter().copied().collect::<Result<Vec<f64>, Undefined>>()?;
    if values.is_empty() {
        return Err(Undefined::TooFew { found: 0, needed: 1 });
    }
    Ok(values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &x| (low.min(x), high.max(x))))
}

/// The three gaps in error rates between groups that carry names in the literature.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OddsGaps {
    /// Equal opportunity: difference of true positive rates.
    pub true_positive: Result<f64, Undefined>,
    /// Difference of false positive rates.
    pub false_positive: Result<f64, Undefined>,
    /// Equalized odds: the larger of the two.
    pub equalized_odds: Result<f64, Undefined>,
    /// Average odds: their mean.
    pub average_odds: Result<f64, Undefined>,
}

/// Gaps of error rates over groups. Needs a later outcome one can trust; equal predictive value and equal error rates cannot both hold where base rates differ.
pub fn odds_gaps(groups: &[Confusion]) -> OddsGaps {
    let gap = |rate: fn(&Confusion) -> Result<f64, Undefined>| widest_difference(&groups.iter().map(rate).collect::<Vec<_>>());
    let (tpr, fpr) = (gap(Confusion::true_positive_rate), gap(Confusion::false_positive_rate));
    let both = tpr.and_then(|t| fpr.map(|f| (t, f)));
    OddsGaps {
        true_positive: tpr,
        false_positive: fpr,
        equalized_odds: both.map(|(t, f)| t.max(f)),
        average_odds: both.map(|(t, f)| (t + f) / 2.0),
    }
}

/// Weights under which group and outcome would be independent: `n_group·n_outcome / (N·n_cell)`, a row for each group.
///
/// A weight is `EmptyTotal` where its cell has nobody. Source: Kamiran and Calders 2012.
pub fn reweighing(counts: &[Vec<u64>]) -> Result<Vec<Vec<Result<f64, Undefined>>>, Undefined> {
    let columns = counts.first().map_or(0, Vec::len);
    if counts.iter().any(|row| row.len() != columns) {
        return Err(Undefined::Shape);
    }
    let all: f64 = counts.iter().flatten().map(|&n| n as f64).sum();
    let column = |at: usize| counts.iter().filter_map(|row| row.get(at)).map(|&n| n as f64).sum::<f64>();
    let columns: Vec<f64> = (0..columns).map(column).collect();
    let weigh = |row: &Vec<u64>| {
        let own: f64 = row.iter().map(|&n| n as f64).sum();
        let weight = |(&n, column): (&u64, &f64)| if n == 0 { Err(Undefined::EmptyTotal) } else { Ok(own * column / (all * n as f64)) };
        row.iter().zip(&columns).map(weight).collect()
    };
    Ok(counts.iter().map(weigh).collect())
}

/// What a standardised gap in mean scores does to an impact ratio when everybody above one cut is selected.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExpectedImpact {
    /// The cut, in standard deviations above the mean of the majority.
    pub cut: f64,
    /// Share of the majority selected.
    pub majority: f64,
    /// Share of the minority selected.
    pub minority: f64,
    /// minority / majority.
    pub ratio: f64,
}

/// Expected impact ratio under normal scores: the cut u solves `(1-q)·S(u) + q·S(u+d) = selected`, the ratio is `S(u+d)/S(u)`.
///
/// `d` is by how much the minority's mean lies below, `selected` the share selected over all, `minority` the share q of the minority.
/// `OutOfRange` unless 0 < selected < 1 and 0 ≤ q ≤ 1. For planning a cut score: d = 0.40 with a tenth selected gives 0.47.
pub fn expected_impact(d: f64, selected: f64, minority: f64) -> Result<ExpectedImpact, Undefined> {
    if !d.is_finite() {
        return Err(Undefined::NotFinite);
    }
    let possible = selected > 0.0 && selected < 1.0 && (0.0..=1.0).contains(&minority);
    if !possible {
        return Err(Undefined::OutOfRange);
    }
    let share = |cut: f64| (1.0 - minority) * normal_above(cut) + minority * normal_above(cut + d);
    let reach = 40.0 + d.abs();
    let cut = root(-reach, reach, |cut| share(cut) > selected);
    let (majority, minority) = (normal_above(cut), normal_above(cut + d));
    if majority <= 0.0 {
        return Err(Undefined::Unbounded);
    }
    Ok(ExpectedImpact { cut, majority, minority, ratio: minority / majority })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_of_four_tenths_with_a_tenth_selected_halves_the_ratio() {
        let found = expected_impact(0.40, 0.10, 0.10).unwrap();
        assert!((found.ratio - 0.47).abs() < 0.005, "{}", found.ratio);
        let even = expected_impact(0.0, 0.25, 0.3).unwrap();
        assert!((even.ratio - 1.0).abs() < 1e-12 && (even.majority - 0.25).abs() < 1e-12);
        assert_eq!(expected_impact(0.4, 0.0, 0.3), Err(Undefined::OutOfRange));
    }

    #[test]
    fn error_rates_without_anybody_are_absent() {
        let one = Confusion { true_positive: 3, false_positive: 0, true_negative: 0, false_negative: 1 };
        assert_eq!((one.true_positive_rate(), one.false_positive_rate()), (Ok(0.75), Err(Undefined::EmptyTotal)));
        let other = Confusion::count([(true, true), (true, false), (false, true), (false, false)]);
        let gaps = odds_gaps(&[one, other]);
        assert_eq!((gaps.true_positive, gaps.equalized_odds), (Ok(0.25), Err(Undefined::EmptyTotal)));
    }

    #[test]
    fn weights_make_the_weighted_rates_equal() {
        let counts = [vec![4, 1], vec![2, 3]];
        let weights = reweighing(&counts).unwrap();
        assert_eq!(weights[0], vec![Ok(0.75), Ok(2.0)]);
        assert_eq!(reweighing(&[vec![0, 1], vec![2, 3]]).unwrap()[0][0], Err(Undefined::EmptyTotal));
    }
}
