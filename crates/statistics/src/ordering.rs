//! Orders of people: how alike two orders are, what moved between two rounds, and orders made from ballots.

pub mod ballots;
pub mod calibration;
pub mod correlation;
pub mod levels;
