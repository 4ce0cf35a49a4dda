//! The file of one person: reading it, taking it along, and erasing it once nothing requires it any more.

mod erase;
mod export;
mod findings;
mod obstacles;
mod pending;
mod read;
pub mod retention;

pub use erase::{ErasePerson, ErasedPerson, erase_person, preview_erasure};
pub use export::export_person;
pub use findings::{DecisionView, FindingView};
pub use obstacles::{Erasure, KeptUntil};
pub use read::{PersonFileView, RatingView, ResultView, read_person};
