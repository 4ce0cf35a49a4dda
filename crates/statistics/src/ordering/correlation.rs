//! Rank correlations with their tests.

use crate::Undefined;
use crate::descriptive::{at_least, count, plain_mean, squared_deviations};
use crate::distribution;
use crate::ranks::{Ties, ranks, tie_sizes};

/// A correlation and the two-sided p of there being none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Correlation {
    /// From -1 to 1.
    pub value: f64,
    /// Two-sided p; undefined with too few pairs.
    pub p: Result<f64, Undefined>,
}

fn paired(x: &[f64], y: &[f64]) -> Result<(), Undefined> {
    if x.len() != y.len() {
        return Err(Undefined::Shape);
    }
    at_least(x, 2)?;
    at_least(y, 2)
}

/// Pearson's product-moment correlation, p by Student's t with n - 2 degrees of freedom.
///
/// # Errors
/// Undefined below two pairs, for lists of two lengths, and where either list is constant.
pub fn pearson(x: &[f64], y: &[f64]) -> Result<Correlation, Undefined> {
    paired(x, y)?;
    let spread = squared_deviations(x) * squared_deviations(y);
    if spread == 0.0 {
        return Err(Undefined::NoVariation);
    }
    let (mx, my) = (plain_mean(x), plain_mean(y));
    let together: f64 = x.iter().zip(y).map(|(x, y)| (x - mx) * (y - my)).sum();
    let value = (together / spread.sqrt()).clamp(-1.0, 1.0);
    let freedom = count(x.len()) - 2.0;
    let p = if freedom < 1.0 {
        Err(Undefined::TooFew { found: x.len(), needed: 3 })
    } else if value.abs() >= 1.0 {
        Ok(0.0)
    } else {
        distribution::t_two_sided(value * (freedom / (1.0 - value * value)).sqrt(), freedom)
    };
    Ok(Correlation { value, p })
}

/// Spearman's rho: the correlation of ranks, equal values sharing the mean rank (Spearman 1904).
///
/// # Errors
/// As [`pearson`].
pub fn spearman(x: &[f64], y: &[f64]) -> Result<Correlation, Undefined> {
    paired(x, y)?;
    pearson(&ranks(x, Ties::Average), &ranks(y, Ties::Average))
}

/// Kendall's tau-b.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kendall {
    /// (concordant - discordant) / √((pairs - ties in x)(pairs - ties in y)).
    pub tau_b: f64,
    /// Pairs in the same order in both lists.
    pub concordant: f64,
    /// Pairs in opposite orders.
    pub discordant: f64,
    /// Two-sided p by the normal approximation with ties (Kendall 1970); undefined where it has no variance.
    pub p_asymptotic: Result<f64, Undefined>,
    /// Exact two-sided p; undefined with ties or above 100 pairs.
    pub p_exact: Result<f64, Undefined>,
}

/// Longest lists for the exact distribution.
const EXACT_AT_MOST: usize = 100;

/// Kendall's tau-b of two lists.
///
/// # Errors
/// As [`pearson`].
pub fn kendall(x: &[f64], y: &[f64]) -> Result<Kendall, Undefined> {
    paired(x, y)?;
    let (mut concordant, mut discordant) = (0.0, 0.0);
    let pairs: Vec<(&f64, &f64)> = x.iter().zip(y).collect();
    for (i, (x1, y1)) in pairs.iter().enumerate() {
        for (x2, y2) in pairs.iter().skip(i + 1) {
            let product = (*x1 - *x2).signum() * f64::from(x1 != x2) * (*y1 - *y2).signum() * f64::from(y1 != y2);
            if product > 0.0 {
                concordant += 1.0;
            } else if product < 0.0 {
                discordant += 1.0;
            }
        }
    }
    let n = count(x.len());
    let all = n * (n - 1.0) / 2.0;
    let (ties_x, ties_y) = (tie_sizes(x), tie_sizes(y));
    let tied = |sizes: &[f64]| sizes.iter().map(|t| t * (t - 1.0) / 2.0).sum::<f64>();
    let (in_x, in_y) = (tied(&ties_x), tied(&ties_y));
    if all - in_x <= 0.0 || all - in_y <= 0.0 {
        return Err(Undefined::NoVariation);
    }
    let score = concordant - discordant;
    let tau_b = (score / ((all - in_x) * (all - in_y)).sqrt()).clamp(-1.0, 1.0);

    let over = |sizes: &[f64], of: fn(f64) -> f64| sizes.iter().copied().map(of).sum::<f64>();
    let (v0, vt, vu) = (
        n * (n - 1.0) * (2.0 * n + 5.0),
        over(&ties_x, |t| t * (t - 1.0) * (2.0 * t + 5.0)),
        over(&ties_y, |t| t * (t - 1.0) * (2.0 * t + 5.0)),
    );
    let triples = over(&ties_x, |t| t * (t - 1.0) * (t - 2.0)) * over(&ties_y, |t| t * (t - 1.0) * (t - 2.0));
    let both = (2.0 * in_x) * (2.0 * in_y);
    let mut variance = (v0 - vt - vu) / 18.0 + both / (2.0 * n * (n - 1.0));
    if x.len() > 2 {
        variance += triples / (9.0 * n * (n - 1.0) * (n - 2.0));
    }
    let p_asymptotic =
        if variance > 0.0 { Ok(distribution::normal_two_sided(score / variance.sqrt())) } else { Err(Undefined::NoVariation) };
    let p_exact = if in_x > 0.0 || in_y > 0.0 {
        Err(Undefined::OutOfRange)
    } else if x.len() > EXACT_AT_MOST {
        Err(Undefined::TooMany { found: x.len(), most: EXACT_AT_MOST })
    } else {
        Ok(exact_p(x.len(), concordant.min(discordant)))
    };
    Ok(Kendall { tau_b, concordant, discordant, p_asymptotic, p_exact })
}

/// P of at most this many pairs out of order among random orders of n, doubled: the share of permutations by number of inversions.
fn exact_p(n: usize, fewest: f64) -> f64 {
    // shares[i]: share of orders with i inversions
    let mut shares = vec![1.0];
    for size in 2..=n {
        let mut next = vec![0.0; shares.len() + size - 1];
        for (i, share) in shares.iter().enumerate() {
            for slot in next.iter_mut().skip(i).take(size) {
                *slot += share / count(size);
            }
        }
        shares = next;
    }
    let tail: f64 = shares.iter().enumerate().take_while(|(i, _)| count(*i) <= fewest).map(|(_, share)| share).sum();
    (2.0 * tail).min(1.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn examples_of_scipy() {
        let kendall_found = kendall(&[12.0, 2.0, 1.0, 12.0, 2.0], &[1.0, 4.0, 7.0, 1.0, 0.0]).unwrap();
        assert!((kendall_found.tau_b + 0.471_404_520_791).abs() < 1e-10);
        assert!((kendall_found.p_asymptotic.unwrap() - 0.282_745_459_933).abs() < 1e-9);
        assert_eq!(kendall_found.p_exact, Err(Undefined::OutOfRange));
        let rho = spearman(&[1.0, 2.0, 3.0, 4.0, 5.0], &[5.0, 6.0, 7.0, 8.0, 7.0]).unwrap();
        assert!((rho.value - 0.820_782_681_668_123_3).abs() < 1e-12 && (rho.p.unwrap() - 0.088_587_005_313_543_8).abs() < 1e-10);
        // scipy.stats.kendalltau([1..6], [2, 1, 4, 3, 6, 5], method="exact")
        let exact = kendall(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], &[2.0, 1.0, 4.0, 3.0, 6.0, 5.0]).unwrap();
        assert!((exact.p_exact.unwrap() - 0.136_111_111_111_111_1).abs() < 1e-12, "{exact:?}");
    }

    #[test]
    fn constant_lists_have_no_order() {
        assert_eq!(kendall(&[1.0, 1.0], &[1.0, 2.0]).err(), Some(Undefined::NoVariation));
        assert_eq!(spearman(&[1.0, 2.0], &[3.0, 3.0]).err(), Some(Undefined::NoVariation));
        assert_eq!(pearson(&[1.0], &[1.0]).err(), Some(Undefined::TooFew { found: 1, needed: 2 }));
        assert_eq!(pearson(&[1.0, 2.0], &[1.0]).err(), Some(Undefined::Shape));
        assert_eq!(pearson(&[1.0, 2.0], &[1.0, 2.0]).unwrap().p, Err(Undefined::TooFew { found: 2, needed: 3 }));
    }

    proptest! {
        /// The order of pairs does not matter, and turning one list round turns the sign.
        #[test]
        fn order_and_sign(pairs in prop::collection::vec((0u8..6, 0u8..6), 3..12)) {
            let x: Vec<f64> = pairs.iter().map(|p| f64::from(p.0)).collect();
            let y: Vec<f64> = pairs.iter().map(|p| f64::from(p.1)).collect();
            let (xr, yr): (Vec<f64>, Vec<f64>) = x.iter().copied().rev().zip(y.iter().copied().rev()).unzip();
            let negative: Vec<f64> = y.iter().map(|y| -y).collect();
            if let (Ok(a), Ok(b), Ok(c)) = (kendall(&x, &y), kendall(&xr, &yr), kendall(&x, &negative)) {
                prop_assert!((a.tau_b - b.tau_b).abs() < 1e-12 && (a.tau_b + c.tau_b).abs() < 1e-12);
                prop_assert_eq!(a.p_asymptotic, b.p_asymptotic);
            }
        }
    }
}
