//! Levels from cuts, in exact decimals: half-open bands without holes.

use jenjang::Decimal;

use crate::Undefined;

/// The level of a value, from 1: one more than the cuts at or below it.
pub fn level(value: Decimal, cuts: &[Decimal]) -> usize {
    1 + cuts.iter().filter(|cut| **cut <= value).count()
}

/// Checks that cuts ascend strictly.
///
/// # Errors
/// Undefined where a cut is not above the one before.
pub fn check_cuts(cuts: &[Decimal]) -> Result<(), Undefined> {
    if cuts.windows(2).all(|pair| matches!(pair, [a, b] if a < b)) { Ok(()) } else { Err(Undefined::OutOfRange) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyone_has_a_level_and_the_edge_belongs_above() {
        let cuts: Vec<Decimal> = ["68", "80"].iter().map(|t| t.parse().unwrap()).collect();
        let of = |text: &str| level(text.parse().unwrap(), &cuts);
        assert_eq!([of("67.99"), of("68"), of("79.5"), of("79.999999"), of("80"), of("-3")], [1, 2, 2, 2, 3, 1]);
        assert_eq!(check_cuts(&cuts), Ok(()));
        assert_eq!(check_cuts(&[Decimal::TWO, Decimal::ONE]), Err(Undefined::OutOfRange));
    }
}
