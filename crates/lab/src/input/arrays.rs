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
use crate::column::{Column, ColumnBuilder, Meaning, dates_of, packed_column, packed_numbers};

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
    if !how.words.is_empty() || cells.broken.is_some() {
        return None;
    }
    let array = cells.array;
    let masks = Masks::of(cells, how)?;
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
            (!wide).then(|| packed_numbers(&numbers, places, masks.missing, masks.none))
        }
        (ty, DataType::Dictionary(_, values)) if matches!(**values, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View) => {
            dictionary(cells, how, ty, masks)
        }
        (ty, data_type) if data_type.is_integer() => {
            let whole = whole(array)?;
            match ty {
                Type::Number(_) => Some(packed_numbers(&whole, 0, masks.missing, masks.none)),
                Type::Choice(_) => {
                    let ranks: Option<Vec<Option<i64>>> =
                        whole.iter().map(|number| number.map_or(Some(None), |number| how.rank(number).map(Some))).collect();
                    Some(packed_column(how.meaning()?, ranks?.into_iter(), masks.missing, masks.none))
                }
                Type::Boolean => {
                    let truths = whole.iter().flatten().all(|truth| (0..=1).contains(truth));
                    truths.then(|| packed_column(Meaning::Boolean, whole.into_iter(), masks.missing, masks.none))
                }
                Type::Months | Type::Days => {
                    let fits = |count: &i64| how.ty == Type::Days || i32::try_from(*count).is_ok();
                    let fit = whole.iter().flatten().all(fits);
                    Some(packed_column(how.meaning().filter(|_| fit)?, whole.into_iter(), masks.missing, masks.none))
                }
                _ => None,
            }
        }
        _ => None,
    }
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

/// Whole numbers of any width; absent where one does not fit.
fn whole(array: &dyn Array) -> Option<Vec<Option<i64>>> {
    fn of<T: ArrowPrimitiveType>(array: &dyn Array) -> Option<Vec<Option<i64>>>
    where
        T::Native: TryInto<i64>,
    {
        array.as_primitive_opt::<T>()?.iter().map(|value| value.map_or(Some(None), |value| value.try_into().ok().map(Some))).collect()
    }
    match array.data_type() {
        DataType::Int8 => of::<Int8Type>(array),
        DataType::Int16 => of::<Int16Type>(array),
        DataType::Int32 => of::<Int32Type>(array),
        DataType::Int64 => of::<Int64Type>(array),
        DataType::UInt8 => of::<UInt8Type>(array),
        DataType::UInt16 => of::<UInt16Type>(array),
        DataType::UInt32 => of::<UInt32Type>(array),
        DataType::UInt64 => of::<UInt64Type>(array),
        _ => None,
    }
}

/// Each text of a dictionary is read once.
fn dictionary(cells: Cells<'_>, how: &How, ty: &Type, masks: Masks) -> Option<Column> {
    let array = cells.array.as_any_dictionary_opt().filter(|array| !array.values().is_empty())?;
    let texts = Reader::new(array.values().as_ref());
    let mut once = ColumnBuilder::new(ty);
    for place in 0..array.values().len() {
        let Cell::Text(text) = texts.cell(place) else { return None };
        if text.trim().is_empty() || how.put(Cell::Text(text), &mut once).is_err() {
            return None;
        }
    }
    let once = once.finish();
    if once.missing.is_some() || once.none.is_some() {
        return None;
    }
    let keys = array.normalized_keys();
    let nulls = array.nulls();
    let places: Vec<Option<usize>> =
        keys.into_iter().enumerate().map(|(place, key)| nulls.is_none_or(|nulls| nulls.is_valid(place)).then_some(key)).collect();
    let taken = lists::take(&once, ty, &places);
    Some(Column { missing: masks.missing, none: masks.none, ..taken })
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
