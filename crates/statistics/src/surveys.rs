//! Questionnaires: summaries of answers, means of stratified samples, weights, recommendation.

mod answers;
mod sampling;
mod words;

pub use answers::{Answers, LikertBand, NetPromoter, likert_band, likert_band_of_mean, net_promoter};
pub use sampling::{
    RAKING_ROUNDS, Raked, SampledStratum, StratifiedMean, effective_n, factors, rake, squared, stratified_mean, trim_weights,
    weighted_mean, weighted_share,
};
pub use words::{Clarity, spoken_share};
