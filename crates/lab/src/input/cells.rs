//! One cell of a table to a value of a fact, or what was expected instead.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::number::parse_decimal;
use jenjang::policy::expression::literal::parse_value;
use jenjang::policy::expression::suggest::{nearest, suggestion};
use jenjang::policy::types::Type;
use jenjang::policy::value::{Value, format_days, format_months};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::dates::{self, DateForm};
use super::mapping::{folded, short};
use crate::column::{ColumnBuilder, Meaning};

/// How the cells of a column are read.
#[derive(Clone, Debug)]
pub(super) struct How {
    /// The type of the fact.
    pub(super) ty: Type,
    /// What a blank cell stands for.
    pub(super) blank: Value,
    /// Whether the fact can be known not to exist.
    pub(super) can_be_none: bool,
    /// Whether `?` is missing and `null` none, as in data files of text.
    pub(super) marks: bool,
    /// How dates are written; empty for `2026-04-01`.
    pub(super) dates: Vec<DateForm>,
    /// Whether a comma stands before the decimals.
    pub(super) comma: bool,
    /// The table's words, folded, and what they mean.
    pub(super) words: BTreeMap<String, Value>,
    /// By text as it is written, the rank of a choice.
    pub(super) codes: HashMap<String, i64>,
    /// What whole numbers in a column of choices are.
    pub(super) numbers: Numbers,
}

/// What whole numbers in a column of choices are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Numbers {
    /// Ranks from 0.
    Ranks,
    /// Codes that look like numbers.
    Codes,
    /// Ranks in the scale as the file has it; here the ranks in the catalogue's, where the code is still there.
    Translated(Arc<[Option<i64>]>),
}

/// A cell as the file holds it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cell<'a> {
    Blank,
    Text(&'a str),
    Integer(i128),
    Decimal {
        mantissa: i128,
        places: i8,
    },
    Float(f64),
    Truth(bool),
    Day(i64),
    /// Days, and seconds of the day begun.
    Moment {
        days: i64,
        seconds: u32,
    },
}

/// What a cell was read as.
enum Read<'a> {
    /// What [`How::meaning`] makes a value of.
    Integer(i64),
    /// So many units of a decimal place.
    Number(i64, u32),
    Text(Cow<'a, str>),
    Value(Value),
}

/// Why a cell was not read.
pub(super) struct Fault {
    pub(super) found: String,
    pub(super) expected: Label,
}

impl How {
    /// For a fact of this type, nothing else said.
    pub(super) fn new(ty: &Type) -> How {
        let mut codes = HashMap::new();
        let mut numbers = Numbers::Ranks;
        if let Type::Choice(scale) = ty {
            for (value, rank) in scale.values.iter().zip(0_i64..) {
                codes.insert(value.code.to_string(), rank);
                if value.code.bytes().all(|b| b.is_ascii_digit()) {
                    numbers = Numbers::Codes;
                }
            }
        }
        How {
            ty: ty.clone(),
            blank: Value::Missing,
            can_be_none: true,
            marks: false,
            dates: Vec::new(),
            comma: false,
            words: BTreeMap::new(),
            codes,
            numbers,
        }
    }

    /// How the items of a list are read.
    pub(super) fn item(&self) -> How {
        let Type::List { item, .. } = &self.ty else { return self.clone() };
        let numbers = match &self.numbers {
            Numbers::Translated(ranks) => Numbers::Translated(Arc::clone(ranks)),
            _ => How::new(item).numbers,
        };
        How { codes: How::new(item).codes, ty: (**item).clone(), numbers, blank: Value::Missing, can_be_none: false, ..self.clone() }
    }

    /// What the integers of a column of this type stand for; absent for numbers, texts and lists.
    pub(super) fn meaning(&self) -> Option<Meaning> {
        Some(match &self.ty {
            Type::Boolean => Meaning::Boolean,
            Type::Date => Meaning::Date,
            Type::Months => Meaning::Months,
            Type::Days => Meaning::Days,
            Type::Choice(scale) => Meaning::Choice(Arc::clone(scale)),
            _ => return None,
        })
    }

    /// The rank of a choice by a whole number.
    pub(super) fn rank(&self, number: i64) -> Option<i64> {
        let Type::Choice(scale) = &self.ty else { return None };
        match &self.numbers {
            Numbers::Ranks => Some(number).filter(|rank| usize::try_from(*rank).is_ok_and(|rank| rank < scale.values.len())),
            Numbers::Codes => self.codes.get(number.to_string().as_str()).copied(),
            Numbers::Translated(ranks) => usize::try_from(number).ok().and_then(|at| ranks.get(at).copied().flatten()),
        }
    }

    /// Reads a cell. After a fault the value pushed is missing.
    pub(super) fn put(&self, cell: Cell<'_>, builder: &mut ColumnBuilder) -> Result<(), Fault> {
        match self.read(cell) {
            Some(Read::Number(mantissa, places)) => builder.push_number(mantissa, places),
            Some(Read::Text(text)) => builder.push_text(&text),
            Some(Read::Value(value)) => builder.push(value),
            Some(Read::Integer(integer)) => match self.meaning() {
                Some(meaning) => builder.push_integer(integer, &meaning),
                None => builder.push_missing(),
            },
            None => return Err(self.fault(&written(cell), builder)),
        }
        Ok(())
    }

    fn read<'a>(&self, cell: Cell<'a>) -> Option<Read<'a>> {
        match cell {
            Cell::Blank => Some(Read::Value(self.blank.clone())),
            Cell::Text(text) => self.read_text(text.trim()),
            Cell::Float(float) if float.is_nan() => Some(Read::Value(self.blank.clone())),
            _ if self.has_word(cell) => self.word(&written(cell)),
            Cell::Integer(integer) => self.read_integer(integer),
            Cell::Decimal { mantissa, places } => match whole(mantissa, places) {
                Some(integer) if !matches!(self.ty, Type::Number(_)) => self.read_integer(integer),
                _ => self.read_decimal(mantissa, places),
            },
            // by its shortest text, exactly
            Cell::Float(float) => match parse_decimal(&float.to_string()).ok()? {
                number if number.is_integer() => self.read_integer(number.to_i128()?),
                number => matches!(self.ty, Type::Number(_)).then_some(Read::Value(Value::Number(number))),
            },
            Cell::Truth(truth) => match &self.ty {
                Type::Boolean => Some(Read::Integer(i64::from(truth))),
                Type::Text => Some(Read::Text(Cow::Borrowed(if truth { "true" } else { "false" }))),
                _ => None,
            },
            Cell::Day(days) | Cell::Moment { days, seconds: 0 } if self.ty == Type::Date && dates::YEARS.contains(&days) => {
                Some(Read::Integer(days))
            }
            Cell::Day(_) | Cell::Moment { .. } => None,
        }
    }

    fn has_word(&self, cell: Cell<'_>) -> bool {
        !self.words.is_empty() && self.words.contains_key(&folded(&written(cell)))
    }

    fn word(&self, text: &str) -> Option<Read<'static>> {
        self.words.get(&folded(text)).map(|value| Read::Value(value.clone()))
    }

    fn read_integer(&self, integer: i128) -> Option<Read<'static>> {
        let narrow = i64::try_from(integer);
        Some(match (&self.ty, narrow) {
            (Type::Number(_), Ok(number)) => Read::Number(number, 0),
            (Type::Number(_), Err(_)) => return self.read_decimal(integer, 0),
            (Type::Boolean, Ok(truth @ 0..=1)) => Read::Integer(truth),
            (Type::Months, Ok(months)) if i32::try_from(months).is_ok() => Read::Integer(months),
            (Type::Days, Ok(days)) => Read::Integer(days),
            (Type::Choice(_), Ok(number)) => Read::Integer(self.rank(number)?),
            (Type::Date, Ok(digits)) if self.dates.contains(&DateForm::Digits) => {
                Read::Integer(dates::read(&digits.to_string(), &[DateForm::Digits])?)
            }
            (Type::Text, _) => Read::Text(Cow::Owned(integer.to_string())),
            _ => return None,
        })
    }

    fn read_decimal(&self, mantissa: i128, places: i8) -> Option<Read<'static>> {
        if !matches!(self.ty, Type::Number(_)) {
            return None;
        }
        if let (Ok(mantissa), Ok(places @ 0..=18)) = (i64::try_from(mantissa), u32::try_from(places)) {
            return Some(Read::Number(mantissa, places));
        }
        Some(Read::Value(Value::Number(decimal(mantissa, places)?)))
    }

    fn read_text<'a>(&self, text: &'a str) -> Option<Read<'a>> {
        if text.is_empty() {
            return Some(Read::Value(self.blank.clone()));
        }
        if !self.words.is_empty()
            && let Some(read) = self.word(text)
        {
            return Some(read);
        }
        match text {
            "?" if self.marks => return Some(Read::Value(Value::Missing)),
            "null" if self.marks => return self.can_be_none.then_some(Read::Value(Value::None)),
            _ => {}
        }
        match &self.ty {
            Type::Number(_) => self.read_number(text),
            Type::Date => dates::read(text, &self.dates).map(Read::Integer),
            Type::Boolean => truth(text).map(|truth| Read::Integer(i64::from(truth))),
            Type::Text => Some(Read::Text(Cow::Borrowed(text))),
            Type::Choice(_) => self.codes.get(text).map(|rank| Read::Integer(*rank)),
            Type::Months | Type::Days if text.bytes().all(|b| b.is_ascii_digit()) => self.read_integer(text.parse().ok()?),
            ty => parse_value(text, ty).ok().map(Read::Value),
        }
    }

    fn read_number(&self, text: &str) -> Option<Read<'static>> {
        let text = match self.comma {
            true if text.contains('.') => return None,
            true => Cow::Owned(text.replace(',', ".")),
            false => Cow::Borrowed(text),
        };
        if let Some((mantissa, places)) = short_number(&text) {
            return Some(Read::Number(mantissa, places));
        }
        parse_decimal(&text).ok().map(|number| Read::Value(Value::Number(number)))
    }

    /// Pushes a missing value and says what was expected.
    pub(super) fn fault(&self, found: &str, builder: &mut ColumnBuilder) -> Fault {
        builder.push_missing();
        Fault { found: short(found), expected: self.expected(found) }
    }

    /// What a cell looks like.
    pub(super) fn expected(&self, found: &str) -> Label {
        match &self.ty {
            Type::Number(_) if self.comma => Label::new("angka seperti `12,5`", "a number such as `12,5`"),
            Type::Number(_) => Label::new("angka seperti `12.5`", "a number such as `12.5`"),
            Type::Date => {
                let forms = dates::examples(&self.dates);
                Label::new(format!("tanggal seperti {forms}"), format!("a date such as {forms}"))
            }
            Type::Boolean => Label::new("`true` atau `false`", "`true` or `false`"),
            Type::Months => {
                let example = format_months(30);
                Label::new(format!("banyaknya bulan, atau `{example}`"), format!("a number of months, or `{example}`"))
            }
            Type::Days => {
                let example = format_days(30);
                Label::new(format!("banyaknya hari, atau `{example}`"), format!("a number of days, or `{example}`"))
            }
            Type::Choice(scale) => {
                let codes: Vec<&str> = scale.values.iter().map(|value| &*value.code).collect();
                let all = codes.iter().take(20).map(|code| format!("`{code}`")).collect::<Vec<_>>().join(", ");
                let more = if codes.len() > 20 { ", …" } else { "" };
                let (id, en) = suggestion(nearest(found, codes.iter().copied()));
                let ranks = match self.numbers {
                    Numbers::Codes => (String::new(), String::new()),
                    _ => (
                        format!(" (atau peringkat 0 sampai {})", codes.len().saturating_sub(1)),
                        format!(" (or a rank from 0 to {})", codes.len().saturating_sub(1)),
                    ),
                };
                Label::new(format!("salah satu dari {all}{more}{}{id}", ranks.0), format!("one of {all}{more}{}{en}", ranks.1))
            }
            Type::List { max: Some(max), .. } => {
                Label::new(format!("daftar dengan paling banyak {max} butir"), format!("a list of at most {max} items"))
            }
            Type::List { .. } => Label::new("daftar", "a list"),
            ty => Label::new(format!("nilai bertipe `{ty}`"), format!("a value of type `{ty}`")),
        }
    }
}

/// The truth value of a text.
pub(super) fn truth(text: &str) -> Option<bool> {
    match text {
        "1" => Some(true),
        "0" => Some(false),
        _ if text.eq_ignore_ascii_case("true") => Some(true),
        _ if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// A plain number of at most eighteen digits as an integer and its decimal places.
fn short_number(text: &str) -> Option<(i64, u32)> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let part = if digits.contains('.') { part } else { "" };
    if whole.len() + part.len() > 18 || !plain(whole) || !(part.is_empty() && !digits.contains('.') || plain(part)) {
        return None;
    }
    let digit = |sum: i64, byte: u8| sum * 10 + i64::from(byte - b'0');
    let mantissa = part.bytes().fold(whole.bytes().fold(0, digit), digit);
    Some((if digits.len() < text.len() { -mantissa } else { mantissa }, u32::try_from(part.len()).ok()?))
}

/// The number a decimal of a file stands for, where it has no part behind the point.
fn whole(mantissa: i128, places: i8) -> Option<i128> {
    let factor = 10_i128.checked_pow(u32::from(places.unsigned_abs()))?;
    match places {
        ..=0 => mantissa.checked_mul(factor),
        _ if mantissa % factor == 0 => Some(mantissa / factor),
        _ => None,
    }
}

/// A decimal of a file, where it can be kept exactly.
fn decimal(mantissa: i128, places: i8) -> Option<Decimal> {
    let (mut mantissa, mut places) = match u32::try_from(places) {
        Ok(places) => (mantissa, places),
        Err(_) => (whole(mantissa, places)?, 0),
    };
    while places > 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        places -= 1;
    }
    Decimal::try_from_i128_with_scale(mantissa, places).ok().map(|number| number.normalize())
}

/// A cell as text, for messages and for the table's words.
pub(super) fn written(cell: Cell<'_>) -> Cow<'_, str> {
    match cell {
        Cell::Blank => Cow::Borrowed(""),
        Cell::Text(text) => Cow::Borrowed(text),
        Cell::Integer(integer) => Cow::Owned(integer.to_string()),
        Cell::Decimal { mantissa, places } => match decimal(mantissa, places) {
            Some(number) => Cow::Owned(number.to_string()),
            None => Cow::Owned(format!("{mantissa}e{}", -i32::from(places))),
        },
        Cell::Float(float) => Cow::Owned(float.to_string()),
        Cell::Truth(truth) => Cow::Borrowed(if truth { "true" } else { "false" }),
        Cell::Day(days) => Cow::Owned(day_text(days)),
        Cell::Moment { days, seconds: 0 } => Cow::Owned(day_text(days)),
        Cell::Moment { days, seconds } => {
            Cow::Owned(format!("{} {:02}:{:02}:{:02}", day_text(days), seconds / 3600, seconds / 60 % 60, seconds % 60))
        }
    }
}

fn day_text(days: i64) -> String {
    crate::column::day(days).map_or_else(|| days.to_string(), |day| day.to_string())
}
