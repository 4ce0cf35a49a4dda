//! Different people: two groups, several groups, effect sizes.

use crate::Undefined;
use crate::descriptive::{at_least, finite, plain_mean, squared_deviations};
use crate::distribution::{chi_square_above, normal_below, normal_margin, t_margin, t_two_sided};
use crate::fairness::{ChiSquare, Tested};
use crate::ranks::{Ties, ranks, tie_sizes};
use crate::reliability::one_way::OneWay;
use crate::training::RankP;

/// Hedges' correction for small samples, `J = 1 - 3/(4·df - 1)`.
pub fn hedges_j(df: f64) -> f64 {
    1.0 - 3.0 / (4.0 * df - 1.0)
}

/// Mean, standard deviation and number of one group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub sd: f64,
    /// How many people.
    pub n: f64,
}

impl Summary {
    /// The summary of values. `TooFew` below two.
    pub fn of(values: &[f64]) -> Result<Summary, Undefined> {
        at_least(values, 2)?;
        let n = values.len() as f64;
        Ok(Summary { mean: plain_mean(values), sd: (squared_deviations(values) / (n - 1.0)).sqrt(), n })
    }

    /// By how much this mean lies above the other.
    pub fn above(&self, other: Summary) -> f64 {
        self.mean - other.mean
    }

    /// Squared standard error, `sd² / n`.
    pub(super) fn error2(&self) -> f64 {
        self.sd * self.sd / self.n
    }

    fn checked(&self) -> Result<(), Undefined> {
        finite(&[self.mean, self.sd, self.n])?;
        if self.sd < 0.0 || self.n < 0.0 {
            return Err(Undefined::OutOfRange);
        }
        if self.n < 2.0 { Err(Undefined::TooFew { found: self.n as usize, needed: 2 }) } else { Ok(()) }
    }
}

/// The difference of two means with its test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanDifference {
    /// First minus second mean.
    pub difference: f64,
    /// Its standard error.
    pub se: f64,
    /// Degrees of freedom.
    pub df: f64,
    /// t and two-sided p.
    pub test: Tested,
    /// 95 % interval of the difference.
    pub ci95: (f64, f64),
}

fn mean_difference(difference: f64, se: f64, df: f64) -> Result<MeanDifference, Undefined> {
    let t = difference / se;
    let half = t_margin(0.95, df)? * se;
    let test = Tested { statistic: t, p: t_two_sided(t, df)? };
    Ok(MeanDifference { difference, se, df, test, ci95: (difference - half, difference + half) })
}

/// Welch's t of two independent groups, with Satterthwaite's degrees of freedom: no assumption of equal spread.
///
/// `TooFew` below two people in a group, `NoVariation` where neither varies. Source: Welch 1947.
pub fn welch_t(first: Summary, second: Summary) -> Result<MeanDifference, Undefined> {
    first.checked()?;
    second.checked()?;
    let (v1, v2) = (first.error2(), second.error2());
    if v1 + v2 <= 0.0 {
        return Err(Undefined::NoVariation);
    }
    let df = (v1 + v2) * (v1 + v2) / (v1 * v1 / (first.n - 1.0) + v2 * v2 / (second.n - 1.0));
    mean_difference(first.mean - second.mean, (v1 + v2).sqrt(), df)
}

/// Student's t of two independent groups with a pooled standard deviation. Undefined as [`welch_t`].
pub fn student_t(first: Summary, second: Summary) -> Result<MeanDifference, Undefined> {
    let sd = pooled_sd(first, second)?;
    if sd <= 0.0 {
        return Err(Undefined::NoVariation);
    }
    mean_difference(first.mean - second.mean, sd * (1.0 / first.n + 1.0 / second.n).sqrt(), first.n + second.n - 2.0)
}

fn pooled_sd(first: Summary, second: Summary) -> Result<f64, Undefined> {
    first.checked()?;
    second.checked()?;
    let squares = |s: Summary| (s.n - 1.0) * s.sd * s.sd;
    Ok(((squares(first) + squares(second)) / (first.n + second.n - 2.0)).sqrt())
}

/// Standardised difference of two independent groups.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standardised {
    /// Pooled standard deviation.
    pub sd_pooled: f64,
    /// Cohen's d.
    pub d: f64,
    /// Hedges' g, `d·J`.
    pub g: f64,
    /// Standard error of d, `sqrt((n1+n2)/(n1·n2) + d²/(2(n1+n2)))`.
    pub se_d: f64,
    /// 95 % interval of d.
    pub ci95_d: (f64, f64),
    /// Standard error of g, `J·se_d`.
    pub se_g: f64,
    /// 95 % interval of g.
    pub ci95_g: (f64, f64),
    /// Difference over the second group's own standard deviation (Glass); `NoVariation` where that is 0.
    pub glass_delta: Result<f64, Undefined>,
    /// Chance that a random person of the first group is above one of the second, under normal values: `Φ(d/√2)`.
    pub superiority: f64,
}

/// Standardised mean difference, first minus second. Undefined as [`student_t`]. Source: Borenstein et al. 2009, chapter 4.
pub fn standardised_difference(first: Summary, second: Summary) -> Result<Standardised, Undefined> {
    let sd_pooled = pooled_sd(first, second)?;
    if sd_pooled <= 0.0 {
        return Err(Undefined::NoVariation);
    }
    let (difference, n) = (first.mean - second.mean, first.n + second.n);
    let (d, j, z) = (difference / sd_pooled, hedges_j(n - 2.0), normal_margin(0.95)?);
    let se_d = (n / (first.n * second.n) + d * d / (2.0 * n)).sqrt();
    let (g, se_g) = (d * j, se_d * j);
    Ok(Standardised {
        sd_pooled,
        d,
        g,
        se_d,
        ci95_d: (d - z * se_d, d + z * se_d),
        se_g,
        ci95_g: (g - z * se_g, g + z * se_g),
        glass_delta: if second.sd > 0.0 { Ok(difference / second.sd) } else { Err(Undefined::NoVariation) },
        superiority: normal_below(d / std::f64::consts::SQRT_2),
    })
}

/// Largest group for which the exact distribution of the rank sum is used.
pub const RANK_SUM_EXACT: usize = 49;

/// Mann-Whitney's test of two independent groups.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RankSum {
    /// Pairs in which the first group's value is larger, equal ones counted as half (R's W).
    pub w: f64,
    /// Whether there are equal values.
    pub tied: bool,
    /// Exact p-values; `OutOfRange` with ties or from fifty people in a group.
    pub exact: Result<RankP, Undefined>,
    /// Normal approximation with tie correction, without continuity correction.
    pub normal: Result<RankP, Undefined>,
    /// The same with continuity correction.
    pub corrected: Result<RankP, Undefined>,
    /// W / (n·m): how often a person of the first group is above one of the second.
    pub superiority: f64,
}

impl RankSum {
    /// Rank-biserial correlation, twice the superiority less one: -1 to 1.
    pub fn rank_biserial(&self) -> f64 {
        2.0 * self.superiority - 1.0
    }

    /// The p-values to use: exact where they can be had, else normal.
    pub fn p(&self) -> Result<RankP, Undefined> {
        self.exact.or(self.normal)
    }
}

/// Mann-Whitney's rank sum. `TooFew` where a group is empty. Sources: Mann and Whitney 1947; Hollander and Wolfe 1973, 4.1.
pub fn rank_sum(first: &[f64], second: &[f64]) -> Result<RankSum, Undefined> {
    at_least(first, 1)?;
    at_least(second, 1)?;
    let both: Vec<f64> = first.iter().chain(second).copied().collect();
    let (n, m) = (first.len() as f64, second.len() as f64);
    let w = ranks(&both, Ties::Average).iter().take(first.len()).sum::<f64>() - n * (n + 1.0) / 2.0;
    let ties = tie_sizes(&both);
    let exact = if ties.is_empty() && first.len() <= RANK_SUM_EXACT && second.len() <= RANK_SUM_EXACT {
        Ok(RankP::exact(&rank_sum_ways(first.len(), second.len()), w as usize))
    } else {
        Err(Undefined::OutOfRange)
    };
    let all = n + m;
    let tied: f64 = ties.iter().map(|t| t * t * t - t).sum();
    let variance = if all > 1.0 { n * m / 12.0 * (all + 1.0 - tied / (all * (all - 1.0))) } else { 0.0 };
    let distance = w - n * m / 2.0;
    let sd = variance.max(0.0).sqrt();
    Ok(RankSum {
        w,
        tied: !ties.is_empty(),
        exact,
        normal: RankP::normal(distance, sd, 0.0),
        corrected: RankP::normal(distance, sd, 0.5),
        superiority: w / (n * m),
    })
}

/// Number of ways to get each W: the coefficients of the Gaussian binomial, built by multiplying and dividing one factor at a time.
fn rank_sum_ways(n: usize, m: usize) -> Vec<f64> {
    let most = n * m;
    let mut ways = vec![0.0; most + 1];
    if let Some(first) = ways.first_mut() {
        *first = 1.0;
    }
    for i in 1..=n {
        for at in (m + i..=most).rev() {
            ways[at] -= ways[at - m - i];
        }
        for at in i..=most {
            ways[at] += ways[at - i];
        }
    }
    ways
}

/// One-way analysis of variance with the share of variance between groups, and Kruskal-Wallis beside it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Groups {
    /// F and its p; `NoVariation` where nobody differs from the own group's mean.
    pub f: Result<Tested, Undefined>,
    /// Degrees of freedom between and within.
    pub df: (usize, usize),
    /// Between-group share of the sum of squares; `NoVariation` where all values are equal.
    pub eta_squared: Result<f64, Undefined>,
    /// The same less what chance gives, `(SSB - dfB·MSW) / (SST + MSW)`.
    pub omega_squared: Result<f64, Undefined>,
    /// Kruskal-Wallis H with tie correction.
    pub kruskal: Result<ChiSquare, Undefined>,
}

/// Compares several independent groups; empty ones do not count. `TooFew` below two groups or where there are no more people than groups.
///
/// Sources: Fisher 1925; Kruskal and Wallis 1952.
pub fn one_way<G: AsRef<[f64]>>(groups: &[G]) -> Result<Groups, Undefined> {
    let squares = OneWay::of(groups)?;
    let df = squares.freedom();
    let (df1, df2) = (df.0 as f64, df.1 as f64);
    let (between, within) = (squares.between * df1, squares.within * df2);
    let total = between + within;
    let varies = if total > 0.0 { Ok(()) } else { Err(Undefined::NoVariation) };
    Ok(Groups {
        f: squares.f().and_then(|statistic| Ok(Tested { statistic, p: squares.p()? })),
        df,
        eta_squared: varies.map(|()| between / total),
        omega_squared: varies.map(|()| (between - df1 * squares.within) / (total + squares.within)),
        kruskal: varies.and_then(|()| kruskal_wallis(groups)),
    })
}

fn kruskal_wallis<G: AsRef<[f64]>>(groups: &[G]) -> Result<ChiSquare, Undefined> {
    let present: Vec<&[f64]> = groups.iter().map(AsRef::as_ref).filter(|group| !group.is_empty()).collect();
    let all: Vec<f64> = present.concat();
    let n = all.len() as f64;
    let rank = ranks(&all, Ties::Average);
    let mut rest = rank.as_slice();
    let mut sum = 0.0;
    for group in &present {
        let (own, after) = rest.split_at(group.len().min(rest.len()));
        sum += own.iter().sum::<f64>().powi(2) / own.len() as f64;
        rest = after;
    }
    let tied: f64 = tie_sizes(&all).iter().map(|t| t * t * t - t).sum();
    let divisor = 1.0 - tied / (n * n * n - n);
    if divisor <= 0.0 {
        return Err(Undefined::NoVariation);
    }
    let statistic = (12.0 / (n * (n + 1.0)) * sum - 3.0 * (n + 1.0)) / divisor;
    let df = present.len() as u64 - 1;
    Ok(ChiSquare { statistic, df, p: chi_square_above(statistic, df as f64)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn groups_without_spread_have_no_test() {
        let (one, two) = (Summary::of(&[3.0, 3.0]).unwrap(), Summary::of(&[4.0, 4.0]).unwrap());
        assert_eq!(welch_t(one, two), Err(Undefined::NoVariation));
        assert_eq!(standardised_difference(one, two), Err(Undefined::NoVariation));
        assert_eq!(welch_t(one, Summary { mean: 1.0, sd: 1.0, n: 1.0 }), Err(Undefined::TooFew { found: 1, needed: 2 }));
        let found = one_way(&[vec![3.0, 3.0], vec![4.0, 4.0]]).unwrap();
        assert_eq!((found.f, found.eta_squared), (Err(Undefined::NoVariation), Ok(1.0)));
        let found = one_way(&[vec![3.0, 3.0], vec![3.0]]).unwrap();
        assert_eq!((found.eta_squared, found.kruskal), (Err(Undefined::NoVariation), Err(Undefined::NoVariation)));
        assert_eq!(one_way(&[vec![3.0, 3.0]]), Err(Undefined::TooFew { found: 1, needed: 2 }));
        assert_eq!(one_way(&[vec![3.0, 4.0], vec![]]), Err(Undefined::TooFew { found: 1, needed: 2 }));
        assert_eq!(rank_sum(&[1.0, 1.0], &[1.0]).unwrap().normal, Err(Undefined::NoVariation));
    }

    #[test]
    fn number_of_arrangements_is_the_binomial_coefficient() {
        assert_eq!(rank_sum_ways(2, 2), [1.0, 1.0, 2.0, 1.0, 1.0]);
        assert_eq!(rank_sum_ways(10, 5).iter().sum::<f64>(), 3003.0);
        assert_eq!(rank_sum_ways(1, 3), [1.0; 4]);
    }

    proptest! {
        #[test]
        fn swapping_the_groups_swaps_the_sides(x in proptest::collection::vec(0u8..30, 1..12), y in proptest::collection::vec(0u8..30, 1..12)) {
            let (x, y): (Vec<f64>, Vec<f64>) = (x.into_iter().map(f64::from).collect(), y.into_iter().map(f64::from).collect());
            let (one, two) = (rank_sum(&x, &y).unwrap(), rank_sum(&y, &x).unwrap());
            prop_assert!((one.superiority + two.superiority - 1.0).abs() < 1e-12);
            if let (Ok(a), Ok(b)) = (one.p(), two.p()) {
                prop_assert!((a.greater - b.less).abs() < 1e-9 && (a.two_sided - b.two_sided).abs() < 1e-9);
            }
        }

        #[test]
        fn two_groups_give_the_square_of_students_t(x in proptest::collection::vec(0u8..30, 2..12), y in proptest::collection::vec(0u8..30, 2..12)) {
            let (x, y): (Vec<f64>, Vec<f64>) = (x.into_iter().map(f64::from).collect(), y.into_iter().map(f64::from).collect());
            if let Ok(t) = student_t(Summary::of(&x).unwrap(), Summary::of(&y).unwrap()) {
                let f = one_way(&[x, y]).unwrap().f.unwrap();
                prop_assert!((f.statistic - t.test.statistic.powi(2)).abs() < 1e-7 * f.statistic.max(1.0));
                prop_assert!((f.p - t.test.p).abs() < 1e-8);
            }
        }
    }
}
