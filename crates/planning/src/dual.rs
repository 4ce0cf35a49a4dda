//! An upper bound that is proven: whatever the prices, no plan is worth more.
//!
//! The programme is cut in two halves that prices make agree. Each person picks the best set of seats, each session the best group of people; a price
//! per candidate pays the session and charges the person, money and floors have prices too. Both halves are solved exactly, in whole numbers, so their
//! sum is an upper bound whatever prices are tried. Good prices are found by subgradient steps, in floating point; that decides only how good the
//! bound is. (Lagrangian decomposition: Guignard & Kim 1987.)

use crate::model::{FloorRow, Model};
use crate::person::{self, Best, Worth};
use crate::problem::Floor;

/// What is to be as large as can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Objective {
    /// The weighted gap closed.
    Gain,
    /// How much of a floor is covered.
    Floor(usize),
}

/// A floor and how much of it has to be covered.
pub(crate) type Row = (usize, i64);

/// Prices as multiples of `2^-shift`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Prices {
    pub(crate) money: Vec<i64>,
    pub(crate) rows: Vec<i64>,
    pub(crate) seats: Vec<i64>,
}

/// A programme: what is to be large, under which floors, with which candidates still open.
pub(crate) struct Frame<'a> {
    pub(crate) model: &'a Model,
    pub(crate) objective: Objective,
    pub(crate) rows: &'a [Row],
    pub(crate) shift: u32,
    /// For each person the slots that are still open.
    pub(crate) open: Vec<u128>,
}

/// One session's half.
#[derive(Clone, Debug, Default)]
pub(crate) struct Half {
    /// What holding it is worth; `None` where it cannot be held.
    pub(crate) value: Option<i128>,
    /// Candidates, best first.
    order: Vec<usize>,
    /// How many of them come.
    coming: usize,
}

impl Half {
    fn held(&self) -> bool {
        self.value.is_some_and(|value| value > 0)
    }

    fn worth(&self) -> i128 {
        self.value.unwrap_or(0).max(0)
    }

    pub(crate) fn people(&self) -> &[usize] {
        if self.held() { &self.order[..self.coming] } else { &[] }
    }
}

/// Both halves at some prices.
pub(crate) struct Evaluation {
    /// Their sum, as a multiple of `2^-shift`: no plan is worth more.
    pub(crate) total: i128,
    pub(crate) people: Vec<Best>,
    pub(crate) sessions: Vec<Half>,
}

const LIMIT: i64 = 1 << 54;

impl<'a> Frame<'a> {
    pub(crate) fn new(model: &'a Model, objective: Objective, rows: &'a [Row]) -> Frame<'a> {
        let open = model.people.iter().map(|person| mask(person.candidates.len())).collect();
        let largest = (0..model.candidates.len()).map(|c| value_of(model, objective, c)).max().unwrap_or(1).max(1);
        let shift = (49 - largest.ilog2().min(29)).min(40);
        Frame { model, objective, rows, shift, open }
    }

    fn floor(&self, at: usize) -> &FloorRow {
        &self.model.floors[at]
    }

    /// What seats are worth at these prices: per candidate, per hour, for mandatory training.
    fn worth(&self, prices: &Prices) -> (Vec<i64>, i64, i64) {
        let one = 1_i64 << self.shift;
        let (mut hour, mut mandatory) = (0_i64, 0_i64);
        let mut linear: Vec<i64> = self
            .model
            .candidates
            .iter()
            .enumerate()
            .map(|(c, candidate)| {
                let session = &self.model.sessions[candidate.session];
                let cost = i128::from(prices.money[session.envelope]) * i128::from(session.each);
                let gain = if self.objective == Objective::Gain { i128::from(candidate.gain) << self.shift } else { 0 };
                clamp(gain - cost - i128::from(prices.seats[c]))
            })
            .collect();
        let mut priced: Vec<(usize, i64)> = self.rows.iter().zip(&prices.rows).map(|((at, _), price)| (*at, *price)).collect();
        if let Objective::Floor(at) = self.objective {
            priced.push((at, one));
        }
        for (at, price) in priced {
            match self.floor(at).floor {
                Floor::Duty => hour += price,
                Floor::Mandatory => mandatory += price,
                Floor::UnitSeats(_) | Floor::UnitMoney(_) => {
                    for (worth, brings) in linear.iter_mut().zip(&self.floor(at).brings) {
                        *worth = clamp(i128::from(*worth) + i128::from(price) * i128::from(*brings));
                    }
                }
            }
        }
        (linear, hour, mandatory)
    }

    /// Whether a floor has to be covered as far as each person alone can.
    fn is_whole(&self, (at, target): Row) -> bool {
        let (hour, mandatory) = match self.floor(at).floor {
            Floor::Duty => (1, 0),
            Floor::Mandatory => (0, 1),
            Floor::UnitSeats(_) | Floor::UnitMoney(_) => return false,
        };
        let linear = vec![0; self.model.candidates.len()];
        let worth = Worth { linear: &linear, hour, mandatory };
        let alone = |who: usize| person::best(self.model, who, &worth, self.open[who], 0).map_or(0, |best| best.value);
        (0..self.open.len()).map(alone).sum::<i64>() <= target
    }

    /// The most each candidate can add at these prices.
    pub(crate) fn most(&self, prices: &Prices) -> Vec<i64> {
        let (mut linear, hour, mandatory) = self.worth(prices);
        for (worth, candidate) in linear.iter_mut().zip(&self.model.candidates) {
            let hours = candidate.hours.min(self.model.people[candidate.person].missing);
            *worth = worth.saturating_add(hour.saturating_mul(hours)).saturating_add(if candidate.mandatory { mandatory } else { 0 });
        }
        linear
    }

    fn is_open(&self, c: usize) -> bool {
        let candidate = &self.model.candidates[c];
        self.open[candidate.person] >> candidate.slot & 1 == 1
    }

    fn half(&self, at: usize, prices: &Prices) -> Half {
        let session = &self.model.sessions[at];
        let mut order: Vec<usize> = session.candidates.iter().copied().filter(|c| self.is_open(*c)).collect();
        let most = session.seats.min(order.len());
        if most < session.at_least {
            return Half::default();
        }
        order.sort_unstable_by_key(|c| (-prices.seats[*c], *c));
        let gladly = order.iter().take(most).filter(|c| prices.seats[**c] > 0).count();
        let coming = gladly.max(if session.at_least > 1 { session.at_least } else { 0 });
        let fixed = i128::from(prices.money[session.envelope]) * i128::from(session.fixed);
        let paid: i128 = order[..coming].iter().map(|c| i128::from(prices.seats[*c])).sum();
        // never cut: a bound that is cut is none
        Half { value: Some(paid - fixed), order, coming }
    }

    pub(crate) fn evaluate(&self, prices: &Prices) -> Evaluation {
        let (linear, hour, mandatory) = self.worth(prices);
        let worth = Worth { linear: &linear, hour, mandatory };
        let none = Best { value: 0, set: 0 };
        let people: Vec<Best> =
            (0..self.open.len()).map(|who| person::best(self.model, who, &worth, self.open[who], 0).unwrap_or(none)).collect();
        let sessions: Vec<Half> = (0..self.model.sessions.len()).map(|at| self.half(at, prices)).collect();
        let mut total: i128 = people.iter().map(|best| i128::from(best.value)).sum();
        total += sessions.iter().map(Half::worth).sum::<i128>();
        total += self.model.money.iter().zip(&prices.money).map(|(money, price)| i128::from(*money) * i128::from(*price)).sum::<i128>();
        total -= self.rows.iter().zip(&prices.rows).map(|((_, target), price)| i128::from(*target) * i128::from(*price)).sum::<i128>();
        Evaluation { total, people, sessions }
    }

    /// Closes candidates that no plan better than `lower` takes; gives those that every such plan takes, and how much worse the bound becomes where a
    /// candidate is turned round.
    pub(crate) fn fix(&mut self, prices: &Prices, lower: i64) -> (Vec<bool>, Vec<i64>) {
        let evaluation = self.evaluate(prices);
        let (linear, hour, mandatory) = self.worth(prices);
        let worth = Worth { linear: &linear, hour, mandatory };
        let slack = evaluation.total - ((i128::from(lower) + 1) << self.shift);
        let mut rank = vec![usize::MAX; self.model.candidates.len()];
        for half in &evaluation.sessions {
            for (place, c) in half.order.iter().enumerate() {
                rank[*c] = place;
            }
        }
        let mut certain = vec![false; self.model.candidates.len()];
        let mut regret = vec![0_i64; self.model.candidates.len()];
        let before = self.open.clone();
        for (c, candidate) in self.model.candidates.iter().enumerate() {
            if before[candidate.person] >> candidate.slot & 1 == 0 {
                regret[c] = i64::MAX;
                continue;
            }
            let (chosen, allowed, bit) = (evaluation.people[candidate.person], before[candidate.person], 1_u128 << candidate.slot);
            let half = &evaluation.sessions[candidate.session];
            let session = &self.model.sessions[candidate.session];
            let (wanted, comes) = (chosen.set & bit != 0, half.held() && rank[c] < half.coming);
            let lost = |best: Option<Best>| best.map_or(i64::MAX, |best| chosen.value - best.value);
            let of_person = if wanted { 0 } else { lost(person::best(self.model, candidate.person, &worth, allowed, bit)) };
            let with = of_person.saturating_add(half.lost_with(session, &prices.seats, c, rank[c]));
            let of_person = if wanted { lost(person::best(self.model, candidate.person, &worth, allowed & !bit, 0)) } else { 0 };
            let without = of_person.saturating_add(if comes { half.lost_without(session, &prices.seats, c) } else { 0 });
            if i128::from(with) > slack {
                self.open[candidate.person] &= !bit;
            } else if i128::from(without) > slack {
                certain[c] = true;
            }
            // how far it is from being decided
            regret[c] = with.max(without);
        }
        (certain, regret)
    }
}

impl Half {
    /// How much less the session is worth if it is held and this candidate comes.
    fn lost_with(&self, session: &crate::model::Session, seats: &[i64], c: usize, rank: usize) -> i64 {
        let Some(value) = self.value else { return i64::MAX };
        let value = if rank < self.coming {
            value
        } else {
            let full = self.coming == session.seats;
            let forced = self.coming > 0 && seats[self.order[self.coming - 1]] <= 0;
            match self.order[..self.coming].last() {
                Some(last) if full || forced => value - i128::from(seats[*last]) + i128::from(seats[c]),
                _ => value + i128::from(seats[c]),
            }
        };
        loss(self.worth() - value)
    }

    /// How much less the session is worth without this candidate, who would come.
    fn lost_without(&self, session: &crate::model::Session, seats: &[i64], c: usize) -> i64 {
        let value = self.worth() - i128::from(seats[c]);
        let least = if session.at_least > 1 { session.at_least } else { 0 };
        let value = match self.order.get(self.coming) {
            Some(next) if self.coming <= least => value + i128::from(seats[*next]),
            None if self.coming <= least => 0,
            Some(next) => value + i128::from(seats[*next].max(0)),
            None => value,
        };
        loss(self.worth() - value.max(0))
    }
}

/// What one candidate alone adds to the objective.
pub(crate) fn value_of(model: &Model, objective: Objective, c: usize) -> i64 {
    let candidate = &model.candidates[c];
    match objective {
        Objective::Gain => candidate.gain,
        Objective::Floor(at) => match model.floors[at].floor {
            Floor::Duty => candidate.hours.min(model.people[candidate.person].missing),
            Floor::Mandatory => i64::from(candidate.mandatory),
            Floor::UnitSeats(_) | Floor::UnitMoney(_) => model.floors[at].brings[c],
        },
    }
}

/// What a plan is worth.
pub(crate) fn value(model: &Model, objective: Objective, chosen: &[bool]) -> i64 {
    match objective {
        Objective::Gain => model.candidates.iter().zip(chosen).filter(|(_, taken)| **taken).map(|(candidate, _)| candidate.gain).sum(),
        Objective::Floor(at) => model.covered(&model.floors[at], chosen),
    }
}

pub(crate) fn mask(slots: usize) -> u128 {
    if slots >= 128 { u128::MAX } else { (1_u128 << slots) - 1 }
}

fn clamp(value: i128) -> i64 {
    i64::try_from(value.clamp(-i128::from(LIMIT), i128::from(LIMIT))).unwrap_or(LIMIT)
}

/// A loss in 64 bits; one beyond them is larger than any slack.
fn loss(value: i128) -> i64 {
    i64::try_from(value).unwrap_or(if value > 0 { i64::MAX } else { i64::MIN })
}

/// Looks for prices that bring the bound down.
pub(crate) struct Descent {
    money: Vec<f64>,
    rows: Vec<f64>,
    seats: Vec<f64>,
    /// Floors that have to be covered as far as each person alone can: their price is so high that everybody does, and stays.
    whole: Vec<bool>,
    /// What one step of each price is measured in.
    cost: Vec<f64>,
    bring: Vec<f64>,
    pub(crate) best: Prices,
    pub(crate) total: i128,
}

impl Descent {
    pub(crate) fn new(frame: &Frame<'_>) -> Descent {
        let model = frame.model;
        let cost: Vec<f64> = (0..model.money.len())
            .map(|at| {
                let of: Vec<i64> = model
                    .candidates
                    .iter()
                    .map(|candidate| &model.sessions[candidate.session])
                    .filter(|session| session.envelope == at)
                    .map(|session| session.each + session.fixed / i64::try_from(session.seats.max(1)).unwrap_or(i64::MAX))
                    .collect();
                mean(&of)
            })
            .collect();
        let bring = frame
            .rows
            .iter()
            .map(|(at, _)| {
                let of: Vec<i64> =
                    (0..model.candidates.len()).map(|c| value_of(model, Objective::Floor(*at), c)).filter(|much| *much > 0).collect();
                mean(&of)
            })
            .collect();
        let money = (0..model.money.len()).map(|at| first_price(frame, at)).collect();
        let whole: Vec<bool> = frame.rows.iter().map(|row| frame.is_whole(*row)).collect();
        let most =
            model.people.iter().map(|person| person.candidates.iter().map(|c| value_of(model, frame.objective, *c)).sum::<i64>()).max();
        let rows = whole.iter().map(|whole| if *whole { most.unwrap_or(0) as f64 + 1.0 } else { 0.0 }).collect();
        let mut descent = Descent {
            money,
            rows,
            whole,
            seats: vec![0.0; model.candidates.len()],
            cost,
            bring,
            best: Prices { money: Vec::new(), rows: Vec::new(), seats: Vec::new() },
            total: i128::MAX,
        };
        descent.best = descent.prices(frame);
        descent.total = frame.evaluate(&descent.best).total;
        descent
    }

    fn prices(&self, frame: &Frame<'_>) -> Prices {
        let one = (1_i64 << frame.shift) as f64;
        let fixed = |values: &[f64]| values.iter().map(|value| (value * one).round().clamp(-(LIMIT as f64), LIMIT as f64) as i64).collect();
        Prices { money: fixed(&self.money), rows: fixed(&self.rows), seats: fixed(&self.seats) }
    }

    fn back(&mut self, frame: &Frame<'_>) {
        let one = (1_i64 << frame.shift) as f64;
        let float = |values: &[i64]| values.iter().map(|value| *value as f64 / one).collect();
        (self.money, self.rows, self.seats) = (float(&self.best.money), float(&self.best.rows), float(&self.best.seats));
    }

    /// Takes steps; with one seat price for all in a session (`alike`), or one for each candidate. Stops once nothing better than `lower` can be left.
    pub(crate) fn go(
        &mut self,
        frame: &Frame<'_>,
        rounds: u32,
        alike: bool,
        lower: i64,
        mut look: impl FnMut(&Prices, &Evaluation) -> i64,
    ) {
        let model = frame.model;
        let one = (1_i64 << frame.shift) as f64;
        let mut lower = lower;
        let (mut theta, mut stale) = (1.0_f64, 0_u32);
        let mut last: Option<(Vec<f64>, Vec<f64>, Vec<f64>)> = None;
        for round in 0..rounds {
            let prices = self.prices(frame);
            let evaluation = frame.evaluate(&prices);
            if evaluation.total < self.total {
                (self.best, self.total, stale) = (prices.clone(), evaluation.total, 0);
            } else {
                stale += 1;
            }
            if round % 20 == 10 {
                lower = lower.max(look(&prices, &evaluation));
            }
            if self.total >> frame.shift <= i128::from(lower) || theta < 1e-4 {
                return;
            }
            if stale >= 12 {
                (theta, stale, last) = (theta * 0.6, 0, None);
                self.back(frame);
                continue;
            }
            let (mut money, mut rows, mut seats) = agreement(frame, &evaluation, alike);
            for (slope, cost) in money.iter_mut().zip(&self.cost) {
                *slope /= cost;
            }
            for ((slope, bring), whole) in rows.iter_mut().zip(&self.bring).zip(&self.whole) {
                *slope = if *whole { 0.0 } else { *slope / bring };
            }
            if let Some((m, r, s)) = &last {
                let mix =
                    |new: &mut Vec<f64>, old: &Vec<f64>| new.iter_mut().zip(old).for_each(|(new, old)| *new = 0.7 * *new + 0.3 * *old);
                mix(&mut money, m);
                mix(&mut rows, r);
                mix(&mut seats, s);
            }
            let sum = |values: &[f64]| values.iter().map(|value| value * value).sum::<f64>();
            let norm = sum(&money) + sum(&rows) + sum(&seats);
            if norm <= 0.0 {
                return;
            }
            let gap = (evaluation.total as f64 / one - lower as f64).max(1e-9);
            let step = theta * gap / norm;
            for ((price, slope), cost) in self.money.iter_mut().zip(&money).zip(&self.cost) {
                *price = (*price - step * slope / cost).max(0.0);
            }
            for (((price, slope), bring), whole) in self.rows.iter_mut().zip(&rows).zip(&self.bring).zip(&self.whole) {
                *price = if *whole { *price } else { (*price - step * slope / bring).max(0.0) };
            }
            if alike {
                for (session, slope) in model.sessions.iter().zip(&seats) {
                    for c in &session.candidates {
                        self.seats[*c] = (self.seats[*c] - step * slope).max(0.0);
                    }
                }
            } else {
                for (price, slope) in self.seats.iter_mut().zip(&seats) {
                    *price -= step * slope;
                }
            }
            last = Some((money, rows, seats));
        }
        self.back(frame);
    }
}

/// How far the halves are from agreeing, and from using up money and floors: the slope of the bound.
fn agreement(frame: &Frame<'_>, evaluation: &Evaluation, alike: bool) -> (Vec<f64>, Vec<f64>, Vec<f64>) {
    let model = frame.model;
    let mut chosen = vec![false; model.candidates.len()];
    for (person, best) in model.people.iter().zip(&evaluation.people) {
        for (slot, c) in person.candidates.iter().enumerate() {
            chosen[*c] = best.set >> slot & 1 == 1;
        }
    }
    let mut money: Vec<f64> = model.money.iter().map(|money| *money as f64).collect();
    for (candidate, taken) in model.candidates.iter().zip(&chosen) {
        let session = &model.sessions[candidate.session];
        if *taken {
            money[session.envelope] -= session.each as f64;
        }
    }
    for (session, half) in model.sessions.iter().zip(&evaluation.sessions) {
        if half.held() {
            money[session.envelope] -= session.fixed as f64;
        }
    }
    let rows = frame.rows.iter().map(|(at, target)| (model.covered(&model.floors[*at], &chosen) - target) as f64).collect();
    let seats = if alike {
        let wanted = |session: &crate::model::Session| session.candidates.iter().filter(|c| chosen[**c]).count() as f64;
        let offered = |session: &crate::model::Session, half: &Half| {
            let most = session.seats.min(session.candidates.len()) as f64;
            // without a price yet a session that costs nothing to hold offers all its seats
            if half.held() || !session.is_a_choice() { most } else { 0.0 }
        };
        model.sessions.iter().zip(&evaluation.sessions).map(|(session, half)| offered(session, half) - wanted(session)).collect()
    } else {
        let mut slopes: Vec<f64> = chosen.iter().map(|taken| if *taken { -1.0 } else { 0.0 }).collect();
        for half in &evaluation.sessions {
            for c in half.people() {
                slopes[*c] += 1.0;
            }
        }
        slopes
    };
    (money, rows, seats)
}

/// What the money would be worth if seats were no matter: the worth per rupiah of the last that it pays for.
fn first_price(frame: &Frame<'_>, envelope: usize) -> f64 {
    let model = frame.model;
    let mut offers: Vec<(f64, f64)> = Vec::new();
    for (c, candidate) in model.candidates.iter().enumerate() {
        let session = &model.sessions[candidate.session];
        let cost = session.each as f64 + session.fixed as f64 / session.seats.max(1) as f64;
        if session.envelope == envelope && cost > 0.0 {
            offers.push((value_of(model, frame.objective, c) as f64 / cost, cost));
        }
    }
    offers.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut left = model.money[envelope] as f64;
    for (worth, cost) in offers {
        left -= cost;
        if left < 0.0 {
            return worth;
        }
    }
    0.0
}

fn mean(values: &[i64]) -> f64 {
    let sum: f64 = values.iter().map(|value| *value as f64).sum();
    if sum > 0.0 { sum / values.len() as f64 } else { 1.0 }
}
