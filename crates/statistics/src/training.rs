//! Whether training did anything: change, effect against a comparison group, series over time, and what it took.
//!
//! Without a comparison group there is a change, never an effect: people who scored low rise by themselves (regression to the mean).

mod difference;
mod groups;
mod paired;
mod power;
mod series;

pub use difference::{Effect, Means, UNITS_FOR_P, independent_cells, paired_changes, printed_cells, printed_changes, unit_changes};
pub use groups::{
    Groups, MeanDifference, RANK_SUM_EXACT, RankSum, Standardised, Summary, hedges_j, one_way, rank_sum, standardised_difference,
    student_t, welch_t,
};
pub use paired::{Changed, PairedT, Pairs, RankP, SIGNED_RANKS_EXACT, SignedRanks, mcnemar, normalised_gain, paired_t, signed_ranks};
pub use power::{Design, Sides, in_standard_deviations, noncentral_t_below, people_for_power, people_for_shares, power_shares, power_t};
pub use series::{
    ControlChart, CountSeries, OVERDISPERSED, POINTS_EACH_SIDE, Return, Segmented, Series, control_chart, count_series,
    return_on_investment, segmented, usual_lags,
};
