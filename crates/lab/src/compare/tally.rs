//! Counting: everybody's change, by group and by two groups together.

use std::cmp::Ordering;
use std::sync::{Mutex, PoisonError};

use jenjang::policy::value::Value;

use super::result::Change;
use crate::answers::Outcomes;
use crate::bits::Bits;

/// Places to count in, one for each thread at work, used again from segment to segment. Sums do not depend on who counted what.
#[derive(Debug)]
pub(crate) struct Pool<T>(Mutex<Vec<T>>);

impl<T> Pool<T> {
    pub(crate) fn new() -> Pool<T> {
        Pool(Mutex::new(Vec::new()))
    }

    /// Lends one, a fresh one where all are in use.
    pub(crate) fn with<R>(&self, fresh: impl FnOnce() -> T, work: impl FnOnce(&mut T) -> R) -> R {
        let lent = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut lent = lent.unwrap_or_else(fresh);
        let result = work(&mut lent);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(lent);
        result
    }

    /// All of them.
    pub(crate) fn into_all(self) -> Vec<T> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Changes of the people of a segment: the place in [`Change::ALL`] of each.
pub(super) fn changes(before: &Outcomes, after: &Outcomes, changes: &mut Vec<u8>) -> [[u64; 3]; 3] {
    changes.clear();
    let mut table = [[0_u64; 3]; 3];
    let masks = [before.eligible(), before.unknown(), after.eligible(), after.unknown()];
    let [before_eligible, before_unknown, after_eligible, after_unknown] = &masks;
    let len = before_eligible.len();
    let mut kinds = [0_u64; 9];
    for (word, start) in (0..len).step_by(64).enumerate() {
        let of = |bits: &Bits| bits.words().get(word).copied().unwrap_or(0);
        let (be, bu, ae, au) = (of(before_eligible), of(before_unknown), of(after_eligible), of(after_unknown));
        let used = if len - start >= 64 { u64::MAX } else { (1 << (len - start)) - 1 };
        let answers = |eligible: u64, unknown: u64| [eligible, used & !eligible & !unknown, unknown];
        for (at, (b, a)) in answers(be, bu).iter().flat_map(|b| answers(ae, au).map(|a| (*b, a))).enumerate() {
            if let Some(count) = kinds.get_mut(at) {
                *count += u64::from((b & a).count_ones());
            }
        }
        for bit in 0..64.min(len - start) {
            let answer = |eligible: u64, unknown: u64| if eligible >> bit & 1 == 1 { 0 } else { 1 + (unknown >> bit & 1) };
            let both = answer(be, bu) * 3 + answer(ae, au);
            changes.push(CHANGE_OF.get(usize::try_from(both).unwrap_or(0)).copied().unwrap_or(0));
        }
    }
    for (row, kinds) in table.iter_mut().zip(kinds.chunks(3)) {
        row.copy_from_slice(kinds);
    }
    if let (Outcomes::Values(before), Outcomes::Values(after)) = (before, after) {
        let stayed = Change::StayedEligible.place();
        for (place, change) in changes.iter_mut().enumerate().filter(|(_, change)| usize::from(**change) == stayed) {
            *change = value_change(&before.value(place), &after.value(place)) as u8;
        }
    }
    table
}

/// The change for an answer before and after: eligible, not eligible, unknown.
const CHANGE_OF: [u8; 9] = [
    Change::StayedEligible as u8,
    Change::Lost as u8,
    Change::BecameUnknown as u8,
    Change::Gained as u8,
    Change::StayedNotEligible as u8,
    Change::BecameUnknown as u8,
    Change::NoLongerUnknown as u8,
    Change::NoLongerUnknown as u8,
    Change::StayedUnknown as u8,
];

/// How two known values compare: greater is better, of numbers and of choices of one ordered scale.
pub(super) fn value_change(before: &Value, after: &Value) -> Change {
    let order = match (before, after) {
        (Value::Number(before), Value::Number(after)) => Some(after.cmp(before)),
        (Value::Choice(before), Value::Choice(after)) if before.same_scale(after) && before.scale().ordered => {
            Some(after.rank().cmp(&before.rank()))
        }
        (Value::Choice(before), Value::Choice(after)) if before.code() == after.code() => Some(Ordering::Equal),
        (before, after) => (before == after).then_some(Ordering::Equal),
    };
    match order {
        Some(Ordering::Greater) => Change::Gained,
        Some(Ordering::Less) => Change::Lost,
        Some(Ordering::Equal) => Change::StayedEligible,
        None => Change::Changed,
    }
}

/// Counts by group and change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ByGroup(pub(super) Vec<[u64; 8]>);

impl ByGroup {
    pub(super) fn count(&mut self, groups: usize, codes: &[u16], changes: &[u8]) {
        if self.0.len() < groups {
            self.0.resize(groups, [0; 8]);
        }
        for (code, change) in codes.iter().zip(changes) {
            if let Some(count) = self.0.get_mut(usize::from(*code)).and_then(|counts| counts.get_mut(usize::from(*change))) {
                *count += 1;
            }
        }
    }

    pub(super) fn add(&mut self, other: &ByGroup) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), [0; 8]);
        }
        for (mine, others) in self.0.iter_mut().zip(&other.0) {
            mine.iter_mut().zip(others).for_each(|(mine, other)| *mine += other);
        }
    }
}

/// Counts by two groups together: gained, lost, became unknown, all others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cross {
    stride: usize,
    cells: Vec<[u64; 4]>,
}

impl Cross {
    /// Makes room for so many groups each way.
    fn fit(&mut self, first: usize, second: usize) {
        if self.stride < second {
            let wider = second.next_power_of_two();
            if let Some(rows) = self.cells.len().checked_div(self.stride) {
                let mut moved = vec![[0; 4]; rows * wider];
                for (to, from) in moved.chunks_mut(wider).zip(self.cells.chunks(self.stride)) {
                    to.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
                }
                self.cells = moved;
            }
            self.stride = wider;
        }
        if self.cells.len() < first * self.stride {
            self.cells.resize(first * self.stride, [0; 4]);
        }
    }

    pub(super) fn count(&mut self, groups: (usize, usize), first: &[u16], second: &[u16], changes: &[u8]) {
        self.fit(groups.0, groups.1);
        for ((a, b), change) in first.iter().zip(second).zip(changes) {
            let at = usize::from(*a) * self.stride + usize::from(*b);
            if let Some(count) = self.cells.get_mut(at).and_then(|cell| cell.get_mut(usize::from(*change).min(3))) {
                *count += 1;
            }
        }
    }

    pub(super) fn add(&mut self, other: &Cross) {
        if other.stride == 0 {
            return;
        }
        self.fit(other.cells.len() / other.stride, other.stride);
        for (a, row) in other.cells.chunks(other.stride).enumerate() {
            let mine = self.cells.get_mut(a * self.stride..).unwrap_or_default();
            for (mine, others) in mine.iter_mut().zip(row) {
                mine.iter_mut().zip(others).for_each(|(mine, other)| *mine += other);
            }
        }
    }

    /// The cells with anybody in them: both codes and the counts.
    pub(super) fn cells(&self) -> impl Iterator<Item = (usize, usize, [u64; 4])> + '_ {
        let stride = self.stride.max(1);
        let filled = self.cells.iter().enumerate().filter(|(_, counts)| **counts != [0; 4]);
        filled.map(move |(at, counts)| (at / stride, at % stride, *counts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crossed_counts_survive_more_groups() {
        let mut cross = Cross::default();
        cross.count((2, 2), &[0, 1], &[1, 0], &[0, 7]);
        cross.count((2, 5), &[1, 1], &[4, 0], &[1, 2]);
        let mut other = Cross::default();
        other.count((4, 3), &[3], &[2], &[6]);
        other.add(&cross);
        let cells: Vec<_> = other.cells().collect();
        assert_eq!(cells, [(0, 1, [1, 0, 0, 0]), (1, 0, [0, 0, 1, 1]), (1, 4, [0, 1, 0, 0]), (3, 2, [0, 0, 0, 1])]);
    }

    #[test]
    fn the_table_and_the_changes_say_the_same() {
        let of = |eligible: &[bool], unknown: &[bool]| Outcomes::Eligibility {
            eligible: eligible.iter().copied().collect(),
            unknown: unknown.iter().copied().collect(),
        };
        let (yes, no) = (true, false);
        let before = of(&[yes, yes, yes, no, no, no, no, no, no], &[no, no, no, no, no, no, yes, yes, yes]);
        let after = of(&[yes, no, no, yes, no, no, yes, no, no], &[no, no, yes, no, no, yes, no, no, yes]);
        let mut found = Vec::new();
        let table = changes(&before, &after, &mut found);
        assert_eq!(table, [[1; 3]; 3]);
        assert_eq!(found, CHANGE_OF);
    }
}
