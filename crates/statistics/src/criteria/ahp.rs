//! The analytic hierarchy process (Saaty 1980): weights from pairwise comparisons and how consistent they are.

use crate::Undefined;
use crate::descriptive::{count, finite};

/// Saaty's random indices for 1 to 10 elements, as in the older table that gives .58 for three.
pub const RANDOM_INDEX: [f64; 10] = [0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49];

/// Largest consistency ratio at which comparisons are accepted.
pub const ACCEPTED: f64 = 0.10;

/// Weights of one comparison matrix.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// The principal eigenvector, summing to 1: the default.
    pub eigenvector: Vec<f64>,
    /// Its eigenvalue; at least the number of elements, and equal to it where comparisons are consistent.
    pub lambda: f64,
    /// Means of the rows after each column is brought to sum 1.
    pub column_mean: Vec<f64>,
    /// Eigenvalue estimated from column sums times column-mean weights; overstates.
    pub lambda_column_sums: f64,
    /// Eigenvalue estimated as the mean of (A w) / w with column-mean weights.
    pub lambda_mean_ratio: f64,
    /// Geometric means of rows, summing to 1.
    pub geometric_mean: Vec<f64>,
    /// Whether a_ij · a_ji is 1 for every pair, to six digits.
    pub reciprocal: bool,
}

impl Weights {
    /// Weights of a square matrix of positive comparisons: how much more the row counts than the column.
    ///
    /// # Errors
    /// Undefined without elements, for a matrix that is not square, for a comparison that is not above 0, and where the iteration does not settle.
    pub fn of<R: AsRef<[f64]>>(matrix: &[R]) -> Result<Weights, Undefined> {
        let n = matrix.len();
        if n == 0 {
            return Err(Undefined::TooFew { found: 0, needed: 1 });
        }
        for row in matrix {
            if row.as_ref().len() != n {
                return Err(Undefined::Shape);
            }
            finite(row.as_ref())?;
            if row.as_ref().iter().any(|x| *x <= 0.0) {
                return Err(Undefined::OutOfRange);
            }
        }
        let mut columns = vec![0.0; n];
        for row in matrix {
            columns.iter_mut().zip(row.as_ref()).for_each(|(sum, x)| *sum += x);
        }
        let column_mean: Vec<f64> =
            matrix.iter().map(|row| row.as_ref().iter().zip(&columns).map(|(x, sum)| x / sum).sum::<f64>() / count(n)).collect();
        let product = times(matrix, &column_mean);
        let geometric = matrix.iter().map(|row| (row.as_ref().iter().map(|x| x.ln()).sum::<f64>() / count(n)).exp()).collect();
        let (eigenvector, lambda) = principal(matrix, &column_mean)?;
        let at = |i: usize, j: usize| matrix.get(i).and_then(|row| row.as_ref().get(j)).copied().unwrap_or(1.0);
        let reciprocal = (0..n).all(|i| (i..n).all(|j| (at(i, j) * at(j, i) - 1.0).abs() <= 1e-6));
        Ok(Weights {
            eigenvector,
            lambda,
            lambda_column_sums: columns.iter().zip(&column_mean).map(|(sum, w)| sum * w).sum(),
            lambda_mean_ratio: product.iter().zip(&column_mean).map(|(p, w)| p / w).sum::<f64>() / count(n),
            column_mean,
            geometric_mean: share(geometric),
            reciprocal,
        })
    }

    /// Consistency index of an eigenvalue: (lambda - n) / (n - 1); 0 for one element.
    pub fn index(&self, lambda: f64) -> f64 {
        let n = self.eigenvector.len();
        if n < 2 { 0.0 } else { (lambda - count(n)) / count(n - 1) }
    }

    /// Consistency ratio of an eigenvalue: index over random index; 0 for up to two elements, which cannot contradict each other.
    /// `random_index` overrides the table.
    ///
    /// # Errors
    /// Undefined above ten elements where no random index is given.
    pub fn ratio(&self, lambda: f64, random_index: Option<f64>) -> Result<f64, Undefined> {
        let n = self.eigenvector.len();
        if n <= 2 {
            return Ok(0.0);
        }
        let table = RANDOM_INDEX.get(n - 1).copied().ok_or(Undefined::TooMany { found: n, most: RANDOM_INDEX.len() });
        let random = random_index.map_or(table, Ok)?;
        if random <= 0.0 { Err(Undefined::OutOfRange) } else { Ok(self.index(lambda) / random) }
    }
}

fn times<R: AsRef<[f64]>>(matrix: &[R], vector: &[f64]) -> Vec<f64> {
    matrix.iter().map(|row| row.as_ref().iter().zip(vector).map(|(a, x)| a * x).sum()).collect()
}

/// Brought to sum 1.
fn share(list: Vec<f64>) -> Vec<f64> {
    let total: f64 = list.iter().sum();
    list.into_iter().map(|x| x / total).collect()
}

/// The greatest eigenvalue of a positive matrix and its vector, by repeated multiplication (Perron's theorem makes it settle).
fn principal<R: AsRef<[f64]>>(matrix: &[R], start: &[f64]) -> Result<(Vec<f64>, f64), Undefined> {
    let mut vector = share(start.to_vec());
    for _ in 0..10_000 {
        let product = times(matrix, &vector);
        // the vector sums to 1, so the sum of its product is the eigenvalue
        let lambda: f64 = product.iter().sum();
        let next = share(product);
        let moved = next.iter().zip(&vector).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        vector = next;
        if moved <= 1e-15 {
            return Ok((vector, lambda));
        }
        // the last bits may keep flipping
        if moved <= 1e-13 {
            let product = times(matrix, &vector);
            let lambda = product.iter().sum();
            return Ok((share(product), lambda));
        }
    }
    Err(Undefined::NoConvergence)
}

/// Distributive synthesis of a hierarchy: Σ over criteria of the criterion's weight times each alternative's weight under it.
///
/// # Errors
/// Undefined where the numbers of criteria or alternatives do not fit.
pub fn synthesis<R: AsRef<[f64]>>(criteria: &[f64], alternatives: &[R]) -> Result<Vec<f64>, Undefined> {
    let n = alternatives.first().map_or(0, |row| row.as_ref().len());
    if criteria.len() != alternatives.len() || alternatives.iter().any(|row| row.as_ref().len() != n) {
        return Err(Undefined::Shape);
    }
    let mut total = vec![0.0; n];
    for (weight, row) in criteria.iter().zip(alternatives) {
        total.iter_mut().zip(row.as_ref()).for_each(|(sum, x)| *sum += weight * x);
    }
    Ok(total)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_and_two_elements_are_always_consistent() {
        let one = Weights::of(&[[1.0]]).unwrap();
        assert_eq!(
            (one.eigenvector.clone(), one.lambda, one.index(one.lambda), one.ratio(one.lambda, None)),
            (vec![1.0], 1.0, 0.0, Ok(0.0))
        );
        let two = Weights::of(&[[1.0, 4.0], [0.25, 1.0]]).unwrap();
        assert!((two.eigenvector[0] - 0.8).abs() < 1e-12 && two.ratio(two.lambda, None) == Ok(0.0));
    }

    #[test]
    fn says_what_is_no_comparison_matrix() {
        assert_eq!(Weights::of::<[f64; 1]>(&[]), Err(Undefined::TooFew { found: 0, needed: 1 }));
        assert_eq!(Weights::of(&[[1.0, 2.0]]), Err(Undefined::Shape));
        assert_eq!(Weights::of(&[[1.0, 0.0], [2.0, 1.0]]), Err(Undefined::OutOfRange));
        assert!(!Weights::of(&[[1.0, 2.0], [2.0, 1.0]]).unwrap().reciprocal);
        let eleven = Weights::of(&[[1.0; 11]; 11]).unwrap();
        assert_eq!(eleven.ratio(eleven.lambda, None), Err(Undefined::TooMany { found: 11, most: 10 }));
        assert_eq!(synthesis(&[1.0], &[[1.0], [2.0]]), Err(Undefined::Shape));
    }

    proptest! {
        /// Consistent comparisons give back the weights they were made from, by every way of computing, with lambda = n.
        #[test]
        fn consistent_comparisons_give_their_weights_back(weights in prop::collection::vec(1u8..10, 3..8)) {
            let weights = share(weights.into_iter().map(f64::from).collect());
            let matrix: Vec<Vec<f64>> = weights.iter().map(|a| weights.iter().map(|b| a / b).collect()).collect();
            let found = Weights::of(&matrix).unwrap();
            prop_assert!(found.reciprocal && (found.lambda - count(weights.len())).abs() < 1e-9);
            for list in [&found.eigenvector, &found.column_mean, &found.geometric_mean] {
                prop_assert!(list.iter().zip(&weights).all(|(a, b)| (a - b).abs() < 1e-9));
            }
        }
    }
}
