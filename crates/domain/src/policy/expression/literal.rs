//! Values written as text: in policy files, data files and quoted literals.

use std::fmt;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use super::node::Comparison;
use super::parser::{parse, shorten};
use super::suggest::{nearest, suggestion};
use super::syntax::{Arguments, Syntax, SyntaxKind};
use crate::legal::Label;
use crate::number::{ParseDecimalError, parse_decimal};
use crate::policy::diagnostic::{Diagnostic, Spanned};
use crate::policy::document::Literal;
use crate::policy::scale::{Choice, Scale};
use crate::policy::types::Type;
use crate::policy::value::{Bound, RangeValue, Value};

/// A text that is no value of the type it should have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseValueError {
    /// The code a diagnostic about it carries: `type-mismatch`, `unknown-choice`, `number-range`.
    pub code: &'static str,
    /// What was found and what was expected, without the place.
    pub message: Label,
}

impl fmt::Display for ParseValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message.en)
    }
}

impl std::error::Error for ParseValueError {}

impl ParseValueError {
    fn mismatch(found: &str, ty: &Type) -> ParseValueError {
        let found = shorten(found);
        let (id, en) = example(ty);
        ParseValueError {
            code: "type-mismatch",
            message: Label::new(
                format!("`{found}` bukan nilai bertipe `{ty}`, seharusnya {id}"),
                format!("`{found}` is no value of type `{ty}`, expected {en}"),
            ),
        }
    }
}

/// What a value of a type looks like, Indonesian and English.
fn example(ty: &Type) -> (String, String) {
    let same = |text: &str| (text.to_owned(), text.to_owned());
    match ty {
        Type::Number(_) => ("angka desimal seperti `12.5`".into(), "a decimal such as `12.5`".into()),
        Type::Date => ("tanggal seperti `2026-04-01`".into(), "a date such as `2026-04-01`".into()),
        Type::Months => ("durasi seperti `P2Y6M`".into(), "a duration such as `P2Y6M`".into()),
        Type::Days => ("jumlah hari seperti `P30D`".into(), "days such as `P30D`".into()),
        Type::Boolean => ("`true` atau `false`".into(), "`true` or `false`".into()),
        Type::List { .. } => ("daftar nilai".into(), "a list of values".into()),
        Type::Range(_) => same("`[a..b]`"),
        Type::None => same("`null`"),
        Type::Text | Type::Any | Type::Choice(_) => ("sebuah teks".into(), "a text".into()),
    }
}

/// Reads a value of a type from plain text, as data files and facts in JSON or CSV hold it.
///
/// `null` is none for every type. A list is `[a, b]` or its items between semicolons; an item `?` is missing.
///
/// # Errors
/// [`ParseValueError`] says what was found and what a value of the type looks like.
pub fn parse_value(text: &str, ty: &Type) -> Result<Value, ParseValueError> {
    let trimmed = text.trim();
    if trimmed == "null" {
        return Ok(Value::None);
    }
    let mismatch = || ParseValueError::mismatch(text, ty);
    match ty {
        Type::Text => Ok(Value::Text(text.into())),
        Type::Number(_) => parse_decimal(trimmed).map(Value::Number).map_err(|error| match error {
            ParseDecimalError::Syntax { .. } => mismatch(),
            ParseDecimalError::Range { found } => ParseValueError {
                code: "number-range",
                message: Label::new(
                    format!("`{found}` memuat terlalu banyak digit, paling banyak 28 digit dan 28 desimal"),
                    format!("`{found}` has more digits than can be kept exactly, expected at most 28 digits and 28 decimal places"),
                ),
            },
        }),
        Type::Date => parse_date(trimmed).map(Value::Date).ok_or_else(mismatch),
        Type::Months => parse_duration(trimmed).ok().filter(|v| matches!(v, Value::Months(_))).ok_or_else(mismatch),
        Type::Days => parse_duration(trimmed).ok().filter(|v| matches!(v, Value::Days(_))).ok_or_else(mismatch),
        Type::Boolean => match trimmed {
            "true" => Ok(Value::Boolean(true)),
            "false" => Ok(Value::Boolean(false)),
            _ => Err(mismatch()),
        },
        Type::Choice(scale) => choice(trimmed, scale).map(Value::Choice),
        Type::List { item, max } => {
            let (inner, separator) = match trimmed.strip_prefix('[').and_then(|t| t.strip_suffix(']')) {
                Some(inner) => (inner.trim(), ','),
                None => (trimmed, ';'),
            };
            let mut values = Vec::new();
            if !inner.is_empty() {
                for part in inner.split(separator).map(str::trim) {
                    values.push(if part == "?" { Value::Missing } else { parse_value(part.trim_matches('"'), item)? });
                }
            }
            length_fits(values.len(), *max)?;
            Ok(Value::List(values.into()))
        }
        Type::Range(item) => {
            let range = parse_range(trimmed).ok_or_else(mismatch)?;
            let fits = |bound: &Bound| match bound {
                Bound::Open => true,
                Bound::Included(v) | Bound::Excluded(v) => fits(v, item),
            };
            if fits(&range.low) && fits(&range.high) { Ok(Value::Range(Arc::new(range))) } else { Err(mismatch()) }
        }
        Type::None => Err(mismatch()),
        Type::Any => Ok(Value::Text(text.into())),
    }
}

/// Whether a known value is one of this type.
fn fits(value: &Value, ty: &Type) -> bool {
    match (value, ty) {
        (Value::Missing | Value::None, _)
        | (_, Type::Any)
        | (Value::Number(_), Type::Number(_))
        | (Value::Date(_), Type::Date)
        | (Value::Months(_), Type::Months)
        | (Value::Days(_), Type::Days)
        | (Value::Boolean(_), Type::Boolean)
        | (Value::Text(_), Type::Text) => true,
        (Value::Choice(choice), Type::Choice(scale)) => choice.scale().name == scale.name,
        _ => false,
    }
}

fn length_fits(length: usize, max: Option<usize>) -> Result<(), ParseValueError> {
    match max {
        Some(max) if length > max => Err(ParseValueError {
            code: "list-too-long",
            message: Label::new(
                format!("daftar memuat {length} butir, paling banyak {max}"),
                format!("the list holds {length} items, expected at most {max}"),
            ),
        }),
        _ => Ok(()),
    }
}

/// The choice with a code, or what its scale offers instead.
pub(super) fn choice(code: &str, scale: &Arc<Scale>) -> Result<Choice, ParseValueError> {
    if let Some(choice) = Choice::parse(scale, code) {
        return Ok(choice);
    }
    let found = shorten(code);
    let codes: Vec<&str> = scale.values.iter().map(|v| &*v.code).collect();
    let all = if codes.len() > 20 { format!("{}, …", codes[..20].join(", ")) } else { codes.join(", ") };
    let (id, en) = suggestion(nearest(code, codes.iter().copied()));
    Err(ParseValueError {
        code: "unknown-choice",
        message: Label::new(
            format!("`{found}` tidak ada dalam skala `{}`{id}; pilihan: {all}", scale.name),
            format!("`{found}` is not in scale `{}`{en}; choices: {all}", scale.name),
        ),
    })
}

/// Types a literal of a policy file. `"null"` is none; in arrays `"?"` is missing.
///
/// `None` when it does not fit; what is wrong is in `out`.
pub fn typed_literal(literal: &Spanned<Literal>, ty: &Type, file: &Arc<str>, out: &mut Vec<Diagnostic>) -> Option<Value> {
    let mut report = |error: ParseValueError| {
        out.push(Diagnostic::error(error.code, file, literal.span, error.message));
        None
    };
    let mismatch = |found: &str| ParseValueError::mismatch(found, ty);
    match (&literal.value, ty) {
        (Literal::Text(text), _) => parse_value(text, ty).map_or_else(report, Some),
        (Literal::Integer(n), Type::Number(_) | Type::Any) => Some(Value::Number(Decimal::from(*n))),
        (Literal::Boolean(b), Type::Boolean | Type::Any) => Some(Value::Boolean(*b)),
        (Literal::Date(date), Type::Date | Type::Any) => Some(Value::Date(*date)),
        (Literal::List(items), Type::List { item, max }) => {
            if let Err(error) = length_fits(items.len(), *max) {
                return report(error);
            }
            let values: Vec<Option<Value>> = items
                .iter()
                .map(|part| match &part.value {
                    Literal::Text(text) if &**text == "?" => Some(Value::Missing),
                    _ => typed_literal(part, item, file, out),
                })
                .collect();
            values.into_iter().collect::<Option<Vec<Value>>>().map(|values| Value::List(values.into()))
        }
        (Literal::Integer(n), _) => report(mismatch(&n.to_string())),
        (Literal::Boolean(b), _) => report(mismatch(&b.to_string())),
        (Literal::Date(date), _) => report(mismatch(&date.to_string())),
        (Literal::List(items), _) => report(mismatch(&format!("[… {}]", items.len()))),
    }
}

/// Reads an ISO date: a sign, at least four digits of year, two of month and day.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let mut parts = digits.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let well_formed = parts.next().is_none()
        && [year, month, day].into_iter().all(all_digits)
        && (year.len() == 4 || (5..=9).contains(&year.len()) && !year.starts_with('0'))
        && month.len() == 2
        && day.len() == 2;
    if !well_formed {
        return None;
    }
    NaiveDate::from_ymd_opt(sign * year.parse::<i32>().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// Writes an ISO date that [`parse_date`] reads, years before 0 and after 9999 included.
pub fn format_date(date: NaiveDate) -> String {
    let sign = if date.year() < 0 { "-" } else { "" };
    format!("{sign}{:04}-{:02}-{:02}", date.year().unsigned_abs(), date.month(), date.day())
}

/// Why a text is no duration of this language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DurationProblem {
    /// No duration at all, or years and days mixed.
    Invalid,
    /// A duration that is not a whole number of days.
    Hours,
}

/// Reads an ISO duration: years and months (`P2Y6M`) or whole days (`P30D`, `PT48H`).
///
/// # Errors
/// [`DurationProblem`] tells a text that is no duration from one with parts of a day.
pub fn parse_duration(text: &str) -> Result<Value, DurationProblem> {
    let invalid = DurationProblem::Invalid;
    let (sign, rest) = text.strip_prefix('-').map_or((1i64, text), |rest| (-1, rest));
    let rest = rest.strip_prefix('P').ok_or(invalid)?;
    let (date, time) = rest.split_once('T').map_or((rest, None), |(date, time)| (date, Some(time)));
    let mut date = date;
    let mut part = |unit: char| -> Result<Option<i64>, DurationProblem> {
        let digits = date.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || !date[digits..].starts_with(unit) {
            return Ok(None);
        }
        let value = date[..digits].parse().map_err(|_| invalid)?;
        date = &date[digits + 1..];
        Ok(Some(value))
    };
    let (years, months, days) = (part('Y')?, part('M')?, part('D')?);
    let nothing = years.is_none() && months.is_none() && days.is_none() && time.is_none();
    let mixed = (years.is_some() || months.is_some()) && (days.is_some() || time.is_some());
    if !date.is_empty() || nothing || mixed {
        return Err(invalid);
    }
    if years.is_some() || months.is_some() {
        let total = years.unwrap_or(0).checked_mul(12).and_then(|y| y.checked_add(months.unwrap_or(0))).ok_or(invalid)?;
        return i32::try_from(sign * total).map(Value::Months).map_err(|_| invalid);
    }
    let (seconds, fraction) = time.map_or(Ok((0, false)), seconds)?;
    if fraction || seconds % 86_400 != 0 {
        return Err(DurationProblem::Hours);
    }
    let total = days.unwrap_or(0).checked_add(seconds / 86_400).ok_or(invalid)?;
    Ok(Value::Days(sign * total))
}

/// The seconds in the time part of a duration, and whether there is a fraction besides.
fn seconds(mut time: &str) -> Result<(i64, bool), DurationProblem> {
    let invalid = DurationProblem::Invalid;
    let (mut total, mut fraction, mut any) = (0i64, false, false);
    for (unit, length) in [('H', 3600i64), ('M', 60), ('S', 1)] {
        let digits = time.bytes().take_while(u8::is_ascii_digit).count();
        let mut end = digits;
        if unit == 'S' && time[digits..].starts_with('.') {
            end += 1 + time[digits + 1..].bytes().take_while(u8::is_ascii_digit).count();
        }
        if digits == 0 || !time[end..].starts_with(unit) {
            continue;
        }
        let whole: i64 = time[..digits].parse().map_err(|_| invalid)?;
        fraction |= time[digits..end].bytes().any(|b| (b'1'..=b'9').contains(&b));
        total = whole.checked_mul(length).and_then(|s| s.checked_add(total)).ok_or(invalid)?;
        time = &time[end + 1..];
        any = true;
    }
    if any && time.is_empty() { Ok((total, fraction)) } else { Err(invalid) }
}

/// Reads the text of `range("[1..3]")`: brackets and two literals of one ordered type, the lower one first.
pub(super) fn parse_range(text: &str) -> Option<RangeValue> {
    let syntax = parse(text, 0, &Arc::from(""), &|_| false, &mut Vec::new())?;
    let SyntaxKind::Range { low: Some((low, low_closed)), high: Some((high, high_closed)) } = &syntax.kind else {
        return None;
    };
    let (low, high) = (constant(low)?, constant(high)?);
    let ordered = super::evaluate::compare_values(Comparison::LessOrEqual, &low, &high);
    if ordered != super::evaluate::Truth::True {
        return None;
    }
    let bound = |value: Value, closed: bool| if closed { Bound::Included(value) } else { Bound::Excluded(value) };
    Some(RangeValue { low: bound(low, *low_closed), high: bound(high, *high_closed) })
}

/// The value of a literal that needs no names.
fn constant(syntax: &Syntax) -> Option<Value> {
    match &syntax.kind {
        SyntaxKind::Number(n) => Some(Value::Number(*n)),
        SyntaxKind::Negate(inner) => match inner.kind {
            SyntaxKind::Number(n) => Some(Value::Number(-n)),
            _ => None,
        },
        SyntaxKind::Text(text) => Some(Value::Text(text.as_str().into())),
        SyntaxKind::At(text) => parse_date(text).map(Value::Date).or_else(|| parse_duration(text).ok()),
        SyntaxKind::Call(name, Arguments::Positional(arguments)) => match (name.value.as_str(), arguments.as_slice()) {
            ("date", [Syntax { kind: SyntaxKind::Text(text), .. }]) => parse_date(text).map(Value::Date),
            ("duration", [Syntax { kind: SyntaxKind::Text(text), .. }]) => parse_duration(text).ok(),
            _ => None,
        },
        _ => None,
    }
}
