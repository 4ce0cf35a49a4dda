//! Telling people apart by a fact or a column: choices as they are, numbers and dates in the bands of a comparison's dimensions.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::legal::Label;
use jenjang::period::DateRounding;
use jenjang::policy::catalogue::{Catalogue, ProtectedGround};
use jenjang::policy::types::Type;
use jenjang::policy::value::FactIndex;

use crate::column::{Column, Data, Shape};
use crate::compare::{Axis, Dimension, Source};
use crate::error::LabError;
use crate::population::{Population, Wanted};
use crate::segment::Segment;

/// Widest distance between values for which a table of groups is laid out.
const TABLE: i64 = 1 << 17;

/// How people are told apart.
#[derive(Clone, Debug)]
pub struct Grouping {
    /// Name of the fact or column.
    pub name: Arc<str>,
    /// What people read.
    pub label: Label,
    /// The protected ground, where the fact has one.
    pub protected: Option<ProtectedGround>,
    axis: Arc<Axis>,
    rounding: DateRounding,
}

/// A group: a value or a band, people of whom it is known that there is none, people of whom nobody said.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GroupKey {
    /// Place in the order, and the code.
    Known(i64, Arc<str>),
    /// Known not to exist.
    None,
    /// Nobody said.
    Missing,
}

impl GroupKey {
    /// The code in the data or the bounds of a band; `none` and `missing` for those without a value.
    pub fn code(&self) -> Arc<str> {
        match self {
            GroupKey::Known(_, code) => Arc::clone(code),
            GroupKey::None => "none".into(),
            GroupKey::Missing => "missing".into(),
        }
    }
}

/// The groups of the people of a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assigned {
    /// Groups met in this segment, ascending.
    pub keys: Vec<GroupKey>,
    /// For each person the place of their group in `keys`.
    pub of: Vec<u32>,
}

impl Grouping {
    /// By the fact of this name, or else by the column. Dates and ages are banded as of the day; days that a month lacks count as its last.
    ///
    /// # Errors
    /// [`LabError::Refused`] where there is no such fact or column in the data, or its values make no groups (a list, a number without a range).
    pub fn new(population: &dyn Population, name: &str, as_of: NaiveDate) -> Result<Grouping, LabError> {
        Grouping::rounded(population, name, as_of, DateRounding::LastDayOfMonth)
    }

    /// The same, with years completed as a policy rounds its dates.
    ///
    /// # Errors
    /// As [`Grouping::new`].
    pub fn rounded(population: &dyn Population, name: &str, as_of: NaiveDate, rounding: DateRounding) -> Result<Grouping, LabError> {
        let catalogue: &Arc<Catalogue> = population.catalogue();
        let fact = catalogue.find(name);
        if fact.is_some_and(|fact| matches!(catalogue.fact(fact).ty, Type::List { .. })) {
            return Err(LabError::refused(
                format!("orang tidak dapat dikelompokkan menurut daftar `{name}`, diharapkan fakta bernilai tunggal"),
                format!("people cannot be grouped by the list `{name}`, expected a fact with a single value"),
            ));
        }
        let is_told = fact.is_some_and(|fact| population.facts().contains(&fact));
        if !is_told && population.others().iter().all(|other| &**other != name) {
            return Err(LabError::refused(
                format!("data tidak memiliki fakta atau kolom `{name}` untuk mengelompokkan orang"),
                format!("the data has no fact or column `{name}` to group people by"),
            ));
        }
        let axis = Axis::of(&Dimension::named(name), population, as_of, rounding).map_err(|reason| {
            LabError::refused(
                format!("orang tidak dapat dikelompokkan menurut `{name}`: {}", reason.id),
                format!("people cannot be grouped by `{name}`: {}", reason.en),
            )
        })?;
        let (name, label, protected) = (Arc::clone(&axis.name), axis.label.clone(), axis.protected);
        Ok(Grouping { name, label, protected, axis: Arc::new(axis), rounding })
    }

    /// Adds what it reads.
    pub fn want(&self, wanted: &mut Wanted) {
        match &self.axis.source {
            Source::Fact(fact) => wanted.facts.push(*fact),
            Source::Other(name) => wanted.others.push(Arc::clone(name)),
        }
    }

    /// The same grouping on another day: bands of years move with it.
    #[must_use]
    pub fn on(&self, as_of: NaiveDate) -> Grouping {
        Grouping { axis: Arc::new(self.axis.on(as_of, self.rounding)), ..self.clone() }
    }

    /// The groups of the people of a segment.
    pub fn assign(&self, segment: &Segment) -> Assigned {
        let column = match &self.axis.source {
            Source::Fact(fact) => segment.fact(*fact),
            Source::Other(name) => segment.other(name),
        };
        let Some(column) = column else { return Assigned { keys: vec![GroupKey::Missing], of: vec![0; segment.len()] } };
        let mut found: BTreeMap<GroupKey, u32> = BTreeMap::new();
        let mut place_of = |key: GroupKey| {
            let next = u32::try_from(found.len()).unwrap_or(u32::MAX);
            *found.entry(key).or_insert(next)
        };
        let mut of: Vec<u32> = match &column.shape {
            Shape::Narrow { meaning, data, base, least, greatest } if greatest.saturating_sub(*least) < TABLE => {
                let mut table: Vec<Option<u32>> = vec![None; usize::try_from(greatest.saturating_sub(*least)).unwrap_or(0) + 1];
                let place = |at: usize| usize::try_from(base.wrapping_add(data.get(at)).wrapping_sub(*least)).unwrap_or(usize::MAX);
                let absent = |at: usize| absent(column, at);
                (0..segment.len())
                    .map(|at| match absent(at) {
                        Some(key) => place_of(key),
                        None => match table.get_mut(place(at)) {
                            Some(known) => {
                                *known.get_or_insert_with(|| place_of(self.axis.key(&meaning.value(base.wrapping_add(data.get(at))))))
                            }
                            None => place_of(GroupKey::Missing),
                        },
                    })
                    .collect()
            }
            _ => (0..segment.len()).map(|at| place_of(self.axis.key(&column.value(at)))).collect(),
        };
        let mut order: Vec<(GroupKey, u32)> = found.into_iter().collect();
        order.sort();
        let mut moved: Vec<u32> = vec![0; order.len()];
        for (new, (_, old)) in order.iter().enumerate() {
            if let Some(place) = moved.get_mut(*old as usize) {
                *place = u32::try_from(new).unwrap_or(u32::MAX);
            }
        }
        for place in &mut of {
            *place = moved.get(*place as usize).copied().unwrap_or(0);
        }
        Assigned { keys: order.into_iter().map(|(key, _)| key).collect(), of }
    }

    /// What people read for a group.
    pub fn group_label(&self, key: &GroupKey) -> Label {
        self.axis.label_of(key)
    }
}

/// Which groups are counted together because they have fewer than `least` people each: those, and with them the next smallest until they are
/// enough together. None where all have enough, or where there is one group only.
pub(crate) fn together(people: &[u64], least: u64) -> BTreeSet<usize> {
    let mut order: Vec<usize> = (0..people.len()).collect();
    // stable: of equal ones the first
    order.sort_by_key(|at| people.get(*at));
    let (mut found, mut sum) = (BTreeSet::new(), 0_u64);
    if people.len() > 1 {
        for at in order {
            let own = people.get(at).copied().unwrap_or(0);
            if own >= least && (found.is_empty() || sum >= least) {
                break;
            }
            found.insert(at);
            sum = sum.saturating_add(own);
        }
    }
    found
}

fn absent(column: &Column, at: usize) -> Option<GroupKey> {
    if column.missing.as_ref().is_some_and(|bits| bits.get(at)) {
        Some(GroupKey::Missing)
    } else if column.none.as_ref().is_some_and(|bits| bits.get(at)) {
        Some(GroupKey::None)
    } else {
        None
    }
}

/// Some people of a column, in the order of their places.
pub(crate) fn take(column: &Column, places: &[usize]) -> Column {
    let bits = |bits: &Option<crate::bits::Bits>| {
        let taken = bits.as_ref().map(|bits| places.iter().map(|at| bits.get(*at)).collect::<crate::bits::Bits>());
        taken.filter(|bits| bits.count() > 0)
    };
    let shape = match &column.shape {
        Shape::Narrow { meaning, data, base, least, greatest } => {
            let data = match data {
                Data::U8(values) => Data::U8(places.iter().map(|at| values.get(*at).copied().unwrap_or(0)).collect::<Vec<_>>().into()),
                Data::U16(values) => Data::U16(places.iter().map(|at| values.get(*at).copied().unwrap_or(0)).collect::<Vec<_>>().into()),
                Data::U32(values) => Data::U32(places.iter().map(|at| values.get(*at).copied().unwrap_or(0)).collect::<Vec<_>>().into()),
                Data::I64(values) => Data::I64(places.iter().map(|at| values.get(*at).copied().unwrap_or(0)).collect::<Vec<_>>().into()),
            };
            Shape::Narrow { meaning: meaning.clone(), data, base: *base, least: *least, greatest: *greatest }
        }
        Shape::Lists { items, lengths } => Shape::Lists {
            items: items.iter().map(|item| take(item, places)).collect(),
            lengths: places.iter().map(|at| lengths.get(*at).copied().unwrap_or(0)).collect::<Vec<_>>().into(),
        },
        Shape::Wide(values) => Shape::Wide(places.iter().map(|at| values.get(*at).cloned().unwrap_or_default()).collect()),
    };
    Column { shape, missing: bits(&column.missing), none: bits(&column.none) }
}

/// Some people of a segment, in the order of their places.
pub(crate) fn some(segment: &Segment, places: &[usize]) -> Segment {
    let mut taken = Segment::new(segment.catalogue(), places.len());
    for fact in segment.facts() {
        if let Some(column) = segment.fact(fact) {
            taken.set(fact, take(column, places));
        }
    }
    for name in segment.others() {
        if let Some(column) = segment.other(name) {
            taken.set_other(Arc::clone(name), take(column, places));
        }
    }
    taken
}

/// Derived facts whose value follows, directly or not, from one of these or (with `day`) from the day: what is given of them no longer holds
/// once their sources move.
pub(crate) fn stale(catalogue: &Catalogue, moved: &[FactIndex], day: bool) -> Vec<FactIndex> {
    use jenjang::policy::expression::node::NodeKind;
    let mut found: Vec<FactIndex> = Vec::new();
    loop {
        let before = found.len();
        for (index, fact) in (0..).map(FactIndex).zip(catalogue.facts()) {
            let Some(derivation) = &fact.derive else { continue };
            let mut follows = false;
            derivation.walk(&mut |node| match node.kind {
                NodeKind::AsOf => follows |= day,
                NodeKind::Fact(source) => follows |= moved.contains(&source) || found.contains(&source),
                _ => {}
            });
            if follows && !found.contains(&index) && !moved.contains(&index) {
                found.push(index);
            }
        }
        if found.len() == before {
            found.sort_unstable();
            return found;
        }
    }
}
