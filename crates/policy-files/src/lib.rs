#![doc = include_str!("../README.md")]
// Reading order: limits and syntax (bytes to a TOML tree), the reader (values with places), policies, catalogues, the library of both;
// competency frameworks and standards; schemes and instruments of 360° evaluation; questionnaires of surveys; career patterns and posts; drafts and processes of consultations; indicators; then facts, showing problems, and the canonical layout.

mod career;
mod catalogue;
mod competency;
mod consultation;
mod evaluation;
mod facts;
mod format;
mod indicators;
mod kept;
mod keys;
mod library;
mod limits;
mod mapping;
mod places;
mod policy;
mod population;
mod reader;
mod report;
mod results;
mod survey;
mod syntax;
mod words;

pub use career::{read_career_pattern, read_posts};
pub use catalogue::read_catalogue;
pub use competency::{CompetencyLibrary, load_competency, read_framework, read_standards, write_framework};
pub use consultation::{read_calendar, read_draft, read_process, read_questions};
pub use evaluation::{EvaluationLibrary, read_instrument, read_scheme};
pub use facts::{FactsContext, People, Person, read_facts_csv, read_facts_json, read_facts_jsonl};
pub use format::format;
pub use indicators::read_indicators;
pub use library::{Library, Sources, load};
pub use limits::{MAXIMUM_BYTES, MAXIMUM_KEY_PARTS, MAXIMUM_NESTING};
pub use mapping::{MappedValues, MappingDocument, read_mapping};
pub use places::restore_places;
pub use policy::read_policy;
pub use population::{PopulationMappingDocument, read_population_mapping};
pub use report::{DiagnosticRecord, Position, RelatedRecord, Style, WitnessRecord, position, record, render};
pub use results::{CourseResults, read_course_results};
pub use survey::{QuestionnaireLibrary, read_questionnaire};
