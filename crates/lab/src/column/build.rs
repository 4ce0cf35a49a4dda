//! Values to the narrowest column that holds them.
//!
//! A builder keeps integers as they come; a value that fits no integer turns what it has into values, and [`super::wide`] looks at them as a
//! whole. Either way the same values make the same column.

use std::collections::HashMap;
use std::sync::Arc;

use jenjang::policy::scale::Scale;
use jenjang::policy::types::Type;
use jenjang::policy::value::Value;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{Column, Data, Meaning, Shape, day_number, wide};
use crate::bits::{Bits, words_for};

/// Collects the values of one fact, person by person.
#[derive(Clone, Debug)]
pub struct ColumnBuilder {
    ty: Type,
    held: Held,
    len: usize,
    missing: Marks,
    none: Marks,
}

/// The values so far; under a mark they mean nothing.
#[derive(Clone, Debug)]
enum Held {
    /// None is known yet.
    Unknown,
    /// Integers of one meaning.
    Integers(Meaning, Vec<i64>),
    /// Texts by their place in a list, in the order they came.
    Texts { places: HashMap<Arc<str>, i64>, texts: Vec<Arc<str>>, integers: Vec<i64> },
    /// Lists by place.
    Lists { items: Vec<ColumnBuilder>, lengths: Vec<u16> },
    /// What fits no integer.
    Values(Vec<Value>),
}

/// Bits that are set now and then.
#[derive(Clone, Debug, Default)]
struct Marks(Vec<u64>);

impl Marks {
    fn set(&mut self, place: usize) {
        let words = words_for(place + 1);
        if self.0.len() < words {
            self.0.resize(words, 0);
        }
        if let Some(word) = self.0.get_mut(place / 64) {
            *word |= 1 << (place % 64);
        }
    }

    fn bits(self, len: usize) -> Option<Bits> {
        (!self.0.is_empty()).then(|| Bits::from_words(self.0, len))
    }
}

impl ColumnBuilder {
    /// For a fact of this type.
    pub fn new(ty: &Type) -> ColumnBuilder {
        ColumnBuilder { ty: ty.clone(), held: Held::Unknown, len: 0, missing: Marks::default(), none: Marks::default() }
    }

    /// How many values were pushed.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether none was.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The next person's value.
    pub fn push(&mut self, value: Value) {
        match value {
            Value::Missing => self.push_missing(),
            Value::None => self.push_none(),
            Value::Text(text) => self.push_shared(text),
            Value::List(items) => self.push_list(items),
            Value::Number(number) => match parts(number) {
                Some((mantissa, places)) => self.push_number(mantissa, places),
                None => self.push_value(Value::Number(number)),
            },
            value => match integer(&value) {
                Some((integer, Some(scale))) => {
                    if let Held::Integers(Meaning::Choice(held), integers) = &mut self.held
                        && same_scale(held, scale)
                    {
                        integers.push(integer);
                        self.len += 1;
                    } else {
                        self.push_integer(integer, &Meaning::Choice(Arc::clone(scale)));
                    }
                }
                Some((integer, None)) => self.push_integer(integer, &meaning_of(&value)),
                None => self.push_value(value),
            },
        }
    }

    /// Nobody said.
    pub fn push_missing(&mut self) {
        self.missing.set(self.len);
        self.push_blank(Value::Missing);
    }

    /// Known not to exist.
    pub fn push_none(&mut self) {
        self.none.set(self.len);
        self.push_blank(Value::None);
    }

    fn push_blank(&mut self, blank: Value) {
        match &mut self.held {
            Held::Unknown => {}
            Held::Integers(_, integers) | Held::Texts { integers, .. } => integers.push(0),
            Held::Lists { items, lengths } => {
                items.iter_mut().for_each(ColumnBuilder::push_missing);
                lengths.push(0);
            }
            Held::Values(values) => values.push(blank),
        }
        self.len += 1;
    }

    /// A date, duration, truth value or choice by its integer: days since 1970-01-01, months, days, 0 or 1, a rank.
    pub fn push_integer(&mut self, integer: i64, meaning: &Meaning) {
        if matches!(self.held, Held::Unknown) {
            self.held = Held::Integers(meaning.clone(), vec![0; self.len]);
        }
        match &mut self.held {
            Held::Integers(held, integers) if same_meaning(held, meaning) => {
                integers.push(integer);
                self.len += 1;
            }
            _ => self.push_value(meaning.value(integer)),
        }
    }

    /// A number of so many units of the decimal place.
    pub fn push_number(&mut self, mantissa: i64, places: u32) {
        if matches!(self.held, Held::Unknown) {
            self.held = Held::Integers(Meaning::Number { places }, vec![0; self.len]);
        }
        if let Held::Integers(Meaning::Number { places: held }, integers) = &mut self.held
            && let Some(mantissa) = aligned(held, integers, mantissa, places)
        {
            integers.push(mantissa);
            self.len += 1;
            return;
        }
        self.push_value(Decimal::try_new(mantissa, places).map_or(Value::Missing, |number| Value::Number(number.normalize())));
    }

    /// A text.
    pub fn push_text(&mut self, text: &str) {
        self.texts();
        match &mut self.held {
            Held::Texts { places, texts, integers } => {
                let place = match places.get(text) {
                    Some(place) => *place,
                    None => add_text(places, texts, Arc::from(text)),
                };
                integers.push(place);
                self.len += 1;
            }
            _ => self.push_value(Value::Text(Arc::from(text))),
        }
    }

    fn push_shared(&mut self, text: Arc<str>) {
        self.texts();
        match &mut self.held {
            Held::Texts { places, texts, integers } => {
                let place = match places.get(&text) {
                    Some(place) => *place,
                    None => add_text(places, texts, text),
                };
                integers.push(place);
                self.len += 1;
            }
            _ => self.push_value(Value::Text(text)),
        }
    }

    fn texts(&mut self) {
        if matches!(self.held, Held::Unknown) {
            self.held = Held::Texts { places: HashMap::new(), texts: Vec::new(), integers: vec![0; self.len] };
        }
    }

    fn push_list(&mut self, values: Arc<[Value]>) {
        let Type::List { item, .. } = &self.ty else { return self.push_value(Value::List(values)) };
        if matches!(self.held, Held::Unknown) {
            self.held = Held::Lists { items: Vec::new(), lengths: vec![0; self.len] };
        }
        match (&mut self.held, u16::try_from(values.len())) {
            (Held::Lists { items, lengths }, Ok(length)) => {
                while items.len() < values.len() {
                    let mut place = ColumnBuilder::new(item);
                    (0..self.len).for_each(|_| place.push_missing());
                    items.push(place);
                }
                lengths.push(length);
                let mut rest = values.iter();
                items.iter_mut().for_each(|place| place.push(rest.next().cloned().unwrap_or_default()));
                self.len += 1;
            }
            _ => self.push_value(Value::List(values)),
        }
    }

    /// Keeps a value as it is, and with it all before.
    fn push_value(&mut self, value: Value) {
        if let Held::Values(values) = &mut self.held {
            values.push(value);
            self.len += 1;
            return;
        }
        let before = self.clone().finish();
        let mut values: Vec<Value> = (0..self.len).map(|place| before.value(place)).collect();
        // a value that stands for nothing after all
        if value.is_missing() {
            self.missing.set(self.len);
        }
        values.push(value);
        self.held = Held::Values(values);
        self.len += 1;
    }

    /// The column.
    pub fn finish(self) -> Column {
        let (missing, none) = (self.missing.bits(self.len), self.none.bits(self.len));
        let known = |place: usize| {
            let marked = |bits: &Option<Bits>| bits.as_ref().is_some_and(|bits| bits.get(place));
            !marked(&missing) && !marked(&none)
        };
        let all_known = missing.is_none() && none.is_none();
        let masked = |integers: &[i64]| -> Vec<Option<i64>> {
            integers.iter().enumerate().map(|(place, integer)| (all_known || known(place)).then_some(*integer)).collect()
        };
        let shape = match self.held {
            Held::Unknown if matches!(self.ty, Type::List { .. }) => Shape::Lists { items: Vec::new(), lengths: vec![0; self.len].into() },
            Held::Unknown => packed(Meaning::Boolean, std::iter::repeat_n(None, self.len)),
            Held::Integers(meaning, integers) => numbers_packed(meaning, masked(&integers).iter().copied()),
            Held::Texts { texts, integers, .. } => {
                let mut order: Vec<(Arc<str>, usize)> = texts.into_iter().zip(0..).collect();
                order.sort_unstable();
                let mut places = vec![0_i64; order.len()];
                for ((_, came), place) in order.iter().zip(0..) {
                    if let Some(slot) = places.get_mut(*came) {
                        *slot = place;
                    }
                }
                let place = |integer: i64| usize::try_from(integer).ok().and_then(|at| places.get(at).copied()).unwrap_or(0);
                let integers = masked(&integers).into_iter().map(|integer| integer.map(place)).collect::<Vec<_>>();
                packed(Meaning::Text(order.into_iter().map(|(text, _)| text).collect()), integers.iter().copied())
            }
            Held::Lists { items, lengths } => {
                Shape::Lists { items: items.into_iter().map(ColumnBuilder::finish).collect(), lengths: lengths.into() }
            }
            Held::Values(values) => wide::shape(&self.ty, values),
        };
        Column { shape, missing, none }
    }
}

fn add_text(places: &mut HashMap<Arc<str>, i64>, texts: &mut Vec<Arc<str>>, text: Arc<str>) -> i64 {
    let place = i64::try_from(texts.len()).unwrap_or(i64::MAX);
    places.insert(Arc::clone(&text), place);
    texts.push(text);
    place
}

pub(super) fn same_scale(one: &Arc<Scale>, other: &Arc<Scale>) -> bool {
    Arc::ptr_eq(one, other) || one == other
}

fn same_meaning(one: &Meaning, other: &Meaning) -> bool {
    match (one, other) {
        (Meaning::Choice(one), Meaning::Choice(other)) => same_scale(one, other),
        (Meaning::Boolean, Meaning::Boolean)
        | (Meaning::Date, Meaning::Date)
        | (Meaning::Months, Meaning::Months)
        | (Meaning::Days, Meaning::Days) => true,
        _ => false,
    }
}

/// The integer of a value that is no number and no text, and its scale if it is a choice.
fn integer(value: &Value) -> Option<(i64, Option<&Arc<Scale>>)> {
    Some(match value {
        Value::Boolean(truth) => (i64::from(*truth), None),
        Value::Date(date) => (day_number(*date), None),
        Value::Months(months) => (i64::from(*months), None),
        Value::Days(days) => (*days, None),
        Value::Choice(choice) => (i64::from(choice.rank()), Some(choice.scale())),
        _ => return None,
    })
}

fn meaning_of(value: &Value) -> Meaning {
    match value {
        Value::Date(_) => Meaning::Date,
        Value::Months(_) => Meaning::Months,
        Value::Days(_) => Meaning::Days,
        _ => Meaning::Boolean,
    }
}

/// A number as an integer and its decimal places, where 64 bits hold it.
fn parts(number: Decimal) -> Option<(i64, u32)> {
    let normal = if number.scale() == 0 { number } else { number.normalize() };
    Some((normal.mantissa().to_i64()?, normal.scale()))
}

/// Brings a number and those before it to the same places. `None` where one would not fit.
fn aligned(held: &mut u32, integers: &mut [i64], mantissa: i64, places: u32) -> Option<i64> {
    if places <= *held {
        return mantissa.checked_mul(10_i64.checked_pow(*held - places)?);
    }
    let factor = 10_i64.checked_pow(places - *held)?;
    let fits = |integer: &i64| integer.checked_mul(factor).is_some();
    if !integers.iter().all(fits) {
        return None;
    }
    integers.iter_mut().for_each(|integer| *integer = integer.saturating_mul(factor));
    *held = places;
    Some(mantissa)
}

/// Numbers without decimal places that none of them needs; everything else as it is.
pub(super) fn numbers_packed(meaning: Meaning, integers: impl Iterator<Item = Option<i64>> + Clone) -> Shape {
    let spare = if let Meaning::Number { places } = meaning { spare_places(integers.clone().flatten(), places) } else { 0 };
    let (Meaning::Number { places }, 1..) = (&meaning, spare) else { return packed(meaning, integers) };
    let factor = 10_i64.checked_pow(spare).unwrap_or(1);
    let meaning = Meaning::Number { places: places - spare };
    // a number is a multiple of the factor
    packed(meaning, integers.map(|integer| integer.map(|n| n.checked_div(factor).unwrap_or(n))))
}

/// How many of the decimal places are zero in all of them.
pub(super) fn spare_places(integers: impl Iterator<Item = i64>, places: u32) -> u32 {
    let mut spare = places.min(18);
    if spare == 0 {
        return 0;
    }
    let mut factor = 10_i64.pow(spare);
    for integer in integers {
        while spare > 0 && integer % factor != 0 {
            spare -= 1;
            factor /= 10;
        }
        if spare == 0 {
            break;
        }
    }
    spare
}

/// A column of integers that are known where no mask says otherwise.
pub(crate) fn packed_column(
    meaning: Meaning,
    integers: impl Iterator<Item = Option<i64>> + Clone,
    missing: Option<Bits>,
    none: Option<Bits>,
) -> Column {
    // where nobody's value is known, no meaning is: as a builder has it
    let meaning = if integers.clone().flatten().next().is_some() { meaning } else { Meaning::Boolean };
    Column { shape: packed(meaning, integers), missing, none }
}

/// A column of days; absent where one lies outside the years 1 to 9999.
pub(crate) fn dates_of(integers: impl Iterator<Item = Option<i64>> + Clone, missing: Option<Bits>, none: Option<Bits>) -> Option<Column> {
    let column = packed_column(Meaning::Date, integers, missing, none);
    let sound = match &column.shape {
        Shape::Narrow { least, greatest, .. } => *least >= -719_162 && *greatest <= 2_932_896,
        _ => true,
    };
    sound.then_some(column)
}

/// A column of numbers, each so many units of a decimal place.
pub(crate) fn packed_numbers(
    integers: impl Iterator<Item = Option<i64>> + Clone,
    places: u32,
    missing: Option<Bits>,
    none: Option<Bits>,
) -> Column {
    let known = integers.clone().flatten().next().is_some();
    let meaning = if known { Meaning::Number { places } } else { Meaning::Boolean };
    Column { shape: numbers_packed(meaning, integers), missing, none }
}

/// The narrowest integers that hold these.
pub(super) fn packed(meaning: Meaning, integers: impl Iterator<Item = Option<i64>> + Clone) -> Shape {
    let (mut least, mut greatest, mut any) = (i64::MAX, i64::MIN, false);
    for integer in integers.clone().flatten() {
        (least, greatest, any) = (least.min(integer), greatest.max(integer), true);
    }
    if !any {
        (least, greatest) = (0, 0);
    }
    let width = greatest.checked_sub(least).filter(|width| *width <= i64::from(u32::MAX));
    let base = if width.is_some() { least } else { 0 };
    let distances = integers.map(|n| n.unwrap_or(base).wrapping_sub(base));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "each distance lies between 0 and the width")]
    let data = match width {
        Some(width) if width <= i64::from(u8::MAX) => Data::U8(distances.map(|n| n as u8).collect::<Vec<_>>().into()),
        Some(width) if width <= i64::from(u16::MAX) => Data::U16(distances.map(|n| n as u16).collect::<Vec<_>>().into()),
        Some(_) => Data::U32(distances.map(|n| n as u32).collect::<Vec<_>>().into()),
        None => Data::I64(distances.collect::<Vec<_>>().into()),
    };
    Shape::Narrow { meaning, data, base, least, greatest }
}

/// A column of integers; what stands under a set bit of `missing` or `none` means nothing.
pub(crate) fn of_integers(meaning: Meaning, integers: &[i64], missing: Option<Bits>, none: Option<Bits>) -> Column {
    let blank = |place: usize| [&missing, &none].into_iter().flatten().any(|bits| bits.get(place));
    let known = |(place, integer): (usize, &i64)| (!blank(place)).then_some(*integer);
    let integers: Vec<Option<i64>> = integers.iter().enumerate().map(known).collect();
    Column { shape: packed(meaning, integers.iter().copied()), missing, none }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use rust_decimal::Decimal;

    fn back(ty: &Type, values: Vec<Value>) -> Column {
        let column = Column::of(ty, values.clone());
        let again: Vec<Value> = (0..values.len()).map(|place| column.value(place)).collect();
        assert_eq!(again, values);
        column
    }

    #[test]
    fn values_come_back_as_they_were() {
        let number = |text: &str| Value::Number(text.parse().unwrap());
        let scores = back(&Type::NUMBER, vec![number("76.25"), Value::Missing, number("-3"), Value::None, number("0.1")]);
        assert!(matches!(&scores.shape, Shape::Narrow { meaning: Meaning::Number { places: 2 }, data: Data::U16(_), base: -300, .. }));
        let day = |y| Value::Date(NaiveDate::from_ymd_opt(y, 2, 28).unwrap());
        assert!(matches!(back(&Type::Date, vec![day(1960), day(2000)]).shape, Shape::Narrow { data: Data::U16(_), .. }));
        back(&Type::Text, vec![Value::Text("b".into()), Value::Text("a".into()), Value::Missing]);
        back(&Type::Boolean, vec![Value::Missing, Value::Missing]);
        back(
            &Type::list(Type::NUMBER),
            vec![
                Value::List([number("1"), Value::Missing].into()),
                Value::List([].into()),
                Value::Missing,
                Value::List([number("2.5")].into()),
            ],
        );
        assert!(matches!(back(&Type::NUMBER, vec![Value::Number(Decimal::MAX)]).shape, Shape::Wide(_)));
        back(&Type::Days, vec![Value::Days(i64::MIN), Value::Days(i64::MAX)]);
    }

    #[test]
    fn the_same_values_make_the_same_column_whatever_came_between() {
        let number = |text: &str| Value::Number(text.parse().unwrap());
        let mut plain = ColumnBuilder::new(&Type::NUMBER);
        plain.push_number(4_000_000, 6);
        plain.push_number(12_500_000, 6);
        plain.push_missing();
        assert_eq!(plain.finish(), Column::of(&Type::NUMBER, [number("4"), number("12.5"), Value::Missing]));
        // places that only one number needs, and numbers too great for them together
        let wide = back(&Type::NUMBER, vec![number("9000000000000000000"), number("0.5"), Value::None]);
        assert!(matches!(wide.shape, Shape::Wide(_)));
        let mixed = back(&Type::Any, vec![number("1"), Value::Boolean(true), Value::Missing, Value::Text("a".into())]);
        assert!(matches!(mixed.shape, Shape::Wide(_)));
        let lists = back(&Type::list(Type::NUMBER), vec![Value::Missing, Value::None]);
        assert_eq!(lists.shape, Shape::Lists { items: vec![], lengths: vec![0, 0].into() });
    }
}
