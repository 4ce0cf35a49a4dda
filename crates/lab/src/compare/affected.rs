//! The groups that change most, of one dimension or two together.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jenjang_statistics::tables::{Cell, Counts, hide};
use rust_decimal::Decimal;

use super::result::{AffectedGroup, Change, Membership, MostAffected, Suppression};
use super::table::{Table, failed};
use super::tally::Cross;
use crate::error::LabError;
use crate::shown::{Shown, is_few};

/// How many groups are listed.
const LISTED: usize = 20;
/// Of two dimensions with more groups than this together, no two are put together.
const MOST_PAIRS: usize = 1_000;

/// A group that may be listed.
#[derive(Clone, Debug)]
struct Candidate {
    /// Places of the tables and of the rows in them.
    of: Vec<(usize, usize)>,
    people: u64,
    /// Gained, lost, became unknown.
    figures: [Shown; 3],
}

impl Candidate {
    /// How many people are shown to change.
    fn seen(&self) -> u64 {
        self.figures.iter().filter_map(|figure| figure.value()).sum()
    }

    fn affected(&self) -> Shown {
        if self.figures.iter().any(|figure| figure.is_hidden()) { Shown::Protecting } else { Shown::Value(self.seen()) }
    }
}

/// The most affected groups. Groups of two dimensions are counted in `crosses` by the places of both tables.
///
/// A group of one dimension is listed with what its table shows of it. A group of two is listed only where all its figures are shown, and so are all
/// of both of its groups, and where nothing of other groups of the two follows from it.
pub(super) fn most_affected(
    tables: &[Table],
    crosses: &[((usize, usize), &Cross)],
    suppression: Suppression,
) -> Result<MostAffected, LabError> {
    let mut candidates: Vec<Candidate> = Vec::new();
    for (place, table) in tables.iter().enumerate().filter(|(_, table)| table.shown.rows.len() > 1) {
        candidates.extend(table.shown.rows.iter().enumerate().map(|(row, shown)| Candidate {
            of: vec![(place, row)],
            people: shown.people,
            figures: [Change::Gained, Change::Lost, Change::BecameUnknown].map(|change| shown.shown(change)),
        }));
    }
    let says_nothing = |candidate: &&Candidate| candidate.seen() == 0 && candidate.affected().is_hidden();
    let not_listed = candidates.iter().filter(says_nothing).count() as u64;
    for ((first, second), cross) in crosses {
        if let (Some(one), Some(other)) = (tables.get(*first), tables.get(*second)) {
            candidates.extend(pairs((*first, one), (*second, other), cross, suppression)?);
        }
    }
    candidates.retain(|candidate| candidate.seen() >= suppression.least.max(1));
    candidates.sort_by_key(|candidate| (Reverse(candidate.seen()), candidate.of.len(), candidate.of.clone()));
    let list = |candidates: &[Candidate]| candidates.iter().take(LISTED).map(|candidate| group(tables, candidate)).collect();
    let by_people = list(&candidates);
    // shares of a few people run to the ends
    candidates.retain(|candidate| candidate.people >= suppression.least.saturating_mul(4));
    candidates.sort_by(|a, b| {
        let product = |one: &Candidate, other: &Candidate| u128::from(one.seen()) * u128::from(other.people);
        product(b, a)
            .cmp(&product(a, b))
            .then_with(|| b.seen().cmp(&a.seen()))
            .then_with(|| a.of.len().cmp(&b.of.len()))
            .then_with(|| a.of.cmp(&b.of))
    });
    Ok(MostAffected { by_people, by_share: list(&candidates), not_listed })
}

/// The groups of two dimensions that may be listed together, all at once.
///
/// A dimension that lies within another takes no part: a unit among women taken from its region among women would leave few. Of the others, all
/// groups that are not listed are hidden cells of a table whose margins readers know, for each figure and for how many people there are.
fn pairs(
    (first, one): (usize, &Table),
    (second, other): (usize, &Table),
    cross: &Cross,
    suppression: Suppression,
) -> Result<Vec<Candidate>, LabError> {
    let (rows, columns) = (one.shown.rows.len(), other.shown.rows.len());
    if one.shown.within.is_some() || other.shown.within.is_some() || rows < 2 || columns < 2 || rows * columns > MOST_PAIRS {
        return Ok(Vec::new());
    }
    // gained, lost, became unknown, all others
    let mut counts: BTreeMap<Cell, [u64; 4]> = BTreeMap::new();
    for (a, b, found) in cross.cells() {
        let (Some(a), Some(b)) = (one.row_of.get(&a), other.row_of.get(&b)) else { continue };
        counts.entry((*a, *b)).or_default().iter_mut().zip(found).for_each(|(sum, n)| *sum += n);
    }
    let is_whole = |table: &Table, row: usize, people: u64| table.shown.rows.get(row).is_some_and(|row| row.people == people);
    let mut listed: BTreeSet<Cell> = (counts.iter())
        .filter(|((a, b), found)| {
            let people = found.iter().sum();
            let few = found.iter().any(|count| is_few(*count, suppression.least)) || is_few(people, suppression.least);
            // a group of two that is all of one says nothing more than the one
            !few && shows_all(one, *a) && shows_all(other, *b) && !is_whole(one, *a, people) && !is_whole(other, *b, people)
        })
        .map(|(cell, _)| *cell)
        .collect();
    let figure = |cell: Cell, place: usize| {
        let found = counts.get(&cell).copied().unwrap_or_default();
        found.get(place).copied().unwrap_or_else(|| found.iter().sum())
    };
    loop {
        let before = listed.len();
        for place in 0..5 {
            let table = (0..rows).map(|row| (0..columns).map(|column| figure((row, column), place)).collect()).collect();
            let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
            let must: Vec<Cell> = cells.filter(|cell| !listed.contains(cell)).collect();
            if !must.iter().any(|cell| is_few(figure(*cell, place), suppression.least)) {
                continue;
            }
            let protection = Counts::try_new(table).and_then(|table| hide(&table, &must, suppression.width)).map_err(failed)?;
            for cell in &protection.complementary {
                listed.remove(cell);
            }
        }
        if listed.len() == before {
            break;
        }
    }
    let candidate = |cell: Cell| Candidate {
        of: vec![(first, cell.0), (second, cell.1)],
        people: figure(cell, 4),
        figures: [0, 1, 2].map(|place| Shown::Value(figure(cell, place))),
    };
    Ok(listed.into_iter().map(candidate).collect())
}

/// Whether a row shows everything that is listed of it.
fn shows_all(table: &Table, row: usize) -> bool {
    let shown = |change| table.shown.rows.get(row).is_some_and(|row| !row.shown(change).is_hidden());
    shown(Change::Gained) && shown(Change::Lost) && shown(Change::BecameUnknown)
}

fn group(tables: &[Table], candidate: &Candidate) -> AffectedGroup {
    let of = candidate.of.iter().filter_map(|(table, row)| {
        let table = &tables.get(*table)?.shown;
        let row = table.rows.get(*row)?;
        Some(Membership {
            dimension: Arc::clone(&table.name),
            dimension_label: table.label.clone(),
            code: Arc::clone(&row.code),
            label: row.label.clone(),
            protected: table.protected.is_some(),
        })
    });
    let [gained, lost, became_unknown] = candidate.figures;
    AffectedGroup {
        of: of.collect(),
        people: candidate.people,
        affected: candidate.affected(),
        share: candidate.affected().map(|affected| share(affected, candidate.people).unwrap_or_default()),
        gained,
        lost,
        became_unknown,
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
    use jenjang::legal::Label;

    use super::super::result::{ByDimension, GroupRow};
    use super::*;

    #[test]
    fn shares_are_rounded_once() {
        assert_eq!(share(1, 3), Some(Decimal::new(3333, 4)));
        assert_eq!(share(1, 20_000), Some(Decimal::new(1, 4)));
        assert_eq!(share(0, 0), None);
        assert_eq!(share(5, 5), Some(Decimal::ONE));
    }

    /// A table of groups of which everybody gains.
    fn table(name: &str, people: &[u64]) -> Table {
        let row = |at: usize, people: u64| GroupRow {
            code: format!("{name}{at}").into(),
            label: Label::same(format!("{name}{at}")),
            people,
            cells: [people, 0, 0, 0, 0, 0, 0, 0].map(Shown::Value),
        };
        Table {
            shown: ByDimension {
                name: name.into(),
                label: Label::same(name),
                protected: None,
                within: None,
                rows: people.iter().enumerate().map(|(at, people)| row(at, *people)).collect(),
                merged: 0,
                hidden: 0,
            },
            row_of: (0..people.len()).map(|at| (at, at)).collect(),
            parents: vec![0; people.len()],
        }
    }

    /// Nothing small may follow from rows and columns of groups of two taken together: three regions, of which one has three men.
    #[test]
    fn groups_of_two_do_not_add_up_to_a_small_one() {
        let counts = [[30, 30], [30, 30], [30, 3]];
        let (region, sex) = (table("region", &[60, 60, 33]), table("sex", &[90, 63]));
        let mut cross = Cross::default();
        for (a, row) in counts.iter().enumerate() {
            for (b, people) in row.iter().enumerate() {
                let code = |code: usize| vec![u16::try_from(code).unwrap(); usize::try_from(*people).unwrap()];
                cross.count((3, 2), &code(a), &code(b), &vec![0; code(a).len()]);
            }
        }
        let suppression = Suppression { least: 5, width: 5 };
        let found = most_affected(&[region, sex], &[((0, 1), &cross)], suppression).unwrap();
        let place = |group: &AffectedGroup| {
            let of =
                |name: &str| group.of.iter().find(|of| &*of.dimension == name).map(|of| of.code[name.len()..].parse::<usize>().unwrap());
            Some((of("region")?, of("sex")?))
        };
        let listed: Vec<Cell> = found.by_people.iter().filter_map(place).collect();
        let rows = Counts::try_new(counts.iter().map(|row| row.to_vec()).collect()).unwrap();
        let hidden: Vec<Cell> = rows.cells().filter(|cell| !listed.contains(cell)).collect();
        let intervals = jenjang_statistics::tables::feasible_intervals(&rows, &hidden).unwrap();
        let of_three = intervals.iter().find(|interval| interval.cell == (2, 1)).unwrap();
        assert!(of_three.width() >= 5.0, "{of_three:?} where {listed:?} are listed");
        assert!(!listed.is_empty() || !found.by_people.is_empty());
        assert_eq!(found.by_people.iter().filter(|group| group.of.len() == 1).count(), 5);
    }

    /// A unit among women, taken from its region among women, would leave few: dimensions that lie in others are in no pair.
    #[test]
    fn a_dimension_within_another_is_in_no_pair() {
        let (mut unit, sex) = (table("unit", &[20, 20]), table("sex", &[20, 20]));
        unit.shown.within = Some("region".into());
        let mut cross = Cross::default();
        cross.count((2, 2), &[0; 10], &[0; 10], &[0; 10]);
        cross.count((2, 2), &[1; 10], &[1; 10], &[0; 10]);
        let found = most_affected(&[unit, sex], &[((0, 1), &cross)], Suppression { least: 5, width: 5 }).unwrap();
        assert!(found.by_people.iter().all(|group| group.of.len() == 1));
    }
}
