//! 360° evaluation: who rates whom, what was answered, the exact score, and what of it may be shown to whom.
//!
//! The rules in one paragraph: one rater has one vote; *not observed* is missing, never 0; a rater counts for a dimension from half of its items; groups
//! are averaged, then weighed, over released groups only; the self rating never counts; a group is released from three raters, smaller ones merge;
//! what is not released is not scored; a score needs the superior, an anonymous group and enough weight, else it is `insufficient` with reasons.

pub mod chart;
pub mod cohort;
pub mod composite;
pub mod cycle;
pub mod duty;
pub mod edition;
pub mod input;
pub mod instrument;
pub mod nomination;
pub mod released;
pub mod report;
pub mod repository;
pub mod response;
pub mod scheme;
pub mod scoring;
pub mod shown;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;
