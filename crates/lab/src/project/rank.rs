//! Who goes first where places are limited: the score or the time in the grade, the published tie-breakers, and then the lot, counted as such.

use std::cmp::Ordering;
use std::sync::Arc;

use jenjang::policy::value::Value;
use rust_decimal::Decimal;

use super::cohort::Cohort;
use super::course::covers;
use super::plan::{MISSING, NONE, Plan};
use super::random::{self, Purpose};
use super::rules::Ranking;
use crate::answers::{Detail, Outcomes};
use crate::column::day_number;
use crate::grouping::{Assigned, GroupKey, some};
use crate::kernel::Kernel;

/// Somebody eligible for a limited grade.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) cohort: usize,
    pub(super) place: usize,
    /// Rank of the grade above.
    pub(super) target: i32,
    /// Which limit, and the group it is counted in.
    pub(super) limit: usize,
    pub(super) group: GroupKey,
    /// The limit and group of the grade left, where that is limited too.
    pub(super) leaves: Option<(usize, GroupKey)>,
    order: Vec<Key>,
    lot: (u64, u64),
}

/// A value in the order; who has none comes last.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Key {
    Number(Decimal),
    Text(Arc<str>),
    Absent,
}

impl Key {
    fn of(value: &Value) -> Key {
        match value {
            Value::Number(number) => Key::Number(*number),
            Value::Date(date) => Key::Number(day_number(*date).into()),
            Value::Choice(choice) => Key::Number(choice.rank().into()),
            Value::Boolean(answer) => Key::Number(i64::from(*answer).into()),
            Value::Months(months) => Key::Number((*months).into()),
            Value::Days(days) => Key::Number((*days).into()),
            Value::Text(text) => Key::Text(Arc::clone(text)),
            _ => Key::Absent,
        }
    }

    fn compare(&self, other: &Key, greater_first: bool) -> Ordering {
        let upward = match (self, other) {
            (Key::Absent, Key::Absent) => return Ordering::Equal,
            (Key::Absent, _) => return Ordering::Greater,
            (_, Key::Absent) => return Ordering::Less,
            (Key::Number(a), Key::Number(b)) => a.cmp(b),
            (Key::Text(a), Key::Text(b)) => a.cmp(b),
            (Key::Number(_), Key::Text(_)) => Ordering::Less,
            (Key::Text(_), Key::Number(_)) => Ordering::Greater,
        };
        if greater_first { upward.reverse() } else { upward }
    }
}

/// The groups of a cohort for each limit that has any.
pub(super) fn groups(plan: &Plan, cohort: &Cohort) -> Vec<Option<Assigned>> {
    plan.vacancies.iter().map(|limit| limit.within.as_ref().map(|grouping| grouping.assign(&cohort.segment))).collect()
}

/// The limit that a person in (or bound for) a grade falls under, and the place of their group; the first declared that fits.
pub(super) fn limit_of(plan: &Plan, groups: &[Option<Assigned>], grade: i32, place: usize) -> Option<(usize, u32)> {
    plan.vacancies.iter().zip(groups).enumerate().filter(|(_, (limit, _))| limit.rank == grade).find_map(|(at, (limit, groups))| {
        let local = groups.as_ref().and_then(|groups| groups.of.get(place)).copied();
        let key = local.and_then(|local| groups.as_ref()?.keys.get(local as usize));
        covers(limit, key).then_some((at, local.unwrap_or(u32::MAX)))
    })
}

/// The group at a place of a limit's groups; one for all where the limit has none.
pub(super) fn key(groups: &[Option<Assigned>], limit: usize, local: u32) -> GroupKey {
    groups.get(limit).and_then(|groups| groups.as_ref()?.keys.get(local as usize)).cloned().unwrap_or(GroupKey::None)
}

/// Candidates among those eligible for a limited grade, and those whom no limit covers after all.
pub(super) fn candidates(
    plan: &Plan,
    score: Option<&Kernel>,
    cohort: &Cohort,
    number: usize,
    eligible: &[usize],
    (seed, year): (u64, u32),
) -> (Vec<Candidate>, Vec<usize>) {
    if eligible.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let groups = groups(plan, cohort);
    let grades = cohort.moving(plan.grade);
    let (mut found, mut free) = (Vec::new(), Vec::new());
    for place in eligible {
        let grade = grades.get(*place).copied().unwrap_or(NONE);
        match limit_of(plan, &groups, grade + 1, *place) {
            Some((limit, local)) => {
                let leaves = limit_of(plan, &groups, grade, *place).map(|(limit, local)| (limit, key(&groups, limit, local)));
                let person = cohort.keys.get(*place).copied().unwrap_or(0);
                found.push(Candidate {
                    cohort: number,
                    place: *place,
                    target: grade + 1,
                    limit,
                    group: key(&groups, limit, local),
                    leaves,
                    order: Vec::new(),
                    lot: (random::bits(seed, person, year, Purpose::Lot), person),
                });
            }
            None => free.push(*place),
        }
    }
    let places: Vec<usize> = found.iter().map(|candidate| candidate.place).collect();
    match (&plan.rules.ranking, score) {
        (Ranking::Score(_), Some(kernel)) => {
            let answers = kernel.answer(&some(&cohort.segment, &places), Detail::Criteria);
            for answer in &answers {
                for (at, candidate) in found.iter_mut().enumerate() {
                    let value = match &answer.outcome {
                        Outcomes::Values(column) => column.value(at),
                        Outcomes::Eligibility { .. } => Value::Missing,
                    };
                    candidate.order.push(Key::of(&value));
                    candidate.order.extend(answer.tie_breaks.iter().map(|column| Key::of(&column.value(at))));
                }
            }
        }
        _ => {
            let since = cohort.moving(plan.since);
            for candidate in &mut found {
                let day = since.get(candidate.place).copied().unwrap_or(MISSING);
                candidate.order.push(if day > NONE { Key::Number(day.into()) } else { Key::Absent });
            }
        }
    }
    for candidate in &mut found {
        let own = plan.tie_breaks.iter().map(|(fact, _)| Key::of(&cohort.segment.value(*fact, candidate.place)));
        candidate.order.extend(own);
    }
    (found, free)
}

/// Puts a pool in order and says for how many the lot decided over the last of so many places.
pub(super) fn order(plan: &Plan, pool: &mut [Candidate], free: usize) -> u64 {
    let mut greater_first: Vec<bool> = match &plan.rules.ranking {
        Ranking::TimeInGrade => vec![false],
        Ranking::Score(_) => std::iter::once(true).chain(plan.score_ties.iter().copied()).collect(),
    };
    greater_first.extend(plan.tie_breaks.iter().map(|(_, greater_first)| *greater_first));
    let compare = |a: &Candidate, b: &Candidate| {
        let keys = a.order.iter().zip(&b.order).zip(&greater_first);
        keys.map(|((a, b), greater_first)| a.compare(b, *greater_first)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    };
    pool.sort_by(|a, b| compare(a, b).then(a.lot.cmp(&b.lot)));
    match (free.checked_sub(1).and_then(|last| pool.get(last)), pool.get(free)) {
        (Some(last), Some(first_out)) if compare(last, first_out).is_eq() => {
            pool.iter().filter(|candidate| compare(candidate, last).is_eq()).count() as u64
        }
        _ => 0,
    }
}
