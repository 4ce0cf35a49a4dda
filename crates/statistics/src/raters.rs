//! Raters themselves: lenient or severe, far from the others, careless. Everything here flags or runs beside; nothing corrects an official score.

pub mod additive;
pub mod careless;
pub mod crossed;
pub mod james_stein;
pub mod outlier;
pub mod self_other;
pub mod severity;
pub mod shrinkage;
