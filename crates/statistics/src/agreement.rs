//! Whether raters say the same about the same person.

pub mod chance;
pub mod concordance;
pub mod kappa;
pub mod krippendorff;
pub mod rwg;
