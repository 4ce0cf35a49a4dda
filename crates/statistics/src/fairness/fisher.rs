//! Exact comparison of two groups, given the margins: Fisher's test, mid-p, odds ratios.

use jenjang::legal::Label;

use crate::Undefined;
use crate::distribution::{brent, ln_choose, normal_margin, root};
use crate::fairness::{Selection, Tested};

/// Outcomes are "as improbable as the observed one" within this relative slack, as in R and SciPy: equal probabilities computed on two ways must count.
const SLACK: f64 = 1e-7;

/// p-values of Fisher's exact test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fisher {
    /// Sum of the tables at most as probable as the observed one.
    pub two_sided: f64,
    /// P(selected in the first group ≤ observed).
    pub less: f64,
    /// P(selected in the first group ≥ observed).
    pub greater: f64,
    /// Two-sided with half of the observed table's probability: less conservative, shown beside the exact value.
    pub mid_two_sided: f64,
    /// One-sided, lower, with half of the observed table's probability.
    pub mid_less: f64,
    /// One-sided, upper, with half of the observed table's probability.
    pub mid_greater: f64,
}

/// Numbers a distribution may be spread over; beyond this two groups are larger than any population.
const MOST_NUMBERS: u64 = 50_000_000;

/// The distribution of the number selected in the first group when both group sizes and the number selected are given.
struct Margins {
    /// Place of the observed number in the list of weights.
    observed: usize,
    /// Whether it is the least possible.
    is_lowest: bool,
    /// Whether it is the most possible.
    is_highest: bool,
    /// ln of the weight of each number at odds ratio 1; weights add up to 1. Numbers so far from both the observed and the most probable one that their
    /// probability is below the smallest double are left out.
    ln_weights: Vec<f64>,
}

impl Margins {
    fn of(first: Selection, second: Selection) -> Result<Margins, Undefined> {
        if first.eligible() == 0 || second.eligible() == 0 {
            return Err(Undefined::EmptyTotal);
        }
        let selected = first.selected() + second.selected();
        let lowest = selected.saturating_sub(second.eligible());
        let highest = first.eligible().min(selected);
        let (n1, n2, total) = (first.eligible() as f64, second.eligible() as f64, selected as f64);
        let all = ln_choose(n1 + n2, total);
        let own = first.selected();
        // the standard deviation is at most the root of the smallest margin
        let smallest = first.eligible().min(second.eligible()).min(selected).min(first.rejected() + second.rejected());
        let reach = (40.0 * (smallest as f64).sqrt()).ceil() as u64 + 10;
        let mode = ((n1 * total / (n1 + n2)).round() as u64).clamp(lowest, highest);
        let from = mode.min(own).saturating_sub(reach).max(lowest);
        let to = mode.max(own).saturating_add(reach).min(highest);
        if to - from > MOST_NUMBERS {
            return Err(Undefined::OutOfRange);
        }
        let ln_weights = (from..=to).map(|k| ln_choose(n1, k as f64) + ln_choose(n2, total - k as f64) - all).collect();
        let observed = usize::try_from(own - from).map_err(|_| Undefined::OutOfRange)?;
        Ok(Margins { observed, is_lowest: own == lowest, is_highest: own == highest, ln_weights })
    }

    /// Probabilities at this ln odds ratio.
    fn probabilities(&self, ln_odds: f64) -> Vec<f64> {
        if ln_odds == f64::NEG_INFINITY {
            return (0..self.ln_weights.len()).map(|k| if k == 0 { 1.0 } else { 0.0 }).collect();
        }
        let tilted = || self.ln_weights.iter().enumerate().map(move |(k, w)| w + k as f64 * ln_odds);
        let top = tilted().fold(f64::NEG_INFINITY, f64::max);
        let weights: Vec<f64> = tilted().map(|w| (w - top).exp()).collect();
        let sum: f64 = weights.iter().sum();
        weights.into_iter().map(|w| w / sum).collect()
    }

    fn at_least(&self, ln_odds: f64) -> f64 {
        self.probabilities(ln_odds).iter().skip(self.observed).sum()
    }

    fn at_most(&self, ln_odds: f64) -> f64 {
        self.probabilities(ln_odds).iter().take(self.observed + 1).sum()
    }

    fn mean(&self, ln_odds: f64) -> f64 {
        self.probabilities(ln_odds).iter().enumerate().map(|(k, p)| k as f64 * p).sum()
    }
}

/// Fisher's exact test of two groups. `EmptyTotal` where a group has nobody, `OutOfRange` for groups of billions; p is 1 where all
/// or none were selected.
///
/// Source: Fisher 1935; two-sided rule as in R's `fisher.test`.
pub fn fisher_exact(first: Selection, second: Selection) -> Result<Fisher, Undefined> {
    let margins = Margins::of(first, second)?;
    let probabilities = margins.probabilities(0.0);
    let observed = probabilities.get(margins.observed).copied().unwrap_or(0.0);
    let limit = observed * (1.0 + SLACK);
    let two_sided = probabilities.iter().filter(|&&p| p <= limit).sum::<f64>().min(1.0);
    let less = probabilities.iter().take(margins.observed + 1).sum::<f64>().min(1.0);
    let greater = probabilities.iter().skip(margins.observed).sum::<f64>().min(1.0);
    let half = observed / 2.0;
    Ok(Fisher { two_sided, less, greater, mid_two_sided: two_sided - half, mid_less: less - half, mid_greater: greater - half })
}

/// Cross product of the table, `x1·(n2-x2) / (x2·(n1-x1))`: the sample odds ratio (SciPy's).
///
/// `Unbounded` where only the divisor is zero, `EmptyTotal` where both products are.
pub fn sample_odds_ratio(first: Selection, second: Selection) -> Result<f64, Undefined> {
    let above = first.selected() as f64 * second.rejected() as f64;
    let below = second.selected() as f64 * first.rejected() as f64;
    match (above > 0.0, below > 0.0) {
        (_, true) => Ok(above / below),
        (true, false) => Err(Undefined::Unbounded),
        (false, false) => Err(Undefined::EmptyTotal),
    }
}

/// Interval of the sample odds ratio on the log scale (Woolf). `Unbounded` where a cell is empty.
pub fn woolf_interval(first: Selection, second: Selection, level: f64) -> Result<(f64, f64), Undefined> {
    let cells = [first.selected(), first.rejected(), second.selected(), second.rejected()];
    if cells.contains(&0) {
        return Err(Undefined::Unbounded);
    }
    let ln = sample_odds_ratio(first, second)?.ln();
    let spread = normal_margin(level)? * cells.iter().map(|&n| 1.0 / n as f64).sum::<f64>().sqrt();
    Ok(((ln - spread).exp(), (ln + spread).exp()))
}

/// How closely the conditional odds ratio and its bounds are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// To the last digits of a double.
    Full,
    /// With the stopping tolerance of R's `fisher.test` (fourth root of the machine epsilon, about 1e-4 on the odds ratio or its inverse), by the same
    /// iteration: figures agree with those R prints, digit by digit.
    LikeR,
}

impl Precision {
    /// The odds ratio at which a rising function turns from negative to positive.
    fn solve(self, rising: impl Fn(f64) -> f64) -> Result<f64, Undefined> {
        let tolerance = f64::EPSILON.powf(0.25);
        let at_one = rising(0.0);
        match self {
            // beyond this on the log scale an odds ratio is out of every use
            Precision::Full => Ok(root(-600.0, 600.0, |ln| rising(ln) < 0.0).exp()),
            Precision::LikeR if at_one > 0.0 => brent(0.0, 1.0, tolerance, |t| rising(t.ln())),
            Precision::LikeR if at_one < 0.0 => Ok(1.0 / brent(f64::EPSILON, 1.0, tolerance, |t| rising(-t.ln()))?),
            Precision::LikeR => Ok(1.0),
        }
    }
}

/// The odds ratio under which the observed number is the mean of the conditional distribution: the conditional maximum likelihood estimate (R's).
///
/// 0 where the first group has the least possible, `Unbounded` where it has the most, `NoVariation` where the margins leave no choice.
pub fn conditional_odds_ratio(first: Selection, second: Selection, precision: Precision) -> Result<f64, Undefined> {
    let margins = Margins::of(first, second)?;
    match (margins.is_lowest, margins.is_highest) {
        (true, true) => Err(Undefined::NoVariation),
        (true, false) => Ok(0.0),
        (false, true) => Err(Undefined::Unbounded),
        (false, false) => precision.solve(|ln| margins.mean(ln) - margins.observed as f64),
    }
}

/// Lower bound of the conditional odds ratio, at which `tail` lies at or above the observed number: 0.05 for the one-sided 95 % bound, 0.025 for the
/// lower end of the two-sided interval. 0 where the first group has the least possible, `NoVariation` where the margins leave no choice.
pub fn conditional_low(first: Selection, second: Selection, tail: f64, precision: Precision) -> Result<f64, Undefined> {
    let margins = bounded(first, second, tail)?;
    if margins.is_lowest { Ok(0.0) } else { precision.solve(|ln| margins.at_least(ln) - tail) }
}

/// Upper bound of the conditional odds ratio, at which `tail` lies at or below the observed number. `Unbounded` where the first group has the most
/// possible, `NoVariation` where the margins leave no choice.
pub fn conditional_high(first: Selection, second: Selection, tail: f64, precision: Precision) -> Result<f64, Undefined> {
    let margins = bounded(first, second, tail)?;
    if margins.is_highest { Err(Undefined::Unbounded) } else { precision.solve(|ln| tail - margins.at_most(ln)) }
}

fn bounded(first: Selection, second: Selection, tail: f64) -> Result<Margins, Undefined> {
    if !(tail > 0.0 && tail < 1.0) {
        return Err(Undefined::OutOfRange);
    }
    let margins = Margins::of(first, second)?;
    if margins.is_lowest && margins.is_highest { Err(Undefined::NoVariation) } else { Ok(margins) }
}

/// How far the first group's number is from what the margins let expect, in hypergeometric standard deviations: the courts' "standard deviations".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shortfall {
    /// Expected minus observed number in the first group: positive where it has fewer than expected.
    pub missing: f64,
    /// (Observed - expected) / standard deviation; `NoVariation` where all or none were selected.
    pub sd_units: Result<f64, Undefined>,
}

/// Shortfall of the first group. `EmptyTotal` where both groups have nobody.
pub fn shortfall(first: Selection, second: Selection) -> Result<Shortfall, Undefined> {
    let (n1, n2) = (first.eligible() as f64, second.eligible() as f64);
    let (all, selected) = (n1 + n2, first.selected() as f64 + second.selected() as f64);
    if all == 0.0 {
        return Err(Undefined::EmptyTotal);
    }
    let expected = n1 * selected / all;
    let variance = n1 * n2 * selected * (all - selected) / (all * all * (all - 1.0));
    let difference = first.selected() as f64 - expected;
    let sd_units = if variance > 0.0 { Ok(difference / variance.sqrt()) } else { Err(Undefined::NoVariation) };
    Ok(Shortfall { missing: expected - first.selected() as f64, sd_units })
}

/// Chi-square of the 2×2 table, with or without Yates' correction, and its p-value at one degree of freedom.
///
/// `EmptyTotal` where a group has nobody, `NoVariation` where all or none were selected. The corrected one is for display only.
pub fn chi_square_2x2(first: Selection, second: Selection, yates: bool) -> Result<Tested, Undefined> {
    if first.eligible() == 0 || second.eligible() == 0 {
        return Err(Undefined::EmptyTotal);
    }
    let (n1, n2) = (first.eligible() as f64, second.eligible() as f64);
    let (yes, no) = (first.selected() as f64 + second.selected() as f64, first.rejected() as f64 + second.rejected() as f64);
    if yes == 0.0 || no == 0.0 {
        return Err(Undefined::NoVariation);
    }
    let expected = n1 * yes / (n1 + n2);
    let distance = (first.selected() as f64 - expected).abs();
    let distance = if yates { distance - distance.min(0.5) } else { distance };
    let statistic = distance * distance * (1.0 / n1 + 1.0 / n2) * (n1 + n2) * (n1 + n2) / (yes * no);
    Ok(Tested { statistic, p: crate::distribution::chi_square_above(statistic, 1.0)? })
}

/// Phi coefficient, signed: positive where the first group has the higher rate. Undefined as [`chi_square_2x2`].
pub fn phi(first: Selection, second: Selection) -> Result<f64, Undefined> {
    let chi = chi_square_2x2(first, second, false)?.statistic;
    let all = first.eligible() as f64 + second.eligible() as f64;
    let size = (chi / all).sqrt();
    Ok(if first.rate()? < second.rate()? { -size } else { size })
}

/// How urgently two groups should be looked at. A flag is a question, not a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flag {
    /// Neither the ratio nor the test asks for it.
    Clear,
    /// Too few people to judge: a group below five, or fewer than five expected successes in both.
    Grey,
    /// Either the ratio is below four fifths or Fisher's p is below 0.05.
    Amber,
    /// Both.
    Red,
}

impl Flag {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Flag::Clear => "clear",
            Flag::Grey => "grey",
            Flag::Amber => "amber",
            Flag::Red => "red",
        }
    }

    /// What it asks of the reader.
    pub fn label(self) -> Label {
        match self {
            Flag::Clear => Label::new("tidak ada tanda", "no flag"),
            Flag::Grey => Label::new("terlalu sedikit orang untuk dinilai", "too few people to judge"),
            Flag::Amber => {
                Label::new("perlu diperiksa: rasio atau uji memberi tanda", "to be examined: the ratio or the test gives a sign")
            }
            Flag::Red => {
                Label::new("harus diperiksa: rasio dan uji memberi tanda", "must be examined: both the ratio and the test give a sign")
            }
        }
    }
}

/// The flag of a focal group against the reference. `NoSelections` and `EmptyTotal` as [`super::below_four_fifths`].
pub fn flag(focal: Selection, reference: Selection) -> Result<Flag, Undefined> {
    let below = super::below_four_fifths(focal, reference)?;
    let (n1, n2) = (focal.eligible(), reference.eligible());
    let selected = u128::from(focal.selected()) + u128::from(reference.selected());
    // n·selected/all < 5, in integers
    let few = |n: u64| u128::from(n) * selected < 5 * (u128::from(n1) + u128::from(n2));
    if n1 < 5 || n2 < 5 || (few(n1) && few(n2)) {
        return Ok(Flag::Grey);
    }
    let unlikely = fisher_exact(focal, reference)?.two_sided < 0.05;
    Ok(match (below, unlikely) {
        (true, true) => Flag::Red,
        (false, false) => Flag::Clear,
        _ => Flag::Amber,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(selected: u64, eligible: u64) -> Selection {
        Selection::try_new(selected, eligible).unwrap()
    }

    fn near(found: f64, expected: f64, slack: f64) {
        assert!((found - expected).abs() <= slack * expected.abs().max(1.0), "{found}, expected {expected}");
    }

    #[test]
    fn a_lady_tasting_tea() {
        let (a, b) = (of(3, 4), of(1, 4));
        near(fisher_exact(a, b).unwrap().two_sided, 34.0 / 70.0, 1e-12);
        near(fisher_exact(a, b).unwrap().greater, 17.0 / 70.0, 1e-12);
        // root of p^4 - 36p^2 - 32p - 3, and what R prints for it
        near(conditional_odds_ratio(a, b, Precision::Full).unwrap(), 6.408_319_658_199, 1e-11);
        near(conditional_odds_ratio(a, b, Precision::LikeR).unwrap(), 6.408_308_867_006, 1e-11);
        near(conditional_low(a, b, 0.05, Precision::Full).unwrap(), 0.313_573_767_505, 1e-11);
        near(conditional_low(a, b, 0.05, Precision::LikeR).unwrap(), 0.313_569_264_110, 1e-11);
        assert_eq!(sample_odds_ratio(a, b), Ok(9.0));
    }

    #[test]
    fn extreme_tables_have_no_upper_bound() {
        let (a, b) = (of(4, 4), of(0, 4));
        for precision in [Precision::Full, Precision::LikeR] {
            assert_eq!(conditional_odds_ratio(a, b, precision), Err(Undefined::Unbounded));
            assert_eq!(conditional_high(a, b, 0.025, precision), Err(Undefined::Unbounded));
            assert!(conditional_low(a, b, 0.025, precision).unwrap() > 1.0);
            assert_eq!(conditional_odds_ratio(b, a, precision), Ok(0.0));
            assert_eq!(conditional_low(b, a, 0.025, precision), Ok(0.0));
            assert_eq!(conditional_odds_ratio(of(0, 4), of(0, 4), precision), Err(Undefined::NoVariation));
        }
        assert_eq!(fisher_exact(of(0, 4), of(0, 4)).unwrap().two_sided, 1.0);
        assert_eq!(fisher_exact(of(0, 0), of(0, 4)), Err(Undefined::EmptyTotal));
    }

    #[test]
    fn a_nation_is_compared_in_a_moment() {
        // scipy.stats.fisher_exact
        let found = fisher_exact(of(1_000_100, 2_500_000), of(999_000, 2_500_000)).unwrap();
        assert!((found.two_sided - 0.315_706_262_25).abs() < 1e-8, "{found:?}");
        assert!(fisher_exact(of(0, 5_000_000), of(4_000_000, 5_000_000)).unwrap().two_sided < 1e-300);
        assert_eq!(Selection::try_new(0, u64::MAX), Err(Undefined::OutOfRange));
        assert_eq!(fisher_exact(of(1 << 51, 1 << 52), of(1 << 20, 1 << 52)), Err(Undefined::OutOfRange));
    }

    #[test]
    fn flags_are_questions_of_three_colours() {
        assert_eq!(flag(of(26, 48), of(206, 259)), Ok(Flag::Red));
        // ratio 0.33 and p 0.06
        assert_eq!(flag(of(2, 10), of(15, 25)), Ok(Flag::Amber));
        // ratio 0.9 and p far below 0.05
        assert_eq!(flag(of(8100, 10000), of(9000, 10000)), Ok(Flag::Amber));
        assert_eq!(flag(of(0, 4), of(15, 25)), Ok(Flag::Grey));
        assert_eq!(flag(of(1, 20), of(4, 20)), Ok(Flag::Grey));
        assert_eq!(flag(of(40, 100), of(41, 100)), Ok(Flag::Clear));
        assert_eq!(flag(of(0, 10), of(0, 10)), Err(Undefined::NoSelections));
    }

    proptest! {
        #[test]
        fn the_order_of_the_groups_does_not_change_the_two_sided_p(n in 1u64..300, x in 0u64..300, m in 1u64..300, y in 0u64..300) {
            let (a, b) = (of(x.min(n), n), of(y.min(m), m));
            let (one, two) = (fisher_exact(a, b).unwrap(), fisher_exact(b, a).unwrap());
            prop_assert!((one.two_sided - two.two_sided).abs() < 1e-9);
            prop_assert!((one.less - two.greater).abs() < 1e-9);
            prop_assert!((one.mid_two_sided - two.mid_two_sided).abs() < 1e-9 && one.mid_two_sided >= 0.0);
        }

        #[test]
        fn the_exact_interval_holds_the_estimate(n in 2u64..60, x in 1u64..60, m in 2u64..60, y in 1u64..60) {
            let (a, b) = (of(x.min(n - 1), n), of(y.min(m - 1), m));
            for precision in [Precision::Full, Precision::LikeR] {
                let ends = (conditional_low(a, b, 0.025, precision), conditional_high(a, b, 0.025, precision));
                if let (Ok(estimate), (Ok(low), Ok(high))) = (conditional_odds_ratio(a, b, precision), ends) {
                    prop_assert!(low <= estimate && estimate <= high, "{low} {estimate} {high}");
                }
            }
        }
    }
}
