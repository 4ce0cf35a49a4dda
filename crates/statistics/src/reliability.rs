//! How far scores would repeat themselves with other raters, items or rounds.

pub mod alpha;
pub mod error;
pub mod icc;
pub mod mosier;
pub mod one_way;
pub mod spearman_brown;
