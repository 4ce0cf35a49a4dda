//! Whether a selection treats groups alike: counts, rates, ratios, differences, tests, strata. A flag is a question, not a finding.

mod association;
mod audit;
mod contingency;
mod fisher;
mod fisher_table;
mod four_fifths;
mod outcomes;
mod page;
mod proportions;
mod several;
mod spread;
mod stratified;

pub use association::{Moments, correlation_ratio, part_through};
pub use audit::{Against, Audit, AuditedGroup, GroupCounts, SHOWN_FROM, Within};
pub use contingency::{Association, ChiSquare, Trend, bowker, chi_square, equal_shares, trend_in_shares};
pub use fisher::{
    Fisher, Flag, Precision, Shortfall, chi_square_2x2, conditional_high, conditional_low, conditional_odds_ratio, fisher_exact, flag, phi,
    sample_odds_ratio, shortfall, woolf_interval,
};
pub use fisher_table::fisher_table;
pub use four_fifths::{
    FourFifths, Impact, ReferenceRule, Selection, Swap, below_four_fifths, below_four_fifths_in_floats, four_fifths, impact_ratio,
    missing_to_four_fifths, one_person_swap, reference_group,
};
pub use outcomes::{Confusion, ExpectedImpact, OddsGaps, expected_impact, narrowest_ratio, odds_gaps, reweighing, widest_difference};
pub use page::{Section, preamble};
pub use proportions::{
    Binomial, PoolComparison, Tested, binomial_test, clopper_pearson, cohen_h, newcombe, pool_comparison, pooled_z, risk_difference, wald,
    wilson,
};
pub use several::{benjamini_hochberg, benjamini_yekutieli, bonferroni, hochberg, holm};
pub use spread::{TheilSplit, gini, theil, theil_split, top_share};
pub use stratified::{Conditional, Stratum, conditional, is_reversed, odds_ratios, pooled, standardised_rates};
