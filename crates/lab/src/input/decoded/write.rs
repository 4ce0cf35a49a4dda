//! Writing narrow columns: once over the population to learn how far values reach, once to write them.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::BufWriter;
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::types::{UInt8Type, UInt16Type, UInt32Type};
use arrow_array::{ArrayRef, BooleanArray, Int64Array, PrimitiveArray, RecordBatch, UInt16Array};
use arrow_buffer::{BooleanBuffer, NullBuffer};
use arrow_ipc::writer::FileWriter;
use arrow_schema::{DataType, Field, Schema};
use jenjang::policy::value::{FactIndex, Value};

use super::extent::{Extent, Layout, Width};
use super::{Integers, KEY, Role, Said, Stands, VERSION};
use crate::bits::Bits;
use crate::column::{Column, Data, Meaning, Shape};
use crate::error::LabError;
use crate::input::table::SEGMENT;
use crate::population::{Population, Reading, Wanted};
use crate::run::{Threads, over};
use crate::segment::Segment;

/// Which column of a segment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Which {
    Fact(FactIndex),
    Other(Arc<str>),
}

impl Which {
    fn of<'s>(&self, segment: &'s Segment) -> Option<&'s Arc<Column>> {
        match self {
            Which::Fact(fact) => segment.fact(*fact),
            Which::Other(name) => segment.other(name),
        }
    }
}

/// Writes what is wanted of a population as narrow columns. The population is read twice.
///
/// # Errors
/// Those of reading; [`LabError::File`] where the file cannot be written.
pub fn write(population: &dyn Population, wanted: &Wanted, threads: Threads, path: &Path) -> Result<Reading, LabError> {
    let extents = |segment: &Segment, extents: &mut BTreeMap<Which, Extent>| {
        let facts = wanted.facts.iter().map(|fact| Which::Fact(*fact));
        for which in facts.chain(wanted.others.iter().map(|name| Which::Other(Arc::clone(name)))) {
            if let Some(column) = which.of(segment) {
                extents.entry(which).or_default().add(column);
            }
        }
    };
    let (parts, reading) = over(population, wanted, threads, BTreeMap::new, |found, segment| {
        extents(segment, found);
        Ok(())
    })?;
    let mut all: BTreeMap<Which, Extent> = BTreeMap::new();
    for (which, extent) in parts.into_iter().flatten() {
        all.entry(which).or_default().join(extent);
    }
    let plan = Plan::of(population, &all)?;
    let fail = |cause: std::io::Error| LabError::File { path: path.to_owned(), cause };
    let wrong = |cause: arrow_schema::ArrowError| fail(std::io::Error::other(cause));
    let file = BufWriter::with_capacity(1 << 20, fs::File::create(path).map_err(fail)?);
    let mut writer = FileWriter::try_new(file, &plan.schema).map_err(wrong)?;
    for part in 0..population.parts() {
        population.read(part, wanted, &mut |segment| {
            let batch = plan.batch(&segment).map_err(wrong)?;
            for start in (0..batch.num_rows()).step_by(SEGMENT) {
                writer.write(&batch.slice(start, SEGMENT.min(batch.num_rows() - start))).map_err(wrong)?;
            }
            Ok(())
        })?;
    }
    writer.finish().map_err(wrong)?;
    Ok(reading)
}

/// The columns of the file.
struct Plan {
    schema: Arc<Schema>,
    columns: Vec<(Which, Vec<Planned>)>,
}

/// One column of the file.
struct Planned {
    role: Role,
    layout: Layout,
}

impl Plan {
    fn of(population: &dyn Population, extents: &BTreeMap<Which, Extent>) -> Result<Plan, LabError> {
        let (mut fields, mut columns) = (Vec::new(), Vec::new());
        for (which, extent) in extents {
            let (name, fact) = match which {
                Which::Fact(fact) => (Arc::clone(&population.catalogue().fact(*fact).name), true),
                Which::Other(name) => (Arc::clone(name), false),
            };
            if extent.is_mixed() {
                return Err(LabError::refused(
                    format!("`{name}` memuat daftar dan nilai lain; kolom seperti itu tidak dapat disimpan"),
                    format!("`{name}` holds lists and other values; such a column cannot be kept"),
                ));
            }
            let planned = planned(extent);
            for column in &planned {
                let (label, ty, integers) = column.field(&name);
                let said = Said { name: Arc::clone(&name), fact, role: column.role, integers };
                let said = serde_json::to_string(&said).map_err(|cause| LabError::refused(cause.to_string(), cause.to_string()))?;
                fields.push(Field::new(label, ty, true).with_metadata(HashMap::from([(KEY.to_owned(), said)])));
            }
            columns.push((which.clone(), planned));
        }
        let metadata =
            HashMap::from([(KEY.to_owned(), VERSION.to_owned()), ("jenjang.catalogue".to_owned(), population.catalogue().id.to_string())]);
        Ok(Plan { schema: Arc::new(Schema::new_with_metadata(fields, metadata)), columns })
    }

    fn batch(&self, segment: &Segment) -> Result<RecordBatch, arrow_schema::ArrowError> {
        let silent = Arc::new(Column::silent(segment.len()));
        let arrays = self.columns.iter().flat_map(|(which, planned)| {
            let column = which.of(segment).unwrap_or(&silent);
            planned.iter().map(|planned| planned.array(column))
        });
        let options = arrow_array::RecordBatchOptions::new().with_row_count(Some(segment.len()));
        RecordBatch::try_new_with_options(Arc::clone(&self.schema), arrays.collect(), &options)
    }
}

fn planned(extent: &Extent) -> Vec<Planned> {
    let truth = || Layout::Integers { meaning: Meaning::Boolean, base: 0, least: 0, greatest: 1 };
    let mut planned = Vec::new();
    if extent.list {
        planned.push(Planned { role: Role::Lengths, layout: truth() });
        for (place, item) in (0_u16..).zip(&extent.items) {
            planned.push(Planned { role: Role::Item(place), layout: item.layout() });
            if item.none {
                planned.push(Planned { role: Role::ItemNone(place), layout: truth() });
            }
        }
    } else {
        planned.push(Planned { role: Role::Values, layout: extent.layout() });
    }
    if extent.none {
        planned.push(Planned { role: Role::None, layout: truth() });
    }
    planned
}

impl Planned {
    /// Its name, type and what its integers stand for.
    fn field(&self, name: &str) -> (String, DataType, Option<Integers>) {
        let label = match self.role {
            Role::Values => name.to_owned(),
            Role::Item(place) => format!("{name}[{}]", place + 1),
            Role::Lengths => format!("{name} length"),
            Role::None => format!("{name} is none"),
            Role::ItemNone(place) => format!("{name}[{}] is none", place + 1),
        };
        match (&self.role, &self.layout) {
            (Role::Lengths, _) => (label, DataType::UInt16, None),
            (Role::None | Role::ItemNone(_), _) => (label, DataType::Boolean, None),
            (_, Layout::Texts) => (label, DataType::Utf8, None),
            (_, Layout::Integers { meaning, base, least, greatest }) => {
                let ty = match Width::of(*base, *least, *greatest) {
                    Width::One => DataType::UInt8,
                    Width::Two => DataType::UInt16,
                    Width::Four => DataType::UInt32,
                    Width::Eight => DataType::Int64,
                };
                let integers = Integers { meaning: Stands::of(meaning), base: *base, least: *least, greatest: *greatest };
                (label, ty, Some(integers))
            }
        }
    }

    fn array(&self, column: &Column) -> ArrayRef {
        let lists = if let Shape::Lists { items, lengths } = &column.shape { Some((items, lengths)) } else { None };
        let truths = |bits: Option<&Bits>| -> ArrayRef {
            let none = || Bits::none(column.len());
            Arc::new(BooleanArray::new(booleans(&bits.cloned().unwrap_or_else(none)), None))
        };
        let item = |place: u16| lists.and_then(|(items, _)| items.get(usize::from(place)));
        match self.role {
            Role::None => truths(column.none.as_ref()),
            Role::ItemNone(place) => truths(item(place).and_then(|item| item.none.as_ref())),
            Role::Lengths => {
                let lengths = lists.map_or_else(|| vec![0; column.len()].into(), |(_, lengths)| lengths.clone());
                Arc::new(UInt16Array::new(lengths, nulls(column)))
            }
            Role::Values => self.values(column),
            Role::Item(place) => match item(place) {
                Some(item) => self.values(item),
                None => self.values(&Column::silent(column.len())),
            },
        }
    }

    fn values(&self, column: &Column) -> ArrayRef {
        let nulls = nulls(column);
        let Layout::Integers { meaning, base, least, greatest } = &self.layout else {
            let mut texts = StringBuilder::new();
            for place in 0..column.len() {
                match column.value(place) {
                    Value::Missing | Value::None => texts.append_null(),
                    value => texts.append_value(value.to_string()),
                }
            }
            return Arc::new(texts.finish());
        };
        let width = Width::of(*base, *least, *greatest);
        let Shape::Narrow { meaning: held, data, base: from, .. } = &column.shape else {
            return array(width, std::iter::repeat_n(0, column.len()), nulls);
        };
        if let (Data::U8(values), Width::One, true) = (data, width, from == base && held == meaning) {
            return Arc::new(PrimitiveArray::<UInt8Type>::new(values.clone(), nulls));
        }
        let step = Step::between(held, meaning);
        let known = |place: usize| nulls.as_ref().is_none_or(|nulls| nulls.is_valid(place));
        let distance = |place: usize| if known(place) { step.of(from.wrapping_add(data.get(place))).wrapping_sub(*base) } else { 0 };
        let distances: Vec<i64> = (0..column.len()).map(distance).collect();
        array(width, distances.into_iter(), nulls.clone())
    }
}

/// From the integers of a segment to those of the file.
enum Step {
    Same,
    Times(i64),
    Texts(Vec<i64>),
}

impl Step {
    fn between(held: &Meaning, file: &Meaning) -> Step {
        match (held, file) {
            (Meaning::Number { places }, Meaning::Number { places: most }) => {
                Step::Times(10_i64.checked_pow(most.saturating_sub(*places)).unwrap_or(1))
            }
            (Meaning::Text(texts), Meaning::Text(all)) => {
                let place = |text: &Arc<str>| all.binary_search(text).ok().and_then(|place| i64::try_from(place).ok()).unwrap_or(0);
                Step::Texts(texts.iter().map(place).collect())
            }
            _ => Step::Same,
        }
    }

    fn of(&self, integer: i64) -> i64 {
        match self {
            Step::Same => integer,
            Step::Times(factor) => integer.wrapping_mul(*factor),
            Step::Texts(places) => usize::try_from(integer).ok().and_then(|at| places.get(at).copied()).unwrap_or(0),
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "each distance lies between 0 and the width")]
fn array(width: Width, distances: impl Iterator<Item = i64>, nulls: Option<NullBuffer>) -> ArrayRef {
    match width {
        Width::One => Arc::new(PrimitiveArray::<UInt8Type>::new(distances.map(|n| n as u8).collect::<Vec<_>>().into(), nulls)),
        Width::Two => Arc::new(PrimitiveArray::<UInt16Type>::new(distances.map(|n| n as u16).collect::<Vec<_>>().into(), nulls)),
        Width::Four => Arc::new(PrimitiveArray::<UInt32Type>::new(distances.map(|n| n as u32).collect::<Vec<_>>().into(), nulls)),
        Width::Eight => Arc::new(Int64Array::new(distances.collect::<Vec<_>>().into(), nulls)),
    }
}

fn booleans(bits: &Bits) -> BooleanBuffer {
    BooleanBuffer::new(arrow_buffer::Buffer::from_slice_ref(bits.words()), 0, bits.len())
}

/// Valid is who has a value.
fn nulls(column: &Column) -> Option<NullBuffer> {
    let absent = match (&column.missing, &column.none) {
        (None, None) => return None,
        (Some(missing), None) => missing.clone(),
        (None, Some(none)) => none.clone(),
        (Some(missing), Some(none)) => missing.or(none),
    };
    Some(NullBuffer::new(booleans(&absent.inverted())))
}
