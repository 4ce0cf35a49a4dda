//! Whether a selection treats groups alike: counts, rates, ratios, differences, tests, strata. A flag is a question, not a finding.

mod four_fifths;
mod proportions;

pub use four_fifths::{
    FourFifths, Impact, ReferenceRule, Selection, Swap, below_four_fifths, below_four_fifths_in_floats, four_fifths, impact_ratio,
    missing_to_four_fifths, one_person_swap, reference_group,
};
pub use proportions::{
    Binomial, PoolComparison, Tested, binomial_test, clopper_pearson, cohen_h, newcombe, pool_comparison, pooled_z, risk_difference, wald,
    wilson,
};
