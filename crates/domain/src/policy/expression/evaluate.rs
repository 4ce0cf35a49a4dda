//! Typed trees to values. Total: every tree has a value in every environment.
//!
//! *Missing* spreads through everything save an `and`, `or`, quantifier or membership that the known parts decide. *None* behaves as FEEL's `null`. What has no
//! value (a division by zero, a number past 28 digits, a date past the calendar, a product that is not a whole number of days) is none.

mod call;
mod compare;

use std::borrow::Cow;
use std::sync::Arc;

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

pub use compare::{compare_values, equal_values, range_contains};

use super::environment::Environment;
use super::node::{Arithmetic, Function, InTest, Node, NodeKind, Quantifier};
use crate::period::{DateRounding, add_months};
use crate::policy::value::{Bound, FactIndex, RangeValue, Value};

/// The value of an expression.
pub fn evaluate<E: Environment + ?Sized>(node: &Node, environment: &E) -> Value {
    eval(node, environment, None).into_owned()
}

/// The value of an expression that reads no facts.
pub(super) fn constant(node: &Node) -> Value {
    evaluate(node, &Nothing)
}

/// Surroundings in which nothing is known. What depends on a date's rounding is not folded.
struct Nothing;

impl Environment for Nothing {
    fn fact(&self, _: FactIndex) -> Cow<'_, Value> {
        MISSING
    }
    fn as_of(&self) -> NaiveDate {
        NaiveDate::MIN
    }
    fn date_rounding(&self) -> DateRounding {
        DateRounding::LastDayOfMonth
    }
    fn parameter(&self, _: u16) -> Cow<'_, Value> {
        MISSING
    }
    fn definition(&self, _: u16) -> Cow<'_, Value> {
        MISSING
    }
    fn table(&self, _: u16) -> Cow<'_, Value> {
        MISSING
    }
    fn score(&self) -> Cow<'_, Value> {
        MISSING
    }
    fn outcome(&self, _: &str) -> Cow<'_, Value> {
        MISSING
    }
}

/// The variables bound around a node, innermost first.
struct Locals<'e> {
    index: u8,
    value: &'e Value,
    outer: Option<&'e Locals<'e>>,
}

const MISSING: Cow<'static, Value> = Cow::Owned(Value::Missing);
const NONE: Cow<'static, Value> = Cow::Owned(Value::None);

fn eval<'e, E: Environment + ?Sized>(node: &'e Node, environment: &'e E, locals: Option<&'e Locals<'e>>) -> Cow<'e, Value> {
    let value = match &node.kind {
        NodeKind::Constant(value) => return Cow::Borrowed(value),
        NodeKind::Fact(fact) => return environment.fact(*fact),
        NodeKind::AsOf => Value::Date(environment.as_of()),
        NodeKind::Parameter(index) => return environment.parameter(*index),
        NodeKind::Definition(index) => return environment.definition(*index),
        NodeKind::Table(index) => return environment.table(*index),
        NodeKind::Score => return environment.score(),
        NodeKind::Outcome(policy) => return environment.outcome(policy),
        NodeKind::Local(index) => return local(*index, locals),
        NodeKind::Not(x) => Truth::of(&eval(x, environment, locals)).not().into(),
        NodeKind::And(items) => all(items.iter().map(|x| Truth::of(&eval(x, environment, locals)))).into(),
        NodeKind::Or(items) => any(items.iter().map(|x| Truth::of(&eval(x, environment, locals)))).into(),
        NodeKind::Compare(op, a, b) => {
            let (a, b) = (eval(a, environment, locals), eval(b, environment, locals));
            compare_values(*op, &a, &b).into()
        }
        NodeKind::Between(x, low, high) => {
            let (x, low) = (eval(x, environment, locals), eval(low, environment, locals));
            let high = eval(high, environment, locals);
            compare::within(Some((&low, true)), Some((&high, true)), &x).into()
        }
        NodeKind::In(x, tests) => {
            let x = eval(x, environment, locals);
            any(tests.iter().map(|test| in_test(&x, test, environment, locals))).into()
        }
        NodeKind::Arithmetic(op, a, b) => {
            let (a, b) = (eval(a, environment, locals), eval(b, environment, locals));
            arithmetic(*op, &a, &b, || environment.date_rounding())
        }
        NodeKind::Negate(x) => match &*eval(x, environment, locals) {
            Value::Number(n) => Value::Number(-n),
            Value::Months(m) => m.checked_neg().map_or(Value::None, Value::Months),
            Value::Days(d) => d.checked_neg().map_or(Value::None, Value::Days),
            Value::Missing => Value::Missing,
            _ => Value::None,
        },
        NodeKind::If(condition, yes, no) => {
            return match Truth::of(&eval(condition, environment, locals)) {
                Truth::True => eval(yes, environment, locals),
                Truth::False | Truth::None => eval(no, environment, locals),
                Truth::Missing => MISSING,
            };
        }
        NodeKind::Quantified(quantifier, list, body) => {
            let list = eval(list, environment, locals);
            let Some(items) = items(&list) else { return unlisted(&list) };
            let index = next_index(locals);
            let answers = items.iter().map(|value| {
                let inner = Locals { index, value, outer: locals };
                Truth::of(&eval(body, environment, Some(&inner)))
            });
            match quantifier {
                Quantifier::Some => any(answers).into(),
                Quantifier::Every => all(answers).into(),
            }
        }
        NodeKind::Filter(list, condition) => {
            let list = eval(list, environment, locals);
            let Some(items) = items(&list) else { return unlisted(&list) };
            let index = next_index(locals);
            let mut kept = Vec::new();
            for value in items {
                let inner = Locals { index, value, outer: locals };
                match Truth::of(&eval(condition, environment, Some(&inner))) {
                    Truth::True => kept.push(value.clone()),
                    Truth::False | Truth::None => {}
                    // nobody knows how long the result is
                    Truth::Missing => return MISSING,
                }
            }
            Value::List(kept.into())
        }
        NodeKind::Item(list, index) => {
            let list = eval(list, environment, locals);
            let index = eval(index, environment, locals);
            return item(&list, &index);
        }
        NodeKind::List(nodes) => Value::List(nodes.iter().map(|x| eval(x, environment, locals).into_owned()).collect()),
        NodeKind::Range { low, high } => {
            let bound = |end: &'e Option<(Box<Node>, bool)>| match end {
                None => Bound::Open,
                Some((end, true)) => Bound::Included(eval(end, environment, locals).into_owned()),
                Some((end, false)) => Bound::Excluded(eval(end, environment, locals).into_owned()),
            };
            let range = RangeValue { low: bound(low), high: bound(high) };
            let missing = |bound: &Bound| matches!(bound, Bound::Included(Value::Missing) | Bound::Excluded(Value::Missing));
            if missing(&range.low) || missing(&range.high) { Value::Missing } else { Value::Range(Arc::new(range)) }
        }
        NodeKind::Call(function, arguments) => match arguments.as_slice() {
            // `max(a, b)` of plain numbers needs no list
            [Node { kind: NodeKind::List(items), .. }]
                if let Some(number) = numbers(*function, items.iter().map(|x| eval(x, environment, locals))) =>
            {
                Value::Number(number)
            }
            [a] => call::call(*function, &[eval(a, environment, locals)], || environment.date_rounding()),
            [a, b] => {
                let values = [eval(a, environment, locals), eval(b, environment, locals)];
                call::call(*function, &values, || environment.date_rounding())
            }
            many => {
                let values: Vec<Cow<'_, Value>> = many.iter().map(|x| eval(x, environment, locals)).collect();
                call::call(*function, &values, || environment.date_rounding())
            }
        },
    };
    Cow::Owned(value)
}

/// The least, greatest or sum where every item is a number and the result can be kept; `None` leaves the rest to the function itself.
fn numbers<'e>(function: Function, mut items: impl Iterator<Item = Cow<'e, Value>>) -> Option<Decimal> {
    let number = |value: Cow<'e, Value>| match *value {
        Value::Number(n) => Some(n),
        _ => None,
    };
    let join = |a: Decimal, b: Decimal| match function {
        // of equals the first stays, as in a list
        Function::Max => Some(if b > a { b } else { a }),
        Function::Min => Some(if b < a { b } else { a }),
        Function::Sum => a.checked_add(b),
        _ => None,
    };
    if !matches!(function, Function::Max | Function::Min | Function::Sum) {
        return None;
    }
    let first = number(items.next()?)?;
    items.try_fold(first, |so_far, item| join(so_far, number(item)?))
}

fn local<'e>(index: u8, mut locals: Option<&'e Locals<'e>>) -> Cow<'e, Value> {
    while let Some(bound) = locals {
        if bound.index == index {
            return Cow::Borrowed(bound.value);
        }
        locals = bound.outer;
    }
    NONE
}

fn next_index(locals: Option<&Locals<'_>>) -> u8 {
    locals.map_or(0, |bound| bound.index.saturating_add(1))
}

/// The items of a list; one value stands for the list of it.
fn items(value: &Value) -> Option<&[Value]> {
    match value {
        Value::List(items) => Some(items),
        Value::Missing | Value::None => None,
        single => Some(std::slice::from_ref(single)),
    }
}

fn unlisted(value: &Value) -> Cow<'static, Value> {
    if value.is_missing() { MISSING } else { NONE }
}

fn item<'e>(list: &Value, index: &Value) -> Cow<'e, Value> {
    if list.is_missing() || index.is_missing() {
        return MISSING;
    }
    let found = items(list).and_then(|items| position(index, items.len()).and_then(|at| items.get(at)));
    Cow::Owned(found.cloned().unwrap_or(Value::None))
}

/// The place in a list of this length that a number means, from 1 or from the end with -1.
fn position(index: &Value, length: usize) -> Option<usize> {
    let index = whole(index)?;
    if index > 0 {
        usize::try_from(index - 1).ok().filter(|at| *at < length)
    } else if index < 0 {
        length.checked_sub(usize::try_from(index.checked_neg()?).ok()?)
    } else {
        None
    }
}

/// A whole number.
fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Number(n) if n.is_integer() => n.to_i64(),
        _ => None,
    }
}

fn in_test<'e, E: Environment + ?Sized>(x: &Value, test: &'e InTest, environment: &'e E, locals: Option<&'e Locals<'e>>) -> Truth {
    match test {
        InTest::Compare(op, node) => compare_values(*op, x, &eval(node, environment, locals)),
        InTest::Range { low, high } => {
            let low = low.as_ref().map(|(node, closed)| (eval(node, environment, locals), *closed));
            let high = high.as_ref().map(|(node, closed)| (eval(node, environment, locals), *closed));
            compare::within(low.as_ref().map(|(v, c)| (&**v, *c)), high.as_ref().map(|(v, c)| (&**v, *c)), x)
        }
        InTest::Member(node) => compare::member(x, &eval(node, environment, locals)),
    }
}

/// A truth value with the two ways of not being one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// Known to have no answer.
    None,
    /// Not known.
    Missing,
}

impl Truth {
    /// The truth of a value; what is no truth value has no answer.
    pub fn of(value: &Value) -> Truth {
        match value {
            Value::Boolean(true) => Truth::True,
            Value::Boolean(false) => Truth::False,
            Value::Missing => Truth::Missing,
            _ => Truth::None,
        }
    }

    /// True becomes false and false true.
    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "three answers are no bits")]
    pub fn not(self) -> Truth {
        match self {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            other => other,
        }
    }

    /// Both hold.
    #[must_use]
    pub fn and(self, other: Truth) -> Truth {
        match (self, other) {
            (Truth::False, _) | (_, Truth::False) => Truth::False,
            (Truth::Missing, _) | (_, Truth::Missing) => Truth::Missing,
            (Truth::None, _) | (_, Truth::None) => Truth::None,
            (Truth::True, Truth::True) => Truth::True,
        }
    }

    /// At least one holds.
    #[must_use]
    pub fn or(self, other: Truth) -> Truth {
        self.not().and(other.not()).not()
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Truth {
        if value { Truth::True } else { Truth::False }
    }
}

impl From<Truth> for Value {
    fn from(truth: Truth) -> Value {
        match truth {
            Truth::True => Value::Boolean(true),
            Truth::False => Value::Boolean(false),
            Truth::None => Value::None,
            Truth::Missing => Value::Missing,
        }
    }
}

/// Whether all hold; stops at the first that does not.
fn all(answers: impl Iterator<Item = Truth>) -> Truth {
    let mut result = Truth::True;
    for answer in answers {
        result = result.and(answer);
        if result == Truth::False {
            break;
        }
    }
    result
}

/// Whether any holds; stops at the first that does.
fn any(answers: impl Iterator<Item = Truth>) -> Truth {
    all(answers.map(Truth::not)).not()
}

/// The value of `left op right`.
pub(super) fn arithmetic(op: Arithmetic, left: &Value, right: &Value, rounding: impl FnOnce() -> DateRounding) -> Value {
    use Value::{Date, Days as DayCount, Missing, Months, None as Nothing, Number, Text};
    let or_none = |value: Option<Value>| value.unwrap_or(Nothing);
    match (op, left, right) {
        (_, Missing, _) | (_, _, Missing) => Missing,
        (_, Number(a), Number(b)) => or_none(number(op, *a, *b).map(Number)),
        (Arithmetic::Add, Text(a), Text(b)) => Text(format!("{a}{b}").into()),
        (Arithmetic::Add, Date(d), Months(m)) | (Arithmetic::Add, Months(m), Date(d)) => or_none(add_months(*d, *m, rounding()).map(Date)),
        (Arithmetic::Subtract, Date(d), Months(m)) => or_none(m.checked_neg().and_then(|m| add_months(*d, m, rounding())).map(Date)),
        (Arithmetic::Add, Date(d), DayCount(n)) | (Arithmetic::Add, DayCount(n), Date(d)) => or_none(add_days(*d, *n).map(Date)),
        (Arithmetic::Subtract, Date(d), DayCount(n)) => or_none(n.checked_neg().and_then(|n| add_days(*d, n)).map(Date)),
        (Arithmetic::Subtract, Date(a), Date(b)) => DayCount(a.signed_duration_since(*b).num_days()),
        (Arithmetic::Add, Months(a), Months(b)) => or_none(a.checked_add(*b).map(Months)),
        (Arithmetic::Subtract, Months(a), Months(b)) => or_none(a.checked_sub(*b).map(Months)),
        (Arithmetic::Add, DayCount(a), DayCount(b)) => or_none(a.checked_add(*b).map(DayCount)),
        (Arithmetic::Subtract, DayCount(a), DayCount(b)) => or_none(a.checked_sub(*b).map(DayCount)),
        (Arithmetic::Divide, Months(a), Months(b)) => or_none(Decimal::from(*a).checked_div(Decimal::from(*b)).map(Number)),
        (Arithmetic::Divide, DayCount(a), DayCount(b)) => or_none(Decimal::from(*a).checked_div(Decimal::from(*b)).map(Number)),
        (Arithmetic::Multiply | Arithmetic::Divide, Months(m), Number(n)) | (Arithmetic::Multiply, Number(n), Months(m)) => {
            // a part of a month is cut off, as FEEL does
            or_none(number(op, Decimal::from(*m), *n).and_then(|product| product.trunc().to_i32()).map(Months))
        }
        (Arithmetic::Multiply | Arithmetic::Divide, DayCount(d), Number(n)) | (Arithmetic::Multiply, Number(n), DayCount(d)) => {
            or_none(number(op, Decimal::from(*d), *n).filter(Decimal::is_integer).and_then(|product| product.to_i64()).map(DayCount))
        }
        _ => Nothing,
    }
}

/// A date moved by days.
pub(super) fn add_days(date: NaiveDate, days: i64) -> Option<NaiveDate> {
    let distance = Days::new(days.unsigned_abs());
    if days >= 0 { date.checked_add_days(distance) } else { date.checked_sub_days(distance) }
}

fn number(op: Arithmetic, a: Decimal, b: Decimal) -> Option<Decimal> {
    match op {
        Arithmetic::Add => a.checked_add(b),
        Arithmetic::Subtract => a.checked_sub(b),
        Arithmetic::Multiply => a.checked_mul(b),
        Arithmetic::Divide => a.checked_div(b),
        Arithmetic::Power => power(a, b),
    }
}

/// A whole power. Other exponents have no exact value and give none.
fn power(base: Decimal, exponent: Decimal) -> Option<Decimal> {
    let exponent = Some(exponent).filter(Decimal::is_integer)?.to_i64()?;
    let (mut result, mut square, mut left) = (Decimal::ONE, base, exponent.unsigned_abs());
    if base == Decimal::ONE || left == 0 {
        return Some(Decimal::ONE);
    }
    loop {
        if left & 1 == 1 {
            result = result.checked_mul(square)?;
        }
        left >>= 1;
        if left == 0 {
            break;
        }
        if result.is_zero() || square.is_zero() {
            // zero, or too small to be told from it
            result = Decimal::ZERO;
            break;
        }
        square = square.checked_mul(square)?;
    }
    if exponent < 0 { Decimal::ONE.checked_div(result) } else { Some(result) }
}
