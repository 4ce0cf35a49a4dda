//! Which counts of an audit may be shown: no count of a few people, and none from which one can be worked back.
//!
//! Everybody of a group has an outcome, and within it a place where they stop in the funnel, because it is not met or unknown. The table of outcomes
//! is hidden where it counts few, and further cells until none can be worked back while the sums of groups and of cells are known; then likewise
//! the table of stops of each outcome. A figure is a sum of cells; it is shown only where it follows from the cells that are shown, so that it adds
//! nothing to them. What a step says by itself goes beyond the funnel by those whom the funnel does not send away there: they are a table of their
//! own, hidden likewise.
//!
//! INVARIANT (nothing beside a comparison): a figure from which, with the tables of the comparison in the same report, a cell hidden there would
//! follow is not shown.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jenjang::legal::Label;
use jenjang_statistics::tables::{self, Counts};

use super::counting::{Alone, CLASSES, Fine};
use super::result::Part;
use crate::compare::{ByDimension, Change, Comparison, GroupRow, Suppression};
use crate::error::LabError;
use crate::grouping::{GroupKey, Grouping, together};
use crate::shown::{Parts, Shown, is_few};

/// A group, or small ones together.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) keys: Vec<GroupKey>,
    pub(super) part: Part,
    pub(super) label: Label,
    fine: Fine,
}

/// What is shown of a group at a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Figures {
    pub(super) pool: Shown,
    pub(super) selected: Shown,
    pub(super) unknown: Shown,
}

/// An attribute as it may be shown.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) rows: Vec<Row>,
    /// How many groups are counted together.
    pub(super) merged: usize,
    /// For the outcome, the funnel and every step by itself, as they are counted: the figures of each row.
    pub(super) steps: Vec<Vec<Figures>>,
}

/// What is hidden of a table: of each row the columns.
type Columns = Vec<BTreeSet<usize>>;

impl Told {
    /// Of the groups of an attribute, with so many steps in the funnel and by themselves.
    pub(super) fn of(
        grouping: &Grouping,
        groups: &BTreeMap<GroupKey, Fine>,
        funnel: usize,
        in_funnel: &[Option<usize>],
        suppression: Suppression,
        beside: Option<&Comparison>,
    ) -> Result<Told, LabError> {
        let (rows, merged) = rows(grouping, groups, funnel, in_funnel.len(), suppression.least);
        let least = suppression.least;
        // the outcome first, so that it is hidden for its own sake only and not for that of a step
        let outcomes: Vec<Vec<u64>> = rows.iter().map(Row::outcomes).collect();
        let mut must: Columns = rows.iter().zip(&outcomes).map(|(row, cells)| small(row, cells, least)).collect();
        if let Some(comparison) = beside {
            for (must, touched) in must.iter_mut().zip(given_away(&grouping.name, &rows, comparison, least)) {
                must.extend(touched);
            }
        }
        let of_outcome = protected(&outcomes, must, suppression)?;
        let mut stops = Vec::with_capacity(CLASSES);
        for class in 0..CLASSES {
            stops.push(Stops::of(&rows, class, &of_outcome, suppression)?);
        }
        let mut steps = Vec::with_capacity(1 + funnel + in_funnel.len());
        let at = |row: &Row, of: &dyn Fn() -> Shown| if row.is_too_small(least) { Shown::Few } else { of() };
        let each = rows.iter().zip(outcomes.iter().zip(&of_outcome));
        let outcome = each.clone().map(|(row, (cells, hidden))| Figures {
            pool: at(row, &|| Shown::Value(row.fine.people)),
            selected: at(row, &|| form(cells, hidden, &|class| class == 0, least)),
            unknown: at(row, &|| form(cells, hidden, &|class| class == 2, least)),
        });
        steps.push(outcome.collect::<Vec<_>>());
        for step in 0..funnel {
            let [from, unknown, past] = [2 * step, 2 * step + 1, 2 * step + 2];
            let figures = each.clone().enumerate().map(|(place, (row, (_, hidden)))| {
                let sum = |of: &dyn Fn(usize) -> bool| at(row, &|| along(place, &stops, hidden, of, least));
                Figures {
                    pool: sum(&|column| column >= from),
                    selected: sum(&|column| column >= past),
                    unknown: sum(&|column| column == unknown),
                }
            });
            steps.push(figures.collect());
        }
        for (place, step) in in_funnel.iter().enumerate() {
            let told: Vec<[u64; Alone::COUNT]> =
                rows.iter().map(|row| row.fine.alone.get(place).copied().unwrap_or([0; Alone::COUNT])).collect();
            // where the funnel hides who stops here, the step by itself would say it
            let blocked: Vec<bool> = (rows.iter().enumerate())
                .map(|(at, row)| row.is_too_small(least) || step.is_some_and(|step| stops.iter().any(|stops| stops.hides(at, step))))
                .collect();
            steps.push(by_itself(&rows, &told, &blocked, suppression)?);
        }
        Ok(Told { rows, merged, steps })
    }

    /// The groups that stand alone and are compared.
    pub(super) fn compared(&self) -> BTreeSet<GroupKey> {
        self.rows.iter().filter(|row| row.part == Part::Group).flat_map(|row| row.keys.iter().cloned()).collect()
    }

    /// The groups that show how many of them are selected in the end.
    pub(super) fn tell_the_outcome(&self) -> BTreeSet<GroupKey> {
        let outcome = self.steps.first().into_iter().flatten();
        let told = self
            .rows
            .iter()
            .zip(outcome)
            .filter(|(row, figures)| row.part == Part::Group && figures.pool.value().is_some() && figures.selected.value().is_some());
        told.flat_map(|(row, _)| row.keys.iter().cloned()).collect()
    }
}

/// The groups in their order, as a comparison puts small ones together.
fn rows(grouping: &Grouping, groups: &BTreeMap<GroupKey, Fine>, funnel: usize, alone: usize, least: u64) -> (Vec<Row>, usize) {
    let mut found: Vec<(&GroupKey, &Fine)> = groups.iter().filter(|(_, fine)| fine.people > 0).collect();
    // as in a table of a comparison: who is not known before who has none
    found.sort_by_key(|(key, _)| (matches!(key, GroupKey::None | GroupKey::Missing), matches!(key, GroupKey::None)));
    let people: Vec<u64> = found.iter().map(|(_, fine)| fine.people).collect();
    let small = together(&people, least);
    let mut rows = Vec::with_capacity(found.len());
    let mut others = Row {
        keys: Vec::new(),
        part: Part::Others,
        label: Label::new("kelompok kecil lain", "other small groups"),
        fine: Fine::of(funnel, alone),
    };
    for (at, (key, fine)) in found.into_iter().enumerate() {
        if small.contains(&at) {
            others.keys.push(key.clone());
            others.fine.add(fine);
        } else {
            let part = if *key == GroupKey::Missing { Part::NotKnown } else { Part::Group };
            rows.push(Row { keys: vec![key.clone()], part, label: grouping.group_label(key), fine: fine.clone() });
        }
    }
    if !others.keys.is_empty() {
        rows.push(others);
    }
    (rows, small.len())
}

impl Row {
    fn is_too_small(&self, least: u64) -> bool {
        self.fine.people < least
    }

    /// Selected, not selected, unknown.
    fn outcomes(&self) -> Vec<u64> {
        (0..CLASSES).map(|class| self.fine.funnel.iter().skip(class).step_by(CLASSES).sum()).collect()
    }

    fn code(&self) -> Arc<str> {
        match (self.part, self.keys.first()) {
            (Part::Group | Part::NotKnown, Some(key)) => key.code(),
            _ => "others".into(),
        }
    }
}

/// Where the people of one outcome stop: for each step two columns, not met and unknown, and one past the last.
struct Stops {
    cells: Vec<Vec<u64>>,
    hidden: Columns,
    class: usize,
}

impl Stops {
    fn of(rows: &[Row], class: usize, of_outcome: &Columns, suppression: Suppression) -> Result<Stops, LabError> {
        let cells: Vec<Vec<u64>> = rows.iter().map(|row| row.fine.funnel.iter().skip(class).step_by(CLASSES).copied().collect()).collect();
        let columns = cells.iter().map(Vec::len).max().unwrap_or(0);
        let used = (0..columns).filter(|column| cells.iter().any(|row| row.get(*column).is_some_and(|count| *count > 0)));
        // rows that do not show how many have the outcome all hide one stop, the same, so that none of them can be told from the others
        let is_hidden = |row: usize| of_outcome.get(row).is_some_and(|hidden| hidden.contains(&class));
        let hiding: Vec<&Vec<u64>> = cells.iter().enumerate().filter(|(row, _)| is_hidden(*row)).map(|(_, cells)| cells).collect();
        let fewest = |column: usize| hiding.iter().map(|row| row.get(column).copied().unwrap_or(0)).min();
        let same = used.max_by_key(|column| (fewest(*column), std::cmp::Reverse(*column)));
        let must = rows.iter().zip(&cells).enumerate().map(|(at, (row, cells))| {
            let mut must = small(row, cells, suppression.least);
            must.extend(same.filter(|_| is_hidden(at)));
            must
        });
        let hidden = protected(&cells, must.collect(), suppression)?;
        Ok(Stops { cells, hidden, class })
    }

    /// Whether it is hidden how many of a row stop at a step.
    fn hides(&self, row: usize, step: usize) -> bool {
        self.hidden.get(row).is_some_and(|hidden| hidden.range(2 * step..2 * step + 2).next().is_some())
    }
}

/// The people of a row who stop in some columns, whatever their outcome: shown where it follows from what is shown of every outcome.
fn along(row: usize, stops: &[Stops], of_outcome: &BTreeSet<usize>, of: &dyn Fn(usize) -> bool, least: u64) -> Shown {
    let (mut value, mut all, mut inside, mut outside, mut split) = (0, 0, false, false, false);
    for stops in stops {
        let cells = stops.cells.get(row).map(Vec::as_slice).unwrap_or_default();
        all += cells.iter().sum::<u64>();
        value += cells.iter().enumerate().filter(|(column, _)| of(*column)).map(|(_, count)| count).sum::<u64>();
        let hidden = stops.hidden.get(row);
        let all_hidden = hidden.map_or(0, BTreeSet::len);
        let belong = hidden.iter().flat_map(|hidden| hidden.iter()).filter(|column| of(**column)).count();
        if of_outcome.contains(&stops.class) {
            // not even how many there are is known: hidden ones of all such outcomes belong, or none
            inside |= belong > 0;
            outside |= belong < all_hidden;
        } else {
            split |= belong > 0 && belong < all_hidden;
        }
    }
    if is_few(value, least) {
        Shown::Few
    } else if split || (inside && outside) || is_few(all - value, least) {
        Shown::Protecting
    } else {
        Shown::Value(value)
    }
}

/// The cells of a row that count a few people; all of a group too small to be shown.
fn small(row: &Row, cells: &[u64], least: u64) -> BTreeSet<usize> {
    let whole = row.is_too_small(least);
    cells.iter().enumerate().filter(|(_, count)| **count > 0 && (whole || is_few(**count, least))).map(|(column, _)| column).collect()
}

/// What must be hidden of a table, and what else so that it cannot be worked back.
fn protected(cells: &[Vec<u64>], mut must: Columns, suppression: Suppression) -> Result<Columns, LabError> {
    if must.iter().all(BTreeSet::is_empty) {
        return Ok(must);
    }
    if let ([own], [hidden]) = (cells, must.as_mut_slice()) {
        // one group: its size is the one whole there is
        let first: Vec<usize> = hidden.iter().copied().collect();
        let spare = Parts::sparing(own, (0..own.len()).filter(|column| !first.contains(column)), suppression);
        let parts = Parts::of(own, &first, &spare, suppression);
        hidden.extend((0..own.len()).filter(|column| parts.hides(*column)));
        return Ok(must);
    }
    // cells nobody is in take no part
    let width_of = cells.iter().map(Vec::len).max().unwrap_or(0);
    let used: Vec<usize> =
        (0..width_of).filter(|column| cells.iter().any(|row| row.get(*column).is_some_and(|count| *count > 0))).collect();
    let table = cells.iter().map(|row| used.iter().map(|column| row.get(*column).copied().unwrap_or(0)).collect()).collect();
    let first: Vec<tables::Cell> = (must.iter().enumerate())
        .flat_map(|(row, columns)| columns.iter().filter_map(|column| used.binary_search(column).ok()).map(move |column| (row, column)))
        .collect();
    let protection = Counts::try_new(table)
        .and_then(|counts| tables::hide_marked(&counts, &first, suppression.least, suppression.width))
        .map_err(|reason| {
        let label = reason.label();
        LabError::refused(format!("tabel tidak dapat dilindungi: {}", label.id), format!("the table cannot be protected: {}", label.en))
    })?;
    for (row, column) in protection.hidden() {
        if let (Some(hidden), Some(column)) = (must.get_mut(row), used.get(column)) {
            hidden.insert(*column);
        }
    }
    Ok(must)
}

/// A sum of cells of a row, where it and what is left of the row are not small and it follows from what is shown.
fn form(cells: &[u64], hidden: &BTreeSet<usize>, of: &dyn Fn(usize) -> bool, least: u64) -> Shown {
    let all: u64 = cells.iter().sum();
    let value: u64 = cells.iter().enumerate().filter(|(column, _)| of(*column)).map(|(_, count)| count).sum();
    let inside = hidden.iter().filter(|column| of(**column)).count();
    if is_few(value, least) {
        Shown::Few
    } else if (inside > 0 && inside < hidden.len()) || is_few(all - value, least) {
        Shown::Protecting
    } else {
        Shown::Value(value)
    }
}

/// The figures of a step by itself. `blocked` rows show none of them.
fn by_itself(rows: &[Row], told: &[[u64; Alone::COUNT]], blocked: &[bool], suppression: Suppression) -> Result<Vec<Figures>, LabError> {
    const BEYOND: [Alone; 4] = [Alone::NotMetElsewhere, Alone::UnknownElsewhere, Alone::NotApplicable, Alone::Met];
    let least = suppression.least;
    let beyond: Vec<Vec<u64>> =
        told.iter().map(|counts| BEYOND.iter().map(|cell| counts.get(cell.place()).copied().unwrap_or(0)).collect()).collect();
    let must: Columns = (rows.iter().zip(&beyond).zip(blocked))
        .map(|((row, cells), blocked)| match blocked {
            true => (0..cells.len()).filter(|column| cells.get(*column).is_some_and(|count| *count > 0)).collect(),
            false => small(row, cells, least),
        })
        .collect();
    let hidden = protected(&beyond, must, suppression)?;
    let figures = told.iter().zip(&beyond).zip(hidden.iter().zip(blocked)).map(|((counts, cells), (hidden, blocked))| {
        let here = |cell: Alone| counts.get(cell.place()).copied().unwrap_or(0);
        let known = here(Alone::NotMetHere) + here(Alone::UnknownHere);
        // a sum of cells beyond the funnel, and what the funnel says
        let figure = |of: &dyn Fn(usize) -> bool, more: u64| {
            let value = more + cells.iter().enumerate().filter(|(column, _)| of(*column)).map(|(_, count)| count).sum::<u64>();
            match form(cells, hidden, of, least) {
                _ if is_few(value, least) => Shown::Few,
                _ if *blocked => Shown::Protecting,
                Shown::Value(_) => Shown::Value(value),
                // the sum beyond the funnel is small, the whole is not
                Shown::Few | Shown::Protecting => Shown::Protecting,
            }
        };
        Figures {
            pool: figure(&|column| column != 2, known),
            selected: figure(&|column| column == 3, 0),
            unknown: figure(&|column| column == 1, here(Alone::UnknownHere)),
        }
    });
    Ok(figures.collect())
}

/// For each row the outcomes (selected, not, unknown) whose sums would give away what the comparison hides of the same group.
fn given_away(name: &str, rows: &[Row], comparison: &Comparison, least: u64) -> Vec<BTreeSet<usize>> {
    let same = |table: &&ByDimension| {
        table.rows.len() == rows.len()
            && table.rows.iter().zip(rows).all(|(theirs, own)| theirs.people == own.fine.people && theirs.code == own.code())
    };
    // what is hidden of everybody would be the sum of the groups
    let of_all: BTreeSet<usize> = (0..CLASSES).filter(|class| comparison.totals.after(*class).is_hidden()).collect();
    let tables = &comparison.dimensions;
    let Some(table) = tables.iter().find(same) else {
        // the same attribute in other groups: nothing is said of the outcome where anything is hidden
        let hides = tables.iter().any(|table| &*table.name == name && table.hidden > 0);
        let all = if hides { (0..CLASSES).collect() } else { of_all };
        return vec![all; rows.len()];
    };
    let rows = table.rows.iter().zip(rows);
    rows.map(|(theirs, own)| given_away_by(theirs, own, least).union(&of_all).copied().collect()).collect()
}

fn given_away_by(theirs: &GroupRow, own: &Row, least: u64) -> BTreeSet<usize> {
    const SELECTED: usize = 0;
    const NOT: usize = 1;
    const UNKNOWN: usize = 2;
    let classes = |change: Change| match change {
        Change::Gained | Change::StayedEligible | Change::Changed => vec![SELECTED],
        Change::Lost | Change::StayedNotEligible => vec![NOT],
        Change::BecameUnknown | Change::StayedUnknown => vec![UNKNOWN],
        Change::NoLongerUnknown => vec![SELECTED, NOT],
    };
    let hidden = Change::ALL.into_iter().filter(|change| theirs.cell(*change).is_none());
    let mut touched: BTreeSet<usize> = hidden.flat_map(classes).collect();
    if touched.len() < 2 {
        touched.clear();
    }
    // how many of those no longer unknown are selected follows from the figures
    if let Some(newly) = theirs.cell(Change::NoLongerUnknown).filter(|newly| *newly > 0) {
        let selected: u64 = own.fine.funnel.iter().step_by(CLASSES).sum();
        let before = theirs.cell(Change::Gained).zip(theirs.cell(Change::StayedEligible)).map(|(gained, stayed)| gained + stayed);
        let part = before.map(|before| selected.saturating_sub(before));
        if part.is_none_or(|part| is_few(part, least) || is_few(newly.saturating_sub(part), least)) {
            touched.extend([SELECTED, NOT]);
        }
    }
    touched
}
