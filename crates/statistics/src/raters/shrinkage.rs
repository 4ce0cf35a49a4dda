//! Empirical Bayes: means of few ratings are drawn towards the mean of all.
//!
//! The variance components are those of restricted maximum likelihood for groups of any sizes. Groups of one size enter the likelihood together,
//! so that a round of thousands of ratees costs as much as its number of different sizes.

use std::collections::BTreeMap;

use crate::Undefined;
use crate::descriptive::{count, greatest, plain_mean, square_sum_or_zero};
use crate::reliability::one_way;

/// Variance components of groups with their own means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Components {
    /// Variance of true group means; 0 means that no difference between groups can be detected.
    pub between: f64,
    /// Variance of single ratings within a group.
    pub within: f64,
    /// The mean towards which groups are drawn.
    pub mu: f64,
}

impl Components {
    /// lambda = n / (n + within / between): the share of its own mean a group of this size keeps.
    pub fn lambda(&self, size: usize) -> f64 {
        if self.between == 0.0 {
            return 0.0;
        }
        count(size) * self.between / (count(size) * self.between + self.within)
    }

    /// mu + lambda · (mean - mu) for a group of this size and mean.
    pub fn shrunken(&self, size: usize, mean: f64) -> f64 {
        self.mu + self.lambda(size) * (mean - self.mu)
    }
}

/// Groups of one size.
#[derive(Clone, Copy, Debug, Default)]
struct SameSize {
    groups: f64,
    /// Σ of the means' distances from the centre.
    distance: f64,
    /// Σ of their squares.
    square: f64,
}

/// What the likelihood needs to know.
#[derive(Clone, Debug)]
struct Likelihood {
    sizes: Vec<(f64, SameSize)>,
    n: f64,
    within: f64,
}

/// The likelihood at one ratio of variances.
struct Point {
    /// -2 log likelihood up to a constant.
    deviance: f64,
    /// Its derivative by the ratio.
    slope: f64,
    /// Best mean, from the centre.
    mu: f64,
    /// Residual sum of squares.
    rss: f64,
}

impl Likelihood {
    fn at(&self, ratio: f64) -> Point {
        let (mut weight, mut first) = (0.0, 0.0);
        for (n, same) in &self.sizes {
            let w = n / (1.0 + n * ratio);
            weight += w * same.groups;
            first += w * same.distance;
        }
        let mu = first / weight;
        let (mut rss, mut pull, mut log, mut squared) = (self.within, 0.0, 0.0, 0.0);
        for (n, same) in &self.sizes {
            let w = n / (1.0 + n * ratio);
            let spread = (same.square - 2.0 * mu * same.distance + mu * mu * same.groups).max(0.0);
            rss += w * spread;
            pull += w * w * spread;
            log += same.groups * (n * ratio).ln_1p();
            squared += w * w * same.groups;
        }
        Point {
            deviance: (self.n - 1.0) * rss.ln() + log + weight.ln(),
            slope: weight - squared / weight - (self.n - 1.0) * pull / rss,
            mu,
            rss,
        }
    }

    /// The ratio between / within of the highest likelihood: where the slope turns from falling to rising, or 0.
    fn best(&self) -> f64 {
        const STEPS: u32 = 180;
        let place = |step: u32| 10f64.powf(f64::from(step) / 10.0 - 9.0);
        let mut best = (self.at(0.0).deviance, 0.0);
        let mut low = 0.0;
        let mut falling = self.at(0.0).slope < 0.0;
        for step in 0..=STEPS {
            let high = place(step);
            let falls = self.at(high).slope < 0.0;
            if falling && !falls {
                let ratio = crate::distribution::root(low, high, |ratio| self.at(ratio).slope < 0.0);
                let deviance = self.at(ratio).deviance;
                if deviance < best.0 {
                    best = (deviance, ratio);
                }
            }
            (low, falling) = (high, falls);
        }
        best.1
    }
}

/// Variance components by restricted maximum likelihood. Empty groups do not count.
///
/// # Errors
/// Undefined below two groups, where no group has two values, and where all values are equal.
pub fn components<G: AsRef<[f64]>>(groups: &[G]) -> Result<Components, Undefined> {
    let (present, n) = one_way::present(groups)?;
    let means: Vec<f64> = present.iter().map(|group| plain_mean(group)).collect();
    let centre = plain_mean(&means);
    let greatest = greatest(present.iter().flat_map(|group| group.iter().copied()));
    let within: f64 = present.iter().zip(&means).map(|(group, mean)| group.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>()).sum();
    let within = square_sum_or_zero(within, n, greatest);
    let spread: f64 = means.iter().map(|mean| (mean - centre) * (mean - centre)).sum();
    let spread = square_sum_or_zero(spread, present.len(), greatest);
    if within == 0.0 {
        // nothing varies inside a group: every mean is exact
        if spread == 0.0 {
            return Err(Undefined::NoVariation);
        }
        return Ok(Components { between: spread / count(present.len() - 1), within: 0.0, mu: centre });
    }
    let mut sizes: BTreeMap<usize, SameSize> = BTreeMap::new();
    for (group, mean) in present.iter().zip(&means) {
        let same = sizes.entry(group.len()).or_default();
        same.groups += 1.0;
        same.distance += mean - centre;
        same.square += (mean - centre) * (mean - centre);
    }
    let sizes = sizes.into_iter().map(|(size, same)| (count(size), same)).collect();
    let likelihood = Likelihood { sizes, n: count(n), within };
    let ratio = likelihood.best();
    let point = likelihood.at(ratio);
    let within = point.rss / (count(n) - 1.0);
    Ok(Components { between: ratio * within, within, mu: centre + point.mu })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn equal_sizes_are_those_of_the_variance_table() {
        let groups = [[1.0, 2.0, 3.0], [4.0, 6.0, 5.0], [7.0, 8.0, 10.0], [2.0, 2.0, 3.0]];
        let found = components(&groups).unwrap();
        let table = crate::reliability::one_way::OneWay::of(&groups).unwrap();
        assert!((found.within - table.within).abs() < 1e-9);
        assert!((found.between - (table.between - table.within) / 3.0).abs() < 1e-8);
        assert!((found.mu - table.grand_mean).abs() < 1e-12);
    }

    #[test]
    fn no_detectable_difference_draws_everyone_to_the_mean() {
        let found = components(&[[1.0, 5.0], [5.0, 1.0], [2.0, 4.0]]).unwrap();
        assert_eq!(found.between, 0.0);
        assert_eq!(found.lambda(2), 0.0);
        assert_eq!(found.shrunken(2, 9.0), found.mu);
    }

    #[test]
    fn the_ends() {
        let exact = components(&[vec![1.0, 1.0], vec![3.0, 3.0], vec![]]).unwrap();
        assert_eq!((exact.between, exact.within, exact.lambda(2)), (2.0, 0.0, 1.0));
        assert_eq!(components(&[vec![2.0, 2.0], vec![2.0]]), Err(Undefined::NoVariation));
        assert_eq!(components(&[vec![1.0, 2.0]]), Err(Undefined::TooFew { found: 1, needed: 2 }));
        assert_eq!(components(&[vec![1.0], vec![2.0]]), Err(Undefined::TooFew { found: 2, needed: 3 }));
    }

    proptest! {
        /// Shrinking keeps every group between its mean and the mean of all, more so with more ratings; order does not matter.
        #[test]
        fn shrinks_towards_the_mean(groups in prop::collection::vec(prop::collection::vec(1u8..6, 1..7), 3..10)) {
            let mut groups: Vec<Vec<f64>> = groups.iter().map(|g| g.iter().map(|x| f64::from(*x)).collect()).collect();
            let Ok(found) = components(&groups) else { return Ok(()) };
            for group in &groups {
                let mean = plain_mean(group);
                let shrunken = found.shrunken(group.len(), mean);
                prop_assert!((shrunken - found.mu).abs() <= (mean - found.mu).abs() + 1e-9);
            }
            prop_assert!(found.lambda(3) >= found.lambda(2));
            groups.reverse();
            let turned = components(&groups).unwrap();
            prop_assert!((turned.between - found.between).abs() < 1e-6 && (turned.mu - found.mu).abs() < 1e-6);
        }
    }
}
