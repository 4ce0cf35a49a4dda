//! Reliability of a weighted composite (Mosier 1943).

use crate::Undefined;

/// One part of a composite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// Its weight in the composite.
    pub weight: f64,
    /// Its standard deviation over ratees.
    pub standard_deviation: f64,
    /// Its reliability.
    pub reliability: f64,
}

/// 1 - Σ w² s² (1 - rel) / s_c², with s_c² the variance of the composite over ratees: the errors of the parts are taken as independent.
///
/// # Errors
/// Undefined without parts and where the composite does not vary.
pub fn composite(parts: &[Part], composite_variance: f64) -> Result<f64, Undefined> {
    if parts.is_empty() {
        return Err(Undefined::TooFew { found: 0, needed: 1 });
    }
    let error: f64 = parts.iter().map(|p| (p.weight * p.standard_deviation).powi(2) * (1.0 - p.reliability)).sum();
    if !(error.is_finite() && composite_variance.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    if composite_variance <= 0.0 { Err(Undefined::NoVariation) } else { Ok(1.0 - error / composite_variance) }
}

/// The variance of a composite from the weights and the correlation matrix of its parts: Σ Σ w_i w_j s_i s_j r_ij.
///
/// # Errors
/// Undefined where the matrix is not square of that size.
pub fn composite_variance(parts: &[Part], correlations: &[Vec<f64>]) -> Result<f64, Undefined> {
    if correlations.len() != parts.len() || correlations.iter().any(|row| row.len() != parts.len()) {
        return Err(Undefined::Shape);
    }
    let scaled: Vec<f64> = parts.iter().map(|p| p.weight * p.standard_deviation).collect();
    Ok(correlations.iter().zip(&scaled).map(|(row, x)| row.iter().zip(&scaled).map(|(r, y)| x * y * r).sum::<f64>()).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_part_keeps_its_reliability_and_equal_parts_step_up() {
        let part = Part { weight: 0.5, standard_deviation: 0.6, reliability: 0.7 };
        assert!((composite(&[part], 0.09).unwrap() - 0.7).abs() < 1e-12);
        // two parallel halves correlating .7: Spearman-Brown gives 1.4 / 1.7
        let variance = composite_variance(&[part, part], &[vec![1.0, 0.7], vec![0.7, 1.0]]).unwrap();
        assert!((composite(&[part, part], variance).unwrap() - 1.4 / 1.7).abs() < 1e-12);
        assert_eq!(composite(&[part], 0.0), Err(Undefined::NoVariation));
        assert_eq!(composite_variance(&[part], &[]), Err(Undefined::Shape));
    }
}
