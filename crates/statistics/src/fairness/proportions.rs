//! One share and the difference of two: intervals, tests and effect size.

use crate::Undefined;
use crate::distribution::{beta_quantile, ln_choose, normal_margin, normal_two_sided, regularised_beta};
use crate::fairness::Selection;

/// Wilson score interval of a share, at `level` (0.95): the interval to show for every share.
///
/// `(p + z²/2n ± z·sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n)`. `EmptyTotal` where nobody could be selected. 0 of 20 reaches up to 16.1 %.
/// Source: Wilson 1927; Newcombe 1998a, method 3.
pub fn wilson(share: Selection, level: f64) -> Result<(f64, f64), Undefined> {
    let (p, n, z) = (share.rate()?, share.eligible() as f64, normal_margin(level)?);
    let centre = p + z * z / (2.0 * n);
    let spread = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let divisor = 1.0 + z * z / n;
    let low = if share.selected() == 0 { 0.0 } else { ((centre - spread) / divisor).max(0.0) };
    let high = if share.rejected() == 0 { 1.0 } else { ((centre + spread) / divisor).min(1.0) };
    Ok((low, high))
}

/// Exact (Clopper-Pearson) interval of a share, by quantiles of the beta distribution. `EmptyTotal` where nobody could be selected.
pub fn clopper_pearson(share: Selection, level: f64) -> Result<(f64, f64), Undefined> {
    share.rate()?;
    let (x, rest, tail) = (share.selected() as f64, share.rejected() as f64, (1.0 - level) / 2.0);
    let low = if share.selected() == 0 { 0.0 } else { beta_quantile(tail, x, rest + 1.0)? };
    let high = if share.rejected() == 0 { 1.0 } else { beta_quantile(1.0 - tail, x + 1.0, rest)? };
    Ok((low, high))
}

/// Textbook interval `p ± z·sqrt(p(1-p)/n)`, not cut at 0 and 1: for comparison only, it collapses at 0 of n. `EmptyTotal` where nobody could be selected.
pub fn wald(share: Selection, level: f64) -> Result<(f64, f64), Undefined> {
    let p = share.rate()?;
    let spread = normal_margin(level)? * (p * (1.0 - p) / share.eligible() as f64).sqrt();
    Ok((p - spread, p + spread))
}

/// Rate of the first minus rate of the second. `EmptyTotal` where one has nobody.
pub fn risk_difference(first: Selection, second: Selection) -> Result<f64, Undefined> {
    Ok(first.rate()? - second.rate()?)
}

/// Newcombe's hybrid score interval of the difference of two rates (first minus second), from the two Wilson intervals.
///
/// `d - sqrt((p1-l1)² + (u2-p2)²)` to `d + sqrt((u1-p1)² + (p2-l2)²)`. `EmptyTotal` where one has nobody. Source: Newcombe 1998b, method 10.
pub fn newcombe(first: Selection, second: Selection, level: f64) -> Result<(f64, f64), Undefined> {
    let (p1, p2) = (first.rate()?, second.rate()?);
    let ((l1, u1), (l2, u2)) = (wilson(first, level)?, wilson(second, level)?);
    let difference = p1 - p2;
    Ok((difference - (p1 - l1).hypot(u2 - p2), difference + (u1 - p1).hypot(p2 - l2)))
}

/// Cohen's h, `2·asin(sqrt p1) - 2·asin(sqrt p2)`. `EmptyTotal` where one has nobody.
pub fn cohen_h(first: Selection, second: Selection) -> Result<f64, Undefined> {
    Ok(2.0 * first.rate()?.sqrt().asin() - 2.0 * second.rate()?.sqrt().asin())
}

/// A statistic and its two-sided p-value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tested {
    /// The statistic.
    pub statistic: f64,
    /// Its two-sided p-value.
    pub p: f64,
}

/// Pooled z of two rates: `(p1-p2) / sqrt(p(1-p)(1/n1+1/n2))`.
///
/// `EmptyTotal` where one has nobody, `NoVariation` where all or none were selected.
pub fn pooled_z(first: Selection, second: Selection) -> Result<Tested, Undefined> {
    let difference = risk_difference(first, second)?;
    let (n1, n2) = (first.eligible() as f64, second.eligible() as f64);
    let pooled = (first.selected() as f64 + second.selected() as f64) / (n1 + n2);
    let variance = pooled * (1.0 - pooled) * (1.0 / n1 + 1.0 / n2);
    if first.selected() + second.selected() == 0 || first.rejected() + second.rejected() == 0 {
        return Err(Undefined::NoVariation);
    }
    let statistic = difference / variance.sqrt();
    Ok(Tested { statistic, p: normal_two_sided(statistic) })
}

/// Exact binomial test of `x` successes in `n` trials against a probability.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Binomial {
    /// Sum of the outcomes that are at most as probable as the observed one, with a slack of 1e-7.
    pub two_sided: f64,
    /// P(X ≤ x).
    pub less: f64,
    /// P(X ≥ x).
    pub greater: f64,
}

/// Exact binomial test. `EmptyTotal` for no trials, `OutOfRange` where the probability is not within 0 and 1.
pub fn binomial_test(share: Selection, probability: f64) -> Result<Binomial, Undefined> {
    if !(0.0..=1.0).contains(&probability) {
        return Err(Undefined::OutOfRange);
    }
    share.rate()?;
    let (x, n) = (share.selected(), share.eligible());
    let less = at_most(x, n, probability)?;
    let greater = if x == 0 { 1.0 } else { at_least(x, n, probability)? };
    if probability == 0.0 || probability == 1.0 {
        let certain = (probability == 0.0 && x == 0) || (probability == 1.0 && x == n);
        return Ok(Binomial { two_sided: if certain { 1.0 } else { 0.0 }, less, greater });
    }
    let observed = ln_mass(x, n, probability) + 1e-7_f64.ln_1p();
    let mode = (((n + 1) as f64 * probability).floor() as u64).min(n);
    let two_sided = if x == mode {
        1.0
    } else if x < mode {
        // first k above the mode that is at most as probable
        let start = first_true(mode, n, |k| ln_mass(k, n, probability) <= observed);
        less + start.map_or(Ok(0.0), |k| at_least(k, n, probability))?
    } else {
        // last k below the mode that is at most as probable
        let end = first_true(0, mode, |k| ln_mass(mode - k, n, probability) <= observed).map(|k| mode - k);
        greater + end.map_or(Ok(0.0), |k| at_most(k, n, probability))?
    };
    Ok(Binomial { two_sided: two_sided.min(1.0), less, greater })
}

fn ln_mass(k: u64, n: u64, p: f64) -> f64 {
    ln_choose(n as f64, k as f64) + k as f64 * p.ln() + (n - k) as f64 * (-p).ln_1p()
}

fn at_most(k: u64, n: u64, p: f64) -> Result<f64, Undefined> {
    if k >= n { Ok(1.0) } else { regularised_beta(1.0 - p, (n - k) as f64, k as f64 + 1.0) }
}

fn at_least(k: u64, n: u64, p: f64) -> Result<f64, Undefined> {
    if k == 0 { Ok(1.0) } else { regularised_beta(p, k as f64, (n - k) as f64 + 1.0) }
}

/// First of `low..=high` for which a condition that never turns back is true.
fn first_true(mut low: u64, mut high: u64, holds: impl Fn(u64) -> bool) -> Option<u64> {
    if !holds(high) {
        return None;
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) { high = middle } else { low = middle + 1 }
    }
    Some(low)
}

/// A number hired against the share of a group in the pool from which they came.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PoolComparison {
    /// n·p.
    pub expected: f64,
    /// Observed minus expected.
    pub difference: f64,
    /// sqrt(n·p·(1-p)).
    pub sd: f64,
    /// Difference in standard deviations; `NoVariation` where the pool share is 0 or 1.
    pub z: Result<f64, Undefined>,
    /// Exact binomial test.
    pub exact: Binomial,
}

/// Comparison with a pool: `z = (x - np)/sqrt(np(1-p))` and the exact binomial test. The answer depends on the pool chosen
/// (Castaneda v. Partida 1977; Hazelwood v. United States 1977). Undefined as [`binomial_test`].
pub fn pool_comparison(share: Selection, pool_share: f64) -> Result<PoolComparison, Undefined> {
    let exact = binomial_test(share, pool_share)?;
    let expected = share.eligible() as f64 * pool_share;
    let sd = (expected * (1.0 - pool_share)).sqrt();
    let difference = share.selected() as f64 - expected;
    let z = if sd > 0.0 { Ok(difference / sd) } else { Err(Undefined::NoVariation) };
    Ok(PoolComparison { expected, difference, sd, z, exact })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(selected: u64, eligible: u64) -> Selection {
        Selection::try_new(selected, eligible).unwrap()
    }

    #[test]
    fn nobody_of_nobody_has_no_share() {
        assert_eq!(wilson(of(0, 0), 0.95), Err(Undefined::EmptyTotal));
        assert_eq!(newcombe(of(0, 0), of(1, 2), 0.95), Err(Undefined::EmptyTotal));
        assert_eq!(pooled_z(of(0, 4), of(0, 3)), Err(Undefined::NoVariation));
        assert_eq!(pooled_z(of(4, 4), of(3, 3)), Err(Undefined::NoVariation));
        assert_eq!(binomial_test(of(1, 2), 1.5), Err(Undefined::OutOfRange));
    }

    #[test]
    fn a_certain_outcome_surprises_nobody() {
        assert_eq!(binomial_test(of(0, 5), 0.0).unwrap().two_sided, 1.0);
        assert_eq!(binomial_test(of(5, 5), 1.0).unwrap().two_sided, 1.0);
        assert_eq!(binomial_test(of(1, 5), 0.0).unwrap().two_sided, 0.0);
        assert_eq!(pool_comparison(of(1, 5), 0.0).unwrap().z, Err(Undefined::NoVariation));
    }

    /// The definition, term by term.
    fn two_sided_by_sum(x: u64, n: u64, p: f64) -> f64 {
        let limit = ln_mass(x, n, p).exp() * (1.0 + 1e-7);
        (0..=n).map(|k| ln_mass(k, n, p).exp()).filter(|&mass| mass <= limit).sum::<f64>().min(1.0)
    }

    proptest! {
        #[test]
        fn the_two_sided_binomial_is_the_sum_of_its_definition(n in 1u64..120, x in 0u64..120, p in 0.01f64..0.99) {
            let x = x.min(n);
            let found = binomial_test(of(x, n), p).unwrap().two_sided;
            prop_assert!((found - two_sided_by_sum(x, n, p)).abs() < 1e-9, "{} of {} at {}: {}", x, n, p, found);
        }

        #[test]
        fn every_interval_holds_its_share(n in 1u64..2000, x in 0u64..2000) {
            let share = of(x.min(n), n);
            let p = share.rate().unwrap();
            for (low, high) in [wilson(share, 0.95).unwrap(), clopper_pearson(share, 0.95).unwrap()] {
                prop_assert!(0.0 <= low && low <= p && p <= high && high <= 1.0);
            }
        }

        #[test]
        fn swapping_two_groups_turns_the_difference_round(n in 1u64..200, x in 0u64..200, m in 1u64..200, y in 0u64..200) {
            let (a, b) = (of(x.min(n), n), of(y.min(m), m));
            let ((low, high), (low2, high2)) = (newcombe(a, b, 0.95).unwrap(), newcombe(b, a, 0.95).unwrap());
            prop_assert!((low + high2).abs() < 1e-12 && (high + low2).abs() < 1e-12);
            prop_assert!(low >= -1.0 - 1e-12 && high <= 1.0 + 1e-12);
        }
    }
}
