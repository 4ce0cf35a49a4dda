//! One column being filled.

use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Date32Builder, Decimal128Builder, Int16Builder, Int32Builder, Int64Builder, StringBuilder, StringDictionaryBuilder,
};
use arrow_array::types::{Date32Type, Int16Type};
use arrow_array::{Array, ArrayRef, ListArray};
use arrow_buffer::{NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{ArrowError, DataType, Field};
use jenjang::policy::catalogue::Fact;
use jenjang::policy::types::Type;
use jenjang::policy::value::Value;
use rust_decimal::Decimal;

use super::Choices;
use crate::TablesError;

/// Digits and places of a decimal, and the same for facts whose range is wider.
const NARROW: (u8, i8) = (18, 6);
const WIDE: (u8, i8) = (38, 10);
/// Where the narrow column ends.
const NARROW_END: i64 = 1_000_000_000_000;

/// A column by the type of its fact.
pub(super) enum Column {
    Truth(BooleanBuilder),
    Number { builder: Decimal128Builder, digits: u8, places: i8 },
    Date(Date32Builder),
    Months(Int32Builder),
    Days(Int64Builder),
    Rank(Int16Builder),
    Code(StringDictionaryBuilder<Int16Type>),
    Text(StringBuilder),
    List { item: Box<Column>, ends: Vec<i32>, known: Vec<bool> },
}

impl Column {
    /// The column for a fact.
    pub(super) fn of(fact: &Fact, choices: Choices) -> Result<Column, TablesError> {
        let end = Decimal::from(NARROW_END);
        let wide = fact.range.is_some_and(|(low, high)| low <= -end || high >= end);
        let found = || TablesError::Type { fact: Arc::clone(&fact.name), found: fact.ty.to_string() };
        Column::of_type(&fact.ty, choices, if wide { WIDE } else { NARROW }).ok_or_else(found)
    }

    fn of_type(ty: &Type, choices: Choices, (digits, places): (u8, i8)) -> Option<Column> {
        Some(match ty {
            Type::Boolean => Column::Truth(BooleanBuilder::new()),
            Type::Number(_) => {
                let builder = Decimal128Builder::new().with_precision_and_scale(digits, places).ok()?;
                Column::Number { builder, digits, places }
            }
            Type::Date => Column::Date(Date32Builder::new()),
            Type::Months => Column::Months(Int32Builder::new()),
            Type::Days => Column::Days(Int64Builder::new()),
            Type::Choice(_) if choices == Choices::Codes => Column::Code(StringDictionaryBuilder::new()),
            Type::Choice(_) => Column::Rank(Int16Builder::new()),
            Type::Text => Column::Text(StringBuilder::new()),
            Type::List { item, .. } if !matches!(**item, Type::List { .. }) => {
                let item = Box::new(Column::of_type(item, choices, (digits, places))?);
                Column::List { item, ends: vec![0], known: Vec::new() }
            }
            Type::List { .. } | Type::Range(_) | Type::None | Type::Any => return None,
        })
    }

    pub(super) fn data_type(&self) -> DataType {
        match self {
            Column::Truth(_) => DataType::Boolean,
            Column::Number { digits, places, .. } => DataType::Decimal128(*digits, *places),
            Column::Date(_) => DataType::Date32,
            Column::Months(_) => DataType::Int32,
            Column::Days(_) => DataType::Int64,
            Column::Rank(_) => DataType::Int16,
            Column::Code(_) => DataType::Dictionary(Box::new(DataType::Int16), Box::new(DataType::Utf8)),
            Column::Text(_) => DataType::Utf8,
            Column::List { item, .. } => DataType::List(item_field(item)),
        }
    }

    /// What fits, for messages.
    pub(super) fn expected(&self) -> &'static str {
        match self {
            Column::Truth(_) => "a truth value",
            Column::Number { digits: 18, .. } => "a number of at most 12 digits before and 6 behind the point",
            Column::Number { .. } => "a number of at most 28 digits before and 10 behind the point",
            Column::Date(_) => "a date",
            Column::Months(_) => "a duration in months",
            Column::Days(_) => "a duration in days",
            Column::Rank(_) | Column::Code(_) => "a choice of its scale",
            Column::Text(_) => "text",
            Column::List { .. } => "a list of its items",
        }
    }

    /// Takes a value; null where it is missing or none. Says whether it fits.
    pub(super) fn append(&mut self, value: &Value) -> bool {
        if matches!(value, Value::Missing | Value::None) {
            self.append_null();
            return true;
        }
        match (self, value) {
            (Column::Truth(builder), Value::Boolean(truth)) => builder.append_value(*truth),
            (Column::Number { builder, digits, places }, Value::Number(number)) => match scaled(*number, *digits, *places) {
                Some(scaled) => builder.append_value(scaled),
                None => return false,
            },
            (Column::Date(builder), Value::Date(day)) => builder.append_value(Date32Type::from_naive_date(*day)),
            (Column::Months(builder), Value::Months(months)) => builder.append_value(*months),
            (Column::Days(builder), Value::Days(days)) => builder.append_value(*days),
            (Column::Rank(builder), Value::Choice(choice)) => match i16::try_from(choice.rank()) {
                Ok(rank) => builder.append_value(rank),
                Err(_) => return false,
            },
            (Column::Code(builder), Value::Choice(choice)) => return builder.append(&**choice.code()).is_ok(),
            (Column::Text(builder), Value::Text(text)) => builder.append_value(text),
            (Column::List { item, ends, known }, Value::List(values)) => {
                if !values.iter().all(|value| item.append(value)) {
                    return false;
                }
                let end = i32::try_from(values.len()).ok().and_then(|length| ends.last().copied().unwrap_or(0).checked_add(length));
                let Some(end) = end else { return false };
                ends.push(end);
                known.push(true);
            }
            _ => return false,
        }
        true
    }

    fn append_null(&mut self) {
        match self {
            Column::Truth(builder) => builder.append_null(),
            Column::Number { builder, .. } => builder.append_null(),
            Column::Date(builder) => builder.append_null(),
            Column::Months(builder) => builder.append_null(),
            Column::Days(builder) => builder.append_null(),
            Column::Rank(builder) => builder.append_null(),
            Column::Code(builder) => builder.append_null(),
            Column::Text(builder) => builder.append_null(),
            Column::List { ends, known, .. } => {
                ends.push(ends.last().copied().unwrap_or(0));
                known.push(false);
            }
        }
    }

    /// What was taken since the last time.
    pub(super) fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        Ok(match self {
            Column::Truth(builder) => Arc::new(builder.finish()),
            Column::Number { builder, .. } => Arc::new(builder.finish()),
            Column::Date(builder) => Arc::new(builder.finish()),
            Column::Months(builder) => Arc::new(builder.finish()),
            Column::Days(builder) => Arc::new(builder.finish()),
            Column::Rank(builder) => Arc::new(builder.finish()),
            Column::Code(builder) => Arc::new(builder.finish()),
            Column::Text(builder) => Arc::new(builder.finish()),
            Column::List { item, ends, known } => {
                let field = item_field(item);
                let offsets = OffsetBuffer::new(ScalarBuffer::from(std::mem::replace(ends, vec![0])));
                let nulls = NullBuffer::from(std::mem::take(known));
                let items = item.finish()?;
                Arc::new(ListArray::try_new(field, offsets, items, Some(nulls))?) as Arc<dyn Array>
            }
        })
    }
}

fn item_field(item: &Column) -> Arc<Field> {
    Arc::new(Field::new("item", item.data_type(), true))
}

/// The number in units of the last place, if the column holds it exactly.
fn scaled(number: Decimal, digits: u8, places: i8) -> Option<i128> {
    let number = number.normalize();
    let more = u32::from(places.unsigned_abs()).checked_sub(number.scale())?;
    let scaled = number.mantissa().checked_mul(10_i128.checked_pow(more)?)?;
    (scaled.unsigned_abs() < 10_u128.checked_pow(u32::from(digits))?).then_some(scaled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_kept_exactly_or_refused() {
        let scaled = |text: &str| scaled(text.parse().unwrap(), 18, 6);
        assert_eq!(scaled("5.625"), Some(5_625_000));
        assert_eq!(scaled("-0.000001"), Some(-1));
        assert_eq!(scaled("0.0000001"), None, "a seventh place");
        assert_eq!(scaled("5.6250000000"), Some(5_625_000), "zeros at the end are no places");
        assert_eq!(scaled("999999999999.999999"), Some(999_999_999_999_999_999));
        assert_eq!(scaled("1000000000000"), None, "a thirteenth digit");
    }
}
