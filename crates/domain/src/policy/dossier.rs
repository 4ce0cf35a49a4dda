//! A dossier: the facts about one person, gathered before deciding.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::catalogue::Catalogue;
use super::value::{FactIndex, Value};

/// The record a fact was taken from (`riwayat golongan 2022-04-01`).
pub type SourceRecord = Arc<str>;

/// The facts about one person as of a date. What was not set is missing.
///
/// Holds only what policies may read. Facts are gathered before deciding; a policy cannot fetch.
#[derive(Clone, Debug)]
pub struct Dossier {
    catalogue: Arc<Catalogue>,
    as_of: NaiveDate,
    values: Vec<Value>,
    sources: BTreeMap<FactIndex, SourceRecord>,
}

impl Dossier {
    /// A dossier in which every fact is missing.
    pub fn new(catalogue: Arc<Catalogue>, as_of: NaiveDate) -> Dossier {
        let values = vec![Value::Missing; catalogue.facts().len()];
        Dossier { catalogue, as_of, values, sources: BTreeMap::new() }
    }

    /// The catalogue the facts belong to.
    pub fn catalogue(&self) -> &Arc<Catalogue> {
        &self.catalogue
    }

    /// The day the facts were gathered for.
    pub fn as_of(&self) -> NaiveDate {
        self.as_of
    }

    /// The value of a fact.
    pub fn get(&self, fact: FactIndex) -> &Value {
        self.values.get(fact.get()).unwrap_or(&Value::Missing)
    }

    /// All values, by the catalogue's order of facts.
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// Sets a fact. The caller has checked the value against the fact's type (see [`super::value`]).
    pub fn set(&mut self, fact: FactIndex, value: Value) {
        if let Some(place) = self.values.get_mut(fact.get()) {
            *place = value;
        }
    }

    /// Sets a fact and the record it came from.
    pub fn set_from(&mut self, fact: FactIndex, value: Value, source: SourceRecord) {
        self.set(fact, value);
        self.sources.insert(fact, source);
    }

    /// The record a fact came from.
    pub fn source(&self, fact: FactIndex) -> Option<&SourceRecord> {
        self.sources.get(&fact)
    }
}
