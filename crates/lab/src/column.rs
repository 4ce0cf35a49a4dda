//! A column of one fact: narrow integers, and apart from them who has no value and why.
//!
//! Choices are ranks, dates are days since 1970-01-01, numbers are whole multiples of a power of ten, truth values are 0 and 1. What is held
//! is the distance from the least value of the column, in the narrowest type that has room: a date of birth takes two bytes, a level one.

use std::sync::Arc;

use arrow_buffer::ScalarBuffer;
use chrono::{NaiveDate, TimeDelta};
use jenjang::policy::scale::{Choice, Scale};
use jenjang::policy::types::Type;
use jenjang::policy::value::Value;
use rust_decimal::Decimal;

use crate::bits::Bits;

mod build;
mod wide;

pub use build::ColumnBuilder;
pub(crate) use build::of_integers as narrow;
pub(crate) use build::{dates_of, packed_column, packed_numbers};
pub(crate) use wide::units;

/// What the integers of a column stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// 0 or 1.
    Boolean,
    /// A number times ten to the power of `places`.
    Number {
        /// Digits behind the decimal point.
        places: u32,
    },
    /// Days since 1970-01-01.
    Date,
    /// Months of a duration.
    Months,
    /// Days of a duration.
    Days,
    /// The rank in a scale, 0 for the lowest.
    Choice(Arc<Scale>),
    /// The place in a list of texts.
    Text(Arc<[Arc<str>]>),
}

/// The integers of a column, each the distance from [`Column::base`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Data {
    /// One byte a person.
    U8(ScalarBuffer<u8>),
    /// Two.
    U16(ScalarBuffer<u16>),
    /// Four.
    U32(ScalarBuffer<u32>),
    /// Eight; the value itself, the base is 0.
    I64(ScalarBuffer<i64>),
}

impl Data {
    /// The integer of a person, without the base; 0 past the last.
    pub fn get(&self, place: usize) -> i64 {
        match self {
            Data::U8(values) => values.get(place).map_or(0, |v| i64::from(*v)),
            Data::U16(values) => values.get(place).map_or(0, |v| i64::from(*v)),
            Data::U32(values) => values.get(place).map_or(0, |v| i64::from(*v)),
            Data::I64(values) => values.get(place).copied().unwrap_or(0),
        }
    }

    /// How many people.
    pub fn len(&self) -> usize {
        match self {
            Data::U8(values) => values.len(),
            Data::U16(values) => values.len(),
            Data::U32(values) => values.len(),
            Data::I64(values) => values.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// How the values of a column are held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Integers.
    Narrow {
        /// What they stand for.
        meaning: Meaning,
        /// The integers.
        data: Data,
        /// What is added to each.
        base: i64,
        /// No value is below this (base included).
        least: i64,
        /// No value is above this (base included).
        greatest: i64,
    },
    /// Lists: a column for each place in them, and how many places a person's list has. What lies past the length of a list means nothing.
    Lists {
        /// `items[k]` holds the k-th items.
        items: Vec<Column>,
        /// Lengths of the lists.
        lengths: ScalarBuffer<u16>,
    },
    /// Values as they are, for numbers too wide for 64 bits and what else has no narrow form.
    Wide(Arc<[Value]>),
}

/// The values of one fact for the people of a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The values. Under a set bit of `missing` or `none` they mean nothing.
    pub shape: Shape,
    /// Nobody said. Absent where everybody's value is told.
    pub missing: Option<Bits>,
    /// Known not to exist. Absent where it is so for nobody.
    pub none: Option<Bits>,
}

impl Column {
    /// The column of these values.
    pub fn of(ty: &Type, values: impl IntoIterator<Item = Value>) -> Column {
        let mut builder = ColumnBuilder::new(ty);
        values.into_iter().for_each(|value| builder.push(value));
        builder.finish()
    }

    /// A column in which nobody said anything.
    pub fn silent(len: usize) -> Column {
        let data = Data::U8(vec![0; len].into());
        let shape = Shape::Narrow { meaning: Meaning::Boolean, data, base: 0, least: 0, greatest: 0 };
        Column { shape, missing: Some(Bits::all(len)), none: None }
    }

    /// The value of a person; missing past the last.
    pub fn value(&self, place: usize) -> Value {
        if self.missing.as_ref().is_some_and(|bits| bits.get(place)) {
            return Value::Missing;
        }
        if self.none.as_ref().is_some_and(|bits| bits.get(place)) {
            return Value::None;
        }
        match &self.shape {
            Shape::Narrow { data, .. } if place >= data.len() => Value::Missing,
            Shape::Narrow { meaning, data, base, .. } => meaning.value(base.wrapping_add(data.get(place))),
            Shape::Lists { items, lengths } => {
                let length = usize::from(lengths.get(place).copied().unwrap_or(0));
                Value::List(items.iter().take(length).map(|item| item.value(place)).collect())
            }
            Shape::Wide(values) => values.get(place).cloned().unwrap_or(Value::Missing),
        }
    }

    /// How many people.
    pub fn len(&self) -> usize {
        match &self.shape {
            Shape::Narrow { data, .. } => data.len(),
            Shape::Lists { lengths, .. } => lengths.len(),
            Shape::Wide(values) => values.len(),
        }
    }

    /// Whether there are no people.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Appends what the column holds, for a digest: the same values in the same order give the same bytes.
    pub(crate) fn write_bytes(&self, out: &mut Vec<u8>) {
        for bits in [&self.missing, &self.none] {
            out.push(u8::from(bits.is_some()));
            bits.iter().flat_map(|bits| bits.words()).for_each(|word| out.extend_from_slice(&word.to_le_bytes()));
        }
        match &self.shape {
            Shape::Narrow { meaning, data, base, least, greatest } => {
                [base, least, greatest].into_iter().for_each(|number| out.extend_from_slice(&number.to_le_bytes()));
                match meaning {
                    Meaning::Text(texts) => texts.iter().for_each(|text| {
                        out.extend_from_slice(text.as_bytes());
                        out.push(0);
                    }),
                    Meaning::Number { places } => out.extend_from_slice(&places.to_le_bytes()),
                    _ => {}
                }
                match data {
                    Data::U8(values) => out.extend_from_slice(values),
                    Data::U16(values) => values.iter().for_each(|value| out.extend_from_slice(&value.to_le_bytes())),
                    Data::U32(values) => values.iter().for_each(|value| out.extend_from_slice(&value.to_le_bytes())),
                    Data::I64(values) => values.iter().for_each(|value| out.extend_from_slice(&value.to_le_bytes())),
                }
            }
            Shape::Lists { items, lengths } => {
                lengths.iter().for_each(|length| out.extend_from_slice(&length.to_le_bytes()));
                items.iter().for_each(|item| item.write_bytes(out));
            }
            Shape::Wide(values) => values.iter().for_each(|value| {
                out.extend_from_slice(value.to_string().as_bytes());
                out.push(0);
            }),
        }
    }

    /// Bytes the values take in memory.
    pub fn bytes(&self) -> usize {
        let bits = |bits: &Option<Bits>| bits.as_ref().map_or(0, |bits| bits.words().len() * 8);
        let values = match &self.shape {
            Shape::Narrow { data: Data::U8(values), .. } => values.len(),
            Shape::Narrow { data: Data::U16(values), .. } => values.len() * 2,
            Shape::Narrow { data: Data::U32(values), .. } => values.len() * 4,
            Shape::Narrow { data: Data::I64(values), .. } => values.len() * 8,
            Shape::Lists { items, lengths } => items.iter().map(Column::bytes).sum::<usize>() + lengths.len() * 2,
            Shape::Wide(values) => std::mem::size_of_val(&**values),
        };
        values + bits(&self.missing) + bits(&self.none)
    }
}

impl Meaning {
    /// The value an integer stands for; missing where it stands for nothing.
    pub fn value(&self, integer: i64) -> Value {
        match self {
            Meaning::Boolean => Value::Boolean(integer != 0),
            Meaning::Number { places } => Decimal::try_new(integer, *places).map_or(Value::Missing, |n| Value::Number(n.normalize())),
            Meaning::Date => day(integer).map_or(Value::Missing, Value::Date),
            Meaning::Months => i32::try_from(integer).map_or(Value::Missing, Value::Months),
            Meaning::Days => Value::Days(integer),
            Meaning::Choice(scale) => {
                u16::try_from(integer).ok().and_then(|rank| Choice::at(scale, rank)).map_or(Value::Missing, Value::Choice)
            }
            Meaning::Text(texts) => {
                let text = usize::try_from(integer).ok().and_then(|at| texts.get(at));
                text.map_or(Value::Missing, |text| Value::Text(Arc::clone(text)))
            }
        }
    }
}

/// Days since 1970-01-01.
pub fn day_number(date: NaiveDate) -> i64 {
    date.signed_duration_since(NaiveDate::default()).num_days()
}

/// The date so many days after 1970-01-01; absent outside the calendar.
pub fn day(number: i64) -> Option<NaiveDate> {
    NaiveDate::default().checked_add_signed(TimeDelta::try_days(number)?)
}
