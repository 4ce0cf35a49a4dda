//! The stretches of time within which no value of a policy changes.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::period::EffectivePeriod;
use crate::policy::model::{Dated, Policy};

/// Stretches of the policy's life, ascending, each without a change of any parameter, table, criterion or component.
pub(super) fn segments(policy: &Policy) -> Vec<EffectivePeriod> {
    let mut days: BTreeSet<NaiveDate> = BTreeSet::new();
    let mut add = |period: &EffectivePeriod| days.extend(period.from.into_iter().chain(period.to));
    add(&policy.effective);
    policy.parameters.iter().flat_map(|p| &p.values).for_each(|v| add(&v.period));
    policy.tables.iter().flat_map(|t| &t.versions).for_each(|v| add(&v.period));
    policy.criteria.iter().for_each(|c| add(&c.effective));
    policy.components.iter().for_each(|c| add(&c.effective));
    let mut segments = Vec::new();
    let mut from = None;
    for day in days {
        segments.push(EffectivePeriod { from, to: Some(day) });
        from = Some(day);
    }
    segments.push(EffectivePeriod { from, to: None });
    segments.retain(|segment| segment.overlaps(&policy.effective));
    segments
}

/// A day in the stretch.
pub(super) fn day_in(segment: &EffectivePeriod) -> NaiveDate {
    segment
        .from
        .or_else(|| segment.to.and_then(|to| to.pred_opt()))
        .unwrap_or(NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or(NaiveDate::MIN))
}

/// `` since 2020-01-01`` in both languages, empty where the stretch has no beginning.
pub(super) fn since(segment: &EffectivePeriod) -> (String, String) {
    match (segment.from, segment.to) {
        (Some(from), Some(to)) => (format!(" sejak {from} hingga sebelum {to}"), format!(" from {from} until before {to}")),
        (Some(from), None) => (format!(" sejak {from}"), format!(" from {from}")),
        (None, Some(to)) => (format!(" sebelum {to}"), format!(" before {to}")),
        (None, None) => (String::new(), String::new()),
    }
}

/// The entries with open ends filled from the next entry that begins later.
pub(super) fn filled<T>(history: &[Dated<T>]) -> Vec<EffectivePeriod> {
    let next_start = |from: Option<NaiveDate>| history.iter().filter_map(|e| e.period.from).filter(|start| Some(*start) > from).min();
    history.iter().map(|e| EffectivePeriod { from: e.period.from, to: e.period.to.or_else(|| next_start(e.period.from)) }).collect()
}

/// The part of `window` that none of the periods covers, in stretches.
pub(super) fn uncovered(window: EffectivePeriod, periods: &[EffectivePeriod]) -> Vec<EffectivePeriod> {
    let mut sorted: Vec<EffectivePeriod> = periods.iter().copied().filter(|p| p.overlaps(&window)).collect();
    sorted.sort_by_key(|p| p.from);
    let mut gaps = Vec::new();
    let mut at = window.from;
    // `None` as a start is the beginning of time, so it is at or before every day
    for period in sorted {
        if period.from.is_some_and(|from| at.is_none_or(|at| at < from)) {
            gaps.push(EffectivePeriod { from: at, to: period.from });
        }
        match period.to {
            None => return gaps,
            Some(to) => at = Some(at.map_or(to, |at| at.max(to))),
        }
    }
    if window.to.is_none_or(|to| at.is_none_or(|at| at < to)) {
        gaps.push(EffectivePeriod { from: at, to: window.to });
    }
    gaps
}

/// What two periods share; `None` where they share no day.
pub(super) fn shared(a: &EffectivePeriod, b: &EffectivePeriod) -> Option<EffectivePeriod> {
    let from = a.from.into_iter().chain(b.from).max();
    let to = a.to.into_iter().chain(b.to).min();
    a.overlaps(b).then_some(EffectivePeriod { from, to })
}
