//! Plans: seats given one by one, checked exactly at every step, and improved by exchanges.

use crate::dual::{Objective, Row};
use crate::model::Model;
use crate::problem::Floor;

/// How many seats are tried to be taken back for another.
const TRIES: usize = 40;

/// Seats given so far, with what they cost and cover.
#[derive(Clone)]
pub(crate) struct Seats<'a> {
    model: &'a Model,
    objective: Objective,
    rows: &'a [Row],
    pub(crate) chosen: Vec<bool>,
    sets: Vec<u128>,
    attending: Vec<usize>,
    pub(crate) left: Vec<i64>,
    covered: Vec<i64>,
    pub(crate) value: i64,
}

impl<'a> Seats<'a> {
    pub(crate) fn new(model: &'a Model, objective: Objective, rows: &'a [Row], chosen: &[bool]) -> Seats<'a> {
        let mut seats = Seats {
            model,
            objective,
            rows,
            chosen: vec![false; model.candidates.len()],
            sets: vec![0; model.people.len()],
            attending: vec![0; model.sessions.len()],
            left: model.money.clone(),
            covered: vec![0; rows.len()],
            value: 0,
        };
        for (c, _) in chosen.iter().enumerate().filter(|(_, taken)| **taken) {
            seats.add(c);
        }
        seats
    }

    fn of_person(&self, counted: Objective, who: usize) -> i64 {
        let person = &self.model.people[who];
        let taken = || person.candidates.iter().copied().filter(|c| self.chosen[*c]);
        match counted {
            Objective::Gain => taken().map(|c| self.model.candidates[c].gain).sum(),
            Objective::Floor(at) => match self.model.floors[at].floor {
                Floor::Duty => taken().map(|c| self.model.candidates[c].hours).sum::<i64>().min(person.missing),
                Floor::Mandatory => i64::from(taken().any(|c| self.model.candidates[c].mandatory)),
                Floor::UnitSeats(_) | Floor::UnitMoney(_) => taken().map(|c| self.model.floors[at].brings[c]).sum(),
            },
        }
    }

    fn turn(&mut self, c: usize, taken: bool) {
        let who = self.model.candidates[c].person;
        let before = self.of_person(self.objective, who);
        let covered: Vec<i64> = self.rows.iter().map(|(at, _)| self.of_person(Objective::Floor(*at), who)).collect();
        self.chosen[c] = taken;
        self.value += self.of_person(self.objective, who) - before;
        for (at, before) in covered.into_iter().enumerate() {
            let after = self.of_person(Objective::Floor(self.rows[at].0), who);
            self.covered[at] += after - before;
        }
    }

    pub(crate) fn add(&mut self, c: usize) {
        let candidate = &self.model.candidates[c];
        let session = &self.model.sessions[candidate.session];
        self.turn(c, true);
        self.sets[candidate.person] |= 1 << candidate.slot;
        self.left[session.envelope] -= session.each + if self.attending[candidate.session] == 0 { session.fixed } else { 0 };
        self.attending[candidate.session] += 1;
    }

    fn remove(&mut self, c: usize) {
        let candidate = &self.model.candidates[c];
        let session = &self.model.sessions[candidate.session];
        self.turn(c, false);
        self.sets[candidate.person] &= !(1 << candidate.slot);
        self.attending[candidate.session] -= 1;
        self.left[session.envelope] += session.each + if self.attending[candidate.session] == 0 { session.fixed } else { 0 };
    }

    /// Whether the seat can be given as things stand, apart from how many have to come.
    fn fits(&self, c: usize) -> bool {
        let candidate = &self.model.candidates[c];
        let session = &self.model.sessions[candidate.session];
        let set = self.sets[candidate.person];
        let opening = if self.attending[candidate.session] == 0 { session.fixed } else { 0 };
        !self.chosen[c]
            && self.attending[candidate.session] < session.seats
            && set & self.model.people[candidate.person].excludes[candidate.slot] == 0
            && (set.count_ones() as usize) < self.model.each
            && session.each + opening <= self.left[session.envelope]
    }

    /// What turning one seat changes: the objective, and each floor.
    fn change(&mut self, c: usize) -> (i64, Vec<i64>) {
        let who = self.model.candidates[c].person;
        let taken = self.chosen[c];
        let now = |seats: &Self| {
            let rows: Vec<i64> = seats.rows.iter().map(|(at, _)| seats.of_person(Objective::Floor(*at), who)).collect();
            (seats.of_person(seats.objective, who), rows)
        };
        let before = now(self);
        self.chosen[c] = !taken;
        let after = now(self);
        self.chosen[c] = taken;
        (after.0 - before.0, after.1.into_iter().zip(before.1).map(|(after, before)| after - before).collect())
    }

    /// Whether the seat adds to the objective, or to a floor that is not reached yet.
    fn adds(&mut self, c: usize) -> bool {
        let (value, rows) = self.change(c);
        value > 0 || rows.iter().zip(&self.covered).zip(self.rows).any(|((more, covered), (_, target))| *more > 0 && covered < target)
    }

    /// Whether all floors are reached without the seat too.
    fn can_do_without(&mut self, c: usize) -> bool {
        let (_, rows) = self.change(c);
        rows.iter().zip(&self.covered).zip(self.rows).all(|((less, covered), (_, target))| *less == 0 || covered + less >= *target)
    }

    /// Takes back seats that neither the objective nor a floor needs.
    pub(crate) fn trim(&mut self) {
        for c in 0..self.chosen.len() {
            if !self.chosen[c] {
                continue;
            }
            let at = self.model.candidates[c].session;
            let stays_held = self.attending[at] == 1 || self.attending[at] > self.model.sessions[at].at_least;
            if stays_held && self.change(c).0 == 0 && self.can_do_without(c) {
                self.remove(c);
            }
        }
    }

    /// The first floor that is not reached.
    pub(crate) fn short_of(&self) -> Option<usize> {
        self.covered.iter().zip(self.rows).position(|(covered, (_, target))| covered < target)
    }

    fn is_held_enough(&self, at: usize) -> bool {
        self.attending[at] == 0 || self.attending[at] >= self.model.sessions[at].at_least
    }

    /// Whether everything holds: seats, money, exclusions, how many have to come, floors.
    pub(crate) fn holds(&self) -> bool {
        let model = self.model;
        self.left.iter().all(|left| *left >= 0)
            && (0..model.sessions.len()).all(|at| self.attending[at] <= model.sessions[at].seats && self.is_held_enough(at))
            && self.covered.iter().zip(self.rows).all(|(covered, (_, target))| covered >= target)
            && model.people.iter().zip(&self.sets).all(|(person, set)| {
                set.count_ones() as usize <= model.each
                    && person.excludes.iter().enumerate().all(|(slot, excludes)| set >> slot & 1 == 0 || set & excludes == 0)
            })
    }

    /// Gives seats in this order wherever they fit, only in sessions that are `held` already or may be; then calls off sessions to which too few come.
    pub(crate) fn fill(&mut self, order: &[usize], may_hold: &[bool]) {
        let mut may_hold = may_hold.to_vec();
        for _ in 0..4 {
            for c in order {
                let at = self.model.candidates[*c].session;
                if (may_hold[at] || self.attending[at] > 0) && self.fits(*c) && self.adds(*c) {
                    self.add(*c);
                }
            }
            let short: Vec<usize> = (0..may_hold.len()).filter(|at| !self.is_held_enough(*at)).collect();
            if short.is_empty() {
                return;
            }
            for at in short {
                may_hold[at] = false;
                for c in self.model.sessions[at].candidates.clone() {
                    if self.chosen[c] {
                        self.remove(c);
                    }
                }
            }
        }
    }

    /// Exchanges until none of the kinds tried brings more: a seat given, at the price of what stands in its way.
    pub(crate) fn improve(&mut self, order: &[usize], passes: usize) {
        for _ in 0..passes {
            let before = self.value;
            let mut cheap: Vec<usize> = (0..self.chosen.len()).filter(|c| self.chosen[*c]).collect();
            // least missed first, and among these the dearest
            cheap.sort_by_cached_key(|c| (-self.change(*c).0, -self.model.sessions[self.model.candidates[*c].session].each, *c));
            for c in order {
                if !self.chosen[*c] {
                    self.exchange(*c, &cheap);
                }
            }
            if self.value == before {
                return;
            }
        }
    }

    fn worth_of(&self, c: usize) -> i64 {
        crate::dual::value_of(self.model, self.objective, c)
    }

    fn exchange(&mut self, c: usize, cheap: &[usize]) {
        let candidate = &self.model.candidates[c];
        let at = candidate.session;
        let session = &self.model.sessions[at];
        let worth = self.worth_of(c);
        if worth == 0 || (self.attending[at] == 0 && session.at_least > 1) {
            return;
        }
        let person = &self.model.people[candidate.person];
        let set = self.sets[candidate.person];
        let mut out: Vec<usize> = (0..person.candidates.len())
            .filter(|slot| (set & person.excludes[candidate.slot]) >> slot & 1 == 1)
            .map(|slot| person.candidates[slot])
            .collect();
        if set.count_ones() as usize - out.len() >= self.model.each {
            let others = (0..person.candidates.len()).filter(|slot| set >> slot & 1 == 1).map(|slot| person.candidates[slot]);
            out.extend(others.filter(|other| !out.contains(other)).min_by_key(|other| (self.worth_of(*other), *other)));
        }
        let in_session = out.iter().filter(|other| self.model.candidates[**other].session == at).count();
        if self.attending[at] - in_session >= session.seats {
            let others = session.candidates.iter().copied().filter(|other| self.chosen[*other] && !out.contains(other));
            let mut others: Vec<usize> = others.collect();
            others.sort_unstable_by_key(|other| (self.worth_of(*other), *other));
            out.extend(others.into_iter().take(TRIES).find(|other| self.can_do_without(*other)));
        }
        let given_up: i64 = out.iter().map(|other| self.worth_of(*other)).sum();
        if given_up >= worth && self.objective == Objective::Gain {
            return;
        }
        let (value, mut done) = (self.value, Vec::new());
        for other in out {
            self.remove(other);
            done.push(other);
        }
        self.add(c);
        // money: the least valuable seat that pays for it
        if let short @ ..=-1 = self.left[session.envelope] {
            let gain = self.value - value;
            let mut tried = 0;
            for other in cheap {
                if tried == TRIES || (self.objective == Objective::Gain && self.worth_of(*other) >= gain) {
                    break;
                }
                let of = &self.model.sessions[self.model.candidates[*other].session];
                if *other == c || !self.chosen[*other] || of.envelope != session.envelope || of.each < -short {
                    continue;
                }
                tried += 1;
                if self.can_do_without(*other) {
                    self.remove(*other);
                    done.push(*other);
                    break;
                }
            }
        }
        let touched = done.iter().chain([&c]).all(|c| {
            let at = self.model.candidates[*c].session;
            self.is_held_enough(at) && self.attending[at] <= self.model.sessions[at].seats
        });
        let floors = self.covered.iter().zip(self.rows).all(|(covered, (_, target))| covered >= target);
        if self.value > value && touched && floors && self.left.iter().all(|left| *left >= 0) {
            return;
        }
        self.remove(c);
        for other in done {
            self.add(other);
        }
    }
}
