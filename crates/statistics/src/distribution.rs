//! Tails and quantiles of the usual distributions, over statrs, with a reason instead of a panic.
//!
//! Quantiles are found by bisection on the tail itself, so that an interval and the p-value beside it never disagree.

use statrs::function::beta::checked_beta_reg;
use statrs::function::erf::{erfc, erfc_inv};
use statrs::function::gamma::{checked_gamma_ur, ln_gamma};

use crate::Undefined;

/// P(Z ≤ z) of the standard normal distribution.
pub fn normal_below(z: f64) -> f64 {
    0.5 * erfc(-z / std::f64::consts::SQRT_2)
}

/// P(Z ≥ z) of the standard normal distribution.
pub fn normal_above(z: f64) -> f64 {
    0.5 * erfc(z / std::f64::consts::SQRT_2)
}

/// P(|Z| ≥ |z|) of the standard normal distribution.
pub fn normal_two_sided(z: f64) -> f64 {
    erfc(z.abs() / std::f64::consts::SQRT_2)
}

/// The z below which a share `p` of the standard normal distribution lies. `OutOfRange` unless 0 < p < 1.
pub fn normal_quantile(p: f64) -> Result<f64, Undefined> {
    if p > 0.0 && p < 1.0 { Ok(-std::f64::consts::SQRT_2 * erfc_inv(2.0 * p)) } else { Err(Undefined::OutOfRange) }
}

/// The z of a two-sided interval that covers `level` (0.95 gives 1.96).
pub fn normal_margin(level: f64) -> Result<f64, Undefined> {
    normal_quantile(0.5 + level / 2.0)
}

/// The upper point of a two-sided interval: 0.975 for a level of 0.95. `OutOfRange` unless 0 < level < 1.
pub(crate) fn upper_point(level: f64) -> Result<f64, Undefined> {
    if level > 0.0 && level < 1.0 { Ok(0.5 + level / 2.0) } else { Err(Undefined::OutOfRange) }
}

/// P(|T| ≥ |t|) of Student's t with `df` degrees of freedom.
pub fn t_two_sided(t: f64, df: f64) -> Result<f64, Undefined> {
    if t.is_nan() || df.is_nan() || df <= 0.0 {
        return Err(Undefined::NotFinite);
    }
    if t.is_infinite() {
        return Ok(0.0);
    }
    regularised_beta(df / (df + t * t), df / 2.0, 0.5)
}

/// P(T ≥ t) of Student's t with `df` degrees of freedom.
pub fn t_above(t: f64, df: f64) -> Result<f64, Undefined> {
    let two_sided = t_two_sided(t, df)?;
    Ok(if t >= 0.0 { two_sided / 2.0 } else { 1.0 - two_sided / 2.0 })
}

/// The t of a two-sided interval that covers `level`.
pub fn t_margin(level: f64, df: f64) -> Result<f64, Undefined> {
    if !(level > 0.0 && level < 1.0) {
        return Err(Undefined::OutOfRange);
    }
    t_two_sided(0.0, df)?;
    let mut high = 2.0;
    while t_two_sided(high, df)? > 1.0 - level {
        high *= 2.0;
    }
    Ok(root(0.0, high, |t| t_two_sided(t, df).is_ok_and(|p| p > 1.0 - level)))
}

/// P(X ≥ x) of chi-square with `df` degrees of freedom.
pub fn chi_square_above(x: f64, df: f64) -> Result<f64, Undefined> {
    if x.is_nan() || df.is_nan() || df <= 0.0 {
        return Err(Undefined::NotFinite);
    }
    if x <= 0.0 {
        return Ok(1.0);
    }
    if df == 1.0 {
        return Ok(normal_two_sided(x.sqrt()));
    }
    checked_gamma_ur(df / 2.0, x / 2.0).map_err(|_| Undefined::NotFinite)
}

/// P(F ≥ f) of Fisher's F with `df1` and `df2` degrees of freedom.
pub fn f_above(f: f64, df1: f64, df2: f64) -> Result<f64, Undefined> {
    if f.is_nan() || df1.is_nan() || df2.is_nan() || df1 <= 0.0 || df2 <= 0.0 {
        return Err(Undefined::NotFinite);
    }
    if f <= 0.0 {
        return Ok(1.0);
    }
    if f.is_infinite() {
        return Ok(0.0);
    }
    regularised_beta(df2 / (df2 + df1 * f), df2 / 2.0, df1 / 2.0)
}

/// The f below which a share `p` of Fisher's F with `df1` and `df2` degrees of freedom lies. `OutOfRange` unless 0 < p < 1.
pub fn f_quantile(p: f64, df1: f64, df2: f64) -> Result<f64, Undefined> {
    f_above(1.0, df1, df2)?;
    if !(p > 0.0 && p < 1.0) {
        return Err(Undefined::OutOfRange);
    }
    let share = beta_quantile(p, df1 / 2.0, df2 / 2.0)?;
    if share <= 0.5 {
        return Ok(df2 * share / (df1 * (1.0 - share)));
    }
    // near 1 the complement has more digits
    let rest = beta_quantile(1.0 - p, df2 / 2.0, df1 / 2.0)?;
    Ok(df2 * (1.0 - rest) / (df1 * rest))
}

/// The regularised incomplete beta function I_x(a, b).
pub fn regularised_beta(x: f64, a: f64, b: f64) -> Result<f64, Undefined> {
    if x <= 0.0 {
        return Ok(0.0);
    }
    if x >= 1.0 {
        return Ok(1.0);
    }
    checked_beta_reg(a, b, x).map_err(|_| Undefined::NotFinite)
}

/// The x at which I_x(a, b) reaches `p`.
pub fn beta_quantile(p: f64, a: f64, b: f64) -> Result<f64, Undefined> {
    regularised_beta(0.5, a, b)?;
    if !(0.0..=1.0).contains(&p) {
        return Err(Undefined::OutOfRange);
    }
    Ok(root(0.0, 1.0, |x| regularised_beta(x, a, b).is_ok_and(|reached| reached < p)))
}

/// ln of the number of ways to choose `k` of `n`; `k` at most `n`.
pub(crate) fn ln_choose(n: f64, k: f64) -> f64 {
    ln_gamma(n + 1.0) - ln_gamma(k + 1.0) - ln_gamma(n - k + 1.0)
}

/// The point between `low` and `high` where `before` turns from true to false.
pub(crate) fn root(mut low: f64, mut high: f64, before: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if before(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// Brent's root of `f` between `low` and `high`, stopping within `tolerance`: the iteration of R's `uniroot`.
///
/// Source: Brent 1973, *Algorithms for minimization without derivatives*, chapter 4. `NoConvergence` where the signs at the ends agree.
pub(crate) fn brent(low: f64, high: f64, tolerance: f64, f: impl Fn(f64) -> f64) -> Result<f64, Undefined> {
    let (mut a, mut b) = (low, high);
    let (mut fa, mut fb) = (f(a), f(b));
    if fa == 0.0 {
        return Ok(a);
    }
    if fa * fb > 0.0 || fa.is_nan() || fb.is_nan() {
        return Err(Undefined::NoConvergence);
    }
    let (mut c, mut fc) = (a, fa);
    for _ in 0..1000 {
        let before = b - a;
        if fc.abs() < fb.abs() {
            (a, b, c) = (b, c, b);
            (fa, fb, fc) = (fb, fc, fb);
        }
        let reach = 2.0 * f64::EPSILON * b.abs() + tolerance / 2.0;
        let mut step = (c - b) / 2.0;
        if step.abs() <= reach || fb == 0.0 {
            return Ok(b);
        }
        if before.abs() >= reach && fa.abs() > fb.abs() {
            let (mut p, mut q);
            if a == c {
                let t = fb / fa;
                p = (c - b) * t;
                q = 1.0 - t;
            } else {
                let (t, u, v) = (fa / fc, fb / fc, fb / fa);
                p = v * ((c - b) * t * (t - u) - (b - a) * (u - 1.0));
                q = (t - 1.0) * (u - 1.0) * (v - 1.0);
            }
            if p > 0.0 {
                q = -q
            } else {
                p = -p
            }
            if p < 0.75 * (c - b) * q - (reach * q).abs() / 2.0 && p < (before * q / 2.0).abs() {
                step = p / q;
            }
        }
        if step.abs() < reach {
            step = reach.copysign(step);
        }
        (a, fa) = (b, fb);
        b += step;
        fb = f(b);
        if (fb > 0.0) == (fc > 0.0) {
            (c, fc) = (a, fa);
        }
    }
    Err(Undefined::NoConvergence)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() <= 1e-10 * expected.abs().max(1e-3), "{found}, expected {expected}");
    }

    #[test]
    fn quantiles_are_those_of_printed_tables() {
        near(normal_margin(0.95).unwrap(), 1.959_963_984_540_054);
        near(t_margin(0.95, 9.0).unwrap(), 2.262_157_162_740_992);
        near(t_margin(0.95, 1.0).unwrap(), 12.706_204_736_432_095);
        near(beta_quantile(0.975, 1.0, 20.0).unwrap(), 0.168_433_470_983_085_06);
        near(chi_square_above(3.841_458_820_694_124, 1.0).unwrap(), 0.05);
        near(chi_square_above(9.487_729_036_781_154, 4.0).unwrap(), 0.05);
        near(f_quantile(0.025, 5.0, 1e5).unwrap(), 1.662_405_200_101_025e-1);
        near(f_quantile(0.975, 7.0, 24.0).unwrap(), 2.873_808_188_037_888);
        near(f_quantile(0.975, 1.0, 1.0).unwrap(), 6.477_890_114_778_442e2);
        near(f_quantile(0.025, 3999.0, 10000.0).unwrap(), 9.491_783_991_772_142e-1);
        near(f_quantile(0.025, 0.5, 20.0).unwrap(), 1.095_269_343_572_994e-6);
        near(f_above(4.846_087_862_380_137, 2.0, 27.0).unwrap(), 0.015_909_958_325_622_9);
    }

    #[test]
    fn what_is_no_distribution_has_a_reason() {
        assert_eq!(normal_quantile(1.0), Err(Undefined::OutOfRange));
        assert_eq!(t_two_sided(1.0, 0.0), Err(Undefined::NotFinite));
        assert_eq!(t_two_sided(f64::NAN, 3.0), Err(Undefined::NotFinite));
        assert_eq!(f_above(2.0, 0.0, 3.0), Err(Undefined::NotFinite));
        assert_eq!(t_margin(1.0, 3.0), Err(Undefined::OutOfRange));
    }
}
