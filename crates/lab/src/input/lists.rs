//! Lists: Arrow's own, and those written as a column for each item.

use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_schema::DataType;
use jenjang::policy::types::Type;
use jenjang::policy::value::Value;

use super::arrays::{self, Cells, Note};
use super::cells::{Fault, How};
use crate::bits::Bits;
use crate::column::{Column, ColumnBuilder, Meaning, Shape};

/// Where the items of each list stand among all items.
struct Ends(Vec<(usize, usize)>);

/// A column of Arrow lists; absent where the array holds none.
pub(super) fn column(cells: Cells<'_>, how: &How, note: Note<'_>) -> Option<Column> {
    let Type::List { item, max } = &how.ty else { return None };
    let (ends, items) = ends(cells.array)?;
    let item_how = how.item();
    let mut owner = 0;
    let read = arrays::column(Cells { array: items.as_ref(), none: None, broken: None }, &item_how, &mut |at, fault| {
        // items come in the order of their lists
        while ends.0.get(owner).is_some_and(|(_, end)| *end <= at) {
            owner += 1;
        }
        note(owner, fault);
    });
    let mut missing = vec![false; ends.0.len()];
    let mut none = vec![false; ends.0.len()];
    let mut lengths = vec![0_u16; ends.0.len()];
    for (place, (start, end)) in ends.0.iter().enumerate() {
        let is_none = cells.none.is_some_and(|bits| bits.get(place));
        let length = u16::try_from(end - start).ok().filter(|length| max.is_none_or(|max| usize::from(*length) <= max));
        match (cells.array.is_valid(place), is_none, length) {
            (true, false, Some(length)) => lengths[place] = length,
            (false, false, _) if cells.none.is_none() && how.blank == Value::None => none[place] = true,
            (false, false, _) => missing[place] = true,
            (false, true, _) if how.can_be_none => none[place] = true,
            (valid, _, _) => {
                missing[place] = true;
                let found = if valid && !is_none { format!("{} items", end - start) } else { "is none = true".to_owned() };
                note(place, Fault { expected: how.expected(&found), found });
            }
        }
    }
    let longest = usize::from(lengths.iter().copied().max().unwrap_or(0));
    let at = |k: usize| {
        let places: Vec<Option<usize>> =
            lengths.iter().zip(&ends.0).map(|(length, (start, _))| (k < usize::from(*length)).then_some(start + k)).collect();
        take(&read, item, &places)
    };
    let items = (0..longest).map(at).collect();
    let some = |marks: Vec<bool>| marks.contains(&true).then(|| marks.into_iter().collect::<Bits>());
    Some(Column { shape: Shape::Lists { items, lengths: lengths.into() }, missing: some(missing), none: some(none) })
}

fn ends(array: &dyn Array) -> Option<(Ends, arrow_array::ArrayRef)> {
    fn of<O: arrow_array::OffsetSizeTrait>(array: &dyn Array) -> Option<(Ends, arrow_array::ArrayRef)> {
        let lists = array.as_list_opt::<O>()?;
        let offsets = lists.value_offsets();
        let first = offsets.first()?.as_usize();
        let last = offsets.last()?.as_usize();
        let ends = offsets.windows(2).map(|pair| (pair[0].as_usize() - first, pair[1].as_usize() - first)).collect();
        Some((Ends(ends), lists.values().slice(first, last - first)))
    }
    match array.data_type() {
        DataType::List(_) => of::<i32>(array),
        DataType::LargeList(_) => of::<i64>(array),
        DataType::FixedSizeList(_, size) => {
            let lists = array.as_fixed_size_list_opt()?;
            let size = usize::try_from(*size).ok()?;
            let start = usize::try_from(lists.value_offset(0)).ok()?;
            let ends = (0..lists.len()).map(|place| (place * size, (place + 1) * size)).collect();
            Some((Ends(ends), lists.values().slice(start, lists.len() * size)))
        }
        _ => None,
    }
}

/// The values at some places of a column; missing where there is no place.
pub(super) fn take(column: &Column, ty: &Type, places: &[Option<usize>]) -> Column {
    let mut builder = ColumnBuilder::new(ty);
    let marked = |bits: &Option<Bits>, place| bits.as_ref().is_some_and(|bits| bits.get(place));
    for place in places {
        let Some(place) = *place else {
            builder.push_missing();
            continue;
        };
        if marked(&column.missing, place) {
            builder.push_missing();
        } else if marked(&column.none, place) {
            builder.push_none();
        } else {
            match &column.shape {
                Shape::Narrow { meaning: Meaning::Number { places }, data, base, .. } => {
                    builder.push_number(base.wrapping_add(data.get(place)), *places);
                }
                Shape::Narrow { meaning: Meaning::Text(texts), data, base, .. } => {
                    let text = usize::try_from(base.wrapping_add(data.get(place))).ok().and_then(|at| texts.get(at));
                    match text {
                        Some(text) => builder.push_text(text),
                        None => builder.push_missing(),
                    }
                }
                Shape::Narrow { meaning, data, base, .. } => builder.push_integer(base.wrapping_add(data.get(place)), meaning),
                _ => builder.push(column.value(place)),
            }
        }
    }
    builder.finish()
}

/// A list from a column for each item; `items[k]` was read with blanks as none. A person all of whose items are blank has the blank of the fact.
pub(super) fn of_items(items: Vec<Option<Column>>, len: usize, how: &How, broken: Option<&Bits>) -> Column {
    let Type::List { item, max } = &how.ty else { return Column::silent(len) };
    let length = items.len().max(max.unwrap_or(0));
    let blank = |column: &Option<Column>, place: usize| {
        column.as_ref().is_none_or(|column| column.none.as_ref().is_some_and(|none| none.get(place)))
    };
    let (mut missing, mut none, mut lengths) = (vec![false; len], vec![false; len], vec![0_u16; len]);
    let whole = u16::try_from(length).unwrap_or(u16::MAX);
    for place in 0..len {
        match items.iter().all(|column| blank(column, place)) {
            _ if broken.is_some_and(|broken| broken.get(place)) => missing[place] = true,
            false => lengths[place] = whole,
            true if how.blank == Value::None => none[place] = true,
            true => missing[place] = true,
        }
    }
    let mut columns: Vec<Column> =
        items.into_iter().map(|column| column.map_or_else(|| silent(item, len), |column| blanks_missing(column, len))).collect();
    let any = lengths.iter().any(|length| *length > 0);
    columns.resize_with(if any { length } else { 0 }, || silent(item, len));
    let some = |marks: Vec<bool>| marks.contains(&true).then(|| marks.into_iter().collect::<Bits>());
    Column { shape: Shape::Lists { items: columns, lengths: lengths.into() }, missing: some(missing), none: some(none) }
}

fn silent(ty: &Type, len: usize) -> Column {
    let mut builder = ColumnBuilder::new(ty);
    (0..len).for_each(|_| builder.push_missing());
    builder.finish()
}

fn blanks_missing(mut column: Column, len: usize) -> Column {
    if let Some(none) = column.none.take() {
        let missing = column.missing.take().unwrap_or_else(|| Bits::none(len));
        column.missing = Some(missing.or(&none));
    }
    column
}
