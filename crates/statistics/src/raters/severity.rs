//! Standardising each rater: every rater gets mean 0 and spread 1. Forces equal means on groups that may really differ, so not for decisions.

use crate::Undefined;
use crate::descriptive::{count, plain_mean, squared_deviations};

/// Fewest ratees a rater must have rated before standardising says anything about the rater.
pub const RATEES_AT_LEAST: usize = 3;

/// z scores of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct RaterZ {
    /// One row for each ratee; `None` for a gap, and for a rater without spread or with too few ratees.
    pub z: Vec<Vec<Option<f64>>>,
    /// Mean z of each ratee over the raters that have one.
    pub means: Vec<Result<f64, Undefined>>,
    /// Why a rater has no z, by column.
    pub raters: Vec<Result<(), Undefined>>,
}

/// (x - rater's mean) / rater's standard deviation. `spent` is what the divisor loses: 1 for the sample, 0 for the population.
///
/// # Errors
/// Undefined where rows differ in length.
pub fn rater_z<R: AsRef<[Option<f64>]>>(rows: &[R], spent: usize, ratees_at_least: usize) -> Result<RaterZ, Undefined> {
    let width = rows.first().map_or(0, |row| row.as_ref().len());
    if rows.iter().any(|row| row.as_ref().len() != width) {
        return Err(Undefined::Shape);
    }
    let raters: Vec<Result<(f64, f64), Undefined>> = (0..width)
        .map(|j| {
            let ratings: Vec<f64> = rows.iter().filter_map(|row| row.as_ref().get(j).copied()?).collect();
            let needed = ratees_at_least.max(spent + 1);
            crate::descriptive::at_least(&ratings, needed)?;
            let squares = squared_deviations(&ratings);
            if squares == 0.0 {
                return Err(Undefined::NoVariation);
            }
            Ok((plain_mean(&ratings), (squares / count(ratings.len() - spent)).sqrt()))
        })
        .collect();
    let z: Vec<Vec<Option<f64>>> = rows
        .iter()
        .map(|row| {
            let cells = row.as_ref().iter().zip(&raters);
            cells.map(|(x, rater)| x.zip(rater.ok()).map(|(x, (mean, spread))| (x - mean) / spread)).collect()
        })
        .collect();
    let means = z
        .iter()
        .map(|row| {
            let known: Vec<f64> = row.iter().copied().flatten().collect();
            crate::descriptive::mean(&known)
        })
        .collect();
    Ok(RaterZ { z, means, raters: raters.into_iter().map(|rater| rater.map(|_| ())).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rater_without_spread_is_dropped() {
        let rows = [[Some(1.0), Some(3.0), None], [Some(2.0), Some(3.0), Some(1.0)], [Some(3.0), Some(3.0), Some(2.0)]];
        let found = rater_z(&rows, 1, RATEES_AT_LEAST).unwrap();
        assert_eq!(found.raters, [Ok(()), Err(Undefined::NoVariation), Err(Undefined::TooFew { found: 2, needed: 3 })]);
        assert_eq!(found.z[0], [Some(-1.0), None, None]);
        assert_eq!(found.means, [Ok(-1.0), Ok(0.0), Ok(1.0)]);
        let constant = rater_z(&[[Some(3.0)], [Some(3.0)], [Some(3.0)]], 1, 3).unwrap();
        assert!(constant.means.iter().all(Result::is_err));
    }
}
