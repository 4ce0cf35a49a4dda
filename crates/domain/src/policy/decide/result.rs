//! Points and classifications: one expression, its rounding and range.

use std::sync::Arc;

use super::finding::{records, unread};
use super::measure::distance;
use super::missing;
use super::person::Person;
use super::score::{bands, of_value};
use crate::policy::decision::{Decision, Finding, Measure, Outcome, Remedy, Required, Verdict};
use crate::policy::document::{Kind, RemedyKind};
use crate::policy::model::ResultRule;
use crate::policy::value::{Bound, RangeValue, Value};

fn rule<'p>(person: &Person<'p>) -> Option<&'p ResultRule> {
    let policy = person.policy().policy();
    policy.points.as_ref().or(policy.classification.as_ref())
}

/// The rounded result, whether or not it lies in its range.
fn rounded(person: &Person<'_>) -> Value {
    let (Some(rule), Some(result)) = (rule(person), person.policy().result()) else { return Value::None };
    match (person.value(&result.result).into_owned(), rule.rounding) {
        (Value::Number(n), Some(rounding)) => Value::Number(rounding.apply(n)),
        (Value::Number(n), None) => Value::Number(n.normalize()),
        (value, _) => value,
    }
}

/// A result outside its declared range comes from facts or a formula that are wrong, and is not given out.
fn within_range(rule: &ResultRule, value: &Value) -> bool {
    match (value, rule.range) {
        (Value::Number(n), Some((low, high))) => *n >= low && *n <= high,
        _ => true,
    }
}

pub(crate) fn outcome(person: &Person<'_>) -> Outcome {
    let value = rounded(person);
    match rule(person) {
        Some(rule) if !within_range(rule, &value) => Outcome::Unknown,
        _ => of_value(value),
    }
}

pub(super) fn decide(person: &Person<'_>, decision: &mut Decision) {
    let (Some(rule), Some(result)) = (rule(person), person.policy().result()) else { return };
    let found = rounded(person);
    let in_range = within_range(rule, &found);
    let verdict = match &found {
        Value::Missing => Verdict::Unknown,
        Value::None => Verdict::NotMet,
        _ if in_range => Verdict::Met,
        _ => Verdict::NotMet,
    };
    let mut names = Vec::new();
    if verdict == Verdict::Unknown {
        missing::collect(person, person.tree(&result.result), &mut names);
        if names.is_empty() {
            names = unread(person.policy(), person.dossier(), &result.reads);
        }
    }
    let required = rule.range.map_or(Required::Some, |(low, high)| {
        let (low, high) = (Bound::Included(Value::Number(low)), Bound::Included(Value::Number(high)));
        Required::Within(Arc::new(RangeValue { low, high }))
    });
    let remedy = match verdict {
        Verdict::Unknown if !names.is_empty() => Some(Remedy::Supply { facts: names.clone() }),
        Verdict::NotMet => Some(Remedy::Act { kind: RemedyKind::Record }),
        _ => None,
    };
    decision.findings.push(Finding {
        code: Arc::from(if person.policy().policy().kind == Kind::Points { "points" } else { "classification" }),
        verdict,
        measure: Measure {
            subject: Arc::clone(&rule.result.source),
            distance: if in_range { None } else { distance(&found, &required) },
            found: found.clone(),
            required,
            unit: rule.unit.clone(),
            verdict,
        },
        measures: Vec::new(),
        records: records(person.dossier(), &result.reads),
        missing: names,
        reference: result.reference.clone(),
        remedy,
        waiver: None,
    });
    decision.bands = bands(person);
    decision.steps = super::steps::of(person, &rule.result.node);
    decision.outcome = if in_range { of_value(found) } else { Outcome::Unknown };
}
