//! Kendall's coefficient of concordance: whether raters put the same people in the same order.

use crate::Undefined;
use crate::descriptive::{count, finite, plain_mean};
use crate::distribution;
use crate::ranks::{Ties, ranks, tie_sizes};

/// W and its test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Concordance {
    /// W, corrected for ties: 0 no common order, 1 the same order.
    pub w: f64,
    /// m (n - 1) W.
    pub chi_square: f64,
    /// n - 1.
    pub freedom: usize,
    /// P of a chi-square at least this large where raters order at random; rough below about seven subjects.
    pub p: f64,
    /// Mean of Spearman's correlation over pairs of raters: (m W - 1) / (m - 1).
    pub mean_spearman: f64,
    /// Sum of ranks of each subject's spread, S.
    pub s: f64,
}

/// Kendall's W (Kendall & Babington Smith 1939), one row for each rater with the values of all subjects; equal values share the mean rank.
///
/// # Errors
/// Undefined below two raters or two subjects, where rows differ in length, and where every rater is constant.
pub fn kendall_w<R: AsRef<[f64]>>(rows: &[R]) -> Result<Concordance, Undefined> {
    let m = rows.len();
    let n = rows.first().map_or(0, |row| row.as_ref().len());
    if m < 2 {
        return Err(Undefined::TooFew { found: m, needed: 2 });
    }
    if n < 2 {
        return Err(Undefined::TooFew { found: n, needed: 2 });
    }
    let mut sums = vec![0.0; n];
    let mut ties = 0.0;
    for row in rows {
        let row = row.as_ref();
        finite(row)?;
        if row.len() != n {
            return Err(Undefined::Shape);
        }
        sums.iter_mut().zip(ranks(row, Ties::Average)).for_each(|(sum, rank)| *sum += rank);
        ties += tie_sizes(row).into_iter().map(|t| t * t * t - t).sum::<f64>();
    }
    let mean = plain_mean(&sums);
    let s: f64 = sums.iter().map(|sum| (sum - mean) * (sum - mean)).sum();
    let (m, n_f) = (count(m), count(n));
    let most = m * m * (n_f * n_f * n_f - n_f) - m * ties;
    if most <= 0.0 {
        return Err(Undefined::NoVariation);
    }
    let w = 12.0 * s / most;
    let chi_square = m * (n_f - 1.0) * w;
    let p = distribution::chi_square_above(chi_square, n_f - 1.0)?;
    Ok(Concordance { w, chi_square, freedom: n - 1, p, mean_spearman: (m * w - 1.0) / (m - 1.0), s })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_order_is_one_and_constant_raters_are_undefined() {
        let same = kendall_w(&[[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]]).unwrap();
        assert!((same.w - 1.0).abs() < 1e-12);
        let opposite = kendall_w(&[[1.0, 2.0, 3.0], [3.0, 2.0, 1.0]]).unwrap();
        assert!(opposite.w.abs() < 1e-12 && (opposite.mean_spearman + 1.0).abs() < 1e-12);
        assert_eq!(kendall_w(&[[2.0, 2.0], [3.0, 3.0]]), Err(Undefined::NoVariation));
        assert_eq!(kendall_w(&[[2.0, 1.0]]), Err(Undefined::TooFew { found: 1, needed: 2 }));
        assert_eq!(kendall_w(&[vec![2.0, 1.0], vec![2.0]]), Err(Undefined::Shape));
    }
}
