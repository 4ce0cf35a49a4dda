//! Tables by group as they may be shown: small groups together, small cells hidden, and as many others that none can be worked back.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::legal::Label;
use jenjang_statistics::tables::{Cell, Counts, hide};

use super::dimension::Axis;
use super::result::{ByDimension, GroupRow, Suppression};
use super::tally::ByGroup;
use crate::error::LabError;

/// A table with its counts, before anything is hidden, and which row each code is counted in.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) shown: ByDimension,
    /// Counts of the rows, hidden or not.
    pub(super) counts: Vec<[u64; 8]>,
    /// Row of each code; absent for codes nobody has.
    pub(crate) row_of: BTreeMap<usize, usize>,
    /// For each row, the row of the coarser table it lies in; 0 where there is none.
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

impl Table {
    /// The table of an axis. With `within`, each part of it that lies in one row of the coarser table is protected by itself, as if all of that
    /// row were known; and what is hidden there is hidden in all rows of the part.
    pub(super) fn of(axis: &Axis, counts: &ByGroup, within: Option<&Within<'_>>, suppression: Suppression) -> Result<Table, LabError> {
        let mut parts: BTreeMap<usize, Vec<Row>> = BTreeMap::new();
        for (order, (code, text, label)) in axis.groups().into_iter().enumerate() {
            let code = usize::from(code);
            let Some(counts) = counts.0.get(code).filter(|counts| **counts != [0; 8]) else { continue };
            let parent = within.and_then(|within| within.table.row_of.get(within.parent_of.get(&code)?)).copied().unwrap_or(0);
            let row = Row { codes: vec![code], code: text, label, counts: *counts, parent, merged: 0, order };
            parts.entry(parent).or_default().push(row);
        }
        let mut all: Vec<(Row, [Option<u64>; 8])> = Vec::new();
        for (parent, part) in parts {
            let parent_row = within.and_then(|within| within.table.shown.rows.get(parent));
            let part = merged(part, suppression.least, parent_row);
            let hidden = hidden(&part, parent_row, suppression)?;
            all.extend(part.into_iter().enumerate().map(|(at, row)| {
                let mut shown = row.counts.map(Some);
                for (_, column) in hidden.iter().filter(|(row, _)| *row == at) {
                    if let Some(cell) = shown.get_mut(*column) {
                        *cell = None;
                    }
                }
                (row, shown)
            }));
        }
        // stable: groups put together stay in the order of what they lie in
        all.sort_by_key(|(row, _)| row.order);
        let (rows, cells): (Vec<Row>, Vec<[Option<u64>; 8]>) = all.into_iter().unzip();
        let row_of = rows.iter().enumerate().flat_map(|(at, row)| row.codes.iter().map(move |code| (*code, at))).collect();
        let shown = ByDimension {
            name: Arc::clone(&axis.name),
            label: axis.label.clone(),
            protected: axis.protected,
            within: within.map(|within| Arc::clone(&within.table.shown.name)),
            merged: rows.iter().map(|row| row.merged).sum(),
            hidden: cells.iter().flatten().filter(|cell| cell.is_none()).count() as u64,
            rows: (rows.iter().zip(&cells))
                .map(|(row, cells)| GroupRow { code: Arc::clone(&row.code), label: row.label.clone(), people: row.people(), cells: *cells })
                .collect(),
        };
        Ok(Table {
            shown,
            counts: rows.iter().map(|row| row.counts).collect(),
            row_of,
            parents: rows.iter().map(|row| row.parent).collect(),
        })
    }
}

/// Groups of fewer than `least` people together, with the next smallest where they are still too few.
fn merged(mut rows: Vec<Row>, least: u64, parent: Option<&GroupRow>) -> Vec<Row> {
    let small = rows.iter().filter(|row| row.people() < least).count();
    if small == 0 || rows.len() == 1 {
        return rows;
    }
    let mut others: Option<Row> = None;
    while others.as_ref().is_none_or(|others| others.people() < least) || rows.iter().any(|row| row.people() < least) {
        // the first of the smallest
        let Some(at) = (0..rows.len()).min_by_key(|at| rows.get(*at).map(Row::people)) else { break };
        let mut row = rows.remove(at);
        row.merged = 1;
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
        rows.push(others);
    }
    rows
}

/// The cells to hide of a part.
fn hidden(rows: &[Row], parent: Option<&GroupRow>, suppression: Suppression) -> Result<Vec<Cell>, LabError> {
    let is_small = |count: u64| count > 0 && count < suppression.least;
    let hidden_above = |column: usize| parent.is_some_and(|parent| parent.cells.get(column).is_some_and(Option::is_none));
    let mut must: Vec<Cell> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        // a single group too small to be shown: its answers stay hidden altogether
        let whole = row.people() < suppression.least;
        let columns = row.counts.iter().enumerate();
        must.extend(columns.filter(|(column, count)| whole || is_small(**count) || hidden_above(*column)).map(|(column, _)| (at, column)));
    }
    if rows.len() == 1 {
        // the row is the margin itself: without a coarser table it is the totals, which are shown anyway; else what is hidden of it is hidden above
        return Ok(if parent.is_none() { Vec::new() } else { must });
    }
    if must.is_empty() {
        return Ok(must);
    }
    let failed = |reason: jenjang_statistics::Undefined| {
        let label = reason.label();
        LabError::refused(format!("tabel tidak dapat dilindungi: {}", label.id), format!("the table cannot be protected: {}", label.en))
    };
    let counts = Counts::try_new(rows.iter().map(|row| row.counts.to_vec()).collect()).map_err(failed)?;
    Ok(hide(&counts, &must, suppression.width).map_err(failed)?.hidden())
}
