//! Arrow arrays to narrow columns.
//!
//! What needs no look at each cell (whole numbers, decimals, days, truth values, dictionaries) is packed array by array; everything else, and
//! every array in which something cannot be read, goes cell by cell, which makes the same column and says what is wrong where.

use arrow_array::cast::AsArray;
use arrow_array::types::*;
use arrow_array::{Array, ArrowPrimitiveType, BooleanArray, PrimitiveArray};
use arrow_buffer::BooleanBuffer;
use arrow_schema::{DataType, TimeUnit};
use jenjang::policy::types::Type;
use jenjang::policy::value::Value;

use super::cells::{Cell, Fault, How, truth};
use super::lists;
use crate::bits::Bits;
use crate::column::{Column, ColumnBuilder, Meaning, Shape, dates_of, packed_column, packed_numbers};

/// What a column is read from.
#[derive(Clone, Copy)]
pub(super) struct Cells<'a> {
    /// The values.
    pub(super) array: &'a dyn Array,
    /// Who is known to have none, where the table has a column for it.
    pub(super) none: Option<&'a Bits>,
    /// Rows that could not be cut into cells: their values are missing.
    pub(super) broken: Option<&'a Bits>,
}

/// Takes what could not be read: the place, what was found, what was expected.
pub(super) type Note<'n> = &'n mut dyn FnMut(usize, Fault);

/// Reads a column.
pub(super) fn column(cells: Cells<'_>, how: &How, note: Note<'_>) -> Column {
    if let Some(column) = fast(cells, how) {
        return column;
    }
    if let Type::List { .. } = how.ty
        && let Some(column) = lists::column(cells, how, note)
    {
        return column;
    }
    let mut builder = ColumnBuilder::new(&how.ty);
    let reader = Reader::new(cells.array);
    for place in 0..cells.array.len() {
        let marked = |bits: Option<&Bits>| bits.is_some_and(|bits| bits.get(place));
        if marked(cells.broken) {
            builder.push_missing();
            continue;
        }
        let cell = reader.cell(place);
        let put = match (cells.none, marked(cells.none), cell) {
            (_, true, Cell::Blank) if how.can_be_none => {
                builder.push_none();
                Ok(())
            }
            (_, true, _) => Err(how.fault("is none = true", &mut builder)),
            (Some(_), false, Cell::Blank) => {
                builder.push_missing();
                Ok(())
            }
            _ => how.put(cell, &mut builder),
        };
        if let Err(fault) = put {
            note(place, fault);
        }
    }
    builder.finish()
}

/// Packs the array as a whole, where nothing in it needs a look.
fn fast(cells: Cells<'_>, how: &How) -> Option<Column> {
    if cells.broken.is_some() {
        return None;
    }
    let array = cells.array;
    let masks = Masks::of(cells, how)?;
    if !how.words.is_empty() {
        return match array.data_type() {
            DataType::Dictionary(_, values) if is_text(values) => dictionary(cells, how, masks),
            data_type if data_type.is_integer() => codes(array, how, masks),
            _ => None,
        };
    }
    match (&how.ty, array.data_type()) {
        (Type::Boolean, DataType::Boolean) => {
            let array = array.as_boolean_opt()?;
            let integers = (0..array.len()).map(|place| array.is_valid(place).then(|| i64::from(array.value(place))));
            Some(packed_column(Meaning::Boolean, integers, masks.missing, masks.none))
        }
        (Type::Date, DataType::Date32) => {
            let integers = integers(array.as_primitive_opt::<Date32Type>()?);
            dates_of(integers, masks.missing, masks.none)
        }
        (Type::Number(_), DataType::Decimal128(_, places @ 0..=18)) => {
            let array = array.as_primitive_opt::<Decimal128Type>()?;
            let mut wide = false;
            let narrow = |value: Option<i128>| {
                value.map(|value| {
                    let narrow = i64::try_from(value);
                    wide |= narrow.is_err();
                    narrow.unwrap_or(0)
                })
            };
            let numbers: Vec<Option<i64>> = array.iter().map(narrow).collect();
            let places = u32::try_from(*places).ok()?;
            (!wide).then(|| packed_numbers(numbers.iter().copied(), places, masks.missing, masks.none))
        }
        (_, DataType::Dictionary(_, values)) if is_text(values) => dictionary(cells, how, masks),
        (Type::Choice(_) | Type::Text, data_type) if data_type.is_integer() => codes(array, how, masks),
        (_, data_type) if data_type.is_integer() => with_whole(array, Whole { how, masks }),
        _ => None,
    }
}

fn is_text(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}

/// Who has no value and why.
struct Masks {
    missing: Option<Bits>,
    none: Option<Bits>,
}

impl Masks {
    /// Absent where somebody has a value and none at once, or blanks stand for a value.
    fn of(cells: Cells<'_>, how: &How) -> Option<Masks> {
        let nulls = cells.array.logical_nulls().filter(|nulls| nulls.null_count() > 0).map(|nulls| bits(nulls.inner()).inverted());
        let some = |bits: Bits| Some(bits).filter(|bits| bits.count() > 0);
        match (nulls, cells.none) {
            (None, None) => Some(Masks { missing: None, none: None }),
            (None, Some(none)) => (none.count() == 0).then_some(Masks { missing: None, none: None }),
            (Some(nulls), Some(none)) => {
                let sound = none.without(&nulls).count() == 0 && (how.can_be_none || none.count() == 0);
                sound.then(|| Masks { missing: some(nulls.without(none)), none: some(none.clone()) })
            }
            (Some(nulls), None) => match how.blank {
                Value::Missing => Some(Masks { missing: Some(nulls), none: None }),
                Value::None => Some(Masks { missing: None, none: Some(nulls) }),
                _ => None,
            },
        }
    }
}

/// The bits of a buffer as words.
pub(super) fn bits(buffer: &BooleanBuffer) -> Bits {
    Bits::from_words(buffer.bit_chunks().iter_padded().collect(), buffer.len())
}

/// A column that says who has none: truth values, or the words for them.
pub(super) fn none_bits(array: &dyn Array) -> Bits {
    if let Some(truths) = array.as_boolean_opt() {
        return truth_bits(truths);
    }
    let reader = Reader::new(array);
    let says = |place| match reader.cell(place) {
        Cell::Text(text) => truth(text.trim()) == Some(true),
        Cell::Integer(integer) => integer == 1,
        _ => false,
    };
    (0..array.len()).map(says).collect()
}

fn truth_bits(array: &BooleanArray) -> Bits {
    let set = bits(array.values());
    match array.nulls() {
        Some(nulls) => set.and(&bits(nulls.inner())),
        None => set,
    }
}

fn integers<T: ArrowPrimitiveType>(array: &PrimitiveArray<T>) -> impl Iterator<Item = Option<i64>> + Clone + '_
where
    T::Native: Into<i64>,
{
    array.iter().map(|value| value.map(Into::into))
}

/// What is done with whole numbers of any width.
trait Integers {
    fn of(self, integers: impl Iterator<Item = Option<i64>> + Clone) -> Option<Column>;
}

/// Hands over the whole numbers of an array; absent where one does not fit.
fn with_whole(array: &dyn Array, task: impl Integers) -> Option<Column> {
    fn of<T: ArrowPrimitiveType>(array: &PrimitiveArray<T>, task: impl Integers) -> Option<Column>
    where
        T::Native: Into<i64>,
    {
        match array.nulls() {
            None => task.of(array.values().iter().map(|value| Some((*value).into()))),
            Some(_) => task.of(integers(array)),
        }
    }
    match array.data_type() {
        DataType::Int8 => of::<Int8Type>(array.as_primitive_opt()?, task),
        DataType::Int16 => of::<Int16Type>(array.as_primitive_opt()?, task),
        DataType::Int32 => of::<Int32Type>(array.as_primitive_opt()?, task),
        DataType::Int64 => of::<Int64Type>(array.as_primitive_opt()?, task),
        DataType::UInt8 => of::<UInt8Type>(array.as_primitive_opt()?, task),
        DataType::UInt16 => of::<UInt16Type>(array.as_primitive_opt()?, task),
        DataType::UInt32 => of::<UInt32Type>(array.as_primitive_opt()?, task),
        DataType::UInt64 => {
            let array = array.as_primitive_opt::<UInt64Type>()?;
            let integers = array.iter().map(|value| value.map(i64::try_from));
            let fits = integers.clone().flatten().all(|value| value.is_ok());
            fits.then(|| task.of(integers.map(|value| value.and_then(Result::ok))))?
        }
        _ => None,
    }
}

/// Whole numbers as they stand.
struct Whole<'h> {
    how: &'h How,
    masks: Masks,
}

impl Integers for Whole<'_> {
    fn of(self, integers: impl Iterator<Item = Option<i64>> + Clone) -> Option<Column> {
        let Masks { missing, none } = self.masks;
        let all = |fits: fn(i64) -> bool| integers.clone().flatten().all(fits);
        let fit = match self.how.ty {
            Type::Number(_) => return Some(packed_numbers(integers, 0, missing, none)),
            Type::Boolean => all(|truth| (0..=1).contains(&truth)),
            Type::Months => all(|months| i32::try_from(months).is_ok()),
            Type::Days => true,
            _ => false,
        };
        fit.then(|| Some(packed_column(self.how.meaning()?, integers, missing, none)))?
    }
}

/// Whole numbers that stand for something else, each of which is read once.
fn codes(array: &dyn Array, how: &How, masks: Masks) -> Option<Column> {
    with_whole(array, Codes { how, masks })
}

struct Codes<'h> {
    how: &'h How,
    masks: Masks,
}

impl Integers for Codes<'_> {
    fn of(self, integers: impl Iterator<Item = Option<i64>> + Clone) -> Option<Column> {
        /// Codes lie closer together than this.
        const APART: i64 = 4_096;
        let (least, greatest) = integers.clone().flatten().fold((i64::MAX, i64::MIN), |(low, high), n| (low.min(n), high.max(n)));
        let width = greatest.checked_sub(least).filter(|width| *width < APART)?;
        let key = |integer: i64| usize::try_from(integer.wrapping_sub(least)).unwrap_or(usize::MAX);
        let mut found = vec![false; usize::try_from(width).ok()? + 1];
        for integer in integers.clone().flatten() {
            if let Some(found) = found.get_mut(key(integer)) {
                *found = true;
            }
        }
        let once = Once::read(self.how, (least..=greatest).zip(found).map(|(code, found)| found.then(|| Cell::Integer(code.into()))))?;
        Some(once.spread(self.how, integers.map(|integer| integer.map(key)), self.masks))
    }
}

/// Values that many cells share, by their place in a list of them.
struct Once(Column);

impl Once {
    /// Reads each of them; absent where one cannot be read or stands for no value.
    fn read<'c>(how: &How, cells: impl Iterator<Item = Option<Cell<'c>>>) -> Option<Once> {
        let mut once = ColumnBuilder::new(&how.ty);
        let mut unused = 0_u64;
        for cell in cells {
            match cell {
                Some(Cell::Blank) => return None,
                Some(Cell::Text(text)) if text.trim().is_empty() => return None,
                Some(cell) => how.put(cell, &mut once).ok()?,
                None => {
                    unused += 1;
                    once.push_missing();
                }
            }
        }
        let once = once.finish();
        let silent = |bits: &Option<Bits>| bits.as_ref().map_or(0, Bits::count);
        (silent(&once.missing) == unused && silent(&once.none) == 0).then_some(Once(once))
    }

    /// Everybody's value.
    fn spread(&self, how: &How, keys: impl Iterator<Item = Option<usize>> + Clone, masks: Masks) -> Column {
        let Masks { missing, none } = masks;
        match &self.0.shape {
            Shape::Narrow { meaning, data, base, .. } if !matches!(meaning, Meaning::Text(_)) => {
                let integers: Vec<i64> = (0..data.len()).map(|place| base.wrapping_add(data.get(place))).collect();
                let integers = keys.map(|key| key.and_then(|key| integers.get(key).copied()));
                match meaning {
                    Meaning::Number { places } => packed_numbers(integers, *places, missing, none),
                    meaning => packed_column(meaning.clone(), integers, missing, none),
                }
            }
            _ => {
                let places: Vec<Option<usize>> = keys.collect();
                Column { missing, none, ..lists::take(&self.0, &how.ty, &places) }
            }
        }
    }
}

/// Each text of a dictionary is read once.
fn dictionary(cells: Cells<'_>, how: &How, masks: Masks) -> Option<Column> {
    let array = cells.array.as_any_dictionary_opt().filter(|array| !array.values().is_empty())?;
    let texts = Reader::new(array.values().as_ref());
    let once = Once::read(how, (0..array.values().len()).map(|place| Some(texts.cell(place))))?;
    let (keys, nulls) = (array.normalized_keys(), array.nulls());
    Some(match nulls {
        None => once.spread(how, keys.iter().map(|key| Some(*key)), masks),
        Some(nulls) => once.spread(how, keys.iter().zip(nulls.iter()).map(|(key, valid)| valid.then_some(*key)), masks),
    })
}

/// Reads cells of an array of any type.
pub(super) struct Reader<'a>(Kind<'a>);

enum Kind<'a> {
    Nothing,
    Truth(&'a BooleanArray),
    Whole(&'a dyn Array, WholeOf),
    Day(&'a PrimitiveArray<Date32Type>),
    Moment(&'a dyn Array, i64),
    Decimal(&'a PrimitiveArray<Decimal128Type>, i8),
    Float(&'a PrimitiveArray<Float64Type>),
    Single(&'a PrimitiveArray<Float32Type>),
    Text(&'a arrow_array::StringArray),
    LargeText(&'a arrow_array::LargeStringArray),
    View(&'a arrow_array::StringViewArray),
    Keys(&'a dyn arrow_array::array::AnyDictionaryArray, Vec<usize>, Box<Reader<'a>>),
}

type WholeOf = fn(&dyn Array, usize) -> i128;

impl<'a> Reader<'a> {
    pub(super) fn new(array: &'a dyn Array) -> Reader<'a> {
        Reader(kind(array).unwrap_or(Kind::Nothing))
    }

    pub(super) fn cell(&self, place: usize) -> Cell<'a> {
        fn some<'a>(array: &dyn Array, place: usize, cell: impl FnOnce() -> Cell<'a>) -> Cell<'a> {
            if array.is_valid(place) { cell() } else { Cell::Blank }
        }
        match &self.0 {
            Kind::Nothing => Cell::Blank,
            Kind::Truth(array) => some(*array, place, || Cell::Truth(array.value(place))),
            Kind::Whole(array, of) => some(*array, place, || Cell::Integer(of(*array, place))),
            Kind::Day(array) => some(*array, place, || Cell::Day(i64::from(array.value(place)))),
            Kind::Moment(array, per_day) => some(*array, place, || moment(moment_of(*array, place), *per_day)),
            Kind::Decimal(array, places) => some(*array, place, || Cell::Decimal { mantissa: array.value(place), places: *places }),
            Kind::Float(array) => some(*array, place, || Cell::Float(array.value(place))),
            // by its shortest text, so that 0.1 stays 0.1
            Kind::Single(array) => some(*array, place, || Cell::Float(array.value(place).to_string().parse().unwrap_or(f64::NAN))),
            Kind::Text(array) => some(*array, place, || Cell::Text(array.value(place))),
            Kind::LargeText(array) => some(*array, place, || Cell::Text(array.value(place))),
            Kind::View(array) => some(*array, place, || Cell::Text(array.value(place))),
            Kind::Keys(array, keys, values) => {
                let valid = array.nulls().is_none_or(|nulls| nulls.is_valid(place));
                keys.get(place).filter(|_| valid).map_or(Cell::Blank, |key| values.cell(*key))
            }
        }
    }
}

fn kind(array: &dyn Array) -> Option<Kind<'_>> {
    fn integer<T: ArrowPrimitiveType>(array: &dyn Array, place: usize) -> i128
    where
        T::Native: Into<i128>,
    {
        array.as_primitive::<T>().value(place).into()
    }
    Some(match array.data_type() {
        DataType::Boolean => Kind::Truth(array.as_boolean_opt()?),
        DataType::Int8 => Kind::Whole(array, integer::<Int8Type>),
        DataType::Int16 => Kind::Whole(array, integer::<Int16Type>),
        DataType::Int32 => Kind::Whole(array, integer::<Int32Type>),
        DataType::Int64 => Kind::Whole(array, integer::<Int64Type>),
        DataType::UInt8 => Kind::Whole(array, integer::<UInt8Type>),
        DataType::UInt16 => Kind::Whole(array, integer::<UInt16Type>),
        DataType::UInt32 => Kind::Whole(array, integer::<UInt32Type>),
        DataType::UInt64 => Kind::Whole(array, integer::<UInt64Type>),
        DataType::Date32 => Kind::Day(array.as_primitive_opt()?),
        DataType::Date64 => Kind::Moment(array, 86_400_000),
        DataType::Timestamp(unit, _) => Kind::Moment(array, 86_400 * per_second(*unit)),
        DataType::Decimal128(_, places) => Kind::Decimal(array.as_primitive_opt()?, *places),
        DataType::Float64 => Kind::Float(array.as_primitive_opt()?),
        DataType::Float32 => Kind::Single(array.as_primitive_opt()?),
        DataType::Utf8 => Kind::Text(array.as_string_opt()?),
        DataType::LargeUtf8 => Kind::LargeText(array.as_string_opt()?),
        DataType::Utf8View => Kind::View(array.as_string_view_opt()?),
        DataType::Dictionary(..) => {
            // of an empty dictionary every value is null
            let dictionary = array.as_any_dictionary_opt().filter(|array| !array.values().is_empty())?;
            // absent keys are told by the nulls
            let keys = dictionary.normalized_keys();
            Kind::Keys(dictionary, keys, Box::new(Reader::new(dictionary.values().as_ref())))
        }
        _ => return None,
    })
}

fn per_second(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Second => 1,
        TimeUnit::Millisecond => 1_000,
        TimeUnit::Microsecond => 1_000_000,
        TimeUnit::Nanosecond => 1_000_000_000,
    }
}

fn moment_of(array: &dyn Array, place: usize) -> i64 {
    match array.data_type() {
        DataType::Timestamp(TimeUnit::Second, _) => array.as_primitive::<TimestampSecondType>().value(place),
        DataType::Timestamp(TimeUnit::Millisecond, _) => array.as_primitive::<TimestampMillisecondType>().value(place),
        DataType::Timestamp(TimeUnit::Microsecond, _) => array.as_primitive::<TimestampMicrosecondType>().value(place),
        DataType::Timestamp(TimeUnit::Nanosecond, _) => array.as_primitive::<TimestampNanosecondType>().value(place),
        _ => array.as_primitive::<Date64Type>().value(place),
    }
}

fn moment(moment: i64, per_day: i64) -> Cell<'static> {
    let (days, rest) = (moment.div_euclid(per_day), moment.rem_euclid(per_day));
    // a part of a second counts as one, so that nothing but midnight is 0
    let second = (per_day / 86_400).max(1);
    let seconds = (rest + second - 1) / second;
    Cell::Moment { days, seconds: u32::try_from(seconds).unwrap_or(u32::MAX) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::{ArrayRef, Int64Array, UInt64Array};

    fn read(array: ArrayRef, how: &How) -> (Column, Vec<(usize, String)>) {
        let mut faults = Vec::new();
        let cells = Cells { array: array.as_ref(), none: None, broken: None };
        let column = column(cells, how, &mut |place, fault| faults.push((place, fault.found)));
        (column, faults)
    }

    /// Numbers that stand for other numbers, with one that stands for itself.
    fn how() -> How {
        let number = |n: &str| Value::Number(n.parse().unwrap());
        How { words: [("7".to_owned(), number("2.5")), ("9".to_owned(), number("-1"))].into(), ..How::new(&Type::NUMBER) }
    }

    #[test]
    fn codes_are_read_alike_once_and_cell_by_cell() {
        let number = |n: &str| Value::Number(n.parse().unwrap());
        let wanted = [number("2.5"), Value::Missing, number("8"), number("-1"), number("2.5")];
        // the last of them lies too far away to be looked up
        for far in [None, Some(900_000)] {
            let codes = [Some(7), None, Some(8), Some(9), Some(7), far];
            let (column, faults) = read(std::sync::Arc::new(Int64Array::from(codes.to_vec())), &how());
            let last = far.map_or(Value::Missing, |far: i64| number(&far.to_string()));
            assert_eq!(column, Column::of(&Type::NUMBER, wanted.iter().cloned().chain([last])));
            assert!(faults.is_empty());
        }
    }

    #[test]
    fn a_code_that_stands_for_nothing_is_named_and_the_others_stay() {
        let truths = How { words: [("5".to_owned(), Value::Boolean(true))].into(), ..How::new(&Type::Boolean) };
        let (column, faults) = read(std::sync::Arc::new(Int64Array::from(vec![5, 4, 0])), &truths);
        assert_eq!(column, Column::of(&Type::Boolean, [Value::Boolean(true), Value::Missing, Value::Boolean(false)]));
        assert_eq!(faults, [(1, "4".to_owned())]);
        let (column, faults) = read(std::sync::Arc::new(UInt64Array::from(vec![Some(3), None])), &How::new(&Type::NUMBER));
        assert_eq!(column, Column::of(&Type::NUMBER, [Value::Number(3.into()), Value::Missing]));
        assert!(faults.is_empty());
    }

    #[test]
    fn a_word_for_none_makes_none() {
        let how = How { words: [("0".to_owned(), Value::None)].into(), ..How::new(&Type::NUMBER) };
        let (column, _) = read(std::sync::Arc::new(Int64Array::from(vec![0, 4])), &how);
        assert_eq!(column, Column::of(&Type::NUMBER, [Value::None, Value::Number(4.into())]));
    }
}
