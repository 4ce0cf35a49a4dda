//! Tables by group as they may be shown: small groups together, small cells hidden, and as many others that none can be worked back.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jenjang::legal::Label;
use jenjang_statistics::tables::{Cell, Counts, hide_marked};

use super::dimension::Axis;
use super::result::{ByDimension, GroupRow, Suppression};
use super::tally::ByGroup;
use crate::error::LabError;
use crate::grouping::together;
use crate::shown::{Shown, is_few};

/// A table as it is shown, and which row each code is counted in.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) shown: ByDimension,
    /// Row of each code; absent for codes nobody has.
    pub(crate) row_of: BTreeMap<usize, usize>,
    /// For each row, the row of the coarser table it lies in; 0 where there is no such table, a number of its own where it lies in several.
    pub(crate) parents: Vec<usize>,
}

/// Where the rows of a finer table lie in a coarser one: the coarser table, and for each code of the finer one its code there.
pub(super) struct Within<'t> {
    pub(super) table: &'t Table,
    pub(super) parent_of: BTreeMap<usize, usize>,
}

struct Row {
    codes: Vec<usize>,
    code: Arc<str>,
    label: Label,
    counts: [u64; 8],
    parent: usize,
    merged: u64,
    /// Where it stands among all groups; groups put together stand last.
    order: usize,
}

impl Row {
    fn people(&self) -> u64 {
        self.counts.iter().sum()
    }

    fn take(&mut self, other: Row) {
        self.codes.extend(other.codes);
        self.counts.iter_mut().zip(other.counts).for_each(|(mine, other)| *mine += other);
        self.merged += other.merged;
    }
}

/// The part of groups that lie in several rows of the coarser table.
const ACROSS: usize = usize::MAX;

impl Table {
    /// The table of an axis. With coarser tables, the finest first, each part of it that lies in one row of the first is put together and named by
    /// itself; and what lies in one row of any of them is protected as if all of that row were known, because perhaps it is.
    /// What is hidden there is hidden in all rows of the part, and what is hidden of everybody in all rows. Groups that lie in several rows are
    /// protected among everybody.
    pub(super) fn of(
        axis: &Axis,
        counts: &ByGroup,
        withins: &[Within<'_>],
        everybody: &[Shown; 8],
        suppression: Suppression,
    ) -> Result<Table, LabError> {
        let within = withins.first();
        let mut parts: BTreeMap<usize, Vec<Row>> = BTreeMap::new();
        for (order, (code, text, label)) in axis.groups().into_iter().enumerate() {
            let code = usize::from(code);
            let Some(counts) = counts.0.get(code).filter(|counts| **counts != [0; 8]) else { continue };
            let parent = within.map_or(0, |within| within.row(code).unwrap_or(ACROSS));
            let row = Row { codes: vec![code], code: text, label, counts: *counts, parent, merged: 0, order };
            parts.entry(parent).or_default().push(row);
        }
        let mut rows: Vec<Row> = Vec::new();
        for (parent, part) in parts {
            let parent_row = within.and_then(|within| within.table.shown.rows.get(parent));
            rows.extend(merged(part, suppression.least, parent_row));
        }
        // a small group alone in its part, or across parts: with the smallest others of all
        if rows.len() > 1 && rows.iter().any(|row| row.people() < suppression.least) {
            rows = merged(rows, suppression.least, None);
            if let Some(others) = rows.last_mut() {
                others.parent = ACROSS;
            }
        }
        // stable: groups put together stay in the order of what they lie in
        rows.sort_by_key(|row| row.order);
        let hidden = hidden(&rows, withins, everybody, suppression)?;
        let cells: Vec<[Shown; 8]> = (rows.iter().enumerate())
            .map(|(at, row)| {
                std::array::from_fn(|column| {
                    let count = row.counts.get(column).copied().unwrap_or(0);
                    if hidden.contains(&(at, column)) { Shown::hidden(count, suppression.least) } else { Shown::Value(count) }
                })
            })
            .collect();
        let row_of = rows.iter().enumerate().flat_map(|(at, row)| row.codes.iter().map(move |code| (*code, at))).collect();
        let shown = ByDimension {
            name: Arc::clone(&axis.name),
            label: axis.label.clone(),
            protected: axis.protected,
            within: within.map(|within| Arc::clone(&within.table.shown.name)),
            merged: rows.iter().map(|row| row.merged).sum(),
            hidden: hidden.len() as u64,
            rows: (rows.iter().zip(&cells))
                .map(|(row, cells)| GroupRow { code: Arc::clone(&row.code), label: row.label.clone(), people: row.people(), cells: *cells })
                .collect(),
        };
        Ok(Table { shown, row_of, parents: rows.iter().map(|row| row.parent).collect() })
    }
}

impl Within<'_> {
    /// The row of the coarser table a group lies in; absent where it lies in several.
    fn row(&self, code: usize) -> Option<usize> {
        self.table.row_of.get(self.parent_of.get(&code)?).copied()
    }

    /// The one row of the coarser table all groups of a row lie in.
    fn row_of(&self, row: &Row) -> Option<usize> {
        let mut rows = row.codes.iter().map(|code| self.row(*code));
        let first = rows.next()??;
        rows.all(|other| other == Some(first)).then_some(first)
    }
}

/// Groups of fewer than `least` people together, with the next smallest where they are still too few.
fn merged(rows: Vec<Row>, least: u64, parent: Option<&GroupRow>) -> Vec<Row> {
    let people: Vec<u64> = rows.iter().map(Row::people).collect();
    let small = together(&people, least);
    let (mut kept, mut others): (Vec<Row>, Option<Row>) = (Vec::with_capacity(rows.len()), None);
    for (at, mut row) in rows.into_iter().enumerate() {
        if !small.contains(&at) {
            kept.push(row);
            continue;
        }
        row.merged = row.merged.max(1);
        row.order = usize::MAX;
        match &mut others {
            Some(others) => others.take(row),
            None => others = Some(row),
        }
    }
    if let Some(mut others) = others {
        others.code = parent.map_or_else(|| Arc::from("others"), |parent| format!("others in {}", parent.code).into());
        others.label = match parent {
            Some(parent) => {
                Label::new(format!("kelompok kecil lain di {}", parent.label.id), format!("other small groups in {}", parent.label.en))
            }
            None => Label::new("kelompok kecil lain", "other small groups"),
        };
        kept.push(others);
    }
    kept
}

/// The cells to hide.
fn hidden(rows: &[Row], withins: &[Within<'_>], everybody: &[Shown; 8], suppression: Suppression) -> Result<BTreeSet<Cell>, LabError> {
    let columns = || everybody.iter().enumerate().filter(|(_, shown)| shown.is_hidden()).map(|(column, _)| column);
    if rows.len() == 1 && withins.is_empty() {
        // the row is the totals
        return Ok(columns().map(|column| (0, column)).collect());
    }
    let is_small = |count: u64| is_few(count, suppression.least);
    let mut hidden: BTreeSet<Cell> = (0..rows.len()).flat_map(|at| columns().map(move |column| (at, column))).collect();
    for (at, row) in rows.iter().enumerate() {
        // a single group too small to be shown: its answers stay hidden altogether
        let whole = row.people() < suppression.least;
        let small = row.counts.iter().enumerate().filter(|(_, count)| whole || is_small(**count));
        hidden.extend(small.map(|(column, _)| (at, column)));
    }
    // the parts a reader may know the sum of: those in one row of a coarser table, and everybody
    let mut parts: Vec<Vec<usize>> = Vec::new();
    for within in withins {
        let mut by_row: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, row) in rows.iter().enumerate() {
            if let Some(parent) = within.row_of(row) {
                by_row.entry(parent).or_default().push(at);
            }
        }
        for (parent, part) in by_row {
            let above = within.table.shown.rows.get(parent);
            let columns = above.iter().flat_map(|row| row.cells.iter().enumerate()).filter(|(_, cell)| cell.is_hidden());
            let columns: Vec<usize> = columns.map(|(column, _)| column).collect();
            hidden.extend(part.iter().flat_map(|at| columns.iter().map(|column| (*at, *column))));
            parts.push(part);
        }
    }
    parts.push((0..rows.len()).collect());
    // what is hidden for one sum may have to be hidden with others for another
    loop {
        let before = hidden.len();
        for part in parts.iter().filter(|part| part.len() > 1) {
            let must: Vec<Cell> = (part.iter().enumerate())
                .flat_map(|(place, at)| hidden.range((*at, 0)..(*at + 1, 0)).map(move |(_, column)| (place, *column)))
                .collect();
            if must.is_empty() {
                continue;
            }
            let counts = part.iter().filter_map(|at| rows.get(*at)).map(|row| row.counts.to_vec()).collect();
            let (least, width) = (suppression.least, suppression.width);
            let protection = Counts::try_new(counts).and_then(|counts| hide_marked(&counts, &must, least, width)).map_err(failed)?;
            hidden.extend(protection.hidden().into_iter().filter_map(|(place, column)| Some((*part.get(place)?, column))));
        }
        if hidden.len() == before {
            return Ok(hidden);
        }
    }
}

pub(super) fn failed(reason: jenjang_statistics::Undefined) -> LabError {
    let label = reason.label();
    LabError::refused(format!("tabel tidak dapat dilindungi: {}", label.id), format!("the table cannot be protected: {}", label.en))
}
