//! Talent: who stands so near a cut that the level may be another one, and what a calibration meeting did to the map.

pub mod borderline;
pub mod calibration;

pub use borderline::{Borderline, LISTED_FROM, Sem, SemError, borderline};
pub use calibration::{AxisShift, CalibrationSummary, summarise, summarise_by};
