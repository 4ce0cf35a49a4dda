//! Comparing values with three answers.

use std::cmp::Ordering;

use super::{Truth, all, any};
use crate::policy::expression::node::Comparison;
use crate::policy::value::{Bound, RangeValue, Value};

/// The order of two values of one ordered type.
fn order(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::Choice(a), Value::Choice(b)) if a.same_scale(b) => Some(a.rank().cmp(&b.rank())),
        (Value::Months(a), Value::Months(b)) => Some(a.cmp(b)),
        (Value::Days(a), Value::Days(b)) => Some(a.cmp(b)),
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

/// The answer of `a op b`.
pub fn compare_values(op: Comparison, a: &Value, b: &Value) -> Truth {
    match op {
        Comparison::Equal => equal_values(a, b),
        Comparison::NotEqual => equal_values(a, b).not(),
        _ => match order(a, b) {
            Some(ordering) => op.accepts(ordering).into(),
            None if a.is_missing() || b.is_missing() => Truth::Missing,
            None => Truth::None,
        },
    }
}

/// The answer of `a = b`. None equals none and nothing else; values of different types are never compared.
pub fn equal_values(a: &Value, b: &Value) -> Truth {
    match (a, b) {
        (Value::Missing, _) | (_, Value::Missing) => Truth::Missing,
        (Value::None, Value::None) => Truth::True,
        (Value::None, _) | (_, Value::None) => Truth::False,
        (Value::Boolean(a), Value::Boolean(b)) => (a == b).into(),
        (Value::List(a), Value::List(b)) => {
            if a.len() == b.len() {
                all(a.iter().zip(b.iter()).map(|(a, b)| equal_values(a, b)))
            } else {
                Truth::False
            }
        }
        (Value::Range(a), Value::Range(b)) => equal_bounds(&a.low, &b.low).and(equal_bounds(&a.high, &b.high)),
        _ => order(a, b).map_or(Truth::None, |ordering| ordering.is_eq().into()),
    }
}

fn equal_bounds(a: &Bound, b: &Bound) -> Truth {
    match (a, b) {
        (Bound::Open, Bound::Open) => Truth::True,
        (Bound::Included(a), Bound::Included(b)) | (Bound::Excluded(a), Bound::Excluded(b)) => equal_values(a, b),
        _ => Truth::False,
    }
}

/// Whether a value lies inside a range. An end that is none leaves the answer open.
pub fn range_contains(range: &RangeValue, x: &Value) -> Truth {
    fn end(bound: &Bound) -> Option<(&Value, bool)> {
        match bound {
            Bound::Open => None,
            Bound::Included(value) => Some((value, true)),
            Bound::Excluded(value) => Some((value, false)),
        }
    }
    within(end(&range.low), end(&range.high), x)
}

/// Whether a value lies between two ends, each with whether it belongs.
pub(super) fn within(low: Option<(&Value, bool)>, high: Option<(&Value, bool)>, x: &Value) -> Truth {
    let above = low
        .map_or(Truth::True, |(low, closed)| compare_values(if closed { Comparison::GreaterOrEqual } else { Comparison::Greater }, x, low));
    let below =
        high.map_or(Truth::True, |(high, closed)| compare_values(if closed { Comparison::LessOrEqual } else { Comparison::Less }, x, high));
    above.and(below)
}

/// Whether `x` belongs to a list or range, or equals a value.
pub(super) fn member(x: &Value, of: &Value) -> Truth {
    match of {
        Value::List(items) => {
            let inside = any(items.iter().map(|item| match item {
                Value::Range(range) if !matches!(x, Value::Range(_)) => range_contains(range, x),
                item if x.is_none() || item.is_none() => equal_values(x, item),
                item => equal_values(x, item).settled(),
            }));
            if matches!(x, Value::List(_)) { inside.or(equal_values(x, of)) } else { inside }
        }
        Value::Range(range) if !matches!(x, Value::Range(_)) => range_contains(range, x),
        of => equal_values(x, of),
    }
}

impl Truth {
    /// Values that cannot be compared are not the same item.
    pub(super) fn settled(self) -> Truth {
        if self == Truth::None { Truth::False } else { self }
    }
}
