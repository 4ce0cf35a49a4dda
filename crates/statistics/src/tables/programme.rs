//! The linear programmes over the hidden cells of a table.

use good_lp::{Expression, ProblemVariables, Solution, SolverModel, Variable, constraint, microlp, variable};

use super::{Cell, Counts, Feasible};
use crate::Undefined;

/// Least and largest value of each hidden cell such that rows and columns keep what they hide in total.
///
/// With whole counts and margins the ends are whole numbers too (the constraints of a two-way table are totally unimodular), so that the solver's dust
/// is rounded away.
pub(super) fn intervals(counts: &Counts, hidden: &[Cell]) -> Result<Vec<Feasible>, Undefined> {
    let mut values = Vec::with_capacity(hidden.len());
    for &cell in hidden {
        values.push(counts.get(cell).ok_or(Undefined::OutOfRange)?);
    }
    hidden
        .iter()
        .enumerate()
        .map(|(at, &cell)| Ok(Feasible { cell, low: end(hidden, &values, at, false)?, high: end(hidden, &values, at, true)? }))
        .collect()
}

/// One end of the interval of the hidden cell at place `at`.
fn end(hidden: &[Cell], values: &[u64], at: usize, largest: bool) -> Result<f64, Undefined> {
    let mut problem = ProblemVariables::new();
    let cells: Vec<Variable> = hidden.iter().map(|_| problem.add(variable().min(0.0))).collect();
    let goal = *cells.get(at).ok_or(Undefined::OutOfRange)?;
    let problem = if largest { problem.maximise(goal) } else { problem.minimise(goal) };
    let mut model = problem.using(microlp);
    for line in lines(hidden) {
        let sum: Expression = line.iter().filter_map(|&k| cells.get(k)).sum();
        let total: u64 = line.iter().filter_map(|&k| values.get(k)).sum();
        model = model.with(constraint!(sum == total as f64));
    }
    let solution = model.solve().map_err(|_| Undefined::NoConvergence)?;
    Ok(solution.value(goal).round())
}

/// For each row and each column with hidden cells: the places of these cells in the list.
fn lines(hidden: &[Cell]) -> Vec<Vec<usize>> {
    let by = |part: fn(&Cell) -> usize| {
        let mut lines: std::collections::BTreeMap<usize, Vec<usize>> = std::collections::BTreeMap::new();
        for (at, cell) in hidden.iter().enumerate() {
            lines.entry(part(cell)).or_default().push(at);
        }
        lines.into_values()
    };
    by(|cell| cell.0).chain(by(|cell| cell.1)).collect()
}

/// The cheapest cells to hide as well, so that `cell` can be up to `width` away from where it is: those that a flow through the table would touch.
///
/// Two flows leave the margins alone: one raises the cell, one lowers it, and together they span the width; another cell can sink to 0 at most. A
/// cell already hidden costs nothing, another one more the more people it counts. `NoConvergence` where the margins do not leave that width.
pub(super) fn cheapest(counts: &Counts, hidden: &[Cell], cell: Cell, width: f64) -> Result<Vec<Cell>, Undefined> {
    let all: Vec<Cell> = counts.cells().collect();
    let mut problem = ProblemVariables::new();
    let mut cost = Expression::from(0.0);
    // for each flow and cell: how much it rises and sinks
    let mut flows: Vec<Vec<(Variable, Variable)>> = Vec::new();
    for _ in 0..2 {
        let mut flow = Vec::with_capacity(all.len());
        for other in &all {
            let count = counts.get(*other).ok_or(Undefined::OutOfRange)? as f64;
            let rises = problem.add(variable().min(0.0));
            let sinks = problem.add(variable().min(0.0).max(count));
            if !hidden.contains(other) {
                cost += (1.0 + (1.0 + count).ln()) * (rises + sinks);
            }
            flow.push((rises, sinks));
        }
        flows.push(flow);
    }
    let mut model = problem.minimise(cost).using(microlp);
    for flow in &flows {
        for line in lines(&all) {
            let sum: Expression = line.iter().filter_map(|&k| flow.get(k)).map(|&(rises, sinks)| rises - sinks).sum();
            model = model.with(constraint!(sum == 0.0));
        }
    }
    let at = all.iter().position(|other| *other == cell).ok_or(Undefined::OutOfRange)?;
    let spans: Expression = match flows.as_slice() {
        [up, down] => match (up.get(at), down.get(at)) {
            (Some(&(rises, sinks)), Some(&(rises_too, sinks_too))) => (rises - sinks) - (rises_too - sinks_too),
            _ => return Err(Undefined::OutOfRange),
        },
        _ => return Err(Undefined::Shape),
    };
    model = model.with(constraint!(spans == width));
    let solution = model.solve().map_err(|_| Undefined::NoConvergence)?;
    let touched = |k: usize| {
        flows.iter().filter_map(|flow| flow.get(k)).any(|&(rises, sinks)| (solution.value(rises) - solution.value(sinks)).abs() > 1e-6)
    };
    Ok(all.iter().enumerate().filter(|&(k, other)| touched(k) && !hidden.contains(other)).map(|(_, other)| *other).collect())
}
