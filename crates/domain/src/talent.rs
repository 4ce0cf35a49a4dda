//! Talent: where people stand on a grid of two axes, what a calibration meeting changed, and who may follow in a critical post.
//!
//! The axes, the cuts, the numbering of the boxes and what they recommend are policies and scales, never code. Statistics (the chance that a
//! level is another one, agreement before and after a calibration) are f64 and live above this crate.
//!
//! Reading order: [`grid`] a policy read as a grid, [`placement`] people on it, [`calibration`] the log of a meeting, [`review`] what of it is kept,
//! [`suitability`] how well people match a critical post, [`succession`] groups per post.

pub mod calibration;
pub mod grid;
pub mod placement;
pub mod review;
pub mod succession;
pub mod suitability;
mod wording;

pub use calibration::{CalibrationError, CalibrationLog, Move};
pub use grid::{Axis, Cut, Grid, GridError, Side};
pub use placement::{Placement, Position, TalentMap, TwiceError, Unplaced};
pub use review::{TalentEntry, TalentMove, TalentReview};
pub use succession::{Candidate, ReadinessClass, SuccessionError, SuccessionGroup};
pub use suitability::{NoStandard, PostStandard, Unmatched};
