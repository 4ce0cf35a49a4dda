//! Tables of counts with published margins: what can be worked back from what is shown, and what else to hide.
//!
//! Two hidden cells in every row and column are not enough: adding rows and subtracting columns may leave one of them alone (FCSM Statistical Policy
//! Working Paper 22). What protects is the feasible interval of each hidden cell, found by linear programming.

mod flow;
mod programme;
mod protect;

use crate::Undefined;

pub use flow::{hide, hide_marked};
pub use protect::{Protection, protect};

/// Row and column of a cell, counted from 0.
pub type Cell = (usize, usize);

/// What a reader of the table can say about a hidden cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Feasible {
    /// The cell.
    pub cell: Cell,
    /// Least value that fits everything shown.
    pub low: f64,
    /// Largest value that does.
    pub high: f64,
}

impl Feasible {
    /// How much room there is.
    pub fn width(&self) -> f64 {
        self.high - self.low
    }

    /// Whether the value can be worked back exactly.
    pub fn is_exact(&self) -> bool {
        self.width() < 0.5
    }
}

/// A table of counts whose rows all have the same length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    rows: Vec<Vec<u64>>,
    row_totals: Vec<u64>,
    column_totals: Vec<u64>,
}

impl Counts {
    /// The table, with its margins. `Shape` for rows of different length or none, `OutOfRange` where the total is too large.
    pub fn try_new(rows: Vec<Vec<u64>>) -> Result<Counts, Undefined> {
        let columns = rows.first().map_or(0, Vec::len);
        if columns == 0 || rows.iter().any(|row| row.len() != columns) {
            return Err(Undefined::Shape);
        }
        let row_totals: Vec<u64> = rows.iter().map(|row| total(row.iter().copied())).collect::<Result<_, _>>()?;
        let column = |at: usize| total(rows.iter().filter_map(|row| row.get(at).copied()));
        let column_totals: Vec<u64> = (0..columns).map(column).collect::<Result<_, _>>()?;
        total(row_totals.iter().copied())?;
        Ok(Counts { rows, row_totals, column_totals })
    }

    /// Number of rows and columns.
    pub fn size(&self) -> (usize, usize) {
        (self.row_totals.len(), self.column_totals.len())
    }

    /// The count of a cell, where the table has it.
    pub fn get(&self, (row, column): Cell) -> Option<u64> {
        self.rows.get(row)?.get(column).copied()
    }

    /// Sums of the rows.
    pub fn row_totals(&self) -> &[u64] {
        &self.row_totals
    }

    /// Sums of the columns.
    pub fn column_totals(&self) -> &[u64] {
        &self.column_totals
    }

    /// All cells, row by row.
    pub fn cells(&self) -> impl Iterator<Item = Cell> + '_ {
        let (rows, columns) = self.size();
        (0..rows).flat_map(move |row| (0..columns).map(move |column| (row, column)))
    }

    /// Cells with fewer than `least` people: what must be hidden by itself.
    pub fn below(&self, least: u64) -> Vec<Cell> {
        self.cells().filter(|&cell| self.get(cell).is_some_and(|n| n < least)).collect()
    }

    /// The interval that the margins alone leave a cell: no suppression can make it wider.
    pub fn widest(&self, (row, column): Cell) -> Option<Feasible> {
        let (r, c) = (*self.row_totals.get(row)?, *self.column_totals.get(column)?);
        let all: u64 = self.row_totals.iter().sum();
        let low = (u128::from(r) + u128::from(c)).saturating_sub(u128::from(all));
        Some(Feasible { cell: (row, column), low: low as f64, high: r.min(c) as f64 })
    }
}

fn total(mut values: impl Iterator<Item = u64>) -> Result<u64, Undefined> {
    values.try_fold(0u64, u64::checked_add).ok_or(Undefined::OutOfRange)
}

/// The feasible interval of each hidden cell, in the order given, when all other cells and all margins are shown and counts are not negative.
///
/// `OutOfRange` for a cell the table does not have.
pub fn feasible_intervals(counts: &Counts, hidden: &[Cell]) -> Result<Vec<Feasible>, Undefined> {
    programme::intervals(counts, hidden)
}

/// What an audit of a table with hidden cells finds.
#[derive(Clone, Debug, PartialEq)]
pub struct Audit {
    /// Feasible interval of each hidden cell, in the order given.
    pub intervals: Vec<Feasible>,
    /// Hidden cells whose value can be worked back.
    pub recoverable: Vec<Cell>,
    /// Cells that must be hidden and are shown, or can be worked back.
    pub exposed: Vec<Cell>,
    /// Hidden cells with less room than was asked for.
    pub narrow: Vec<Cell>,
}

impl Audit {
    /// Every cell that must be hidden has some room.
    pub fn is_safe(&self) -> bool {
        self.exposed.is_empty()
    }

    /// Every hidden cell has the room asked for, and what must be hidden is.
    pub fn is_wide(&self) -> bool {
        self.exposed.is_empty() && self.narrow.is_empty()
    }
}

/// Audits a table in which `hidden` is not shown: cells below `least` people must be hidden, and every hidden cell should have `width` of room.
///
/// Undefined as [`feasible_intervals`].
pub fn audit(counts: &Counts, hidden: &[Cell], least: u64, width: u64) -> Result<Audit, Undefined> {
    let intervals = feasible_intervals(counts, hidden)?;
    let recoverable: Vec<Cell> = intervals.iter().filter(|i| i.is_exact()).map(|i| i.cell).collect();
    let narrow = intervals.iter().filter(|i| i.width() < width as f64 - 0.5).map(|i| i.cell).collect();
    let exposed = counts.below(least).into_iter().filter(|cell| !hidden.contains(cell) || recoverable.contains(cell)).collect();
    Ok(Audit { intervals, recoverable, exposed, narrow })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Table 2 of Working Paper 22.
    fn paper() -> Counts {
        Counts::try_new(vec![vec![15, 1, 3, 1], vec![20, 10, 10, 15], vec![3, 10, 10, 2], vec![12, 14, 7, 2]]).unwrap()
    }

    #[test]
    fn two_hidden_cells_in_each_row_and_column_are_not_enough() {
        let hidden = [(0, 1), (0, 3), (1, 1), (1, 2), (2, 0), (2, 2), (3, 0), (3, 3)];
        let (rows, columns) = paper().size();
        assert!((0..rows).all(|r| hidden.iter().filter(|h| h.0 == r).count() == 2));
        assert!((0..columns).all(|c| hidden.iter().filter(|h| h.1 == c).count() == 2));
        // a single cycle: each cell moves with the others, and all have room here
        assert!(audit(&paper(), &hidden, 0, 0).unwrap().recoverable.is_empty());
        // two blocks joined by one cell: that cell alone is solved by adding two rows and subtracting two columns
        let joined = Counts::try_new(vec![vec![4, 6, 3, 9], vec![5, 7, 9, 9], vec![9, 9, 4, 6], vec![9, 9, 5, 7]]).unwrap();
        let hidden = [(0, 0), (0, 1), (1, 0), (1, 1), (0, 2), (2, 2), (2, 3), (3, 2), (3, 3)];
        let found = audit(&joined, &hidden, 0, 0).unwrap();
        assert_eq!(found.recoverable, vec![(0, 2)]);
        assert_eq!(found.intervals[4].low, 3.0);
    }

    #[test]
    fn a_primary_cell_that_is_shown_is_exposed() {
        let found = audit(&paper(), &[(0, 1)], 5, 5).unwrap();
        assert!(!found.is_safe());
        assert!(found.exposed.contains(&(0, 1)) && found.exposed.contains(&(3, 3)));
        assert_eq!(feasible_intervals(&paper(), &[(4, 0)]), Err(Undefined::OutOfRange));
        assert_eq!(Counts::try_new(vec![vec![1], vec![1, 2]]), Err(Undefined::Shape));
        assert_eq!(Counts::try_new(vec![]), Err(Undefined::Shape));
    }

    #[test]
    fn the_papers_table_can_be_protected_to_a_width_of_five() {
        let found = protect(&paper(), 5, 5).unwrap();
        assert!(found.narrow.is_empty());
        let checked = audit(&paper(), &found.hidden(), 5, 5).unwrap();
        assert!(checked.is_wide(), "{checked:?}");
    }

    #[test]
    fn what_the_margins_give_away_is_said() {
        // a row of two people can hide nothing wider than two
        let small = Counts::try_new(vec![vec![1, 1], vec![20, 30], vec![40, 10]]).unwrap();
        let found = protect(&small, 5, 5).unwrap();
        assert_eq!(found.narrow, vec![(0, 0), (0, 1)]);
        assert!(audit(&small, &found.hidden(), 5, 5).unwrap().is_safe());
        // one column: the margins are the cells
        let column = Counts::try_new(vec![vec![3], vec![9]]).unwrap();
        assert_eq!(protect(&column, 5, 5).unwrap().narrow, vec![(0, 0)]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn protection_leaves_only_what_the_margins_give_away(rows in proptest::collection::vec(proptest::collection::vec(0u64..40, 4), 2..5)) {
            let counts = Counts::try_new(rows).unwrap();
            let found = protect(&counts, 5, 5).unwrap();
            let checked = audit(&counts, &found.hidden(), 5, 5).unwrap();
            for cell in &checked.narrow {
                prop_assert!(found.narrow.contains(cell), "{cell:?} of {counts:?} with {found:?}");
                let own = checked.intervals.iter().find(|i| i.cell == *cell).unwrap();
                prop_assert!(own.width() + 0.5 > counts.widest(*cell).unwrap().width().min(5.0));
            }
            for interval in &checked.intervals {
                let count = counts.get(interval.cell).unwrap() as f64;
                prop_assert!(interval.low <= count && count <= interval.high);
            }
        }
    }
}
