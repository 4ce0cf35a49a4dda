//! Everybody by answer before and after: in parts, each person in one, so that what may be shown of them can be told.

use super::result::{Change, Suppression, Totals};
use crate::shown::{Parts, Shown};

/// Who has a better, a worse, another and the same value; who is eligible always has the same.
const BETTER: usize = 0;
const WORSE: usize = 1;
const CHANGED: usize = 2;
const SAME: usize = 3;
/// Answers before and after, of everybody else: eligible, not eligible, unknown.
const E_N: usize = 4;
const E_U: usize = 5;
const N_E: usize = 6;
const N_N: usize = 7;
const N_U: usize = 8;
const U_E: usize = 9;
const U_N: usize = 10;
const U_U: usize = 11;

/// What is hidden first where something has to be: who stays as they are, then the others, and who gains and who loses last.
const SPARE: [usize; 12] = [SAME, N_N, U_U, CHANGED, N_U, E_U, U_N, U_E, WORSE, BETTER, E_N, N_E];

/// The parts of everybody.
#[derive(Clone, Debug)]
pub(crate) struct Everybody {
    counts: [u64; 12],
    parts: Parts,
}

impl Everybody {
    /// From answers before and after, and changes in the order of [`Change::ALL`].
    pub(crate) fn of(table: [[u64; 3]; 3], changes: [u64; 8], suppression: Suppression) -> Everybody {
        let [[_, en, eu], [ne, nn, nu], [ue, un, uu]] = table;
        let change = |change: Change| changes.get(change.place()).copied().unwrap_or(0);
        let better = change(Change::Gained).saturating_sub(ne);
        let worse = change(Change::Lost).saturating_sub(en);
        let counts = [better, worse, change(Change::Changed), change(Change::StayedEligible), en, eu, ne, nn, nu, ue, un, uu];
        Everybody { counts, parts: Parts::of(&counts, &[], &SPARE, suppression) }
    }

    /// The parts a change is made of.
    fn parts_of(change: Change) -> &'static [usize] {
        match change {
            Change::Gained => &[BETTER, N_E],
            Change::Lost => &[WORSE, E_N],
            Change::BecameUnknown => &[E_U, N_U],
            Change::NoLongerUnknown => &[U_E, U_N],
            Change::Changed => &[CHANGED],
            Change::StayedEligible => &[SAME],
            Change::StayedNotEligible => &[N_N],
            Change::StayedUnknown => &[U_U],
        }
    }

    fn answer(before: bool, answer: usize) -> &'static [usize] {
        match (before, answer) {
            (true, 0) => &[BETTER, WORSE, CHANGED, SAME, E_N, E_U],
            (true, 1) => &[N_E, N_N, N_U],
            (true, _) => &[U_E, U_N, U_U],
            (false, 0) => &[BETTER, WORSE, CHANGED, SAME, N_E, U_E],
            (false, 1) => &[E_N, N_N, U_N],
            (false, _) => &[E_U, N_U, U_U],
        }
    }

    fn sum(&self, of: &[usize]) -> u64 {
        of.iter().filter_map(|at| self.counts.get(*at)).sum()
    }

    /// A change, with its count.
    pub(crate) fn change(&self, change: Change) -> Whole {
        let of = Everybody::parts_of(change);
        Whole { count: self.sum(of), shown: self.parts.sum(of) }
    }

    /// Who has an answer before: 0 eligible, 1 not eligible, 2 unknown.
    pub(crate) fn before(&self, answer: usize) -> Whole {
        let of = Everybody::answer(true, answer);
        Whole { count: self.sum(of), shown: self.parts.sum(of) }
    }

    /// Who has an answer after.
    pub(crate) fn after(&self, answer: usize) -> Whole {
        let of = Everybody::answer(false, answer);
        Whole { count: self.sum(of), shown: self.parts.sum(of) }
    }

    /// Among those who have a value before and after: whose is better, worse, another, the same.
    pub(crate) fn moved(&self) -> [Shown; 4] {
        [BETTER, WORSE, CHANGED, SAME].map(|part| self.parts.part(part))
    }

    /// Of those who had one answer and have another, not both a value.
    pub(crate) fn part(&self, before: usize, after: usize) -> Shown {
        let row = self.totals().table.get(before).copied().unwrap_or_default();
        row.get(after).copied().unwrap_or_default()
    }

    /// As it is shown.
    pub(crate) fn totals(&self) -> Totals {
        let sum = |of: &[usize]| self.parts.sum(of);
        let change = |change: Change| self.change(change).shown;
        Totals {
            people: self.counts.iter().sum(),
            table: [
                [sum(&[BETTER, WORSE, CHANGED, SAME]), sum(&[E_N]), sum(&[E_U])],
                [sum(&[N_E]), sum(&[N_N]), sum(&[N_U])],
                [sum(&[U_E]), sum(&[U_N]), sum(&[U_U])],
            ],
            before: [0, 1, 2].map(|answer| self.before(answer).shown),
            after: [0, 1, 2].map(|answer| self.after(answer).shown),
            gained: change(Change::Gained),
            lost: change(Change::Lost),
            unchanged: sum(&[SAME, N_N, U_U]),
            became_unknown: change(Change::BecameUnknown),
            no_longer_unknown: change(Change::NoLongerUnknown),
            changed: change(Change::Changed),
        }
    }
}

/// A whole: how many people it counts, and what is shown of that.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Whole {
    pub(crate) count: u64,
    pub(crate) shown: Shown,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_total_cannot_be_worked_back_from_the_others() {
        let changes = [100, 3, 0, 0, 0, 117, 780, 0];
        let found = Everybody::of([[117, 3, 0], [100, 780, 0], [0, 0, 0]], changes, Suppression { least: 5, width: 5 }).totals();
        assert_eq!((found.people, found.gained, found.lost, found.became_unknown), (1000, Shown::Value(100), Shown::Few, Shown::Value(0)));
        // who stayed eligible is hidden with them, and who is eligible after: 120 were before, of whom fewer than five are no longer
        assert_eq!(found.table[0], [Shown::Protecting, Shown::Few, Shown::Value(0)]);
        assert_eq!((found.before(0), found.after(0)), (Shown::Value(120), Shown::Protecting));
        assert_eq!((found.before(1), found.after(1), found.unchanged), (Shown::Value(880), Shown::Protecting, Shown::Protecting));
    }
}
