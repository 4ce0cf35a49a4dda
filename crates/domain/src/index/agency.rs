//! Figures of an agency: means over its staff, weighted composites, achievement against a target.

use rust_decimal::Decimal;
use serde::Serialize;

use super::{half_up, percent, sum};

/// The index of an agency from its people: the mean of every part and of the totals (PermenPANRB 38/2018: the index of an agency is the mean
/// over its staff).
///
/// Each mean is rounded by itself, so that the printed parts may miss the printed index by a unit in the last place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct AgencyIndex {
    /// How many people it rests on.
    pub people: usize,
    /// Mean of every part, rounded half up to two places, in the order given.
    pub parts: Vec<Decimal>,
    /// Mean of the totals, rounded half up to two places.
    pub index: Decimal,
}

impl AgencyIndex {
    /// From the parts of every person, each with the same parts in the same order. `None` where there is nobody, somebody has another number of
    /// parts, or the numbers have more digits than can be kept.
    // INVARIANT (order of people does not matter): sums of decimals within 28 digits are exact
    pub fn of<'p>(people: impl IntoIterator<Item = &'p [Decimal]>) -> Option<AgencyIndex> {
        let mut sums: Option<Vec<Decimal>> = None;
        let mut count = 0_usize;
        for parts in people {
            count += 1;
            let sums = sums.get_or_insert_with(|| vec![Decimal::ZERO; parts.len()]);
            if sums.len() != parts.len() {
                return None;
            }
            for (sum, part) in sums.iter_mut().zip(parts) {
                *sum = sum.checked_add(*part)?;
            }
        }
        let sums = sums?;
        let over = Decimal::from(count);
        let index = half_up(sum(sums.iter().copied())?.checked_div(over)?, 2);
        let parts = sums.into_iter().map(|sum| sum.checked_div(over).map(|mean| half_up(mean, 2))).collect::<Option<_>>()?;
        Some(AgencyIndex { people: count, parts, index })
    }
}

/// The sum of printed parts; `None` beyond the digits kept.
pub fn total(parts: &[Decimal]) -> Option<Decimal> {
    sum(parts.iter().copied()).map(|total| total.normalize())
}

/// Σ weight × value, unrounded; the weights are taken as they are given.
pub fn composite(parts: &[(Decimal, Decimal)]) -> Option<Decimal> {
    let products = parts.iter().map(|(weight, value)| weight.checked_mul(*value)).collect::<Option<Vec<_>>>()?;
    sum(products)
}

/// Realised by target, in percent, unrounded. Above 100 is kept, not cut. `None` for a target of zero.
pub fn achievement(realised: Decimal, target: Decimal) -> Option<Decimal> {
    percent(realised, target)
}

/// The target that a printed achievement implies, unrounded: realised / achievement × 100. `None` for an achievement of zero.
pub fn target_behind(realised: Decimal, achievement_percent: Decimal) -> Option<Decimal> {
    percent(realised, achievement_percent)
}

/// A value of 0 to 100 on a scale of 0 to 4, unrounded.
pub fn on_scale_of_four(value: Decimal) -> Option<Decimal> {
    value.checked_div(Decimal::from(25))
}

/// One breakdown of a population against its total: how many it misses (negative) or has too many. A breakdown that does not add up is a remark
/// about the data, not an error: published ones miss single persons.
pub fn excess(parts: &[u64], total: u64) -> i128 {
    parts.iter().map(|part| i128::from(*part)).sum::<i128>() - i128::from(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_of_rounded_parts_may_miss_the_index() {
        let d = |n| Decimal::new(n, 1);
        let people = [[d(150), d(225)], [d(200), d(400)], [d(250), d(0)]];
        let index = AgencyIndex::of(people.iter().map(|p| p.as_slice())).unwrap();
        assert_eq!(index.people, 3);
        assert_eq!(index.parts, [Decimal::from(20), Decimal::new(2083, 2)]);
        assert_eq!(index.index, Decimal::new(4083, 2));
        let mut turned = people;
        turned.reverse();
        assert_eq!(AgencyIndex::of(turned.iter().map(|p| p.as_slice())).unwrap(), index);
    }

    #[test]
    fn nobody_has_no_index_and_uneven_parts_are_refused() {
        assert_eq!(AgencyIndex::of(std::iter::empty()), None);
        let (one, two) = ([Decimal::ONE], [Decimal::ONE, Decimal::ONE]);
        assert_eq!(AgencyIndex::of([one.as_slice(), two.as_slice()]), None);
        assert_eq!(achievement(Decimal::ONE, Decimal::ZERO), None);
    }
}
