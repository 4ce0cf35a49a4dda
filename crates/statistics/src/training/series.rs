//! A series over time with a policy that starts somewhere in it, and control charts.

use crate::Undefined;
use crate::descriptive::{finite, squared_deviations};
use crate::distribution::normal_margin;
use crate::fairness::Selection;
use crate::regression::{Fit, least_squares, predicted};

/// Points needed on each side of the start before anything but a chart is shown; twelve where there are seasons.
pub const POINTS_EACH_SIDE: usize = 8;

/// When the policy applied, and what is measured at these times.
#[derive(Clone, Copy, Debug)]
pub struct Series<'a> {
    /// Times, rising.
    pub time: &'a [f64],
    /// 0 before the policy, 1 from its start.
    pub policy: &'a [f64],
    /// What is measured.
    pub y: &'a [f64],
}

impl Series<'_> {
    fn checked(&self) -> Result<f64, Undefined> {
        if self.time.len() != self.y.len() || self.policy.len() != self.y.len() {
            return Err(Undefined::Shape);
        }
        finite(self.time)?;
        finite(self.policy)?;
        finite(self.y)?;
        let start = self.time.iter().zip(self.policy).find(|(_, policy)| **policy > 0.0).map(|(time, _)| *time);
        start.ok_or(Undefined::NoVariation)
    }

    /// Points before and from the start.
    pub fn sides(&self) -> (usize, usize) {
        let from = self.policy.iter().filter(|p| **p > 0.0).count();
        (self.policy.len() - from, from)
    }

    /// Whether there are enough points on both sides to say more than a chart does.
    pub fn is_long_enough(&self) -> bool {
        let (before, from) = self.sides();
        before.min(from) >= POINTS_EACH_SIDE
    }
}

/// Level, trend, change of level and change of trend at the start of a policy.
#[derive(Clone, Debug, PartialEq)]
pub struct Segmented {
    /// Level at time 0, trend, change of level, change of trend (with time counted from the start of the policy).
    pub coefficients: [f64; 4],
    /// Ordinary standard errors.
    pub se: [f64; 4],
    /// Newey-West standard errors: Bartlett weights up to `lags`, without small-sample correction.
    pub se_newey_west: [f64; 4],
    /// Lags used.
    pub lags: usize,
    /// Share of the variance explained; `NoVariation` for a flat series.
    pub r_squared: Result<f64, Undefined>,
    /// Durbin-Watson: near 2 without autocorrelation, below 2 where neighbours resemble each other; `NoVariation` for a perfect fit.
    pub durbin_watson: Result<f64, Undefined>,
    /// Degrees of freedom left.
    pub df: usize,
}

/// Lags by the usual rule of thumb, `floor(4·(n/100)^(2/9))`.
pub fn usual_lags(n: usize) -> usize {
    (4.0 * (n as f64 / 100.0).powf(2.0 / 9.0)).floor() as usize
}

/// Segmented regression `y = level + trend·t + change·policy + change of trend·(t - start)·policy`.
///
/// `TooFew` below five points, `NoVariation` where the four columns cannot be told apart (no point before, or only one from the start).
/// Sources: Wagner et al. 2002; Newey and West 1987; Durbin and Watson 1950.
pub fn segmented(series: &Series<'_>, lags: usize) -> Result<Segmented, Undefined> {
    let start = series.checked()?;
    let n = series.y.len();
    if n < 5 {
        return Err(Undefined::TooFew { found: n, needed: 5 });
    }
    let x: Vec<Vec<f64>> = series.time.iter().zip(series.policy).map(|(t, policy)| vec![1.0, *t, *policy, (t - start) * policy]).collect();
    let fit = least_squares(&x, series.y, None)?;
    let rest: Vec<f64> = x.iter().zip(series.y).map(|(row, y)| y - predicted(row, &fit.coefficients)).collect();
    let squares: f64 = rest.iter().map(|e| e * e).sum();
    let total = squared_deviations(series.y);
    let df = n - 4;
    let variance = squares / df as f64;
    let steps: f64 = rest.iter().zip(rest.iter().skip(1)).map(|(a, b)| (b - a) * (b - a)).sum();
    Ok(Segmented {
        coefficients: four(&fit.coefficients),
        se: four(&diagonal(&fit.inverse).map(|v| (variance * v).sqrt()).collect::<Vec<_>>()),
        se_newey_west: four(&newey_west(&x, &rest, &fit, lags)),
        lags,
        r_squared: if total > 0.0 { Ok(1.0 - squares / total) } else { Err(Undefined::NoVariation) },
        durbin_watson: if squares > 1e-20 * total.max(f64::MIN_POSITIVE) { Ok(steps / squares) } else { Err(Undefined::NoVariation) },
        df,
    })
}

fn four(values: &[f64]) -> [f64; 4] {
    let mut out = [f64::NAN; 4];
    for (slot, value) in out.iter_mut().zip(values) {
        *slot = *value;
    }
    out
}

fn diagonal(matrix: &[Vec<f64>]) -> impl Iterator<Item = f64> + '_ {
    matrix.iter().enumerate().filter_map(|(at, row)| row.get(at).copied())
}

/// Square roots of the diagonal of `(X'X)⁻¹ S (X'X)⁻¹`, S the sum of the scores' products up to `lags` apart with falling weights.
fn newey_west(x: &[Vec<f64>], rest: &[f64], fit: &Fit, lags: usize) -> Vec<f64> {
    // each row of (X'X)⁻¹ times each score gives the influence of a point on a coefficient
    fit.inverse
        .iter()
        .map(|row| {
            let influence: Vec<f64> = x.iter().zip(rest).map(|(x, e)| predicted(x, row) * e).collect();
            let apart = |lag: usize| influence.iter().zip(influence.iter().skip(lag)).map(|(a, b)| a * b).sum::<f64>();
            let later: f64 = (1..=lags.min(rest.len())).map(|lag| 2.0 * (1.0 - lag as f64 / (lags as f64 + 1.0)) * apart(lag)).sum();
            (apart(0) + later).max(0.0).sqrt()
        })
        .collect()
}

/// A count series as a Poisson regression on the logarithm.
#[derive(Clone, Debug, PartialEq)]
pub struct CountSeries {
    /// Level, change of level from the start of the policy, trend, and (where asked for) change of trend; on the log scale.
    pub coefficients: Vec<f64>,
    /// Standard errors if the variance were the mean.
    pub se: Vec<f64>,
    /// Pearson's chi-square over its degrees of freedom: 1 where the variance is the mean.
    pub dispersion: f64,
    /// Degrees of freedom left.
    pub df: usize,
}

/// Dispersion above which the wider, quasi-Poisson interval is the one to show.
pub const OVERDISPERSED: f64 = 1.2;

impl CountSeries {
    /// Rate with the policy over rate without, at its start.
    pub fn rate_ratio(&self) -> f64 {
        self.coefficients.get(1).map_or(f64::NAN, |b| b.exp())
    }

    /// Interval of the rate ratio: Poisson, or quasi-Poisson (standard errors times the root of the dispersion).
    pub fn rate_ratio_interval(&self, level: f64, quasi: bool) -> Result<(f64, f64), Undefined> {
        let (Some(b), Some(se)) = (self.coefficients.get(1), self.se.get(1)) else { return Err(Undefined::Shape) };
        let spread = normal_margin(level)? * se * if quasi { self.dispersion.sqrt() } else { 1.0 };
        Ok(((b - spread).exp(), (b + spread).exp()))
    }

    /// Whether the quasi-Poisson interval is the one to show.
    pub fn is_overdispersed(&self) -> bool {
        self.dispersion > OVERDISPERSED
    }
}

/// Poisson regression `log E(y) = log(population) + level + change·policy + trend·t [+ change of trend·(t - start)·policy]` by iteratively reweighted
/// least squares; time is counted as given.
///
/// `OutOfRange` for a negative count or a population not above 0, `NoConvergence` where the iteration does not settle, otherwise as [`segmented`].
/// Source: Lopez Bernal, Cummins and Gasparrini 2017.
pub fn count_series(series: &Series<'_>, population: Option<&[f64]>, with_slope: bool) -> Result<CountSeries, Undefined> {
    let start = series.checked()?;
    let n = series.y.len();
    let columns = if with_slope { 4 } else { 3 };
    if n <= columns {
        return Err(Undefined::TooFew { found: n, needed: columns + 1 });
    }
    if population.is_some_and(|p| p.len() != n) {
        return Err(Undefined::Shape);
    }
    if series.y.iter().any(|y| *y < 0.0) || population.is_some_and(|p| p.iter().any(|v| !v.is_finite() || *v <= 0.0)) {
        return Err(Undefined::OutOfRange);
    }
    if series.y.iter().all(|y| *y == 0.0) {
        return Err(Undefined::EmptyTotal);
    }
    let offset: Vec<f64> = (0..n).map(|at| population.and_then(|p| p.get(at)).map_or(0.0, |v| v.ln())).collect();
    let x: Vec<Vec<f64>> = series
        .time
        .iter()
        .zip(series.policy)
        .map(|(t, policy)| if with_slope { vec![1.0, *policy, *t, (t - start) * policy] } else { vec![1.0, *policy, *t] })
        .collect();
    let mut means: Vec<f64> = series.y.iter().map(|y| y + 0.1).collect();
    let mut deviance = f64::INFINITY;
    for _ in 0..100 {
        let worked: Vec<f64> = means.iter().zip(series.y).zip(&offset).map(|((m, y), o)| m.ln() - o + (y - m) / m).collect();
        let fit = least_squares(&x, &worked, Some(&means))?;
        means = x.iter().zip(&offset).map(|(row, o)| (predicted(row, &fit.coefficients) + o).exp()).collect();
        let terms = means.iter().zip(series.y).map(|(m, y)| if *y > 0.0 { y * (y / m).ln() - (y - m) } else { *m });
        let now = 2.0 * terms.sum::<f64>();
        if !now.is_finite() {
            return Err(Undefined::NoConvergence);
        }
        if (now - deviance).abs() < 1e-12 * (now.abs() + 0.1) {
            let pearson: f64 = means.iter().zip(series.y).map(|(m, y)| (y - m) * (y - m) / m).sum();
            let df = n - columns;
            // standard errors at the final means
            let last = least_squares(&x, &worked, Some(&means))?;
            let se = diagonal(&last.inverse).map(f64::sqrt).collect();
            return Ok(CountSeries { coefficients: fit.coefficients, se, dispersion: pearson / df as f64, df });
        }
        deviance = now;
    }
    Err(Undefined::NoConvergence)
}

/// A control chart of shares.
#[derive(Clone, Debug, PartialEq)]
pub struct ControlChart {
    /// Share over all samples.
    pub centre: f64,
    /// Lower and upper limit of each sample, `p ± 3·sqrt(p(1-p)/n)`, cut at 0 and 1.
    pub limits: Vec<(f64, f64)>,
    /// Places (from 0) of the samples outside their limits.
    pub outside: Vec<usize>,
}

/// p-chart of defects among `n` in each sample. `TooFew` without samples, `EmptyTotal` where a sample has nobody. Source: NIST/SEMATECH e-Handbook 6.3.3.2.
pub fn control_chart(samples: &[Selection]) -> Result<ControlChart, Undefined> {
    if samples.is_empty() {
        return Err(Undefined::TooFew { found: 0, needed: 1 });
    }
    let shares: Vec<f64> = samples.iter().map(|s| s.rate()).collect::<Result<_, _>>()?;
    let all: f64 = samples.iter().map(|s| s.eligible() as f64).sum();
    let centre = samples.iter().map(|s| s.selected() as f64).sum::<f64>() / all;
    let limits: Vec<(f64, f64)> = samples
        .iter()
        .map(|s| {
            let reach = 3.0 * (centre * (1.0 - centre) / s.eligible() as f64).sqrt();
            ((centre - reach).max(0.0), (centre + reach).min(1.0))
        })
        .collect();
    // a hair of rounding is not "outside"
    let is_out = |share: f64, (low, high): (f64, f64)| share < low - 1e-12 || share > high + 1e-12;
    let outside = shares.iter().zip(&limits).enumerate().filter(|(_, (share, limit))| is_out(**share, **limit)).map(|(at, _)| at).collect();
    Ok(ControlChart { centre, limits, outside })
}

/// Return on a training, and benefit over cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Return {
    /// `(benefit - cost) / cost · 100`.
    pub percent: f64,
    /// `benefit / cost`.
    pub ratio: f64,
}

/// Return on investment; only for a benefit isolated by a comparison. `EmptyTotal` for no cost, `OutOfRange` for a negative one. Source: Phillips 2003.
pub fn return_on_investment(benefit: f64, cost: f64) -> Result<Return, Undefined> {
    finite(&[benefit, cost])?;
    if cost < 0.0 {
        return Err(Undefined::OutOfRange);
    }
    if cost == 0.0 { Err(Undefined::EmptyTotal) } else { Ok(Return { percent: (benefit - cost) / cost * 100.0, ratio: benefit / cost }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_found_where_it_is() {
        let time: Vec<f64> = (1..=20).map(f64::from).collect();
        let policy: Vec<f64> = time.iter().map(|t| f64::from(u8::from(*t >= 11.0))).collect();
        let y: Vec<f64> = time.iter().zip(&policy).map(|(t, p)| 10.0 + 0.5 * t - 4.0 * p + 0.25 * (t - 11.0) * p).collect();
        let series = Series { time: &time, policy: &policy, y: &y };
        let found = segmented(&series, 2).unwrap();
        for (found, expected) in found.coefficients.iter().zip([10.0, 0.5, -4.0, 0.25]) {
            assert!((found - expected).abs() < 1e-9);
        }
        assert_eq!(found.durbin_watson, Err(Undefined::NoVariation));
        assert!(series.is_long_enough() && series.sides() == (10, 10));
        let never = Series { time: &time, policy: &[0.0; 20], y: &y };
        assert_eq!(segmented(&never, 2), Err(Undefined::NoVariation));
        let always = Series { time: &time, policy: &[1.0; 20], y: &y };
        assert_eq!(segmented(&always, 2), Err(Undefined::NoVariation));
    }

    #[test]
    fn a_rate_that_halves_is_a_ratio_of_one_half() {
        let time: Vec<f64> = (1..=12).map(f64::from).collect();
        let policy: Vec<f64> = time.iter().map(|t| f64::from(u8::from(*t >= 7.0))).collect();
        let population: Vec<f64> = time.iter().map(|t| 1000.0 * t).collect();
        let y: Vec<f64> = population.iter().zip(&policy).map(|(n, p)| n * 0.2 * if *p > 0.0 { 0.5 } else { 1.0 }).collect();
        let series = Series { time: &time, policy: &policy, y: &y };
        let found = count_series(&series, Some(&population), false).unwrap();
        assert!((found.rate_ratio() - 0.5).abs() < 1e-9 && found.dispersion < 1e-9 && !found.is_overdispersed());
        let (low, high) = found.rate_ratio_interval(0.95, false).unwrap();
        assert!(low < 0.5 && 0.5 < high);
        assert_eq!(count_series(&series, Some(&[0.0; 12]), false), Err(Undefined::OutOfRange));
        assert_eq!(count_series(&Series { y: &[0.0; 12], ..series }, None, false), Err(Undefined::EmptyTotal));
    }

    #[test]
    fn limits_are_cut_at_nothing_and_everything() {
        let of = |x, n| Selection::try_new(x, n).unwrap();
        let found = control_chart(&[of(0, 10), of(1, 10), of(9, 10)]).unwrap();
        assert_eq!(found.limits[0].0, 0.0);
        assert_eq!(found.outside, vec![2]);
        assert_eq!(control_chart(&[of(0, 0)]), Err(Undefined::EmptyTotal));
        assert_eq!(return_on_investment(5.0, 0.0), Err(Undefined::EmptyTotal));
    }
}
