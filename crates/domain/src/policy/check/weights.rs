//! Weights that cannot add up, components that never count, score ranges that do not fit their components.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::Checker;
use super::domains::{Assume, Domains, hull};
use super::history;
use crate::legal::Label;
use crate::number::format_decimal;
use crate::period::EffectivePeriod;
use crate::policy::document::{MissingRule, WeightSum};
use crate::policy::expression::node::{Arithmetic, Node, NodeKind};
use crate::policy::model::{Component, Policy, ScoreRule, in_force};
use crate::policy::value::Value;

/// What divisions like 1/3 may leave over.
const DUST: Decimal = Decimal::from_parts(1, 0, 0, false, 18);

pub(super) fn check(checker: &mut Checker<'_>) {
    let policy = checker.policy;
    let Some(rule) = &policy.score else { return };
    let segments = history::segments(policy);
    unused_components(checker, &segments);
    let mut said: Option<(Decimal, Option<NaiveDate>)> = None;
    let mut impossible = false;
    let mut extreme = false;
    for segment in &segments {
        let day = history::day_in(segment);
        let present: Vec<&Component> = policy.components.iter().filter(|c| c.effective.contains(day)).collect();
        let weights: Option<Vec<Decimal>> = present.iter().map(|c| number_on(policy, &c.weight.node, day)).collect();
        if let Some(weights) = weights.as_ref().filter(|_| !present.is_empty()) {
            let sum = weights.iter().try_fold(Decimal::ZERO, |sum, w| sum.checked_add(*w)).unwrap_or(Decimal::MAX);
            if let Some(target) = target(rule.weights).filter(|target| (sum - *target).abs() > DUST) {
                // one report per sum: the same sum in the next stretch is the same mistake
                if said.is_none_or(|(last, _)| last != sum) {
                    wrong_sum(checker, rule, &present, weights, (sum, target), segment);
                }
                said = Some((sum, segment.from));
            }
            minimum_weight(checker, rule, sum, segment);
        }
        if !impossible {
            impossible = ranges(checker, rule, &present, day, segment, &mut extreme);
        }
    }
    if let Some(last) = segments.last() {
        attainable(checker, rule, history::day_in(last));
    }
}

fn target(weights: WeightSum) -> Option<Decimal> {
    match weights {
        WeightSum::Share => Some(Decimal::ONE),
        WeightSum::Percent => Some(Decimal::ONE_HUNDRED),
        WeightSum::Points => None,
    }
}

fn wrong_sum(
    checker: &mut Checker<'_>,
    rule: &ScoreRule,
    present: &[&Component],
    weights: &[Decimal],
    (sum, target): (Decimal, Decimal),
    segment: &EffectivePeriod,
) {
    let (since_id, since_en) = history::since(segment);
    let (sum, target) = (format_decimal(sum), format_decimal(target));
    let mut diagnostic = checker.diagnostic(
        "weights-sum",
        rule.span,
        format!("bobot komponen{since_id} berjumlah {sum}, seharusnya {target}"),
        format!("the weights of the components{since_en} add up to {sum}, expected {target}"),
    );
    for (component, weight) in present.iter().zip(weights) {
        diagnostic = diagnostic.with_witness(&*component.code, format_decimal(*weight));
    }
    checker.report(diagnostic);
}

fn minimum_weight(checker: &mut Checker<'_>, rule: &ScoreRule, sum: Decimal, segment: &EffectivePeriod) {
    let MissingRule::Renormalise { minimum_weight } = rule.missing else { return };
    // the minimum is a share of the whole weight
    let share = target(rule.weights).and_then(|whole| sum.checked_div(whole)).unwrap_or(Decimal::MAX);
    if minimum_weight > share || minimum_weight <= Decimal::ZERO {
        let (since_id, since_en) = history::since(segment);
        let (minimum, sum) = (format_decimal(minimum_weight), format_decimal(share.min(Decimal::ONE)));
        let diagnostic = checker.diagnostic(
            "weights-minimum",
            rule.span,
            format!("bobot minimum `{minimum}`{since_id} mustahil: seharusnya lebih dari 0 dan paling banyak {sum}, bagian semua bobot bersama"),
            format!(
                "the minimum weight `{minimum}`{since_en} is impossible: expected more than 0 and at most {sum}, the share of all weights together"
            ),
        );
        if !checker.out.iter().any(|d| d.code == "weights-minimum") {
            checker.report(diagnostic);
        }
    }
}

/// Reports weights whose declared ranges leave no way, or only one, to the sum. Gives whether there is no way.
fn ranges(
    checker: &mut Checker<'_>,
    rule: &ScoreRule,
    present: &[&Component],
    day: NaiveDate,
    segment: &EffectivePeriod,
    extreme: &mut bool,
) -> bool {
    let policy = checker.policy;
    let Some(target) = target(rule.weights) else { return false };
    let bounds: Option<Vec<(Decimal, Decimal)>> = present.iter().map(|c| bounds(policy, &c.weight.node, day)).collect();
    let Some(bounds) = bounds.filter(|bounds| bounds.iter().any(|(low, high)| low < high)) else { return false };
    let (Some(low), Some(high)) = (total(bounds.iter().map(|b| b.0)), total(bounds.iter().map(|b| b.1))) else { return false };
    let (since_id, since_en) = history::since(segment);
    let goal = format_decimal(target);
    let chosen = |pick: fn(&(Decimal, Decimal)) -> Decimal| -> Vec<(String, String)> {
        present.iter().zip(&bounds).map(|(c, b)| (c.code.to_string(), format_decimal(pick(b)))).collect()
    };
    if low - target > DUST || target - high > DUST {
        let (low, high) = (format_decimal(low), format_decimal(high));
        let mut diagnostic = checker.diagnostic(
            "weights-impossible",
            rule.span,
            format!("rentang bobot{since_id} tidak memungkinkan jumlah {goal}: jumlahnya antara {low} dan {high}"),
            format!("the ranges of the weights{since_en} leave no way to {goal}: their sum lies between {low} and {high}"),
        );
        diagnostic.witness = chosen(|b| b.1);
        checker.report(diagnostic);
        return true;
    }
    let at_top = high - target <= DUST;
    if !*extreme && (at_top || target - low <= DUST) {
        *extreme = true;
        let (end_id, end_en) = if at_top {
            ("semua bobot maksimum", "all weights at their maximum")
        } else {
            ("semua bobot minimum", "all weights at their minimum")
        };
        let mut diagnostic = checker.diagnostic(
            "weights-only-at-extreme",
            rule.span,
            format!(
                "rentang bobot{since_id} mencapai {goal} hanya dengan {end_id}; pilihan lain mana pun dalam rentang tidak berjumlah {goal}"
            ),
            format!(
                "the ranges of the weights{since_en} reach {goal} only with {end_en}; no other choice within the ranges adds up to {goal}"
            ),
        );
        diagnostic.witness = if at_top { chosen(|b| b.1) } else { chosen(|b| b.0) };
        checker.report(diagnostic);
    }
    false
}

fn total(mut numbers: impl Iterator<Item = Decimal>) -> Option<Decimal> {
    numbers.try_fold(Decimal::ZERO, Decimal::checked_add)
}

fn unused_components(checker: &mut Checker<'_>, segments: &[EffectivePeriod]) {
    let policy = checker.policy;
    for component in &policy.components {
        let days: Vec<NaiveDate> = segments.iter().map(history::day_in).filter(|day| component.effective.contains(*day)).collect();
        let weightless = !days.is_empty() && days.iter().all(|day| number_on(policy, &component.weight.node, *day) == Some(Decimal::ZERO));
        if days.is_empty() || weightless {
            let code = &component.code;
            let (why_id, why_en) = if weightless {
                ("bobotnya 0 pada setiap hari", "its weight is 0 on every day")
            } else {
                ("masa berlakunya di luar masa berlaku kebijakan", "it binds on no day of the policy's life")
            };
            let diagnostic = checker.diagnostic(
                "component-unused",
                component.span,
                format!("komponen `{code}` tidak pernah dihitung: {why_id}"),
                format!("the component `{code}` never counts: {why_en}"),
            );
            checker.report(diagnostic);
        }
    }
}

/// Compares the declared range of the score with what its components can reach together.
fn attainable(checker: &mut Checker<'_>, rule: &ScoreRule, day: NaiveDate) {
    let policy = checker.policy;
    let Some((low, high)) = rule.range else { return };
    let present: Vec<&Component> = policy.components.iter().filter(|c| c.effective.contains(day)).collect();
    let domains = Domains::new(checker.set, policy, Assume::Usual);
    let parts: Option<Vec<(Decimal, Decimal)>> = present
        .iter()
        .map(|c| {
            let weight = number_on(policy, &c.weight.node, day)?;
            let from_value = || {
                domains.of(&c.value.node).and_then(|d| {
                    let (l, h) = hull(&d.full);
                    l.zip(h)
                })
            };
            let (l, h) = c.range.or_else(from_value)?;
            let (a, b) = (weight.checked_mul(l)?, weight.checked_mul(h)?);
            Some((a.min(b), a.max(b)))
        })
        .collect();
    let Some(parts) = parts.filter(|parts| !parts.is_empty()) else { return };
    let scale = target(rule.weights).unwrap_or(Decimal::ONE);
    let divisor = if rule.weights == WeightSum::Percent { scale } else { Decimal::ONE };
    let end = |numbers: Vec<Decimal>| total(numbers.into_iter()).and_then(|sum| sum.checked_div(divisor));
    let (Some(least), Some(most)) = (end(parts.iter().map(|p| p.0).collect()), end(parts.iter().map(|p| p.1).collect())) else { return };
    let text = format_decimal;
    if most - high > DUST || low - least > DUST {
        let mut diagnostic = checker
            .diagnostic(
                "score-range",
                rule.span,
                format!(
                    "komponen-komponennya bersama mencapai {} sampai {}, sedangkan rentang nilai yang ditulis {} sampai {}",
                    text(least),
                    text(most),
                    text(low),
                    text(high)
                ),
                format!(
                    "the components together reach {} to {}, but the declared range of the score is {} to {}",
                    text(least),
                    text(most),
                    text(low),
                    text(high)
                ),
            )
            .with_help(Label::new(
                "perbaiki rentang nilai atau nilai tertinggi komponen",
                "correct the range of the score or the maxima of the components",
            ));
        let over = most - high > DUST;
        for (component, part) in present.iter().zip(&parts) {
            diagnostic = diagnostic.with_witness(&*component.code, text(if over { part.1 } else { part.0 }));
        }
        checker.report(diagnostic);
    } else if high - most > DUST {
        let diagnostic = checker.diagnostic(
            "score-range-unreachable",
            rule.span,
            format!("nilai tertinggi yang dapat dicapai {}, sedangkan rentang nilai yang ditulis sampai {}", text(most), text(high)),
            format!("the highest score that can be reached is {}, but the declared range goes up to {}", text(most), text(high)),
        );
        checker.report(diagnostic);
    }
}

/// The value of an expression over constants and parameters on a day.
pub(super) fn number_on(policy: &Policy, node: &Node, day: NaiveDate) -> Option<Decimal> {
    let number = |value: &Value| if let Value::Number(n) = value { Some(*n) } else { None };
    match &node.kind {
        NodeKind::Constant(value) => number(value),
        NodeKind::Parameter(index) => {
            let parameter = policy.parameters.get(usize::from(*index))?;
            number(&in_force(&parameter.values, day, NaiveDate::MAX)?.value)
        }
        NodeKind::Definition(index) => number_on(policy, &policy.definitions.get(usize::from(*index))?.node, day),
        NodeKind::Negate(a) => number_on(policy, a, day).map(|n| -n),
        NodeKind::Arithmetic(op, a, b) => {
            let (a, b) = (number_on(policy, a, day)?, number_on(policy, b, day)?);
            match op {
                Arithmetic::Add => a.checked_add(b),
                Arithmetic::Subtract => a.checked_sub(b),
                Arithmetic::Multiply => a.checked_mul(b),
                Arithmetic::Divide => a.checked_div(b),
                Arithmetic::Power => None,
            }
        }
        _ => None,
    }
}

/// Least and greatest value where parameters vary within their declared ranges.
fn bounds(policy: &Policy, node: &Node, day: NaiveDate) -> Option<(Decimal, Decimal)> {
    match &node.kind {
        NodeKind::Parameter(index) => {
            let parameter = policy.parameters.get(usize::from(*index))?;
            match parameter.range {
                Some(range) => in_force(&parameter.values, day, NaiveDate::MAX).map(|_| range),
                None => number_on(policy, node, day).map(|n| (n, n)),
            }
        }
        NodeKind::Definition(index) => bounds(policy, &policy.definitions.get(usize::from(*index))?.node, day),
        NodeKind::Negate(a) => bounds(policy, a, day).map(|(low, high)| (-high, -low)),
        NodeKind::Arithmetic(op, a, b) => {
            let (a, b) = (bounds(policy, a, day)?, bounds(policy, b, day)?);
            let corners = |f: fn(Decimal, Decimal) -> Option<Decimal>| {
                let all = [f(a.0, b.0)?, f(a.0, b.1)?, f(a.1, b.0)?, f(a.1, b.1)?];
                Some((all.iter().copied().min()?, all.iter().copied().max()?))
            };
            match op {
                Arithmetic::Add => corners(Decimal::checked_add),
                Arithmetic::Subtract => corners(Decimal::checked_sub),
                Arithmetic::Multiply => corners(Decimal::checked_mul),
                Arithmetic::Divide if b.0 > Decimal::ZERO => corners(Decimal::checked_div),
                Arithmetic::Divide | Arithmetic::Power => None,
            }
        }
        _ => number_on(policy, node, day).map(|n| (n, n)),
    }
}
