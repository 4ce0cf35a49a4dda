//! What is kept, for other programs: people and decisions as tables of separated values and as JSON lines.
//!
//! Everything is written row by row, so that a service of millions needs no more memory than one of ten. [`sheets`] says which tables there
//! are and what stands in their columns (the workbooks of `jenjang-tables` have the same); [`PeopleCsv`] and [`DecisionsCsv`] write them as
//! CSV. [`PeopleLines`] writes records as they are, one JSON object a line, and [`read_people_lines`] reads them back.

mod csv;
mod lines;
pub mod sheets;

pub use csv::{DecisionsCsv, PeopleCsv};
pub use lines::{LineError, PeopleLines, PersonLine, read_people_lines};
