//! Random choices by counting: each is a function of the seed, the person, the year and what is chosen, so that nothing depends on order.

/// What a choice is about: choices of one kind never repeat those of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A new value, of the rule at this place.
    Yearly(u32),
    /// Which model an entrant is a copy of.
    Entrant,
    /// Between equals for the last place.
    Lot,
}

/// Spreads 64 bits over 64 bits (the finaliser of SplitMix64: Steele, Lea and Flood 2014).
pub(super) fn mix(mut z: u64) -> u64 {
    z = z.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Sixty-four bits for one choice.
pub(super) fn bits(seed: u64, person: u64, year: u32, purpose: Purpose) -> u64 {
    let purpose = match purpose {
        Purpose::Yearly(rule) => 16 + u64::from(rule),
        Purpose::Entrant => 1,
        Purpose::Lot => 2,
    };
    mix(mix(mix(mix(seed) ^ person) ^ u64::from(year)) ^ purpose)
}

/// A number below `bound`, each as likely as the others to within 2^-32 for bounds of 32 bits; 0 for a bound of 0.
pub(super) fn below(bits: u64, bound: u64) -> u64 {
    let wide = u128::from(bits) * u128::from(bound);
    u64::try_from(wide >> 64).unwrap_or(0)
}

/// A number for a text that tells a person apart (FNV-1a, spread).
pub(super) fn of_text(text: &str) -> u64 {
    mix(text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_follows_from_what_it_is_about_alone() {
        let one = bits(7, 40, 3, Purpose::Lot);
        assert_eq!(one, bits(7, 40, 3, Purpose::Lot));
        let others = [
            bits(8, 40, 3, Purpose::Lot),
            bits(7, 41, 3, Purpose::Lot),
            bits(7, 40, 4, Purpose::Lot),
            bits(7, 40, 3, Purpose::Entrant),
            bits(7, 40, 3, Purpose::Yearly(0)),
        ];
        assert!(others.iter().all(|other| *other != one));
    }

    #[test]
    fn numbers_below_a_bound_come_alike_often() {
        let mut counts = [0_u32; 7];
        for person in 0..70_000 {
            counts[usize::try_from(below(bits(1, person, 1, Purpose::Lot), 7)).unwrap()] += 1;
        }
        // ten standard deviations of a fair choice are 926
        assert!(counts.iter().all(|count| count.abs_diff(10_000) < 926), "{counts:?}");
        assert_eq!(below(u64::MAX, 0), 0);
    }
}
