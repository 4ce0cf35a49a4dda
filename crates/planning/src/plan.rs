//! The plan: floors first, in their order, then the weighted gap.

use std::collections::BTreeSet;
use std::fmt;

use jenjang::Decimal;
use jenjang::legal::{Label, Language};
use jenjang::people::id::{CourseSessionId, EnvelopeId, PersonId};

use crate::clash::{Clash, clash};
use crate::dual::{Objective, Row};
use crate::model::Model;
use crate::problem::{Floor, Floors, InputError, Problem, Strength};
use crate::search::{Found, maximise};
use crate::why::{LeftOut, left_out};

/// How hard to look. Counted, never timed: the same effort gives the same plan on every machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Rounds of the search for prices.
    pub rounds: u32,
    /// The most candidates that go into one integer programme.
    pub core: usize,
    /// The most integer programmes for one objective.
    pub cores: u32,
    /// The most nodes of one integer programme.
    pub nodes: u64,
    /// Whether to plan again without floors, and again with a little more money, to tell what they cost and bring.
    pub compare: bool,
}

impl Default for Effort {
    fn default() -> Effort {
        Effort { rounds: 300, core: 800, cores: 4, nodes: 2_000, compare: true }
    }
}

/// How good the plan is known to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// No plan closes more above the same floors.
    Optimal,
    /// Another plan might close more, by this much at most.
    Gap(Decimal),
}

/// A seat given.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seat {
    /// Whom.
    pub person: PersonId,
    /// Where.
    pub session: CourseSessionId,
    /// The weighted gap it closes.
    pub gain: Decimal,
    /// Learning hours.
    pub hours: Decimal,
    /// What the seat costs, in rupiah.
    pub cost: Decimal,
}

/// A session that is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// Which.
    pub session: CourseSessionId,
    /// How many seats are given.
    pub people: usize,
    /// How many were free.
    pub seats: u32,
    /// All it costs, in rupiah.
    pub cost: Decimal,
}

/// An envelope after the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// Which.
    pub id: EnvelopeId,
    /// What was there, in rupiah.
    pub money: Decimal,
    /// What the plan takes of it.
    pub taken: Decimal,
}

/// What became of a floor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FloorReached {
    /// Which.
    pub floor: Floor,
    /// How strictly it holds.
    pub strength: Strength,
    /// All of it.
    pub wanted: Decimal,
    /// What the plan covers.
    pub covered: Decimal,
    /// The most any plan could cover, the floors before it kept.
    pub at_most: Decimal,
}

/// What more money would bring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    /// In which envelope.
    pub envelope: EnvelopeId,
    /// Gap closed for one more rupiah at the prices of the proven bound (a dual price: it holds for small amounts, seats being divisible).
    pub per_rupiah: Decimal,
    /// Planned again with so many rupiah more: so much more gap closed, and whether both plans are proven.
    pub again: Option<(Decimal, Decimal, bool)>,
}

/// What the floors cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fairness {
    /// Gap closed without any floor.
    pub without: Decimal,
    /// The most that could be closed without any floor.
    pub without_at_most: Decimal,
    /// How much less the plan closes.
    pub cost: Decimal,
}

/// Who goes where, at what cost, how good that is, and what it leaves out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Seats given, by person and session.
    pub seats: Vec<Seat>,
    /// Sessions held, by id.
    pub sessions: Vec<Holding>,
    /// The money.
    pub envelopes: Vec<Envelope>,
    /// The weighted gap closed.
    pub gain: Decimal,
    /// The most any plan could close above the same floors.
    pub at_most: Decimal,
    /// How good it is known to be.
    pub proof: Proof,
    /// Nodes of the integer programmes solved for it.
    pub nodes: u64,
    /// What became of the floors, in their order.
    pub floors: Vec<FloorReached>,
    /// Who goes nowhere, and why, largest gain first.
    pub left_out: Vec<LeftOut>,
    /// What more money would bring, by envelope.
    pub prices: Vec<Price>,
    /// What the floors cost; absent where there are none, or where it was not asked.
    pub fairness: Option<Fairness>,
}

/// Why there is no plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanError {
    /// The input does not hold together.
    Input(Vec<InputError>),
    /// Firm floors cannot be kept.
    Clash(Clash),
}

impl PlanError {
    /// The sentence.
    pub fn message(&self) -> Label {
        match self {
            PlanError::Clash(clash) => clash.message(),
            PlanError::Input(problems) => {
                let all = |language| problems.iter().map(|problem| problem.0.get(language).to_owned()).collect::<Vec<_>>().join("; ");
                Label::new(all(Language::Id), all(Language::En))
            }
        }
    }
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message().en)
    }
}

impl std::error::Error for PlanError {}

struct Solved {
    found: Found,
    floors: Vec<FloorReached>,
    nodes: u64,
}

/// Plans.
///
/// # Errors
/// [`PlanError::Input`] with everything that is wrong with the problem; [`PlanError::Clash`] where firm floors cannot be kept, with the smallest set of
/// them that clash.
pub fn plan(problem: &Problem, effort: &Effort) -> Result<Plan, PlanError> {
    let problems = problem.problems();
    if !problems.is_empty() {
        return Err(PlanError::Input(problems));
    }
    let model = Model::of(problem).map_err(|error| PlanError::Input(vec![error]))?;
    let nothing = vec![false; model.candidates.len()];
    let solved = solve(&model, &nothing, effort)?;
    let chosen = &solved.found.chosen;
    let gain = |value: i64| (Decimal::from(value) * model.gain_unit).normalize();
    let (value, bound) = (solved.found.value, solved.found.bound);
    let mut plan = Plan {
        seats: seats(problem, &model, chosen),
        sessions: holdings(problem, &model, chosen),
        envelopes: envelopes(problem, &model, chosen),
        gain: gain(value),
        at_most: gain(bound),
        proof: if bound == value { Proof::Optimal } else { Proof::Gap(gain(bound - value)) },
        nodes: solved.nodes,
        floors: solved.floors.clone(),
        left_out: left_out(problem, &model, chosen),
        prices: Vec::new(),
        fairness: None,
    };
    plan.prices = prices(problem, &model, &solved, effort)?;
    if effort.compare && !model.floors.is_empty() {
        let free = Problem { floors: Floors { mandatory: Strength::Off, duty: Strength::Off, units: Vec::new() }, ..problem.clone() };
        let other = Model::of(&free).map_err(|error| PlanError::Input(vec![error]))?;
        let without = solve(&other, &carried(&model, chosen, &other), effort)?.found;
        plan.fairness =
            Some(Fairness { without: gain(without.value), without_at_most: gain(without.bound), cost: gain(without.value - value) });
    }
    Ok(plan)
}

fn solve(model: &Model, start: &[bool], effort: &Effort) -> Result<Solved, PlanError> {
    let mut rows: Vec<Row> = Vec::new();
    let (mut chosen, mut nodes) = (start.to_vec(), 0);
    let mut floors = Vec::new();
    for (at, row) in model.floors.iter().enumerate() {
        let found = maximise(model, Objective::Floor(at), &rows, &chosen, Some(row.wanted), effort);
        nodes += found.nodes;
        if row.strength == Strength::Firm && found.value < row.wanted {
            return Err(PlanError::Clash(clash(model, at, effort)));
        }
        let amount = |whole: i64| Decimal::from(whole) * row.unit;
        floors.push(FloorReached {
            floor: row.floor.clone(),
            strength: row.strength,
            wanted: row.asked,
            covered: amount(found.value),
            at_most: amount(found.bound.min(row.wanted.max(found.value))),
        });
        rows.push((at, found.value.min(row.wanted)));
        chosen = found.chosen;
    }
    let found = maximise(model, Objective::Gain, &rows, &chosen, None, effort);
    nodes += found.nodes;
    for (reached, row) in floors.iter_mut().zip(&model.floors) {
        reached.covered = Decimal::from(model.covered(row, &found.chosen)) * row.unit;
        reached.at_most = reached.at_most.max(reached.covered);
    }
    Ok(Solved { found, floors, nodes })
}

/// The same seats in another model of the same people and sessions.
fn carried(model: &Model, chosen: &[bool], other: &Model) -> Vec<bool> {
    let places: BTreeSet<usize> = model.candidate_at.iter().zip(chosen).filter(|(_, taken)| **taken).map(|(at, _)| *at).collect();
    other.candidate_at.iter().map(|at| places.contains(at)).collect()
}

fn prices(problem: &Problem, model: &Model, solved: &Solved, effort: &Effort) -> Result<Vec<Price>, PlanError> {
    let found = &solved.found;
    let mut prices = Vec::new();
    for (place, at) in model.envelope_at.iter().enumerate() {
        let envelope = &problem.envelopes[*at];
        let fraction = Decimal::from(found.money[place]) / Decimal::from(1_i64 << found.shift);
        let per_rupiah = (fraction * model.gain_unit / model.money_unit).round_sf(6).unwrap_or_default().normalize();
        // as much more as the cheapest seat that is not given
        let rest = |c: &usize| !found.chosen[*c] && model.sessions[model.candidates[*c].session].envelope == place;
        let cheapest =
            (0..found.chosen.len()).filter(rest).map(|c| model.sessions[model.candidates[c].session].each).filter(|cost| *cost > 0).min();
        let again = match cheapest.filter(|_| effort.compare) {
            Some(cheapest) => {
                let more = Decimal::from(cheapest) * model.money_unit;
                let mut richer = problem.clone();
                richer.envelopes[*at].money += more;
                let other = Model::of(&richer).map_err(|error| PlanError::Input(vec![error]))?;
                let better = solve(&other, &carried(model, &found.chosen, &other), effort)?.found;
                let proven = better.value == better.bound && found.value == found.bound;
                Some((more, (Decimal::from(better.value - found.value) * model.gain_unit).normalize(), proven))
            }
            None => None,
        };
        prices.push(Price { envelope: envelope.id.clone(), per_rupiah, again });
    }
    Ok(prices)
}

fn seats(problem: &Problem, model: &Model, chosen: &[bool]) -> Vec<Seat> {
    let taken = chosen.iter().enumerate().filter(|(_, taken)| **taken);
    let mut seats: Vec<Seat> = taken
        .map(|(c, _)| {
            let asked = &problem.candidates[model.candidate_at[c]];
            let session = &problem.sessions[model.session_at[model.candidates[c].session]];
            Seat {
                person: asked.person.clone(),
                session: asked.session.clone(),
                gain: asked.gain,
                hours: asked.hours,
                cost: session.cost_each,
            }
        })
        .collect();
    seats.sort();
    seats
}

fn holdings(problem: &Problem, model: &Model, chosen: &[bool]) -> Vec<Holding> {
    let held = model.sessions.iter().enumerate().map(|(place, session)| {
        let people = session.candidates.iter().filter(|c| chosen[**c]).count();
        let asked = &problem.sessions[model.session_at[place]];
        let cost = asked.fixed_cost + asked.cost_each * Decimal::from(people);
        Holding { session: asked.id.clone(), people, seats: asked.seats, cost }
    });
    held.filter(|holding| holding.people > 0).collect()
}

fn envelopes(problem: &Problem, model: &Model, chosen: &[bool]) -> Vec<Envelope> {
    let holdings = holdings(problem, model, chosen);
    let paid_from = |session: &CourseSessionId| problem.sessions.iter().find(|asked| asked.id == *session).map(|asked| &asked.envelope);
    let of = |at: &usize| {
        let envelope = &problem.envelopes[*at];
        let taken = holdings.iter().filter(|holding| paid_from(&holding.session) == Some(&envelope.id)).map(|holding| holding.cost).sum();
        Envelope { id: envelope.id.clone(), money: envelope.money, taken }
    };
    model.envelope_at.iter().map(of).collect()
}
