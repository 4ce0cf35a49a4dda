//! Some people at a time: a column for each fact that is asked for.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::audit::Digest;
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::dossier::Dossier;
use jenjang::policy::value::{FactIndex, Value};

use crate::column::Column;
use crate::population::Wanted;

/// A run of people with the facts that were asked for. What is not among them is missing for everybody.
#[derive(Clone, Debug)]
pub struct Segment {
    catalogue: Arc<Catalogue>,
    len: usize,
    facts: Vec<Option<Arc<Column>>>,
    /// Columns that are no facts: ids, units, regions; by name.
    others: BTreeMap<Arc<str>, Arc<Column>>,
}

impl Segment {
    /// So many people of whom nothing is known yet.
    pub fn new(catalogue: &Arc<Catalogue>, len: usize) -> Segment {
        Segment { catalogue: Arc::clone(catalogue), len, facts: vec![None; catalogue.facts().len()], others: BTreeMap::new() }
    }

    /// The segment of these dossiers, with the facts asked for.
    pub fn of_dossiers<'d>(catalogue: &Arc<Catalogue>, facts: &[FactIndex], dossiers: impl IntoIterator<Item = &'d Dossier>) -> Segment {
        let dossiers: Vec<&Dossier> = dossiers.into_iter().collect();
        let mut segment = Segment::new(catalogue, dossiers.len());
        for fact in facts {
            let values = dossiers.iter().map(|dossier| dossier.get(*fact).clone());
            segment.set(*fact, Column::of(&catalogue.fact(*fact).ty, values));
        }
        segment
    }

    /// Sets the column of a fact. The caller has checked values against the type of the fact.
    pub fn set(&mut self, fact: FactIndex, column: Column) {
        if let Some(place) = self.facts.get_mut(fact.get()) {
            *place = Some(Arc::new(column));
        }
    }

    /// Sets a column that is no fact.
    pub fn set_other(&mut self, name: impl Into<Arc<str>>, column: Column) {
        self.others.insert(name.into(), Arc::new(column));
    }

    /// The catalogue.
    pub fn catalogue(&self) -> &Arc<Catalogue> {
        &self.catalogue
    }

    /// How many people.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The column of a fact; absent where nobody said anything.
    pub fn fact(&self, fact: FactIndex) -> Option<&Arc<Column>> {
        self.facts.get(fact.get())?.as_ref()
    }

    /// A column that is no fact.
    pub fn other(&self, name: &str) -> Option<&Arc<Column>> {
        self.others.get(name)
    }

    /// The value of a fact for a person.
    pub fn value(&self, fact: FactIndex, place: usize) -> Value {
        self.fact(fact).map_or(Value::Missing, |column| column.value(place))
    }

    /// Puts a person's facts into a dossier that is used again and again.
    pub fn fill(&self, dossier: &mut Dossier, facts: &[FactIndex], place: usize) {
        for fact in facts {
            dossier.set(*fact, self.value(*fact, place));
        }
    }

    /// A dossier of one person with these facts.
    pub fn dossier(&self, facts: &[FactIndex], place: usize, as_of: NaiveDate) -> Dossier {
        let mut dossier = Dossier::new(Arc::clone(&self.catalogue), as_of);
        self.fill(&mut dossier, facts, place);
        dossier
    }

    /// Names of the columns that are no facts.
    pub fn others(&self) -> impl Iterator<Item = &Arc<str>> {
        self.others.keys()
    }

    /// Facts it has columns for, ascending.
    pub fn facts(&self) -> impl Iterator<Item = FactIndex> + '_ {
        (0..).map(FactIndex).zip(&self.facts).filter(|(_, column)| column.is_some()).map(|(fact, _)| fact)
    }

    /// The same people with no more than is wanted of them; the columns are shared.
    pub fn only(&self, wanted: &Wanted) -> Segment {
        let mut only = Segment::new(&self.catalogue, self.len);
        for fact in &wanted.facts {
            if let (Some(place), Some(column)) = (only.facts.get_mut(fact.get()), self.fact(*fact)) {
                *place = Some(Arc::clone(column));
            }
        }
        let others = wanted.others.iter().filter_map(|name| Some((Arc::clone(name), Arc::clone(self.other(name)?))));
        only.others.extend(others);
        only
    }

    /// A digest of what it holds: the same people with the same facts in the same order give the same.
    pub fn digest(&self) -> Digest {
        let facts = self.facts.iter().zip(self.catalogue.facts()).filter_map(|(column, fact)| Some((&fact.name, column.as_ref()?)));
        let mut all = self.len.to_le_bytes().to_vec();
        let mut bytes = Vec::new();
        for (name, column) in facts.chain(self.others.iter()) {
            bytes.clear();
            bytes.extend_from_slice(name.as_bytes());
            bytes.push(0);
            column.write_bytes(&mut bytes);
            all.extend_from_slice(&Digest::of(&bytes).0);
        }
        Digest::of(all)
    }

    /// Bytes its columns take.
    pub fn bytes(&self) -> usize {
        self.facts.iter().flatten().chain(self.others.values()).map(|column| column.bytes()).sum()
    }
}
