//! SplitMix64: a named generator, so that a seed means the same people for ever.

/// A stream of pseudo-random numbers.
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Random {
        Random(seed)
    }

    /// 64 of them.
    pub(super) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A whole number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: u32, high: u32) -> u32 {
        let span = u64::from(high.saturating_sub(low)) + 1;
        low + u32::try_from(self.bits() % span).unwrap_or(0)
    }

    /// True in `per_mille` of a thousand draws.
    pub(super) fn chance(&mut self, per_mille: u32) -> bool {
        self.between(1, 1000) <= per_mille
    }

    /// One of the items by weight; the first where all weights are zero.
    pub(super) fn pick<T: Copy>(&mut self, items: &[(T, u32)]) -> T {
        let total: u32 = items.iter().map(|(_, weight)| weight).sum();
        let mut left = self.between(1, total.max(1));
        for (item, weight) in items {
            if left <= *weight {
                return *item;
            }
            left -= weight;
        }
        items[0].0
    }
}
