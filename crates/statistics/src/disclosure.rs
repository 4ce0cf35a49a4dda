//! What a shown mean gives away: which sets of ratings it can come from. Exact.

use jenjang::Decimal;
use jenjang::number::RoundingMode;
use jenjang::number::ratio::Ratio;

use crate::Undefined;

/// Largest group whose sets are counted.
pub const RATERS_AT_MOST: u64 = 300;

/// Sets of ratings that fit a shown mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reconstruction {
    /// How many sets fit; at most the largest number a `u64` holds.
    pub count: u64,
    /// The first of them, each in ascending order.
    pub sets: Vec<Vec<i64>>,
    /// Least and greatest rating that occurs in any set.
    pub extremes: Option<(i64, i64)>,
}

/// Sets of `raters` whole ratings from `lowest` to `highest` whose mean, rounded half up to `places`, is the shown one. Lists at most `listed`.
///
/// # Errors
/// Undefined without raters, above [`RATERS_AT_MOST`] raters, and for a scale upside down or wider than 100 points.
pub fn reconstruct(
    mean: Decimal,
    raters: u64,
    (lowest, highest): (i64, i64),
    places: u32,
    listed: usize,
) -> Result<Reconstruction, Undefined> {
    let n = usize::try_from(raters).unwrap_or(usize::MAX);
    if raters == 0 {
        return Err(Undefined::TooFew { found: 0, needed: 1 });
    }
    if raters > RATERS_AT_MOST {
        return Err(Undefined::TooMany { found: n, most: usize::try_from(RATERS_AT_MOST).unwrap_or(usize::MAX) });
    }
    let width = highest.checked_sub(lowest).and_then(|w| usize::try_from(w).ok()).filter(|w| *w <= 100).ok_or(Undefined::OutOfRange)?;
    let shown = |above: usize| {
        let sum = i128::try_from(above).ok()? + i128::from(lowest) * i128::from(raters);
        Ratio::new(sum, i128::from(raters))?.round(places, RoundingMode::HalfUp)
    };
    let fits: Vec<usize> = (0..=n * width).filter(|above| shown(*above) == Some(mean)).collect();
    let ways = ways(n, width);
    let count = fits.iter().fold(0u64, |total, above| total.saturating_add(ways.get(*above).copied().unwrap_or(0)));
    let mut sets = Vec::new();
    for above in &fits {
        list(*above, n, 0, width, &mut Vec::new(), &mut sets, listed);
    }
    // one rating can be as low as the sum allows when all others are at the top, and the reverse
    let least = fits.first().map(|above| above.saturating_sub((n - 1) * width));
    let most = fits.last().map(|above| (*above).min(width));
    let rating = |place: usize| i64::try_from(place).ok().and_then(|place| lowest.checked_add(place));
    let sets = sets.into_iter().filter_map(|set| set.into_iter().map(rating).collect()).collect();
    Ok(Reconstruction { count, sets, extremes: least.and_then(rating).zip(most.and_then(rating)) })
}

/// For each sum, the number of sets of n values from 0 to `width`, saturating: one step of the Gaussian binomial for each part size.
fn ways(n: usize, width: usize) -> Vec<u64> {
    // by_parts[k][s]: sets of k values from 1 to the size so far with sum s
    let most = n * width;
    let mut by_parts = vec![vec![0u64; most + 1]; n + 1];
    if let Some(nothing) = by_parts.first_mut().and_then(|row| row.first_mut()) {
        *nothing = 1;
    }
    for size in 1..=width {
        for k in 1..=n {
            let (before, after) = by_parts.split_at_mut(k);
            let (Some(fewer), Some(row)) = (before.last(), after.first_mut()) else { continue };
            for (sum, cell) in row.iter_mut().enumerate().skip(size) {
                *cell = cell.saturating_add(fewer.get(sum - size).copied().unwrap_or(0));
            }
        }
    }
    (0..=most).map(|sum| by_parts.iter().fold(0u64, |all, row| all.saturating_add(row.get(sum).copied().unwrap_or(0)))).collect()
}

/// Lists sets in ascending order of their values.
fn list(sum: usize, left: usize, least: usize, width: usize, so_far: &mut Vec<usize>, sets: &mut Vec<Vec<usize>>, listed: usize) {
    if sets.len() >= listed || sum < least * left || sum > width * left {
        return;
    }
    if left == 0 {
        sets.push(so_far.clone());
        return;
    }
    for value in least..=width.min(sum) {
        so_far.push(value);
        list(sum - value, left - 1, value, width, so_far, sets, listed);
        so_far.pop();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(mean: &str, raters: u64) -> Reconstruction {
        reconstruct(mean.parse().unwrap(), raters, (1, 5), 2, 50).unwrap()
    }

    #[test]
    fn extremes_give_everyone_away() {
        assert_eq!(shown("4.75", 4).sets, [[4, 5, 5, 5]]);
        assert_eq!(shown("5", 3), Reconstruction { count: 1, sets: vec![vec![5; 3]], extremes: Some((5, 5)) });
        assert_eq!(shown("1.33", 3).count, 1);
    }

    #[test]
    fn the_middle_hides() {
        let middle = shown("3.00", 3);
        assert_eq!(middle.count, 5);
        assert_eq!(middle.sets[0], [1, 3, 5]);
        assert_eq!(middle.extremes, Some((1, 5)));
        assert_eq!(shown("3.10", 3), Reconstruction { count: 0, sets: vec![], extremes: None });
    }

    #[test]
    fn refuses_what_cannot_be_counted() {
        let of = |raters, scale| reconstruct(Decimal::ONE, raters, scale, 2, 1);
        assert_eq!(of(0, (1, 5)), Err(Undefined::TooFew { found: 0, needed: 1 }));
        assert_eq!(of(301, (1, 5)), Err(Undefined::TooMany { found: 301, most: 300 }));
        assert_eq!(of(3, (5, 1)), Err(Undefined::OutOfRange));
        assert!(of(300, (1, 5)).is_ok());
    }

    proptest! {
        /// The set that made a mean is among those found, and what is listed is what is counted.
        #[test]
        fn finds_the_truth(mut ratings in prop::collection::vec(1i64..6, 1..7)) {
            ratings.sort_unstable();
            let n = i128::try_from(ratings.len()).unwrap();
            let mean = Ratio::new(ratings.iter().sum::<i64>().into(), n).unwrap().round(2, RoundingMode::HalfUp).unwrap();
            let found = reconstruct(mean, u64::try_from(n).unwrap(), (1, 5), 2, 1000).unwrap();
            prop_assert!(found.sets.contains(&ratings));
            prop_assert_eq!(found.sets.len() as u64, found.count);
            let least = found.sets.iter().flatten().min().copied();
            let most = found.sets.iter().flatten().max().copied();
            prop_assert_eq!(least.zip(most), found.extremes);
        }
    }
}
