//! How many people it takes to see a difference.

use statrs::function::gamma::ln_gamma;

use crate::Undefined;
use crate::distribution::{normal_below, normal_margin, normal_quantile, regularised_beta, root, t_margin};

/// P(T ≤ t) of the noncentral t distribution.
///
/// Sum of the series of Lenth (1989, algorithm AS 243), started near its largest terms so that it also works far from zero. `NotFinite` for arguments
/// that are no numbers or `df` not above 0.
pub fn noncentral_t_below(t: f64, df: f64, shift: f64) -> Result<f64, Undefined> {
    if !t.is_finite() || !shift.is_finite() || df.is_nan() || df <= 0.0 {
        return Err(Undefined::NotFinite);
    }
    if t < 0.0 {
        return Ok(1.0 - noncentral_t_below(-t, df, -shift)?);
    }
    let below_zero = normal_below(-shift);
    if t == 0.0 {
        return Ok(below_zero);
    }
    let x = t * t / (df + t * t);
    let rate = shift * shift / 2.0;
    if rate == 0.0 {
        return Ok(below_zero + 0.5 * regularised_beta(x, 0.5, df / 2.0)?);
    }
    let reach = 10.0 * rate.sqrt() + 40.0;
    let first = (rate - reach).max(0.0).floor() as u64;
    let last = (rate + reach).ceil() as u64;
    let mut sum = 0.0;
    for j in first..=last {
        let j = j as f64;
        let even = (j * rate.ln() - rate - ln_gamma(j + 1.0)).exp();
        let odd = shift / std::f64::consts::SQRT_2 * (j * rate.ln() - rate - ln_gamma(j + 1.5)).exp();
        sum += even * regularised_beta(x, j + 0.5, df / 2.0)? + odd * regularised_beta(x, j + 1.0, df / 2.0)?;
    }
    Ok((below_zero + sum / 2.0).clamp(0.0, 1.0))
}

/// The largest effect, in standard deviations, for which people are counted: no training has one, and the series would take minutes.
const LARGEST_EFFECT: f64 = 100.0;

/// How the two samples relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Design {
    /// Two groups of n people each.
    TwoGroups,
    /// n people measured twice, or one group against a fixed value; the effect is in standard deviations of the differences.
    OneGroup,
}

/// Whether a difference in either direction counts, or only in the one expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sides {
    /// Only the direction of the effect.
    One,
    /// Both directions.
    Two,
}

impl Sides {
    /// Level of the two-sided interval whose upper end is the limit of the test.
    fn level(self, alpha: f64) -> f64 {
        match self {
            Sides::One => 1.0 - 2.0 * alpha,
            Sides::Two => 1.0 - alpha,
        }
    }
}

impl Design {
    fn freedom_and_shift(self, n: f64, effect: f64) -> (f64, f64) {
        match self {
            Design::TwoGroups => (2.0 * (n - 1.0), effect * (n / 2.0).sqrt()),
            Design::OneGroup => (n - 1.0, effect * n.sqrt()),
        }
    }
}

/// A difference in standard deviations. `OutOfRange` unless the standard deviation is above 0.
pub fn in_standard_deviations(difference: f64, sd: f64) -> Result<f64, Undefined> {
    if sd > 0.0 { Ok(difference / sd) } else { Err(Undefined::OutOfRange) }
}

/// Chance that a t test at level `alpha` sees an effect of `effect` standard deviations with `n` people (in each group).
///
/// `TooFew` below two people, `OutOfRange` unless 0 < alpha < 1 (below 0.5 for one side).
pub fn power_t(design: Design, sides: Sides, n: f64, effect: f64, alpha: f64) -> Result<f64, Undefined> {
    if !n.is_finite() || !effect.is_finite() {
        return Err(Undefined::NotFinite);
    }
    if n < 2.0 {
        return Err(Undefined::TooFew { found: n.max(0.0) as usize, needed: 2 });
    }
    at_fraction(design, sides, n, effect, alpha)
}

/// Power for a number of people that may be a fraction, as sample sizes are before rounding up.
fn at_fraction(design: Design, sides: Sides, n: f64, effect: f64, alpha: f64) -> Result<f64, Undefined> {
    let (df, shift) = design.freedom_and_shift(n, effect.abs());
    let limit = t_margin(sides.level(alpha), df)?;
    if shift - limit > 40.0 {
        return Ok(1.0);
    }
    let above = 1.0 - noncentral_t_below(limit, df, shift)?;
    match sides {
        Sides::One => Ok(above),
        Sides::Two => Ok(above + noncentral_t_below(-limit, df, shift)?),
    }
}

/// People needed (in each group) to see an effect with the chance `power`; a fraction, to be rounded up.
///
/// `Unbounded` where the effect is 0 or would take more than ten million people, `OutOfRange` unless alpha < power < 1 and the effect is at most
/// 100 standard deviations.
pub fn people_for_power(design: Design, sides: Sides, effect: f64, alpha: f64, power: f64) -> Result<f64, Undefined> {
    if !effect.is_finite() {
        return Err(Undefined::NotFinite);
    }
    if !(power > alpha && power < 1.0) || effect.abs() > LARGEST_EFFECT {
        return Err(Undefined::OutOfRange);
    }
    if effect == 0.0 {
        return Err(Undefined::Unbounded);
    }
    let reaches = |n: f64| at_fraction(design, sides, n, effect, alpha).map(|found| found >= power);
    let mut high = 2.0;
    while !reaches(high)? {
        high *= 2.0;
        if high > 1e7 {
            return Err(Undefined::Unbounded);
        }
    }
    // fewer than 1.05 people have hardly a degree of freedom left
    Ok(root(1.05, high, |n| !reaches(n).unwrap_or(false)))
}

/// Chance that comparing two shares `p1` and `p2` (normal approximation, as R's power.prop.test) sees their difference with `n` people in each group.
///
/// `OutOfRange` unless both shares are between 0 and 1 and 0 < alpha < 1 (below 0.5 for one side), `NotFinite` for an `n` that is not above 0.
pub fn power_shares(sides: Sides, n: f64, p1: f64, p2: f64, alpha: f64) -> Result<f64, Undefined> {
    if !(n.is_finite() && n > 0.0) {
        return Err(Undefined::NotFinite);
    }
    if !(p1 > 0.0 && p1 < 1.0 && p2 > 0.0 && p2 < 1.0) {
        return Err(Undefined::OutOfRange);
    }
    let together = ((p1 + p2) * (1.0 - (p1 + p2) / 2.0)).sqrt();
    let apart = (p1 * (1.0 - p1) + p2 * (1.0 - p2)).sqrt();
    let limit = normal_margin(sides.level(alpha))? * together;
    Ok(normal_below(((p1 - p2).abs() * n.sqrt() - limit) / apart))
}

/// People needed in each group to see the difference of two shares with the chance `power`; a fraction, to be rounded up.
///
/// As [`power_shares`]; `Unbounded` for equal shares, `OutOfRange` unless alpha < power < 1.
pub fn people_for_shares(sides: Sides, p1: f64, p2: f64, alpha: f64, power: f64) -> Result<f64, Undefined> {
    power_shares(sides, 1.0, p1, p2, alpha)?;
    if !(power > alpha && power < 1.0) {
        return Err(Undefined::OutOfRange);
    }
    let together = ((p1 + p2) * (1.0 - (p1 + p2) / 2.0)).sqrt();
    let apart = (p1 * (1.0 - p1) + p2 * (1.0 - p2)).sqrt();
    let needed = (normal_margin(sides.level(alpha))? * together + normal_quantile(power)? * apart) / (p1 - p2);
    if p1 == p2 { Err(Undefined::Unbounded) } else { Ok(needed * needed) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_absurd_effect_is_refused_at_once() {
        assert_eq!(people_for_power(Design::TwoGroups, Sides::One, 1e6, 0.05, 0.9), Err(Undefined::OutOfRange));
    }

    #[test]
    fn noncentral_t_as_published() {
        // scipy.stats.nct.cdf
        for (t, df, shift, expected) in [
            (2.024_394_164, 38.0, 3.162_277_66, 0.131_047_198_361_395),
            (1.0, 5.0, 0.0, 0.818_391_265_694_666_5),
            (-1.0, 5.0, 1.0, 0.030_807_353_260_750),
        ] {
            let found = noncentral_t_below(t, df, shift).unwrap();
            assert!((found - expected).abs() < 1e-9, "{found}, expected {expected}");
        }
        assert!((noncentral_t_below(60.0, 2000.0, 60.0).unwrap() - 0.5).abs() < 0.02);
    }

    #[test]
    fn power_grows_with_people_and_effect() {
        let at = |n: f64, d: f64| power_t(Design::TwoGroups, Sides::Two, n, d, 0.05).unwrap();
        assert!(at(20.0, 1.0) > at(19.0, 1.0) && at(20.0, 1.0) > at(20.0, 0.9));
        assert!((at(20.0, 0.0) - 0.05).abs() < 1e-9);
        assert!((at(20.0, -1.0) - at(20.0, 1.0)).abs() < 1e-12);
        assert_eq!(at(1000.0, 5.0), 1.0);
        assert_eq!(people_for_power(Design::TwoGroups, Sides::Two, 0.0, 0.05, 0.9), Err(Undefined::Unbounded));
        let n = people_for_power(Design::OneGroup, Sides::Two, 0.5, 0.05, 0.8).unwrap();
        assert!((power_t(Design::OneGroup, Sides::Two, n, 0.5, 0.05).unwrap() - 0.8).abs() < 1e-9);
    }

    #[test]
    fn one_side_and_shares_as_r_documents_them() {
        // ?power.t.test and ?power.prop.test
        let near = |found: Result<f64, Undefined>, expected: f64, by: f64| {
            assert!((found.unwrap() - expected).abs() < by, "{found:?}, {expected}")
        };
        near(people_for_power(Design::TwoGroups, Sides::One, 1.0, 0.05, 0.9), 17.847_13, 2e-5);
        near(people_for_power(Design::TwoGroups, Sides::Two, 1.0, 0.05, 0.9), 22.021_10, 2e-5);
        near(power_shares(Sides::Two, 50.0, 0.5, 0.75, 0.05), 0.740_165_9, 1e-6);
        near(people_for_shares(Sides::Two, 0.5, 0.75, 0.05, 0.9), 76.7, 0.05);
        assert_eq!(people_for_shares(Sides::Two, 0.5, 0.5, 0.05, 0.9), Err(Undefined::Unbounded));
        assert_eq!(power_shares(Sides::Two, 50.0, 0.0, 0.5, 0.05), Err(Undefined::OutOfRange));
    }
}
