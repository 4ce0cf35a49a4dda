//! The integer programme over the candidates that prices alone do not decide, solved by good_lp.

use good_lp::{Constraint, Expression, IntoAffineExpression, ProblemVariables, SolverModel, Variable, constraint, variable};

use crate::dual::{Objective, Row};
use crate::model::Model;
use crate::problem::Floor;

/// A programme over some of the candidates, the others staying as they are.
pub(crate) struct Core<'a> {
    pub(crate) model: &'a Model,
    pub(crate) objective: Objective,
    pub(crate) rows: &'a [Row],
    /// Candidates that are decided here.
    pub(crate) free: &'a [usize],
    /// What the others are.
    pub(crate) rest: &'a [bool],
    /// What the objective has to be better than.
    pub(crate) better_than: i64,
    pub(crate) nodes: u64,
}

/// What the solver found.
pub(crate) struct Solved {
    /// Something better, if the solver found it; to be checked exactly.
    pub(crate) chosen: Option<Vec<bool>>,
    /// Whether the search was completed.
    pub(crate) complete: bool,
    pub(crate) nodes: u64,
}

struct Written {
    variables: ProblemVariables,
    /// The seats, in the order of the free candidates.
    names: Vec<Variable>,
    objective: Expression,
    constraints: Vec<Constraint>,
}

impl Core<'_> {
    /// Solves it; `None` where the solver gives nothing.
    pub(crate) fn solve(&self) -> Option<Solved> {
        let mut fixed = self.rest.to_vec();
        for c in self.free {
            fixed[*c] = false;
        }
        let mut written =
            Written { variables: ProblemVariables::new(), names: Vec::new(), objective: Expression::from(0.0), constraints: Vec::new() };
        let mut seat: Vec<Option<Variable>> = vec![None; self.model.candidates.len()];
        for c in self.free {
            let name = written.variables.add(variable().binary());
            written.names.push(name);
            seat[*c] = Some(name);
        }
        self.sessions_and_money(&mut written, &seat, &fixed);
        self.people(&mut written, &seat, &fixed);
        let certain = match self.floors(&mut written, &seat, &fixed) {
            Some(certain) => certain,
            None => return Some(Solved { chosen: None, complete: true, nodes: 0 }),
        };
        // values are whole numbers: half a step above what there is leaves out nothing that is better
        let (scale, least) = (mean(&written.objective), self.better_than as f64 + 0.5 - certain as f64);
        if scale <= 0.0 {
            return Some(Solved { chosen: None, complete: true, nodes: 0 });
        }
        written.constraints.push(constraint!(written.objective.clone() * (1.0 / scale) >= least / scale));
        let (values, complete, nodes) = run(written, self.nodes)?;
        if values.is_empty() {
            return Some(Solved { chosen: None, complete, nodes });
        }
        let mut chosen = fixed;
        for (c, value) in self.free.iter().zip(values) {
            chosen[*c] = value > 0.5;
        }
        Some(Solved { chosen: Some(chosen), complete, nodes })
    }

    fn sessions_and_money(&self, written: &mut Written, seat: &[Option<Variable>], fixed: &[bool]) {
        let model = self.model;
        let mut money: Vec<Expression> = model.money.iter().map(|_| Expression::from(0.0)).collect();
        let mut left = model.money.clone();
        for session in &model.sessions {
            let here: Vec<Variable> = session.candidates.iter().filter_map(|c| seat[*c]).collect();
            let certain = session.candidates.iter().filter(|c| fixed[**c]).count();
            left[session.envelope] -= session.each * i64::try_from(certain).unwrap_or(i64::MAX);
            if certain > 0 {
                left[session.envelope] -= session.fixed;
            }
            if here.is_empty() {
                continue;
            }
            let coming: Expression = here.iter().copied().sum();
            money[session.envelope] += coming.clone() * session.each as f64;
            let seats = (session.seats - certain.min(session.seats)) as f64;
            if certain > 0 || !session.is_a_choice() {
                if here.len() as f64 > seats {
                    written.constraints.push(constraint!(coming.clone() <= seats));
                }
                if certain > 0 && certain < session.at_least {
                    written.constraints.push(constraint!(coming >= (session.at_least - certain) as f64));
                }
                continue;
            }
            let held = written.variables.add(variable().binary());
            money[session.envelope] += session.fixed as f64 * held;
            written.constraints.push(constraint!(coming.clone() <= seats.min(here.len() as f64) * held));
            if session.at_least > 1 {
                written.constraints.push(constraint!(coming >= session.at_least as f64 * held));
            }
            for one in here {
                written.constraints.push(constraint!(one <= held));
            }
        }
        for (paid, left) in money.into_iter().zip(left) {
            let scale = mean(&paid);
            if scale > 0.0 {
                written.constraints.push(constraint!(paid * (1.0 / scale) <= left as f64 / scale));
            }
        }
    }

    fn people(&self, written: &mut Written, seat: &[Option<Variable>], fixed: &[bool]) {
        for person in &self.model.people {
            let open: Vec<Option<Variable>> = person.candidates.iter().map(|c| seat[*c]).collect();
            if open.iter().all(Option::is_none) {
                continue;
            }
            let certain: Vec<usize> = (0..open.len()).filter(|slot| fixed[person.candidates[*slot]]).collect();
            let mut group_of = vec![0; open.len()];
            for (at, group) in person.groups.iter().enumerate() {
                let here: Vec<Variable> = group.iter().filter_map(|slot| open[*slot]).collect();
                group.iter().for_each(|slot| group_of[*slot] = at);
                if here.len() > 1 {
                    written.constraints.push(constraint!(here.into_iter().sum::<Expression>() <= 1.0));
                }
            }
            for (a, one) in open.iter().enumerate() {
                let Some(one) = one else { continue };
                if certain.iter().any(|slot| person.excludes[a] >> slot & 1 == 1) {
                    written.constraints.push(constraint!(Expression::from(*one) <= 0.0));
                }
                for (b, other) in open.iter().enumerate().skip(a + 1) {
                    if let Some(other) = other
                        && group_of[a] != group_of[b]
                        && person.excludes[a] >> b & 1 == 1
                    {
                        written.constraints.push(constraint!(*one + *other <= 1.0));
                    }
                }
            }
            let here: Vec<Variable> = open.iter().flatten().copied().collect();
            if here.len() + certain.len() > self.model.each {
                let left = self.model.each.saturating_sub(certain.len()) as f64;
                written.constraints.push(constraint!(here.into_iter().sum::<Expression>() <= left));
            }
        }
    }

    /// Writes floors and objective; what of the objective is certain, and `None` where a floor cannot be reached.
    fn floors(&self, written: &mut Written, seat: &[Option<Variable>], fixed: &[bool]) -> Option<i64> {
        let model = self.model;
        let mut sure = 0;
        if self.objective == Objective::Gain {
            let gain: Expression = self.free.iter().filter_map(|c| Some(model.candidates[*c].gain as f64 * seat[*c]?)).sum();
            written.objective = gain;
            sure = crate::dual::value(model, self.objective, fixed);
        }
        let rows = self.rows.iter().map(|(at, target)| (*at, Some(*target)));
        let wanted = if let Objective::Floor(at) = self.objective { Some((at, None)) } else { None };
        for (at, target) in rows.chain(wanted) {
            let row = &model.floors[at];
            let (covered, certain) = match row.floor {
                Floor::UnitSeats(_) | Floor::UnitMoney(_) => {
                    let covered: Expression = self.free.iter().filter_map(|c| Some(row.brings[*c] as f64 * seat[*c]?)).sum();
                    (covered, model.covered(row, fixed))
                }
                Floor::Duty | Floor::Mandatory => self.per_person(written, seat, fixed, row.floor == Floor::Duty),
            };
            match target {
                Some(target) => {
                    let scale = mean(&covered);
                    if scale > 0.0 {
                        written.constraints.push(constraint!(covered * (1.0 / scale) >= (target - certain) as f64 / scale));
                    } else if target > certain {
                        return None;
                    }
                }
                None => (written.objective, sure) = (covered, certain),
            }
        }
        Some(sure)
    }

    /// Hours up to what is missing, or whether mandatory training is among the seats: what each person has of it.
    fn per_person(&self, written: &mut Written, seat: &[Option<Variable>], fixed: &[bool], duty: bool) -> (Expression, i64) {
        let model = self.model;
        let (mut covered, mut certain) = (Expression::from(0.0), 0);
        for person in &model.people {
            let brings = |c: usize| if duty { model.candidates[c].hours } else { i64::from(model.candidates[c].mandatory) };
            let most = if duty { person.missing } else { i64::from(person.mandatory) };
            let sure = person.candidates.iter().filter(|c| fixed[**c]).map(|c| brings(*c)).sum::<i64>().min(most);
            certain += sure;
            let open: Vec<(i64, Variable)> =
                person.candidates.iter().filter_map(|c| Some((brings(*c), seat[*c]?))).filter(|(much, _)| *much > 0).collect();
            if open.is_empty() || sure == most {
                continue;
            }
            let has = written.variables.add(variable().min(0.0).max((most - sure) as f64));
            let brought: Expression = open.into_iter().map(|(much, one)| much as f64 * one).sum();
            written.constraints.push(constraint!(has <= brought));
            covered += has;
        }
        (covered, certain)
    }
}

/// Solves with microlp, counting nodes and not seconds.
#[cfg(not(feature = "highs"))]
fn run(written: Written, nodes: u64) -> Option<(Vec<f64>, bool, u64)> {
    let count = written.names.len();
    let mut model = written.variables.maximise(written.objective).using(good_lp::microlp);
    for constraint in written.constraints {
        model.add_constraint(constraint);
    }
    // good_lp has no limit of nodes, the solver below it does
    let inner = model.as_inner();
    let solve = |options| inner.solve_with(options);
    let mut options = default_for(&solve);
    options.node_limit = Some(nodes);
    let outcome = match solve(options) {
        Ok(outcome) => outcome,
        // nothing better than the incumbent: the search is complete
        Err(error) => return (error.to_string() == "problem is infeasible").then(|| (Vec::new(), true, 0)),
    };
    let (complete, explored) = (outcome.is_optimal(), outcome.stats().nodes_solved);
    let Ok(solution) = outcome.into_solution() else { return Some((Vec::new(), false, explored)) };
    let values = solution.iter().take(count).map(|(_, value)| value).collect();
    Some((values, complete, explored))
}

#[cfg(not(feature = "highs"))]
fn default_for<O: Default, R>(_: &impl Fn(O) -> R) -> O {
    O::default()
}

/// Solves with HiGHS, counting nodes and not seconds, on one thread.
#[cfg(feature = "highs")]
fn run(written: Written, nodes: u64) -> Option<(Vec<f64>, bool, u64)> {
    use good_lp::Solution;

    let names = written.names;
    let limit = i32::try_from(nodes).unwrap_or(i32::MAX);
    let mut model = written.variables.maximise(written.objective).using(good_lp::highs).set_threads(1).set_option("mip_max_nodes", limit);
    model = model.set_option("mip_rel_gap", 0.0).set_option("mip_abs_gap", 0.0);
    for constraint in written.constraints {
        model.add_constraint(constraint);
    }
    match model.solve() {
        Ok(solution) => {
            let complete = solution.status() == good_lp::solvers::SolutionStatus::Optimal;
            Some((names.iter().map(|name| solution.value(*name)).collect(), complete, 0))
        }
        Err(good_lp::ResolutionError::Infeasible) => Some((Vec::new(), true, 0)),
        Err(_) => None,
    }
}

/// Mean size of the coefficients; nothing where there are none.
fn mean(expression: &Expression) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for (_, value) in expression.linear_coefficients() {
        sum += value.abs();
        count += 1.0;
    }
    if count > 0.0 { sum / count } else { 0.0 }
}
