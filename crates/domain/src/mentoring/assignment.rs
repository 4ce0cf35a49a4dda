//! The cheapest way to give every row a column of its own, and what else would be as cheap.
//!
//! The shortest augmenting path method (Kuhn, Munkres) in whole numbers: rows one after another, each by a shortest path in reduced costs; n² m steps
//! for n rows and m ≥ n columns. The potentials it leaves behind prove the optimum and show every pair that some other optimum contains.

use petgraph::algo::tarjan_scc;
use petgraph::graph::DiGraph;

/// An optimal assignment.
pub(super) struct Assignment {
    /// The column of each row.
    pub(super) column_of: Vec<usize>,
    /// Columns that another optimum gives a row, in ascending order.
    pub(super) also: Vec<Vec<usize>>,
}

/// Assigns `rows` rows to `columns` columns, of which there are at least as many, at the lowest total cost. Costs are far below `i128::MAX` divided by
/// the number of columns. Equal costs are decided by place: the same table gives the same assignment.
#[allow(clippy::needless_range_loop, reason = "rows and columns are places in several tables at once")]
pub(super) fn assign(rows: usize, columns: usize, cost: impl Fn(usize, usize) -> i128) -> Assignment {
    // places from 1; 0 is the start of a path. Every index below is at most `rows` or `columns`
    let mut row_potential = vec![0_i128; rows + 1];
    let mut column_potential = vec![0_i128; columns + 1];
    let mut row_of = vec![0_usize; columns + 1];
    let mut before = vec![0_usize; columns + 1];
    for row in 1..=rows {
        row_of[0] = row;
        let mut at = 0;
        let mut least = vec![i128::MAX; columns + 1];
        let mut done = vec![false; columns + 1];
        loop {
            done[at] = true;
            let here = row_of[at];
            let (mut delta, mut next) = (i128::MAX, 0);
            for column in 1..=columns {
                if done[column] {
                    continue;
                }
                let reduced = cost(here - 1, column - 1) - row_potential[here] - column_potential[column];
                if reduced < least[column] {
                    least[column] = reduced;
                    before[column] = at;
                }
                if least[column] < delta {
                    delta = least[column];
                    next = column;
                }
            }
            for column in 0..=columns {
                if done[column] {
                    row_potential[row_of[column]] += delta;
                    column_potential[column] -= delta;
                } else if least[column] != i128::MAX {
                    least[column] -= delta;
                }
            }
            at = next;
            if row_of[at] == 0 {
                break;
            }
        }
        while at != 0 {
            let from = before[at];
            row_of[at] = row_of[from];
            at = from;
        }
    }
    let mut column_of = vec![0_usize; rows];
    for column in 1..=columns {
        if let Some(place) = row_of[column].checked_sub(1) {
            column_of[place] = column - 1;
        }
    }
    let tight = |row: usize, column: usize| cost(row, column) == row_potential[row + 1] + column_potential[column + 1];
    let also = others(&column_of, columns, tight, |column| column_potential[column + 1] == 0);
    Assignment { column_of, also }
}

/// Columns of each row in other optima: a row can move to a tight column where the moves that follow end in a circle, or in a column that may stay empty.
#[allow(clippy::needless_range_loop, reason = "rows and columns are places in several tables at once")]
fn others(
    column_of: &[usize],
    columns: usize,
    tight: impl Fn(usize, usize) -> bool,
    may_be_free: impl Fn(usize) -> bool,
) -> Vec<Vec<usize>> {
    let mut taken = vec![false; columns];
    for column in column_of {
        taken[*column] = true;
    }
    let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(columns + 1, 0);
    let nodes: Vec<_> = (0..=columns).map(|_| graph.add_node(())).collect();
    let mut moves: Vec<Vec<usize>> = vec![Vec::new(); column_of.len()];
    for (row, own) in column_of.iter().enumerate() {
        for column in (0..columns).filter(|column| column != own && tight(row, *column)) {
            graph.add_edge(nodes[*own], nodes[column], ());
            moves[row].push(column);
        }
    }
    // the last node stands for "empty": a free column takes somebody, a taken one whose potential is zero may lose its row
    for column in 0..columns {
        if !taken[column] {
            graph.add_edge(nodes[column], nodes[columns], ());
        } else if may_be_free(column) {
            graph.add_edge(nodes[columns], nodes[column], ());
        }
    }
    let mut part = vec![0_usize; columns + 1];
    for (number, group) in tarjan_scc(&graph).into_iter().enumerate() {
        for node in group {
            part[node.index()] = number;
        }
    }
    for (row, own) in column_of.iter().enumerate() {
        moves[row].retain(|column| part[*column] == part[*own]);
    }
    moves
}
