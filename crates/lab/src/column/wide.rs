//! Values that fit no integers as they came, looked at as a whole.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::policy::types::Type;
use jenjang::policy::value::Value;
use rust_decimal::Decimal;

use super::build::{packed, same_scale};
use super::{Column, Meaning, Shape, day_number};
use crate::bits::Bits;

/// The narrowest shape of these values.
pub(super) fn shape(ty: &Type, values: Vec<Value>) -> Shape {
    let shape = match ty {
        Type::List { item, .. } => lists(item, &values),
        _ => narrow(&values),
    };
    shape.unwrap_or_else(|| Shape::Wide(values.into()))
}

fn column(ty: &Type, values: Vec<Value>) -> Column {
    let mask = |test: fn(&Value) -> bool| values.iter().any(test).then(|| values.iter().map(test).collect::<Bits>());
    let (missing, none) = (mask(Value::is_missing), mask(Value::is_none));
    Column { shape: shape(ty, values), missing, none }
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
    Some(packed(meaning, integers?.iter().copied()))
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
    let found = match (meaning, value) {
        (_, Value::Missing | Value::None) => return Some(None),
        (Meaning::Boolean, Value::Boolean(b)) => i64::from(*b),
        (Meaning::Number { places }, Value::Number(n)) => units(*n, *places)?,
        (Meaning::Date, Value::Date(date)) => day_number(*date),
        (Meaning::Months, Value::Months(months)) => i64::from(*months),
        (Meaning::Days, Value::Days(days)) => *days,
        (Meaning::Choice(scale), Value::Choice(choice)) if same_scale(scale, choice.scale()) => i64::from(choice.rank()),
        _ => return None,
    };
    Some(Some(found))
}

/// A number in units of so many decimal places; `None` where it needs more of them, or 64 bits do not hold it.
pub(crate) fn units(number: Decimal, places: u32) -> Option<i64> {
    let number = number.normalize();
    let factor = 10_i128.checked_pow(places.checked_sub(number.scale())?)?;
    number.mantissa().checked_mul(factor).and_then(|units| i64::try_from(units).ok())
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
    Some(packed(Meaning::Text(places.into_keys().collect()), integers.iter().copied()))
}
