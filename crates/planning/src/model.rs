//! The problem in whole numbers: sorted by id, so that the order of the input does not matter, and scaled without rounding.

use std::collections::BTreeMap;

use jenjang::Decimal;
use jenjang::people::id::UnitId;

use crate::problem::{Floor, InputError, Measure, Problem, Strength};

/// Largest whole number a gain, cost or amount of hours may become.
const LARGEST: i128 = 1 << 34;

/// Somebody, with the candidates as slots 0, 1, 2 ….
#[derive(Clone, Debug)]
pub(crate) struct Person {
    /// The candidates, by number.
    pub(crate) candidates: Vec<usize>,
    /// For each slot, the slots it excludes.
    pub(crate) excludes: Vec<u128>,
    /// Slots parted into groups of which at most one can be taken.
    pub(crate) groups: Vec<Vec<usize>>,
    /// Hours missing.
    pub(crate) missing: i64,
    /// Leadership training is mandatory.
    pub(crate) mandatory: bool,
}

/// A session.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) seats: usize,
    pub(crate) at_least: usize,
    pub(crate) fixed: i64,
    pub(crate) each: i64,
    pub(crate) envelope: usize,
    pub(crate) candidates: Vec<usize>,
}

impl Session {
    /// Whether it matters if it is held.
    pub(crate) fn is_a_choice(&self) -> bool {
        self.fixed > 0 || self.at_least > 1
    }
}

/// A seat for somebody.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) person: usize,
    pub(crate) slot: usize,
    pub(crate) session: usize,
    pub(crate) gain: i64,
    pub(crate) hours: i64,
    pub(crate) mandatory: bool,
}

/// What a floor counts.
#[derive(Clone, Debug)]
pub(crate) struct FloorRow {
    pub(crate) floor: Floor,
    pub(crate) strength: Strength,
    /// All of it.
    pub(crate) wanted: i64,
    /// All of it as it was asked: money may be a little less than the whole multiples of costs that reach it.
    pub(crate) asked: Decimal,
    /// What each candidate brings, for floors of units; empty for the duty and mandatory training, which are counted per person.
    pub(crate) brings: Vec<i64>,
    /// The rupiah, hours, people or seats that 1 stands for.
    pub(crate) unit: Decimal,
}

/// The problem in whole numbers.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    pub(crate) people: Vec<Person>,
    pub(crate) sessions: Vec<Session>,
    pub(crate) candidates: Vec<Candidate>,
    pub(crate) money: Vec<i64>,
    pub(crate) floors: Vec<FloorRow>,
    pub(crate) each: usize,
    /// What 1 of a gain stands for.
    pub(crate) gain_unit: Decimal,
    /// What 1 of money stands for.
    pub(crate) money_unit: Decimal,
    /// Places of people, sessions, envelopes and candidates in the problem.
    pub(crate) person_at: Vec<usize>,
    pub(crate) session_at: Vec<usize>,
    pub(crate) envelope_at: Vec<usize>,
    pub(crate) candidate_at: Vec<usize>,
}

impl Model {
    pub(crate) fn of(problem: &Problem) -> Result<Model, InputError> {
        let person_at = sorted(problem.people.len(), |at| problem.people[at].id.clone());
        let session_at = sorted(problem.sessions.len(), |at| problem.sessions[at].id.clone());
        let envelope_at = sorted(problem.envelopes.len(), |at| problem.envelopes[at].id.clone());
        let person_of: BTreeMap<_, _> = person_at.iter().enumerate().map(|(place, at)| (&problem.people[*at].id, place)).collect();
        let session_of: BTreeMap<_, _> = session_at.iter().enumerate().map(|(place, at)| (&problem.sessions[*at].id, place)).collect();
        let envelope_of: BTreeMap<_, _> = envelope_at.iter().enumerate().map(|(place, at)| (&problem.envelopes[*at].id, place)).collect();

        let gains = Scaled::of(problem.candidates.iter().map(|candidate| candidate.gain)).ok_or_else(|| too_long("manfaat", "gains"))?;
        let costs = Scaled::of(problem.sessions.iter().flat_map(|session| [session.fixed_cost, session.cost_each]))
            .ok_or_else(|| too_long("biaya", "costs"))?;
        let missing = problem.people.iter().map(|person| person.hours_missing);
        let hours = Scaled::of(missing.chain(problem.candidates.iter().map(|candidate| candidate.hours)))
            .ok_or_else(|| too_long("jam pelajaran", "learning hours"))?;

        let mut sessions: Vec<Session> = session_at
            .iter()
            .map(|at| {
                let session = &problem.sessions[*at];
                Session {
                    seats: usize::try_from(session.seats).unwrap_or(usize::MAX),
                    at_least: usize::try_from(session.at_least.max(1)).unwrap_or(usize::MAX),
                    fixed: costs.values[2 * at],
                    each: costs.values[2 * at + 1],
                    envelope: envelope_of.get(&session.envelope).copied().unwrap_or_default(),
                    candidates: Vec::new(),
                }
            })
            .collect();
        let mut people: Vec<Person> = person_at
            .iter()
            .map(|at| {
                let person = &problem.people[*at];
                Person {
                    candidates: Vec::new(),
                    excludes: Vec::new(),
                    groups: Vec::new(),
                    missing: hours.values[*at],
                    mandatory: person.mandatory,
                }
            })
            .collect();

        let money: Vec<i64> = envelope_at
            .iter()
            .map(|at| costs.floor(problem.envelopes[*at].money))
            .collect::<Option<_>>()
            .ok_or_else(|| too_long("uang", "money"))?;
        let mut order: Vec<(usize, usize, usize)> = problem
            .candidates
            .iter()
            .enumerate()
            .filter_map(|(at, candidate)| Some((*person_of.get(&candidate.person)?, *session_of.get(&candidate.session)?, at)))
            .collect();
        order.sort_unstable();
        let (mut candidates, mut candidate_at) = (Vec::new(), Vec::new());
        for (person, session, at) in order {
            let asked = &problem.candidates[at];
            let hours = hours.values[problem.people.len() + at];
            let mandatory = asked.mandatory && people[person].mandatory;
            let held = &sessions[session];
            // a seat that brings nothing anybody asked for, or that all the money could not pay, is no option
            let shares = problem.floors.units.iter().any(|floor| floor.unit == problem.people[person_at[person]].unit);
            let of_use = gains.values[at] > 0 || mandatory || shares || (hours > 0 && people[person].missing > 0);
            if !of_use || held.seats == 0 || held.fixed.saturating_add(held.each) > money[held.envelope] {
                continue;
            }
            let number = candidates.len();
            candidates.push(Candidate { person, slot: people[person].candidates.len(), session, gain: gains.values[at], hours, mandatory });
            candidate_at.push(at);
            people[person].candidates.push(number);
            sessions[session].candidates.push(number);
        }
        for person in &mut people {
            exclusions(problem, person, &candidate_at, &session_of, &session_at);
        }
        let mut model = Model {
            people,
            sessions,
            candidates,
            money,
            floors: Vec::new(),
            each: problem.sessions_each.map_or(usize::MAX, |each| usize::try_from(each).unwrap_or(usize::MAX)),
            gain_unit: gains.unit,
            money_unit: costs.unit,
            person_at,
            session_at,
            envelope_at,
            candidate_at,
        };
        model.floors = model.floors(problem, &costs, hours.unit)?;
        Ok(model)
    }

    fn floors(&self, problem: &Problem, costs: &Scaled, hour: Decimal) -> Result<Vec<FloorRow>, InputError> {
        let mut rows = Vec::new();
        let mut units = problem.floors.units.clone();
        units.sort_by(|a, b| (&a.unit, matches!(a.at_least, Measure::Money(_))).cmp(&(&b.unit, matches!(b.at_least, Measure::Money(_)))));
        for floor in units {
            let of_unit = |unit: &UnitId, value: &dyn Fn(&Candidate) -> i64| -> Vec<i64> {
                let is_of = |candidate: &Candidate| problem.people[self.person_at[candidate.person]].unit == *unit;
                self.candidates.iter().map(|candidate| if is_of(candidate) { value(candidate) } else { 0 }).collect()
            };
            let row = match floor.at_least {
                Measure::Seats(seats) => FloorRow {
                    brings: of_unit(&floor.unit, &|_| 1),
                    floor: Floor::UnitSeats(floor.unit),
                    strength: Strength::Firm,
                    wanted: i64::from(seats),
                    asked: Decimal::from(seats),
                    unit: Decimal::ONE,
                },
                Measure::Money(money) => FloorRow {
                    brings: of_unit(&floor.unit, &|candidate| self.sessions[candidate.session].each),
                    floor: Floor::UnitMoney(floor.unit),
                    strength: Strength::Firm,
                    wanted: costs.ceiling(money).ok_or_else(|| too_long("uang", "money"))?,
                    asked: money,
                    unit: costs.unit,
                },
            };
            rows.push(row);
        }
        let plain = |floor, strength, wanted: i64, unit: Decimal| FloorRow {
            floor,
            strength,
            wanted,
            asked: Decimal::from(wanted) * unit,
            brings: Vec::new(),
            unit,
        };
        if problem.floors.mandatory != Strength::Off {
            let wanted = self.people.iter().filter(|person| person.mandatory).count();
            rows.push(plain(Floor::Mandatory, problem.floors.mandatory, i64::try_from(wanted).unwrap_or(i64::MAX), Decimal::ONE));
        }
        if problem.floors.duty != Strength::Off {
            let wanted = self.people.iter().map(|person| person.missing).sum();
            rows.push(plain(Floor::Duty, problem.floors.duty, wanted, hour));
        }
        Ok(rows)
    }

    /// How much of a floor a set of seats covers.
    pub(crate) fn covered(&self, row: &FloorRow, chosen: &[bool]) -> i64 {
        match row.floor {
            Floor::UnitSeats(_) | Floor::UnitMoney(_) => {
                row.brings.iter().zip(chosen).filter(|(_, taken)| **taken).map(|(much, _)| much).sum()
            }
            Floor::Mandatory => {
                let has = |person: &&Person| person.candidates.iter().any(|c| chosen[*c] && self.candidates[*c].mandatory);
                i64::try_from(self.people.iter().filter(has).count()).unwrap_or(i64::MAX)
            }
            Floor::Duty => {
                let hours =
                    |person: &Person| person.candidates.iter().filter(|c| chosen[**c]).map(|c| self.candidates[*c].hours).sum::<i64>();
                self.people.iter().map(|person| hours(person).min(person.missing)).sum()
            }
        }
    }
}

fn too_long(id: &str, en: &str) -> InputError {
    InputError::new(
        format!("{id} terlalu besar atau terlalu rinci: nilai terbesar dibagi pembagi bersama melebihi 2^34"),
        format!("the {en} are too large or have too many digits: the largest divided by the common divisor is more than 2^34"),
    )
}

fn sorted<K: Ord>(count: usize, key: impl Fn(usize) -> K) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by_key(|at| key(*at));
    places
}

/// Decimals as multiples of their largest common divisor.
struct Scaled {
    values: Vec<i64>,
    unit: Decimal,
}

impl Scaled {
    fn of(decimals: impl Iterator<Item = Decimal>) -> Option<Scaled> {
        let decimals: Vec<Decimal> = decimals.map(|value| value.normalize()).collect();
        let places = decimals.iter().map(Decimal::scale).max().unwrap_or(0);
        let whole = decimals.iter().map(|value| raised(*value, places)).collect::<Option<Vec<i128>>>()?;
        let divisor = whole.iter().fold(0, |divisor, value| common(divisor, *value)).max(1);
        let values = whole.into_iter().map(|value| value / divisor);
        let values = values.map(|value| i64::try_from(value).ok().filter(|_| value <= LARGEST)).collect::<Option<Vec<i64>>>()?;
        Some(Scaled { values, unit: Decimal::try_from_i128_with_scale(divisor, places).ok()? })
    }

    /// The largest multiple that is not above.
    fn floor(&self, value: Decimal) -> Option<i64> {
        let multiple = value.checked_div(self.unit)?.floor();
        // division rounds at the 28th digit: step down where that went up
        let multiple = if multiple.checked_mul(self.unit)? > value { multiple - Decimal::ONE } else { multiple };
        i64::try_from(multiple.mantissa()).ok().filter(|many| multiple.scale() == 0 && *many <= 1 << 50)
    }

    /// The smallest multiple that is not below.
    fn ceiling(&self, value: Decimal) -> Option<i64> {
        let below = self.floor(value)?;
        Some(if Decimal::from(below).checked_mul(self.unit)? < value { below + 1 } else { below })
    }
}

fn raised(value: Decimal, places: u32) -> Option<i128> {
    value.mantissa().checked_mul(10_i128.checked_pow(places - value.scale())?)
}

fn common(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}

fn exclusions(
    problem: &Problem,
    person: &mut Person,
    candidate_at: &[usize],
    session_of: &BTreeMap<&jenjang::people::id::CourseSessionId, usize>,
    session_at: &[usize],
) {
    let count = person.candidates.len();
    let asked = |slot: usize| &problem.candidates[candidate_at[person.candidates[slot]]];
    let session = |slot: usize| &problem.sessions[session_at[session_of[&asked(slot).session]]];
    person.excludes = vec![0; count];
    for a in 0..count {
        for b in a + 1..count {
            let (one, other) = (session(a), session(b));
            let clash = one.course == other.course
                || (one.first <= other.last && other.first <= one.last)
                || !asked(a).closes.is_disjoint(&asked(b).closes);
            if clash {
                person.excludes[a] |= 1 << b;
                person.excludes[b] |= 1 << a;
            }
        }
    }
    // each slot joins the first group all of which it excludes
    for slot in 0..count {
        let excludes = person.excludes[slot];
        match person.groups.iter_mut().find(|group| group.iter().all(|member| excludes >> member & 1 == 1)) {
            Some(group) => group.push(slot),
            None => person.groups.push(vec![slot]),
        }
    }
}
