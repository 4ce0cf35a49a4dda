//! Competency frameworks as 1EdTech CASE 1.1 and as a table, assessed profiles as a table. The formats are in docs/competency.md.

mod profiles;
mod row;

pub use profiles::{AssessmentRow, PersonProfiles, profiles, read_assessments_csv};
