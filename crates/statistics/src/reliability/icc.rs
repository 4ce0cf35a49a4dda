//! The six intraclass correlations of Shrout & Fleiss (1979) of a complete table, targets by raters, with intervals from F.

use super::one_way::{f_limits, ratio};
use crate::Undefined;
use crate::descriptive::{count, finite, greatest, plain_mean, square_sum_or_zero};
use crate::distribution;

/// Who the raters are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Model {
    /// ICC(1): every target has raters of its own. The usual case of a 360° round.
    OneWay,
    /// ICC(2): the same panel rates everyone and stands for all panels; absolute agreement. The usual case of an interview panel.
    TwoWayRandom,
    /// ICC(3): the same panel and no other; consistency only, blind to a lenient rater.
    TwoWayMixed,
}

/// Whether the reliability is that of one rater or of the mean of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// One rater.
    Single,
    /// The mean of all k raters.
    Average,
}

/// The six forms, in the order of the paper.
pub const FORMS: [(Model, Unit); 6] = [
    (Model::OneWay, Unit::Single),
    (Model::TwoWayRandom, Unit::Single),
    (Model::TwoWayMixed, Unit::Single),
    (Model::OneWay, Unit::Average),
    (Model::TwoWayRandom, Unit::Average),
    (Model::TwoWayMixed, Unit::Average),
];

/// Mean squares of a complete table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TwoWay {
    /// Targets, n.
    pub targets: usize,
    /// Raters, k.
    pub raters: usize,
    /// Mean of all cells.
    pub grand_mean: f64,
    /// MSR, between targets.
    pub rows: f64,
    /// MSC, between raters.
    pub columns: f64,
    /// MSE, what neither explains.
    pub residual: f64,
    /// MSW, within targets.
    pub within: f64,
}

/// The rows without a gap, and how many had one.
pub fn complete_rows<R: AsRef<[Option<f64>]>>(rows: &[R]) -> (Vec<Vec<f64>>, usize) {
    let complete: Vec<Vec<f64>> = rows.iter().filter_map(|row| row.as_ref().iter().copied().collect()).collect();
    let dropped = rows.len() - complete.len();
    (complete, dropped)
}

impl TwoWay {
    /// The decomposition of a table with one row for each target and one column for each rater.
    ///
    /// # Errors
    /// Undefined below two targets or two raters, and where rows differ in length.
    pub fn of<R: AsRef<[f64]>>(rows: &[R]) -> Result<TwoWay, Undefined> {
        let n = rows.len();
        let k = rows.first().map_or(0, |row| row.as_ref().len());
        if n < 2 {
            return Err(Undefined::TooFew { found: n, needed: 2 });
        }
        if rows.iter().any(|row| row.as_ref().len() != k) {
            return Err(Undefined::Shape);
        }
        if k < 2 {
            return Err(Undefined::TooFew { found: k, needed: 2 });
        }
        let mut columns = vec![0.0; k];
        for row in rows {
            finite(row.as_ref())?;
            columns.iter_mut().zip(row.as_ref()).for_each(|(sum, x)| *sum += x / count(n));
        }
        let grand_mean = plain_mean(&columns);
        let (mut between, mut within, mut residual) = (0.0, 0.0, 0.0);
        for row in rows {
            let mean = plain_mean(row.as_ref());
            between += count(k) * (mean - grand_mean) * (mean - grand_mean);
            for (x, column) in row.as_ref().iter().zip(&columns) {
                within += (x - mean) * (x - mean);
                residual += (x - mean - column + grand_mean).powi(2);
            }
        }
        let across = columns.iter().map(|column| count(n) * (column - grand_mean) * (column - grand_mean)).sum();
        let greatest = greatest(rows.iter().flat_map(|row| row.as_ref().iter().copied()));
        let mean_square = |squares: f64, freedom: usize| square_sum_or_zero(squares, n * k, greatest) / count(freedom);
        Ok(TwoWay {
            targets: n,
            raters: k,
            grand_mean,
            rows: mean_square(between, n - 1),
            columns: mean_square(across, k - 1),
            residual: mean_square(residual, (n - 1) * (k - 1)),
            within: mean_square(within, n * (k - 1)),
        })
    }

    /// The correlation in one of the six forms. Negative values are reported as computed.
    ///
    /// # Errors
    /// Undefined where the mean squares that would divide are 0.
    pub fn icc(&self, (model, unit): (Model, Unit)) -> Result<f64, Undefined> {
        let (n, k) = (count(self.targets), count(self.raters));
        let panel = (self.columns - self.residual) / n;
        let noise = if model == Model::OneWay { self.within } else { self.residual };
        let extra = if model == Model::TwoWayRandom { panel } else { 0.0 };
        let total = match unit {
            Unit::Single => self.rows + (k - 1.0) * noise + k * extra,
            Unit::Average => self.rows + extra,
        };
        ratio(self.rows, noise, total)
    }

    /// The interval of one of the six forms (Shrout & Fleiss 1979; McGraw & Wong 1996 for ICC(2)).
    ///
    /// # Errors
    /// Undefined where nothing varies within targets or beside the raters' means.
    pub fn interval(&self, (model, unit): (Model, Unit), confidence: f64) -> Result<(f64, f64), Undefined> {
        let k = count(self.raters);
        let single = match model {
            Model::OneWay => interval_from_f(self.f_limits_one_way(confidence)?, k),
            Model::TwoWayMixed => interval_from_f(self.f_limits_two_way(confidence)?, k),
            Model::TwoWayRandom => self.interval_random(confidence)?,
        };
        let limits = match unit {
            Unit::Single => single,
            Unit::Average => (step_up(single.0, k), step_up(single.1, k)),
        };
        if limits.0.is_finite() && limits.1.is_finite() { Ok(limits) } else { Err(Undefined::NoVariation) }
    }

    /// F of the one-way table: MSR / MSW.
    ///
    /// # Errors
    /// Undefined where nothing varies within targets.
    pub fn f_one_way(&self) -> Result<f64, Undefined> {
        if self.within == 0.0 { Err(Undefined::NoVariation) } else { Ok(self.rows / self.within) }
    }

    /// F of the two-way table: MSR / MSE.
    ///
    /// # Errors
    /// Undefined where target and rater explain everything.
    pub fn f_two_way(&self) -> Result<f64, Undefined> {
        if self.residual == 0.0 { Err(Undefined::NoVariation) } else { Ok(self.rows / self.residual) }
    }

    /// P of the one-way F where targets do not differ.
    ///
    /// # Errors
    /// As [`TwoWay::f_one_way`].
    pub fn p_one_way(&self) -> Result<f64, Undefined> {
        distribution::f_above(self.f_one_way()?, self.freedom_rows(), count(self.targets * (self.raters - 1)))
    }

    /// P of the two-way F where targets do not differ.
    ///
    /// # Errors
    /// As [`TwoWay::f_two_way`].
    pub fn p_two_way(&self) -> Result<f64, Undefined> {
        distribution::f_above(self.f_two_way()?, self.freedom_rows(), self.freedom_residual())
    }

    fn freedom_rows(&self) -> f64 {
        count(self.targets - 1)
    }

    fn freedom_residual(&self) -> f64 {
        count((self.targets - 1) * (self.raters - 1))
    }

    fn f_limits_one_way(&self, confidence: f64) -> Result<(f64, f64), Undefined> {
        f_limits(self.f_one_way()?, self.freedom_rows(), count(self.targets * (self.raters - 1)), confidence)
    }

    fn f_limits_two_way(&self, confidence: f64) -> Result<(f64, f64), Undefined> {
        f_limits(self.f_two_way()?, self.freedom_rows(), self.freedom_residual(), confidence)
    }

    /// ICC(2,1): degrees of freedom by Satterthwaite.
    fn interval_random(&self, confidence: f64) -> Result<(f64, f64), Undefined> {
        if self.residual == 0.0 {
            return Err(Undefined::NoVariation);
        }
        let (n, k) = (count(self.targets), count(self.raters));
        let icc = self.icc((Model::TwoWayRandom, Unit::Single))?;
        let raters = self.columns / self.residual;
        let rest = n * (1.0 + (k - 1.0) * icc) - k * icc;
        let freedom = (k - 1.0) * (n - 1.0) * (k * icc * raters + rest).powi(2) / ((n - 1.0) * (k * icc * raters).powi(2) + rest * rest);
        let p = distribution::upper_point(confidence)?;
        let above = distribution::f_quantile(p, n - 1.0, freedom)?;
        let below = distribution::f_quantile(p, freedom, n - 1.0)?;
        let shared = k * self.columns + (k * n - k - n) * self.residual;
        let low = n * (self.rows - above * self.residual) / (above * shared + n * self.rows);
        let high = n * (below * self.rows - self.residual) / (shared + n * below * self.rows);
        Ok((low, high))
    }
}

fn interval_from_f((low, high): (f64, f64), k: f64) -> (f64, f64) {
    ((low - 1.0) / (low + k - 1.0), (high - 1.0) / (high + k - 1.0))
}

fn step_up(single: f64, k: f64) -> f64 {
    k * single / (1.0 + (k - 1.0) * single)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Shrout & Fleiss 1979, table 2: six targets, four judges.
    pub(crate) const SHROUT_FLEISS: [[f64; 4]; 6] = [
        [9.0, 2.0, 5.0, 8.0],
        [6.0, 1.0, 3.0, 2.0],
        [8.0, 4.0, 6.0, 8.0],
        [7.0, 1.0, 2.0, 6.0],
        [10.0, 5.0, 6.0, 9.0],
        [6.0, 2.0, 4.0, 7.0],
    ];

    #[test]
    fn table_4_of_shrout_and_fleiss() {
        let table = TwoWay::of(&SHROUT_FLEISS).unwrap();
        let printed = [0.17, 0.29, 0.71, 0.44, 0.62, 0.91];
        for (form, printed) in FORMS.into_iter().zip(printed) {
            assert!((table.icc(form).unwrap() - printed).abs() < 0.005, "{form:?}");
        }
        // psych::ICC and pingouin: ICC2 0.019..0.761, ICC3 0.342..0.946
        let (low, high) = table.interval((Model::TwoWayRandom, Unit::Single), 0.95).unwrap();
        assert!((low - 0.018_785_0).abs() < 1e-5 && (high - 0.761_087_7).abs() < 1e-4, "{low} {high}");
    }

    #[test]
    fn degenerate_tables_have_reasons() {
        assert_eq!(TwoWay::of(&[[1.0, 2.0]]), Err(Undefined::TooFew { found: 1, needed: 2 }));
        assert_eq!(TwoWay::of(&[vec![1.0, 2.0], vec![1.0]]), Err(Undefined::Shape));
        assert_eq!(TwoWay::of(&[[1.0], [2.0]]), Err(Undefined::TooFew { found: 1, needed: 2 }));
        let equal = TwoWay::of(&[[3.1; 3]; 4]).unwrap();
        for form in FORMS {
            assert_eq!(equal.icc(form), Err(Undefined::NoVariation));
            assert!(equal.interval(form, 0.95).is_err());
        }
        // raters who differ by a constant: consistent, not in agreement
        let shifted = TwoWay::of(&[[1.0, 2.0], [2.0, 3.0], [4.0, 5.0]]).unwrap();
        assert_eq!(shifted.icc((Model::TwoWayMixed, Unit::Single)), Ok(1.0));
        assert!(shifted.icc((Model::TwoWayRandom, Unit::Single)).unwrap() < 1.0);
        assert_eq!(shifted.interval((Model::TwoWayMixed, Unit::Single), 0.95), Err(Undefined::NoVariation));
    }

    #[test]
    fn a_divisor_that_is_zero_but_for_rounding_gives_no_number() {
        let table = [[6.0, 6.0, 5.0, 5.0], [5.0, 6.0, 7.0, 4.0], [5.0, 2.0, 7.0, 6.0]];
        let turned: Vec<Vec<f64>> = table.iter().rev().map(|row| row.iter().rev().copied().collect()).collect();
        for form in FORMS {
            match (TwoWay::of(&table).unwrap().icc(form), TwoWay::of(&turned).unwrap().icc(form)) {
                (Ok(a), Ok(b)) => assert!((a - b).abs() < 1e-9 * a.abs().max(1.0), "{form:?}: {a} {b}"),
                (a, b) => assert_eq!(a, b, "{form:?}"),
            }
        }
    }

    proptest! {
        /// The order of raters and of targets does not matter.
        #[test]
        fn order_does_not_matter(cells in prop::collection::vec(prop::array::uniform4(1u8..8), 3..9)) {
            let table: Vec<Vec<f64>> = cells.iter().map(|row| row.iter().map(|x| f64::from(*x)).collect()).collect();
            let turned: Vec<Vec<f64>> = table.iter().rev().map(|row| row.iter().rev().copied().collect()).collect();
            let (a, b) = (TwoWay::of(&table).unwrap(), TwoWay::of(&turned).unwrap());
            for form in FORMS {
                match (a.icc(form), b.icc(form)) {
                    (Ok(a), Ok(b)) => prop_assert!((a - b).abs() < 1e-9 * a.abs().max(1.0)),
                    (a, b) => prop_assert_eq!(a, b),
                }
            }
        }

        /// An interval contains its estimate and no form exceeds 1.
        #[test]
        fn intervals_contain_the_estimate(cells in prop::collection::vec(prop::array::uniform3(1u8..8), 4..9)) {
            let table: Vec<Vec<f64>> = cells.iter().map(|row| row.iter().map(|x| f64::from(*x)).collect()).collect();
            let table = TwoWay::of(&table).unwrap();
            for form in [(Model::OneWay, Unit::Single), (Model::TwoWayMixed, Unit::Single)] {
                if let (Ok(icc), Ok((low, high))) = (table.icc(form), table.interval(form, 0.95)) {
                    prop_assert!(low <= icc + 1e-9 && icc <= high + 1e-9 && high <= 1.0 + 1e-12, "{low} {icc} {high}");
                }
            }
        }
    }
}
