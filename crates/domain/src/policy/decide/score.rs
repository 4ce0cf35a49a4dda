//! Scores: weights of the day, the missing rule, one rounding, the declared range, bands and tie-breaks.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::finding::{records, unread};
use super::missing;
use super::person::Person;
use super::prepare::{ComponentOnDate, own_reference};
use crate::policy::decision::{ComponentScore, Decision, Finding, Measure, Outcome, Remedy, Required, Verdict};
use crate::policy::document::{MissingRule, RemedyKind, WeightSum};
use crate::policy::model::Component;
use crate::policy::value::{Bound, RangeValue, Value};

/// What weights add up to, if to anything.
fn whole(weights: WeightSum) -> Option<Decimal> {
    match weights {
        WeightSum::Share => Some(Decimal::ONE),
        WeightSum::Percent => Some(Decimal::ONE_HUNDRED),
        WeightSum::Points => None,
    }
}

/// A component's value as it counts: missing where it lies outside its declared range, because such a value is a mistake in the data and
/// may neither count nor be cut to fit.
fn counted(person: &Person<'_>, component: &ComponentOnDate, declared: &Component) -> Value {
    let value = person.value(&component.value).into_owned();
    match (&value, declared.range) {
        (Value::Number(n), Some((low, high))) if *n < low || *n > high => Value::Missing,
        (Value::Number(_) | Value::None | Value::Missing, _) => value,
        // only numbers add up
        _ => Value::None,
    }
}

/// The rounded total.
pub(crate) fn total(person: &Person<'_>) -> Value {
    let policy = person.policy().policy();
    let parts = person.policy().components().iter().filter_map(|component| {
        let declared = policy.components.get(usize::from(component.index))?;
        Some((component.weight.clone(), counted(person, component, declared)))
    });
    add_up(person, parts)
}

/// INVARIANT (silence is not zero): a missing part is never counted as zero; it makes the total missing, or its weight is carried by the
/// parts that are there, as the policy says.
fn add_up(person: &Person<'_>, parts: impl Iterator<Item = (Value, Value)>) -> Value {
    let Some(rule) = &person.policy().policy().score else { return Value::None };
    let renormalise = matches!(rule.missing, MissingRule::Renormalise { .. });
    let (mut sum, mut present, mut all, mut none) = (Decimal::ZERO, Decimal::ZERO, Decimal::ZERO, false);
    for (weight, value) in parts {
        let Value::Number(weight) = weight else {
            // a weight without a value on the day leaves no total to give
            return weight;
        };
        let Some(together) = all.checked_add(weight) else { return Value::None };
        all = together;
        match value {
            Value::Number(value) => {
                let added = weight.checked_mul(value).and_then(|part| sum.checked_add(part));
                let (Some(added), Some(weights)) = (added, present.checked_add(weight)) else { return Value::None };
                (sum, present) = (added, weights);
            }
            _ if renormalise => {}
            Value::Missing => return Value::Missing,
            _ => none = true,
        }
    }
    if none {
        return Value::None;
    }
    let whole = whole(rule.weights);
    let total = match rule.missing {
        MissingRule::Renormalise { minimum_weight } => {
            let minimum = minimum_weight.checked_mul(whole.unwrap_or(Decimal::ONE));
            if present.is_zero() || minimum.is_none_or(|minimum| present < minimum) {
                return Value::Missing;
            }
            // the parts that are there carry the whole weight
            sum.checked_mul(all).and_then(|sum| sum.checked_div(present))
        }
        MissingRule::Unknown => Some(sum),
    };
    let total = match rule.weights {
        WeightSum::Percent => total.and_then(|total| total.checked_div(Decimal::ONE_HUNDRED)),
        WeightSum::Share | WeightSum::Points => total,
    };
    let Some(total) = total.map(|total| rule.rounding.map_or(total.normalize(), |rounding| rounding.apply(total))) else {
        return Value::None;
    };
    match rule.range {
        // a score stays within its scale: one outside comes from weights or data that are wrong, and is not given out
        Some((low, high)) if total < low || total > high => Value::Missing,
        _ => Value::Number(total),
    }
}

pub(crate) fn outcome(person: &Person<'_>) -> Outcome {
    of_value(total(person))
}

pub(super) fn of_value(value: Value) -> Outcome {
    if value.is_missing() { Outcome::Unknown } else { Outcome::Value(value) }
}

pub(super) fn decide(person: &Person<'_>, decision: &mut Decision) {
    let policy = person.policy().policy();
    let mut parts = Vec::with_capacity(person.policy().components().len());
    for component in person.policy().components() {
        let Some(declared) = policy.components.get(usize::from(component.index)) else { continue };
        let value = counted(person, component, declared);
        let finding = component_finding(person, component, declared, &value);
        let contribution = match (&component.weight, &value) {
            (Value::Number(weight), Value::Number(value)) => {
                weight.checked_mul(*value).map_or(Value::None, |part| Value::Number(part.normalize()))
            }
            (_, Value::Missing) => Value::Missing,
            _ => Value::None,
        };
        decision.components.push(ComponentScore {
            code: Arc::clone(&declared.code),
            weight: component.weight.clone(),
            value: value.clone(),
            contribution,
            missing: finding.missing.clone(),
            reference: component.reference.clone(),
        });
        decision.findings.push(finding);
        parts.push((component.weight.clone(), value));
    }
    let total = add_up(person, parts.into_iter());
    if decision.findings.is_empty() || (total.is_missing() && decision.findings.iter().all(|finding| finding.missing.is_empty())) {
        decision.findings.push(total_finding(person, &total));
    }
    // bands are over the score, so the surroundings that know it are another person's
    let mut scored = Person::new(person.policy(), person.dossier(), person.day());
    scored.set_score(total.clone());
    decision.bands = bands(&scored);
    decision.outcome = of_value(total);
}

/// The value of every band.
pub(super) fn bands(person: &Person<'_>) -> Vec<(Arc<str>, Value)> {
    let tables = person.policy().policy().tables.iter().enumerate();
    tables
        .filter(|(_, table)| table.bands.is_some())
        .filter_map(|(at, table)| Some((Arc::clone(&table.name), person.table_value(u16::try_from(at).ok()?))))
        .collect()
}

fn component_finding(person: &Person<'_>, component: &ComponentOnDate, declared: &Component, value: &Value) -> Finding {
    let found = person.value(&component.value).into_owned();
    let out_of_range = value.is_missing() && !found.is_missing();
    let verdict = match value {
        Value::Missing if out_of_range => Verdict::NotMet,
        Value::Missing => Verdict::Unknown,
        Value::Number(_) => Verdict::Met,
        _ => Verdict::NotMet,
    };
    let mut names = Vec::new();
    if verdict == Verdict::Unknown {
        missing::collect(person, person.tree(&component.value), &mut names);
        if names.is_empty() {
            names = unread(person.policy(), person.dossier(), &component.reads);
        }
    }
    let required = declared.range.map_or(Required::Some, |(low, high)| {
        let (low, high) = (Bound::Included(Value::Number(low)), Bound::Included(Value::Number(high)));
        Required::Within(Arc::new(RangeValue { low, high }))
    });
    let distance = if out_of_range { super::measure::distance(&found, &required) } else { None };
    let unit = match &declared.value.node.ty {
        crate::policy::types::Type::Number(unit) => unit.clone(),
        _ => None,
    };
    let remedy = match verdict {
        Verdict::Unknown if !names.is_empty() => Some(Remedy::Supply { facts: names.clone() }),
        Verdict::NotMet => Some(Remedy::Act { kind: RemedyKind::Record }),
        _ => None,
    };
    Finding {
        code: Arc::clone(&declared.code),
        verdict,
        measure: Measure { subject: Arc::clone(&declared.value.source), found, required, distance, unit, verdict },
        measures: Vec::new(),
        records: records(person.dossier(), &component.reads),
        missing: names,
        reference: component.reference.clone(),
        remedy,
        waiver: None,
    }
}

/// INVARIANT (every refusal explains itself): where no component says why there is no total, the total says it.
fn total_finding(person: &Person<'_>, total: &Value) -> Finding {
    let policy = person.policy().policy();
    let rule = policy.score.as_ref();
    let required = match rule.and_then(|rule| rule.range) {
        Some((low, high)) => {
            let (low, high) = (Bound::Included(Value::Number(low)), Bound::Included(Value::Number(high)));
            Required::Within(Arc::new(RangeValue { low, high }))
        }
        None => Required::Some,
    };
    let verdict = match total {
        Value::Number(_) => Verdict::Met,
        _ => Verdict::NotMet,
    };
    Finding {
        code: Arc::from("score"),
        verdict,
        measure: Measure { subject: Arc::from("score"), found: total.clone(), required, distance: None, unit: None, verdict },
        measures: Vec::new(),
        records: Vec::new(),
        missing: Vec::new(),
        reference: own_reference(policy, rule.and_then(|rule| rule.reference.as_ref())),
        remedy: (verdict == Verdict::NotMet).then_some(Remedy::Act { kind: RemedyKind::Record }),
        waiver: None,
    }
}
