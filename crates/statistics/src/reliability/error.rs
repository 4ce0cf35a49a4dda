//! What unreliability means in points: standard error of measurement, the smallest difference that means something, reliable change.

use crate::Undefined;
use crate::distribution;

/// Standard error of measurement: s √(1 - reliability), in points of the scale. A negative reliability is used as estimated.
///
/// # Errors
/// Undefined for a negative s and a reliability above 1.
pub fn standard_error(standard_deviation: f64, reliability: f64) -> Result<f64, Undefined> {
    if !(standard_deviation.is_finite() && reliability.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    if standard_deviation < 0.0 || reliability > 1.0 {
        return Err(Undefined::OutOfRange);
    }
    Ok(standard_deviation * (1.0 - reliability).sqrt())
}

/// Half the width of the interval round one score: z · SEM.
///
/// # Errors
/// Undefined for a confidence outside 0 to 1.
pub fn half_width(standard_error: f64, confidence: f64) -> Result<f64, Undefined> {
    Ok(distribution::normal_margin(confidence)? * standard_error)
}

/// Minimum detectable difference of two people or two rounds: z · SEM · √2. What is nearer is a tie.
///
/// # Errors
/// Undefined for a confidence outside 0 to 1.
pub fn detectable_difference(standard_error: f64, confidence: f64) -> Result<f64, Undefined> {
    Ok(half_width(standard_error, confidence)? * std::f64::consts::SQRT_2)
}

/// Reliable change index of Jacobson & Truax (1991): (after - before) / (SEM √2); beyond ±1.96 more than measurement error.
///
/// # Errors
/// Undefined where the standard error is 0.
pub fn reliable_change(before: f64, after: f64, standard_error: f64) -> Result<f64, Undefined> {
    if !(before.is_finite() && after.is_finite() && standard_error.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    if standard_error <= 0.0 { Err(Undefined::NoVariation) } else { Ok((after - before) / (standard_error * std::f64::consts::SQRT_2)) }
}

/// P that the true score lies on the other side of the nearest cut: a normal error of this size round the observed score.
/// People between .16 and .84 are borderline.
///
/// # Errors
/// Undefined where the standard error is not positive.
pub fn misplaced(score: f64, cuts: &[f64], standard_error: f64) -> Result<f64, Undefined> {
    if standard_error <= 0.0 {
        return Err(Undefined::NoVariation);
    }
    let below = cuts.iter().copied().filter(|cut| *cut <= score).fold(f64::NEG_INFINITY, f64::max);
    let above = cuts.iter().copied().filter(|cut| *cut > score).fold(f64::INFINITY, f64::min);
    let tail = |distance: f64| if distance.is_finite() { distribution::normal_above(distance / standard_error) } else { 0.0 };
    Ok(tail(score - below) + tail(above - score))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example_of_jacobson_and_truax() {
        let sem = standard_error(7.5, 0.8).unwrap();
        assert!((reliable_change(32.5, 47.5, sem).unwrap() - 3.162_277_660_17).abs() < 1e-10);
        assert!((detectable_difference(sem, 0.95).unwrap() - 9.296_925_484_57).abs() < 1e-9);
        assert_eq!(reliable_change(1.0, 2.0, 0.0), Err(Undefined::NoVariation));
        assert_eq!(standard_error(1.0, 1.01), Err(Undefined::OutOfRange));
    }

    #[test]
    fn who_stands_on_a_cut_is_as_likely_on_either_side() {
        assert!((misplaced(80.0, &[68.0, 80.0], 1.0).unwrap() - 0.5).abs() < 1e-9);
        assert!((misplaced(81.0, &[68.0, 80.0], 1.0).unwrap() - 0.158_655_253_931).abs() < 1e-9);
        assert!(misplaced(95.0, &[68.0, 80.0], 1.0).unwrap() < 1e-9);
        assert_eq!(misplaced(95.0, &[], 1.0), Ok(0.0));
    }
}
