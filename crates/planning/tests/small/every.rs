//! Every plan of a small problem, written independently of the library: rules are read from the problem, amounts are decimals.

#![allow(clippy::unwrap_used, reason = "helpers of tests: what is absent here ends the test")]

use std::collections::{BTreeMap, BTreeSet};

use jenjang::Decimal;
use jenjang_planning::{Candidate, Clash, Floor, Measure, Plan, Problem, Session, Strength, UnitFloor};

fn session<'a>(problem: &'a Problem, candidate: &Candidate) -> &'a Session {
    problem.sessions.iter().find(|session| session.id == candidate.session).unwrap()
}

fn compatible(problem: &Problem, a: &Candidate, b: &Candidate) -> bool {
    let (one, other) = (session(problem, a), session(problem, b));
    a.person != b.person
        || (one.course != other.course && (one.last < other.first || other.last < one.first) && a.closes.is_disjoint(&b.closes))
}

/// Whether seats, money, days, courses, needs and minimum attendance hold.
fn holds(problem: &Problem, chosen: &[&Candidate]) -> bool {
    let mut spent: BTreeMap<&str, Decimal> = BTreeMap::new();
    for held in &problem.sessions {
        let coming = chosen.iter().filter(|candidate| candidate.session == held.id).count();
        if coming == 0 {
            continue;
        }
        if coming > held.seats as usize || coming < held.at_least as usize {
            return false;
        }
        *spent.entry(held.envelope.as_str()).or_default() += held.fixed_cost + held.cost_each * Decimal::from(coming);
    }
    let within = problem.envelopes.iter().all(|envelope| spent.get(envelope.id.as_str()).is_none_or(|spent| *spent <= envelope.money));
    let most = problem.sessions_each.unwrap_or(u32::MAX) as usize;
    within
        && problem.people.iter().all(|person| chosen.iter().filter(|candidate| candidate.person == person.id).count() <= most)
        && chosen.iter().enumerate().all(|(at, a)| chosen[..at].iter().all(|b| compatible(problem, a, b)))
}

fn unit_floor(problem: &Problem, floor: &UnitFloor, chosen: &[&Candidate]) -> (Decimal, Decimal) {
    let of_unit = |candidate: &&&Candidate| problem.people.iter().any(|person| person.id == candidate.person && person.unit == floor.unit);
    let theirs = chosen.iter().filter(of_unit);
    match floor.at_least {
        Measure::Seats(seats) => (Decimal::from(theirs.count()), Decimal::from(seats)),
        Measure::Money(money) => (theirs.map(|candidate| session(problem, candidate).cost_each).sum(), money),
    }
}

/// What each floor has of what it wants, in the order of the floors.
fn floors(problem: &Problem, chosen: &[&Candidate]) -> Vec<(Strength, Decimal, Decimal)> {
    let mut units = problem.floors.units.clone();
    units.sort_by_key(|floor| (floor.unit.clone(), matches!(floor.at_least, Measure::Money(_))));
    let mut found = Vec::new();
    for floor in &units {
        let (has, wants) = unit_floor(problem, floor, chosen);
        found.push((Strength::Firm, has, wants));
    }
    let of = |id: &jenjang::people::id::PersonId| chosen.iter().filter(|candidate| candidate.person == *id).collect::<Vec<_>>();
    if problem.floors.mandatory != Strength::Off {
        let due = problem.people.iter().filter(|person| person.mandatory);
        let has = due.clone().filter(|person| of(&person.id).iter().any(|candidate| candidate.mandatory)).count();
        found.push((problem.floors.mandatory, Decimal::from(has), Decimal::from(due.count())));
    }
    if problem.floors.duty != Strength::Off {
        let hours = problem.people.iter().map(|person| of(&person.id).iter().map(|c| c.hours).sum::<Decimal>().min(person.hours_missing));
        found.push((problem.floors.duty, hours.sum(), problem.people.iter().map(|person| person.hours_missing).sum()));
    }
    found
}

fn every(problem: &Problem, visit: &mut dyn FnMut(&[&Candidate])) {
    fn from<'a>(problem: &'a Problem, at: usize, chosen: &mut Vec<&'a Candidate>, visit: &mut dyn FnMut(&[&Candidate])) {
        if at == problem.candidates.len() {
            visit(chosen);
            return;
        }
        from(problem, at + 1, chosen, visit);
        let next = &problem.candidates[at];
        if chosen.iter().all(|other| compatible(problem, next, other)) {
            chosen.push(next);
            from(problem, at + 1, chosen, visit);
            chosen.pop();
        }
    }
    from(problem, 0, &mut Vec::new(), visit);
}

/// What the floors have and what is gained in the best plan; `None` where firm floors cannot be kept.
pub(crate) fn best(problem: &Problem) -> Option<(Vec<Decimal>, Decimal)> {
    let mut best: Option<(Vec<Decimal>, Decimal)> = None;
    every(problem, &mut |chosen| {
        if !holds(problem, chosen) {
            return;
        }
        let floors = floors(problem, chosen);
        if floors.iter().any(|(strength, has, wants)| *strength == Strength::Firm && has < wants) {
            return;
        }
        let covered = floors.into_iter().map(|(_, has, wants)| has.min(wants)).collect();
        let found = (covered, chosen.iter().map(|candidate| candidate.gain).sum());
        if best.as_ref().is_none_or(|best| found > *best) {
            best = Some(found);
        }
    });
    best
}

/// That a plan keeps every rule and adds up.
pub(crate) fn check(problem: &Problem, plan: &Plan) {
    let seats: BTreeSet<(&str, &str)> = plan.seats.iter().map(|seat| (seat.person.as_str(), seat.session.as_str())).collect();
    assert_eq!(seats.len(), plan.seats.len());
    let chosen: Vec<&Candidate> =
        problem.candidates.iter().filter(|candidate| seats.contains(&(candidate.person.as_str(), candidate.session.as_str()))).collect();
    assert_eq!(chosen.len(), plan.seats.len());
    assert!(holds(problem, &chosen));
    assert_eq!(plan.gain, chosen.iter().map(|candidate| candidate.gain).sum::<Decimal>());
    let costs: Decimal = plan.sessions.iter().map(|holding| holding.cost).sum();
    assert_eq!(costs, plan.envelopes.iter().map(|envelope| envelope.taken).sum::<Decimal>());
    let covered: Vec<Decimal> = floors(problem, &chosen).into_iter().map(|(_, has, _)| has).collect();
    assert_eq!(covered, plan.floors.iter().map(|floor| floor.covered).collect::<Vec<_>>());
}

/// That the floors named clash, and that leaving out any one of them ends the clash.
pub(crate) fn check_clash(problem: &Problem, clash: &Clash) {
    let named: Vec<&Floor> = clash.floors.iter().map(|(floor, _)| floor).collect();
    let with_only = |kept: &[&Floor]| {
        let mut other = problem.clone();
        let has = |floor: &Floor| kept.contains(&floor);
        other.floors.units.retain(|floor| match floor.at_least {
            Measure::Seats(_) => has(&Floor::UnitSeats(floor.unit.clone())),
            Measure::Money(_) => has(&Floor::UnitMoney(floor.unit.clone())),
        });
        other.floors.mandatory = if has(&Floor::Mandatory) { Strength::Firm } else { Strength::Off };
        other.floors.duty = if has(&Floor::Duty) { Strength::Firm } else { Strength::Off };
        best(&other)
    };
    assert!(!named.is_empty());
    assert!(with_only(&named).is_none(), "{clash}");
    for at in 0..named.len() {
        let mut others = named.clone();
        others.remove(at);
        assert!(with_only(&others).is_some(), "{clash}");
    }
}
