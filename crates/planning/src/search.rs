//! One programme from bound and plan to proof: prices, exchanges, then the integer programme over what prices leave open.

use crate::core::Core;
use crate::dual::{Descent, Evaluation, Frame, Objective, Prices, Row, value_of};
use crate::model::Model;
use crate::plan::Effort;
use crate::primal::Seats;

/// What was found.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) chosen: Vec<bool>,
    pub(crate) value: i64,
    /// No plan is worth more.
    pub(crate) bound: i64,
    /// Nodes of the integer programmes.
    pub(crate) nodes: u64,
    /// Worth of one more unit of money in each envelope, at the prices of the bound, in multiples of `2^-shift`.
    pub(crate) money: Vec<i64>,
    pub(crate) shift: u32,
}

struct Best<'a> {
    model: &'a Model,
    objective: Objective,
    rows: &'a [Row],
    chosen: Vec<bool>,
    value: i64,
}

impl Best<'_> {
    /// Keeps a plan that is better, once everything is checked anew.
    fn offer(&mut self, chosen: &[bool]) -> bool {
        let seats = Seats::new(self.model, self.objective, self.rows, chosen);
        let better = seats.value > self.value && seats.holds();
        if better {
            (self.chosen, self.value) = (chosen.to_vec(), seats.value);
        }
        better
    }

    /// Gives out seats in this order, beginning with those in `from`, improves by exchanges, and keeps what is better.
    fn build(&mut self, from: &[bool], order: &[usize], may_hold: &[bool]) {
        let any = vec![true; may_hold.len()];
        let mut seats = Seats::new(self.model, self.objective, self.rows, from);
        seats.trim();
        seats.fill(order, may_hold);
        seats.fill(order, &any);
        // a floor that is not reached is made the aim until it is
        for (place, (at, _)) in self.rows.iter().enumerate() {
            if seats.short_of().is_some_and(|short| short <= place) {
                let mut aim = Seats::new(self.model, Objective::Floor(*at), &self.rows[..place], &seats.chosen);
                let order = by_density(self.model, Objective::Floor(*at));
                aim.trim();
                aim.fill(&order, &any);
                aim.improve(&order, 3);
                seats = Seats::new(self.model, self.objective, self.rows, &aim.chosen);
            }
        }
        if seats.short_of().is_some() {
            return;
        }
        for _ in 0..2 {
            seats.trim();
            seats.fill(order, &any);
            seats.improve(order, 2);
        }
        let chosen = std::mem::take(&mut seats.chosen);
        self.offer(&chosen);
    }
}

/// Makes the objective as large as can be, above the floors, from a plan that keeps them. Stops at the goal.
pub(crate) fn maximise(model: &Model, objective: Objective, rows: &[Row], start: &[bool], goal: Option<i64>, effort: &Effort) -> Found {
    let first = Seats::new(model, objective, rows, start);
    let mut best = Best { model, objective, rows, chosen: start.to_vec(), value: first.value };
    let all = vec![true; model.sessions.len()];
    let order = by_density(model, objective);
    best.build(start, &order, &all);
    let nothing = vec![false; start.len()];
    if goal.is_none_or(|goal| best.value < goal) {
        best.build(&nothing, &order, &all);
    }
    let mut frame = Frame::new(model, objective, rows);
    let mut descent = Descent::new(&frame);
    let mut nodes = 0;
    let reached = |best: &Best<'_>| goal.is_some_and(|goal| best.value >= goal);
    let mut proven = None;
    if !reached(&best) {
        let look = |frame: &Frame<'_>, best: &mut Best<'_>, prices: &Prices, evaluation: &Evaluation| {
            let (order, may_hold) = by_prices(frame, prices, evaluation);
            let both = agreed(frame, evaluation);
            best.build(&nothing, &order, &may_hold);
            best.build(&both, &order, &may_hold);
            let chosen = best.chosen.clone();
            best.build(&chosen, &order, &may_hold);
            best.value
        };
        descent.go(&frame, effort.rounds, true, best.value, |prices, evaluation| look(&frame, &mut best, prices, evaluation));
        if model.sessions.iter().any(crate::model::Session::is_a_choice) {
            descent.go(&frame, effort.rounds, false, best.value, |prices, evaluation| look(&frame, &mut best, prices, evaluation));
        }
        for _ in 0..effort.cores {
            if reached(&best) || descent.total >> frame.shift <= i128::from(best.value) {
                break;
            }
            let (mut certain, mut regret) = frame.fix(&descent.best, best.value);
            // fewer candidates, better prices
            descent.total = frame.evaluate(&descent.best).total;
            descent.go(&frame, effort.rounds / 3, false, best.value, |_, _| 0);
            (certain, regret) = merge(certain, regret, frame.fix(&descent.best, best.value));
            let open = |c: &usize| regret[*c] < i64::MAX && frame.open[model.candidates[*c].person] >> model.candidates[*c].slot & 1 == 1;
            let mut free: Vec<usize> = (0..regret.len()).filter(open).filter(|c| !certain[*c]).collect();
            let whole = free.len() <= effort.core;
            if !whole {
                free.sort_by_key(|c| (regret[*c], *c));
                free.truncate(effort.core);
                free.sort_unstable();
            }
            let rest = if whole { &certain } else { &best.chosen };
            let core = Core { model, objective, rows, free: &free, rest, better_than: best.value, nodes: effort.nodes };
            let Some(solved) = core.solve() else { break };
            nodes += solved.nodes;
            // a plan the solver holds for good and exact arithmetic does not proves nothing
            let found = solved.chosen.is_some();
            let better = solved.chosen.is_some_and(|chosen| best.offer(&chosen));
            if whole && solved.complete && (better || !found) {
                proven = Some(best.value);
                break;
            }
            if !better {
                break;
            }
        }
    }
    let bound = match (proven, goal) {
        (Some(value), _) => value,
        // more than the goal was not looked for
        (None, Some(goal)) if best.value >= goal => best.value,
        _ => i64::try_from(descent.total >> frame.shift).unwrap_or(i64::MAX).max(best.value),
    };
    Found { value: best.value, chosen: best.chosen, bound, nodes, money: descent.best.money.clone(), shift: frame.shift }
}

fn merge(before: Vec<bool>, regret: Vec<i64>, (after, latest): (Vec<bool>, Vec<i64>)) -> (Vec<bool>, Vec<i64>) {
    let certain = before.into_iter().zip(after).map(|(a, b)| a || b).collect();
    (certain, regret.into_iter().zip(latest).map(|(a, b)| if a == i64::MAX { a } else { b }).collect())
}

/// Candidates by what they add for each rupiah, their part of what the session costs included.
fn by_density(model: &Model, objective: Objective) -> Vec<usize> {
    let mut order: Vec<usize> = (0..model.candidates.len()).collect();
    let density = |c: &usize| {
        let session = &model.sessions[model.candidates[*c].session];
        let cost = session.each as f64 + session.fixed as f64 / session.seats.max(1) as f64;
        value_of(model, objective, *c) as f64 / cost.max(1e-3)
    };
    order.sort_by(|a, b| density(b).total_cmp(&density(a)).then_with(|| a.cmp(b)));
    order
}

/// Candidates by what they are worth at the prices, and the sessions that are worth holding at them.
fn by_prices(frame: &Frame<'_>, prices: &Prices, evaluation: &Evaluation) -> (Vec<usize>, Vec<bool>) {
    let worth = frame.most(prices);
    let mut order: Vec<usize> = (0..worth.len()).collect();
    order.sort_by_key(|c| (-worth[*c], *c));
    let held =
        evaluation.sessions.iter().zip(&frame.model.sessions).map(|(half, session)| !session.is_a_choice() || !half.people().is_empty());
    (order, held.collect())
}

/// Seats that person and session both want, as far as everything holds.
fn agreed(frame: &Frame<'_>, evaluation: &Evaluation) -> Vec<bool> {
    let model = frame.model;
    let mut wanted = vec![false; model.candidates.len()];
    for half in &evaluation.sessions {
        for c in half.people() {
            let candidate = &model.candidates[*c];
            wanted[*c] = evaluation.people[candidate.person].set >> candidate.slot & 1 == 1;
        }
    }
    let none = vec![false; wanted.len()];
    let mut seats = Seats::new(model, frame.objective, frame.rows, &none);
    let order: Vec<usize> = (0..wanted.len()).filter(|c| wanted[*c]).collect();
    seats.fill(&order, &vec![true; model.sessions.len()]);
    std::mem::take(&mut seats.chosen)
}
