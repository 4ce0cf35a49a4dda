//! Samples that are not the whole: strata, weights, raking.

use crate::Undefined;
use crate::descriptive::{finite, plain_mean, squared_deviations};
use crate::distribution::normal_margin;

/// One stratum of a sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SampledStratum {
    /// People in the stratum.
    pub population: f64,
    /// People who answered.
    pub sampled: f64,
    /// Their mean.
    pub mean: f64,
    /// Their variance; `None` where one person answered.
    pub variance: Option<f64>,
}

impl SampledStratum {
    /// The stratum from its answers. `TooFew` without any.
    pub fn of(population: f64, values: &[f64]) -> Result<SampledStratum, Undefined> {
        crate::descriptive::at_least(values, 1)?;
        let n = values.len() as f64;
        let variance = (values.len() > 1).then(|| squared_deviations(values) / (n - 1.0));
        Ok(SampledStratum { population, sampled: n, mean: plain_mean(values), variance })
    }
}

/// Mean over a population from a stratified sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StratifiedMean {
    /// `sum N_h/N · mean_h`.
    pub mean: f64,
    /// Standard error with finite population correction; `TooFew` where a stratum was answered by one of several people: merge it with a neighbour.
    pub se: Result<f64, Undefined>,
    /// 95 % interval, normal.
    pub ci95: Result<(f64, f64), Undefined>,
    /// Standard error as if nobody had been drawn from a finite number.
    pub se_without_fpc: Result<f64, Undefined>,
    /// Effective number of answers after weighting (Kish), of those who answered.
    pub effective_n: f64,
    /// People in all strata.
    pub population: f64,
    /// People who answered.
    pub sampled: f64,
}

/// Stratified mean: `SE² = sum (N_h/N)²·(1 - n_h/N_h)·s_h²/n_h`. A census of a stratum adds nothing to the error.
///
/// `TooFew` without strata or without an answer in one, `OutOfRange` where more answered than there are.
pub fn stratified_mean(strata: &[SampledStratum]) -> Result<StratifiedMean, Undefined> {
    if strata.is_empty() {
        return Err(Undefined::TooFew { found: 0, needed: 1 });
    }
    for s in strata {
        finite(&[s.population, s.sampled, s.mean, s.variance.unwrap_or(0.0)])?;
        if s.sampled < 1.0 {
            return Err(Undefined::TooFew { found: 0, needed: 1 });
        }
        if s.sampled > s.population || s.variance.is_some_and(|v| v < 0.0) {
            return Err(Undefined::OutOfRange);
        }
    }
    let population: f64 = strata.iter().map(|s| s.population).sum();
    let mean = strata.iter().map(|s| s.population / population * s.mean).sum();
    let error = |corrected: bool| {
        let mut sum = 0.0;
        for s in strata {
            let left = if corrected { 1.0 - s.sampled / s.population } else { 1.0 };
            if left > 0.0 {
                let variance = if s.sampled > 1.0 { s.variance } else { None };
                let variance = variance.ok_or(Undefined::TooFew { found: 1, needed: 2 })?;
                sum += (s.population / population).powi(2) * left * variance / s.sampled;
            }
        }
        Ok(f64::sqrt(sum))
    };
    let se = error(true);
    let z = normal_margin(0.95)?;
    let weights: f64 = strata.iter().map(|s| s.population * s.population / s.sampled).sum();
    Ok(StratifiedMean {
        mean,
        se,
        ci95: se.map(|se| (mean - z * se, mean + z * se)),
        se_without_fpc: error(false),
        effective_n: population * population / weights,
        population,
        sampled: strata.iter().map(|s| s.sampled).sum(),
    })
}

impl StratifiedMean {
    /// Total over the population.
    pub fn total(&self) -> f64 {
        self.mean * self.population
    }

    /// Standard error of the total. Undefined as the one of the mean.
    pub fn se_of_total(&self) -> Result<f64, Undefined> {
        Ok(self.se? * self.population)
    }
}

/// A variance from a standard deviation.
pub fn squared(sd: f64) -> f64 {
    sd * sd
}

/// By how much each weight grew; `EmptyTotal` where there was nothing to grow.
pub fn factors(weights: &[f64], start: &[f64]) -> Vec<Result<f64, Undefined>> {
    weights.iter().zip(start).map(|(w, s)| if *s > 0.0 { Ok(w / s) } else { Err(Undefined::EmptyTotal) }).collect()
}

/// Kish's effective number of answers, `(sum w)² / sum w²`. `EmptyTotal` where all weights are 0, `OutOfRange` for a negative one.
pub fn effective_n(weights: &[f64]) -> Result<f64, Undefined> {
    checked(weights)?;
    let (sum, squares): (f64, f64) = (weights.iter().sum(), weights.iter().map(|w| w * w).sum());
    Ok(sum * sum / squares)
}

/// Interval of a share among people of whom whole clusters were drawn: each cluster's people, and whether they count. In whole millionths,
/// rounded outwards.
///
/// Wilson's interval with Kish's effective number ([`effective_n`]) of clusters weighted by their people; wide where a few large clusters say
/// almost everything. `EmptyTotal` without people.
pub fn weighted_share(clusters: &[(u64, bool)], level: f64) -> Result<(u64, u64), Undefined> {
    let weights: Vec<f64> = clusters.iter().map(|(people, _)| *people as f64).collect();
    let (n, z) = (effective_n(&weights)?, normal_margin(level)?);
    let hits: f64 = clusters.iter().filter(|(_, hit)| *hit).map(|(people, _)| *people as f64).sum();
    let p = hits / weights.iter().sum::<f64>();
    let centre = p + z * z / (2.0 * n);
    let spread = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let divisor = 1.0 + z * z / n;
    let millionths = |share: f64| (share.clamp(0.0, 1.0) * 1e6) as u64;
    let low = if hits == 0.0 { 0 } else { millionths((centre - spread) / divisor) };
    Ok((low, millionths((centre + spread) / divisor + 1e-6).max(low)))
}

fn checked(weights: &[f64]) -> Result<(), Undefined> {
    finite(weights)?;
    if weights.iter().any(|w| *w < 0.0) {
        return Err(Undefined::OutOfRange);
    }
    if weights.iter().sum::<f64>() > 0.0 { Ok(()) } else { Err(Undefined::EmptyTotal) }
}

/// Weighted mean. `Shape` where the lists differ in length, otherwise as [`effective_n`].
pub fn weighted_mean(values: &[f64], weights: &[f64]) -> Result<f64, Undefined> {
    if values.len() != weights.len() {
        return Err(Undefined::Shape);
    }
    finite(values)?;
    checked(weights)?;
    Ok(values.iter().zip(weights).map(|(x, w)| x * w).sum::<f64>() / weights.iter().sum::<f64>())
}

/// Rounds after which raking gives up.
pub const RAKING_ROUNDS: usize = 1000;

/// Weights that reproduce the margins.
#[derive(Clone, Debug, PartialEq)]
pub struct Raked {
    /// A weight for each person or cell, in the order given.
    pub weights: Vec<f64>,
    /// Rounds it took.
    pub rounds: usize,
    /// Largest difference to a margin that is left.
    pub largest_error: f64,
}

/// Raking (iterative proportional fitting): scales weights until every category of every margin adds up to its target within 1e-8.
///
/// `start` are the weights to begin with. Each margin is the category of every person and the target of every category.
/// `Shape` where lengths or categories do not fit, `OutOfRange` for a negative target, `EmptyTotal` where a category that should have someone has
/// nobody, `NoConvergence` after 1000 rounds (targets that contradict each other). Source: Deming and Stephan 1940.
pub fn rake(start: &[f64], margins: &[(Vec<usize>, Vec<f64>)]) -> Result<Raked, Undefined> {
    checked(start)?;
    for (categories, targets) in margins {
        if categories.len() != start.len() || categories.iter().any(|c| *c >= targets.len()) {
            return Err(Undefined::Shape);
        }
        finite(targets)?;
        if targets.iter().any(|t| *t < 0.0) {
            return Err(Undefined::OutOfRange);
        }
        let sums = sums(start, categories, targets.len());
        if sums.iter().zip(targets).any(|(sum, target)| *sum == 0.0 && *target > 0.0) {
            return Err(Undefined::EmptyTotal);
        }
    }
    let mut weights = start.to_vec();
    for rounds in 1..=RAKING_ROUNDS {
        for (categories, targets) in margins {
            let sums = sums(&weights, categories, targets.len());
            for (weight, category) in weights.iter_mut().zip(categories) {
                if let (Some(sum), Some(target)) = (sums.get(*category), targets.get(*category))
                    && *sum > 0.0
                {
                    *weight *= target / sum;
                }
            }
        }
        let largest_error = margins
            .iter()
            .flat_map(|(categories, targets)| {
                let sums = sums(&weights, categories, targets.len());
                sums.into_iter().zip(targets.clone()).map(|(sum, target)| (sum - target).abs()).collect::<Vec<f64>>()
            })
            .fold(0.0, f64::max);
        if largest_error < 1e-8 {
            return Ok(Raked { weights, rounds, largest_error });
        }
    }
    Err(Undefined::NoConvergence)
}

fn sums(weights: &[f64], categories: &[usize], count: usize) -> Vec<f64> {
    let mut sums = vec![0.0; count];
    for (weight, category) in weights.iter().zip(categories) {
        if let Some(sum) = sums.get_mut(*category) {
            *sum += weight;
        }
    }
    sums
}

/// Cuts weights to between `low` and `high` times their mean (0.3 and 3), and says how many were cut. An option: margins no longer fit exactly.
pub fn trim_weights(weights: &[f64], low: f64, high: f64) -> Result<(Vec<f64>, usize), Undefined> {
    checked(weights)?;
    if !(low <= 1.0 && high >= 1.0 && low >= 0.0) {
        return Err(Undefined::OutOfRange);
    }
    let mean = plain_mean(weights);
    let cut: Vec<f64> = weights.iter().map(|w| w.clamp(low * mean, high * mean)).collect();
    let changed = cut.iter().zip(weights).filter(|(a, b)| a != b).count();
    Ok((cut, changed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_census_has_no_error_and_one_answer_has_no_spread() {
        let all = [SampledStratum { population: 2.0, sampled: 2.0, mean: 3.0, variance: Some(2.0) }];
        assert_eq!(stratified_mean(&all).unwrap().se, Ok(0.0));
        let one = SampledStratum::of(5.0, &[4.0]).unwrap();
        let found = stratified_mean(&[one, SampledStratum::of(5.0, &[4.0, 2.0]).unwrap()]).unwrap();
        assert_eq!((found.mean, found.se), (3.5, Err(Undefined::TooFew { found: 1, needed: 2 })));
        assert_eq!(stratified_mean(&[SampledStratum { population: 1.0, ..one }]).unwrap().se, Ok(0.0));
        assert_eq!(stratified_mean(&[SampledStratum { sampled: 9.0, ..one }]), Err(Undefined::OutOfRange));
        assert_eq!(stratified_mean(&[]), Err(Undefined::TooFew { found: 0, needed: 1 }));
    }

    #[test]
    fn equal_weights_lose_nobody() {
        assert_eq!(effective_n(&[2.0; 7]), Ok(7.0));
        assert_eq!(effective_n(&[0.0; 7]), Err(Undefined::EmptyTotal));
        assert_eq!(weighted_mean(&[1.0, 3.0], &[1.0, 3.0]), Ok(2.5));
        assert_eq!(trim_weights(&[0.1, 1.0, 1.9], 0.3, 3.0).unwrap().1, 1);
    }

    #[test]
    fn margins_that_contradict_each_other_do_not_settle() {
        let rows = (vec![0, 0, 1, 1], vec![60.0, 40.0]);
        assert_eq!(rake(&[1.0; 4], &[rows.clone(), (vec![0, 1, 0, 1], vec![50.0, 51.0])]), Err(Undefined::NoConvergence));
        assert_eq!(rake(&[1.0; 4], &[rows.clone(), (vec![0, 0, 0, 0], vec![50.0, 50.0])]), Err(Undefined::EmptyTotal));
        assert_eq!(rake(&[1.0; 4], &[(vec![0, 0, 1, 2], vec![50.0, 50.0])]), Err(Undefined::Shape));
        let found = rake(&[1.0; 4], &[rows, (vec![0, 1, 0, 1], vec![50.0, 50.0])]).unwrap();
        assert!((found.weights[0] - 30.0).abs() < 1e-9 && (found.weights[3] - 20.0).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn raked_weights_reproduce_both_margins(seed in proptest::collection::vec(0.5f64..5.0, 6), shares in (0.2f64..0.8, 0.2f64..0.4, 0.2f64..0.4)) {
            let rows = (vec![0, 0, 0, 1, 1, 1], vec![100.0 * shares.0, 100.0 * (1.0 - shares.0)]);
            let columns = (vec![0, 1, 2, 0, 1, 2], vec![100.0 * shares.1, 100.0 * shares.2, 100.0 * (1.0 - shares.1 - shares.2)]);
            let found = rake(&seed, &[rows, columns]).unwrap();
            prop_assert!(found.largest_error < 1e-8 && (found.weights.iter().sum::<f64>() - 100.0).abs() < 1e-6);
        }
    }

    #[test]
    fn clusters_of_one_person_are_wilsons_interval() {
        let clusters: Vec<(u64, bool)> = (0..20).map(|_| (1, false)).collect();
        // 0 of 20 reaches up to 16.1 %
        assert_eq!(weighted_share(&clusters, 0.95).unwrap().0, 0);
        assert_eq!(weighted_share(&clusters, 0.95).unwrap().1 / 1000, 161);
        // equal clusters say as much as their number
        let larger: Vec<(u64, bool)> = (0..20).map(|n| (7, n < 10)).collect();
        let single: Vec<(u64, bool)> = (0..20).map(|n| (1, n < 10)).collect();
        assert_eq!(weighted_share(&larger, 0.95), weighted_share(&single, 0.95));
        assert_eq!(weighted_share(&[], 0.95), Err(Undefined::EmptyTotal));
    }
}
