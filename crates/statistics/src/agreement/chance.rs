//! Agreement of any number of raters on categories, corrected for chance in the usual ways (Fleiss 1971; Brennan & Prediger 1981; Gwet 2008).

use super::kappa::Weights;
use crate::Undefined;
use crate::descriptive::{count, finite, plain_mean};
use crate::distribution;

/// How often each category was chosen for each unit, brought to shares.
#[derive(Clone, Debug, PartialEq)]
pub struct Categorised {
    /// Units with at least one rating.
    pub rated: usize,
    /// Units with at least two ratings: only they can agree.
    pub paired: usize,
    /// Categories, q.
    pub categories: usize,
    /// Mean share of each category over units with a rating.
    pub shares: Vec<f64>,
    /// Mean over paired units of the share of agreeing pairs of ratings.
    pub observed: f64,
    weights: Weights,
}

impl Categorised {
    /// From one row for each unit with the count of each category. Raters may differ in number and person from unit to unit.
    ///
    /// # Errors
    /// Undefined where no unit has two ratings, where rows differ in length, and for negative counts.
    pub fn of<R: AsRef<[f64]>>(counts: &[R], weights: Weights) -> Result<Categorised, Undefined> {
        let categories = counts.first().map_or(0, |row| row.as_ref().len());
        let mut shares = vec![0.0; categories];
        let (mut rated, mut agreed, mut most) = (0, Vec::new(), 0.0f64);
        for row in counts {
            let row = row.as_ref();
            finite(row)?;
            if row.len() != categories {
                return Err(Undefined::Shape);
            }
            if row.iter().any(|x| *x < 0.0) {
                return Err(Undefined::OutOfRange);
            }
            let ratings: f64 = row.iter().sum();
            most = most.max(ratings);
            if ratings == 0.0 {
                continue;
            }
            rated += 1;
            shares.iter_mut().zip(row).for_each(|(share, x)| *share += x / ratings);
            if ratings > 1.0 {
                let like = |k: usize| row.iter().enumerate().map(|(l, x)| x * weights.weight(k, l, categories)).sum::<f64>();
                let pairs: f64 = row.iter().enumerate().map(|(k, x)| x * (like(k) - 1.0)).sum();
                agreed.push(pairs / (ratings * (ratings - 1.0)));
            }
        }
        if agreed.is_empty() {
            return Err(Undefined::TooFew { found: if most > 0.0 { 1 } else { 0 }, needed: 2 });
        }
        shares.iter_mut().for_each(|share| *share /= count(rated));
        Ok(Categorised { rated, paired: agreed.len(), categories, shares, observed: plain_mean(&agreed), weights })
    }

    fn corrected(&self, expected: f64) -> Result<f64, Undefined> {
        if 1.0 - expected <= 1e-12 { Err(Undefined::NoVariation) } else { Ok((self.observed - expected) / (1.0 - expected)) }
    }

    /// Agreement expected by Fleiss: Σ w p_k p_l.
    pub fn expected_fleiss(&self) -> f64 {
        let pairs = self.shares.iter().enumerate().flat_map(|(k, p)| self.shares.iter().enumerate().map(move |(l, q)| (k, l, p * q)));
        pairs.map(|(k, l, both)| both * self.weights.weight(k, l, self.categories)).sum()
    }

    /// Fleiss' kappa.
    ///
    /// # Errors
    /// Undefined where all ratings are in one category.
    pub fn fleiss(&self) -> Result<f64, Undefined> {
        self.corrected(self.expected_fleiss())
    }

    /// Gwet's AC1 (AC2 with weights), which stays sensible where nearly all ratings are in one category.
    ///
    /// # Errors
    /// Undefined where there is one category only.
    pub fn gwet(&self) -> Result<f64, Undefined> {
        if self.categories < 2 {
            return Err(Undefined::NoVariation);
        }
        let q = count(self.categories);
        let spread: f64 = self.shares.iter().map(|p| p * (1.0 - p)).sum();
        self.corrected(self.weight_total() / (q * (q - 1.0)) * spread)
    }

    /// Brennan-Prediger: all categories are equally likely.
    ///
    /// # Errors
    /// Undefined where there is one category only.
    pub fn brennan_prediger(&self) -> Result<f64, Undefined> {
        if self.categories < 2 {
            return Err(Undefined::NoVariation);
        }
        let q = count(self.categories);
        self.corrected(self.weight_total() / (q * q))
    }

    fn weight_total(&self) -> f64 {
        let all = (0..self.categories).flat_map(|k| (0..self.categories).map(move |l| (k, l)));
        all.map(|(k, l)| self.weights.weight(k, l, self.categories)).sum()
    }
}

/// Fleiss' kappa against 0: standard error under chance (Fleiss, Nee & Landis 1979), z and two-sided p; for one number of raters throughout.
///
/// # Errors
/// Undefined where the number of ratings differs from unit to unit, and as [`Categorised::fleiss`].
pub fn fleiss_test<R: AsRef<[f64]>>(counts: &[R]) -> Result<FleissTest, Undefined> {
    let kappa = Categorised::of(counts, Weights::Identity)?;
    let ratings: f64 = counts.first().map_or(0.0, |row| row.as_ref().iter().sum());
    if counts.iter().any(|row| (row.as_ref().iter().sum::<f64>() - ratings).abs() > 0.0) {
        return Err(Undefined::Shape);
    }
    let spread: f64 = kappa.shares.iter().map(|p| p * (1.0 - p)).sum();
    let skew: f64 = kappa.shares.iter().map(|p| p * (1.0 - p) * (1.0 - 2.0 * p)).sum();
    let variance = 2.0 * (spread * spread - skew) / (spread * spread * count(kappa.rated) * ratings * (ratings - 1.0));
    let value = kappa.fleiss()?;
    if variance <= 0.0 {
        return Err(Undefined::NoVariation);
    }
    let z = value / variance.sqrt();
    Ok(FleissTest { standard_error: variance.sqrt(), z, p: distribution::normal_two_sided(z) })
}

/// Result of [`fleiss_test`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FleissTest {
    /// Standard error where agreement is chance.
    pub standard_error: f64,
    /// kappa over it.
    pub z: f64,
    /// Two-sided p.
    pub p: f64,
}

/// Counts of categories for each unit from ratings with gaps, over the categories that occur, in their order.
pub fn counts_of<T: Ord + Clone>(units: &[Vec<Option<T>>]) -> (Vec<T>, Vec<Vec<f64>>) {
    let mut categories: Vec<T> = units.iter().flatten().flatten().cloned().collect();
    categories.sort();
    categories.dedup();
    let row = |unit: &Vec<Option<T>>| {
        let mut row = vec![0.0; categories.len()];
        for rating in unit.iter().flatten() {
            if let Some(times) = categories.binary_search(rating).ok().and_then(|k| row.get_mut(k)) {
                *times += 1.0;
            }
        }
        row
    };
    let counts = units.iter().map(row).collect();
    (categories, counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fleiss 1971 has its own data; this table is the well-known one with 14 raters and kappa .210.
    const PSYCHIATRY: [[f64; 5]; 10] = [
        [0.0, 0.0, 0.0, 0.0, 14.0],
        [0.0, 2.0, 6.0, 4.0, 2.0],
        [0.0, 0.0, 3.0, 5.0, 6.0],
        [0.0, 3.0, 9.0, 2.0, 0.0],
        [2.0, 2.0, 8.0, 1.0, 1.0],
        [7.0, 7.0, 0.0, 0.0, 0.0],
        [3.0, 2.0, 6.0, 3.0, 0.0],
        [2.0, 5.0, 3.0, 2.0, 2.0],
        [6.0, 5.0, 2.0, 1.0, 0.0],
        [0.0, 2.0, 2.0, 3.0, 7.0],
    ];

    #[test]
    fn ten_subjects_of_fourteen_raters() {
        let found = Categorised::of(&PSYCHIATRY, Weights::Identity).unwrap();
        assert!((found.fleiss().unwrap() - 0.209_930_704_422).abs() < 1e-10);
        let test = fleiss_test(&PSYCHIATRY).unwrap();
        assert!((test.standard_error - 0.016_965_069_224_4).abs() < 1e-10 && test.p < 1e-20);
    }

    #[test]
    fn one_category_only() {
        let all = Categorised::of(&[[3.0, 0.0], [3.0, 0.0]], Weights::Identity).unwrap();
        assert_eq!(all.fleiss(), Err(Undefined::NoVariation));
        assert_eq!(all.gwet(), Ok(1.0));
        assert_eq!(Categorised::of(&[[3.0], [3.0]], Weights::Identity).unwrap().gwet(), Err(Undefined::NoVariation));
        assert_eq!(Categorised::of(&[[1.0, 0.0]], Weights::Identity), Err(Undefined::TooFew { found: 1, needed: 2 }));
        assert_eq!(fleiss_test(&[[2.0, 0.0], [1.0, 2.0]]), Err(Undefined::Shape));
    }

    #[test]
    fn gaps_are_not_ratings() {
        let (categories, counts) = counts_of(&[vec![Some("b"), None, Some("a")], vec![Some("b"), Some("b"), None]]);
        assert_eq!(categories, ["a", "b"]);
        assert_eq!(counts, [[1.0, 1.0], [0.0, 2.0]]);
    }
}
