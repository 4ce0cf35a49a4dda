//! Public satisfaction surveys (survei kepuasan masyarakat, SKM): means of elements, the index, the sample.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::Serialize;

use super::{half_up, percent, sum};
use crate::number::{ParseDecimalError, parse_decimal};

/// Lowest answer.
pub const LOWEST: u8 = 1;
/// Highest answer.
pub const HIGHEST: u8 = 4;
/// What one point of a mean is worth on the scale of 25 to 100 (PermenPANRB 14/2017, annex).
const POINTS_PER_STEP: u8 = 25;

/// Which weight an element has. PermenPANRB 14/2017 says one ninth for nine elements; many agencies print 0.11 or 0.111 and compute with that,
/// which lowers the index by a percent or a thousandth. The convention belongs to the figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Convention {
    /// One part of as many as there are elements, exact.
    Equal,
    /// The printed weight, as it is written.
    Printed(Decimal),
}

impl FromStr for Convention {
    type Err = ParseDecimalError;

    /// `equal`, or a decimal such as `0.111`.
    fn from_str(text: &str) -> Result<Convention, ParseDecimalError> {
        if text == "equal" { Ok(Convention::Equal) } else { parse_decimal(text).map(Convention::Printed) }
    }
}

impl fmt::Display for Convention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Convention::Equal => f.write_str("equal"),
            Convention::Printed(weight) => write!(f, "{weight}"),
        }
    }
}

/// The answers to one element.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Element {
    /// How many answered.
    pub answers: u64,
    /// The sum of their answers.
    pub sum: u64,
}

impl Element {
    /// Counts an answer; one outside the scale is not counted and gives `false`.
    pub fn add(&mut self, answer: u8) -> bool {
        let on_scale = (LOWEST..=HIGHEST).contains(&answer);
        if on_scale {
            self.answers += 1;
            self.sum += u64::from(answer);
        }
        on_scale
    }

    /// The mean of those who answered, unrounded; `None` where nobody did.
    pub fn mean(self) -> Option<Decimal> {
        Decimal::from(self.sum).checked_div(Decimal::from(self.answers))
    }
}

/// A mean on the scale of 25 to 100, unrounded; round half up to two places before the bands.
pub fn converted(mean: Decimal) -> Option<Decimal> {
    mean.checked_mul(Decimal::from(POINTS_PER_STEP))
}

/// Σ mean × weight × 25, rounded half up to two places. `None` without elements.
pub fn index(means: &[Decimal], convention: Convention) -> Option<Decimal> {
    let all = sum(means.iter().copied())?;
    let weighted = match convention {
        Convention::Equal => converted(all)?.checked_div(Decimal::from(means.len()))?,
        Convention::Printed(weight) if !means.is_empty() => converted(all.checked_mul(weight)?)?,
        Convention::Printed(_) => return None,
    };
    Some(half_up(weighted, 2))
}

/// Mean × weight of every element as tables print them, each rounded half up.
pub fn weighted(means: &[Decimal], weight: Decimal, places: u32) -> Option<Vec<Decimal>> {
    means.iter().map(|mean| mean.checked_mul(weight).map(|part| half_up(part, places))).collect()
}

/// Respondents needed by Krejcie and Morgan, unrounded: χ²·N·P(1−P) / (d²(N−1) + χ²·P(1−P)). The figures stand in the policy that cites the
/// regulation. `None` where the denominator is zero.
pub fn sample_size(population: u64, chi_square: Decimal, proportion: Decimal, precision: Decimal) -> Option<Decimal> {
    let spread = chi_square.checked_mul(proportion)?.checked_mul(Decimal::ONE.checked_sub(proportion)?)?;
    let others = Decimal::from(population).checked_sub(Decimal::ONE)?;
    let below = precision.checked_mul(precision)?.checked_mul(others)?.checked_add(spread)?;
    spread.checked_mul(Decimal::from(population))?.checked_div(below)
}

/// All answers together by the most they could be, in percent, unrounded: sum / (respondents × questions × highest answer) × 100.
pub fn ratio(total: u64, respondents: u64, questions: u64, highest: u64) -> Option<Decimal> {
    let most = Decimal::from(respondents).checked_mul(Decimal::from(questions))?.checked_mul(Decimal::from(highest))?;
    percent(Decimal::from(total), most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_outside_the_scale_is_not_counted() {
        let mut element = Element::default();
        assert!(!element.add(0) && !element.add(5));
        assert_eq!(element.mean(), None);
        assert!(element.add(4) && element.add(3));
        assert_eq!(element, Element { answers: 2, sum: 7 });
        assert_eq!(element.mean(), Some(Decimal::new(35, 1)));
    }

    #[test]
    fn the_convention_is_part_of_the_figure() {
        let all_four = [Decimal::from(4); 9];
        assert_eq!(index(&all_four, "equal".parse().unwrap()), Some(Decimal::from(100)));
        assert_eq!(index(&all_four, "0.111".parse().unwrap()), Some(Decimal::new(999, 1)));
        assert_eq!(index(&all_four, "0.11".parse().unwrap()), Some(Decimal::from(99)));
        assert_eq!(index(&[], Convention::Equal), None);
        assert_eq!(index(&[], Convention::Printed(Decimal::ONE)), None);
        assert!("ninth".parse::<Convention>().is_err());
    }

    #[test]
    fn means_of_different_counts_meet_on_a_half() {
        // 7/3 + 8/3 = 5, so that nine elements can give a tie although no mean of a third ends
        let third = |sum: u64| Element { answers: 3, sum }.mean().unwrap();
        let means = [third(7), third(8), Decimal::new(36000018, 7) - Decimal::new(1, 7)];
        let exact = (Decimal::from(5) + means[2]) * Decimal::from(25) / Decimal::from(3);
        assert_eq!(index(&means, Convention::Equal), Some(half_up(exact, 2)));
    }
}
