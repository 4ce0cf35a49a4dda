//! What a calibration meeting changed: shifts up and down, and whether the distribution of levels moved.

use crate::Undefined;
use crate::agreement::kappa::square_total;
use crate::descriptive::count;
use crate::distribution;
use crate::fairness::ChiSquare;

fn tested(statistic: f64, freedom: usize) -> Result<ChiSquare, Undefined> {
    let df = u64::try_from(freedom).map_err(|_| Undefined::OutOfRange)?;
    Ok(ChiSquare { statistic, df, p: distribution::chi_square_above(statistic, count(freedom))? })
}

/// Exact sign test: two-sided p of so uneven a split of ups and downs where each is as likely. People who did not move do not count.
///
/// # Errors
/// Undefined where nobody moved.
pub fn sign_test(ups: u64, downs: u64) -> Result<f64, Undefined> {
    use statrs::distribution::{Binomial, DiscreteCDF};
    let moved = ups.saturating_add(downs);
    if moved == 0 {
        return Err(Undefined::NoVariation);
    }
    let coin = Binomial::new(0.5, moved).map_err(|_| Undefined::OutOfRange)?;
    Ok((2.0 * coin.cdf(ups.min(downs))).min(1.0))
}

/// Whether two ratings of the same people use the levels alike (Stuart 1955, Maxwell 1970): d' S⁻¹ d of the differences of margins.
/// Levels nobody was given before or after do not count. With two levels this is McNemar's test without correction.
///
/// # Errors
/// Undefined for a table that is not square, without people, and where nobody moved.
pub fn stuart_maxwell<R: AsRef<[f64]>>(table: &[R]) -> Result<ChiSquare, Undefined> {
    square_total(table)?;
    let at = |i: usize, j: usize| table.get(i).and_then(|row| row.as_ref().get(j)).copied().unwrap_or(0.0);
    let places = 0..table.len();
    let row = |i: usize| places.clone().map(|j| at(i, j)).sum::<f64>();
    let column = |i: usize| places.clone().map(|j| at(j, i)).sum::<f64>();
    // a level without movement has nothing to say, and its equation would be empty
    let used: Vec<usize> = places.clone().filter(|i| row(*i) + column(*i) > 2.0 * at(*i, *i)).collect();
    let Some((_, kept)) = used.split_last() else { return Err(Undefined::NoVariation) };
    if kept.is_empty() {
        return Err(Undefined::NoVariation);
    }
    let difference: Vec<f64> = kept.iter().map(|i| row(*i) - column(*i)).collect();
    let spread: Vec<Vec<f64>> = kept
        .iter()
        .map(|i| kept.iter().map(|j| if i == j { row(*i) + column(*i) - 2.0 * at(*i, *i) } else { -(at(*i, *j) + at(*j, *i)) }).collect())
        .collect();
    let solved = solve(spread, difference.clone())?;
    tested(difference.iter().zip(&solved).map(|(d, s)| d * s).sum::<f64>().max(0.0), kept.len())
}

/// Bhapkar's test (1966) from the statistic of Stuart and Maxwell: X / (1 - X/n), somewhat more powerful.
///
/// # Errors
/// As [`stuart_maxwell`], and where the margins share nobody.
pub fn bhapkar<R: AsRef<[f64]>>(table: &[R]) -> Result<ChiSquare, Undefined> {
    let n = square_total(table)?;
    let stuart = stuart_maxwell(table)?;
    if stuart.statistic >= n {
        return Err(Undefined::Unbounded);
    }
    tested(stuart.statistic / (1.0 - stuart.statistic / n), usize::try_from(stuart.df).unwrap_or(usize::MAX))
}

/// Solves a small symmetric system by elimination with pivots.
fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Result<Vec<f64>, Undefined> {
    let size = right.len();
    let get = |m: &[Vec<f64>], i: usize, j: usize| m.get(i).and_then(|row| row.get(j)).copied().unwrap_or(0.0);
    let greatest = matrix.iter().flatten().fold(0.0f64, |most, x| most.max(x.abs()));
    for i in 0..size {
        let pivot = (i..size).max_by(|a, b| get(&matrix, *a, i).abs().total_cmp(&get(&matrix, *b, i).abs())).unwrap_or(i);
        matrix.swap(i, pivot);
        right.swap(i, pivot);
        let top = matrix.get(i).cloned().unwrap_or_default();
        let (divisor, value) = (top.get(i).copied().unwrap_or(0.0), right.get(i).copied().unwrap_or(0.0));
        if divisor.abs() <= 1e-12 * greatest {
            // levels in two circles that exchange nobody: the margins of each are their own
            return Err(Undefined::Disconnected);
        }
        for (row, x) in matrix.iter_mut().zip(right.iter_mut()).skip(i + 1) {
            let factor = row.get(i).copied().unwrap_or(0.0) / divisor;
            row.iter_mut().zip(&top).for_each(|(cell, above)| *cell -= factor * above);
            *x -= factor * value;
        }
    }
    for i in (0..size).rev() {
        let known: f64 = (i + 1..size).map(|j| get(&matrix, i, j) * right.get(j).copied().unwrap_or(0.0)).sum();
        let divisor = get(&matrix, i, i);
        if let Some(x) = right.get_mut(i) {
            *x = (*x - known) / divisor;
        }
    }
    Ok(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Unaided distance vision of 7,477 women, Stuart 1953.
    const VISION: [[f64; 4]; 4] =
        [[1520.0, 266.0, 124.0, 66.0], [234.0, 1512.0, 432.0, 78.0], [117.0, 362.0, 1772.0, 205.0], [36.0, 82.0, 179.0, 492.0]];

    #[test]
    fn vision_of_women() {
        let stuart = stuart_maxwell(&VISION).unwrap();
        assert!((stuart.statistic - 11.957).abs() < 0.001 && stuart.df == 3);
        assert!((bhapkar(&VISION).unwrap().statistic - 11.976).abs() < 0.001);
    }

    #[test]
    fn two_levels_are_mcnemar() {
        let table = [[10.0, 8.0], [2.0, 5.0]];
        assert!((stuart_maxwell(&table).unwrap().statistic - 3.6).abs() < 1e-12);
    }

    #[test]
    fn levels_without_movement_do_not_count() {
        let table = [[10.0, 8.0, 0.0], [2.0, 5.0, 0.0], [0.0, 0.0, 7.0]];
        assert!((stuart_maxwell(&table).unwrap().statistic - 3.6).abs() < 1e-12);
        assert_eq!(stuart_maxwell(&[[3.0, 0.0], [0.0, 4.0]]), Err(Undefined::NoVariation));
        assert_eq!(stuart_maxwell(&[[0.0]]), Err(Undefined::EmptyTotal));
        let circles = [[0.0, 3.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 2.0], [0.0, 0.0, 2.0, 0.0]];
        assert_eq!(stuart_maxwell(&circles), Err(Undefined::Disconnected));
    }

    #[test]
    fn signs() {
        assert!((sign_test(8, 2).unwrap() - 0.109_375).abs() < 1e-12);
        assert_eq!(sign_test(5, 5), Ok(1.0));
        assert_eq!(sign_test(0, 0), Err(Undefined::NoVariation));
    }
}
