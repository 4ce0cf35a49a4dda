//! Difference in differences: what changed among the trained, less what changed anyway.

use crate::Undefined;
use crate::distribution::{t_margin, t_two_sided};
use crate::fairness::Tested;
use crate::training::{Pairs, Summary};

/// Fewest units in each arm for a p-value.
pub const UNITS_FOR_P: usize = 4;

/// Means before and after of the trained and of the others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Means {
    /// Trained, before.
    pub treated_before: f64,
    /// Trained, after.
    pub treated_after: f64,
    /// Comparison group, before.
    pub control_before: f64,
    /// Comparison group, after.
    pub control_after: f64,
}

impl Means {
    /// Means of people with both values. `TooFew` where an arm has nobody.
    pub fn of_pairs(treated: &Pairs, control: &Pairs) -> Result<Means, Undefined> {
        let ((treated_before, treated_after), (control_before, control_after)) = (treated.means()?, control.means()?);
        Ok(Means { treated_before, treated_after, control_before, control_after })
    }

    /// `(T1 - T0) - (C1 - C0)`.
    pub fn difference(&self) -> f64 {
        self.change() - self.trend()
    }

    /// Change among the trained alone, which overstates the effect by the trend.
    pub fn change(&self) -> f64 {
        self.treated_after - self.treated_before
    }

    /// Change in the comparison group.
    pub fn trend(&self) -> f64 {
        self.control_after - self.control_before
    }
}

/// An estimated effect.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// Difference of the two changes.
    pub estimate: f64,
    /// Its standard error.
    pub se: f64,
    /// Degrees of freedom (Satterthwaite).
    pub df: Result<f64, Undefined>,
    /// t and two-sided p; `NoVariation` without any spread, `TooFew` with fewer than four units in an arm.
    pub test: Result<Tested, Undefined>,
    /// 95 % interval.
    pub ci95: Result<(f64, f64), Undefined>,
}

impl Effect {
    /// Of earlier rounds: whether the groups already drifted apart by more than the error, so that the comparison is doubtful.
    pub fn exceeds_its_error(&self) -> bool {
        self.estimate.abs() > self.se
    }

    /// From the estimate and the squared standard error of each part with its degrees of freedom (`None` where they are not known).
    fn of(estimate: f64, parts: &[(f64, Option<f64>)], allowed: Result<(), Undefined>) -> Effect {
        let variance: f64 = parts.iter().map(|(v, _)| v).sum();
        let se = variance.sqrt();
        let spread = if variance > 0.0 { Ok(()) } else { Err(Undefined::NoVariation) };
        let df = spread.and_then(|()| {
            let mut sum = 0.0;
            for (v, freedom) in parts.iter().filter(|(v, _)| *v > 0.0) {
                match freedom {
                    Some(freedom) if *freedom > 0.0 => sum += v * v / freedom,
                    Some(_) => return Err(Undefined::TooFew { found: 1, needed: 2 }),
                    None => return Ok(f64::INFINITY),
                }
            }
            Ok(variance * variance / sum)
        });
        let test = allowed.and(df).and_then(|df| {
            let t = estimate / se;
            let p = if df.is_finite() { t_two_sided(t, df)? } else { crate::distribution::normal_two_sided(t) };
            Ok(Tested { statistic: t, p })
        });
        let ci95 = allowed.and(df).and_then(|df| {
            let margin = if df.is_finite() { t_margin(0.95, df)? } else { crate::distribution::normal_margin(0.95)? };
            Ok((estimate - margin * se, estimate + margin * se))
        });
        Effect { estimate, se, df, test, ci95 }
    }
}

/// Four independent cells (other people before than after): `SE² = sum s²/n`, Satterthwaite's degrees of freedom.
///
/// Cells in the order trained before, trained after, comparison before, comparison after. `TooFew` below two people in a cell.
pub fn independent_cells(cells: [Summary; 4]) -> Result<Effect, Undefined> {
    for cell in &cells {
        if cell.n < 2.0 {
            return Err(Undefined::TooFew { found: cell.n.max(0.0) as usize, needed: 2 });
        }
        if cell.sd < 0.0 || !cell.sd.is_finite() || !cell.mean.is_finite() {
            return Err(Undefined::OutOfRange);
        }
    }
    let [t0, t1, c0, c1] = cells;
    let means = Means { treated_before: t0.mean, treated_after: t1.mean, control_before: c0.mean, control_after: c1.mean };
    let parts = cells.map(|cell| (cell.error2(), Some(cell.n - 1.0)));
    Ok(Effect::of(means.difference(), &parts, Ok(())))
}

/// The same people before and after in both arms: `SE² = se(change T)² + se(change C)²`, Satterthwaite's degrees of freedom.
///
/// `TooFew` below two pairs in an arm.
pub fn paired_changes(treated: &Pairs, control: &Pairs) -> Result<Effect, Undefined> {
    let change = |pairs: &Pairs| Summary::of(&pairs.differences().iter().map(|d| -d).collect::<Vec<f64>>());
    Ok(two_changes(change(treated)?, change(control)?, Ok(())))
}

/// Units (work units, classes) as the people of the comparison: each unit counts with its mean, because colleagues resemble each other.
///
/// An estimate without p where an arm has fewer than four units. `TooFew` below two units in an arm.
pub fn unit_changes(treated: &Pairs, control: &Pairs) -> Result<Effect, Undefined> {
    let fewest = treated.len().min(control.len());
    let allowed = if fewest < UNITS_FOR_P { Err(Undefined::TooFew { found: fewest, needed: UNITS_FOR_P }) } else { Ok(()) };
    let change = |pairs: &Pairs| Summary::of(&pairs.differences().iter().map(|d| -d).collect::<Vec<f64>>());
    Ok(two_changes(change(treated)?, change(control)?, allowed))
}

fn two_changes(treated: Summary, control: Summary, allowed: Result<(), Undefined>) -> Effect {
    let parts = [treated, control].map(|arm| (arm.error2(), Some(arm.n - 1.0)));
    Effect::of(treated.mean - control.mean, &parts, allowed)
}

/// Two changes with printed standard errors, as papers give them: `SE² = se_T² + se_C²`, and z in place of t, because degrees of freedom are not known.
///
/// `OutOfRange` for a negative standard error.
pub fn printed_changes(means: Means, se_treated: f64, se_control: f64) -> Result<Effect, Undefined> {
    if se_treated < 0.0 || se_control < 0.0 {
        return Err(Undefined::OutOfRange);
    }
    Ok(Effect::of(means.difference(), &[(se_treated * se_treated, None), (se_control * se_control, None)], Ok(())))
}

/// Four means with printed standard errors, each of its own people: `SE² = sum se²`, and z in place of t. `OutOfRange` for a negative standard error.
pub fn printed_cells(means: Means, errors: [f64; 4]) -> Result<Effect, Undefined> {
    if errors.iter().any(|se| *se < 0.0) {
        return Err(Undefined::OutOfRange);
    }
    Ok(Effect::of(means.difference(), &errors.map(|se| (se * se, None)), Ok(())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(before: &[f64], after: &[f64]) -> Pairs {
        let some = |values: &[f64]| values.iter().copied().map(Some).collect::<Vec<_>>();
        Pairs::of(&some(before), &some(after)).unwrap()
    }

    #[test]
    fn card_and_krueger_1994() {
        // table 3: New Jersey 20.44 to 21.03, Pennsylvania 23.33 to 21.17; errors of the balanced changes
        let means = Means { treated_before: 20.44, treated_after: 21.03, control_before: 23.33, control_after: 21.17 };
        assert!((means.difference() - 2.75).abs() < 1e-9);
        let found = printed_changes(means, 0.54, 1.25).unwrap();
        assert!((found.se - 1.36).abs() < 0.005);
    }

    #[test]
    fn two_changes_are_a_welch_test_of_changes() {
        let treated = pairs(&[3.0, 3.2, 2.8, 3.4], &[3.6, 3.5, 3.6, 3.9]);
        let control = pairs(&[3.1, 3.0, 3.3, 2.9], &[3.2, 3.3, 3.3, 3.1]);
        let found = paired_changes(&treated, &control).unwrap();
        let t = crate::training::welch_t(Summary::of(&[0.6, 0.3, 0.8, 0.5]).unwrap(), Summary::of(&[0.1, 0.3, 0.0, 0.2]).unwrap()).unwrap();
        assert!((found.estimate - 0.4).abs() < 1e-9 && (found.test.unwrap().p - t.test.p).abs() < 1e-9);
        assert_eq!(unit_changes(&treated, &control).unwrap().test, found.test);
    }

    #[test]
    fn three_units_give_an_estimate_without_p() {
        let (treated, control) = (pairs(&[3.0, 3.2, 2.8], &[3.6, 3.5, 3.6]), pairs(&[3.1, 3.0, 3.3], &[3.2, 3.3, 3.3]));
        let found = unit_changes(&treated, &control).unwrap();
        assert!(found.estimate > 0.0);
        assert_eq!(found.test, Err(Undefined::TooFew { found: 3, needed: 4 }));
        let even = pairs(&[1.0, 2.0], &[2.0, 3.0]);
        assert_eq!(paired_changes(&even, &even).unwrap().test, Err(Undefined::NoVariation));
        assert!(found.exceeds_its_error());
    }
}
