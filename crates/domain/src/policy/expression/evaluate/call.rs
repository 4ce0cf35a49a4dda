//! The functions of the language.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use super::{Truth, all, any, compare_values, equal_values, items, position, whole};
use crate::number::{RoundingMode, format_decimal, parse_decimal, round_to_scale};
use crate::period::{DateRounding, months_between, years_between};
use crate::policy::expression::literal::{format_date, parse_date, parse_duration, parse_range};
use crate::policy::expression::node::{Comparison, Function};
use crate::policy::value::{Bound, Value};

/// The value of a function call; none where the arguments have no answer.
pub(super) fn call(function: Function, arguments: &[Cow<'_, Value>], rounding: impl FnOnce() -> DateRounding) -> Value {
    let [first, rest @ ..] = arguments else { return Value::None };
    let first: &Value = first;
    let second: Option<&Value> = rest.first().map(|v| &**v);
    if first.is_missing() {
        return Value::Missing;
    }
    let structural =
        matches!(function, Function::Append | Function::InsertBefore | Function::ListContains | Function::IndexOf | Function::Concatenate);
    if !structural && rest.iter().any(|v| v.is_missing()) {
        return Value::Missing;
    }
    let result = match function {
        Function::Count
        | Function::Sum
        | Function::Min
        | Function::Max
        | Function::Mean
        | Function::Median
        | Function::All
        | Function::Any => items(first).map(|list| over_list(function, list)),
        Function::ListContains
        | Function::Sublist
        | Function::Append
        | Function::Concatenate
        | Function::Remove
        | Function::Reverse
        | Function::IndexOf
        | Function::Union
        | Function::DistinctValues
        | Function::InsertBefore
        | Function::Flatten => lists(function, first, rest),
        Function::StringLength
        | Function::UpperCase
        | Function::LowerCase
        | Function::Contains
        | Function::StartsWith
        | Function::EndsWith
        | Function::Substring
        | Function::SubstringBefore
        | Function::SubstringAfter => texts(function, first, rest),
        Function::String => match first {
            Value::None => None,
            Value::Text(_) => Some(first.clone()),
            other if has_missing(other) => Some(Value::Missing),
            other => Some(Value::Text(written(other, false).into())),
        },
        Function::Number => number_from(first, rest),
        Function::Range => match first {
            Value::Text(text) => parse_range(text).map(|range| Value::Range(Arc::new(range))),
            _ => None,
        },
        Function::Duration => match first {
            Value::Text(text) => parse_duration(text).ok(),
            _ => None,
        },
        Function::Successor => choice(first).and_then(|c| c.successor()).map(Value::Choice),
        Function::Predecessor => choice(first).and_then(|c| c.predecessor()).map(Value::Choice),
        Function::StepsBetween => match (first, second) {
            (Value::Choice(from), Some(Value::Choice(to))) if from.same_scale(to) => {
                Some(Value::Number(Decimal::from(i32::from(to.rank()) - i32::from(from.rank()))))
            }
            _ => None,
        },
        Function::Date
        | Function::YearsAndMonthsDuration
        | Function::YearsBetween
        | Function::MonthsBetween
        | Function::DaysBetween
        | Function::DayOfYear
        | Function::Year
        | Function::Month
        | Function::Day => dates(function, first, rest, rounding),
        Function::Abs
        | Function::Floor
        | Function::Ceiling
        | Function::Modulo
        | Function::Even
        | Function::Odd
        | Function::Decimal
        | Function::RoundUp
        | Function::RoundDown
        | Function::RoundHalfUp
        | Function::RoundHalfDown => numbers(function, first, second),
    };
    result.unwrap_or(Value::None)
}

fn choice(value: &Value) -> Option<&crate::policy::scale::Choice> {
    match value {
        Value::Choice(choice) => Some(choice),
        _ => None,
    }
}

fn decimal(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(n) => Some(*n),
        _ => None,
    }
}

fn numbers(function: Function, first: &Value, second: Option<&Value>) -> Option<Value> {
    if function == Function::Abs {
        return match first {
            Value::Number(n) => Some(Value::Number(n.abs())),
            Value::Months(m) => m.checked_abs().map(Value::Months),
            Value::Days(d) => d.checked_abs().map(Value::Days),
            _ => None,
        };
    }
    let n = decimal(first)?;
    let two = Decimal::TWO;
    match function {
        Function::Even => return Some(Value::Boolean(n.is_integer() && (n % two).is_zero())),
        Function::Odd => return Some(Value::Boolean(n.is_integer() && !(n % two).is_zero())),
        Function::Modulo => {
            let divisor = decimal(second?)?;
            // the sign is the divisor's
            let rest = n.checked_rem(divisor)?;
            let wrong_side = !rest.is_zero() && rest.is_sign_negative() != divisor.is_sign_negative();
            return if wrong_side { rest.checked_add(divisor) } else { Some(rest) }.map(Value::Number);
        }
        _ => {}
    }
    let scale = match second {
        None => 0,
        // the scales FEEL allows
        Some(scale) => i32::try_from(whole(scale)?).ok().filter(|scale| (-6111..=6176).contains(scale))?,
    };
    let negative = n.is_sign_negative();
    let mode = match function {
        Function::Floor if negative => RoundingMode::Up,
        Function::Ceiling if !negative => RoundingMode::Up,
        Function::Floor | Function::Ceiling | Function::RoundDown => RoundingMode::Down,
        Function::RoundUp => RoundingMode::Up,
        Function::RoundHalfUp => RoundingMode::HalfUp,
        Function::RoundHalfDown => RoundingMode::HalfDown,
        _ => RoundingMode::HalfEven,
    };
    round_to_scale(n, scale, mode).map(Value::Number)
}

/// Functions over the items of one list. Items nobody knows leave the result unknown, unless the others decide it.
fn over_list(function: Function, list: &[Value]) -> Value {
    match function {
        Function::All => return all(list.iter().map(Truth::of)).into(),
        Function::Any => return any(list.iter().map(Truth::of)).into(),
        _ => {}
    }
    if list.iter().any(Value::is_missing) {
        return Value::Missing;
    }
    let result = match function {
        Function::Count => Some(Value::Number(Decimal::from(list.len()))),
        Function::Min => extreme(list, Comparison::Less),
        Function::Max => extreme(list, Comparison::Greater),
        Function::Sum => sum(list).map(Value::Number),
        Function::Mean => sum(list).and_then(|total| total.checked_div(Decimal::from(list.len()))).map(Value::Number),
        Function::Median => median(list).map(Value::Number),
        _ => None,
    };
    result.unwrap_or(Value::None)
}

/// The sum of numbers; none of nothing.
fn sum(list: &[Value]) -> Option<Decimal> {
    let (first, rest) = list.split_first()?;
    rest.iter().try_fold(decimal(first)?, |total, item| total.checked_add(decimal(item)?))
}

fn median(list: &[Value]) -> Option<Decimal> {
    let mut numbers = list.iter().map(decimal).collect::<Option<Vec<Decimal>>>()?;
    numbers.sort_unstable();
    let middle = numbers.len() / 2;
    let upper = *numbers.get(middle)?;
    if numbers.len() % 2 == 1 {
        return Some(upper);
    }
    numbers.get(middle.checked_sub(1)?)?.checked_add(upper)?.checked_div(Decimal::TWO)
}

fn extreme(list: &[Value], wins: Comparison) -> Option<Value> {
    let (first, rest) = list.split_first()?;
    let mut best = first;
    if best.is_none() {
        return None;
    }
    for item in rest {
        match compare_values(wins, item, best) {
            Truth::True => best = item,
            Truth::False => {}
            Truth::None | Truth::Missing => return None,
        }
    }
    Some(best.clone())
}

fn lists(function: Function, first: &Value, rest: &[Cow<'_, Value>]) -> Option<Value> {
    let list = items(first)?;
    let argument = |at: usize| rest.get(at).map(|v| &**v);
    let made = |values: Vec<Value>| Some(Value::List(values.into()));
    match function {
        Function::ListContains => {
            let element = argument(0)?;
            Some(any(list.iter().map(|item| equal_values(item, element).settled())).into())
        }
        Function::IndexOf => {
            let element = argument(0)?;
            let mut places = Vec::new();
            for (at, item) in list.iter().enumerate() {
                match equal_values(item, element) {
                    Truth::True => places.push(Value::Number(Decimal::from(at + 1))),
                    Truth::Missing => return Some(Value::Missing),
                    Truth::False | Truth::None => {}
                }
            }
            made(places)
        }
        Function::Append => made(list.iter().cloned().chain(rest.iter().map(|v| v.clone().into_owned())).collect()),
        Function::Concatenate | Function::Union => {
            let mut joined = list.to_vec();
            for more in rest {
                if more.is_missing() {
                    return Some(Value::Missing);
                }
                joined.extend_from_slice(items(more)?);
            }
            if function == Function::Union { distinct(&joined) } else { made(joined) }
        }
        Function::DistinctValues => distinct(list),
        Function::Reverse => made(list.iter().rev().cloned().collect()),
        Function::Flatten => {
            // what is missing may be a list of any length
            if list.iter().any(has_missing) {
                return Some(Value::Missing);
            }
            let mut flat = Vec::new();
            flatten(list, &mut flat);
            made(flat)
        }
        Function::Remove => {
            let at = position(argument(0)?, list.len())?;
            made(list.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, v)| v.clone()).collect())
        }
        Function::InsertBefore => {
            let (place, item) = (argument(0)?, argument(1)?);
            if place.is_missing() {
                return Some(Value::Missing);
            }
            let at = position(place, list.len())?;
            let mut longer = list.to_vec();
            longer.insert(at, item.clone());
            made(longer)
        }
        Function::Sublist => {
            let from = position(argument(0)?, list.len())?;
            let to = match argument(1) {
                None => list.len(),
                Some(length) => from.checked_add(usize::try_from(whole(length)?).ok()?)?,
            };
            list.get(from..to).map(|part| Value::List(part.into()))
        }
        _ => None,
    }
}

/// The items without repetitions, in order of first appearance; missing where nobody knows whether two are the same.
fn distinct(list: &[Value]) -> Option<Value> {
    let mut kept: Vec<Value> = Vec::new();
    for item in list {
        match any(kept.iter().map(|seen| equal_values(seen, item).settled())) {
            Truth::True => {}
            Truth::Missing => return Some(Value::Missing),
            Truth::False | Truth::None => kept.push(item.clone()),
        }
    }
    Some(Value::List(kept.into()))
}

/// Whether a value is missing, or a list with something missing in it.
fn has_missing(value: &Value) -> bool {
    match value {
        Value::Missing => true,
        Value::List(items) => items.iter().any(has_missing),
        _ => false,
    }
}

fn flatten(list: &[Value], into: &mut Vec<Value>) {
    for item in list {
        match item {
            Value::List(inner) => flatten(inner, into),
            other => into.push(other.clone()),
        }
    }
}

fn text(value: &Value) -> Option<&Arc<str>> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

fn texts(function: Function, first: &Value, rest: &[Cow<'_, Value>]) -> Option<Value> {
    let subject = text(first)?;
    let made = |text: &str| Some(Value::Text(text.into()));
    match function {
        Function::StringLength => return Some(Value::Number(Decimal::from(subject.chars().count()))),
        Function::UpperCase => return made(&subject.to_uppercase()),
        Function::LowerCase => return made(&subject.to_lowercase()),
        Function::Substring => return substring(subject, rest.first()?, rest.get(1).map(|v| &**v)),
        _ => {}
    }
    let part: &str = text(rest.first()?)?;
    match function {
        Function::Contains => Some(Value::Boolean(subject.contains(part))),
        Function::StartsWith => Some(Value::Boolean(subject.starts_with(part))),
        Function::EndsWith => Some(Value::Boolean(subject.ends_with(part))),
        Function::SubstringBefore => made(subject.split_once(part).map_or("", |(before, _)| before)),
        Function::SubstringAfter => made(subject.split_once(part).map_or("", |(_, after)| after)),
        _ => None,
    }
}

fn substring(subject: &str, start: &Value, length: Option<&Value>) -> Option<Value> {
    let characters: Vec<char> = subject.chars().collect();
    let from = position(start, characters.len())?;
    let to = match length {
        None => characters.len(),
        Some(length) => {
            let length = usize::try_from(whole(length)?).ok().filter(|n| *n > 0)?;
            from.saturating_add(length).min(characters.len())
        }
    };
    Some(Value::Text(characters.get(from..to)?.iter().collect::<String>().into()))
}

/// `number("1 000,5", " ", ",")`
fn number_from(first: &Value, rest: &[Cow<'_, Value>]) -> Option<Value> {
    let separator = |at: usize, allowed: &[&str]| match rest.get(at).map(|v| &**v) {
        None | Some(Value::None) => Some(None),
        Some(Value::Text(text)) if allowed.contains(&&**text) => Some(Some(text.to_string())),
        Some(_) => None,
    };
    if let Value::Number(_) = first {
        return Some(first.clone());
    }
    let mut plain = text(first)?.to_string();
    let grouping = separator(0, &[" ", ",", "."])?;
    let point = separator(1, &[",", "."])?;
    if grouping.is_some() && grouping == point {
        return None;
    }
    if let Some(grouping) = grouping {
        plain = plain.replace(&grouping, "");
    }
    if let Some(point) = point {
        plain = plain.replace(&point, ".");
    }
    parse_decimal(&plain).ok().map(Value::Number)
}

/// The text form of a value; inside a list texts are quoted.
fn written(value: &Value, inside: bool) -> String {
    match value {
        Value::Number(n) => format_decimal(*n),
        Value::Date(date) => format_date(*date),
        Value::Text(text) if inside => format!("\"{text}\""),
        Value::List(list) => {
            let items: Vec<String> = list.iter().map(|item| written(item, true)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Range(range) => {
            let end = |bound: &Bound| match bound {
                Bound::Open => String::new(),
                Bound::Included(v) | Bound::Excluded(v) => written(v, true),
            };
            let open = if matches!(range.low, Bound::Included(_)) { "[" } else { "(" };
            let close = if matches!(range.high, Bound::Included(_)) { "]" } else { ")" };
            format!("{open}{}..{}{close}", end(&range.low), end(&range.high))
        }
        other => other.to_string(),
    }
}

fn date(value: &Value) -> Option<NaiveDate> {
    match value {
        Value::Date(date) => Some(*date),
        _ => None,
    }
}

fn dates(function: Function, first: &Value, rest: &[Cow<'_, Value>], rounding: impl FnOnce() -> DateRounding) -> Option<Value> {
    let count = |n: i64| Some(Value::Number(Decimal::from(n)));
    match (function, first) {
        (Function::Date, Value::Date(_)) => return Some(first.clone()),
        (Function::Date, Value::Text(text)) => return parse_date(text).map(Value::Date),
        (Function::Date, _) => {
            let year = i32::try_from(whole(first)?).ok()?;
            let part = |at: usize| rest.get(at).and_then(|v| whole(v)).and_then(|n| u32::try_from(n).ok());
            return NaiveDate::from_ymd_opt(year, part(0)?, part(1)?).map(Value::Date);
        }
        (Function::Year, Value::Months(months)) => return count(i64::from(months / 12)),
        (Function::Month, Value::Months(months)) => return count(i64::from(months % 12)),
        (Function::Day, Value::Days(days)) => return count(*days),
        _ => {}
    }
    let from = date(first)?;
    match function {
        Function::Year => return count(from.year().into()),
        Function::Month => return count(from.month().into()),
        Function::Day => return count(from.day().into()),
        Function::DayOfYear => return count(from.ordinal().into()),
        _ => {}
    }
    let to = date(rest.first()?)?;
    match function {
        Function::DaysBetween => count(to.signed_duration_since(from).num_days()),
        Function::YearsBetween => count(years_between(from, to, rounding()).into()),
        Function::MonthsBetween => count(months_between(from, to, rounding()).into()),
        Function::YearsAndMonthsDuration => Some(Value::Months(months_between(from, to, rounding()))),
        _ => None,
    }
}
