//! Krippendorff's alpha: agreement of any number of observers, with gaps, on four kinds of scale (Krippendorff 2011).

use crate::Undefined;
use crate::descriptive::{count, finite};

/// How far apart two values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// Equal or not.
    Nominal,
    /// Values in between, counted by how often they occur.
    Ordinal,
    /// The squared difference.
    Interval,
    /// The squared difference over the sum; for values with a true zero.
    Ratio,
}

/// All metrics.
pub const METRICS: [Metric; 4] = [Metric::Nominal, Metric::Ordinal, Metric::Interval, Metric::Ratio];

impl Metric {
    /// The word for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Metric::Nominal => "nominal",
            Metric::Ordinal => "ordinal",
            Metric::Interval => "interval",
            Metric::Ratio => "ratio",
        }
    }
}

/// Values of all units with at least two, coded by the place of each distinct value.
#[derive(Clone, Debug)]
pub struct Coincidences {
    /// Distinct values in ascending order.
    values: Vec<f64>,
    /// How often each occurs among pairable values.
    occurs: Vec<f64>,
    /// Running total of `occurs`, for the ordinal metric.
    before: Vec<f64>,
    /// Codes of each unit.
    units: Vec<Vec<usize>>,
}

impl Coincidences {
    /// Gathers units, each with the values given to it by whichever observers. Units with fewer than two values are left out.
    ///
    /// # Errors
    /// Undefined where no unit has two values, and where a value is not finite.
    pub fn of<U: AsRef<[f64]>>(units: &[U]) -> Result<Coincidences, Undefined> {
        let pairable: Vec<&[f64]> = units.iter().map(AsRef::as_ref).filter(|unit| unit.len() > 1).collect();
        if pairable.is_empty() {
            return Err(Undefined::TooFew { found: units.iter().map(|u| u.as_ref().len()).max().unwrap_or(0), needed: 2 });
        }
        let mut values = Vec::new();
        for unit in &pairable {
            finite(unit)?;
            values.extend_from_slice(unit);
        }
        values.sort_by(f64::total_cmp);
        values.dedup();
        let code = |x: &f64| values.partition_point(|known| known < x);
        let units: Vec<Vec<usize>> = pairable.iter().map(|unit| unit.iter().map(code).collect()).collect();
        let mut occurs = vec![0.0; values.len()];
        for slot in units.iter().flatten() {
            if let Some(times) = occurs.get_mut(*slot) {
                *times += 1.0;
            }
        }
        let before = occurs
            .iter()
            .scan(0.0, |total, times| {
                let before = *total;
                *total += times;
                Some(before)
            })
            .collect();
        Ok(Coincidences { values, occurs, before, units })
    }

    /// Values in units with at least two.
    pub fn pairable(&self) -> usize {
        self.units.iter().map(Vec::len).sum()
    }

    /// Units with at least two values.
    pub fn units(&self) -> usize {
        self.units.len()
    }

    /// alpha = 1 - observed / expected disagreement.
    ///
    /// # Errors
    /// Undefined where all values are equal: nothing could have differed. The ratio metric is undefined for negative values.
    pub fn alpha(&self, metric: Metric) -> Result<f64, Undefined> {
        if metric == Metric::Ratio && self.values.first().is_some_and(|least| *least < 0.0) {
            return Err(Undefined::OutOfRange);
        }
        let n = count(self.pairable());
        let mut observed = 0.0;
        for unit in &self.units {
            let pairs: f64 =
                unit.iter().enumerate().map(|(i, a)| unit.iter().skip(i + 1).map(|b| self.distance(*a, *b, metric)).sum::<f64>()).sum();
            observed += 2.0 * pairs / count(unit.len() - 1);
        }
        let mut expected = 0.0;
        for (a, times) in self.occurs.iter().enumerate() {
            for (b, others) in self.occurs.iter().enumerate().skip(a + 1) {
                expected += 2.0 * times * others * self.distance(a, b, metric);
            }
        }
        if expected == 0.0 { Err(Undefined::NoVariation) } else { Ok(1.0 - (n - 1.0) * observed / expected) }
    }

    fn distance(&self, a: usize, b: usize, metric: Metric) -> f64 {
        if a == b {
            return 0.0;
        }
        let (low, high) = (a.min(b), a.max(b));
        let at = |list: &[f64], i: usize| list.get(i).copied().unwrap_or(f64::NAN);
        let (x, y) = (at(&self.values, low), at(&self.values, high));
        match metric {
            Metric::Nominal => 1.0,
            Metric::Interval => (x - y) * (x - y),
            Metric::Ratio => ((x - y) / (x + y)).powi(2),
            Metric::Ordinal => {
                let between = at(&self.before, high) + at(&self.occurs, high) - at(&self.before, low);
                (between - f64::midpoint(at(&self.occurs, low), at(&self.occurs, high))).powi(2)
            }
        }
    }
}

/// The units of a table with one row for each observer: its columns, without gaps.
///
/// # Errors
/// Undefined where rows differ in length.
pub fn units_of_observers<R: AsRef<[Option<f64>]>>(rows: &[R]) -> Result<Vec<Vec<f64>>, Undefined> {
    let width = rows.first().map_or(0, |row| row.as_ref().len());
    if rows.iter().any(|row| row.as_ref().len() != width) {
        return Err(Undefined::Shape);
    }
    Ok((0..width).map(|i| rows.iter().filter_map(|row| row.as_ref().get(i).copied()?).collect()).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Krippendorff 2011, "Computing Krippendorff's alpha-reliability", example C: four observers, twelve units, gaps.
    #[test]
    fn twelve_units_of_four_observers() {
        let rows: Vec<Vec<Option<f64>>> = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]
            .iter()
            .map(|row| row.chars().map(|c| c.to_digit(10).map(f64::from)).collect())
            .collect();
        let found = Coincidences::of(&units_of_observers(&rows).unwrap()).unwrap();
        assert_eq!((found.units(), found.pairable()), (11, 40));
        for (metric, printed) in METRICS.into_iter().zip([0.743, 0.815, 0.849, 0.797]) {
            assert!((found.alpha(metric).unwrap() - printed).abs() < 0.0006, "{metric:?}");
        }
    }

    #[test]
    fn no_variation_and_no_pairs() {
        assert_eq!(Coincidences::of(&[vec![3.0, 3.0], vec![3.0, 3.0]]).unwrap().alpha(Metric::Interval), Err(Undefined::NoVariation));
        assert_eq!(Coincidences::of(&[vec![3.0], vec![4.0]]).err(), Some(Undefined::TooFew { found: 1, needed: 2 }));
        let negative = Coincidences::of(&[vec![-1.0, 2.0], vec![1.0, 2.0]]).unwrap();
        assert_eq!(negative.alpha(Metric::Ratio), Err(Undefined::OutOfRange));
    }

    proptest! {
        /// The order of observers and units does not matter; equal answers everywhere give 1.
        #[test]
        fn order_does_not_matter(units in prop::collection::vec(prop::collection::vec(0u8..5, 1..6), 2..12)) {
            let units: Vec<Vec<f64>> = units.iter().map(|u| u.iter().map(|x| f64::from(*x)).collect()).collect();
            let turned: Vec<Vec<f64>> = units.iter().rev().map(|u| u.iter().rev().copied().collect()).collect();
            let agreed: Vec<Vec<f64>> = units.iter().map(|u| vec![u[0]; u.len() + 1]).collect();
            let (Ok(a), Ok(b)) = (Coincidences::of(&units), Coincidences::of(&turned)) else { return Ok(()) };
            for metric in METRICS {
                match (a.alpha(metric), b.alpha(metric)) {
                    (Ok(a), Ok(b)) => prop_assert!((a - b).abs() < 1e-9 && a <= 1.0 + 1e-12),
                    (a, b) => prop_assert_eq!(a, b),
                }
                if let Ok(one) = Coincidences::of(&agreed).unwrap().alpha(metric) {
                    prop_assert!((one - 1.0).abs() < 1e-12);
                }
            }
        }
    }
}
