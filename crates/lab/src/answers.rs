//! What a policy says of the people of a segment: masks instead of decisions.

use std::sync::Arc;

use crate::bits::Bits;
use crate::column::Column;

/// How much is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Outcomes only.
    Outcome,
    /// And a mask for every criterion and group; components, bands and tie-breakers of scores.
    Criteria,
    /// And which missing fact keeps whom unknown.
    Missing,
}

/// The answers of a policy for the people of a segment. Equal to deciding them one by one
/// (INVARIANT (same answer everywhere); `tests/equality.rs`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answers {
    /// How many people.
    pub len: usize,
    /// What came out.
    pub outcome: Outcomes,
    /// Criteria in force, in the order of [`jenjang::policy::decide::PolicyOnDate::criteria`]. Empty below [`Detail::Criteria`].
    pub criteria: Vec<Verdicts>,
    /// Groups, by their place in the policy. Empty below [`Detail::Criteria`].
    pub groups: Vec<Verdicts>,
    /// Components of a score as they count, in the order of [`jenjang::policy::decide::PolicyOnDate::components`].
    pub components: Vec<Column>,
    /// Tie-breakers in order.
    pub tie_breaks: Vec<Column>,
    /// Values of bands, by the place of the table in the policy.
    pub bands: Vec<(u16, Column)>,
    /// Which missing facts keep whose outcome unknown, by name (`rating[2]` for an item), ascending. Empty below [`Detail::Missing`].
    pub missing: Vec<(Arc<str>, Bits)>,
}

/// What came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcomes {
    /// Of an eligibility policy. Who is neither eligible nor unknown is not eligible.
    Eligibility {
        /// Everything required is met.
        eligible: Bits,
        /// Nothing required is known to fail, but something is unknown.
        unknown: Bits,
    },
    /// Of a score, points or classification policy: the value, missing where unknown.
    Values(Column),
}

impl Outcomes {
    /// Whose outcome is unknown.
    pub fn unknown(&self) -> Bits {
        match self {
            Outcomes::Eligibility { unknown, .. } => unknown.clone(),
            Outcomes::Values(column) => column.missing.clone().unwrap_or_else(|| Bits::none(column.len())),
        }
    }

    /// Who is eligible; with a value policy, who has a value.
    pub fn eligible(&self) -> Bits {
        match self {
            Outcomes::Eligibility { eligible, .. } => eligible.clone(),
            Outcomes::Values(column) => {
                let absent = |bits: &Option<Bits>| bits.clone().unwrap_or_else(|| Bits::none(column.len()));
                absent(&column.missing).or(&absent(&column.none)).inverted()
            }
        }
    }
}

/// The answers to one criterion or group. Who is in none of the three has met it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdicts {
    /// It does not hold.
    pub not_met: Bits,
    /// A fact is missing.
    pub unknown: Bits,
    /// It does not apply.
    pub not_applicable: Bits,
    /// Which missing facts make it unknown for whom, by name, ascending. Empty below [`Detail::Missing`].
    pub missing: Vec<(Arc<str>, Bits)>,
}
