//! Talent: reviews of units, succession per post, who stands so near a cut that the level may be another one, and what a calibration meeting did to the map.

pub mod borderline;
pub mod calibration;
mod matches;
mod review;
mod succession;

pub use borderline::{Borderline, LISTED_FROM, Sem, SemError, borderline};
pub use calibration::{AxisShift, CalibrationSummary, summarise, summarise_by};
pub use matches::MatchSource;
pub use review::{
    MovePerson, OpenReview, ReadReview, ReviewList, TalentPerson, TalentView, list_reviews, move_person, open_review, read_review,
};
pub use succession::{MATCH, ReadSuccession, SuccessionView, WAIT, read_succession, wait_taken};
