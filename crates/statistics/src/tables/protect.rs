//! Hiding more cells until none of the hidden ones can be worked back.

use std::collections::BTreeSet;

use super::{Cell, Counts, Feasible, feasible_intervals, programme};
use crate::Undefined;

/// Which cells to hide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Protection {
    /// Cells hidden because they count too few people.
    pub primary: Vec<Cell>,
    /// Cells hidden so that the others cannot be worked back.
    pub complementary: Vec<Cell>,
    /// Hidden cells that have less room than asked for, because the margins themselves say more: rows or columns to merge.
    pub narrow: Vec<Cell>,
}

impl Protection {
    /// All hidden cells, row by row.
    pub fn hidden(&self) -> Vec<Cell> {
        let mut all: Vec<Cell> = self.primary.iter().chain(&self.complementary).copied().collect();
        all.sort_unstable();
        all
    }
}

/// Hides every cell below `least` people, then further cells until each hidden one has a feasible interval of at least `width`, or as much as the margins
/// allow; then shows again each added cell that is not needed.
///
/// Which cells are added follows from the counts alone: the same table gives the same answer. Not always the fewest (that is a hard problem), but none of
/// them can be shown again. `NoConvergence` where a linear programme does not settle.
pub fn protect(counts: &Counts, least: u64, width: u64) -> Result<Protection, Undefined> {
    let primary = counts.below(least);
    let mut hidden: BTreeSet<Cell> = primary.iter().copied().collect();
    let width = width as f64;
    // INVARIANT (each round hides at least one cell more): so the loop ends, at the latest with everything hidden
    while let Some(cell) = first_too_narrow(counts, &hidden, width)? {
        let list: Vec<Cell> = hidden.iter().copied().collect();
        let before = hidden.len();
        hidden.extend(programme::cheapest(counts, &list, cell, goal(counts, cell, width))?);
        if hidden.len() == before {
            return Err(Undefined::NoConvergence);
        }
    }
    let mut added: Vec<Cell> = hidden.iter().copied().filter(|cell| !primary.contains(cell)).collect();
    added.sort_by_key(|&cell| (std::cmp::Reverse(counts.get(cell)), cell));
    for cell in added {
        hidden.remove(&cell);
        if first_too_narrow(counts, &hidden, width)?.is_some() {
            hidden.insert(cell);
        }
    }
    let narrow = hidden.iter().copied().filter(|&cell| goal(counts, cell, width) < width).collect();
    let complementary = hidden.iter().copied().filter(|cell| !primary.contains(cell)).collect();
    Ok(Protection { primary, complementary, narrow })
}

/// The width a cell can be given: what is asked for, or less where the margins allow no more.
fn goal(counts: &Counts, cell: Cell, width: f64) -> f64 {
    counts.widest(cell).map_or(0.0, |widest| Feasible::width(&widest)).min(width)
}

fn first_too_narrow(counts: &Counts, hidden: &BTreeSet<Cell>, width: f64) -> Result<Option<Cell>, Undefined> {
    let list: Vec<Cell> = hidden.iter().copied().collect();
    let intervals = feasible_intervals(counts, &list)?;
    Ok(intervals.iter().find(|i| i.width() + 0.5 < goal(counts, i.cell, width)).map(|i| i.cell))
}
