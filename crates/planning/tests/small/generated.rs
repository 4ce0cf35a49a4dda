//! Problems made from a seed.

#![allow(clippy::unwrap_used, reason = "helpers of tests: what is absent here ends the test")]

use std::collections::BTreeSet;

use jenjang::{Decimal, NaiveDate};
use jenjang_planning::{Candidate, Envelope, Floors, Measure, Person, Problem, Session, Strength, UnitFloor};

/// How large, and with what.
pub(crate) struct Shape {
    pub(crate) people: u64,
    pub(crate) sessions: u64,
    pub(crate) floors: bool,
    pub(crate) fixed: bool,
    /// Sessions out of a hundred that are of use to somebody.
    pub(crate) useful: u64,
    pub(crate) seats: u64,
    /// Rupiah for each person.
    pub(crate) money: u64,
    pub(crate) units: u64,
}

impl Shape {
    /// Small enough to try every plan.
    pub(crate) fn small(seed: u64) -> Shape {
        Shape {
            people: 4,
            sessions: 4,
            floors: !seed.is_multiple_of(3),
            fixed: seed.is_multiple_of(2),
            useful: 60,
            seats: 3,
            money: 900_000,
            units: 2,
        }
    }
}

/// Numbers that look random and are the same on every machine.
pub(crate) struct Numbers(u64);

impl Numbers {
    pub(crate) fn new(seed: u64) -> Numbers {
        Numbers(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03)
    }

    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % limit.max(1)
    }
}

pub(crate) fn day(of_year: u32) -> NaiveDate {
    NaiveDate::from_yo_opt(2026, of_year).unwrap()
}

pub(crate) fn person(id: &str, unit: &str, missing: &str, mandatory: bool) -> Person {
    Person { id: id.parse().unwrap(), unit: unit.parse().unwrap(), hours_missing: missing.parse().unwrap(), mandatory }
}

pub(crate) fn session(id: &str, course: &str, first: u32, seats: u32, fixed: &str, each: &str) -> Session {
    Session {
        id: id.parse().unwrap(),
        course: course.parse().unwrap(),
        first: day(first),
        last: day(first + 2),
        envelope: "e".parse().unwrap(),
        seats,
        at_least: 1,
        fixed_cost: fixed.parse().unwrap(),
        cost_each: each.parse().unwrap(),
    }
}

pub(crate) fn candidate(person: &str, session: &str, gain: &str, hours: &str, closes: &str) -> Candidate {
    Candidate {
        person: person.parse().unwrap(),
        session: session.parse().unwrap(),
        gain: gain.parse().unwrap(),
        hours: hours.parse().unwrap(),
        mandatory: false,
        closes: BTreeSet::from([closes.into()]),
    }
}

pub(crate) fn envelope(id: &str, money: &str) -> Envelope {
    Envelope { id: id.parse().unwrap(), money: money.parse().unwrap() }
}

/// People with gaps in some of the competencies that courses teach, sessions over the year.
pub(crate) fn problem(seed: u64, shape: Shape) -> Problem {
    let mut numbers = Numbers::new(seed);
    let courses = shape.sessions.div_ceil(2).max(1);
    let mut made = Problem { sessions_each: (seed % 5 == 4).then_some(2), ..Problem::default() };
    for at in 0..shape.people {
        let unit = format!("u{}", numbers.below(shape.units));
        let missing = (numbers.below(6) * 4).to_string();
        made.people.push(person(&format!("p{at:04}"), &unit, &missing, numbers.below(6) == 0));
    }
    for at in 0..shape.sessions {
        let fixed = if shape.fixed && numbers.below(2) == 0 { (numbers.below(8) + 1) * 250_000 } else { 0 };
        let each = (numbers.below(10) + 1) * 150_000;
        let seats = u32::try_from(numbers.below(shape.seats) + 1).unwrap();
        let first = u32::try_from(numbers.below(340) + 1).unwrap();
        let mut held = session(&format!("s{at:03}"), &format!("c{:03}", at % courses), first, seats, &fixed.to_string(), &each.to_string());
        if shape.fixed && numbers.below(4) == 0 {
            held.at_least = 1 + seats / 2;
        }
        if numbers.below(4) == 0 {
            held.envelope = "f".parse().unwrap();
        }
        made.sessions.push(held);
    }
    for person in &made.people {
        for at in 0..shape.sessions {
            if numbers.below(100) >= shape.useful {
                continue;
            }
            let course = at % courses;
            // the same course closes the same gap wherever it is held
            let gain = Decimal::new(
                i64::try_from(Numbers::new(course * 7919 + person.id.as_str().len() as u64 + made.candidates.len() as u64).below(900))
                    .unwrap(),
                2,
            );
            let mut seat = candidate(
                person.id.as_str(),
                &format!("s{at:03}"),
                &gain.to_string(),
                &(4 + 4 * (course % 5)).to_string(),
                &format!("k{}", course / 2),
            );
            seat.mandatory = course == 0;
            made.candidates.push(seat);
        }
    }
    let money = shape.money * shape.people;
    made.envelopes = vec![envelope("e", &(money * 3 / 4).to_string()), envelope("f", &(money / 4 + 70_000).to_string())];
    if shape.floors {
        let strength = |number| [Strength::Off, Strength::First, Strength::First, Strength::Firm][number as usize];
        let mut units = Vec::new();
        if numbers.below(2) == 0 {
            units.push(UnitFloor { unit: "u1".parse().unwrap(), at_least: Measure::Seats(u32::try_from(numbers.below(3)).unwrap()) });
        }
        if numbers.below(3) == 0 {
            units.push(UnitFloor { unit: "u0".parse().unwrap(), at_least: Measure::Money(Decimal::from(numbers.below(5) * 310_000)) });
        }
        made.floors = Floors { mandatory: strength(numbers.below(4)), duty: strength(numbers.below(4)), units };
    } else {
        made.floors = Floors { mandatory: Strength::Off, duty: Strength::Off, units: Vec::new() };
    }
    made
}
