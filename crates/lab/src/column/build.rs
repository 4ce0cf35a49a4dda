//! Values to the narrowest column that holds them.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::policy::scale::Scale;
use jenjang::policy::types::Type;
use jenjang::policy::value::Value;
use rust_decimal::prelude::ToPrimitive;

use super::{Column, Data, Meaning, Shape, day_number};
use crate::bits::Bits;

/// Collects the values of one fact, person by person.
#[derive(Clone, Debug)]
pub struct ColumnBuilder {
    ty: Type,
    values: Vec<Value>,
}

impl ColumnBuilder {
    /// For a fact of this type.
    pub fn new(ty: &Type) -> ColumnBuilder {
        ColumnBuilder { ty: ty.clone(), values: Vec::new() }
    }

    /// The next person's value.
    pub fn push(&mut self, value: Value) {
        self.values.push(value);
    }

    /// The column.
    pub fn finish(self) -> Column {
        column(&self.ty, self.values)
    }
}

fn column(ty: &Type, values: Vec<Value>) -> Column {
    let mask = |test: fn(&Value) -> bool| values.iter().any(test).then(|| values.iter().map(test).collect::<Bits>());
    let (missing, none) = (mask(Value::is_missing), mask(Value::is_none));
    let shape = match ty {
        Type::List { item, .. } => lists(item, &values),
        _ => narrow(&values),
    };
    Column { shape: shape.unwrap_or_else(|| Shape::Wide(values.into())), missing, none }
}

/// Lists by place; `None` where something else stands among them.
fn lists(item: &Type, values: &[Value]) -> Option<Shape> {
    let mut lengths = Vec::with_capacity(values.len());
    for value in values {
        lengths.push(match value {
            Value::List(items) => u16::try_from(items.len()).ok()?,
            Value::Missing | Value::None => 0,
            _ => return None,
        });
    }
    let longest = usize::from(lengths.iter().copied().max().unwrap_or(0));
    let places = (0..longest).map(|place| {
        let items = values.iter().map(|value| match value {
            Value::List(items) => items.get(place).cloned().unwrap_or(Value::Missing),
            _ => Value::Missing,
        });
        column(item, items.collect())
    });
    Some(Shape::Lists { items: places.collect(), lengths: lengths.into() })
}

/// Integers, where all known values are of one kind and fit.
fn narrow(values: &[Value]) -> Option<Shape> {
    let known = || values.iter().filter(|value| !value.is_missing() && !value.is_none());
    let meaning = match known().next() {
        None | Some(Value::Boolean(_)) => Meaning::Boolean,
        Some(Value::Number(_)) => Meaning::Number { places: places(known())? },
        Some(Value::Date(_)) => Meaning::Date,
        Some(Value::Months(_)) => Meaning::Months,
        Some(Value::Days(_)) => Meaning::Days,
        Some(Value::Choice(choice)) => Meaning::Choice(Arc::clone(choice.scale())),
        Some(Value::Text(_)) => return texts(values),
        Some(_) => return None,
    };
    let integers: Option<Vec<Option<i64>>> = values.iter().map(|value| integer(&meaning, value)).collect();
    Some(packed(meaning, &integers?))
}

/// The digits all numbers need; `None` where one is no number.
fn places<'v>(values: impl Iterator<Item = &'v Value>) -> Option<u32> {
    let digits = |value: &Value| if let Value::Number(n) = value { Some(n.normalize().scale()) } else { None };
    let mut most = 0;
    for value in values {
        most = most.max(digits(value)?);
    }
    Some(most)
}

/// The integer of a value, `Some(None)` where it has none to tell; `None` where it does not fit.
fn integer(meaning: &Meaning, value: &Value) -> Option<Option<i64>> {
    let same = |scale: &Arc<Scale>, other: &Arc<Scale>| Arc::ptr_eq(scale, other) || scale == other;
    let found = match (meaning, value) {
        (_, Value::Missing | Value::None) => return Some(None),
        (Meaning::Boolean, Value::Boolean(b)) => i64::from(*b),
        (Meaning::Number { places }, Value::Number(n)) => {
            let mut scaled = n.normalize();
            let lacking = places.checked_sub(scaled.scale())?;
            let factor = 10_i128.checked_pow(lacking)?;
            scaled.set_scale(0).ok()?;
            scaled.to_i128()?.checked_mul(factor).and_then(|n| i64::try_from(n).ok())?
        }
        (Meaning::Date, Value::Date(date)) => day_number(*date),
        (Meaning::Months, Value::Months(months)) => i64::from(*months),
        (Meaning::Days, Value::Days(days)) => *days,
        (Meaning::Choice(scale), Value::Choice(choice)) if same(scale, choice.scale()) => i64::from(choice.rank()),
        _ => return None,
    };
    Some(Some(found))
}

fn texts(values: &[Value]) -> Option<Shape> {
    let mut places: BTreeMap<Arc<str>, i64> = BTreeMap::new();
    for value in values {
        match value {
            Value::Text(text) => places.insert(Arc::clone(text), 0),
            Value::Missing | Value::None => None,
            _ => return None,
        };
    }
    for (at, place) in places.values_mut().enumerate() {
        *place = i64::try_from(at).ok()?;
    }
    let place_of = |value: &Value| if let Value::Text(text) = value { places.get(text).copied() } else { None };
    let integers: Vec<Option<i64>> = values.iter().map(place_of).collect();
    Some(packed(Meaning::Text(places.into_keys().collect()), &integers))
}

/// The narrowest integers that hold these.
pub(super) fn packed(meaning: Meaning, integers: &[Option<i64>]) -> Shape {
    let known = || integers.iter().flatten().copied();
    let (least, greatest) = (known().min().unwrap_or(0), known().max().unwrap_or(0));
    let width = greatest.checked_sub(least).filter(|width| *width <= i64::from(u32::MAX));
    let base = if width.is_some() { least } else { 0 };
    let distances = integers.iter().map(|n| n.unwrap_or(base).wrapping_sub(base));
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
    Column { shape: packed(meaning, &integers), missing, none }
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
}
