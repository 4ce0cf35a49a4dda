//! A synthetic population of up to five million people who do not exist, made one after the other.
//!
//! The shape is that of the whole service on 1 November 2025 (`shape`), the units form trees in which every superior is one of the people
//! (`layout`), and each career is simulated forward from entry (`career`), so that grades, posts, labels, credit and dates agree with each
//! other. A person follows from the seed, the day and the place alone: the first thousand of a million are those of a population of one
//! thousand, and any range can be made by itself.
//!
//! Nothing in it can be taken for a real person: ids begin with `synthetic-`, names are `Pegawai Contoh` and a number, serials of employee
//! numbers are 900 to 999, and decrees are numbered `…/contoh/…`.

use std::iter::FusedIterator;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use jenjang::people::id::{PersonId, TextError, UnitId};
use jenjang::people::{CivilServantRecord, OrgUnit};

mod calendar;
mod career;
mod history;
mod identity;
mod layout;
mod names;
mod shape;

use calendar::{Month, first_day, month_of};
use identity::{Identity, MOST, mixed};
use names::Names;
use shape::Shape;

use super::random::Random;

/// The earliest day a population can stand on: contract staff were first appointed in 2021.
const FIRST_YEAR: i32 = 2022;
/// The last one: beyond it, nobody in it could have served under the rules that are simulated.
const LAST_YEAR: i32 = 2050;

/// What a population is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PopulationOptions {
    /// How many people, 1 to 5,000,000.
    pub staff: u64,
    /// One seed always gives the same people.
    pub seed: u64,
    /// The day they stand on: nothing happens on it or later. 2022 to 2050.
    pub today: NaiveDate,
}

/// The most people [`population`] makes.
pub const MOST_STAFF: u64 = 5_000_000;

/// Why there is no population.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PopulationError {
    /// Too few or too many people.
    #[error("a population of `{0}` people cannot be made, expected 1 to {MOST_STAFF}")]
    Staff(u64),
    /// A day too early or too late.
    #[error("a population as of `{0}` cannot be made, expected a day of {FIRST_YEAR} to {LAST_YEAR}")]
    Today(NaiveDate),
    /// A code could not be made.
    #[error(transparent)]
    Text(#[from] TextError),
}

impl PopulationError {
    /// The sentence in both languages.
    pub fn message(&self) -> jenjang::legal::Label {
        let id = match self {
            PopulationError::Staff(found) => {
                format!("populasi dengan `{found}` pegawai tidak dapat dibuat, seharusnya 1 sampai {MOST_STAFF}")
            }
            PopulationError::Today(found) => {
                format!("populasi per tanggal `{found}` tidak dapat dibuat, seharusnya tanggal dalam tahun {FIRST_YEAR} sampai {LAST_YEAR}")
            }
            PopulationError::Text(error) => format!("kode tidak dapat dibuat: {error}"),
        };
        jenjang::legal::Label::new(id, self.to_string())
    }
}

/// One person of a population.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntheticRecord {
    /// The record with all histories.
    pub record: CivilServantRecord,
    /// The unit the person works in or leads.
    pub unit: UnitId,
    /// The direct superior, who stands before the person in the population; nobody above the head of an agency.
    pub superior: Option<PersonId>,
}

/// What all people of a population share.
#[derive(Debug)]
struct Plan {
    seed: u64,
    last: Month,
    shape: Shape,
    names: Names,
}

/// The people of a population, or a range of them, in order of their places. Made by [`population`]; each is made when asked for.
#[derive(Clone, Debug)]
pub struct Population {
    plan: Arc<Plan>,
    places: std::ops::Range<u64>,
}

/// People who do not exist, as many as asked for.
///
/// ```
/// use chrono::NaiveDate;
/// use jenjang_asn::synthetic::{PopulationOptions, population};
///
/// let today = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
/// let mut people = population(PopulationOptions { staff: 500, seed: 7, today })?;
/// assert_eq!(people.len(), 500);
/// let head = people.next().unwrap();
/// assert_eq!(head.record.id.as_str(), "synthetic-0000001");
/// assert_eq!(head.superior, None);
/// # Ok::<(), jenjang_asn::synthetic::PopulationError>(())
/// ```
///
/// # Errors
/// [`PopulationError::Staff`] and [`PopulationError::Today`] for options out of bounds.
pub fn population(options: PopulationOptions) -> Result<Population, PopulationError> {
    if !(1..=MOST_STAFF.min(MOST)).contains(&options.staff) {
        return Err(PopulationError::Staff(options.staff));
    }
    if !(FIRST_YEAR..=LAST_YEAR).contains(&options.today.year()) {
        return Err(PopulationError::Today(options.today));
    }
    let month = month_of(options.today);
    let last = if first_day(month) < options.today { month } else { month - 1 };
    let plan = Plan { seed: options.seed, last, shape: Shape::new(), names: Names::new()? };
    Ok(Population { plan: Arc::new(plan), places: 0..options.staff })
}

/// The units those people work in, parents first; one for every structural post.
///
/// # Errors
/// As [`population`].
pub fn units(options: PopulationOptions) -> Result<impl Iterator<Item = OrgUnit>, PopulationError> {
    let staff = population(options)?.places.end;
    Ok((0..layout::posts_among(staff)).map_while(|number| layout::Post::at(number).org_unit().ok()))
}

impl Population {
    /// The part of the people still to come whose places lie in a range; places count from 0 over the whole population.
    #[must_use]
    pub fn range(&self, places: std::ops::Range<u64>) -> Population {
        let start = places.start.max(self.places.start);
        let end = places.end.min(self.places.end).max(start);
        Population { plan: Arc::clone(&self.plan), places: start..end }
    }
}

impl Iterator for Population {
    type Item = SyntheticRecord;

    fn next(&mut self) -> Option<SyntheticRecord> {
        let place = self.places.next()?;
        self.plan.person(place)
    }

    fn nth(&mut self, n: usize) -> Option<SyntheticRecord> {
        let place = self.places.nth(n)?;
        self.plan.person(place)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.places.size_hint()
    }
}

impl ExactSizeIterator for Population {
    fn len(&self) -> usize {
        usize::try_from(self.places.end - self.places.start).unwrap_or(usize::MAX)
    }
}

impl FusedIterator for Population {}

fn person_id(place: u64) -> Option<PersonId> {
    format!("synthetic-{:07}", place + 1).parse().ok()
}

impl Plan {
    /// The person at a place.
    fn person(&self, place: u64) -> Option<SyntheticRecord> {
        let seat = layout::seat(place);
        // a golden-ratio step from person to person: any stretch of places has nearly the shape of the whole
        let fraction = mixed(self.seed).wrapping_add(place.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let cell = self.shape.cell(seat.post.central, seat.leads, fraction)?;
        let mut random = Random::new(mixed(self.seed ^ mixed(place)));
        let identity = Identity::new(place, self.seed, &seat, cell, self.last, &mut random)?;
        let unit = seat.post.unit().ok()?;
        let record = history::record(self, place, person_id(place)?, (seat, identity), &unit, random)?;
        Some(SyntheticRecord { record, unit, superior: seat.superior.map(person_id).unwrap_or_default() })
    }
}

#[cfg(test)]
mod tests;
