//! Is anybody there twice.
//!
//! People are told apart by 64-bit digests of their ids, with a secret of the run: two ids of five million are taken for one with a chance below one in
//! a million, and what is shown is compared as text. Memory stays at eight bytes for each of 8,388,608 people.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};

use jenjang::legal::Label;
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::value::FactIndex;

use super::checks::require;
use super::plan::ID;
use crate::compare::{PeopleTwice, RowTwice};
use crate::error::LabError;
use crate::population::{Each, Ids, Population, Reading, Wanted, described_inside};

/// People who are there more than once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Duplicates {
    /// Rows beyond the first of their id.
    pub count: u64,
    /// People without an id: they cannot be told apart, and are not counted.
    pub without_id: u64,
    /// Up to a hundred of the rows, in order.
    pub shown: Vec<Duplicate>,
}

/// A row whose id stood in an earlier row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The row, from 1.
    pub row: u64,
    /// The row where the id stood first.
    pub first: u64,
    /// The id.
    pub id: Arc<str>,
}

/// How many duplicates are shown.
const SHOWN: usize = 100;
/// People told apart in one pass: eight bytes each.
const PASS: u64 = 1 << 23;
/// Digests that are there twice are kept up to so many, to find the rows shown.
const KEPT: usize = 1 << 16;

/// Looks for people who are there more than once, by [`ID`]. A population of more than 8,388,608 is gone through several times, the same digests together
/// each time.
///
/// # Errors
/// Those of reading; [`LabError::Refused`] where there is no such column.
pub fn duplicates(population: &dyn Population) -> Result<Duplicates, LabError> {
    require(population, &Wanted { facts: Vec::new(), others: vec![Arc::from(ID)] })?;
    let secret = RandomState::new();
    let passes = population.people().unwrap_or(PASS).div_ceil(PASS).max(1);
    let (mut found, mut twice) = (Duplicates::default(), BTreeSet::new());
    for pass in 0..passes {
        let mut digests: Vec<u64> = Vec::new();
        each_id(population, |_, id| match id {
            None => found.without_id += u64::from(pass == 0),
            Some(id) => {
                let digest = secret.hash_one(id);
                if digest % passes == pass {
                    digests.push(digest);
                }
            }
        })?;
        found.count += repeated(digests, &mut twice);
    }
    found.shown = located(population, &secret, twice)?;
    Ok(found)
}

/// How many digests stood before already, and which.
fn repeated(mut digests: Vec<u64>, twice: &mut BTreeSet<u64>) -> u64 {
    digests.sort_unstable();
    let mut count = 0;
    for (one, next) in digests.iter().zip(digests.iter().skip(1)) {
        if one == next {
            count += 1;
            if twice.len() < KEPT {
                twice.insert(*one);
            }
        }
    }
    count
}

/// The rows whose id stood in an earlier row, compared as text; goes through the ids once more where there are any.
fn located(population: &dyn Population, secret: &RandomState, twice: BTreeSet<u64>) -> Result<Vec<Duplicate>, LabError> {
    let mut shown = Vec::new();
    if twice.is_empty() {
        return Ok(shown);
    }
    let candidates: HashSet<u64> = twice.into_iter().collect();
    let mut first: BTreeMap<String, u64> = BTreeMap::new();
    each_id(population, |row, id| {
        let Some(id) = id.filter(|id| shown.len() < SHOWN && candidates.contains(&secret.hash_one(*id))) else { return };
        match first.get(id) {
            Some(first) => shown.push(Duplicate { row, first: *first, id: Arc::from(id) }),
            None => _ = first.insert(id.to_owned(), row),
        }
    })?;
    Ok(shown)
}

/// Goes through the ids in order, with their rows from 1.
fn each_id(population: &dyn Population, mut each: impl FnMut(u64, Option<&str>)) -> Result<(), LabError> {
    let mut row = 0;
    for part in 0..population.parts() {
        let mut id = |id: Option<&str>| {
            row += 1;
            each(row, id);
        };
        population.read_with_ids(part, &Wanted::default(), &mut id, &mut |_| Ok(()))?;
    }
    Ok(())
}

/// A population whose people are told apart while it is read the first time: no second pass over a file of millions.
pub(crate) struct ToldApart<'p> {
    inside: &'p dyn Population,
    secret: RandomState,
    /// Absent where nobody looks: why is said in [`ToldApart::finish`].
    found: Option<Mutex<Found>>,
    has_ids: bool,
}

#[derive(Default)]
struct Found {
    /// Parts that were read.
    parts: BTreeSet<usize>,
    digests: Vec<u64>,
    without_id: u64,
    too_many: bool,
}

impl<'p> ToldApart<'p> {
    pub(crate) fn new(inside: &'p dyn Population) -> ToldApart<'p> {
        let has_ids = inside.others().iter().any(|name| &**name == ID);
        let people = inside.people().unwrap_or(0);
        let room = usize::try_from(people).ok().filter(|_| has_ids && people <= PASS);
        let found = room.map(|room| Mutex::new(Found { digests: Vec::with_capacity(room), ..Found::default() }));
        ToldApart { inside, secret: RandomState::new(), found, has_ids }
    }

    /// Who was there twice, where everybody was read and could be told apart.
    ///
    /// # Errors
    /// Those of reading: where somebody is there twice, the ids are gone through once more to say in which rows.
    pub(crate) fn finish(self) -> Result<PeopleTwice, LabError> {
        let unlooked = |id: &str, en: &str| Ok(PeopleTwice { not_checked: Some(Label::new(id, en)), ..PeopleTwice::default() });
        if !self.has_ids {
            return unlooked("data tidak punya kolom `id` atau `person`", "the data has no column `id` or `person`");
        }
        let found = self.found.map(|found| found.into_inner().unwrap_or_else(PoisonError::into_inner));
        let Some(found) = found.filter(|found| !found.too_many && found.parts.len() == self.inside.parts()) else {
            return unlooked(
                "lebih dari 8.388.608 orang; `jenjang lab open` memeriksanya",
                "more than 8,388,608 people; `jenjang lab open` looks for them",
            );
        };
        let mut twice = BTreeSet::new();
        let rows = repeated(found.digests, &mut twice);
        let shown = located(self.inside, &self.secret, twice)?;
        let first = shown.into_iter().map(|found| RowTwice { row: found.row, first: found.first });
        Ok(PeopleTwice { not_checked: None, rows, without_id: found.without_id, first: first.collect() })
    }
}

impl Population for ToldApart<'_> {
    described_inside!();

    fn read(&self, part: usize, wanted: &Wanted, each: Each<'_>) -> Result<Reading, LabError> {
        let lock = |found: &'_ Mutex<Found>| -> bool {
            let found = found.lock().unwrap_or_else(PoisonError::into_inner);
            !found.too_many && !found.parts.contains(&part)
        };
        let Some(found) = self.found.as_ref().filter(|found| lock(found)) else { return self.inside.read(part, wanted, each) };
        let (mut digests, mut without_id) = (Vec::new(), 0);
        let mut id = |id: Option<&str>| match id {
            Some(id) => digests.push(self.secret.hash_one(id)),
            None => without_id += 1,
        };
        let reading = self.inside.read_with_ids(part, wanted, &mut id, each)?;
        let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
        if found.parts.insert(part) {
            found.without_id += without_id;
            found.digests.append(&mut digests);
            if found.digests.len() as u64 > PASS {
                (found.digests, found.too_many) = (Vec::new(), true);
            }
        }
        Ok(reading)
    }

    fn read_with_ids(&self, part: usize, wanted: &Wanted, ids: Ids<'_>, each: Each<'_>) -> Result<Reading, LabError> {
        self.inside.read_with_ids(part, wanted, ids, each)
    }
}
