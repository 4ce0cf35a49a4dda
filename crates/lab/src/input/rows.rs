//! People from a store, or from anything that gives one after another.

use std::sync::Arc;

use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::dossier::Dossier;
use jenjang::policy::types::Type;
use jenjang::policy::value::{FactIndex, Value};

use super::plan::ID;
use super::table::SEGMENT;
use crate::column::{Column, ColumnBuilder};
use crate::error::LabError;
use crate::population::InMemory;
use crate::segment::Segment;

/// One of the people.
#[derive(Clone, Debug)]
pub struct Row {
    /// What tells the person apart.
    pub id: Arc<str>,
    /// The facts.
    pub dossier: Dossier,
    /// Columns that are no facts, in the order of their names.
    pub others: Vec<Value>,
}

/// Takes people one after another into narrow columns: the facts asked for, the id as [`ID`], and columns that are no facts by `others`.
/// Of each only what is asked for is kept, some bytes a person.
///
/// # Errors
/// The first that the iterator gives.
pub fn rows(
    catalogue: &Arc<Catalogue>,
    facts: &[FactIndex],
    others: &[Arc<str>],
    rows: impl IntoIterator<Item = Result<Row, LabError>>,
) -> Result<InMemory, LabError> {
    let mut gather = Gather::new(catalogue, facts, others);
    let mut segments = Vec::new();
    for row in rows {
        gather.push(&row?);
        if gather.len == SEGMENT {
            let full = std::mem::replace(&mut gather, Gather::new(catalogue, facts, others));
            segments.push(full.finish());
        }
    }
    if gather.len > 0 || segments.is_empty() {
        segments.push(gather.finish());
    }
    Ok(InMemory::new(catalogue, segments))
}

/// A segment being filled.
struct Gather<'g> {
    catalogue: &'g Arc<Catalogue>,
    len: usize,
    facts: Vec<(FactIndex, ColumnBuilder)>,
    ids: ColumnBuilder,
    others: Vec<(&'g Arc<str>, ColumnBuilder)>,
}

impl<'g> Gather<'g> {
    fn new(catalogue: &'g Arc<Catalogue>, facts: &[FactIndex], others: &'g [Arc<str>]) -> Gather<'g> {
        Gather {
            catalogue,
            len: 0,
            facts: facts.iter().map(|fact| (*fact, ColumnBuilder::new(&catalogue.fact(*fact).ty))).collect(),
            ids: ColumnBuilder::new(&Type::Text),
            others: others.iter().map(|name| (name, ColumnBuilder::new(&Type::Any))).collect(),
        }
    }

    fn push(&mut self, row: &Row) {
        for (fact, builder) in &mut self.facts {
            builder.push(row.dossier.get(*fact).clone());
        }
        for (place, (_, builder)) in self.others.iter_mut().enumerate() {
            builder.push(row.others.get(place).cloned().unwrap_or_default());
        }
        self.ids.push_text(&row.id);
        self.len += 1;
    }

    fn finish(self) -> Segment {
        let mut segment = Segment::new(self.catalogue, self.len);
        for (fact, builder) in self.facts {
            segment.set(fact, builder.finish());
        }
        for (name, builder) in self.others {
            segment.set_other(Arc::clone(name), builder.finish());
        }
        let ids: Column = self.ids.finish();
        segment.set_other(ID, ids);
        segment
    }
}
