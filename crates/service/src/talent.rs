//! Talent: reviews of units, succession per post, who stands so near a cut that the level may be another one, and what a calibration meeting did to the map.

pub mod borderline;
pub mod calibration;
mod fill_in;
mod matches;
mod open;
mod review;
mod succession;
mod table;

pub use borderline::{Borderline, LISTED_FROM, Sem, SemError, borderline};
pub use calibration::{AxisShift, CalibrationSummary, summarise, summarise_by};
pub use fill_in::{FillIn, fill_in};
pub use matches::MatchSource;
pub use open::{OpenReview, open_review};
pub use review::{MovePerson, ReadReview, ReviewList, TalentPerson, TalentView, list_reviews, move_person, read_review};
pub use succession::{MATCH, ReadSuccession, SuccessionView, WAIT, read_succession, wait_taken};
pub use table::fact_problem;
