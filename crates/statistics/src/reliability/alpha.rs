//! Cronbach's alpha: how far the items of a questionnaire measure one thing. It says nothing about the agreement of raters.

use super::icc::complete_rows;
use crate::Undefined;
use crate::descriptive::{count, plain_mean, variance};
use crate::distribution;

/// An alpha and the data it rests on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Alpha {
    /// J/(J-1) · (1 - Σ item variances / variance of the total); negative values are reported as computed.
    pub alpha: f64,
    /// Respondents used.
    pub n: usize,
    /// Items, J.
    pub items: usize,
}

impl Alpha {
    /// The interval of Feldt (1965): 1 - (1 - alpha) F, with n - 1 and (n - 1)(J - 1) degrees of freedom.
    ///
    /// # Errors
    /// Undefined for a confidence outside 0 to 1.
    pub fn interval(&self, confidence: f64) -> Result<(f64, f64), Undefined> {
        let p = distribution::upper_point(confidence)?;
        let (df1, df2) = (count(self.n - 1), count((self.n - 1) * (self.items - 1)));
        let limit = |p| distribution::f_quantile(p, df1, df2).map(|f| 1.0 - (1.0 - self.alpha) * f);
        Ok((limit(p)?, limit(1.0 - p)?))
    }
}

/// Alpha over respondents who answered every item (Cronbach 1951). The default.
///
/// # Errors
/// Undefined for one item, below two complete respondents, and where totals do not vary.
pub fn listwise<R: AsRef<[Option<f64>]>>(rows: &[R]) -> Result<Alpha, Undefined> {
    let (complete, _) = complete_rows(rows);
    of_complete(&complete)
}

/// Alpha of a table without gaps, one row for each respondent.
///
/// # Errors
/// As [`listwise`], and where rows differ in length.
pub fn of_complete<R: AsRef<[f64]>>(rows: &[R]) -> Result<Alpha, Undefined> {
    let items = rows.first().map_or(0, |row| row.as_ref().len());
    if rows.iter().any(|row| row.as_ref().len() != items) {
        return Err(Undefined::Shape);
    }
    if rows.len() < 2 {
        return Err(Undefined::TooFew { found: rows.len(), needed: 2 });
    }
    if items < 2 {
        return Err(Undefined::TooFew { found: items, needed: 2 });
    }
    let totals: Vec<f64> = rows.iter().map(|row| row.as_ref().iter().sum()).collect();
    let total = variance(&totals)?;
    let mut parts = 0.0;
    let mut column = Vec::with_capacity(rows.len());
    for item in 0..items {
        column.clear();
        column.extend(rows.iter().filter_map(|row| row.as_ref().get(item)));
        parts += variance(&column)?;
    }
    finish(parts, total, rows.len(), items)
}

/// Alpha from covariances of each pair of items over those who answered both. Uses every answer, but the covariances belong to different people.
///
/// # Errors
/// Undefined for one item, where a pair of items has fewer than two common respondents, and where the sum of covariances is not positive.
pub fn pairwise<R: AsRef<[Option<f64>]>>(rows: &[R]) -> Result<Alpha, Undefined> {
    let items = rows.first().map_or(0, |row| row.as_ref().len());
    if rows.iter().any(|row| row.as_ref().len() != items) {
        return Err(Undefined::Shape);
    }
    if items < 2 {
        return Err(Undefined::TooFew { found: items, needed: 2 });
    }
    let (mut parts, mut total) = (0.0, 0.0);
    for i in 0..items {
        for j in i..items {
            let (x, y): (Vec<f64>, Vec<f64>) =
                rows.iter().filter_map(|row| Some((row.as_ref().get(i).copied()??, row.as_ref().get(j).copied()??))).unzip();
            if i == j {
                let own = variance(&x)?;
                parts += own;
                total += own;
            } else {
                total += 2.0 * covariance(&x, &y)?;
            }
        }
    }
    finish(parts, total, rows.len(), items)
}

fn covariance(x: &[f64], y: &[f64]) -> Result<f64, Undefined> {
    if x.len() < 2 {
        return Err(Undefined::TooFew { found: x.len(), needed: 2 });
    }
    let (mx, my) = (plain_mean(x), plain_mean(y));
    Ok(x.iter().zip(y).map(|(x, y)| (x - mx) * (y - my)).sum::<f64>() / count(x.len() - 1))
}

fn finish(parts: f64, total: f64, n: usize, items: usize) -> Result<Alpha, Undefined> {
    if total <= 1e-12 * parts {
        return Err(Undefined::NoVariation);
    }
    Ok(Alpha { alpha: count(items) / count(items - 1) * (1.0 - parts / total), n, items })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn undefined_without_items_people_or_spread() {
        assert_eq!(of_complete(&[[1.0], [2.0]]), Err(Undefined::TooFew { found: 1, needed: 2 }));
        assert_eq!(of_complete::<[f64; 2]>(&[]), Err(Undefined::TooFew { found: 0, needed: 2 }));
        assert_eq!(of_complete(&[[1.0, 3.0], [1.0, 3.0]]), Err(Undefined::NoVariation));
        // items that cancel: every total is 4
        assert_eq!(of_complete(&[[1.0, 3.0], [3.0, 1.0], [2.0, 2.0]]), Err(Undefined::NoVariation));
        assert_eq!(
            pairwise(&[[Some(1.0), None], [None, Some(2.0)], [Some(2.0), None], [None, Some(1.0)]]),
            Err(Undefined::TooFew { found: 0, needed: 2 })
        );
    }

    #[test]
    fn the_interval_of_feldt() {
        let alpha = Alpha { alpha: 0.8, n: 10, items: 5 };
        let (low, high) = alpha.interval(0.95).unwrap();
        // 1 - 0.2 F of scipy.stats.f.ppf with 9 and 36 degrees of freedom
        assert!((low - 0.501_551_098_222).abs() < 1e-10 && (high - 0.943_245_004_261).abs() < 1e-10, "{low} {high}");
    }

    proptest! {
        /// Without gaps the two treatments agree, and the order of people and items does not matter.
        #[test]
        fn without_gaps_both_agree(cells in prop::collection::vec(prop::array::uniform4(1u8..6), 3..9)) {
            let rows: Vec<Vec<Option<f64>>> = cells.iter().map(|row| row.iter().map(|x| Some(f64::from(*x))).collect()).collect();
            let turned: Vec<Vec<Option<f64>>> = rows.iter().rev().map(|row| row.iter().rev().copied().collect()).collect();
            match (listwise(&rows), pairwise(&rows), listwise(&turned)) {
                (Ok(a), Ok(b), Ok(c)) => prop_assert!((a.alpha - b.alpha).abs() < 1e-9 && (a.alpha - c.alpha).abs() < 1e-9),
                (a, b, c) => prop_assert!(a.is_err() && b.is_err() && c.is_err()),
            }
        }
    }
}
