//! Competency frameworks as 1EdTech CASE 1.1 and as a table, assessed profiles as a table. The formats are in docs/competency.md.

mod case;
mod profiles;
pub(crate) mod row;
mod table;

pub use case::{CaseExport, CaseImport, read_case, write_case};
pub use profiles::{AssessmentRow, PersonProfiles, profiles, read_assessments_csv};
pub use table::{head_of, read_framework_csv, write_framework_csv};
