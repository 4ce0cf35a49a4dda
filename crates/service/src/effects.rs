//! Did a course work? Results recorded before and after, and a report in four levels.

mod behaviour;
mod learning;
mod load;
mod reaction;
mod record;
mod report;
mod results;
mod words;

pub use record::{DeclareDesign, RecordResults, Recorded, declare_design, record_results};
pub use report::{About, EffectQuery, EffectReport, Level, Missing, Statement, effect_report};
