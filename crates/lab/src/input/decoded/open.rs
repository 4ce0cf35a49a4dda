//! Opening narrow columns: a description is read, and for each part the bytes of the columns that are wanted.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Int64Type, UInt8Type, UInt16Type, UInt32Type};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_buffer::ScalarBuffer;
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::types::Type;
use jenjang::policy::value::FactIndex;

use super::{Integers, KEY, Role, Said, VERSION};
use crate::bits::Bits;
use crate::column::{Column, ColumnBuilder, Data, Meaning, Shape};
use crate::error::LabError;
use crate::input::arrays::bits;
use crate::input::cells::{Cell, How};
use crate::input::file::File;
use crate::input::ipc::Ipc;
use crate::input::plan::{ID, absent};
use crate::input::table::Source;
use crate::population::{Each, Ids, Population, Reading, Wanted, hand_over};
use crate::segment::Segment;

/// Narrow columns in a file.
pub struct Decoded {
    file: File,
    catalogue: Arc<Catalogue>,
    ipc: Ipc,
    facts: BTreeMap<FactIndex, Stored>,
    others: BTreeMap<Arc<str>, Stored>,
}

/// Where a column of people lies in the file.
#[derive(Default)]
struct Stored {
    ty: Option<Type>,
    values: Option<Leaf>,
    lengths: Option<usize>,
    items: BTreeMap<u16, Leaf>,
    none: Option<usize>,
    item_none: BTreeMap<u16, usize>,
}

struct Leaf {
    column: usize,
    /// Absent for texts as they are.
    stands: Option<(Meaning, Integers)>,
}

/// Opens a file that [`write`](super::write) made.
///
/// # Errors
/// [`LabError::File`] where it cannot be opened; [`LabError::Refused`] where it is no such file, is cut off, or was made for facts or scales
/// that the catalogue no longer has so.
pub fn open(path: &Path, catalogue: &Arc<Catalogue>) -> Result<Decoded, LabError> {
    let file = File::open(path)?;
    let ipc = Ipc::open_file(&file)?;
    match of(file.clone(), ipc, catalogue)? {
        Ok(decoded) => Ok(decoded),
        Err(_) => Err(file.unreadable("Arrow", &KEY)),
    }
}

/// An Arrow file of narrow columns, or given back as it is where it is another.
pub(crate) fn of(file: File, ipc: Ipc, catalogue: &Arc<Catalogue>) -> Result<Result<Decoded, Ipc>, LabError> {
    if ipc.schema().metadata().get(KEY).is_none_or(|version| version != VERSION) {
        return Ok(Err(ipc));
    }
    let name = file.name();
    let (mut facts, mut others): (BTreeMap<FactIndex, Stored>, BTreeMap<Arc<str>, Stored>) = Default::default();
    for (column, field) in ipc.schema().fields().iter().enumerate() {
        let said = field.metadata().get(KEY).map(|said| serde_json::from_str::<Said>(said));
        let Some(Ok(said)) = said else { return Err(file.unreadable("Arrow", &format!("`{}`: {KEY}", field.name()))) };
        let changed = || {
            let fact = &said.name;
            LabError::refused(
                format!("`{name}` dibuat untuk fakta `{fact}` dengan tipe atau skala lain daripada katalog `{}`; buat ulang", catalogue.id),
                format!(
                    "`{name}` was made for the fact `{fact}` with another type or scale than the catalogue `{}` has; make it again",
                    catalogue.id
                ),
            )
        };
        let stored = if said.fact {
            let fact = catalogue.find(&said.name).ok_or_else(changed)?;
            let stored = facts.entry(fact).or_default();
            stored.ty = Some(catalogue.fact(fact).ty.clone());
            stored
        } else {
            others.entry(Arc::clone(&said.name)).or_default()
        };
        let leaf = |ty: Option<&Type>| -> Result<Leaf, LabError> {
            let stands = match said.integers.clone() {
                None => None,
                Some(integers) => Some((integers.meaning.meaning(ty).ok_or_else(changed)?, integers)),
            };
            Ok(Leaf { column, stands })
        };
        match said.role {
            Role::Values => stored.values = Some(leaf(stored.ty.as_ref())?),
            Role::Lengths => stored.lengths = Some(column),
            Role::None => stored.none = Some(column),
            Role::ItemNone(place) => _ = stored.item_none.insert(place, column),
            Role::Item(place) => {
                let item = match &stored.ty {
                    Some(Type::List { item, .. }) => Some(&**item),
                    Some(_) => return Err(changed()),
                    None => None,
                };
                let leaf = leaf(item)?;
                stored.items.insert(place, leaf);
            }
        }
    }
    Ok(Ok(Decoded { file, catalogue: Arc::clone(catalogue), ipc, facts, others }))
}

impl Stored {
    fn columns(&self) -> impl Iterator<Item = usize> + '_ {
        let leaves = self.values.iter().chain(self.items.values()).map(|leaf| leaf.column);
        leaves.chain(self.lengths).chain(self.none).chain(self.item_none.values().copied())
    }

    /// Texts that are kept as they are.
    fn texts<'b>(&self, batch: &'b Picked<'_>) -> Option<&'b arrow_array::StringArray> {
        let values = self.values.as_ref().filter(|values| values.stands.is_none())?;
        batch.array(values.column)?.as_string_opt::<i32>()
    }

    fn column(&self, batch: &Picked<'_>) -> Option<Column> {
        if let Some(values) = &self.values {
            return values.column(batch, self.none, self.ty.as_ref());
        }
        let lengths = batch.array(self.lengths?)?;
        let (missing, none) = batch.masks(lengths, self.none);
        let item_type = if let Some(Type::List { item, .. }) = &self.ty { Some(&**item) } else { None };
        let lengths = lengths.as_primitive_opt::<UInt16Type>()?.values().clone();
        // only as many places as somebody's list has here
        let longest = lengths.iter().copied().max().unwrap_or(0);
        let items = self.items.iter().filter(|(place, _)| **place < longest);
        let items: Option<Vec<Column>> =
            items.map(|(place, item)| item.column(batch, self.item_none.get(place).copied(), item_type)).collect();
        Some(Column { shape: Shape::Lists { items: items?, lengths }, missing, none })
    }
}

impl Leaf {
    fn column(&self, batch: &Picked<'_>, none: Option<usize>, ty: Option<&Type>) -> Option<Column> {
        let array = batch.array(self.column)?;
        let Some((meaning, Integers { base, least, greatest, .. })) = &self.stands else {
            let ty = ty.unwrap_or(&Type::Text);
            let (missing, none) = batch.masks(array, none);
            let mut builder = ColumnBuilder::new(ty);
            let how = How::new(ty);
            let texts = array.as_string_opt::<i32>()?;
            for (place, text) in texts.iter().enumerate() {
                match text {
                    Some(text) if matches!(ty, Type::Text) => builder.push_text(text),
                    Some(text) => how.put(Cell::Text(text), &mut builder).ok()?,
                    None if none.as_ref().is_some_and(|none| none.get(place)) => builder.push_none(),
                    None => builder.push_missing(),
                }
            }
            return Some(Column { missing, none, ..builder.finish() });
        };
        let (missing, none) = batch.masks(array, none);
        let shape =
            Shape::Narrow { meaning: meaning.clone(), data: data(array.as_ref())?, base: *base, least: *least, greatest: *greatest };
        Some(Column { shape, missing, none })
    }
}

/// The integers of an array, shared with it.
fn data(array: &dyn Array) -> Option<Data> {
    fn of<T: arrow_array::ArrowPrimitiveType>(array: &dyn Array) -> Option<ScalarBuffer<T::Native>> {
        array.as_primitive_opt::<T>().map(|array| array.values().clone())
    }
    (of::<UInt8Type>(array).map(Data::U8))
        .or_else(|| of::<UInt16Type>(array).map(Data::U16))
        .or_else(|| of::<UInt32Type>(array).map(Data::U32))
        .or_else(|| of::<Int64Type>(array).map(Data::I64))
}

/// Some columns of a batch.
struct Picked<'b> {
    columns: &'b [usize],
    batch: &'b RecordBatch,
}

impl Picked<'_> {
    fn array(&self, column: usize) -> Option<&ArrayRef> {
        self.batch.columns().get(self.columns.binary_search(&column).ok()?)
    }

    /// Who is missing, and who has none.
    fn masks(&self, array: &ArrayRef, none: Option<usize>) -> (Option<Bits>, Option<Bits>) {
        let some = |bits: Bits| Some(bits).filter(|bits| bits.count() > 0);
        let Some(absent) = array.nulls().filter(|nulls| nulls.null_count() > 0).map(|nulls| bits(nulls.inner()).inverted()) else {
            return (None, None);
        };
        let none = none.and_then(|none| self.array(none)?.as_boolean_opt().map(|array| bits(array.values()).and(&absent)));
        match none.and_then(some) {
            Some(none) => (some(absent.without(&none)), Some(none)),
            None => (Some(absent), None),
        }
    }
}

impl Population for Decoded {
    fn catalogue(&self) -> &Arc<Catalogue> {
        &self.catalogue
    }

    fn people(&self) -> Option<u64> {
        Some(self.ipc.parts().iter().map(|part| part.people).sum())
    }

    fn parts(&self) -> usize {
        self.ipc.parts().len()
    }

    fn others(&self) -> Vec<Arc<str>> {
        self.others.keys().cloned().collect()
    }

    fn facts(&self) -> Vec<FactIndex> {
        self.facts.keys().copied().collect()
    }

    fn digest(&self) -> Result<String, LabError> {
        Ok(self.file.digest()?.to_string())
    }

    fn read(&self, part: usize, wanted: &Wanted, each: Each<'_>) -> Result<Reading, LabError> {
        self.read_part(part, wanted, None, each)
    }

    fn read_with_ids(&self, part: usize, wanted: &Wanted, ids: Ids<'_>, each: Each<'_>) -> Result<Reading, LabError> {
        self.read_part(part, wanted, Some(ids), each)
    }

    fn columns_of(&self, fact: FactIndex) -> Option<Vec<Arc<str>>> {
        self.facts.contains_key(&fact).then(|| vec![Arc::clone(&self.catalogue.fact(fact).name)])
    }

    fn column_of(&self, other: &str) -> Option<Arc<str>> {
        self.others.get_key_value(other).map(|(name, _)| Arc::clone(name))
    }
}

impl Decoded {
    fn read_part(&self, part: usize, wanted: &Wanted, ids: Option<Ids<'_>>, each: Each<'_>) -> Result<Reading, LabError> {
        let facts: Vec<(FactIndex, &Stored)> =
            wanted.facts.iter().filter_map(|fact| self.facts.get(fact).map(|stored| (*fact, stored))).collect();
        let mut others = Vec::new();
        for name in &wanted.others {
            let stored = self.others.get(name).ok_or_else(|| absent(&self.file.name(), name, self.others.keys().map(|name| &**name)))?;
            others.push((name, stored));
        }
        let id = self.others.get(ID).filter(|_| ids.is_some());
        let stored = facts.iter().map(|(_, stored)| *stored).chain(others.iter().map(|(_, stored)| *stored)).chain(id);
        let columns: BTreeSet<usize> = stored.flat_map(Stored::columns).collect();
        let columns: Vec<usize> = columns.into_iter().collect();
        let Some(batch) = self.ipc.batch(part, &columns)? else { return Ok(Reading::default()) };
        let picked = Picked { columns: &columns, batch: &batch };
        let broken = || self.file.broken_part("Arrow", part, &KEY);
        if let (Some(ids), Some(stored)) = (ids, id) {
            match stored.texts(&picked) {
                // of millions of texts no column is made
                Some(texts) => texts.iter().for_each(ids),
                None => hand_over(&stored.column(&picked).ok_or_else(broken)?, ids),
            }
        }
        let mut segment = Segment::new(&self.catalogue, batch.num_rows());
        for (fact, stored) in facts {
            segment.set(fact, stored.column(&picked).ok_or_else(broken)?);
        }
        for (name, stored) in others {
            segment.set_other(Arc::clone(name), stored.column(&picked).ok_or_else(broken)?);
        }
        let reading = Reading { people: batch.num_rows() as u64, ..Reading::default() };
        drop(batch);
        each(segment)?;
        Ok(reading)
    }
}
