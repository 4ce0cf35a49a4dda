//! Crossed random effects: ratees and raters both drawn from populations, y = mu + ratee + rater + error, by restricted maximum likelihood
//! (Bates et al. 2015). Whole panels and small rounds; a large round takes [`super::additive`].

use super::additive::{Rating, additive};
use crate::Undefined;
use crate::descriptive::{count, greatest, square_sum_or_zero};

/// Variance components and predicted effects.
#[derive(Clone, Debug, PartialEq)]
pub struct Crossed {
    /// Mean of the population.
    pub mu: f64,
    /// Variance of true levels of ratees.
    pub ratee_variance: f64,
    /// Variance of severity of raters.
    pub rater_variance: f64,
    /// What neither explains.
    pub residual_variance: f64,
    /// Predicted distance of each ratee from mu (BLUP), drawn towards 0.
    pub ratees: Vec<f64>,
    /// Predicted leniency of each rater (BLUP), drawn towards 0.
    pub raters: Vec<f64>,
}

/// Largest number on the smaller side: its equations are solved densely.
pub const SMALLER_SIDE_AT_MOST: usize = 400;

/// The mixed-model equations at given ratios, ready to be solved again and again.
struct Equations {
    /// For each member of the larger side: number of ratings, their sum, and ratings by member of the smaller side.
    large: Vec<(f64, f64, Vec<(usize, f64)>)>,
    /// For each member of the smaller side: number of ratings and their sum.
    small: Vec<(f64, f64)>,
    n: f64,
    total: f64,
    squares: f64,
}

/// One solution.
struct Solution {
    deviance: f64,
    residual: f64,
    mu: f64,
    large: Vec<f64>,
    small: Vec<f64>,
}

impl Equations {
    /// Solves for standard deviations of effects relative to the error's; the larger side is eliminated.
    fn solve(&self, [s_large, s_small]: [f64; 2]) -> Option<Solution> {
        let (v_large, v_small) = (s_large * s_large, s_small * s_small);
        let size = self.small.len() + 1;
        // row 0 is mu, the others are members of the smaller side
        let mut matrix = vec![vec![0.0; size]; size];
        let mut right = vec![0.0; size];
        *matrix.first_mut()?.first_mut()? = self.n;
        *right.first_mut()? = self.total;
        for (j, (n, sum)) in self.small.iter().enumerate() {
            let row = matrix.get_mut(j + 1)?;
            *row.first_mut()? = s_small * n;
            *row.get_mut(j + 1)? = 1.0 + v_small * n;
            *right.get_mut(j + 1)? = s_small * sum;
        }
        let mut log = 0.0;
        let mut squares = self.squares;
        for (n, sum, cells) in &self.large {
            let diagonal = 1.0 + v_large * n;
            log += diagonal.ln();
            let share = v_large / diagonal;
            squares -= share * sum * sum;
            *matrix.first_mut()?.first_mut()? -= share * n * n;
            *right.first_mut()? -= share * n * sum;
            for (at, (j, times)) in cells.iter().enumerate() {
                let row = matrix.get_mut(j + 1)?;
                *row.first_mut()? -= share * n * s_small * times;
                *right.get_mut(j + 1)? -= share * sum * s_small * times;
                for (k, others) in cells.iter().take(at + 1) {
                    // cells are in order of the smaller side, so this stays below the diagonal
                    *row.get_mut(k + 1)? -= share * v_small * times * others;
                }
            }
        }
        let (solution, log_determinant, explained) = cholesky(matrix, right)?;
        let residual = squares - explained;
        if residual <= 0.0 {
            return None;
        }
        let mu = *solution.first()?;
        let small: Vec<f64> = solution.iter().skip(1).map(|x| x * s_small).collect();
        let rest = |(n, sum, cells): &(f64, f64, Vec<(usize, f64)>)| {
            let others: f64 = cells.iter().filter_map(|(j, times)| small.get(*j).map(|effect| times * effect)).sum();
            v_large * (sum - n * mu - others) / (1.0 + v_large * n)
        };
        let large = self.large.iter().map(rest).collect();
        Some(Solution { deviance: (self.n - 1.0) * residual.ln() + log + log_determinant, residual, mu, large, small })
    }

    fn deviance(&self, point: [f64; 2]) -> f64 {
        self.solve(point).map_or(f64::INFINITY, |solution| solution.deviance)
    }
}

/// Solves a positive definite system given by its lower triangle: the solution, the logarithm of the determinant, and right' · solution.
fn cholesky(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Option<(Vec<f64>, f64, f64)> {
    let (mut log, mut explained) = (0.0, 0.0);
    for i in 0..matrix.len() {
        let (above, below) = matrix.split_at_mut(i);
        let row = below.first_mut()?;
        for (j, upper) in above.iter().enumerate() {
            let inner: f64 = row.iter().zip(upper).take(j).map(|(a, b)| a * b).sum();
            let cell = row.get_mut(j)?;
            *cell = (*cell - inner) / upper.get(j)?;
        }
        let inner: f64 = row.iter().take(i).map(|a| a * a).sum();
        let pivot = row.get_mut(i)?;
        let square = *pivot - inner;
        if square <= 0.0 || !square.is_finite() {
            return None;
        }
        *pivot = square.sqrt();
        log += square.ln();
        let forward: f64 = row.iter().zip(&right).take(i).map(|(a, x)| a * x).sum();
        let diagonal = *row.get(i)?;
        let value = right.get_mut(i)?;
        *value = (*value - forward) / diagonal;
        explained += *value * *value;
    }
    for i in (0..matrix.len()).rev() {
        let known: f64 = matrix.iter().zip(&right).skip(i + 1).filter_map(|(row, x)| row.get(i).map(|a| a * x)).sum();
        let diagonal = *matrix.get(i)?.get(i)?;
        let value = right.get_mut(i)?;
        *value = (*value - known) / diagonal;
    }
    Some((right, log, explained))
}

/// The point of least value, by the simplex of Nelder & Mead (1965) in two dimensions; coordinates are taken without sign.
fn least(start: [f64; 2], of: impl Fn([f64; 2]) -> f64) -> Result<[f64; 2], Undefined> {
    let value = |point: [f64; 2]| of([point[0].abs(), point[1].abs()]);
    let mut best = start;
    // a second simplex from the result of the first leaves a corner in which the first one collapsed
    for round in 0..3 {
        let step = if round == 0 { 0.5 } else { 0.1 };
        let mut simplex = [best, [best[0] + step, best[1]], [best[0], best[1] + step]].map(|point| (point, value(point)));
        for _ in 0..400 {
            simplex.sort_by(|(_, a), (_, b)| a.total_cmp(b));
            let [(low, f_low), (middle, f_middle), (high, f_high)] = simplex;
            let width = (high[0] - low[0]).abs().max((high[1] - low[1]).abs());
            if width < 1e-9 * (1.0 + low[0].abs().max(low[1].abs())) || f_high - f_low < 1e-13 * f_low.abs() && width < 1e-5 {
                break;
            }
            let centre = [f64::midpoint(low[0], middle[0]), f64::midpoint(low[1], middle[1])];
            let along = |t: f64| {
                let point = [centre[0] + t * (high[0] - centre[0]), centre[1] + t * (high[1] - centre[1])];
                (point, value(point))
            };
            let reflected = along(-1.0);
            let next = if reflected.1 < f_low {
                let expanded = along(-2.0);
                if expanded.1 < reflected.1 { expanded } else { reflected }
            } else if reflected.1 < f_middle {
                reflected
            } else {
                along(if reflected.1 < f_high { -0.5 } else { 0.5 })
            };
            if next.1 < f_high {
                simplex[2] = next;
            } else {
                let shrink = |point: [f64; 2]| {
                    let point = [f64::midpoint(point[0], low[0]), f64::midpoint(point[1], low[1])];
                    (point, value(point))
                };
                simplex = [(low, f_low), shrink(middle), shrink(high)];
            }
        }
        simplex.sort_by(|(_, a), (_, b)| a.total_cmp(b));
        best = simplex[0].0;
    }
    if value(best).is_finite() { Ok([best[0].abs(), best[1].abs()]) } else { Err(Undefined::NoConvergence) }
}

/// Fits the model to ratings in any design, complete or not.
///
/// # Errors
/// Undefined below two ratees or two raters with ratings, where ratee and rater explain every rating, where the smaller side has more than
/// [`SMALLER_SIDE_AT_MOST`] members, and as [`additive`].
pub fn crossed(ratings: &[Rating], ratees: usize, raters: usize) -> Result<Crossed, Undefined> {
    let levels = additive(ratings, ratees, raters)?;
    let used = |list: &[Result<f64, Undefined>]| list.iter().filter(|x| x.is_ok()).count();
    let fewest = used(&levels.adjusted).min(used(&levels.leniency));
    if fewest < 2 {
        return Err(Undefined::TooFew { found: fewest, needed: 2 });
    }
    if ratees.min(raters) > SMALLER_SIDE_AT_MOST {
        return Err(Undefined::TooMany { found: ratees.min(raters), most: SMALLER_SIDE_AT_MOST });
    }
    if square_sum_or_zero(levels.residual, ratings.len(), 1e3 * greatest(ratings.iter().map(|r| r.value))) == 0.0 {
        return Err(Undefined::NoVariation);
    }
    let n = count(ratings.len());
    let centre = ratings.iter().map(|r| r.value).sum::<f64>() / n;
    let raters_are_fewer = raters <= ratees;
    let (large_len, small_len) = if raters_are_fewer { (ratees, raters) } else { (raters, ratees) };
    let mut cells: Vec<std::collections::BTreeMap<usize, f64>> = vec![std::collections::BTreeMap::new(); large_len];
    let mut large = vec![(0.0, 0.0); large_len];
    let mut small = vec![(0.0, 0.0); small_len];
    for rating in ratings {
        let (i, j) = if raters_are_fewer { (rating.ratee, rating.rater) } else { (rating.rater, rating.ratee) };
        for side in [large.get_mut(i), small.get_mut(j)].into_iter().flatten() {
            side.0 += 1.0;
            side.1 += rating.value - centre;
        }
        if let Some(row) = cells.get_mut(i) {
            *row.entry(j).or_default() += 1.0;
        }
    }
    let equations = Equations {
        large: large.into_iter().zip(cells).map(|((n, sum), cells)| (n, sum, cells.into_iter().collect())).collect(),
        small,
        n,
        total: ratings.iter().map(|r| r.value - centre).sum(),
        squares: ratings.iter().map(|r| (r.value - centre).powi(2)).sum(),
    };
    let mut point = least([1.0, 1.0], |point| equations.deviance(point))?;
    // a component that is 0 is reached only in the limit: take it exactly where that is at least as likely
    for side in 0..2 {
        let mut without = point;
        if let Some(slot) = without.get_mut(side) {
            *slot = 0.0;
        }
        if equations.deviance(without) <= equations.deviance(point) {
            point = without;
        }
    }
    let solution = equations.solve(point).ok_or(Undefined::NoConvergence)?;
    let residual_variance = solution.residual / (n - 1.0);
    let [large_variance, small_variance] = point.map(|s| s * s * residual_variance);
    let mu = centre + solution.mu;
    Ok(if raters_are_fewer {
        let (ratee_variance, rater_variance) = (large_variance, small_variance);
        Crossed { mu, ratee_variance, rater_variance, residual_variance, ratees: solution.large, raters: solution.small }
    } else {
        let (ratee_variance, rater_variance) = (small_variance, large_variance);
        Crossed { mu, ratee_variance, rater_variance, residual_variance, ratees: solution.small, raters: solution.large }
    })
}

#[cfg(test)]
mod tests {
    use super::super::additive::ratings_of;
    use super::*;
    use crate::reliability::icc::TwoWay;

    const SHROUT_FLEISS: [[f64; 4]; 6] = [
        [9.0, 2.0, 5.0, 8.0],
        [6.0, 1.0, 3.0, 2.0],
        [8.0, 4.0, 6.0, 8.0],
        [7.0, 1.0, 2.0, 6.0],
        [10.0, 5.0, 6.0, 9.0],
        [6.0, 2.0, 4.0, 7.0],
    ];

    fn fit(rows: &[Vec<Option<f64>>]) -> Result<Crossed, Undefined> {
        crossed(&ratings_of(rows), rows.len(), rows[0].len())
    }

    #[test]
    fn a_complete_table_gives_the_components_of_its_variance_table() {
        let rows: Vec<Vec<Option<f64>>> = SHROUT_FLEISS.iter().map(|row| row.iter().copied().map(Some).collect()).collect();
        let found = fit(&rows).unwrap();
        let table = TwoWay::of(&SHROUT_FLEISS).unwrap();
        assert!((found.residual_variance - table.residual).abs() < 1e-5);
        assert!((found.ratee_variance - (table.rows - table.residual) / 4.0).abs() < 1e-5);
        assert!((found.rater_variance - (table.columns - table.residual) / 6.0).abs() < 1e-5);
        assert!((found.mu - table.grand_mean).abs() < 1e-9);
        // the other way round
        let turned: Vec<Vec<Option<f64>>> = (0..4).map(|j| rows.iter().map(|row| row[j]).collect()).collect();
        let turned = fit(&turned).unwrap();
        assert!((turned.rater_variance - found.ratee_variance).abs() < 1e-5);
        assert!((turned.raters[0] - found.ratees[0]).abs() < 1e-5);
    }

    #[test]
    fn raters_without_differences_have_no_variance() {
        let rows: Vec<Vec<Option<f64>>> =
            [[1.0, 2.0], [4.0, 3.0], [6.0, 7.0], [9.0, 8.0]].iter().map(|row| row.iter().copied().map(Some).collect()).collect();
        let found = fit(&rows).unwrap();
        assert_eq!(found.rater_variance, 0.0);
        assert!(found.raters.iter().all(|x| *x == 0.0));
        assert!((found.residual_variance - 0.5).abs() < 1e-5);
    }

    #[test]
    fn says_why_there_is_no_fit() {
        assert_eq!(fit(&[vec![Some(1.0), Some(2.0)]]), Err(Undefined::TooFew { found: 1, needed: 2 }));
        assert_eq!(fit(&[vec![Some(1.0), Some(2.0)], vec![Some(2.0), Some(3.0)]]), Err(Undefined::NoVariation));
        assert_eq!(fit(&[vec![Some(2.0), Some(2.0)], vec![Some(2.0), Some(2.0)]]), Err(Undefined::NoVariation));
    }
}
