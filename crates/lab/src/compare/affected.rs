//! The groups that change most, of one dimension or two together.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;

use super::result::{AffectedGroup, Change, Membership, MostAffected, Suppression};
use super::table::Table;
use super::tally::Cross;

/// How many groups are listed.
const LISTED: usize = 20;

/// A group that may be listed.
#[derive(Clone, Debug)]
struct Candidate {
    /// Places of the tables and of the rows in them.
    of: Vec<(usize, usize)>,
    /// People, gained, lost, became unknown.
    counts: [u64; 4],
}

impl Candidate {
    fn affected(&self) -> u64 {
        let [_, gained, lost, unknown] = self.counts;
        gained + lost + unknown
    }
}

/// The most affected groups. Groups of two dimensions are counted in `crosses` by the places of both tables.
///
/// A group of two dimensions is listed only where none of its figures is small, both of its groups show all of theirs, and what is left of each
/// after all listed groups are taken away is nobody or not few: no figure of fewer than [`Suppression::least`] people follows from the list.
pub(super) fn most_affected(tables: &[Table], crosses: &[((usize, usize), &Cross)], suppression: Suppression) -> MostAffected {
    let mut candidates: Vec<Candidate> = Vec::new();
    for (table, rows) in tables.iter().enumerate() {
        for (row, counts) in rows.counts.iter().enumerate() {
            if shows_all(rows, row) {
                candidates.push(Candidate { of: vec![(table, row)], counts: figures(counts) });
            }
        }
    }
    for ((first, second), cross) in crosses {
        let (Some(one), Some(other)) = (tables.get(*first), tables.get(*second)) else { continue };
        let mut merged: BTreeMap<(usize, usize), [u64; 4]> = BTreeMap::new();
        for (a, b, [gained, lost, unknown, rest]) in cross.cells() {
            let (Some(a), Some(b)) = (one.row_of.get(&a), other.row_of.get(&b)) else { continue };
            let sums = merged.entry((*a, *b)).or_default();
            sums.iter_mut().zip([gained + lost + unknown + rest, gained, lost, unknown]).for_each(|(sum, n)| *sum += n);
        }
        let safe = |n: u64| n == 0 || n >= suppression.least;
        for ((a, b), counts) in merged {
            // a group of two that is all of one says nothing more than the one
            let whole =
                |table: &Table, row: usize| table.shown.rows.get(row).is_some_and(|shown| Some(shown.people) == counts.first().copied());
            if counts.iter().all(|n| safe(*n)) && shows_all(one, a) && shows_all(other, b) && !whole(one, a) && !whole(other, b) {
                candidates.push(Candidate { of: vec![(*first, a), (*second, b)], counts });
            }
        }
    }
    candidates.retain(|candidate| candidate.affected() >= suppression.least.max(1));
    let mut listed = Listed { tables, suppression, shown: BTreeSet::new(), taken: BTreeMap::new() };
    candidates.sort_by_key(|candidate| (Reverse(candidate.affected()), candidate.of.len(), candidate.of.clone()));
    let by_people = listed.take(&candidates);
    // shares of a few people run to the ends
    candidates.retain(|candidate| candidate.counts.first().is_some_and(|people| *people >= suppression.least.saturating_mul(4)));
    candidates.sort_by(|a, b| {
        let product =
            |one: &Candidate, other: &Candidate| u128::from(one.affected()) * u128::from(other.counts.first().copied().unwrap_or(1));
        product(b, a)
            .cmp(&product(a, b))
            .then_with(|| b.affected().cmp(&a.affected()))
            .then_with(|| a.of.len().cmp(&b.of.len()))
            .then_with(|| a.of.cmp(&b.of))
    });
    let by_share = listed.take(&candidates);
    MostAffected { by_people, by_share }
}

fn figures(counts: &[u64; 8]) -> [u64; 4] {
    let of = |change: Change| counts.get(change.place()).copied().unwrap_or(0);
    [counts.iter().sum(), of(Change::Gained), of(Change::Lost), of(Change::BecameUnknown)]
}

/// Whether a row shows everything that is listed of it.
fn shows_all(table: &Table, row: usize) -> bool {
    let shown = |change| table.shown.rows.get(row).is_some_and(|row| row.cell(change).is_some());
    shown(Change::Gained) && shown(Change::Lost) && shown(Change::BecameUnknown)
}

/// What is listed so far.
struct Listed<'t> {
    tables: &'t [Table],
    suppression: Suppression,
    shown: BTreeSet<Vec<(usize, usize)>>,
    /// Of each group and other dimension: the figures already taken away from it.
    taken: BTreeMap<((usize, usize), usize), [u64; 4]>,
}

impl Listed<'_> {
    fn take(&mut self, candidates: &[Candidate]) -> Vec<AffectedGroup> {
        let mut list = Vec::new();
        for candidate in candidates {
            if list.len() >= LISTED {
                break;
            }
            if self.shown.contains(&candidate.of) || self.admit(candidate) {
                self.shown.insert(candidate.of.clone());
                list.extend(self.group(candidate));
            }
        }
        list
    }

    /// Whether nothing small is left over where the group is taken away from what lies around it; takes it away then.
    fn admit(&mut self, candidate: &Candidate) -> bool {
        let [first, second] = candidate.of.as_slice() else { return true };
        let sides = [(*first, second.0), (*second, first.0)];
        let mut taken = Vec::with_capacity(2);
        for side in sides {
            let Some(whole) = self.tables.get(side.0.0).and_then(|table| table.counts.get(side.0.1)) else { return false };
            let mut now = self.taken.get(&side).copied().unwrap_or_default();
            now.iter_mut().zip(candidate.counts).for_each(|(now, n)| *now += n);
            let left = figures(whole).into_iter().zip(now).map(|(whole, taken)| whole.saturating_sub(taken));
            if left.into_iter().any(|n| n > 0 && n < self.suppression.least) {
                return false;
            }
            taken.push((side, now));
        }
        self.taken.extend(taken);
        true
    }

    fn group(&self, candidate: &Candidate) -> Option<AffectedGroup> {
        let [people, gained, lost, unknown] = candidate.counts;
        let of = candidate.of.iter().filter_map(|(table, row)| {
            let table = &self.tables.get(*table)?.shown;
            let row = table.rows.get(*row)?;
            Some(Membership {
                dimension: Arc::clone(&table.name),
                dimension_label: table.label.clone(),
                code: Arc::clone(&row.code),
                label: row.label.clone(),
                protected: table.protected.is_some(),
            })
        });
        Some(AffectedGroup {
            of: of.collect(),
            people,
            affected: candidate.affected(),
            share: share(candidate.affected(), people)?,
            gained: Some(gained),
            lost: Some(lost),
            became_unknown: Some(unknown),
        })
    }
}

/// A share to four places, halves up; absent of nobody.
pub(crate) fn share(part: u64, whole: u64) -> Option<Decimal> {
    let twice = u128::from(part) * 20_000 + u128::from(whole);
    let units = twice.checked_div(u128::from(whole) * 2)?;
    Some(Decimal::new(i64::try_from(units).ok()?, 4))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_once() {
        assert_eq!(share(1, 3), Some(Decimal::new(3333, 4)));
        assert_eq!(share(1, 20_000), Some(Decimal::new(1, 4)));
        assert_eq!(share(0, 0), None);
        assert_eq!(share(5, 5), Some(Decimal::ONE));
    }
}
