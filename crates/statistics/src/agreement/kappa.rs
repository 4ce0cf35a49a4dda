//! Cohen's kappa of two raters, plain and weighted.

use crate::Undefined;
use crate::descriptive::{count, finite};
use crate::distribution;

/// How much of an agreement two categories are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weights {
    /// 1 on the diagonal, 0 elsewhere.
    Identity,
    /// 1 - |i - j| / (q - 1) (Cicchetti & Allison 1971). For ordered levels.
    Linear,
    /// 1 - (i - j)² / (q - 1)² (Fleiss & Cohen 1973).
    Quadratic,
}

impl Weights {
    /// The weight of two categories out of `categories`.
    pub fn weight(self, i: usize, j: usize, categories: usize) -> f64 {
        if i == j {
            return 1.0;
        }
        let distance = count(i.abs_diff(j)) / count(categories - 1);
        match self {
            Weights::Identity => 0.0,
            Weights::Linear => 1.0 - distance,
            Weights::Quadratic => 1.0 - distance * distance,
        }
    }
}

/// Kappa with its errors in large samples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kappa {
    /// (observed - expected) / (1 - expected).
    pub kappa: f64,
    /// Share of (weighted) agreement observed.
    pub observed: f64,
    /// Share expected from the margins.
    pub expected: f64,
    /// Standard error (Fleiss, Cohen & Everitt 1969), for intervals.
    pub standard_error: f64,
    /// Standard error where kappa is 0, for tests.
    pub null_standard_error: f64,
    /// Pairs of ratings.
    pub n: f64,
}

impl Kappa {
    /// kappa ± z · standard error.
    ///
    /// # Errors
    /// Undefined for a confidence outside 0 to 1.
    pub fn interval(&self, confidence: f64) -> Result<(f64, f64), Undefined> {
        let half = distribution::normal_margin(confidence)? * self.standard_error;
        Ok((self.kappa - half, self.kappa + half))
    }

    /// kappa over its standard error under the null.
    ///
    /// # Errors
    /// Undefined where that error is 0.
    pub fn z(&self) -> Result<f64, Undefined> {
        if self.null_standard_error > 0.0 { Ok(self.kappa / self.null_standard_error) } else { Err(Undefined::NoVariation) }
    }
}

/// Kappa of a square table of counts, first rater in rows, second in columns, categories in the same order.
///
/// # Errors
/// Undefined for an empty table, for one that is not square, for negative counts, and where chance alone agrees in full: both raters used one
/// and the same category.
pub fn kappa<R: AsRef<[f64]>>(table: &[R], weights: Weights) -> Result<Kappa, Undefined> {
    let q = table.len();
    let n = square_total(table)?;
    let rows: Vec<f64> = table.iter().map(|row| row.as_ref().iter().sum::<f64>() / n).collect();
    let mut columns = vec![0.0; q];
    for row in table {
        columns.iter_mut().zip(row.as_ref()).for_each(|(sum, x)| *sum += x / n);
    }
    let weight = |i, j| weights.weight(i, j, q);
    let of_row: Vec<f64> = (0..q).map(|i| columns.iter().enumerate().map(|(j, p)| p * weight(i, j)).sum()).collect();
    let of_column: Vec<f64> = (0..q).map(|j| rows.iter().enumerate().map(|(i, p)| p * weight(i, j)).sum()).collect();
    let expected: f64 = rows.iter().zip(&of_row).map(|(p, w)| p * w).sum();
    let cells = || {
        table.iter().zip(rows.iter().zip(&of_row)).enumerate().flat_map(|(i, (row, (p_row, w_row)))| {
            let columns = columns.iter().zip(&of_column).enumerate();
            row.as_ref()
                .iter()
                .zip(columns)
                .map(move |(x, (j, (p_column, w_column)))| (*x, weight(i, j), p_row * p_column, w_row + w_column))
        })
    };
    let observed: f64 = cells().map(|(x, w, ..)| x / n * w).sum();
    if 1.0 - expected <= 1e-12 {
        return Err(Undefined::NoVariation);
    }
    let kappa = (observed - expected) / (1.0 - expected);
    let apart = 1.0 - kappa;
    let spread: f64 = cells().map(|(x, w, _, margins)| x / n * (w - margins * apart).powi(2)).sum();
    let null_spread: f64 = cells().map(|(_, w, p, margins)| p * (w - margins).powi(2)).sum();
    let error = |spread: f64, centre: f64| ((spread - centre * centre).max(0.0) / n).sqrt() / (1.0 - expected);
    Ok(Kappa {
        kappa,
        observed,
        expected,
        standard_error: error(spread, kappa - expected * apart),
        null_standard_error: error(null_spread, expected),
        n,
    })
}

/// The total of a square table of counts.
pub(crate) fn square_total<R: AsRef<[f64]>>(table: &[R]) -> Result<f64, Undefined> {
    for row in table {
        let row = row.as_ref();
        if row.len() != table.len() {
            return Err(Undefined::Shape);
        }
        finite(row)?;
        if row.iter().any(|x| *x < 0.0) {
            return Err(Undefined::OutOfRange);
        }
    }
    let n: f64 = table.iter().flat_map(|row| row.as_ref().iter()).sum();
    if n == 0.0 { Err(Undefined::EmptyTotal) } else { Ok(n) }
}

/// The square table of pairs of ratings, over the categories that occur in either list, in their order.
pub fn table<T: Ord + Clone>(pairs: &[(T, T)]) -> (Vec<T>, Vec<Vec<f64>>) {
    let mut categories: Vec<T> = pairs.iter().flat_map(|(a, b)| [a.clone(), b.clone()]).collect();
    categories.sort();
    categories.dedup();
    let counts = table_of(pairs, &categories);
    (categories, counts)
}

/// The square table of pairs over categories known beforehand, in ascending order; pairs with another category are left out.
pub fn table_of<T: Ord>(pairs: &[(T, T)], categories: &[T]) -> Vec<Vec<f64>> {
    let mut counts = vec![vec![0.0; categories.len()]; categories.len()];
    for (a, b) in pairs {
        if let (Ok(i), Ok(j)) = (categories.binary_search(a), categories.binary_search(b))
            && let Some(cell) = counts.get_mut(i).and_then(|row| row.get_mut(j))
        {
            *cell += 1.0;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn fifty_grant_applications() {
        let found = kappa(&[[20.0, 5.0], [10.0, 15.0]], Weights::Identity).unwrap();
        assert!((found.kappa - 0.4).abs() < 1e-12);
        assert!((found.standard_error - 0.126_996_062_931).abs() < 1e-11);
    }

    #[test]
    fn one_category_is_undefined() {
        assert_eq!(kappa(&[[7.0, 0.0], [0.0, 0.0]], Weights::Identity), Err(Undefined::NoVariation));
        assert_eq!(kappa(&[[7.0]], Weights::Linear), Err(Undefined::NoVariation));
        assert_eq!(kappa::<[f64; 2]>(&[], Weights::Identity), Err(Undefined::EmptyTotal));
        assert_eq!(kappa(&[[1.0, 2.0]], Weights::Identity), Err(Undefined::Shape));
        assert_eq!(kappa(&[[-1.0, 2.0], [1.0, 1.0]], Weights::Identity), Err(Undefined::OutOfRange));
    }

    #[test]
    fn two_categories_make_all_weights_equal() {
        let table = [[12.0, 3.0], [4.0, 9.0]];
        let plain = kappa(&table, Weights::Identity).unwrap();
        for weights in [Weights::Linear, Weights::Quadratic] {
            let weighted = kappa(&table, weights).unwrap();
            assert!((weighted.kappa - plain.kappa).abs() < 1e-12 && (weighted.standard_error - plain.standard_error).abs() < 1e-12);
        }
    }

    #[test]
    fn a_table_of_pairs_keeps_the_order_of_categories() {
        let (categories, counts) = table(&[(3, 1), (1, 1), (2, 3)]);
        assert_eq!(categories, [1, 2, 3]);
        assert_eq!(counts, [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]);
        assert_eq!(table_of(&[(1, 9)], &[1, 2]), [[0.0, 0.0], [0.0, 0.0]]);
    }

    proptest! {
        /// Exchanging the raters changes nothing; the diagonal alone gives 1.
        #[test]
        fn raters_may_be_exchanged(cells in prop::array::uniform3(prop::array::uniform3(0u8..20))) {
            let table: Vec<Vec<f64>> = cells.iter().map(|row| row.iter().map(|x| f64::from(*x)).collect()).collect();
            let turned: Vec<Vec<f64>> = (0..3).map(|i| table.iter().map(|row| row[i]).collect()).collect();
            for weights in [Weights::Identity, Weights::Linear, Weights::Quadratic] {
                match (kappa(&table, weights), kappa(&turned, weights)) {
                    (Ok(a), Ok(b)) => prop_assert!((a.kappa - b.kappa).abs() < 1e-9 && (a.standard_error - b.standard_error).abs() < 1e-9 && a.kappa <= 1.0 + 1e-12),
                    (a, b) => prop_assert_eq!(a, b),
                }
            }
        }
    }
}
