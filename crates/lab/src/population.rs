//! Where people come from: files, a store, memory. Read in parts, so that memory does not grow with the population.

use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::value::{FactIndex, Value};

use crate::column::Column;
use crate::error::LabError;
use crate::input::ID;
use crate::segment::Segment;

mod memory;

pub use memory::InMemory;

/// What a run asks of a population.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Facts, ascending.
    pub facts: Vec<FactIndex>,
    /// Columns that are no facts (units, regions), by name.
    pub others: Vec<Arc<str>>,
}

/// A value that could not be read. The person stays in every denominator; the fact is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The row, from 1 for the first person.
    pub row: u64,
    /// The column.
    pub column: Arc<str>,
    /// The fact it should have been; absent where a whole row could not be read.
    pub fact: Option<FactIndex>,
    /// What was found.
    pub found: Arc<str>,
    /// What was expected.
    pub expected: Label,
}

/// How reading went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// People read.
    pub people: u64,
    /// Values that could not be read, the first [`Reading::SHOWN`] of them.
    pub unread: Vec<Unread>,
    /// How many values could not be read.
    pub unread_count: u64,
}

impl Reading {
    /// How many unread values are kept to be shown.
    pub const SHOWN: usize = 100;

    /// Notes a value that could not be read.
    pub fn note(&mut self, unread: Unread) {
        self.unread_count += 1;
        if self.unread.len() < Reading::SHOWN {
            self.unread.push(unread);
        }
    }

    /// Adds what was read after it.
    pub fn add(&mut self, other: Reading) {
        self.people += other.people;
        self.unread_count += other.unread_count;
        let room = Reading::SHOWN.saturating_sub(self.unread.len());
        self.unread.extend(other.unread.into_iter().take(room));
    }
}

/// People to run policies over. Parts are independent: any thread may read any part.
pub trait Population: Sync {
    /// What the facts are.
    fn catalogue(&self) -> &Arc<Catalogue>;

    /// How many people there are, where that is known before reading.
    fn people(&self) -> Option<u64>;

    /// How many parts there are.
    fn parts(&self) -> usize;

    /// Columns that are no facts and can be asked for.
    fn others(&self) -> Vec<Arc<str>>;

    /// Facts it has columns for, ascending; all others are missing for everybody.
    fn facts(&self) -> Vec<FactIndex>;

    /// A digest of what is read, that says later whether a run was made over the same data.
    ///
    /// # Errors
    /// [`LabError::File`].
    fn digest(&self) -> Result<String, LabError>;

    /// Reads a part and hands over its segments in order.
    ///
    /// # Errors
    /// [`LabError`] where the part cannot be read at all; a value that cannot be read is noted in the [`Reading`] instead.
    fn read(&self, part: usize, wanted: &Wanted, each: Each<'_>) -> Result<Reading, LabError>;

    /// Reads a part, and before each segment hands over what tells its people apart ([`ID`]), person by person, absent where nobody said; nothing
    /// where the source has no such column. The segment may hold the ids beside what is wanted.
    ///
    /// # Errors
    /// Those of [`Population::read`].
    fn read_with_ids(&self, part: usize, wanted: &Wanted, ids: Ids<'_>, each: Each<'_>) -> Result<Reading, LabError> {
        if !self.others().iter().any(|name| &**name == ID) {
            return self.read(part, wanted, each);
        }
        let mut more = wanted.clone();
        if !more.others.iter().any(|name| &**name == ID) {
            more.others.push(Arc::from(ID));
        }
        self.read(part, &more, &mut |segment| {
            if let Some(column) = segment.other(ID) {
                hand_over(column, ids);
            }
            each(segment)
        })
    }

    /// The columns a fact is read from, as the source calls them: none where a mapping says what always holds; absent where the source says nothing.
    fn columns_of(&self, _: FactIndex) -> Option<Vec<Arc<str>>> {
        None
    }

    /// The column that is asked for by this name and is no fact, as the source calls it.
    fn column_of(&self, _: &str) -> Option<Arc<str>> {
        None
    }
}

/// Takes the segments of a part in order.
pub type Each<'e> = &'e mut dyn FnMut(Segment) -> Result<(), LabError>;

/// Takes what tells people apart, person by person.
pub type Ids<'i> = &'i mut dyn FnMut(Option<&str>);

pub(crate) fn hand_over(column: &Column, ids: Ids<'_>) {
    for place in 0..column.len() {
        match column.value(place) {
            Value::Missing | Value::None => ids(None),
            Value::Text(text) => ids(Some(&text)),
            value => ids(Some(&value.to_string())),
        }
    }
}

/// What a population is, where that is what the one inside it is; reading is its own.
macro_rules! described_inside {
    () => {
        fn catalogue(&self) -> &Arc<Catalogue> {
            self.inside.catalogue()
        }

        fn people(&self) -> Option<u64> {
            self.inside.people()
        }

        fn parts(&self) -> usize {
            self.inside.parts()
        }

        fn others(&self) -> Vec<Arc<str>> {
            self.inside.others()
        }

        fn facts(&self) -> Vec<FactIndex> {
            self.inside.facts()
        }

        fn digest(&self) -> Result<String, LabError> {
            self.inside.digest()
        }

        fn columns_of(&self, fact: FactIndex) -> Option<Vec<Arc<str>>> {
            self.inside.columns_of(fact)
        }

        fn column_of(&self, other: &str) -> Option<Arc<str>> {
            self.inside.column_of(other)
        }
    };
}
pub(crate) use described_inside;

/// A population that shows every segment to somebody before it is taken: to say how far reading has come, or to stop it.
pub struct Observed<'p> {
    inside: &'p dyn Population,
    see: Box<dyn Fn(&Segment) -> Result<(), LabError> + Send + Sync + 'p>,
}

impl<'p> Observed<'p> {
    /// `see` is given each segment; where it fails, reading ends with its error.
    pub fn new(inside: &'p dyn Population, see: impl Fn(&Segment) -> Result<(), LabError> + Send + Sync + 'p) -> Observed<'p> {
        Observed { inside, see: Box::new(see) }
    }
}

impl Population for Observed<'_> {
    described_inside!();

    fn read(&self, part: usize, wanted: &Wanted, each: Each<'_>) -> Result<Reading, LabError> {
        self.inside.read(part, wanted, &mut |segment| {
            (self.see)(&segment)?;
            each(segment)
        })
    }

    fn read_with_ids(&self, part: usize, wanted: &Wanted, ids: Ids<'_>, each: Each<'_>) -> Result<Reading, LabError> {
        self.inside.read_with_ids(part, wanted, ids, &mut |segment| {
            (self.see)(&segment)?;
            each(segment)
        })
    }
}
