//! Values: what facts, parameters and expressions hold. Known, known to be none, or missing.

use std::fmt;
use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Serialize, Serializer};

use super::scale::Choice;
use crate::number::format_decimal;

/// A fact's place in its catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactIndex(pub u16);

impl FactIndex {
    /// The place as an index.
    pub fn get(self) -> usize {
        usize::from(self.0)
    }
}

/// One end of a range.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Bound {
    /// No limit on this side.
    Open,
    /// The limit belongs to the range.
    Included(Value),
    /// The limit does not belong to the range.
    Excluded(Value),
}

/// A range of an ordered type, `[a..b)`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RangeValue {
    /// Lower end.
    pub low: Bound,
    /// Upper end.
    pub high: Bound,
}

/// A value with three answers: known, *none* (known not to exist) or *missing* (nobody said).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Value {
    /// Nobody said.
    #[default]
    Missing,
    /// Known not to exist; the literal `null`.
    None,
    /// Truth value.
    Boolean(bool),
    /// Exact decimal.
    Number(Decimal),
    /// Free text or code.
    Text(Arc<str>),
    /// Calendar date.
    Date(NaiveDate),
    /// Years-and-months duration, in months.
    Months(i32),
    /// Whole-day duration.
    Days(i64),
    /// A choice of a scale.
    Choice(Choice),
    /// A list. Items may be missing one by one.
    List(Arc<[Value]>),
    /// A range.
    Range(Arc<RangeValue>),
}

impl Value {
    /// Whether nobody said.
    pub fn is_missing(&self) -> bool {
        matches!(self, Value::Missing)
    }

    /// Whether it is known not to exist.
    pub fn is_none(&self) -> bool {
        matches!(self, Value::None)
    }

    /// The word for its type in messages.
    pub fn type_word(&self) -> &'static str {
        match self {
            Value::Missing => "missing",
            Value::None => "null",
            Value::Boolean(_) => "boolean",
            Value::Number(_) => "number",
            Value::Text(_) => "text",
            Value::Date(_) => "date",
            Value::Months(_) => "duration",
            Value::Days(_) => "days",
            Value::Choice(_) => "choice",
            Value::List(_) => "list",
            Value::Range(_) => "range",
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Value {
        Value::Boolean(value)
    }
}

impl From<Decimal> for Value {
    fn from(value: Decimal) -> Value {
        Value::Number(value)
    }
}

impl From<NaiveDate> for Value {
    fn from(value: NaiveDate) -> Value {
        Value::Date(value)
    }
}

impl From<Choice> for Value {
    fn from(value: Choice) -> Value {
        Value::Choice(value)
    }
}

/// Writes months as an ISO 8601 duration, `P2Y6M`; zero is `P0M`.
pub fn format_months(months: i32) -> String {
    let sign = if months < 0 { "-" } else { "" };
    let (years, rest) = (months.unsigned_abs() / 12, months.unsigned_abs() % 12);
    match (years, rest) {
        (0, rest) => format!("{sign}P{rest}M"),
        (years, 0) => format!("{sign}P{years}Y"),
        (years, rest) => format!("{sign}P{years}Y{rest}M"),
    }
}

/// Writes days as an ISO 8601 duration, `P30D`.
pub fn format_days(days: i64) -> String {
    if days < 0 { format!("-P{}D", days.unsigned_abs()) } else { format!("P{days}D") }
}

/// The form used in data files and JSON: plain decimals, ISO dates and durations, bare codes, `null` for none.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Missing => f.write_str("?"),
            Value::None => f.write_str("null"),
            Value::Boolean(b) => write!(f, "{b}"),
            Value::Number(n) => f.write_str(&format_decimal(*n)),
            Value::Text(t) => f.write_str(t),
            Value::Date(d) => write!(f, "{d}"),
            Value::Months(m) => f.write_str(&format_months(*m)),
            Value::Days(d) => f.write_str(&format_days(*d)),
            Value::Choice(c) => write!(f, "{c}"),
            Value::List(items) => {
                f.write_str("[")?;
                for (i, item) in items.iter().enumerate() {
                    if i > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{item}")?;
                }
                f.write_str("]")
            }
            Value::Range(range) => {
                match &range.low {
                    Bound::Open => f.write_str("(")?,
                    Bound::Included(v) => write!(f, "[{v}")?,
                    Bound::Excluded(v) => write!(f, "({v}")?,
                }
                f.write_str("..")?;
                match &range.high {
                    Bound::Open => f.write_str(")"),
                    Bound::Included(v) => write!(f, "{v}]"),
                    Bound::Excluded(v) => write!(f, "{v})"),
                }
            }
        }
    }
}

/// Booleans as booleans, lists as arrays, none as null, a missing value as `{"missing": true}`, everything else as a string that keeps every digit.
impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        match self {
            Value::Missing => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("missing", &true)?;
                map.end()
            }
            Value::None => serializer.serialize_none(),
            Value::Boolean(b) => serializer.serialize_bool(*b),
            Value::Text(t) => serializer.serialize_str(t),
            Value::Choice(c) => serializer.serialize_str(c.code()),
            Value::List(items) => serializer.collect_seq(items.iter()),
            Value::Number(n) => serializer.serialize_str(crate::number::PlainDecimal::new(*n).as_str()),
            Value::Date(_) | Value::Months(_) | Value::Days(_) | Value::Range(_) => serializer.collect_str(self),
        }
    }
}
