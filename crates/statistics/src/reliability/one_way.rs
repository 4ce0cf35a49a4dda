//! One-way analysis of variance: groups (ratees, panels, units) with any number of values each, and the intraclass correlations from it.

use crate::Undefined;
use crate::descriptive::{count, finite, greatest, plain_mean, square_sum_or_zero};
use crate::distribution;

/// Which size stands for groups of unequal sizes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupSize {
    /// k0 = (N - Σ n²/N) / (G - 1), which makes the variance component unbiased. The default.
    K0,
    /// N / G, as the R package multilevel does.
    Mean,
}

/// Mean squares between and within groups.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OneWay {
    /// Groups with at least one value.
    pub groups: usize,
    /// Values in all groups.
    pub n: usize,
    /// Mean of all values.
    pub grand_mean: f64,
    /// Mean square between groups, with `groups - 1` degrees of freedom.
    pub between: f64,
    /// Mean square within groups, with `n - groups` degrees of freedom.
    pub within: f64,
    /// k0 of [`GroupSize::K0`].
    pub k0: f64,
}

impl OneWay {
    /// The decomposition. Empty groups do not count. One pass over the values for means, one for deviations.
    ///
    /// # Errors
    /// Undefined below two groups, or where no group has two values.
    pub fn of<G: AsRef<[f64]>>(groups: &[G]) -> Result<OneWay, Undefined> {
        let (present, n) = present(groups)?;
        let grand_mean = present.iter().map(|group| group.iter().sum::<f64>()).sum::<f64>() / count(n);
        let (mut between, mut within, mut sizes) = (0.0, 0.0, 0.0);
        for group in &present {
            let mean = plain_mean(group);
            let size = count(group.len());
            between += size * (mean - grand_mean) * (mean - grand_mean);
            within += group.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>();
            sizes += size * size;
        }
        let greatest = greatest(present.iter().flat_map(|group| group.iter().copied()));
        Ok(OneWay {
            groups: present.len(),
            n,
            grand_mean,
            between: square_sum_or_zero(between, n, greatest) / count(present.len() - 1),
            within: square_sum_or_zero(within, n, greatest) / count(n - present.len()),
            k0: (count(n) - sizes / count(n)) / count(present.len() - 1),
        })
    }

    /// The size that stands for all groups.
    pub fn size(&self, size: GroupSize) -> f64 {
        match size {
            GroupSize::K0 => self.k0,
            GroupSize::Mean => count(self.n) / count(self.groups),
        }
    }

    /// F = between / within.
    ///
    /// # Errors
    /// Undefined where nothing varies within groups.
    pub fn f(&self) -> Result<f64, Undefined> {
        if self.within == 0.0 { Err(Undefined::NoVariation) } else { Ok(self.between / self.within) }
    }

    /// Degrees of freedom between and within.
    pub fn freedom(&self) -> (usize, usize) {
        (self.groups - 1, self.n - self.groups)
    }

    /// P of an F at least this large where all groups have one mean.
    ///
    /// # Errors
    /// As [`OneWay::f`].
    pub fn p(&self) -> Result<f64, Undefined> {
        let (df1, df2) = self.freedom();
        distribution::f_above(self.f()?, count(df1), count(df2))
    }

    /// ICC(1,1), the reliability of one rater where every ratee has other raters (Shrout & Fleiss 1979; Bliese 2000):
    /// (MSB - MSW) / (MSB + (k - 1) MSW). A negative value is reported as it is: no agreement.
    ///
    /// # Errors
    /// Undefined where nothing varies at all.
    pub fn single(&self, size: GroupSize) -> Result<f64, Undefined> {
        single(self.between, self.within, self.size(size))
    }

    /// ICC(1,k), the reliability of the mean of a group: (MSB - MSW) / MSB.
    ///
    /// # Errors
    /// Undefined where the group means are all equal.
    pub fn average(&self) -> Result<f64, Undefined> {
        average(self.between, self.within)
    }

    /// Interval of ICC(1,1) from F; with unequal sizes an approximation at the size chosen.
    ///
    /// # Errors
    /// As [`OneWay::f`].
    pub fn single_interval(&self, size: GroupSize, confidence: f64) -> Result<(f64, f64), Undefined> {
        let k = self.size(size);
        let (low, high) = self.f_limits(confidence)?;
        Ok(((low - 1.0) / (low + k - 1.0), (high - 1.0) / (high + k - 1.0)))
    }

    /// Interval of ICC(1,k) from F: 1 - 1/F at both limits.
    ///
    /// # Errors
    /// As [`OneWay::f`], and where F is 0.
    pub fn average_interval(&self, confidence: f64) -> Result<(f64, f64), Undefined> {
        let (low, high) = self.f_limits(confidence)?;
        if low == 0.0 { Err(Undefined::NoVariation) } else { Ok((1.0 - 1.0 / low, 1.0 - 1.0 / high)) }
    }

    fn f_limits(&self, confidence: f64) -> Result<(f64, f64), Undefined> {
        let (df1, df2) = self.freedom();
        f_limits(self.f()?, count(df1), count(df2), confidence)
    }
}

/// The groups with values, and how many values they have.
///
/// # Errors
/// Undefined below two groups, where no group has two values, and where a value is not finite.
pub(crate) fn present<G: AsRef<[f64]>>(groups: &[G]) -> Result<(Vec<&[f64]>, usize), Undefined> {
    let present: Vec<&[f64]> = groups.iter().map(AsRef::as_ref).filter(|group| !group.is_empty()).collect();
    for group in &present {
        finite(group)?;
    }
    let n: usize = present.iter().map(|group| group.len()).sum();
    if present.len() < 2 {
        return Err(Undefined::TooFew { found: present.len(), needed: 2 });
    }
    if n == present.len() {
        return Err(Undefined::TooFew { found: n, needed: n + 1 });
    }
    Ok((present, n))
}

/// F divided and multiplied by its quantiles: the limits from which intervals of intraclass correlations are made.
pub(crate) fn f_limits(f: f64, df1: f64, df2: f64, confidence: f64) -> Result<(f64, f64), Undefined> {
    let p = distribution::upper_point(confidence)?;
    Ok((f / distribution::f_quantile(p, df1, df2)?, f * distribution::f_quantile(p, df2, df1)?))
}

/// ICC(1,1) from mean squares and a group size.
///
/// # Errors
/// Undefined for negative mean squares, and where both are 0.
pub fn single(between: f64, within: f64, size: f64) -> Result<f64, Undefined> {
    ratio(between, within, between + (size - 1.0) * within)
}

/// ICC(1,k) from mean squares.
///
/// # Errors
/// Undefined for negative mean squares, and where nothing varies between groups.
pub fn average(between: f64, within: f64) -> Result<f64, Undefined> {
    ratio(between, within, between)
}

pub(crate) fn ratio(signal: f64, noise: f64, total: f64) -> Result<f64, Undefined> {
    if !(signal.is_finite() && noise.is_finite() && total.is_finite()) {
        return Err(Undefined::NotFinite);
    }
    if signal < 0.0 || noise < 0.0 {
        return Err(Undefined::OutOfRange);
    }
    // a divisor that is zero but for rounding would give any number at all
    if total <= 1e-12 * (signal + noise) { Err(Undefined::NoVariation) } else { Ok((signal - noise) / total) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ninety_nine_companies_of_bliese_and_halverson() {
        let size = 7382.0 / 99.0;
        assert!((single(3.213_463_458_39, 0.721_552_120_416, size).unwrap() - 0.044_265_297_557_1).abs() < 1e-10);
        assert!((average(3.213_463_458_39, 0.721_552_120_416).unwrap() - 0.775_459_677_772).abs() < 1e-10);
    }

    #[test]
    fn says_why_there_is_no_value() {
        assert_eq!(OneWay::of(&[vec![1.0, 2.0]]), Err(Undefined::TooFew { found: 1, needed: 2 }));
        assert_eq!(OneWay::of(&[vec![1.0], vec![2.0]]), Err(Undefined::TooFew { found: 2, needed: 3 }));
        let equal = OneWay::of(&[vec![3.3; 4], vec![3.3; 2], vec![]]).unwrap();
        assert_eq!(equal.groups, 2);
        assert_eq!(equal.single(GroupSize::K0), Err(Undefined::NoVariation));
        assert_eq!(equal.average(), Err(Undefined::NoVariation));
    }

    #[test]
    fn a_negative_estimate_is_not_clipped() {
        let crossed = OneWay::of(&[[1.0, 5.0], [5.0, 1.0], [1.0, 4.9]]).unwrap();
        assert!(crossed.single(GroupSize::K0).unwrap() < -0.9);
    }

    proptest! {
        /// The order of groups and of values inside them does not matter.
        #[test]
        fn order_does_not_matter(groups in prop::collection::vec(prop::collection::vec(1u8..6, 1..6), 3..8)) {
            let mut forward: Vec<Vec<f64>> = groups.iter().map(|g| g.iter().map(|x| f64::from(*x)).collect()).collect();
            let a = OneWay::of(&forward);
            forward.reverse();
            for group in &mut forward {
                group.reverse();
            }
            let b = OneWay::of(&forward);
            prop_assert_eq!(a.is_ok(), b.is_ok());
            if let (Ok(a), Ok(b)) = (a, b) {
                prop_assert!((a.between - b.between).abs() < 1e-9 && (a.within - b.within).abs() < 1e-9 && a.k0 == b.k0);
            }
        }

        /// Adding a constant to every value changes no correlation.
        #[test]
        fn a_shift_does_not_matter(groups in prop::collection::vec(prop::collection::vec(1u8..6, 2..6), 3..8)) {
            let of = |shift: f64| {
                let groups: Vec<Vec<f64>> = groups.iter().map(|g| g.iter().map(|x| f64::from(*x) + shift).collect()).collect();
                OneWay::of(&groups).and_then(|w| w.single(GroupSize::K0))
            };
            match (of(0.0), of(100.0)) {
                (Ok(a), Ok(b)) => prop_assert!((a - b).abs() < 1e-9),
                (a, b) => prop_assert_eq!(a.is_ok(), b.is_ok()),
            }
        }
    }
}
