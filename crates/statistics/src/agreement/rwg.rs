//! Agreement inside one group about one target: the rwg family, average deviation and awg.
//!
//! Read from five raters on: with three, a low spread tells nearly everyone's answer.

use crate::Undefined;
use crate::descriptive::{at_least, count, mean_distance, median, plain_mean, variance};

/// Answers expected of people who answer at random, all categories alike: (A² - 1) / 12.
///
/// # Errors
/// Undefined below two categories.
pub fn uniform_null_variance(categories: usize) -> Result<f64, Undefined> {
    if categories < 2 {
        return Err(Undefined::TooFew { found: categories, needed: 2 });
    }
    Ok((count(categories) * count(categories) - 1.0) / 12.0)
}

/// The usual cut-off of the average deviation: A / 6 (Burke & Dunlap 2002). Agreement is at or below it.
pub fn deviation_cutoff(categories: usize) -> f64 {
    count(categories) / 6.0
}

/// rwg = 1 - s² / null variance (James, Demaree & Wolf 1984), as computed: negative where raters differ more than chance.
///
/// # Errors
/// Undefined for one rater: agreement takes two.
pub fn rwg(ratings: &[f64], null_variance: f64) -> Result<f64, Undefined> {
    if null_variance <= 0.0 {
        return Err(Undefined::OutOfRange);
    }
    Ok(1.0 - variance(ratings)? / null_variance)
}

/// What is shown for an rwg: a negative value is 0.
pub fn shown(rwg: f64) -> f64 {
    rwg.max(0.0)
}

/// rwg(J) of J parallel items (James, Demaree & Wolf 1984) from their mean variance v:
/// J(1 - v/σ²) / (J(1 - v/σ²) + v/σ²). Grows with J by itself. 0 where v exceeds the null variance, since the formula leaves its range there.
pub fn rwg_j(items: usize, mean_variance: f64, null_variance: f64) -> f64 {
    let share = mean_variance / null_variance;
    let agreed = count(items) * (1.0 - share);
    if share >= 1.0 { 0.0 } else { agreed / (agreed + share) }
}

/// r*wg(J) of Lindell, Brandt & Whitney (1999): 1 - v/σ², which does not grow with the number of items. The default to show.
pub fn rwg_j_lindell(mean_variance: f64, null_variance: f64) -> f64 {
    1.0 - mean_variance / null_variance
}

/// Average deviation from the mean: Σ|x - mean| / n (Burke, Finkelstein & Dusig 1999), in points of the scale.
///
/// # Errors
/// Undefined for one rater.
pub fn deviation_from_mean(ratings: &[f64]) -> Result<f64, Undefined> {
    at_least(ratings, 2)?;
    Ok(mean_distance(ratings, plain_mean(ratings)))
}

/// Average deviation from the median.
///
/// # Errors
/// Undefined for one rater.
pub fn deviation_from_median(ratings: &[f64]) -> Result<f64, Undefined> {
    at_least(ratings, 2)?;
    Ok(mean_distance(ratings, median(ratings)?))
}

/// awg of Brown & Hauenstein (2005): 1 - 2 s² / (((H + L) M - M² - H L) · k/(k - 1)), which compares the variance with the largest one possible at
/// this mean M on a scale from L to H. All equal is 1.
///
/// # Errors
/// Undefined for one rater and for answers outside the scale.
pub fn awg(ratings: &[f64], lowest: f64, highest: f64) -> Result<f64, Undefined> {
    let spread = variance(ratings)?;
    if ratings.iter().any(|x| !(lowest..=highest).contains(x)) {
        return Err(Undefined::OutOfRange);
    }
    if spread == 0.0 {
        return Ok(1.0);
    }
    let mean = plain_mean(ratings);
    let k = count(ratings.len());
    Ok(1.0 - 2.0 * spread / (((highest + lowest) * mean - mean * mean - highest * lowest) * k / (k - 1.0)))
}

/// How strong an agreement is, in words (LeBreton & Senter 2008), with half-open bands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Below .30.
    None,
    /// From .30.
    Weak,
    /// From .50.
    Moderate,
    /// From .70.
    Strong,
    /// From .90.
    VeryStrong,
}

impl Strength {
    /// The band of a value.
    pub fn of(rwg: f64) -> Strength {
        match rwg {
            x if x >= 0.9 => Strength::VeryStrong,
            x if x >= 0.7 => Strength::Strong,
            x if x >= 0.5 => Strength::Moderate,
            x if x >= 0.3 => Strength::Weak,
            _ => Strength::None,
        }
    }

    /// The word for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Strength::None => "none",
            Strength::Weak => "weak",
            Strength::Moderate => "moderate",
            Strength::Strong => "strong",
            Strength::VeryStrong => "very-strong",
        }
    }
}

/// Agreement of one group over several items.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemAgreement {
    /// Variance of each item over raters; an item with fewer than two answers has none and counts nowhere.
    pub variances: Vec<Result<f64, Undefined>>,
    /// Items that count, J.
    pub items: usize,
    /// Mean of the variances.
    pub mean_variance: f64,
    /// rwg(J).
    pub rwg_j: f64,
    /// r*wg(J), as computed.
    pub rwg_j_lindell: f64,
    /// Mean over items of the average deviation from the mean.
    pub deviation_from_mean: f64,
    /// Mean over items of the average deviation from the median.
    pub deviation_from_median: f64,
    /// Mean over items of awg.
    pub awg: Result<f64, Undefined>,
}

/// Agreement over items on a scale of whole points from `lowest`, with `categories` points. One row for each rater; gaps are left out item by item.
///
/// # Errors
/// Undefined where no item has two answers, and where rows differ in length.
pub fn over_items<R: AsRef<[Option<f64>]>>(rows: &[R], categories: usize, lowest: f64) -> Result<ItemAgreement, Undefined> {
    let null_variance = uniform_null_variance(categories)?;
    let width = rows.first().map_or(0, |row| row.as_ref().len());
    if rows.iter().any(|row| row.as_ref().len() != width) {
        return Err(Undefined::Shape);
    }
    let columns: Vec<Vec<f64>> = (0..width).map(|i| rows.iter().filter_map(|row| row.as_ref().get(i).copied()?).collect()).collect();
    let variances: Vec<Result<f64, Undefined>> = columns.iter().map(|column| variance(column)).collect();
    let rated: Vec<&Vec<f64>> = columns.iter().filter(|column| column.len() > 1).collect();
    if rated.is_empty() {
        return Err(Undefined::TooFew { found: columns.iter().map(Vec::len).max().unwrap_or(0), needed: 2 });
    }
    let over = |of: &dyn Fn(&[f64]) -> Result<f64, Undefined>| -> Result<f64, Undefined> {
        let values: Vec<f64> = rated.iter().map(|column| of(column)).collect::<Result<_, _>>()?;
        Ok(plain_mean(&values))
    };
    let mean_variance = over(&variance)?;
    Ok(ItemAgreement {
        items: rated.len(),
        mean_variance,
        rwg_j: rwg_j(rated.len(), mean_variance, null_variance),
        rwg_j_lindell: rwg_j_lindell(mean_variance, null_variance),
        deviation_from_mean: over(&deviation_from_mean)?,
        deviation_from_median: over(&deviation_from_median)?,
        awg: over(&|column| awg(column, lowest, lowest + count(categories - 1))),
        variances,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_edges() {
        let null = uniform_null_variance(5).unwrap();
        assert_eq!(null, 2.0);
        assert_eq!(rwg(&[4.0], null), Err(Undefined::TooFew { found: 1, needed: 2 }));
        assert_eq!(rwg(&[4.0; 3], null), Ok(1.0));
        let split = rwg(&[1.0, 1.0, 5.0, 5.0], null).unwrap();
        assert!((split + 5.0 / 3.0).abs() < 1e-12);
        assert_eq!(shown(split), 0.0);
        assert_eq!(rwg_j(5, 2.5, 2.0), 0.0);
        assert_eq!(awg(&[5.0, 5.0], 1.0, 5.0), Ok(1.0));
        assert!((awg(&[1.0, 1.0, 5.0, 5.0], 1.0, 5.0).unwrap() + 1.0).abs() < 1e-12);
        assert_eq!(awg(&[5.0, 6.0], 1.0, 5.0), Err(Undefined::OutOfRange));
        assert_eq!(uniform_null_variance(1), Err(Undefined::TooFew { found: 1, needed: 2 }));
    }

    #[test]
    fn an_item_nobody_answered_counts_nowhere() {
        let rows = [[Some(4.0), None], [Some(4.0), None], [Some(5.0), Some(1.0)]];
        let found = over_items(&rows, 5, 1.0).unwrap();
        assert_eq!(found.items, 1);
        assert!(found.variances[1].is_err());
        assert_eq!(over_items(&[[Some(4.0)]], 5, 1.0), Err(Undefined::TooFew { found: 1, needed: 2 }));
    }

    #[test]
    fn words_change_at_the_lower_edge() {
        assert_eq!(Strength::of(0.7), Strength::Strong);
        assert_eq!(Strength::of(0.699_999), Strength::Moderate);
        assert_eq!(Strength::of(-2.0), Strength::None);
        assert_eq!(Strength::of(0.3).as_str(), "weak");
        assert_eq!(Strength::of(0.95).as_str(), "very-strong");
        assert_eq!(Strength::of(0.1).as_str(), "none");
    }

    proptest! {
        /// The order of raters does not matter, agreement never exceeds 1, and the median is never farther than the mean.
        #[test]
        fn order_does_not_matter(ratings in prop::collection::vec(1u8..6, 2..12)) {
            let x: Vec<f64> = ratings.iter().map(|r| f64::from(*r)).collect();
            let turned: Vec<f64> = x.iter().rev().copied().collect();
            let (a, b) = (rwg(&x, 2.0).unwrap(), rwg(&turned, 2.0).unwrap());
            prop_assert!((a - b).abs() < 1e-12 && a <= 1.0);
            prop_assert!(deviation_from_median(&x).unwrap() <= deviation_from_mean(&x).unwrap() + 1e-12);
            let w = awg(&x, 1.0, 5.0).unwrap();
            prop_assert!((-1.0 - 1e-9..=1.0).contains(&w), "{}", w);
        }
    }
}
