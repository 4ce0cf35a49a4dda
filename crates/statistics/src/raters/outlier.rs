//! Raters far from the others who rated the same person. A flag starts a check of whether they were entitled to rate; it never deletes.

use crate::Undefined;
use crate::descriptive::{at_least, count, mean_distance, median, plain_mean, standard_deviation};
use crate::distribution;

/// What the modified z divides by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spread {
    /// The median absolute deviation.
    Median,
    /// The mean absolute deviation from the median, where more than half of the values are equal.
    Mean,
    /// Nothing: all values are equal, and nobody is flagged.
    None,
}

impl Spread {
    /// The word for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Spread::Median => "mad",
            Spread::Mean => "meanad",
            Spread::None => "none",
        }
    }
}

/// Fewest values for a flag.
pub const VALUES_AT_LEAST: usize = 5;

/// The usual limit of |z|.
pub const CUT: f64 = 3.5;

/// Modified z scores (Iglewicz & Hoaglin 1993): 0.6745 (x - median) / MAD, and (x - median) / (1.253314 · mean absolute deviation) where MAD is 0.
/// All 0 where all values are equal.
///
/// # Errors
/// Undefined below five values.
pub fn modified_z(values: &[f64]) -> Result<(Spread, Vec<f64>), Undefined> {
    at_least(values, VALUES_AT_LEAST)?;
    let centre = median(values)?;
    let distances: Vec<f64> = values.iter().map(|x| (x - centre).abs()).collect();
    let negligible = 1e-12 * crate::descriptive::greatest(values.iter().copied());
    let mad = median(&distances)?;
    if mad > negligible {
        return Ok((Spread::Median, values.iter().map(|x| 0.6745 * (x - centre) / mad).collect()));
    }
    let mean = mean_distance(values, centre);
    if mean > negligible {
        return Ok((Spread::Mean, values.iter().map(|x| (x - centre) / (1.253_314 * mean)).collect()));
    }
    Ok((Spread::None, vec![0.0; values.len()]))
}

/// Fewest values for Grubbs' test.
pub const GRUBBS_AT_LEAST: usize = 7;

/// Result of Grubbs' test for one outlier.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grubbs {
    /// Greatest distance from the mean over the standard deviation.
    pub g: f64,
    /// Place of that value in the list; the first where two are equally far.
    pub place: usize,
    /// That value.
    pub value: f64,
    /// (max - mean) / s.
    pub g_max: f64,
    /// (mean - min) / s.
    pub g_min: f64,
    /// Limit of a one-sided test at alpha.
    pub critical_one_sided: f64,
    /// Limit of a two-sided test at alpha.
    pub critical_two_sided: f64,
    /// Two-sided p, at most 1 (Bonferroni).
    pub p_two_sided: f64,
    /// One-sided p, at most 1.
    pub p_one_sided: f64,
}

/// Grubbs' test (1969): the limit is ((n - 1)/√n) √(t²/(n - 2 + t²)) with Student's t at alpha/n or alpha/2n and n - 2 degrees of freedom.
///
/// # Errors
/// Undefined below seven values, where all are equal, and for an alpha outside 0 to 1.
pub fn grubbs(values: &[f64], alpha: f64) -> Result<Grubbs, Undefined> {
    at_least(values, GRUBBS_AT_LEAST)?;
    let (mean, spread) = (plain_mean(values), standard_deviation(values)?);
    if spread == 0.0 {
        return Err(Undefined::NoVariation);
    }
    let mut farthest = (0.0, 0, mean);
    for (place, x) in values.iter().enumerate() {
        let g = (x - mean).abs() / spread;
        if g > farthest.0 {
            farthest = (g, place, *x);
        }
    }
    let (g, place, value) = farthest;
    let n = count(values.len());
    // a two-sided level of 1 - 2a leaves a above the margin
    let limit = |tail: f64| -> Result<f64, Undefined> {
        let t = distribution::t_margin(1.0 - 2.0 * tail, n - 2.0)?;
        Ok((n - 1.0) / n.sqrt() * (t * t / (n - 2.0 + t * t)).sqrt())
    };
    let rest = (n - 1.0) * (n - 1.0) - n * g * g;
    let tail = if rest <= 0.0 { 0.0 } else { distribution::t_above((n * (n - 2.0) * g * g / rest).sqrt(), n - 2.0)? };
    Ok(Grubbs {
        g,
        place,
        value,
        g_max: values.iter().map(|x| (x - mean) / spread).fold(f64::NEG_INFINITY, f64::max),
        g_min: values.iter().map(|x| (mean - x) / spread).fold(f64::NEG_INFINITY, f64::max),
        critical_one_sided: limit(alpha / n)?,
        critical_two_sided: limit(alpha / (2.0 * n))?,
        p_two_sided: (2.0 * n * tail).min(1.0),
        p_one_sided: (n * tail).min(1.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tietjen & Moore 1972, as in the NIST/SEMATECH handbook, 1.3.5.17.1.
    #[test]
    fn uranium_measurements_of_the_handbook() {
        let x = [199.31, 199.53, 200.19, 200.82, 201.92, 201.95, 202.18, 245.57];
        let found = grubbs(&x, 0.05).unwrap();
        assert!((found.g - 2.4688).abs() < 5e-5, "{found:?}");
        assert!((found.critical_one_sided - 2.0317).abs() < 1e-4, "{found:?}");
        assert_eq!(found.place, 7);
    }

    #[test]
    fn half_equal_values_take_the_mean_deviation() {
        let (spread, z) = modified_z(&[4.0, 4.0, 4.0, 4.0, 1.0]).unwrap();
        assert_eq!(spread, Spread::Mean);
        assert!((z[4] + 3.0 / (1.253_314 * 0.6)).abs() < 1e-12);
        assert_eq!(modified_z(&[3.0; 5]).unwrap(), (Spread::None, vec![0.0; 5]));
        assert_eq!(modified_z(&[3.0; 4]), Err(Undefined::TooFew { found: 4, needed: 5 }));
        assert_eq!(grubbs(&[3.0; 7], 0.05), Err(Undefined::NoVariation));
        assert_eq!(grubbs(&[3.0; 6], 0.05), Err(Undefined::TooFew { found: 6, needed: 7 }));
    }
}
