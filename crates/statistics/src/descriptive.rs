//! Means, spreads and intervals of one list of values.

use crate::Undefined;
use crate::distribution;

/// Refuses values that are not finite.
pub(crate) fn finite(values: &[f64]) -> Result<(), Undefined> {
    if values.iter().all(|x| x.is_finite()) { Ok(()) } else { Err(Undefined::NotFinite) }
}

/// Refuses fewer than `needed` values, and values that are not finite.
pub(crate) fn at_least(values: &[f64], needed: usize) -> Result<(), Undefined> {
    if values.len() < needed {
        return Err(Undefined::TooFew { found: values.len(), needed });
    }
    finite(values)
}

/// A sum of squares that is only rounding: below a part in 10¹² of the size of the values, taken as zero.
pub(crate) fn square_sum_or_zero(squares: f64, n: usize, greatest: f64) -> f64 {
    if squares <= 1e-24 * count(n) * greatest * greatest { 0.0 } else { squares }
}

/// The greatest absolute value.
pub(crate) fn greatest(values: impl IntoIterator<Item = f64>) -> f64 {
    values.into_iter().fold(0.0, |most, x| x.abs().max(most))
}

/// A count as a float; exact below 2⁵³.
#[allow(clippy::cast_precision_loss, reason = "counts of people and ratings stay far below 2^53")]
pub(crate) fn count(n: usize) -> f64 {
    n as f64
}

/// The arithmetic mean.
///
/// # Errors
/// Undefined without values, or where one is not finite.
pub fn mean(values: &[f64]) -> Result<f64, Undefined> {
    at_least(values, 1)?;
    Ok(plain_mean(values))
}

/// The mean of values known to be there and finite.
pub(crate) fn plain_mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / count(values.len())
}

/// Squared deviations from the mean, summed; exactly 0 where all values are equal.
pub(crate) fn squared_deviations(values: &[f64]) -> f64 {
    let centre = plain_mean(values);
    let squares = values.iter().map(|x| (x - centre) * (x - centre)).sum();
    square_sum_or_zero(squares, values.len(), greatest(values.iter().copied()))
}

/// The sample variance: squared deviations from the mean over n - 1. Exactly 0 where all values are equal.
///
/// # Errors
/// Undefined below two values.
pub fn variance(values: &[f64]) -> Result<f64, Undefined> {
    at_least(values, 2)?;
    Ok(squared_deviations(values) / count(values.len() - 1))
}

/// The sample standard deviation, the root of [`variance`].
///
/// # Errors
/// Undefined below two values.
pub fn standard_deviation(values: &[f64]) -> Result<f64, Undefined> {
    variance(values).map(f64::sqrt)
}

/// The middle value, or the mean of the two in the middle.
///
/// # Errors
/// Undefined without values.
pub fn median(values: &[f64]) -> Result<f64, Undefined> {
    at_least(values, 1)?;
    Ok(middle(&sorted(values)))
}

/// The values in ascending order.
pub(crate) fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

fn middle(sorted: &[f64]) -> f64 {
    let at = |i: usize| sorted.get(i).copied().unwrap_or(f64::NAN);
    let half = sorted.len() / 2;
    if sorted.len() % 2 == 1 { at(half) } else { f64::midpoint(at(half.wrapping_sub(1)), at(half)) }
}

/// The mean of the absolute distances from a centre.
pub(crate) fn mean_distance(values: &[f64], centre: f64) -> f64 {
    values.iter().map(|x| (x - centre).abs()).sum::<f64>() / count(values.len())
}

/// How many values are cut at each end: floor(share · n), where a product a hair below a whole number counts as that number (0.29 · 100).
///
/// # Errors
/// Undefined for a share below 0 or one that leaves nothing.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the share is between 0 and 0.5, so the count is at most n")]
pub fn cut_count(n: usize, share: f64) -> Result<usize, Undefined> {
    if !(0.0..0.5).contains(&share) {
        return Err(Undefined::OutOfRange);
    }
    Ok((share * count(n) + 1e-9).floor() as usize)
}

/// Fewest values for which anything is trimmed: below it a mean should not be called trimmed.
pub const TRIM_AT_LEAST: usize = 5;

/// The mean after leaving out the floor(share · n) lowest and as many highest values (Tukey 1962).
///
/// # Errors
/// Undefined below five values ([`TRIM_AT_LEAST`]) and for a share outside 0 to 0.5.
pub fn trimmed_mean(values: &[f64], share: f64) -> Result<f64, Undefined> {
    at_least(values, TRIM_AT_LEAST)?;
    let cut = cut_count(values.len(), share)?;
    let sorted = sorted(values);
    mean(sorted.get(cut..sorted.len().saturating_sub(cut)).unwrap_or_default())
}

/// The mean after replacing the floor(share · n) lowest and as many highest values by the nearest value kept. By count, not by quantile.
///
/// # Errors
/// Undefined below five values ([`TRIM_AT_LEAST`]) and for a share outside 0 to 0.5.
pub fn winsorized_mean(values: &[f64], share: f64) -> Result<f64, Undefined> {
    at_least(values, TRIM_AT_LEAST)?;
    let cut = cut_count(values.len(), share)?;
    let sorted = sorted(values);
    let kept = sorted.get(cut..sorted.len().saturating_sub(cut)).unwrap_or_default();
    let (Some(low), Some(high)) = (kept.first(), kept.last()) else { return Err(Undefined::OutOfRange) };
    Ok((kept.iter().sum::<f64>() + count(cut) * (low + high)) / count(sorted.len()))
}

/// A mean with its standard error and its t interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanInterval {
    /// How many values.
    pub n: usize,
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation.
    pub standard_deviation: f64,
    /// Standard deviation over the root of n.
    pub standard_error: f64,
    /// The quantile of Student's t used.
    pub t: f64,
    /// Lower and upper limit.
    pub interval: (f64, f64),
}

/// The mean and its interval by Student's t: mean ± t(n - 1) · s / √n (Student 1908).
///
/// # Errors
/// Undefined below three values, and where all are equal: an interval of no width would claim certainty that three equal answers do not give.
pub fn mean_interval(values: &[f64], confidence: f64) -> Result<MeanInterval, Undefined> {
    at_least(values, 3)?;
    let (mean, standard_deviation) = (plain_mean(values), standard_deviation(values)?);
    if standard_deviation == 0.0 {
        return Err(Undefined::NoVariation);
    }
    let n = values.len();
    let standard_error = standard_deviation / count(n).sqrt();
    let t = distribution::t_margin(confidence, count(n - 1))?;
    let half = t * standard_error;
    Ok(MeanInterval { n, mean, standard_deviation, standard_error, t, interval: (mean - half, mean + half) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_have_exactly_no_variance() {
        assert_eq!(variance(&[0.1, 0.1, 0.1]), Ok(0.0));
        assert_eq!(variance(&[3.3; 7]), Ok(0.0));
        assert!(variance(&[1e9, 1e9 + 1.0]).unwrap() > 0.0);
        assert_eq!(variance(&[4.0]), Err(Undefined::TooFew { found: 1, needed: 2 }));
        assert_eq!(variance(&[4.0, f64::NAN]), Err(Undefined::NotFinite));
    }

    #[test]
    fn cuts_by_count_and_forgives_a_product_a_hair_below() {
        assert_eq!(cut_count(100, 0.29), Ok(29));
        assert_eq!(cut_count(9, 0.1), Ok(0));
        assert_eq!(cut_count(9, 0.5), Err(Undefined::OutOfRange));
        assert_eq!(trimmed_mean(&[1.0, 2.0, 3.0, 4.0], 0.25), Err(Undefined::TooFew { found: 4, needed: 5 }));
    }

    #[test]
    fn winsorising_twenty_values_as_printed() {
        let x =
            [92.0, 19.0, 101.0, 58.0, 1053.0, 91.0, 26.0, 78.0, 10.0, 13.0, -40.0, 101.0, 86.0, 85.0, 15.0, 89.0, 89.0, 28.0, -5.0, 41.0];
        assert!((winsorized_mean(&x, 0.05).unwrap() - 55.65).abs() < 1e-12);
        assert!((trimmed_mean(&x, 0.05).unwrap() - 56.5).abs() < 1e-12);
    }

    #[test]
    fn the_t_interval_of_three_values() {
        // scipy.stats.t.interval(0.95, 2, loc=4, scale=1/sqrt(3))
        let found = mean_interval(&[3.0, 4.0, 5.0], 0.95).unwrap();
        assert!((found.interval.0 - 1.515_862_288_25).abs() < 1e-9, "{found:?}");
        assert_eq!(mean_interval(&[4.0, 4.0, 4.0], 0.95), Err(Undefined::NoVariation));
        assert_eq!(mean_interval(&[4.0, 5.0], 0.95), Err(Undefined::TooFew { found: 2, needed: 3 }));
    }

    #[test]
    fn medians_of_odd_and_even_lists() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), Ok(2.0));
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), Ok(2.5));
        assert!(median(&[]).is_err());
    }
}
