//! Ranks of values, with every usual way of treating equals.

use crate::descriptive::count;

/// What equal values get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ties {
    /// The mean of the places they cover: 1, 2.5, 2.5, 4. For statistics.
    Average,
    /// The first of the places: 1, 2, 2, 4. For lists of people.
    Min,
    /// The last of the places: 1, 3, 3, 4.
    Max,
    /// The next whole number: 1, 2, 2, 3.
    Dense,
    /// Different places in the order given: 1, 2, 3, 4. Depends on the order of input, so never for people.
    Ordinal,
}

/// The rank of each value, the smallest first. Values that cannot be compared count as equal.
pub fn ranks<T: PartialOrd>(values: &[T], ties: Ties) -> Vec<f64> {
    let mut order: Vec<(usize, &T)> = values.iter().enumerate().collect();
    order.sort_by(|(_, a), (_, b)| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for (dense, group) in order.chunk_by(|(_, a), (_, b)| a == b).enumerate() {
        for (place, (at, _)) in group.iter().enumerate() {
            let rank = match ties {
                Ties::Average => count(before) + count(group.len() + 1) / 2.0,
                Ties::Min => count(before + 1),
                Ties::Max => count(before + group.len()),
                Ties::Dense => count(dense + 1),
                Ties::Ordinal => count(before + place + 1),
            };
            if let Some(slot) = ranks.get_mut(*at) {
                *slot = rank;
            }
        }
        before += group.len();
    }
    ranks
}

/// The sizes of groups of equal values larger than one.
pub(crate) fn tie_sizes<T: PartialOrd>(values: &[T]) -> Vec<f64> {
    let mut sorted: Vec<&T> = values.iter().collect();
    sorted.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
    sorted.chunk_by(|a, b| a == b).filter(|group| group.len() > 1).map(|group| count(group.len())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_five_ways_of_scipy_rankdata() {
        let x = [0, 2, 3, 2];
        assert_eq!(ranks(&x, Ties::Average), [1.0, 2.5, 4.0, 2.5]);
        assert_eq!(ranks(&x, Ties::Min), [1.0, 2.0, 4.0, 2.0]);
        assert_eq!(ranks(&x, Ties::Max), [1.0, 3.0, 4.0, 3.0]);
        assert_eq!(ranks(&x, Ties::Dense), [1.0, 2.0, 3.0, 2.0]);
        assert_eq!(ranks(&x, Ties::Ordinal), [1.0, 2.0, 4.0, 3.0]);
        assert_eq!(ranks::<f64>(&[], Ties::Min), Vec::<f64>::new());
        assert_eq!(tie_sizes(&[1.5, 2.0, 1.5, 1.5, 2.0, 7.0]), [3.0, 2.0]);
    }
}
