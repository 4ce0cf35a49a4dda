//! Comparing people in the same unit and grade: combined figures can mislead (Simpson's paradox).

use crate::Undefined;
use crate::distribution::{chi_square_above, normal_margin, root};
use crate::fairness::{ChiSquare, Selection, Tested, sample_odds_ratio};

/// Two groups within one stratum (a unit, a grade, a post).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stratum {
    /// The first group (the reference).
    pub first: Selection,
    /// The second group (the focal one).
    pub second: Selection,
}

impl Stratum {
    /// Whether the stratum says anything: both groups have someone, and neither all nor none were selected.
    pub fn informs(&self) -> bool {
        self.first.eligible() > 0
            && self.second.eligible() > 0
            && self.first.selected() + self.second.selected() > 0
            && self.first.rejected() + self.second.rejected() > 0
    }

    fn cells(&self) -> [f64; 4] {
        [self.first.selected() as f64, self.first.rejected() as f64, self.second.selected() as f64, self.second.rejected() as f64]
    }
}

/// Tests of conditional independence and of equal odds over the strata that say anything.
#[derive(Clone, Debug, PartialEq)]
pub struct Conditional {
    /// Strata left out because a group has nobody in them, or all or none were selected.
    pub skipped: usize,
    /// Cochran-Mantel-Haenszel with continuity correction: shown first.
    pub cmh_corrected: Result<Tested, Undefined>,
    /// Without.
    pub cmh: Result<Tested, Undefined>,
    /// Mantel-Haenszel odds ratio, first against second group.
    pub odds_ratio: Result<f64, Undefined>,
    /// Its 95 % interval (Robins, Breslow and Greenland).
    pub odds_ratio_ci95: Result<(f64, f64), Undefined>,
    /// Woolf's test that the odds ratio is the same in all strata; 0.5 is added to every cell where one is empty.
    pub woolf: Result<ChiSquare, Undefined>,
    /// Breslow-Day test of the same, with Tarone's correction.
    pub breslow_day: Result<ChiSquare, Undefined>,
}

/// Conditional comparison of two groups over strata. Each part is undefined on its own: `NoVariation` where no stratum says anything.
///
/// Sources: Mantel and Haenszel 1959; Robins, Breslow and Greenland 1986; Woolf 1955; Breslow and Day 1980; Tarone 1985.
pub fn conditional(strata: &[Stratum]) -> Conditional {
    let informing: Vec<Stratum> = strata.iter().copied().filter(Stratum::informs).collect();
    let odds_ratio = mantel_haenszel(&informing);
    Conditional {
        skipped: strata.len() - informing.len(),
        cmh_corrected: cochran_mantel_haenszel(&informing, true),
        cmh: cochran_mantel_haenszel(&informing, false),
        odds_ratio,
        odds_ratio_ci95: odds_ratio.and_then(|ratio| mantel_haenszel_interval(&informing, ratio, 0.95)),
        woolf: woolf(&informing),
        breslow_day: odds_ratio.and_then(|ratio| breslow_day(&informing, ratio)),
    }
}

fn cochran_mantel_haenszel(strata: &[Stratum], corrected: bool) -> Result<Tested, Undefined> {
    let (mut distance, mut variance) = (0.0, 0.0);
    for [a, b, c, d] in strata.iter().map(Stratum::cells) {
        let n = a + b + c + d;
        distance += a - (a + b) * (a + c) / n;
        variance += (a + b) * (c + d) * (a + c) * (b + d) / (n * n * (n - 1.0));
    }
    if variance <= 0.0 {
        return Err(Undefined::NoVariation);
    }
    let mut distance: f64 = f64::abs(distance);
    if corrected && distance >= 0.5 {
        distance -= 0.5;
    }
    let statistic = distance * distance / variance;
    Ok(Tested { statistic, p: chi_square_above(statistic, 1.0)? })
}

fn mantel_haenszel(strata: &[Stratum]) -> Result<f64, Undefined> {
    let (mut above, mut below) = (0.0, 0.0);
    for [a, b, c, d] in strata.iter().map(Stratum::cells) {
        let n = a + b + c + d;
        above += a * d / n;
        below += b * c / n;
    }
    match (above > 0.0, below > 0.0) {
        (_, true) => Ok(above / below),
        (true, false) => Err(Undefined::Unbounded),
        (false, false) => Err(Undefined::NoVariation),
    }
}

fn mantel_haenszel_interval(strata: &[Stratum], ratio: f64, level: f64) -> Result<(f64, f64), Undefined> {
    if ratio <= 0.0 {
        return Err(Undefined::Unbounded);
    }
    let (mut r, mut s, mut pr, mut mixed, mut qs) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for [a, b, c, d] in strata.iter().map(Stratum::cells) {
        let n = a + b + c + d;
        let (p, q, over, under) = ((a + d) / n, (b + c) / n, a * d / n, b * c / n);
        r += over;
        s += under;
        pr += p * over;
        mixed += p * under + q * over;
        qs += q * under;
    }
    let variance: f64 = pr / (2.0 * r * r) + mixed / (2.0 * r * s) + qs / (2.0 * s * s);
    let spread = normal_margin(level)? * variance.sqrt();
    Ok(((ratio.ln() - spread).exp(), (ratio.ln() + spread).exp()))
}

fn homogeneity(statistic: f64, strata: usize) -> Result<ChiSquare, Undefined> {
    let df = strata as u64 - 1;
    Ok(ChiSquare { statistic, df, p: chi_square_above(statistic, df as f64)? })
}

fn woolf(strata: &[Stratum]) -> Result<ChiSquare, Undefined> {
    if strata.len() < 2 {
        return Err(Undefined::TooFew { found: strata.len(), needed: 2 });
    }
    let empty = strata.iter().any(|s| s.cells().contains(&0.0));
    let more = if empty { 0.5 } else { 0.0 };
    let logs: Vec<(f64, f64)> = strata
        .iter()
        .map(|s| {
            let [a, b, c, d] = s.cells().map(|n| n + more);
            ((a * d / (b * c)).ln(), 1.0 / (1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d))
        })
        .collect();
    let weights: f64 = logs.iter().map(|(_, w)| w).sum();
    let mean = logs.iter().map(|(log, w)| log * w).sum::<f64>() / weights;
    homogeneity(logs.iter().map(|(log, w)| w * (log - mean) * (log - mean)).sum(), strata.len())
}

fn breslow_day(strata: &[Stratum], ratio: f64) -> Result<ChiSquare, Undefined> {
    if strata.len() < 2 {
        return Err(Undefined::TooFew { found: strata.len(), needed: 2 });
    }
    if ratio <= 0.0 {
        return Err(Undefined::Unbounded);
    }
    let (mut sum, mut drift, mut variance) = (0.0, 0.0, 0.0);
    for [a, b, c, d] in strata.iter().map(Stratum::cells) {
        let (n1, n2, selected) = (a + b, c + d, a + c);
        // the number in the first group that the common odds ratio would give with these margins
        let fits = |x: f64| x * (n2 - selected + x) - ratio * (selected - x) * (n1 - x);
        let expected = root((selected - n2).max(0.0), n1.min(selected), |x| fits(x) < 0.0);
        let spread = 1.0 / (1.0 / expected + 1.0 / (n1 - expected) + 1.0 / (selected - expected) + 1.0 / (n2 - selected + expected));
        sum += (a - expected) * (a - expected) / spread;
        drift += a - expected;
        variance += spread;
    }
    homogeneity(sum - drift * drift / variance, strata.len())
}

/// Rate of each group if both were spread over the strata like the pool: `sum N_k/N · rate_k`, over the strata where both groups have someone.
///
/// `EmptyTotal` where there is no such stratum.
pub fn standardised_rates(strata: &[Stratum]) -> Result<(f64, f64), Undefined> {
    let (mut pool, mut first, mut second) = (0.0, 0.0, 0.0);
    for stratum in strata {
        if let (Ok(p1), Ok(p2)) = (stratum.first.rate(), stratum.second.rate()) {
            let weight = stratum.first.eligible() as f64 + stratum.second.eligible() as f64;
            pool += weight;
            first += weight * p1;
            second += weight * p2;
        }
    }
    if pool == 0.0 { Err(Undefined::EmptyTotal) } else { Ok((first / pool, second / pool)) }
}

/// Both groups over all strata together. `OutOfRange` where the counts do not fit.
pub fn pooled(strata: &[Stratum]) -> Result<Stratum, Undefined> {
    let add = |side: fn(&Stratum) -> Selection| {
        let sum = |part: fn(Selection) -> u64| {
            strata.iter().try_fold(0u64, |sum, stratum| sum.checked_add(part(side(stratum)))).ok_or(Undefined::OutOfRange)
        };
        Selection::try_new(sum(Selection::selected)?, sum(Selection::eligible)?)
    };
    Ok(Stratum { first: add(|s| s.first)?, second: add(|s| s.second)? })
}

/// Whether the pooled odds ratio points the other way than every stratum that says anything: Simpson's paradox in the strict sense.
pub fn is_reversed(strata: &[Stratum]) -> Result<bool, Undefined> {
    let direction = |s: &Stratum| match (s.first.rate(), s.second.rate()) {
        (Ok(p1), Ok(p2)) if p1 > p2 => 1,
        (Ok(p1), Ok(p2)) if p1 < p2 => -1,
        _ => 0,
    };
    let whole = direction(&pooled(strata)?);
    let mut within = strata.iter().filter(|s| s.informs()).map(direction).peekable();
    if within.peek().is_none() {
        return Err(Undefined::NoVariation);
    }
    Ok(whole != 0 && within.all(|one| one == -whole))
}

/// Odds ratio of each stratum, first against second group, undefined on its own.
pub fn odds_ratios(strata: &[Stratum]) -> Vec<Result<f64, Undefined>> {
    strata.iter().map(|s| sample_odds_ratio(s.first, s.second)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(x1: u64, n1: u64, x2: u64, n2: u64) -> Stratum {
        Stratum { first: Selection::try_new(x1, n1).unwrap(), second: Selection::try_new(x2, n2).unwrap() }
    }

    fn berkeley() -> [Stratum; 6] {
        [
            of(512, 825, 89, 108),
            of(353, 560, 17, 25),
            of(120, 325, 202, 593),
            of(138, 417, 131, 375),
            of(53, 191, 94, 393),
            of(22, 373, 24, 341),
        ]
    }

    #[test]
    fn berkeley_admissions_of_1973() {
        let found = conditional(&berkeley());
        assert_eq!(found.skipped, 0);
        assert!((found.odds_ratio.unwrap() - 0.904_696_828_259).abs() < 1e-10);
        assert!((found.woolf.unwrap().statistic - 17.901_712_469_8).abs() < 1e-8);
        let whole = pooled(&berkeley()).unwrap();
        assert_eq!((whole.first.selected(), whole.second.eligible()), (1198, 1835));
    }

    #[test]
    fn strata_that_say_nothing_are_skipped_and_counted() {
        let mut strata = berkeley().to_vec();
        let found = conditional(&strata);
        strata.extend([of(0, 10, 0, 5), of(3, 3, 4, 4), of(5, 9, 0, 0)]);
        let with = conditional(&strata);
        assert_eq!(with.skipped, 3);
        assert_eq!((with.cmh, with.woolf, with.breslow_day), (found.cmh, found.woolf, found.breslow_day));
        assert_eq!(conditional(&[]).cmh, Err(Undefined::NoVariation));
        assert_eq!(conditional(&[of(1, 2, 1, 2)]).woolf, Err(Undefined::TooFew { found: 1, needed: 2 }));
        assert_eq!(standardised_rates(&[of(1, 2, 0, 0)]), Err(Undefined::EmptyTotal));
    }

    #[test]
    fn kidney_stones_are_the_strict_paradox() {
        // open surgery against small incision: small stones, large stones
        assert_eq!(is_reversed(&[of(81, 87, 234, 270), of(192, 263, 55, 80)]), Ok(true));
        assert_eq!(is_reversed(&berkeley()), Ok(false));
    }

    proptest! {
        #[test]
        fn swapping_the_groups_inverts_the_odds_ratio_and_keeps_the_tests(cells in proptest::collection::vec((1u64..40, 1u64..40, 1u64..40, 1u64..40), 2..6)) {
            let strata: Vec<Stratum> = cells.iter().map(|&(a, b, c, d)| of(a, a + b, c, c + d)).collect();
            let other: Vec<Stratum> = strata.iter().map(|s| Stratum { first: s.second, second: s.first }).collect();
            let (one, two) = (conditional(&strata), conditional(&other));
            prop_assert!((one.odds_ratio.unwrap() * two.odds_ratio.unwrap() - 1.0).abs() < 1e-9);
            prop_assert!((one.cmh.unwrap().statistic - two.cmh.unwrap().statistic).abs() < 1e-7);
            prop_assert!((one.breslow_day.unwrap().statistic - two.breslow_day.unwrap().statistic).abs() < 1e-6);
            prop_assert!((one.woolf.unwrap().statistic - two.woolf.unwrap().statistic).abs() < 1e-6);
        }
    }
}
