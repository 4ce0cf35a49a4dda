//! James-Stein shrinkage towards the grand mean (Efron & Morris 1977).

use crate::Undefined;
use crate::descriptive::{at_least, count, plain_mean, squared_deviations};

/// Means drawn towards their grand mean.
#[derive(Clone, Debug, PartialEq)]
pub struct JamesStein {
    /// The mean of all.
    pub grand_mean: f64,
    /// 1 - (k - 3) variance / Σ (x - mean)², not below 0: the share each keeps of its distance from the mean.
    pub factor: f64,
    /// The shrunken values.
    pub shrunken: Vec<f64>,
}

/// The positive-part estimator for k values with one known error variance.
///
/// # Errors
/// Undefined below four values, for which shrinking does not help, and for a negative variance.
pub fn towards_mean(values: &[f64], variance: f64) -> Result<JamesStein, Undefined> {
    at_least(values, 4)?;
    if !variance.is_finite() || variance < 0.0 {
        return Err(Undefined::OutOfRange);
    }
    let grand_mean = plain_mean(values);
    let spread = squared_deviations(values);
    // equal values stay where they are whatever the factor
    let factor = if spread == 0.0 { 0.0 } else { (1.0 - count(values.len() - 3) * variance / spread).max(0.0) };
    Ok(JamesStein { grand_mean, factor, shrunken: values.iter().map(|x| grand_mean + factor * (x - grand_mean)).collect() })
}

/// The estimator for shares out of one number of trials, with the binomial variance p(1 - p)/n at the grand mean.
///
/// # Errors
/// As [`towards_mean`]; also undefined without trials and for more hits than trials.
pub fn of_shares(hits: &[f64], trials: f64) -> Result<JamesStein, Undefined> {
    if trials <= 0.0 {
        return Err(Undefined::EmptyTotal);
    }
    if hits.iter().any(|x| !(0.0..=trials).contains(x)) {
        return Err(Undefined::OutOfRange);
    }
    at_least(hits, 4)?;
    let shares: Vec<f64> = hits.iter().map(|x| x / trials).collect();
    let mean = plain_mean(&shares);
    towards_mean(&shares, mean * (1.0 - mean) / trials)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eighteen_batters() {
        let hits = [18.0, 17.0, 16.0, 15.0, 14.0, 14.0, 13.0, 12.0, 11.0, 11.0, 10.0, 10.0, 10.0, 10.0, 10.0, 9.0, 8.0, 7.0];
        let found = of_shares(&hits, 45.0).unwrap();
        assert!((found.factor - 0.211_653_417_144).abs() < 1e-10);
        assert!((found.shrunken[0] - 0.293_913_854_9).abs() < 1e-9);
    }

    #[test]
    fn the_ends() {
        assert_eq!(towards_mean(&[1.0, 2.0, 3.0], 1.0), Err(Undefined::TooFew { found: 3, needed: 4 }));
        assert_eq!(towards_mean(&[2.0; 5], 1.0).unwrap().shrunken, [2.0; 5]);
        // more error than spread: everyone is the mean
        assert_eq!(towards_mean(&[1.0, 2.0, 3.0, 4.0, 5.0], 100.0).unwrap().factor, 0.0);
        assert_eq!(of_shares(&[5.0, 1.0, 1.0, 1.0], 4.0), Err(Undefined::OutOfRange));
        assert_eq!(of_shares(&[0.0, 1.0, 1.0, 1.0], 0.0), Err(Undefined::EmptyTotal));
    }
}
