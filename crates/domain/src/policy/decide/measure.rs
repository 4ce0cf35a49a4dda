//! Measuring: what was found, what was required, and how far apart they are.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::person::Person;
use super::plan::{Items, Leaf, Plan, Test, required};
use crate::policy::decision::{Measure, Required, Verdict};
use crate::policy::expression::evaluate::{Truth, compare_values};
use crate::policy::expression::node::Comparison;
use crate::policy::value::{Bound, Value};

/// The answer of a condition with its comparisons.
pub(crate) struct Measured {
    pub(crate) truth: Truth,
    /// The comparison that decided.
    pub(crate) deciding: Measure,
    /// Every comparison, the deciding one first; empty where there is only one.
    pub(crate) all: Vec<Measure>,
}

/// The verdict of an answer: none is not met, missing is unknown.
pub(crate) fn verdict_of(truth: Truth) -> Verdict {
    match truth {
        Truth::True => Verdict::Met,
        Truth::False | Truth::None => Verdict::NotMet,
        Truth::Missing => Verdict::Unknown,
    }
}

/// Measures a condition.
pub(crate) fn measure(person: &Person<'_>, plan: &Plan) -> Measured {
    if let Plan::Leaf(leaf) = plan {
        let (truth, deciding) = measure_leaf(person, leaf);
        return Measured { truth, deciding, all: Vec::new() };
    }
    let parts = match plan {
        Plan::All(parts) | Plan::Any(parts) => parts.len(),
        _ => 4,
    };
    let mut all = Vec::with_capacity(parts);
    let (truth, at) = walk(person, plan, &mut all);
    if all.len() == 1 {
        let deciding = all.swap_remove(0);
        return Measured { truth, deciding, all };
    }
    if let Some(first) = all.get_mut(..=at) {
        first.rotate_right(1);
    }
    let deciding = all.first().cloned().unwrap_or_else(|| whole(Arc::from(""), Value::Missing, truth));
    Measured { truth, deciding, all }
}

/// Appends the comparisons in order; returns the answer and the place of the one that decided.
fn walk(person: &Person<'_>, plan: &Plan, all: &mut Vec<Measure>) -> (Truth, usize) {
    match plan {
        Plan::Leaf(leaf) => {
            let (truth, measure) = measure_leaf(person, leaf);
            all.push(measure);
            (truth, all.len() - 1)
        }
        Plan::All(parts) => joined(parts.iter().map(|part| walk(person, part, all)), true),
        Plan::Any(parts) => joined(parts.iter().map(|part| walk(person, part, all)), false),
        Plan::If(parts) => {
            let [condition, yes, no] = &**parts;
            match walk(person, condition, all) {
                (Truth::True, _) => walk(person, yes, all),
                (Truth::False | Truth::None, _) => walk(person, no, all),
                unknown => unknown,
            }
        }
        Plan::Items(items) => measure_items(person, items, all),
    }
}

/// The answer of `and` or `or`, and the first part that gives it.
fn joined(parts: impl Iterator<Item = (Truth, usize)>, all: bool) -> (Truth, usize) {
    let mut result = (if all { Truth::True } else { Truth::False }, None);
    for (truth, at) in parts {
        let together = if all { result.0.and(truth) } else { result.0.or(truth) };
        // the first part that moved the answer to where it is decided it
        if result.1.is_none() || together != result.0 {
            result.1 = Some(at);
        }
        result.0 = together;
    }
    (result.0, result.1.unwrap_or(0))
}

fn measure_leaf(person: &Person<'_>, leaf: &Leaf) -> (Truth, Measure) {
    let found = person.evaluate(&leaf.left);
    let (truth, required) = match &leaf.test {
        Test::Constant { comparison, limit, required } => (compare_values(*comparison, &found, limit), required.clone()),
        Test::Compare { comparison, right } => {
            let right = person.evaluate(right);
            (compare_values(*comparison, &found, &right), required(*comparison, &right))
        }
        Test::Is { expected, required } => {
            let truth = Truth::of(&found);
            (if *expected { truth } else { truth.not() }, required.clone())
        }
        Test::Holds { whole, negated, required } => {
            let truth = person.truth(whole);
            (if *negated { truth.not() } else { truth }, required.clone())
        }
    };
    let distance = if truth == Truth::False { distance(&found, &required) } else { None };
    let verdict = verdict_of(truth);
    (truth, Measure { subject: Arc::clone(&leaf.subject), found: found.into_owned(), required, distance, unit: leaf.unit.clone(), verdict })
}

fn measure_items(person: &Person<'_>, items: &Items, all: &mut Vec<Measure>) -> (Truth, usize) {
    let list = person.evaluate(&items.list);
    let values = match &*list {
        Value::List(values) => values,
        other => {
            // a missing list is unknown, none has no answer; one value stands for the list of it
            let truth = match other {
                Value::Missing => Truth::Missing,
                Value::None => Truth::None,
                single => compare_values(items.comparison, single, &items.limit),
            };
            all.push(item_measure(items, Arc::clone(&items.subject), other, truth));
            return (truth, all.len() - 1);
        }
    };
    if values.is_empty() {
        let truth = if items.every { Truth::True } else { Truth::False };
        all.push(whole(Arc::clone(&items.subject), list.clone().into_owned(), truth));
        return (truth, all.len() - 1);
    }
    let each = values.iter().enumerate().map(|(at, value)| {
        let truth = compare_values(items.comparison, value, &items.limit);
        all.push(item_measure(items, format!("{}[{}]", items.subject, at + 1).into(), value, truth));
        (truth, all.len() - 1)
    });
    joined(each, items.every)
}

fn item_measure(items: &Items, subject: Arc<str>, value: &Value, truth: Truth) -> Measure {
    let distance = if truth == Truth::False { distance(value, &items.required) } else { None };
    Measure {
        subject,
        found: value.clone(),
        required: items.required.clone(),
        distance,
        unit: items.unit.clone(),
        verdict: verdict_of(truth),
    }
}

fn whole(subject: Arc<str>, found: Value, truth: Truth) -> Measure {
    Measure { subject, found, required: Required::Condition, distance: None, unit: None, verdict: verdict_of(truth) }
}

/// How much is lacking, where it can be counted: always more than zero.
pub(crate) fn distance(found: &Value, required: &Required) -> Option<Value> {
    match required {
        Required::AtLeast(limit) => gap(found, limit),
        Required::AtMost(limit) => gap(limit, found),
        Required::Equal(limit) => gap(found, limit).or_else(|| gap(limit, found)),
        Required::More(limit) => strict(found, limit),
        Required::Less(limit) => strict(limit, found),
        Required::Within(range) => {
            let below = match &range.low {
                Bound::Included(low) => gap(found, low),
                Bound::Excluded(low) if compare_values(Comparison::LessOrEqual, found, low) == Truth::True => strict(found, low),
                _ => None,
            };
            below.or_else(|| match &range.high {
                Bound::Included(high) => gap(high, found),
                Bound::Excluded(high) if compare_values(Comparison::GreaterOrEqual, found, high) == Truth::True => strict(high, found),
                _ => None,
            })
        }
        Required::NotEqual(_) | Required::OneOf(_) | Required::None | Required::Some | Required::Condition => None,
    }
}

/// The step up from `from` to `to`; `None` where it is no step up.
fn gap(from: &Value, to: &Value) -> Option<Value> {
    let gap = match (from, to) {
        (Value::Number(a), Value::Number(b)) if a < b => Value::Number(b.checked_sub(*a)?),
        (Value::Date(a), Value::Date(b)) if a < b => Value::Days((*b - *a).num_days()),
        (Value::Months(a), Value::Months(b)) if a < b => Value::Months(b.checked_sub(*a)?),
        (Value::Days(a), Value::Days(b)) if a < b => Value::Days(b.checked_sub(*a)?),
        (Value::Choice(a), Value::Choice(b)) if a.scale().ordered && a.same_scale(b) && a.rank() < b.rank() => {
            Value::Number(Decimal::from(b.rank() - a.rank()))
        }
        _ => return None,
    };
    Some(gap)
}

/// The step up past `to`: one level, day or month more where steps are whole; for numbers there is no least step, so only the gap itself.
fn strict(from: &Value, to: &Value) -> Option<Value> {
    match (from, to) {
        (Value::Number(_), Value::Number(_)) => gap(from, to),
        (Value::Date(a), Value::Date(b)) if a <= b => Some(Value::Days((*b - *a).num_days().checked_add(1)?)),
        (Value::Months(a), Value::Months(b)) if a <= b => Some(Value::Months(b.checked_sub(*a)?.checked_add(1)?)),
        (Value::Days(a), Value::Days(b)) if a <= b => Some(Value::Days(b.checked_sub(*a)?.checked_add(1)?)),
        (Value::Choice(a), Value::Choice(b)) if a.scale().ordered && a.same_scale(b) && a.rank() <= b.rank() => {
            Some(Value::Number(Decimal::from(b.rank() - a.rank()).checked_add(Decimal::ONE)?))
        }
        _ => None,
    }
}
