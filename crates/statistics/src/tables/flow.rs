//! Room of hidden cells by flows instead of linear programmes: exact in whole numbers, and quick enough for tables of thousands of rows.
//!
//! What a reader knows of a hidden cell is how far it can move while all margins stay. Raising a cell of row `r` and column `c` lowers others of row `r`,
//! raises others of their columns, and so on until column `c` is reached: a flow from `r` to `c`, in which a cell can sink to 0 and rise without end.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, VecDeque};

use super::{Cell, Counts, Protection};
use crate::Undefined;

/// Hides `must`, then further cells until each hidden one has a feasible interval of at least `width`, or as much as the margins allow.
///
/// As [`super::protect`], save that the caller says which cells must be hidden (a zero, for one, tells of nobody and need not be), and that it is
/// quick: which further cells are hidden is found along the cheapest path, not by a linear programme, so that there may be a few more. For
/// tables with up to 150 hidden cells, those that turn out not to be needed are shown again. `OutOfRange` for a cell the table does not have.
pub fn hide(counts: &Counts, must: &[Cell], width: u64) -> Result<Protection, Undefined> {
    Hiding::of(counts, must, width, None)
}

/// As [`hide`], for tables that mark a hidden cell of 1 to fewer than `least` otherwise than other hidden cells. Marks tell readers something: of two
/// small cells that together count 8, both count 4. Therefore each small cell is also left as much room as it has from 1 to `least - 1` while other
/// small cells stay from 1 to `least - 1`, hidden zeros stay zeros, and all other cells stay at `least` or more; or as much as the margins allow.
pub fn hide_marked(counts: &Counts, must: &[Cell], least: u64, width: u64) -> Result<Protection, Undefined> {
    Hiding::of(counts, must, width, Some(least))
}

/// A table on the way to its protection.
struct Hiding<'t> {
    counts: &'t Counts,
    width: u64,
    /// Of cells marked as small, the room each is to keep among marks.
    marked: BTreeMap<Cell, u64>,
    /// What a reader knows from margins alone.
    open: Grid,
    /// What a reader knows who also reads marks.
    strict: Grid,
}

impl Hiding<'_> {
    fn of(counts: &Counts, must: &[Cell], width: u64, least: Option<u64>) -> Result<Protection, Undefined> {
        let open = Grid::of(counts, None)?;
        let mut hiding = Hiding { counts, width, marked: BTreeMap::new(), strict: Grid { least, ..open.clone() }, open };
        let all = Grid { hidden: vec![true; hiding.open.hidden.len()], ..hiding.strict.clone() };
        for cell in must {
            let count = counts.get(*cell).ok_or(Undefined::OutOfRange)?;
            hiding.hide(*cell);
            if let Some(least) = least.filter(|least| (1..*least).contains(&count)) {
                // what it has where nothing is shown at all
                hiding.marked.insert(*cell, all.room(*cell, least.saturating_sub(2)));
            }
        }
        let primary: BTreeSet<Cell> = must.iter().copied().collect();
        // hiding more never takes room from what is hidden, so that each cell is looked at once
        let mut queue: VecDeque<Cell> = primary.iter().copied().collect();
        let mut added: Vec<Cell> = Vec::new();
        while let Some(cell) = queue.pop_front() {
            while let Some((grid, goal)) = hiding.too_narrow(cell) {
                let more = grid.cheapest(cell, goal);
                if more.is_empty() {
                    break;
                }
                for other in more {
                    hiding.hide(other);
                    added.push(other);
                    queue.push_back(other);
                }
            }
        }
        if (primary.len() + added.len()) <= SMALL {
            added.sort_by_key(|&cell| (Reverse(counts.get(cell)), cell));
            let mut kept = Vec::with_capacity(added.len());
            for at in 0..added.len() {
                let Some(&cell) = added.get(at) else { break };
                hiding.show(cell);
                let rest = primary.iter().chain(&kept).chain(added.iter().skip(at + 1));
                if rest.copied().any(|hidden| hiding.too_narrow(hidden).is_some()) {
                    hiding.hide(cell);
                    kept.push(cell);
                }
            }
            added = kept;
        }
        added.sort_unstable();
        let narrow: BTreeSet<Cell> = primary.iter().chain(&added).copied().filter(|&cell| hiding.goal(cell) < width).collect();
        Ok(Protection { primary: primary.into_iter().collect(), complementary: added, narrow: narrow.into_iter().collect() })
    }

    fn goal(&self, cell: Cell) -> u64 {
        widest(self.counts, cell).min(self.width)
    }

    /// The knowledge that leaves a hidden cell less room than it is to have, and that room.
    fn too_narrow(&self, cell: Cell) -> Option<(&Grid, u64)> {
        let goal = self.goal(cell);
        if self.open.room(cell, goal) < goal {
            return Some((&self.open, goal));
        }
        let goal = self.marked.get(&cell).copied().unwrap_or(0);
        (self.strict.room(cell, goal) < goal).then_some((&self.strict, goal))
    }

    fn hide(&mut self, cell: Cell) {
        self.open.mark(cell, true);
        self.strict.mark(cell, true);
    }

    fn show(&mut self, cell: Cell) {
        self.open.mark(cell, false);
        self.strict.mark(cell, false);
    }
}

/// Up to so many hidden cells, each added one is tried without.
const SMALL: usize = 150;

/// The width that the margins alone leave a cell.
fn widest(counts: &Counts, (row, column): Cell) -> u64 {
    let (Some(r), Some(c)) = (counts.row_totals().get(row), counts.column_totals().get(column)) else { return 0 };
    let all: u64 = counts.row_totals().iter().sum();
    (*r).min(*c) - (r + c).saturating_sub(all)
}

/// Which way the cell in question moves.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Raise,
    Lower,
}

#[derive(Clone)]
struct Grid {
    rows: usize,
    columns: usize,
    values: Vec<u64>,
    hidden: Vec<bool>,
    /// Where marks tell hidden cells of 1 to fewer than this from others.
    least: Option<u64>,
}

impl Grid {
    fn of(counts: &Counts, least: Option<u64>) -> Result<Grid, Undefined> {
        let (rows, columns) = counts.size();
        let mut grid = Grid { rows, columns, values: vec![0; rows * columns], hidden: vec![false; rows * columns], least };
        for (row, column) in counts.cells() {
            let value = counts.get((row, column)).ok_or(Undefined::OutOfRange)?;
            *grid.values.get_mut(row * columns + column).ok_or(Undefined::OutOfRange)? = value;
        }
        Ok(grid)
    }

    /// From where to where a cell can move and still be what its mark says.
    fn bounds(&self, cell: Cell) -> (u64, u64) {
        let Some(least) = self.least else { return (0, u64::MAX) };
        match self.value(cell) {
            0 => (0, 0),
            value if value < least => (1, least - 1),
            _ => (least, u64::MAX),
        }
    }

    /// How far a cell that has moved so far can still sink, or rise.
    fn slack(&self, cell: Cell, moved: i64, sinks: bool) -> u64 {
        let (low, high) = self.bounds(cell);
        let now = self.value(cell).saturating_add_signed(moved);
        if sinks { now.saturating_sub(low) } else { high.saturating_sub(now) }
    }

    fn at(&self, (row, column): Cell) -> usize {
        row * self.columns + column
    }

    fn mark(&mut self, cell: Cell, is_hidden: bool) {
        let at = self.at(cell);
        if let Some(hidden) = self.hidden.get_mut(at) {
            *hidden = is_hidden;
        }
    }

    fn value(&self, cell: Cell) -> u64 {
        self.values.get(self.at(cell)).copied().unwrap_or(0)
    }

    fn is_hidden(&self, cell: Cell) -> bool {
        self.hidden.get(self.at(cell)).copied().unwrap_or(false)
    }

    /// The width of the feasible interval of a hidden cell; not counted past `enough`.
    fn room(&self, cell: Cell, enough: u64) -> u64 {
        if enough == 0 {
            return 0;
        }
        let up = self.flow(cell, Way::Raise, enough.min(self.slack(cell, 0, false)));
        if up >= enough {
            return up;
        }
        up + self.flow(cell, Way::Lower, (enough - up).min(self.slack(cell, 0, true)))
    }

    /// How far the cell can move one way, up to `enough`: a maximal flow from its row to its column over hidden cells.
    fn flow(&self, cell: Cell, way: Way, enough: u64) -> u64 {
        // paths are short: few cells have moved
        let mut moved: BTreeMap<usize, i64> = BTreeMap::new();
        let mut total = 0;
        while total < enough {
            let room = |row: usize, column: usize, to_column: bool| -> u64 {
                if (row, column) == cell || !self.is_hidden((row, column)) {
                    return 0;
                }
                let change = moved.get(&self.at((row, column))).copied().unwrap_or(0);
                // along a row towards a column cells sink when the cell in question rises, and the other way round
                self.slack((row, column), change, to_column == (way == Way::Raise))
            };
            let Some((path, least)) = self.path(cell, &room) else { break };
            let step = least.min(enough - total);
            for (row, column, to_column) in path {
                let at = self.at((row, column));
                if let Ok(step) = i64::try_from(step) {
                    *moved.entry(at).or_default() += if to_column == (way == Way::Raise) { -step } else { step };
                }
            }
            total += step;
        }
        total
    }

    /// A shortest path from the row of a cell to its column along which there is room, and the least room on it.
    fn path(&self, cell: Cell, room: &dyn Fn(usize, usize, bool) -> u64) -> Option<(Vec<(usize, usize, bool)>, u64)> {
        let way_round = |steps: Vec<(usize, usize, bool)>| {
            let least = steps.iter().map(|&(row, column, to_column)| room(row, column, to_column)).min().unwrap_or(0);
            (steps, least)
        };
        // nearly always another row has both columns hidden; the first found so is the first found below, sooner in tables of many rows
        for column in (0..self.columns).filter(|column| room(cell.0, *column, true) > 0) {
            if let Some(row) = (0..self.rows).find(|row| room(*row, column, false) > 0 && room(*row, cell.1, true) > 0) {
                return Some(way_round(vec![(row, cell.1, true), (row, column, false), (cell.0, column, true)]));
            }
        }
        let nodes = self.rows + self.columns;
        let mut from: Vec<Option<usize>> = vec![None; nodes];
        let (start, end) = (cell.0, self.rows + cell.1);
        let mut queue = VecDeque::from([start]);
        let mut reached = vec![false; nodes];
        *reached.get_mut(start)? = true;
        while let Some(node) = queue.pop_front() {
            if node == end {
                break;
            }
            let to_column = node < self.rows;
            let others = if to_column { self.rows..nodes } else { 0..self.rows };
            for other in others {
                let (row, column) = if to_column { (node, other - self.rows) } else { (other, node - self.rows) };
                if !reached.get(other).copied().unwrap_or(true) && room(row, column, to_column) > 0 {
                    *reached.get_mut(other)? = true;
                    *from.get_mut(other)? = Some(node);
                    queue.push_back(other);
                }
            }
        }
        self.steps(&from, start, end).map(way_round)
    }

    /// The steps from `start` to `end`, last first.
    fn steps(&self, from: &[Option<usize>], start: usize, end: usize) -> Option<Vec<(usize, usize, bool)>> {
        let mut steps = Vec::new();
        let mut node = end;
        while node != start {
            let before = from.get(node).copied().flatten()?;
            let to_column = before < self.rows;
            steps.push(if to_column { (before, node - self.rows, true) } else { (node, before - self.rows, false) });
            node = before;
        }
        Some(steps)
    }

    /// Cells to hide so that a cell has more room: those of the cheapest way round that gives as much as possible of `width`. Hidden cells cost
    /// nothing, others more the more people they count. Where no way round adds anything, the next cell of its row, of its column, of the table.
    fn cheapest(&self, cell: Cell, width: u64) -> Vec<Cell> {
        let mut need = width;
        while need > 0 {
            let found = [Way::Raise, Way::Lower]
                .into_iter()
                .filter(|way| self.slack(cell, 0, *way == Way::Lower) >= need)
                .filter_map(|way| self.cheapest_way(cell, way, need))
                .filter(|(_, steps)| steps.iter().any(|&step| !self.is_hidden(step)))
                .min();
            if let Some((_, steps)) = found {
                return steps.into_iter().filter(|&step| !self.is_hidden(step)).collect();
            }
            need /= 2;
        }
        let row = (0..self.columns).map(|column| (cell.0, column));
        let column = (0..self.rows).map(|row| (row, cell.1));
        let shown =
            |cells: &mut dyn Iterator<Item = Cell>| cells.filter(|&other| !self.is_hidden(other)).max_by_key(|&o| (self.value(o), o));
        let all = (0..self.rows).flat_map(|row| (0..self.columns).map(move |column| (row, column)));
        shown(&mut row.into_iter()).or_else(|| shown(&mut column.into_iter())).or_else(|| shown(&mut all.into_iter())).into_iter().collect()
    }

    /// The cheapest path along which every cell can move by `need`.
    fn cheapest_way(&self, cell: Cell, way: Way, need: u64) -> Option<(u64, Vec<Cell>)> {
        let nodes = self.rows + self.columns;
        let (start, end) = (cell.0, self.rows + cell.1);
        let mut best: Vec<u64> = vec![u64::MAX; nodes];
        let mut from: Vec<Option<usize>> = vec![None; nodes];
        let mut heap = BinaryHeap::from([Reverse((0_u64, start))]);
        *best.get_mut(start)? = 0;
        while let Some(Reverse((cost, node))) = heap.pop() {
            if node == end || best.get(node).is_none_or(|known| cost > *known) {
                continue;
            }
            let to_column = node < self.rows;
            let others = if to_column { self.rows..nodes } else { 0..self.rows };
            for other in others {
                let step = if to_column { (node, other - self.rows) } else { (other, node - self.rows) };
                let sinks = to_column == (way == Way::Raise);
                if step == cell || self.slack(step, 0, sinks) < need {
                    continue;
                }
                // the number of binary digits stands for the logarithm
                let price = if self.is_hidden(step) { 0 } else { 2 + u64::from(u64::BITS - self.value(step).leading_zeros()) };
                let total = cost + price;
                if best.get(other).is_some_and(|known| total < *known) {
                    *best.get_mut(other)? = total;
                    *from.get_mut(other)? = Some(node);
                    heap.push(Reverse((total, other)));
                }
            }
        }
        let steps = self.steps(&from, start, end)?;
        Some((*best.get(end)?, steps.into_iter().map(|(row, column, _)| (row, column)).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{audit, feasible_intervals};
    use super::*;
    use proptest::prelude::*;

    fn grid(counts: &Counts, hidden: &[Cell]) -> Grid {
        let mut grid = Grid::of(counts, None).unwrap();
        hidden.iter().for_each(|&cell| grid.mark(cell, true));
        grid
    }

    #[test]
    fn the_joined_blocks_give_one_cell_away() {
        let joined = Counts::try_new(vec![vec![4, 6, 3, 9], vec![5, 7, 9, 9], vec![9, 9, 4, 6], vec![9, 9, 5, 7]]).unwrap();
        let hidden = [(0, 0), (0, 1), (1, 0), (1, 1), (0, 2), (2, 2), (2, 3), (3, 2), (3, 3)];
        let grid = grid(&joined, &hidden);
        assert_eq!(grid.room((0, 2), 100), 0);
        assert!(grid.room((0, 0), 100) > 0);
    }

    #[test]
    fn a_large_table_is_protected() {
        let row = |n: u64| (0..8).map(|k| if k < 3 { (n * 7 + k * 5) % 11 } else { 40 + (n * 31 + k * 17) % 900 }).collect();
        let counts = Counts::try_new((0..400).map(row).collect()).unwrap();
        let must: Vec<Cell> = counts.below(5).into_iter().filter(|&cell| counts.get(cell) != Some(0)).collect();
        let found = hide(&counts, &must, 5).unwrap();
        assert!(found.narrow.is_empty() && found.primary == must);
        let grid = grid(&counts, &found.hidden());
        assert!(found.hidden().iter().all(|&cell| grid.room(cell, 5) >= 5));
    }

    /// What a reader can believe of each cell who knows the margins, what is shown and what marks mean.
    fn believable(counts: &Counts, hidden: &[Cell], least: u64) -> BTreeMap<Cell, BTreeSet<u64>> {
        let cells: Vec<Cell> = counts.cells().collect();
        let is_small = |count: u64| (1..least).contains(&count);
        let may_be = |cell: Cell, count: u64| {
            let found = counts.get(cell).unwrap();
            if hidden.contains(&cell) { is_small(found) == is_small(count) } else { found == count }
        };
        let mut found: BTreeMap<Cell, BTreeSet<u64>> = BTreeMap::new();
        let (rows, columns) = counts.size();
        let mut open: Vec<Vec<u64>> = vec![Vec::new()];
        while let Some(values) = open.pop() {
            let Some(&cell) = cells.get(values.len()) else {
                let fits = |column: usize| values.iter().skip(column).step_by(columns).sum::<u64>() == counts.column_totals()[column];
                if (0..columns).all(fits) {
                    cells.iter().zip(&values).for_each(|(cell, value)| {
                        found.entry(*cell).or_default().insert(*value);
                    });
                }
                continue;
            };
            let in_row: u64 = values.iter().skip(cell.0 * columns).sum();
            let in_column: u64 = (0..cell.0).map(|row| values[row * columns + cell.1]).sum();
            let left = (counts.row_totals()[cell.0] - in_row).min(counts.column_totals()[cell.1].saturating_sub(in_column));
            for count in (0..=left).filter(|count| may_be(cell, *count)) {
                let last = cell.1 + 1 == columns;
                if (last && in_row + count != counts.row_totals()[cell.0])
                    || (cell.0 + 1 == rows && in_column + count != counts.column_totals()[cell.1])
                {
                    continue;
                }
                open.push([values.clone(), vec![count]].concat());
            }
        }
        found
    }

    #[test]
    fn marks_alone_give_nothing_away() {
        // hidden without marks: every small cell could be anything from 0 to 8; with them 4 and 4 are all that adds up to 8
        let counts = Counts::try_new(vec![vec![4, 4, 30], vec![4, 4, 40], vec![20, 20, 50]]).unwrap();
        let must = [(0, 0), (0, 1), (1, 0), (1, 1)];
        let plain = hide(&counts, &must, 5).unwrap().hidden();
        assert_eq!(believable(&counts, &plain, 5)[&(0, 0)].len(), 1, "{plain:?}");
        let marked = hide_marked(&counts, &must, 5, 5).unwrap().hidden();
        assert_eq!(believable(&counts, &marked, 5)[&(0, 0)].len(), 4, "{marked:?}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn readers_of_marks_work_nothing_back(rows in proptest::collection::vec(proptest::collection::vec(0u64..11, 3), 3)) {
            let counts = Counts::try_new(rows).unwrap();
            let must: Vec<Cell> = counts.below(5).into_iter().filter(|&cell| counts.get(cell) != Some(0)).collect();
            let hidden = hide_marked(&counts, &must, 5, 5).unwrap().hidden();
            let (now, at_most) = (believable(&counts, &hidden, 5), Grid { hidden: vec![true; 9], ..Grid::of(&counts, Some(5)).unwrap() });
            for cell in must {
                let room = at_most.room(cell, 3);
                prop_assert!(now[&cell].len() as u64 > room, "{:?} of {:?} hiding {:?} leaves {:?}", cell, counts, hidden, now[&cell]);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn flows_agree_with_linear_programmes(
            rows in proptest::collection::vec(proptest::collection::vec(0u64..20, 4), 2..6),
            marks in proptest::collection::vec(any::<bool>(), 24),
        ) {
            let counts = Counts::try_new(rows).unwrap();
            let hidden: Vec<Cell> = counts.cells().zip(marks).filter(|(_, mark)| *mark).map(|(cell, _)| cell).collect();
            let grid = grid(&counts, &hidden);
            for interval in feasible_intervals(&counts, &hidden).unwrap() {
                prop_assert_eq!(grid.room(interval.cell, 1000) as f64, interval.width(), "{:?}", interval);
            }
        }

        #[test]
        fn nothing_hidden_can_be_worked_back(rows in proptest::collection::vec(proptest::collection::vec(0u64..40, 5), 2..6)) {
            let counts = Counts::try_new(rows).unwrap();
            let must: Vec<Cell> = counts.below(5).into_iter().filter(|&cell| counts.get(cell) != Some(0)).collect();
            let found = hide(&counts, &must, 5).unwrap();
            let checked = audit(&counts, &found.hidden(), 0, 5).unwrap();
            for cell in &checked.narrow {
                prop_assert!(found.narrow.contains(cell), "{:?} of {:?} with {:?}", cell, counts, found);
                let own = checked.intervals.iter().find(|i| i.cell == *cell).unwrap();
                prop_assert!(own.width() + 0.5 > counts.widest(*cell).unwrap().width().min(5.0));
            }
        }
    }
}
