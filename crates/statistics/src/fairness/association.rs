//! How much of the spread of a quantity lies between groups.

use crate::Undefined;

/// A group's count, sum and sum of squares of whole numbers; exact, so that groups can be counted in parts and added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moments {
    /// How many.
    pub n: u64,
    /// Their sum.
    pub sum: i128,
    /// The sum of their squares.
    pub squares: i128,
}

impl Moments {
    /// Adds a value.
    pub fn push(&mut self, value: i64) {
        let value = i128::from(value);
        self.n += 1;
        self.sum = self.sum.saturating_add(value);
        self.squares = self.squares.saturating_add(value.saturating_mul(value));
    }

    /// Adds another group's values.
    pub fn add(&mut self, other: &Moments) {
        self.n += other.n;
        self.sum = self.sum.saturating_add(other.sum);
        self.squares = self.squares.saturating_add(other.squares);
    }
}

/// The correlation ratio η: the root of the share of the sum of squares that lies between groups, 0 to 1. With two groups it is the size of the
/// point-biserial correlation.
///
/// `TooFew` below two groups with members, `NoVariation` where all values are equal, `OutOfRange` where sums do not fit into 127 bits.
/// Source: Pearson 1905.
pub fn correlation_ratio(groups: &[Moments]) -> Result<f64, Undefined> {
    let present: Vec<&Moments> = groups.iter().filter(|group| group.n > 0).collect();
    if present.len() < 2 {
        return Err(Undefined::TooFew { found: present.len(), needed: 2 });
    }
    let mut all = Moments::default();
    present.iter().for_each(|group| all.add(group));
    // n² times the variance, exactly: no two large numbers are subtracted as floats
    let scaled = |group: &Moments| {
        let n = i128::from(group.n);
        n.checked_mul(group.squares)?.checked_sub(group.sum.checked_mul(group.sum)?)
    };
    let total = scaled(&all).ok_or(Undefined::OutOfRange)?;
    if total <= 0 {
        return Err(Undefined::NoVariation);
    }
    let mut within = 0.0;
    for group in &present {
        within += scaled(group).ok_or(Undefined::OutOfRange)? as f64 / group.n as f64;
    }
    Ok((1.0 - within / (total as f64 / all.n as f64)).clamp(0.0, 1.0).sqrt())
}

/// How much of a gap goes when something is set aside: `(with - without) / with`. `EmptyTotal` where there is no gap, `NotFinite` for other than finite
/// numbers. Above 1 where the gap turns round, below 0 where it grows.
pub fn part_through(with: f64, without: f64) -> Result<f64, Undefined> {
    if !with.is_finite() || !without.is_finite() {
        return Err(Undefined::NotFinite);
    }
    if with == 0.0 { Err(Undefined::EmptyTotal) } else { Ok((with - without) / with) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(values: &[i64]) -> Moments {
        let mut moments = Moments::default();
        values.iter().for_each(|value| moments.push(*value));
        moments
    }

    #[test]
    fn a_textbook_example() {
        // scores in three subjects: η² = 6780 / 9640
        let found = correlation_ratio(&[group(&[45, 70, 29, 15, 21]), group(&[40, 20, 30, 42]), group(&[65, 95, 80, 70, 85, 73])]).unwrap();
        assert!((found * found - 6780.0 / 9640.0).abs() < 1e-12);
    }

    #[test]
    fn two_groups_give_the_size_of_the_point_biserial_correlation() {
        let found = correlation_ratio(&[group(&[1, 2, 3]), group(&[4, 5, 9])]).unwrap();
        let r = crate::ordering::correlation::pearson(&[0.0, 0.0, 0.0, 1.0, 1.0, 1.0], &[1.0, 2.0, 3.0, 4.0, 5.0, 9.0]).unwrap();
        assert!((found - r.value.abs()).abs() < 1e-12);
    }

    #[test]
    fn a_gap_may_go_in_part_or_grow() {
        assert_eq!(part_through(0.5, 0.25), Ok(0.5));
        assert_eq!(part_through(0.25, 0.5), Ok(-1.0));
        assert_eq!(part_through(0.0, 0.5), Err(Undefined::EmptyTotal));
        assert_eq!(part_through(f64::NAN, 0.5), Err(Undefined::NotFinite));
    }

    #[test]
    fn a_shift_changes_nothing_and_equal_values_have_no_ratio() {
        let near = correlation_ratio(&[group(&[1, 2]), group(&[2, 4])]).unwrap();
        let far = correlation_ratio(&[group(&[1_000_000_001, 1_000_000_002]), group(&[1_000_000_002, 1_000_000_004])]).unwrap();
        assert!((near - far).abs() < 1e-15);
        assert_eq!(correlation_ratio(&[group(&[7, 7]), group(&[7])]), Err(Undefined::NoVariation));
        assert_eq!(correlation_ratio(&[group(&[7, 8]), group(&[])]), Err(Undefined::TooFew { found: 1, needed: 2 }));
    }
}
