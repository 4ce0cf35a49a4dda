//! A table of any format as a population.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow_array::{Array, ArrayRef};
use arrow_schema::Schema;
use jenjang::legal::Label;
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::value::{FactIndex, Value};

use super::arrays::{self, Cells, Reader};
use super::cells::{Cell, How, written};
use super::file::File;
use super::lists;
use super::mapping::{Mapping, short};
use super::plan::{Bound, From, ID, Plan, absent, can_be, plan};
use crate::bits::{Bits, words_for};
use crate::column::Column;
use crate::error::LabError;
use crate::population::{self, Ids, Population, Reading, Unread, Wanted};
use crate::segment::Segment;

/// People in a segment, at most. Whole words of masks.
pub(super) const SEGMENT: usize = 65_536;

/// A part of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    /// People before it.
    pub(super) before: u64,
    /// People in it.
    pub(super) people: u64,
}

/// Some rows of the columns asked for.
pub(super) struct Batch {
    /// In the order asked for.
    pub(super) arrays: Vec<ArrayRef>,
    pub(super) len: usize,
    /// Rows that could not be cut into cells.
    pub(super) broken: Vec<Broken>,
}

/// A row that could not be cut into cells.
pub(super) struct Broken {
    pub(super) place: usize,
    pub(super) found: String,
    pub(super) expected: Label,
}

/// Takes the batches of a part in order.
pub(super) type Each<'e> = &'e mut dyn FnMut(Batch) -> Result<(), LabError>;

/// A format.
pub(super) trait Source: Send + Sync {
    /// The columns there are.
    fn schema(&self) -> &Schema;

    /// The parts, in order.
    fn parts(&self) -> &[Part];

    /// Whether cells are text, in which `?` is missing and `null` none.
    fn is_text(&self) -> bool {
        false
    }

    /// Reads a part in batches of at most [`SEGMENT`] people. Columns are given in ascending order.
    fn read(&self, part: usize, columns: &[usize], each: Each<'_>) -> Result<(), LabError>;
}

/// A file with people in rows.
pub(super) struct Table {
    file: File,
    name: String,
    catalogue: Arc<Catalogue>,
    source: Box<dyn Source>,
    plan: Plan,
    mapping: Option<Mapping>,
}

impl Table {
    pub(super) fn new(
        file: File,
        source: Box<dyn Source>,
        catalogue: &Arc<Catalogue>,
        mapping: Option<&Mapping>,
    ) -> Result<Table, LabError> {
        let name = file.name();
        let plan = plan(&name, source.schema(), source.is_text(), catalogue, mapping)?;
        Ok(Table { file, name, catalogue: Arc::clone(catalogue), source, plan, mapping: mapping.cloned() })
    }

    fn column_name(&self, column: usize) -> Arc<str> {
        self.source.schema().fields().get(column).map_or_else(|| Arc::from(""), |field| Arc::from(short(field.name())))
    }

    /// What is wanted and there, with columns of types that can be read.
    fn bound(&self, wanted: &Wanted) -> Result<Vec<(FactIndex, &Bound)>, LabError> {
        let mut bound = Vec::new();
        for fact in &wanted.facts {
            let Some(found) = self.plan.facts.get(fact) else { continue };
            let none = if let From::Whole { none, .. } = &found.from { *none } else { None };
            for column in found.from.columns().into_iter().filter(|column| Some(*column) != none) {
                let Some(field) = self.source.schema().fields().get(column) else { continue };
                let item = matches!(found.from, From::Items(_)).then(|| found.how.item());
                let how = item.as_ref().unwrap_or(&found.how);
                if !can_be(how, field.data_type()) {
                    let (table, name, ty) = (&self.name, short(field.name()), field.data_type());
                    let (fact, expected) = (&self.catalogue.fact(*fact).name, how.expected(""));
                    return Err(LabError::refused(
                        format!("kolom `{name}` pada `{table}` bertipe `{ty}`, fakta `{fact}` mengharapkan {}", expected.id),
                        format!("column `{name}` of `{table}` is of type `{ty}`, the fact `{fact}` expects {}", expected.en),
                    ));
                }
            }
            bound.push((*fact, found));
        }
        Ok(bound)
    }

    /// The people of a batch, `before` of whom come others.
    fn segment(&self, batch: &Batch, columns: &[usize], wanted: &[(FactIndex, &Bound)], before: u64, reading: &mut Reading) -> Segment {
        let array = |column: usize| columns.binary_search(&column).ok().and_then(|place| batch.arrays.get(place));
        let broken = broken(batch);
        for row in &batch.broken {
            reading.note(Unread {
                row: before + row.place as u64 + 1,
                column: Arc::from("*"),
                fact: None,
                found: Arc::from(row.found.as_str()),
                expected: row.expected.clone(),
            });
        }
        let mut read = |fact: FactIndex, column: usize, none: Option<usize>, how: &How| -> Column {
            let Some(cells) = array(column) else { return Column::silent(batch.len) };
            let none = none.and_then(array).map(|none| arrays::none_bits(none.as_ref()));
            let cells = Cells { array: cells.as_ref(), none: none.as_ref(), broken: broken.as_ref() };
            arrays::column(cells, how, &mut |place, fault| {
                reading.note(Unread {
                    row: before + place as u64 + 1,
                    column: self.column_name(column),
                    fact: Some(fact),
                    found: fault.found.into(),
                    expected: fault.expected,
                });
            })
        };
        let mut segment = Segment::new(&self.catalogue, batch.len);
        for (fact, found) in wanted {
            let column = match &found.from {
                From::Constant(value) => Column::of(&found.how.ty, std::iter::repeat_n(value.clone(), batch.len)),
                From::Whole { column, none } => read(*fact, *column, *none, &found.how),
                From::Items(items) => {
                    let how = How { blank: Value::None, ..found.how.item() };
                    let items = items.iter().map(|item| item.map(|column| read(*fact, column, None, &how))).collect();
                    lists::of_items(items, batch.len, &found.how, broken.as_ref())
                }
            };
            segment.set(*fact, column);
        }
        segment
    }

    fn read_part(&self, part: usize, wanted: &Wanted, mut ids: Option<Ids<'_>>, each: population::Each<'_>) -> Result<Reading, LabError> {
        let mut reading = Reading::default();
        let Some(Part { before, .. }) = self.source.parts().get(part).copied() else { return Ok(reading) };
        let bound = self.bound(wanted)?;
        if let Some(name) = wanted.others.iter().find(|name| !self.plan.others.contains_key(*name)) {
            return Err(absent(&self.name, name, self.plan.others.keys().map(|name| &**name)));
        }
        let id = self.plan.others.get(ID).map(|(column, _)| *column).filter(|_| ids.is_some());
        let others = wanted.others.iter().filter_map(|name| self.plan.others.get(name)).map(|(column, _)| *column);
        let columns: BTreeSet<usize> = bound.iter().flat_map(|(_, bound)| bound.from.columns()).chain(others).chain(id).collect();
        let columns: Vec<usize> = columns.into_iter().collect();
        self.source.read(part, &columns, &mut |batch| {
            let cells = id.and_then(|id| batch.arrays.get(columns.binary_search(&id).ok()?));
            if let (Some(ids), Some(cells)) = (&mut ids, cells) {
                hand_over(cells.as_ref(), batch.len, broken(&batch).as_ref(), *ids);
            }
            let mut segment = self.segment(&batch, &columns, &bound, before + reading.people, &mut reading);
            self.set_others(&mut segment, &batch, &columns, wanted);
            reading.people += batch.len as u64;
            drop(batch);
            each(segment)
        })?;
        Ok(reading)
    }

    fn set_others(&self, segment: &mut Segment, batch: &Batch, columns: &[usize], wanted: &Wanted) {
        for name in &wanted.others {
            let Some((column, how)) = self.plan.others.get(name) else { continue };
            let Some(array) = columns.binary_search(column).ok().and_then(|place| batch.arrays.get(place)) else { continue };
            let broken = broken(batch);
            let cells = Cells { array: array.as_ref(), none: None, broken: broken.as_ref() };
            // what is no fact decides nothing: a value that does not fit is missing
            segment.set_other(Arc::clone(name), arrays::column(cells, how, &mut |_, _| {}));
        }
    }
}

/// What tells people apart, cell by cell: of millions of texts no column is made.
fn hand_over(cells: &dyn Array, len: usize, broken: Option<&Bits>, ids: Ids<'_>) {
    let reader = Reader::new(cells);
    for place in 0..len {
        let cell = if broken.is_some_and(|broken| broken.get(place)) { Cell::Blank } else { reader.cell(place) };
        let text = written(cell);
        let text = text.trim();
        ids((!text.is_empty()).then_some(text));
    }
}

fn broken(batch: &Batch) -> Option<Bits> {
    let mut words = (!batch.broken.is_empty()).then(|| vec![0_u64; words_for(batch.len)])?;
    for row in &batch.broken {
        if let Some(word) = words.get_mut(row.place / 64) {
            *word |= 1 << (row.place % 64);
        }
    }
    Some(Bits::from_words(words, batch.len))
}

impl Population for Table {
    fn catalogue(&self) -> &Arc<Catalogue> {
        &self.catalogue
    }

    fn people(&self) -> Option<u64> {
        Some(self.source.parts().iter().map(|part| part.people).sum())
    }

    fn parts(&self) -> usize {
        self.source.parts().len()
    }

    fn others(&self) -> Vec<Arc<str>> {
        self.plan.others.keys().cloned().collect()
    }

    fn facts(&self) -> Vec<FactIndex> {
        self.plan.facts.keys().copied().collect()
    }

    fn digest(&self) -> Result<String, LabError> {
        let file = self.file.digest()?;
        Ok(match &self.mapping {
            None => file.to_string(),
            Some(mapping) => format!("{file}+{}", mapping.digest),
        })
    }

    fn read(&self, part: usize, wanted: &Wanted, each: population::Each<'_>) -> Result<Reading, LabError> {
        self.read_part(part, wanted, None, each)
    }

    fn read_with_ids(&self, part: usize, wanted: &Wanted, ids: Ids<'_>, each: population::Each<'_>) -> Result<Reading, LabError> {
        self.read_part(part, wanted, Some(ids), each)
    }

    fn columns_of(&self, fact: FactIndex) -> Option<Vec<Arc<str>>> {
        let columns = self.plan.facts.get(&fact)?.from.columns();
        Some(columns.into_iter().map(|column| self.column_name(column)).collect())
    }

    fn column_of(&self, other: &str) -> Option<Arc<str>> {
        self.plan.others.get(other).map(|(column, _)| self.column_name(*column))
    }
}
