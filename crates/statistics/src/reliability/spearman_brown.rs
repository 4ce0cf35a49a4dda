//! The Spearman-Brown formula (Spearman 1910, Brown 1910): reliability with more or fewer raters.

use crate::Undefined;

/// Reliability of the mean of k raters, of whom each has reliability r: k r / (1 + (k - 1) r).
///
/// # Errors
/// Undefined for k ≤ 0, for r above 1, and where the divisor is not positive (a strongly negative r).
pub fn stepped_up(r: f64, k: f64) -> Result<f64, Undefined> {
    if !(r.is_finite() && k.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    if r > 1.0 || k <= 0.0 {
        return Err(Undefined::OutOfRange);
    }
    let total = 1.0 + (k - 1.0) * r;
    if total <= 0.0 { Err(Undefined::OutOfRange) } else { Ok(k * r / total) }
}

/// Raters needed for a target reliability, where one has reliability r: t (1 - r) / (r (1 - t)), not rounded.
///
/// # Errors
/// Undefined unless r is above 0 and at most 1 and the target is between 0 and 1: no number of unreliable raters reaches a target.
pub fn needed(r: f64, target: f64) -> Result<f64, Undefined> {
    if !(r.is_finite() && target.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    if r <= 0.0 || r > 1.0 || target <= 0.0 || target >= 1.0 {
        return Err(Undefined::OutOfRange);
    }
    Ok(target * (1.0 - r) / (r * (1.0 - target)))
}

/// Whole raters needed: [`needed`] rounded up, at least one; a value a hair above a whole number counts as that number.
///
/// # Errors
/// As [`needed`].
pub fn needed_whole(r: f64, target: f64) -> Result<f64, Undefined> {
    Ok((needed(r, target)? - 1e-9).ceil().max(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_raters_and_back() {
        assert!((stepped_up(0.37, 3.0).unwrap() - 0.637_931_034_483).abs() < 1e-11);
        assert_eq!(needed_whole(0.5, 0.8), Ok(4.0));
        assert_eq!(needed_whole(0.3, 0.9), Ok(21.0));
        assert_eq!(needed_whole(0.9, 0.5), Ok(1.0));
        for k in 1..30 {
            let k = f64::from(k);
            assert!((needed(0.3, stepped_up(0.3, k).unwrap()).unwrap() - k).abs() < 1e-9);
        }
    }

    #[test]
    fn no_number_of_unreliable_raters_reaches_a_target() {
        for (r, t) in [(0.0, 0.7), (-0.2, 0.7), (0.5, 1.0), (0.5, 0.0), (1.2, 0.7)] {
            assert_eq!(needed(r, t), Err(Undefined::OutOfRange));
        }
        assert_eq!(stepped_up(-0.5, 3.0), Err(Undefined::OutOfRange));
    }
}
