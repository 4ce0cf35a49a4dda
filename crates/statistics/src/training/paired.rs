//! The same people before and after: mean change, signed ranks, changed answers, gain.

use crate::Undefined;
use crate::descriptive::{finite, greatest, plain_mean, square_sum_or_zero, squared_deviations};
use crate::distribution::{chi_square_above, normal_two_sided, t_margin, t_two_sided};
use crate::fairness::{Selection, Tested, binomial_test};
use crate::ranks::{Ties, ranks, tie_sizes};
use crate::training::hedges_j;

/// Values of the same people before and after; people with only one of the two are dropped and counted, because missing is not "no change".
#[derive(Clone, Debug, PartialEq)]
pub struct Pairs {
    before: Vec<f64>,
    after: Vec<f64>,
    dropped: usize,
}

impl Pairs {
    /// Pairs of lists with gaps. `Shape` where the lists differ in length, `NotFinite` where a value is not a number.
    pub fn of(before: &[Option<f64>], after: &[Option<f64>]) -> Result<Pairs, Undefined> {
        if before.len() != after.len() {
            return Err(Undefined::Shape);
        }
        let (x, y): (Vec<f64>, Vec<f64>) = before.iter().zip(after).filter_map(|(x, y)| Some(((*x)?, (*y)?))).unzip();
        finite(&x)?;
        finite(&y)?;
        Ok(Pairs { dropped: before.len() - x.len(), before: x, after: y })
    }

    /// Number of pairs.
    pub fn len(&self) -> usize {
        self.before.len()
    }

    /// Whether there is no pair.
    pub fn is_empty(&self) -> bool {
        self.before.is_empty()
    }

    /// People left out because one of their two values is missing.
    pub fn dropped(&self) -> usize {
        self.dropped
    }

    /// Before minus after, pair by pair; differences that are only rounding of the values are 0, and differences equal but for rounding are equal.
    pub fn differences(&self) -> Vec<f64> {
        let grain = 1e-12 * greatest(self.before.iter().chain(&self.after).copied());
        let snap = |d: f64| if grain > 0.0 { (d / grain / 16.0).round() * grain * 16.0 } else { d };
        self.before.iter().zip(&self.after).map(|(x, y)| snap(x - y)).collect()
    }

    /// How many went up, stayed and went down: all that may be said of fewer than five pairs.
    pub fn directions(&self) -> (usize, usize, usize) {
        let d = self.differences();
        let with = |sign: std::cmp::Ordering| d.iter().filter(|x| 0.0_f64.partial_cmp(x) == Some(sign)).count();
        (with(std::cmp::Ordering::Greater), with(std::cmp::Ordering::Equal), with(std::cmp::Ordering::Less))
    }

    /// Means before and after. `TooFew` without pairs.
    pub fn means(&self) -> Result<(f64, f64), Undefined> {
        self.need(1)?;
        Ok((plain_mean(&self.before), plain_mean(&self.after)))
    }

    /// Standard deviations before and after. `TooFew` below two pairs.
    pub fn spreads(&self) -> Result<(f64, f64), Undefined> {
        self.need(2)?;
        let freedom = self.len() as f64 - 1.0;
        let spread = |values: &[f64]| (squared_deviations(values) / freedom).sqrt();
        Ok((spread(&self.before), spread(&self.after)))
    }

    /// Pearson correlation of before and after. `NoVariation` where one of them does not vary.
    pub fn correlation(&self) -> Result<f64, Undefined> {
        let (s1, s2) = self.spreads()?;
        if s1 == 0.0 || s2 == 0.0 {
            return Err(Undefined::NoVariation);
        }
        let (m1, m2) = (plain_mean(&self.before), plain_mean(&self.after));
        let together: f64 = self.before.iter().zip(&self.after).map(|(x, y)| (x - m1) * (y - m2)).sum();
        Ok(together / (self.len() as f64 - 1.0) / (s1 * s2))
    }

    fn need(&self, needed: usize) -> Result<(), Undefined> {
        if self.len() < needed { Err(Undefined::TooFew { found: self.len(), needed }) } else { Ok(()) }
    }
}

/// Mean change with its t interval and effect sizes. All signs are those of before minus after.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairedT {
    /// Mean of the differences.
    pub mean: f64,
    /// Degrees of freedom.
    pub df: f64,
    /// Standard error of the mean; 0 where all differences are equal.
    pub se: f64,
    /// t and its two-sided p; `NoVariation` where all differences are equal, never a p of 0.
    pub test: Result<Tested, Undefined>,
    /// 95 % interval of the mean difference.
    pub ci95: Result<(f64, f64), Undefined>,
    /// Mean over the standard deviation of the differences: grows with the correlation of the two measurements, show only labelled.
    pub d_z: Result<f64, Undefined>,
    /// Mean over the mean of the two standard deviations: the effect size to show.
    pub d_av: Result<f64, Undefined>,
    /// `d_av` with Hedges' correction for `2(n-1)` degrees of freedom.
    pub g_av: Result<f64, Undefined>,
    /// Mean over the standard deviation expected of uncorrelated measurements: `d_z·sqrt(2(1-r))`.
    pub d_rm: Result<f64, Undefined>,
}

impl PairedT {
    /// Mean of after minus before.
    pub fn change(&self) -> f64 {
        0.0 - self.mean
    }
}

/// Paired t. `TooFew` below two pairs. Sources: Student 1908; Lakens 2013 (d_av, g_av).
pub fn paired_t(pairs: &Pairs) -> Result<PairedT, Undefined> {
    let (s1, s2) = pairs.spreads()?;
    let differences = pairs.differences();
    let n = differences.len() as f64;
    let mean = plain_mean(&differences);
    let size = greatest(pairs.before.iter().chain(&pairs.after).copied());
    let sd = (square_sum_or_zero(squared_deviations(&differences), differences.len(), size) / (n - 1.0)).sqrt();
    let (df, se) = (n - 1.0, sd / n.sqrt());
    let varies = if sd > 0.0 { Ok(()) } else { Err(Undefined::NoVariation) };
    let test = varies.and_then(|()| Ok(Tested { statistic: mean / se, p: t_two_sided(mean / se, df)? }));
    let ci95 = varies.and_then(|()| {
        let half = t_margin(0.95, df)? * se;
        Ok((mean - half, mean + half))
    });
    let average = f64::midpoint(s1, s2);
    let d_av = if average > 0.0 { Ok(mean / average) } else { Err(Undefined::NoVariation) };
    let d_z = varies.map(|()| mean / sd);
    let d_rm = d_z.and_then(|d| Ok(d * (2.0 * (1.0 - pairs.correlation()?)).sqrt()));
    Ok(PairedT { mean, df, se, test, ci95, d_z, d_av, g_av: d_av.map(|d| d * hedges_j(2.0 * df)), d_rm })
}

/// Most pairs for which the exact distribution of signed ranks is used.
pub const SIGNED_RANKS_EXACT: usize = 25;

/// Wilcoxon's signed-rank test of before minus after.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SignedRanks {
    /// Pairs that changed.
    pub changed: usize,
    /// Pairs that did not, left out (Wilcoxon) and counted.
    pub unchanged: usize,
    /// Sum of the ranks of positive differences (before above after).
    pub v: f64,
    /// Whether there are equal sizes of change.
    pub tied: bool,
    /// Exact p-values; `OutOfRange` with ties or zeros or above 25 pairs.
    pub exact: Result<RankP, Undefined>,
    /// Normal approximation with tie correction, without continuity correction.
    pub normal: Result<RankP, Undefined>,
    /// The same with continuity correction, as R prints by default.
    pub corrected: Result<RankP, Undefined>,
    /// (V - rest) / (V + rest): -1 to 1.
    pub rank_biserial: f64,
}

impl SignedRanks {
    /// The p-values to use: exact where they can be had, else normal.
    pub fn p(&self) -> Result<RankP, Undefined> {
        self.exact.or(self.normal)
    }
}

/// p-values of a rank test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RankP {
    /// Two-sided.
    pub two_sided: f64,
    /// P(statistic ≥ observed).
    pub greater: f64,
    /// P(statistic ≤ observed).
    pub less: f64,
}

impl RankP {
    /// From the number of arrangements that give each value of the statistic, from 0 up.
    pub(super) fn exact(ways: &[f64], observed: usize) -> RankP {
        let all: f64 = ways.iter().sum();
        let less = ways.iter().take(observed + 1).sum::<f64>() / all;
        let greater = ways.iter().skip(observed).sum::<f64>() / all;
        RankP { two_sided: (2.0 * less.min(greater)).min(1.0), greater, less }
    }

    /// From the distance to the mean and the standard deviation; `correction` is half a step, or 0.
    pub(super) fn normal(distance: f64, sd: f64, correction: f64) -> Result<RankP, Undefined> {
        if sd <= 0.0 {
            return Err(Undefined::NoVariation);
        }
        let two_sided = normal_two_sided((distance.abs() - correction.min(distance.abs())) / sd);
        let above = |z: f64| if z >= 0.0 { normal_two_sided(z) / 2.0 } else { 1.0 - normal_two_sided(z) / 2.0 };
        Ok(RankP { two_sided, greater: above((distance - correction) / sd), less: above((-distance - correction) / sd) })
    }
}

/// Wilcoxon's signed ranks. `TooFew` without pairs, `NoVariation` where nobody changed.
///
/// Sources: Wilcoxon 1945; Hollander and Wolfe 1973, 3.1.
pub fn signed_ranks(pairs: &Pairs) -> Result<SignedRanks, Undefined> {
    pairs.need(1)?;
    let all = pairs.differences();
    let changes: Vec<f64> = all.iter().copied().filter(|d| *d != 0.0).collect();
    if changes.is_empty() {
        return Err(Undefined::NoVariation);
    }
    let sizes: Vec<f64> = changes.iter().map(|d| d.abs()).collect();
    let rank = ranks(&sizes, Ties::Average);
    let v: f64 = rank.iter().zip(&changes).filter(|(_, d)| **d > 0.0).map(|(r, _)| r).sum();
    let n = changes.len() as f64;
    let total = n * (n + 1.0) / 2.0;
    let ties = tie_sizes(&sizes);
    let unchanged = all.len() - changes.len();
    let exact = if !ties.is_empty() || unchanged > 0 || changes.len() > SIGNED_RANKS_EXACT {
        Err(Undefined::OutOfRange)
    } else {
        Ok(RankP::exact(&signed_rank_ways(changes.len()), v as usize))
    };
    let variance = n * (n + 1.0) * (2.0 * n + 1.0) / 24.0 - ties.iter().map(|t| t * t * t - t).sum::<f64>() / 48.0;
    Ok(SignedRanks {
        changed: changes.len(),
        unchanged,
        v,
        tied: !ties.is_empty(),
        exact,
        normal: RankP::normal(v - total / 2.0, variance.sqrt(), 0.0),
        corrected: RankP::normal(v - total / 2.0, variance.sqrt(), 0.5),
        rank_biserial: (2.0 * v - total) / total,
    })
}

/// Number of subsets of 1..=n with each sum.
fn signed_rank_ways(n: usize) -> Vec<f64> {
    let mut ways = vec![0.0; n * (n + 1) / 2 + 1];
    if let Some(first) = ways.first_mut() {
        *first = 1.0;
    }
    for rank in 1..=n {
        for sum in (rank..ways.len()).rev() {
            ways[sum] += ways[sum - rank];
        }
    }
    ways
}

/// Changed answers: McNemar's test and its exact form.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Changed {
    /// `(b-c)² / (b+c)`.
    pub plain: Tested,
    /// `(|b-c|-1)² / (b+c)`.
    pub corrected: Tested,
    /// Exact binomial p on the changed ones.
    pub exact_p: f64,
    /// Exact p less half of the observed probability on each side.
    pub mid_p: f64,
    /// b / c; `Unbounded` where nobody changed back.
    pub odds_ratio: Result<f64, Undefined>,
}

/// McNemar's test: `b` changed one way, `c` the other way. `NoVariation` where nobody changed. Sources: McNemar 1947; Agresti 1990, 10.1.
pub fn mcnemar(b: u64, c: u64) -> Result<Changed, Undefined> {
    let all = b.checked_add(c).ok_or(Undefined::OutOfRange)?;
    if all == 0 {
        return Err(Undefined::NoVariation);
    }
    let (distance, sum) = (b.abs_diff(c) as f64, all as f64);
    let tested = |distance: f64| {
        let statistic = distance * distance / sum;
        Ok(Tested { statistic, p: chi_square_above(statistic, 1.0)? })
    };
    let low = b.min(c);
    let exact_p = binomial_test(Selection::try_new(low, all)?, 0.5)?;
    let below = if low == 0 { 0.0 } else { binomial_test(Selection::try_new(low - 1, all)?, 0.5)?.less };
    Ok(Changed {
        plain: tested(distance)?,
        corrected: tested(if b == c { 0.0 } else { distance - 1.0 })?,
        exact_p: (2.0 * exact_p.less).min(1.0),
        mid_p: (exact_p.less + below).min(1.0),
        odds_ratio: if c == 0 { Err(Undefined::Unbounded) } else { Ok(b as f64 / c as f64) },
    })
}

/// Hake's normalised gain, `(after - before) / (maximum - before)`; losses stay negative.
///
/// `EmptyTotal` where there was nothing to gain (before = maximum), `OutOfRange` where a value is above the maximum.
pub fn normalised_gain(before: f64, after: f64, maximum: f64) -> Result<f64, Undefined> {
    finite(&[before, after, maximum])?;
    if before > maximum || after > maximum {
        return Err(Undefined::OutOfRange);
    }
    if before == maximum { Err(Undefined::EmptyTotal) } else { Ok((after - before) / (maximum - before)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pairs(before: &[f64], after: &[f64]) -> Pairs {
        let some = |values: &[f64]| values.iter().copied().map(Some).collect::<Vec<_>>();
        Pairs::of(&some(before), &some(after)).unwrap()
    }

    #[test]
    fn the_same_change_for_all_is_no_test() {
        // 0.3 - 0.1, 0.5 - 0.3 and 1.1 - 0.9 differ in their last digits as floats
        let found = paired_t(&pairs(&[0.1, 0.3, 0.9], &[0.3, 0.5, 1.1])).unwrap();
        assert_eq!((found.test, found.d_z, found.se), (Err(Undefined::NoVariation), Err(Undefined::NoVariation), 0.0));
        assert!(found.d_av.unwrap() < 0.0);
        assert_eq!(paired_t(&pairs(&[1.0], &[2.0])), Err(Undefined::TooFew { found: 1, needed: 2 }));
        let found = signed_ranks(&pairs(&[0.1, 0.3, 0.9], &[0.3, 0.5, 1.1])).unwrap();
        assert!(found.tied && found.exact == Err(Undefined::OutOfRange));
        assert_eq!(signed_ranks(&pairs(&[1.0, 2.0], &[1.0, 2.0])), Err(Undefined::NoVariation));
    }

    #[test]
    fn people_without_a_partner_value_are_dropped_and_counted() {
        let found = Pairs::of(&[Some(1.0), None, Some(3.0)], &[Some(2.0), Some(2.0), None]).unwrap();
        assert_eq!((found.len(), found.dropped(), found.directions()), (1, 2, (1, 0, 0)));
        assert_eq!(Pairs::of(&[None], &[]), Err(Undefined::Shape));
    }

    #[test]
    fn two_films_of_lakens() {
        let found =
            paired_t(&pairs(&[9.0, 7.0, 8.0, 9.0, 8.0, 9.0, 9.0, 10.0, 9.0, 9.0], &[9.0, 6.0, 7.0, 8.0, 7.0, 9.0, 8.0, 8.0, 8.0, 7.0]))
                .unwrap();
        let two = |x: Result<f64, Undefined>| (x.unwrap() * 100.0).round() / 100.0;
        assert_eq!((two(found.d_z), two(found.d_av), two(found.g_av)), (1.50, 1.13, 1.08));
    }

    #[test]
    fn approval_before_and_after_a_speech() {
        // Agresti 1990, table 10.1
        let found = mcnemar(86, 150).unwrap();
        assert!((found.corrected.statistic - 16.817_796_610_2).abs() < 1e-9, "{found:?}");
        assert_eq!(mcnemar(0, 0), Err(Undefined::NoVariation));
        assert_eq!(mcnemar(4, 4).unwrap().exact_p, 1.0);
        assert!((mcnemar(0, 5).unwrap().exact_p - 0.0625).abs() < 1e-12);
        assert_eq!(mcnemar(5, 0).unwrap().odds_ratio, Err(Undefined::Unbounded));
    }

    #[test]
    fn nothing_to_gain_has_no_gain() {
        assert_eq!(normalised_gain(100.0, 100.0, 100.0), Err(Undefined::EmptyTotal));
        assert_eq!(normalised_gain(80.0, 60.0, 100.0), Ok(-1.0));
        assert_eq!(normalised_gain(101.0, 60.0, 100.0), Err(Undefined::OutOfRange));
    }

    /// The definition: every choice of signs.
    fn exact_by_signs(ranks: usize, v: f64) -> f64 {
        let all = 1u32 << ranks;
        let sum = |signs: u32| (0..ranks).filter(|r| signs & (1 << r) != 0).map(|r| r as f64 + 1.0).sum::<f64>();
        let (less, more) = (0..all).fold((0.0, 0.0), |(less, more), signs| {
            (less + f64::from(u8::from(sum(signs) <= v)), more + f64::from(u8::from(sum(signs) >= v)))
        });
        (2.0 * f64::min(less, more) / f64::from(all)).min(1.0)
    }

    proptest! {
        #[test]
        fn the_exact_p_is_that_of_all_signs(values in proptest::collection::hash_set(1u32..10_000, 1..10), signs in 0u32..1024) {
            let d: Vec<f64> = values.iter().enumerate().map(|(i, &x)| if signs & (1 << i) == 0 { f64::from(x) } else { -f64::from(x) }).collect();
            let found = signed_ranks(&pairs(&d, &vec![0.0; d.len()])).unwrap();
            prop_assert!((found.exact.unwrap().two_sided - exact_by_signs(d.len(), found.v)).abs() < 1e-12);
        }

        #[test]
        fn the_order_of_people_does_not_matter(values in proptest::collection::vec((1u8..50, 1u8..50), 2..20)) {
            let (x, y): (Vec<f64>, Vec<f64>) = values.iter().map(|&(a, b)| (f64::from(a), f64::from(b))).unzip();
            let (xr, yr): (Vec<f64>, Vec<f64>) = values.iter().rev().map(|&(a, b)| (f64::from(a), f64::from(b))).unzip();
            prop_assert_eq!(signed_ranks(&pairs(&x, &y)), signed_ranks(&pairs(&xr, &yr)));
        }
    }
}
