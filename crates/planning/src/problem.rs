//! What is asked: people, sessions, money, floors.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use jenjang::development::budget::rupiah;
use jenjang::legal::Label;
use jenjang::people::id::{CourseId, CourseSessionId, EnvelopeId, PersonId, UnitId};
use jenjang::{Decimal, NaiveDate};

/// Somebody who may be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: PersonId,
    /// The unit the person belongs to.
    pub unit: UnitId,
    /// Learning hours still missing for the yearly duty.
    pub hours_missing: Decimal,
    /// Whether a leadership training is mandatory for the person and not yet held.
    pub mandatory: bool,
}

/// A session that can be held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Which.
    pub id: CourseSessionId,
    /// The course it holds: nobody goes to two sessions of one course.
    pub course: CourseId,
    /// First day.
    pub first: NaiveDate,
    /// Last day: nobody goes to two sessions that share a day.
    pub last: NaiveDate,
    /// The envelope that pays for it.
    pub envelope: EnvelopeId,
    /// Free seats.
    pub seats: u32,
    /// How many have to come for it to be held.
    pub at_least: u32,
    /// What holding it costs, whoever comes, in rupiah; nothing where it is held anyway.
    pub fixed_cost: Decimal,
    /// What each participant costs, in rupiah.
    pub cost_each: Decimal,
}

/// A seat that would be of use to somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub person: PersonId,
    /// Where.
    pub session: CourseSessionId,
    /// The weighted gap it closes.
    pub gain: Decimal,
    /// Learning hours it brings.
    pub hours: Decimal,
    /// Whether it is the leadership training that is mandatory for the person.
    pub mandatory: bool,
    /// The needs it closes: nobody goes to two sessions that close the same need, since the second would close nothing.
    pub closes: BTreeSet<Arc<str>>,
}

/// Money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// Which.
    pub id: EnvelopeId,
    /// What is left in it, in rupiah.
    pub money: Decimal,
}

/// How strictly a floor holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strength {
    /// Not at all.
    Off,
    /// First: as much of it as money, seats and the floors before it allow, before any gap is weighed.
    #[default]
    First,
    /// Wholly, or there is no plan.
    Firm,
}

/// What a unit is to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// This many seats for its people.
    Seats(u32),
    /// This much money spent on its people's seats (cost of each participant; what a session costs as a whole is nobody's in particular).
    Money(Decimal),
}

/// What a unit is to have at least.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitFloor {
    /// The unit, with all units under it as the people carry it.
    pub unit: UnitId,
    /// How much.
    pub at_least: Measure,
}

/// The floors, in the order in which they come: units, mandatory training, duty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Floors {
    /// Mandatory leadership training.
    pub mandatory: Strength,
    /// Nobody below the yearly duty of learning hours.
    pub duty: Strength,
    /// Fair shares. They are firm.
    pub units: Vec<UnitFloor>,
}

/// One floor.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Floor {
    /// Seats for a unit.
    UnitSeats(UnitId),
    /// Money for a unit.
    UnitMoney(UnitId),
    /// Mandatory leadership training, in people.
    Mandatory,
    /// The duty, in learning hours.
    Duty,
}

impl Floor {
    /// An amount of what it counts, as people read it.
    pub fn amount(&self, amount: Decimal) -> Label {
        match self {
            Floor::UnitMoney(_) => rupiah(amount),
            Floor::UnitSeats(_) | Floor::Mandatory | Floor::Duty => {
                let text = amount.normalize().to_string();
                Label::new(text.replace('.', ","), text)
            }
        }
    }

    /// What people read.
    pub fn label(&self) -> Label {
        match self {
            Floor::UnitSeats(unit) => Label::new(format!("kursi untuk unit `{unit}`"), format!("seats for unit `{unit}`")),
            Floor::UnitMoney(unit) => Label::new(format!("uang untuk unit `{unit}`"), format!("money for unit `{unit}`")),
            Floor::Mandatory => Label::new("pelatihan kepemimpinan wajib (orang)", "mandatory leadership training (people)"),
            Floor::Duty => Label::new("kewajiban jam pelajaran (JP)", "duty of learning hours (hours)"),
        }
    }
}

/// Everything a plan is made from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problem {
    /// The people.
    pub people: Vec<Person>,
    /// The sessions.
    pub sessions: Vec<Session>,
    /// Who may go where. A pair that is not named is no option.
    pub candidates: Vec<Candidate>,
    /// The money.
    pub envelopes: Vec<Envelope>,
    /// The floors.
    pub floors: Floors,
    /// The most sessions anybody goes to.
    pub sessions_each: Option<u32>,
}

/// Why a problem cannot be planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputError(pub Label);

impl InputError {
    pub(crate) fn new(id: String, en: String) -> InputError {
        InputError(Label::new(id, en))
    }
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.en)
    }
}

impl std::error::Error for InputError {}

/// The most sessions that can be of use to one person.
pub(crate) const MOST_CANDIDATES: usize = 128;

impl Problem {
    /// Everything that is wrong with it.
    pub fn problems(&self) -> Vec<InputError> {
        let mut found = Vec::new();
        twice(self.people.iter().map(|person| person.id.as_str()), "orang", "person", &mut found);
        twice(self.sessions.iter().map(|session| session.id.as_str()), "jadwal", "session", &mut found);
        twice(self.envelopes.iter().map(|envelope| envelope.id.as_str()), "pagu", "envelope", &mut found);
        let people: BTreeSet<&PersonId> = self.people.iter().map(|person| &person.id).collect();
        let sessions: BTreeSet<&CourseSessionId> = self.sessions.iter().map(|session| &session.id).collect();
        let envelopes: BTreeSet<&EnvelopeId> = self.envelopes.iter().map(|envelope| &envelope.id).collect();
        let mut negative = |amount: Decimal, id: String, en: String| {
            if amount < Decimal::ZERO {
                found.push(InputError::new(
                    format!("{id}: {amount}, diharapkan nol atau lebih"),
                    format!("{en} is {amount}, expected zero or more"),
                ));
            }
        };
        for person in &self.people {
            negative(
                person.hours_missing,
                format!("kekurangan JP `{}`", person.id),
                format!("the number of hours that `{}` lacks", person.id),
            );
        }
        for envelope in &self.envelopes {
            negative(envelope.money, format!("uang pagu `{}`", envelope.id), format!("the money of envelope `{}`", envelope.id));
        }
        for session in &self.sessions {
            negative(session.fixed_cost, format!("biaya tetap `{}`", session.id), format!("the fixed cost of `{}`", session.id));
            negative(session.cost_each, format!("biaya per orang `{}`", session.id), format!("the cost of each in `{}`", session.id));
        }
        for candidate in &self.candidates {
            let pair = format!("`{}` – `{}`", candidate.person, candidate.session);
            negative(candidate.gain, format!("manfaat {pair}"), format!("the gain of {pair}"));
            negative(candidate.hours, format!("JP {pair}"), format!("the number of hours of {pair}"));
        }
        for session in &self.sessions {
            if session.last < session.first {
                found.push(InputError::new(
                    format!("jadwal `{}` berakhir {} sebelum mulai {}", session.id, session.last, session.first),
                    format!("session `{}` ends on {} before it begins on {}", session.id, session.last, session.first),
                ));
            }
            if !envelopes.contains(&session.envelope) {
                found.push(InputError::new(
                    format!("jadwal `{}` dibayar dari pagu `{}` yang tidak ada", session.id, session.envelope),
                    format!("session `{}` is paid from envelope `{}`, which is not there", session.id, session.envelope),
                ));
            }
        }
        let mut seen = BTreeSet::new();
        let mut each: BTreeMap<&PersonId, usize> = BTreeMap::new();
        for candidate in &self.candidates {
            let (person, session) = (&candidate.person, &candidate.session);
            if !people.contains(person) {
                found.push(InputError::new(
                    format!("kandidat `{person}` tidak ada di antara orang"),
                    format!("candidate `{person}` is not among the people"),
                ));
            }
            if !sessions.contains(session) {
                found.push(InputError::new(
                    format!("kandidat `{person}` menunjuk jadwal `{session}` yang tidak ada"),
                    format!("candidate `{person}` names session `{session}`, which is not there"),
                ));
            }
            if !seen.insert((person, session)) {
                found.push(InputError::new(
                    format!("`{person}` dua kali kandidat untuk `{session}`"),
                    format!("`{person}` is a candidate for `{session}` twice"),
                ));
            }
            *each.entry(person).or_default() += 1;
        }
        for (person, count) in each.into_iter().filter(|(_, count)| *count > MOST_CANDIDATES) {
            found.push(InputError::new(
                format!(
                    "`{person}` dapat mengikuti {count} jadwal, diharapkan paling banyak {MOST_CANDIDATES}: pilih yang menutup kesenjangan"
                ),
                format!("`{person}` may go to {count} sessions, expected at most {MOST_CANDIDATES}: name those that close a gap"),
            ));
        }
        found
    }
}

fn twice<'a>(ids: impl Iterator<Item = &'a str>, id: &str, en: &str, found: &mut Vec<InputError>) {
    let mut seen = BTreeSet::new();
    for text in ids {
        if !seen.insert(text) {
            found.push(InputError::new(format!("{id} `{text}` disebut dua kali"), format!("{en} `{text}` is named twice")));
        }
    }
}
