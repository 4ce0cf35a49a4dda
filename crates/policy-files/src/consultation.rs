//! Files of a consultation: drafts in clauses, processes, working days, questions of a check. Their shape is in docs/consultation.md.

mod calendar;
mod draft;
mod process;
mod questions;

pub use calendar::read_calendar;
pub use draft::read_draft;
pub use process::read_process;
pub use questions::read_questions;
