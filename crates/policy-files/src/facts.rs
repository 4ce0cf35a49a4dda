//! Facts about people from JSON, JSON lines and CSV: one dossier per person, or what is wrong with the line.

pub(crate) mod csv;
pub(crate) mod gather;
mod json;

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::diagnostic::Diagnostic;
use jenjang::policy::document::Waiver;
use jenjang::policy::dossier::Dossier;

pub use csv::read_facts_csv;
pub use json::{read_facts_json, read_facts_jsonl};

/// What a file says about one person.
#[derive(Clone, Debug)]
pub struct Person {
    /// What the file calls the person, if it does.
    pub id: Option<Arc<str>>,
    /// The facts. What the file does not say is missing.
    pub dossier: Dossier,
    /// Recorded waivers.
    pub waivers: Vec<Waiver>,
    /// Line of the file where the person starts, from 1.
    pub line: usize,
}

/// The people of a file, and everything that is wrong with it. A person with an error is left out; warnings leave nobody out.
pub type People = (Vec<Person>, Vec<Diagnostic>);

/// What facts are read against.
#[derive(Clone, Debug)]
pub struct FactsContext {
    /// Name of the file, for messages.
    pub file: Arc<str>,
    /// The facts there are, and their types.
    pub catalogue: Arc<Catalogue>,
    /// The day decided for where a person has no `as-of`. Without either, the person is refused.
    pub as_of: Option<NaiveDate>,
}

impl FactsContext {
    /// Facts of `catalogue` in `file`, decided for `as_of` unless the file says otherwise.
    pub fn new(file: &str, catalogue: &Arc<Catalogue>, as_of: Option<NaiveDate>) -> FactsContext {
        FactsContext { file: Arc::from(file), catalogue: Arc::clone(catalogue), as_of }
    }
}
