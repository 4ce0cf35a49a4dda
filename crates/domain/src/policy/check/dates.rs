//! Histories with days on which nothing or two things bind, and what lies outside the policy's life.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Checker, history};
use crate::legal::Label;
use crate::period::EffectivePeriod;
use crate::policy::diagnostic::Span;
use crate::policy::expression::node::{Node, NodeKind};
use crate::policy::model::{Dated, Policy};

pub(super) fn check(checker: &mut Checker<'_>) {
    let policy = checker.policy;
    let needs = Needs::of(policy);
    for (i, parameter) in policy.parameters.iter().enumerate() {
        let needed = needs.parameters.get(&i).cloned().unwrap_or_default();
        check_history(checker, &parameter.name, &parameter.values, &needed, parameter.span);
    }
    for (i, table) in policy.tables.iter().enumerate() {
        let needed = needs.tables.get(&i).cloned().unwrap_or_default();
        check_history(checker, &table.name, &table.versions, &needed, table.span);
    }
    if let Some(periods) = &policy.periods {
        let span = periods.values.first().map_or_else(|| super::place_of(policy), |entry| entry.span);
        check_history(checker, &"periods".into(), &periods.values, &[policy.effective], span);
    }
    for (id, (span, needed)) in &needs.outcomes {
        // a used policy that does not bind on a day gives none
        if let Some(used) = checker.set.get(id) {
            gaps(checker, id, &[used.effective], needed, *span);
        }
    }
    for criterion in &policy.criteria {
        outside(checker, &criterion.code, &criterion.effective, criterion.span);
    }
}

/// Readers of files refuse such a period; one built in memory binds on no day and is passed over here.
fn is_reversed(period: &EffectivePeriod) -> bool {
    matches!((period.from, period.to), (Some(from), Some(to)) if to <= from)
}

fn check_history<T>(checker: &mut Checker<'_>, name: &Arc<str>, history: &[Dated<T>], needed: &[EffectivePeriod], span: Span) {
    let periods = history::filled(history);
    let usable: Vec<EffectivePeriod> = periods.iter().copied().filter(|p| !is_reversed(p)).collect();
    gaps(checker, name, &usable, needed, span);
    for (i, later) in history.iter().enumerate() {
        for (j, earlier) in history[..i].iter().enumerate() {
            // a value decided on its own day later than it binds corrects the past; that is what the two times are for
            let retroactive = later.period.from.is_some_and(|from| later.decided != from)
                || earlier.period.from.is_some_and(|from| earlier.decided != from);
            let (Some(shared), false) = (history::shared(&periods[j], &periods[i]), retroactive) else { continue };
            if is_reversed(&periods[i]) || is_reversed(&periods[j]) {
                continue;
            }
            let (since_id, since_en) = history::since(&shared);
            let diagnostic = checker
                .diagnostic(
                    "history-overlap",
                    later.span,
                    format!("`{name}` mempunyai dua nilai yang berlaku{since_id}, seharusnya satu"),
                    format!("`{name}` has two values that bind{since_en}, expected one"),
                )
                .with_related(earlier.span, Label::new("nilai yang lain", "the other value"));
            checker.report(diagnostic);
        }
    }
    for (entry, period) in history.iter().zip(&periods).filter(|(_, period)| !is_reversed(period)) {
        outside(checker, name, period, entry.span);
    }
}

fn gaps(checker: &mut Checker<'_>, name: &Arc<str>, periods: &[EffectivePeriod], needed: &[EffectivePeriod], span: Span) {
    let mut gaps: Vec<EffectivePeriod> = needed.iter().flat_map(|window| history::uncovered(*window, periods)).collect();
    gaps.sort_by_key(|gap| (gap.from, gap.to));
    gaps.dedup();
    for gap in gaps {
        let (since_id, since_en) = history::since(&gap);
        let mut diagnostic = checker.diagnostic(
            "history-gap",
            span,
            format!("`{name}` tidak mempunyai nilai{since_id}, padahal dipakai pada hari-hari itu"),
            format!("`{name}` has no value{since_en}, although it is used on those days"),
        );
        if let Some(day) = gap.from.or_else(|| gap.to.and_then(|to| to.pred_opt())) {
            diagnostic = diagnostic.with_witness("as of", day.to_string());
        }
        checker.report(diagnostic);
    }
}

fn outside(checker: &mut Checker<'_>, name: &Arc<str>, period: &EffectivePeriod, span: Span) {
    let life = checker.policy.effective;
    if is_reversed(period) || is_reversed(&life) || period.overlaps(&life) {
        return;
    }
    let diagnostic = checker.diagnostic(
        "outside-life",
        span,
        format!("`{name}` berlaku {period}, di luar masa berlaku kebijakan {life}"),
        format!("`{name}` binds in {period}, outside the policy's life {life}"),
    );
    checker.report(diagnostic);
}

/// On which days each parameter, table and other policy is used, by the criteria and results that use it.
#[derive(Default)]
struct Needs {
    parameters: BTreeMap<usize, Vec<EffectivePeriod>>,
    tables: BTreeMap<usize, Vec<EffectivePeriod>>,
    /// With the first place where it is used.
    outcomes: BTreeMap<Arc<str>, (Span, Vec<EffectivePeriod>)>,
}

impl Needs {
    fn of(policy: &Policy) -> Needs {
        let mut needs = Needs::default();
        for criterion in &policy.criteria {
            for node in criterion.when.iter().map(|w| &w.node).chain([&criterion.require.node]) {
                needs.add(policy, node, criterion.effective, 0);
            }
        }
        for component in &policy.components {
            needs.add(policy, &component.weight.node, component.effective, 0);
            needs.add(policy, &component.value.node, component.effective, 0);
        }
        let rules = policy.points.iter().chain(&policy.classification).map(|r| &r.result.node);
        for node in rules.chain(policy.tie_breaks.iter().map(|t| &t.value.node)) {
            needs.add(policy, node, EffectivePeriod::ALWAYS, 0);
        }
        let outcomes = needs.outcomes.values_mut().map(|(_, windows)| windows);
        for windows in needs.parameters.values_mut().chain(needs.tables.values_mut()).chain(outcomes) {
            *windows = windows.iter().filter_map(|window| history::shared(window, &policy.effective)).collect();
            merge(windows);
        }
        needs
    }

    fn add(&mut self, policy: &Policy, node: &Node, window: EffectivePeriod, depth: u8) {
        if depth > 40 {
            return;
        }
        node.walk(&mut |n: &Node| match &n.kind {
            NodeKind::Parameter(index) => self.parameters.entry(usize::from(*index)).or_default().push(window),
            NodeKind::Outcome(id) => self.outcomes.entry(Arc::clone(id)).or_insert_with(|| (n.span, Vec::new())).1.push(window),
            NodeKind::Definition(index) => {
                if let Some(definition) = policy.definitions.get(usize::from(*index)) {
                    self.add(policy, &definition.node, window, depth + 1);
                }
            }
            NodeKind::Table(index) => {
                self.tables.entry(usize::from(*index)).or_default().push(window);
                if let Some(table) = policy.tables.get(usize::from(*index)) {
                    table.inputs.iter().for_each(|input| self.add(policy, input, window, depth + 1));
                }
            }
            _ => {}
        });
    }
}

/// Joins windows that touch.
fn merge(windows: &mut Vec<EffectivePeriod>) {
    windows.sort_by_key(|w| w.from);
    let mut merged: Vec<EffectivePeriod> = Vec::new();
    for window in windows.iter() {
        match merged.last_mut() {
            Some(last) if last.to.is_none() || window.from.is_none() || window.from <= last.to => {
                last.to = last.to.zip(window.to).map(|(a, b)| a.max(b));
            }
            _ => merged.push(*window),
        }
    }
    *windows = merged;
}
