//! Several criteria: weights from comparisons, and orders of alternatives. For discussion of who is eligible, never instead of eligibility.

pub mod ahp;
pub mod ranking;
pub mod similarity;
